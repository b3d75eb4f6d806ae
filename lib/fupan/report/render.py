"""An executed notebook as the body of a page: prose, folded code, outputs that are only words,
tables and pictures.

Prose is Markdown without raw HTML; outputs pass the sieve; nothing here can run.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from html import escape

import mistune
from mistune.renderers.html import HTMLRenderer
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.python import PythonLexer

from fupan.ground.language import Text
from fupan.report import shelf
from fupan.report.blocks import NARROW, clean, escaped
from fupan.report.formats import nbformat
from fupan.report.gaps import Section, told_once
from fupan.report.sieve import sifted
from fupan.report.terms import explained

CODE = Text(zh="代码", en="Code")
WARNINGS = Text(zh="运行时的提示", en="Messages while running")
_PAGE_LINK = re.compile(r"(?:\./)?(\d{2}_[A-Za-z0-9_]+)\.ipynb(#[\w-]*)?")
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_PICTURES = ("image/png", "image/jpeg", "image/svg+xml")


@dataclass
class Body:
    """A page's parts: the question, the prose before the first figure, and the rest."""

    title: str
    html: str = ""
    headings: list[tuple[str, str]] = field(default_factory=list)  # anchor, words


class _Prose(HTMLRenderer):
    """Markdown with escaped HTML; links lead only to other pages of the report, images nowhere."""

    def __init__(self, body: Body) -> None:
        super().__init__(escape=True)
        self.body = body

    def heading(self, text: str, level: int, **attrs: object) -> str:
        if level == 1 and not self.body.title:
            self.body.title = re.sub(r"<[^>]+>", "", text)
            return ""
        level = max(level, 2)
        words = re.sub(r"<[^>]+>", "", text)
        # The anchor that JupyterLab gives the heading, so that links work in both places.
        anchor = words.strip().replace(" ", "-")
        if anchor in dict(self.body.headings):
            anchor += f"-{len(self.body.headings) + 1}"
        if level == 2:
            self.body.headings.append((anchor, words))
            return f'<h2 id="{anchor}">{text}</h2>\n'
        return f"<h{min(level, 4)}>{text}</h{min(level, 4)}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        page = _PAGE_LINK.fullmatch(url)
        target = f"{page[1]}.html{page[2] or ''}" if page else url
        if page or re.fullmatch(r"#[^\s\"<>]+", url):
            return f'<a href="{escape(target)}">{text}</a>'
        return text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return escape(text)


def body_of(notebook: nbformat.NotebookNode, name: str, lang: str) -> Body:
    """The notebook's cells as HTML, top to bottom."""
    body = Body(title="")
    prose = mistune.create_markdown(renderer=_Prose(body), plugins=["table", "strikethrough"])
    sections = [Section()]
    quiet: list[str] = []  # code that shows nothing is folded into the next cell that does
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            known = len(body.headings)
            text = prose(clean(cell.source))
            if len(body.headings) > known:
                sections.append(Section(*body.headings[-1]))
            sections[-1].parts.append(f'<div class="prose">{text}</div>' if text.strip() else "")
        elif cell.cell_type == "code" and "injected-parameters" not in shelf.tags(cell):
            quiet.append(clean(cell.source))
            if cell.outputs:
                shown = "".join(_output(output, lang) for output in cell.outputs)
                sections[-1].shown.append(shown)
                sections[-1].parts.append(_code_cell("\n\n".join(quiet), shown, lang))
                quiet.clear()
    body.title = body.title or escape(name)
    kept = told_once(sections, lang)
    left = {s.anchor for s in sections} - {s.anchor for s in kept}
    body.headings = [h for h in body.headings if h[0] not in left]
    html = "\n".join(part for section in kept for part in section.parts if part)
    body.html = explained(html, lang)
    return body


def _code_cell(source: str, shown: str, lang: str) -> str:
    code = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
    folded = (
        f'<details class="code"><summary>{escape(CODE(lang))}</summary>'
        f"<pre><code>{code}</code></pre></details>"
    )
    return f'<div class="cell">{shown}{folded}</div>'


def _output(output: nbformat.NotebookNode, lang: str) -> str:
    if output.output_type == "stream":
        text = f'<pre class="text">{escaped(_ANSI.sub("", _joined(output.text)))}</pre>'
        if output.name == "stderr":
            summary = escape(WARNINGS(lang))
            return f'<details class="code"><summary>{summary}</summary>{text}</details>'
        return text
    data = output.get("data", {})
    for kind in _PICTURES:
        if kind in data:
            return _picture(kind, _joined(data[kind]), output, data)
    if "text/html" in data:
        return f'<div class="shown">{sifted(_joined(data["text/html"]))}</div>'
    if "text/plain" in data:
        return f'<pre class="text">{escaped(_joined(data["text/plain"]))}</pre>'
    return ""


def _picture(kind: str, content: str, output: nbformat.NotebookNode, data: dict) -> str:
    """A picture as data; an SVG too stands in an image, where nothing in it can run."""
    if kind == "image/svg+xml":
        content = base64.b64encode(content.encode("utf-8")).decode("ascii")
    about = output.get("metadata", {}).get(kind, {})
    alt = about.get("alt") or _joined(data.get("text/plain", ""))
    width = about.get("width")
    size = f' width="{int(width)}"' if isinstance(width, int | float) else ""
    source = f"data:{kind};base64,{''.join(content.split())}"
    image = f'<img src="{escape(source)}" alt="{escaped(alt)}"{size}>'
    if NARROW in data:
        small = f"data:image/png;base64,{''.join(_joined(data[NARROW]).split())}"
        source = f'<source media="(max-width: 36rem)" srcset="{escape(small)}">'
        return f'<picture class="chart">{source}{image}</picture>'
    return f'<div class="chart scrolls" tabindex="0" role="group">{image}</div>'


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
