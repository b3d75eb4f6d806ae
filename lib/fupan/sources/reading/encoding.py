"""Which encoding a file is written in, decided over all of its bytes and never guessed from a part.

GB18030 is checked without decoding: no byte that structures a CSV occurs inside one of its
characters, so a file can be split into cells first and only the needed cells decoded.
"""

from __future__ import annotations

import codecs
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

BLOCK = 1 << 20
_LOOKED_AT = 4096
_MULTIBYTE = 0x80
_BETWEEN = b"\x1e"  # the record separator, which no export writes
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(slots=True)
class Decoded:
    """The bytes without their mark, their encoding, and whether every line keeps to it."""

    data: bytes
    encoding: str  # "utf-8" or "gb18030"
    is_clean: bool
    said: str  # the name a report gives it
    is_rare: bool = True  # may hold characters of four bytes, such as the mark of a lost one


def decode(data: bytes) -> Decoded | None:
    """BOM, else strict UTF-8, else strict GB18030; None where it is no text at all."""
    if b"\n" not in data[:BLOCK]:
        data = data.replace(b"\r", b"\n")
    if wide := _utf16(data):
        try:
            return Decoded(data.decode(wide).encode(), "utf-8", True, "UTF-16")
        except UnicodeError:
            return None
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
        clean = is_utf8(data)
        if clean or _starts_as_utf8(data) or not is_gb18030(data):
            return Decoded(data, "utf-8", clean, "UTF-8 BOM")
    if is_utf8(data):
        return Decoded(data, "utf-8", True, "UTF-8")
    if _starts_as_utf8(data):
        return Decoded(data, "utf-8", False, "UTF-8")
    clean, rare = _gb18030(data)
    return Decoded(data, "gb18030", clean, "GB18030", rare)


def _utf16(data: bytes) -> str:
    """The codec of a file in UTF-16: by its mark, or by the zero bytes beside its digits."""
    if data.startswith(_UTF16):
        return "utf-16"
    start = data[:_LOOKED_AT]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if (
        len(data) % 2
        or max(even, odd) * 5 < len(start) // 2
        or min(even, odd) * 20 > max(even, odd)
    ):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def is_utf8(data: bytes) -> bool:
    """True when all of `data` is valid UTF-8; nothing is copied."""
    if len(data) >= 2**31:
        return False
    offsets = pa.py_buffer(np.array([0, len(data)], dtype=np.int32))
    whole = pa.Array.from_buffers(pa.binary(), 1, [None, offsets, pa.py_buffer(data)])
    try:
        whole.cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True


def _starts_as_utf8(data: bytes) -> bool:
    """True when lines with Chinese in UTF-8 stand before the first bad byte.

    A GBK file fails at its first Chinese character; a UTF-8 file that is cut, or has foreign
    lines pasted in, does not.
    """
    begun = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), BLOCK):
        at = start - len(begun.getstate()[0])
        try:
            begun.decode(data[start : start + BLOCK])
        except UnicodeDecodeError as fault:
            line_start = data.rfind(b"\n", 0, at + fault.start) + 1
            return not data[:line_start].isascii()
    return True


def is_gb18030(data: bytes) -> bool:
    """True when all of `data` is valid GB18030."""
    return _gb18030(data)[0]


def _gb18030(data: bytes) -> tuple[bool, bool]:
    """Whether all of `data` is valid GB18030, and whether it may hold characters of four bytes.

    A run of high bytes is whole characters when its length is even; when odd, its last byte
    leads one more whose second byte is 0x40–0x7E. Anything rarer (four-byte characters, 0x80,
    0xFF) is left to the exact decoder, block by block.
    """
    bounds = [0]
    while bounds[-1] < len(data):
        end = min(bounds[-1] + BLOCK, len(data))
        if end < len(data):
            end = data.rfind(b"\n", bounds[-1], end) + 1 or len(data)
        bounds.append(end)
    blocks = list(pairwise(bounds))
    with ThreadPoolExecutor() as several:
        plain = list(several.map(lambda block: _plain_gbk(data, *block), blocks))
    for (start, end), is_plain in zip(blocks, plain, strict=True):
        if not is_plain:
            try:
                data[start:end].decode("gb18030")
            except UnicodeDecodeError:
                return False, True
    return True, not all(plain)


def _plain_gbk(data: bytes, start: int, end: int) -> bool:
    block = np.frombuffer(data, dtype=np.uint8, count=end - start, offset=start)
    high = block >= _MULTIBYTE
    edges = np.flatnonzero(high[1:] != high[:-1]) + 1
    if high[0]:
        edges = np.concatenate(([0], edges))
    if len(edges) % 2:
        edges = np.concatenate((edges, [len(block)]))
    begins, ends = edges[0::2], edges[1::2]
    odd_ends = ends[(ends - begins) % 2 == 1]
    if len(odd_ends) and odd_ends[-1] == len(block):
        return False
    trail = block[odd_ends]
    if not bool(np.all((trail >= 0x40) & (trail <= 0x7E))):
        return False
    return data.find(b"\x80", start, end) < 0 and data.find(b"\xff", start, end) < 0


def text_column(column: pa.ChunkedArray, encoding: str) -> tuple[pa.ChunkedArray, list[int]]:
    """A binary column as text, and the rows (from 0) whose bytes are not valid."""
    if encoding == "utf-8" or all(pc.all(_is_ascii(c)).as_py() is not False for c in column.chunks):
        try:
            return column.cast(pa.string()), []
        except pa.ArrowInvalid:
            pass
    # All chunks are told in one and the same dictionary.
    coded = pc.dictionary_encode(column).chunks
    values = pa.array(_decoded(coded[0].dictionary.to_pylist(), encoding), pa.string())
    decoded = pa.chunked_array([values.take(chunk.indices) for chunk in coded])
    bad = np.flatnonzero(decoded.is_null().to_numpy()).tolist() if decoded.null_count else []
    return decoded, bad


def _decoded(texts: list[bytes], encoding: str) -> list[str | None]:
    """Each text decoded, None where its bytes are not valid; all at once where all are."""
    try:
        # No byte below 0x30 stands inside a character of either encoding.
        together = _BETWEEN.join(texts).decode(encoding).split(_BETWEEN.decode())
    except UnicodeDecodeError:
        together = []
    if len(together) == len(texts):
        return list(together)
    values: list[str | None] = []
    for raw in texts:
        try:
            values.append(raw.decode(encoding))
        except UnicodeDecodeError:
            values.append(None)
    return values


def _is_ascii(chunk: pa.Array) -> pa.Array:
    """Per chunk one flag: whether its value bytes are all ASCII."""
    values = chunk.buffers()[2]
    plain = values is None or not np.any(np.frombuffer(values, dtype=np.uint8) >= _MULTIBYTE)
    return pa.array([plain])


def foreign(line: bytes, encoding: str) -> bool:
    """True for a line that is not written in the file's encoding.

    In a GB18030 file a line that reads as UTF-8 with three-byte characters is UTF-8, even where
    its bytes happen to pair up.
    """
    if line.isascii():
        return False
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return True
    if encoding == "utf-8":
        return False
    try:
        return any(ord(char) >= 0x800 for char in line.decode("utf-8"))
    except UnicodeDecodeError:
        return False
