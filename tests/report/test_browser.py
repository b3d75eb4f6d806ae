"""Published pages in a real browser: they load alone, fit a phone, and draw Chinese."""

import pytest
from chromium import PROGRAM, browser
from orders import order

from fupan.report.replay import make

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine"),
]

# One canvas per text: how many pixels differ between a character and the box for a missing one.
GLYPHS = """(characters) => {
  const family = getComputedStyle(document.body).fontFamily;
  const draw = (text) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 60;
    const pen = canvas.getContext('2d');
    pen.font = '40px ' + family;
    pen.fillText(text, 5, 45);
    return Array.from(pen.getImageData(0, 0, 60, 60).data).filter((_, n) => n % 4 === 3);
  };
  const box = draw('\\u{10FFFE}');
  return [...characters].map(c => draw(c).filter((ink, n) => Math.abs(ink - box[n]) > 60).length);
}"""
HAN = "[...new Set(document.body.innerText.match(/\\p{Script=Han}/gu))].join('')"
BROKEN = "[...document.images].filter(i => !i.complete || !i.naturalWidth || !i.alt).length"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("reports")
    return make(order(out, "01_fine", "00_cover", lang="zh")).folder


@pytest.fixture(scope="module")
def page():
    with browser() as opened:
        yield opened


@pytest.fixture(params=["01_fine.html", "00_cover.html", "index.html", "../../index.html"])
def path(request, folder):
    return folder / request.param


def test_a_page_loads_without_a_complaint_and_without_asking_for_anything(page, path):
    page.open(path)
    assert page.complaints == []
    assert page.requests == []
    assert page.run(BROKEN) == 0
    assert page.run("document.documentElement.lang") == "zh-CN"


@pytest.mark.parametrize("width", [320, 400, 768])
def test_a_page_fits_the_width_of_a_phone(page, path, width):
    page.open(path, width=width, height=800)
    assert page.run("document.documentElement.scrollWidth") <= width


def test_every_chinese_character_is_drawn_and_none_is_a_box(page, path):
    page.open(path)
    characters = page.run(HAN)
    assert len(characters) > 3
    differing = page.run(f"({GLYPHS})({characters!r})")
    assert min(differing) > 40, list(zip(characters, differing, strict=True))


def test_code_is_folded_and_hidden_in_print(page, folder):
    page.open(folder / "01_fine.html")
    assert page.run("document.querySelectorAll('details.code').length") > 0
    assert page.run("document.querySelectorAll('details.code[open]').length") == 0
    page.call("Emulation.setEmulatedMedia", media="print")
    assert page.run("getComputedStyle(document.querySelector('details.code')).display") == "none"


def test_dark_mode_changes_the_paper(page, folder):
    page.open(folder / "index.html", dark=True)
    assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(21, 25, 30)"


def test_text_has_enough_contrast_in_light_and_dark(page, folder):
    """WCAG AA: 4.5 to 1 for the words of the page against its paper."""
    contrast = """() => {
      const light = (c) => { const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
        .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b; };
      const paper = light(getComputedStyle(document.body).backgroundColor);
      const words = document.querySelectorAll('main p, main li, main a, main small, main h2');
      return Math.min(...[...words]
        .map(e => light(getComputedStyle(e).color))
        .map(l => (Math.max(l, paper) + .05) / (Math.min(l, paper) + .05)));
    }"""
    for dark in (False, True):
        page.open(folder / "index.html", dark=dark)
        assert page.run(f"({contrast})()") >= 4.5
