"""An English report holds Chinese only where the shop's own data do: titles, names, remarks."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from fupan.report.replay import retro
from fupan.store import open_shop

ROOT = Path(__file__).parents[2]
HAN = re.compile(r"[\u4e00-\u9fff]+")
SPOKEN = ("alt", "aria-label", "title")


class Told(HTMLParser):
    """What a page tells: its text but for code, and what is read out or shown on hovering."""

    def __init__(self):
        super().__init__()
        self.silent, self.words = 0, []

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("style", "script", "pre")
        self.words += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag):
        self.silent -= tag in ("style", "script", "pre")

    def handle_data(self, data):
        if not self.silent:
            self.words.append(data)


def told(page):
    reader = Told()
    reader.feed(page)
    return reader.words


def words_of(shop):
    """Every text that the shop's tables hold, as one."""
    held = [shop.title]
    for name in shop.tables:
        table = shop.table(name)
        for column, kind in table.schema().items():
            if kind.is_string():
                held += filter(None, table.select(column).distinct().to_pyarrow()[0].to_pylist())
    return "\n".join(map(str, held))


def test_what_a_page_tells_is_its_text_and_its_tooltips_but_not_its_code():
    page = '<p title="甲">b</p><pre>丙</pre><style>丁</style><img alt="戊">'
    assert told(page) == ["甲", "b", "戊"]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_english_report_holds_no_chinese_but_the_shops_own(tmp_path):
    made = retro("sample", "2026-10", lang="en", out=tmp_path, data=ROOT / "data",
                 folder=ROOT / "notebooks")  # fmt: skip
    held = words_of(open_shop("sample", ROOT / "data"))
    strays = {
        (page.name, run)
        for page in made.folder.glob("*.html")
        for words in told(page.read_text(encoding="utf-8"))
        for run in HAN.findall(words)
        if run not in held
    }
    assert strays == set()
