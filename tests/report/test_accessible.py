"""Published pages can be used by keyboard and by ear: landmarks, headings, names, an order of tabs.

What a checker of WCAG 2 would look at first, read from the files themselves; contrast, width and
the keys are tried in a real browser where there is one.
"""

from html.parser import HTMLParser
from itertools import pairwise

import pytest
from chromium import PROGRAM, browser
from orders import order

from fupan.report.replay import make

VOID = {"meta", "img", "br", "hr", "source", "link", "input"}


class Seen(HTMLParser):
    """The elements of a page in order, each with its attributes and the words inside it."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.all, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "words": "", **{k: v or "" for k, v in attrs}}
        self.all.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        while self.open and self.open.pop()["tag"] != tag:
            pass

    def handle_data(self, data):
        for element in self.open:
            element["words"] += data

    def every(self, *tags):
        return [e for e in self.all if e["tag"] in tags]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("reports")
    return make(order(out, "01_fine", "09_hostile", "00_cover", lang="zh")).folder


NAMES = ["01_fine.html", "09_hostile.html", "00_cover.html", "index.html", "../../index.html",
         "../findings.html"]  # fmt: skip


@pytest.fixture(params=NAMES)
def seen(request, folder):
    return Seen((folder / request.param).read_text(encoding="utf-8"))


def test_a_page_has_a_language_a_title_one_main_landmark_and_one_first_heading(seen):
    assert seen.every("html")[0]["lang"] == "zh-CN"
    assert seen.every("title")[0]["words"].strip()
    assert [len(seen.every(tag)) for tag in ("main", "h1", "header")] == [1, 1, 1]


def test_the_first_thing_to_reach_by_keyboard_skips_to_the_text(seen):
    reachable = [e for e in seen.all if e["tag"] in ("a", "summary") or "tabindex" in e]
    assert reachable[0]["href"] == f"#{seen.every('main')[0]['id']}"
    assert all(int(e.get("tabindex", 0)) == 0 for e in reachable)


def test_headings_go_down_one_level_at_a_time(seen):
    levels = [int(e["tag"][1]) for e in seen.every("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_links_pictures_and_regions_have_names(seen):
    assert all(e["words"].strip() for e in seen.every("a", "summary", "h2"))
    assert all(e.get("alt", "").strip() for e in seen.every("img"))
    regions = [e for e in seen.all if e.get("role") == "region" or e["tag"] == "nav"]
    assert all(e.get("aria-label", "").strip() for e in regions)


def test_cells_of_our_tables_belong_to_heads(seen):
    """Frames that a notebook shows as they are have pandas' heads; the hostile page has one."""
    ours = [e for e in seen.every("th") if "{{7*7}}" not in seen.every("table")[0]["words"]]
    assert all(e.get("scope") in ("col", "row") for e in ours)


def test_links_inside_a_page_lead_somewhere(seen):
    ids = [e["id"] for e in seen.all if e.get("id")]
    assert len(ids) == len(set(ids))
    targets = [e["href"][1:] for e in seen.every("a") if e.get("href", "").startswith("#")]
    assert set(targets) <= set(ids)


@pytest.mark.browser
@pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine")
def test_the_keys_walk_through_a_page_and_what_has_the_focus_can_be_seen(folder):
    focused = """(() => { const e = document.activeElement, s = getComputedStyle(e);
      return [e.tagName, s.outlineStyle !== 'none' || s.boxShadow !== 'none',
              e.getBoundingClientRect().width > 0]; })()"""
    with browser() as page:
        page.open(folder / "index.html")
        steps = []
        for _ in range(6):
            for kind in ("keyDown", "keyUp"):
                page.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab",
                          windowsVirtualKeyCode=9)  # fmt: skip
            steps.append(page.run(focused))
    assert all(tag != "BODY" and outlined and wide for tag, outlined, wide in steps), steps
