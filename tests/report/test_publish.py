"""Published pages: nothing runs, nothing is fetched, nobody is named."""

import base64
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from orders import NOTEBOOKS

from fupan.ground.errors import PublishRefused
from fupan.ground.language import speak
from fupan.report import gate, publish, typeface
from fupan.report.render import body_of
from fupan.report.run import run_notebook
from fupan.report.sieve import sifted

# The titles of the torture list's C28 file, and more of their kind.
NASTY = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "{{7*7}}",
    "优惠$5_满_减$", "[点](javascript:alert(1))", "\u202egnp.exe", "👨‍👩‍👧", "a\x00b", "\ud800x",
    "\"><svg onload=alert(1)>", "'; DROP TABLE x --", "</title><script>1</script>", "&lt;b&gt;",
)  # fmt: skip


@pytest.fixture(autouse=True)
def english():
    speak("en")


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


def shown(html, kind="text/html"):
    output = nbformat.v4.new_output("display_data", data={kind: html})
    return notebook(nbformat.v4.new_code_cell("x", outputs=[output]))


def page_of(book, name="01_x"):
    return publish.pages([book], [name], lang="en")[f"{name}.html"]


@pytest.mark.parametrize("title", NASTY)
def test_hostile_text_is_inert_wherever_it_stands(title):
    cell = nbformat.v4.new_code_cell("x = 1", outputs=[
        nbformat.v4.new_output("stream", text=title),
        nbformat.v4.new_output("display_data", data={"text/html": f"<p>{title}</p>"}),
        nbformat.v4.new_output("display_data", data={"text/plain": title}),
        nbformat.v4.new_output("display_data", data={"image/png": "AA==", "text/plain": title}),
    ])  # fmt: skip
    book = notebook(nbformat.v4.new_markdown_cell(f"# {title}\n\n{title}\n\n## {title}"), cell)
    drafts = publish.drafts([book], ["01_x"], lang="en", kicker=title)
    page = Tags(drafts["01_x.html"])
    assert not {"script", "svg", "iframe"} & set(page.tags)
    for tag, name, value in page.attributes:
        assert not name.startswith("on")
        assert not (value or "").startswith("javascript")
        assert name != "src" or (tag == "img" and value.startswith("data:image/png"))
    gate.check({"01_x.html": drafts["01_x.html"]})


def test_a_hostile_notebook_is_published_without_its_programs(tmp_path):
    run_notebook(NOTEBOOKS / "09_hostile.ipynb", tmp_path, {}, lang="zh")
    text = (tmp_path / "09_hostile.html").read_text(encoding="utf-8")
    page = Tags(text)
    assert page.tags.count("script") == 0
    assert not [a for a in page.attributes if a[1].startswith("on") or "javascript" in (a[2] or "")]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "看" in text


def test_the_page_allows_itself_nothing_but_pictures_styles_and_its_own_font():
    page = page_of(notebook(nbformat.v4.new_markdown_cell("# 谁来了？")))
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:" in page
    assert "http://" not in page
    assert "https://" not in page


def test_the_sieve_keeps_words_and_tables_and_closes_what_was_left_open():
    assert sifted("<table class='a' onclick=x><tr><td>1 < 2") == (
        '<table class="a"><tr><td>1 &lt; 2</td></tr></table>'
    )
    assert sifted("<style>p{}</style><p style='color:red'>a<svg><p>b</p></svg>c</p>") == (
        "<p>ac</p>"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<script>1</script>", "<p onclick='x'>", "<a href='javascript:x'>", "<img src='http://x/y'>",
        "<a href=' JavaScript:x'>", "<a href='//host/x'>", "<iframe srcdoc='x'>", "<base href='/'>",
        "<style>@import 'x'</style>", "<p style='background:url(x.png)'>", "<form action='x'>",
        "<meta http-equiv='refresh' content='0'>", "<link rel='stylesheet' href='a.css'>",
    ],
)  # fmt: skip
def test_the_gate_stops_pages_that_run_or_fetch(html):
    with pytest.raises(PublishRefused, match=r"p\.html is not published"):
        gate.check({"p.html": f"<p>fine</p>{html}"})


