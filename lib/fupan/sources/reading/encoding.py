"""Which encoding a file is written in, decided over all of its bytes and never guessed from a part.

GB18030 is checked without decoding: no byte that structures a CSV occurs inside one of its
characters, so a file can be split into cells first and only the needed cells decoded.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

BLOCK = 1 << 24
_MULTIBYTE = 0x80
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The bytes without their mark, their encoding, and whether every line keeps to it."""

    data: bytes
    encoding: str  # "utf-8" or "gb18030"
    is_clean: bool
    said: str  # the name a report gives it


def decode(data: bytes) -> Decoded | None:
    """BOM, else strict UTF-8, else strict GB18030; None where it is no text at all."""
    if b"\n" not in data[:BLOCK]:
        data = data.replace(b"\r", b"\n")
    if data.startswith(_UTF16):
        try:
            return Decoded(data.decode("utf-16").encode(), "utf-8", True, "UTF-16")
        except UnicodeError:
            return None
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
        return Decoded(data, "utf-8", is_utf8(data), "UTF-8 BOM")
    if is_utf8(data):
        return Decoded(data, "utf-8", True, "UTF-8")
    if _starts_as_utf8(data):
        return Decoded(data, "utf-8", False, "UTF-8")
    return Decoded(data, "gb18030", is_gb18030(data), "GB18030")


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
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        line_start = data.rfind(b"\n", 0, fault.start) + 1
        return not data[:line_start].isascii()
    return True


def is_gb18030(data: bytes) -> bool:
    """True when all of `data` is valid GB18030.

    A run of high bytes is whole characters when its length is even; when odd, its last byte
    leads one more whose second byte is 0x40–0x7E. Anything rarer (four-byte characters, 0x80,
    0xFF) is left to the exact decoder, block by block.
    """
    start = 0
    while start < len(data):
        end = min(start + BLOCK, len(data))
        if end < len(data):
            end = data.rfind(b"\n", start, end) + 1 or len(data)
        if not _plain_gbk(data, start, end):
            try:
                data[start:end].decode("gb18030")
            except UnicodeDecodeError:
                return False
        start = end
    return True


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
    coded = pc.dictionary_encode(column.combine_chunks())
    values: list[str | None] = []
    for raw in coded.dictionary.to_pylist():
        try:
            values.append(raw.decode(encoding))
        except UnicodeDecodeError:
            values.append(None)
    decoded = pa.array(values, pa.string()).take(coded.indices)
    bad = np.flatnonzero(decoded.is_null().to_numpy(zero_copy_only=False)).tolist()
    return pa.chunked_array([decoded]), bad


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
