"""Characters and SQL snippets that all cleaning shares."""

from __future__ import annotations

WIDE = "０１２３４５６７８９．，－−＋％（）￥＄＝：／\u3000\u00a0\u202f"
NARROW = "0123456789.,--+%()¥$=:/   "
SPACES = " \t\r\n\u3000\u00a0\ufeff\u200b"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def stripped(x: str) -> str:
    return f"trim({x}, {quoted(SPACES)})"


def narrowed(x: str) -> str:
    """Full-width digits and signs as their half-width twins, without outer spaces."""
    return f"trim(translate({stripped(x)}, {quoted(WIDE)}, {quoted(NARROW)}))"


def is_one_of(x: str, texts: tuple[str, ...]) -> str:
    return f"{x} in ({', '.join(quoted(t) for t in texts)})" if texts else "false"


def escaped(pattern: str) -> str:
    """A regular expression for a template that `str.format` fills."""
    return pattern.replace("{", "{{").replace("}", "}}")
