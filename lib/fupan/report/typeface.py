"""The Chinese typeface inside a page, so that it reads on a machine that has none.

Only the characters that the report uses are taken from the packaged font; the machine's own
Chinese fonts come first in the style sheet.
"""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Fupan Sans SC"
_LATIN = 0x2E80  # below this, where CJK begins, every machine draws for itself


def face(texts: Iterable[str]) -> str:
    """The CSS that carries the characters of the texts, or nothing when there are none to carry."""
    wanted = sorted({ord(c) for text in texts for c in text if ord(c) >= _LATIN} & _glyphs())
    if not wanted:
        return ""
    options = subset.Options(
        flavor="woff2", hinting=False, layout_features=[], name_IDs=[], notdef_outline=True,
        drop_tables=["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx"],
        ignore_missing_unicodes=True,
    )  # fmt: skip
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    font = _font()
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    buffer = io.BytesIO()
    subset.save_font(font, buffer, options)
    encoded = base64.b64encode(buffer.getvalue()).decode("ascii")
    return (
        f"@font-face{{font-family:'{FAMILY}';font-display:swap;unicode-range:U+2E80-10FFFF;"
        f"src:url(data:font/woff2;base64,{encoded}) format('woff2')}}"
    )


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(_font().getBestCmap())


def _font() -> TTFont:
    """The packaged Noto Sans SC, read lazily; its date stays fixed, so equal subsets are equal."""
    place = Path(find_spec("zhplot").submodule_search_locations[0])
    path = place / "fonts" / "NotoSansSC-Regular.ttf"
    return TTFont(path, lazy=True, recalcTimestamp=False)
