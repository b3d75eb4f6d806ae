"""Gaps: what a page lacks is said once, and not under every heading.

A section that holds nothing but a reason told before is left out, and named beside that reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fupan.ground.language import Text
from fupan.report.blocks import element

_BOX = re.compile(r'<div class="fp-absent"><p>(.*?)</p></div>', re.DOTALL)
_TAGS = re.compile(r"<(?!img|svg)[^>]*>")
_END = "</div>"


@dataclass
class Section:
    """A heading with what stands under it; the first of a page has none."""

    anchor: str = ""
    words: str = ""  # HTML, safe
    parts: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)  # what its cells put out

    @property
    def reasons(self) -> list[str]:
        return _BOX.findall("".join(self.shown))

    @property
    def is_empty(self) -> bool:
        """Whether its cells put out reasons alone."""
        rest = _BOX.sub("", "".join(self.shown))
        return bool(self.reasons) and not _TAGS.sub("", rest).strip()


def told_once(sections: Sequence[Section], lang: str) -> list[Section]:
    """The sections with each reason in one box, the first; the others it stands for are named."""
    told: dict[str, list[str]] = {}
    kept = []
    for section in sections:
        reasons = section.reasons
        if section.is_empty and set(reasons) <= told.keys():
            told[reasons[0]].append(section.words)
            continue
        section.parts = [_BOX.sub(lambda box: _first(box, told), part) for part in section.parts]
        kept.append(section)
    for section in kept:
        section.parts = [_BOX.sub(lambda box: _named(box, told, lang), p) for p in section.parts]
    return kept


def _first(box: re.Match[str], told: dict[str, list[str]]) -> str:
    if box[1] in told:
        return ""
    told[box[1]] = []
    return box[0]


def _named(box: re.Match[str], told: dict[str, list[str]], lang: str) -> str:
    others = told.get(box[1], [])
    if not others:
        return box[0]
    also = Text(
        zh=f"因此也空着：{'；'.join(others)}",
        en=f"Empty for the same reason: {'; '.join(others)}",
    )
    note = element("p", also(lang), "fp-aside")  # the headings are HTML already
    return box[0].removesuffix(_END) + note + _END