@pytest.mark.parametrize(
    "text",
    [
        "13800138000", "138-0013-8000", "138 0013 8000", "+86 13800138000", "+86138 0013 8000",
        "１３８００１３８０００", "18877771111-123", "010-12345678", "0571-1234567",
        "a.b+c@shop.example.com", "11010519491231002X",
    ],
)  # fmt: skip
def test_the_gate_stops_personal_data_in_every_kind_of_file(text):
    book = nbformat.writes(notebook(nbformat.v4.new_markdown_cell(f"电话{text}。")))
    for name, content in {
        "p.html": f"<p>电话 {text}。</p>",
        "t.csv": f"a,b\n1,{text}\n",
        "findings.json": f'{{"a": "买家 {text}"}}',
        "n.ipynb": book.replace("电话", "电话 "),
    }.items():
        with pytest.raises(PublishRefused, match="is not published"):
            gate.check({name: content})


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-01", "¥13,800,138,000", "13800138000.5", "订单 4138001380001234567", "12800138000",
        "A13800138000", "110105194912310021", "0.13800138000", "user@localhost",
    ],
)  # fmt: skip
def test_the_gate_lets_figures_and_order_numbers_through(text):
    gate.check({"p.html": f"<p>{text}</p>", "t.csv": f"{text}\n"})


def test_headings_make_the_contents_with_the_anchors_of_jupyterlab():
    prose = "# Who came?\n\n[a](#How-sure-are-we?) [b](01_traffic.ipynb) [c](https://x.example)"
    second = nbformat.v4.new_markdown_cell("## How sure are we?\n\n## How sure are we?")
    body = body_of(notebook(nbformat.v4.new_markdown_cell(prose), second), "01_x", "en")
    assert body.title == "Who came?"
    assert body.headings[0] == ("How-sure-are-we?", "How sure are we?")
    assert body.headings[1][0] != body.headings[0][0]
    assert '<a href="#How-sure-are-we?">a</a> <a href="01_traffic.html">b</a> c' in body.html


def test_code_that_shows_nothing_is_folded_into_the_next_cell_that_does():
    quiet = nbformat.v4.new_code_cell("import a")
    loud = nbformat.v4.new_code_cell("show", outputs=[nbformat.v4.new_output("stream", text="x")])
    html = body_of(notebook(quiet, loud), "01_x", "en").html
    assert html.count("<details") == 1
    assert html.index("import") < html.index("show")


def test_pictures_carry_their_alternative_text():
    output = nbformat.v4.new_output(
        "display_data", data={"image/png": "AA=="}, metadata={"image/png": {"alt": '图 "1"'}}
    )
    html = body_of(notebook(nbformat.v4.new_code_cell("x", outputs=[output])), "x", "zh").html
    assert 'alt="图 &quot;1&quot;"' in html


def test_the_typeface_holds_the_characters_used_and_is_the_same_each_time():
    face = typeface.face(["复盘 fupan"])
    assert face == typeface.face(["盘复"])
    assert face.startswith("@font-face")
    encoded = face.split("base64,")[1].split(")")[0]
    assert len(base64.b64decode(encoded)) < 3_000
    assert typeface.face(["only Latin"]) == ""


def test_a_page_in_a_reports_folder_leads_on_and_back():
    books = [notebook(nbformat.v4.new_markdown_cell(f"# Q{n}")) for n in (1, 2)]
    files = publish.pages(books, ["01_a", "02_b"], lang="en", with_cover=True)
    assert 'href="02_b.html"' in files["01_a.html"]
    assert 'href="01_a.html"' in files["02_b.html"]
    assert 'href="index.html"' in files["01_a.html"]


def test_the_template_and_styles_lie_beside_the_code():
    folder = Path(publish.__file__).parent
    assert {"page.css", "report.css", "report.html.j2"} <= {p.name for p in folder.iterdir()}
