"""Reports of several months know of each other: links between covers, findings over time."""

import json
from dataclasses import replace

import pytest
from chromium import PROGRAM, browser
from orders import order

from fupan.ground.language import speak
from fupan.ground.periods import Period
from fupan.report import gate
from fupan.report.history import MARK, link_months
from fupan.report.replay import make
from fupan.report.sifting import Sieve


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """October first, then September: an older month may come later, by backfill."""
    speak("en")
    out = tmp_path_factory.mktemp("months")
    for month in ("2026-10", "2026-09"):
        make(replace(order(out, "01_fine", lang="en"), month=Period.parse(month)))
    return out


def text(path):
    return path.read_text(encoding="utf-8")


def test_a_link_is_in_its_own_reports_language_and_calls_no_far_month_the_last(tmp_path):
    for name, lang in (("2014-11", "en"), ("2026-09", "zh"), ("2026-10", "zh")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "manifest.json").write_text(json.dumps({"lang": lang}), encoding="utf-8")
        (folder / "index.html").write_text(f"{MARK}{MARK}", encoding="utf-8")
    link_months(tmp_path, "en")
    assert "The next report: September 2026" in text(tmp_path / "2014-11" / "index.html")
    assert "上一份 2014年11月" in text(tmp_path / "2026-09" / "index.html")
    assert "下个月 2026年10月" in text(tmp_path / "2026-09" / "index.html")


def test_covers_link_to_the_month_before_and_after(reports):
    september = text(reports / "sample" / "2026-09" / "index.html")
    october = text(reports / "sample" / "2026-10" / "index.html")
    assert '<a href="../2026-10/index.html">The month after October 2026</a>' in september
    assert '<a href="../2026-09/index.html">The month before September 2026</a>' in october
    assert "The month after" not in october
    assert '<a href="../findings.html">' in october


def test_one_finding_is_one_row_with_its_worth_in_each_month(reports):
    page = text(reports / "sample" / "findings.html")
    assert page.index('href="2026-10/index.html"') < page.index('href="2026-09/index.html"')
    assert page.count("Sales fell") == 1
    assert page.count("−&NoBreak;¥50") == 2


def test_the_list_of_all_reports_leads_to_the_findings_over_time(reports):
    assert 'href="sample/findings.html"' in text(reports / "index.html")


def test_pages_that_span_months_pass_the_gate_too(reports):
    pages = [*reports.rglob("index.html"), *reports.rglob("findings.html")]
    assert len(pages) == 4
    gate.check({path.name + str(n): text(path) for n, path in enumerate(pages)})
    gate.check({f"{n}.html": text(path) for n, path in enumerate(pages)})


def test_rows_carry_what_the_filters_sift_them_by():
    found = [
        {"kind": "risk", "notebook": "05_inventory", "cause": "stockout"},
        {"kind": "change", "notebook": "05_inventory", "cause": None},
    ]
    sieve = Sieve(found, "zh")
    assert sieve.classes(found[0]) == "sift-kind-1 sift-notebook-0 sift-cause-0"
    assert sieve.classes(found[1]) == "sift-kind-0 sift-notebook-0"
    assert "风险" in sieve.html
    assert "sift-notebook" not in sieve.html  # one page is no choice


@pytest.mark.browser
@pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine")
def test_a_filter_hides_rows_without_a_script(tmp_path):
    found = [
        {"kind": kind, "notebook": "05", "cause": None} for kind in ("risk", "change", "change")
    ]
    sieve = Sieve(found, "en")
    rows = "".join(f'<tr class="{sieve.classes(f)}"><td>x</td></tr>' for f in found)
    page = f"<body>{sieve.html}<table><tbody>{rows}</tbody></table></body>"
    (tmp_path / "a.html").write_text(page, "utf-8")
    shown = "[...document.querySelectorAll('tr')].filter(r => r.offsetParent !== null).length"
    with browser() as seen:
        seen.open(tmp_path / "a.html")
        assert seen.run(shown) == 3
        seen.run("document.querySelectorAll('input')[1].click()")
        assert seen.run(shown) == 2
