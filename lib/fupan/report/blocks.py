"""Pieces of a page: HTML that is escaped where it is made, and the same as plain text.

A block holds no script and no id that changes between runs; the classes are styled by
`page.css`, in JupyterLab and in the published report alike.
"""

from __future__ import annotations

import base64
import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fupan.ground.language import Text

Words = Text | str
# Between sign and currency, and between a number and its 万, browsers would start a new line.
_WITHIN_A_FIGURE = re.compile(r"(?<=[+−])(?=[¥$£€])|(?<=\d)(?=[万亿])")
_KEPT_CONTROLS = "\n\t"
NARROW = "image/x-fupan-narrow"  # the picture for phones; only the publisher knows it


@dataclass(frozen=True, repr=False)
class Block:
    """Something that a notebook cell ends with: HTML for the page, text for everything else."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        # JupyterLab typesets $…$ in outputs as mathematics unless it is told to leave them.
        return f'<div class="fp tex2jax_ignore mathjax_ignore">{self.html}</div>'

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, repr=False)
class Picture:
    """A chart with the sentence that a screen reader reads for it."""

    png: bytes
    alt: str
    width: int
    narrow: bytes | None = None

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple:
        data = {"image/png": self.png, "text/plain": self.alt}
        if self.narrow is not None:
            data[NARROW] = base64.b64encode(self.narrow).decode("ascii")
        return data, {"image/png": {"width": self.width, "alt": self.alt}}

    def __repr__(self) -> str:
        return self.alt


def clean(words: Words | object) -> str:
    """A text without control, direction and surrogate marks, which only deceive the eye."""
    return "".join(
        c for c in str(words)
        if c in _KEPT_CONTROLS or (unicodedata.category(c) not in ("Cc", "Cs")
        and not 0x202A <= ord(c) <= 0x202E and not 0x2066 <= ord(c) <= 0x2069)
    )  # fmt: skip


def escaped(words: Words | object) -> str:
    """A text as HTML: nothing in it is markup, and no line ends within a figure."""
    return _WITHIN_A_FIGURE.sub("&NoBreak;", html.escape(clean(words), quote=True))


def element(tag: str, inside: str, kind: str = "", **attributes: str) -> str:
    """One element around HTML that is already safe; attribute values are escaped here."""
    given = {"class": kind, **{name.replace("_", "-"): value for name, value in attributes.items()}}
    written = "".join(f' {name}="{escaped(value)}"' for name, value in given.items() if value)
    return f"<{tag}{written}>{inside}</{tag}>"


def said(tag: str, words: Words | object, kind: str = "") -> str:
    """One element around a text from anywhere."""
    return element(tag, escaped(words), kind)


@cache
def style() -> str:
    """The style sheet of blocks; it follows JupyterLab's light and dark colours where there are."""
    return (Path(__file__).parent / "page.css").read_text(encoding="utf-8")


def style_block() -> str:
    """The style sheet as an element; the publisher takes it out again by its class."""
    return f'<style class="fp-style">{style()}</style>'
