"""Pages that can be mailed: one self-contained HTML file per notebook, and the gate before it.

No script, no outside address: everything a page needs is inside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2

from fupan.ground.language import Text, speak, spoken
from fupan.report import gate, typeface
from fupan.report.blocks import clean, style
from fupan.report.formats import nbformat
from fupan.report.render import body_of

_FONT = "/*FUPAN-FACE*/"
_FOLDER = Path(__file__).parent
_SELF_DRAWN = re.compile(r'src(?:set)?="data:[^"]*"')
WORDS = {
    "contents": Text(zh="目录", en="Contents"),
    "cover": Text(zh="封面", en="Cover"),
    "shops": Text(zh="全部报告", en="All reports"),
    "skip": Text(zh="跳到正文", en="Skip to the text"),
    "previous": Text(zh="上一页", en="Previous"),
    "next": Text(zh="下一页", en="Next"),
    "brand": Text(zh="复盘", en="fupan"),
}


@dataclass(frozen=True)
class Sheet:
    """What the template fills in for one page; `html` fields are safe already."""

    title: str
    html: str
    kicker: str = ""
    headings: Sequence[tuple[str, str]] = ()
    home: tuple[str, str] | None = None  # href, words
    previous: tuple[str, str] | None = None
    next: tuple[str, str] | None = None
    foot: str = ""
    is_title_safe: bool = False


def pages(
    notebooks: Sequence[nbformat.NotebookNode],
    names: Sequence[str],
    *,
    lang: str,
    kicker: str = "",
    foot: str = "",
    with_cover: bool = False,
) -> dict[str, str]:
    """The files of executed notebooks, `.ipynb` and `.html` each, checked by the gate."""
    files = drafts(notebooks, names, lang=lang, kicker=kicker, foot=foot, with_cover=with_cover)
    return finished(files)


def drafts(
    notebooks: Sequence[nbformat.NotebookNode],
    names: Sequence[str],
    *,
    lang: str,
    kicker: str = "",
    foot: str = "",
    with_cover: bool = False,
) -> dict[str, str]:
    """The files without their typeface and unchecked, so that a report cuts one face for all."""
    bodies = [body_of(nb, name, lang) for nb, name in zip(notebooks, names, strict=True)]
    links = [(f"{n}.html", body.title) for n, body in zip(names, bodies, strict=True)]
    files = {}
    for place, (notebook, name, body) in enumerate(zip(notebooks, names, bodies, strict=True)):
        sheet = Sheet(
            title=body.title, html=body.html, headings=body.headings, kicker=kicker, foot=foot,
            home=("index.html", WORDS["cover"](lang)) if with_cover else None,
            previous=links[place - 1] if with_cover and place else None,
            next=links[place + 1] if with_cover and place + 1 < len(links) else None,
            is_title_safe=True,
        )  # fmt: skip
        files[f"{name}.html"] = page(sheet, lang)
        files[f"{name}.ipynb"] = nbformat.writes(notebook) + "\n"
    return files


def page(sheet: Sheet, lang: str) -> str:
    """One page of HTML, still without its typeface."""
    before = spoken()
    speak(lang)
    try:
        words = {name: text() for name, text in WORDS.items()}
        return _template().render(page=sheet, lang=_tag(lang), words=words, styles=_styles())
    finally:
        speak(before)


def finished(files: Mapping[str, str]) -> dict[str, str]:
    """The files with one typeface for all pages, after the gate; raises where it stays shut."""
    readable = [_SELF_DRAWN.sub("", t) for n, t in sorted(files.items()) if n.endswith(".html")]
    face = typeface.face(readable)
    done = {n: t.replace(_FONT, face, 1) if n.endswith(".html") else t for n, t in files.items()}
    gate.check(files)
    return done


def _tag(lang: str) -> str:
    return {"zh": "zh-CN", "en": "en"}[lang]


@cache
def _styles() -> str:
    return style() + (_FOLDER / "report.css").read_text(encoding="utf-8")


@cache
def _template() -> jinja2.Template:
    source = (_FOLDER / "report.html.j2").read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["clean"] = clean
    return environment.from_string(source)
