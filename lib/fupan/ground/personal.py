"""Personal data in text: Chinese mobile and landline numbers, id-card numbers, mail addresses.

Full-width and separated spellings count too; an id card counts only with the right check digit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_GAP = r"[ \-\u00a0\u2010-\u2014]?"
_LATIN = "0-9A-Za-z_"  # a Chinese character beside a number does not hide it
_MOBILE = re.compile(
    rf"(?<![{_LATIN}.])(?:\(?\+?(?:0086|86)\)?{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}"
    rf"(?![{_LATIN}]|\.\d)"
)
_LANDLINE = re.compile(
    rf"(?<![{_LATIN}.\-])0(?:10|2\d|[3-9]\d{{2}})-\d{{7,8}}(?![{_LATIN}\-]|\.\d)"
)
_ID_CARD = re.compile(rf"(?<![{_LATIN}.])[1-9]\d{{5}}(?:19|20)\d{{9}}[\dXx](?![{_LATIN}])")
_MAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def found(text: str) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end of every piece of personal data in the text."""
    plain = _narrow(text)
    for kind, pattern in (("phone", _MOBILE), ("phone", _LANDLINE), ("mail", _MAIL)):
        for match in pattern.finditer(plain):
            yield kind, match.start(), match.end()
    for match in _ID_CARD.finditer(plain):
        if _is_id_card(match[0]):
            yield "id card", match.start(), match.end()


def masked(text: str) -> str:
    """The text with every piece of personal data as stars."""
    characters = list(text)
    for _, start, end in found(text):
        characters[start:end] = "*" * (end - start)
    return "".join(characters)


def _narrow(text: str) -> str:
    """Full-width characters as narrow ones, one for one, so that places stay the same."""
    narrow = []
    for character in text:
        plain = unicodedata.normalize("NFKC", character) if ord(character) > 127 else character
        narrow.append(plain if len(plain) == 1 else character)
    return "".join(narrow)


def _is_id_card(text: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == text[17].upper()
