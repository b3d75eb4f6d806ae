"""Takes off what spreadsheets wrap around an id, over whole columns: ="…", tabs, a quote.

What is not plain afterwards is left to `labels`, text by text, which reads the same spellings.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_PLAIN = np.zeros(256, dtype=bool)
_PLAIN[[ord(c) for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"]] = True


def plain_ids(texts: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """The ids of a column in which every cell is empty or one spelling of a plain id, else None."""
    chunks = []
    for chunk in texts.chunks:
        found = chunk if _is_plain(chunk) else _peeled(chunk)
        if found is None:
            return None
        empty = pc.equal(pc.binary_length(found), 0)
        some = pc.any(empty).as_py()
        chunks.append(pc.if_else(empty, pa.scalar(None, pa.string()), found) if some else found)
    return pa.chunked_array(chunks, pa.string())


def _peeled(chunk: pa.StringArray) -> pa.StringArray | None:
    if not pc.all(pc.string_is_ascii(chunk)).as_py():
        return None  # cells are cut by bytes below
    bare = pc.ascii_trim(chunk, " \t\r\n")
    wrapped = pc.and_(
        pc.starts_with(bare, '="'),
        pc.and_(pc.ends_with(bare, '"'), pc.greater(pc.binary_length(bare), 2)),
    )
    if pc.any(wrapped).as_py():
        inner = pc.binary_slice(bare.cast(pa.binary()), 2, -1).cast(pa.string())
        inner = pc.ascii_trim(inner, " \t\r\n")
        bare = inner if pc.all(wrapped).as_py() else pc.if_else(wrapped, inner, bare)
    quoted = pc.starts_with(bare, "'")
    if pc.any(quoted).as_py():
        bare = pc.if_else(quoted, pc.utf8_slice_codeunits(bare, 1), bare)
    return bare if _is_plain(bare) else None


def _is_plain(chunk: pa.StringArray) -> bool:
    """Whether every character of every cell is one that ids are made of."""
    if not len(chunk):
        return True
    offsets, values = chunk.buffers()[1:]
    if values is None:
        return True
    ends = np.frombuffer(offsets, dtype=np.int32, count=len(chunk) + chunk.offset + 1)
    return bool(_PLAIN[np.frombuffer(values, dtype=np.uint8)[ends[chunk.offset] : ends[-1]]].all())
