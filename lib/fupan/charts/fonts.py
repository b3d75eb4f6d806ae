"""Which fonts draw the pictures, so that Chinese never comes out as boxes.

A Noto or Source Han face of the machine is preferred; else the Noto Sans SC that ships with the
dependency `zhplot` is registered by its path. Nothing is downloaded.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

PREFERRED = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN")
FALLBACK = "DejaVu Sans"


@cache
def families() -> tuple[str, ...]:
    """The font families in the order in which a glyph is looked for."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    for name in PREFERRED:
        if name in known:
            return (name, FALLBACK)
    font_manager.fontManager.addfont(str(packaged_font()))
    return ("Noto Sans SC", FALLBACK)


def packaged_font() -> Path:
    """The Noto Sans SC file that comes with the dependencies (SIL Open Font License)."""
    spec = find_spec("zhplot")
    return Path(spec.submodule_search_locations[0]) / "fonts" / "NotoSansSC-Regular.ttf"


@cache
def has_bold() -> bool:
    """Whether the first family has a bold face; else bold is drawn with a thin outline."""
    first = families()[0]
    weights = {font.weight for font in font_manager.fontManager.ttflist if font.name == first}
    return bool(weights & {700, 800, 900, "bold", "heavy", "black"})


def drawable(character: str) -> bool:
    """Whether one of the families has a glyph for the character."""
    return ord(character) in _glyphs()


@cache
def _glyphs() -> frozenset[int]:
    found: set[int] = set()
    for name in families():
        path = font_manager.findfont(font_manager.FontProperties(family=[name]))
        found |= FT2Font(path).get_charmap().keys()
    return frozenset(found)
