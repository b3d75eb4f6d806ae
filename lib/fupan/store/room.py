"""Room to work in: an engine in bounded memory, which spills to the shop's own disk.

What it computes there is for `upsert` and `taking_back` to say.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

_MEMORY = "640MB"
_PREFIX = ".room-"


@contextmanager
def room(store: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """An engine and a folder for what does not fit into memory; both are gone afterwards.

    The caller is the shop's only importer, so that a folder found here was left by a killed one.
    """
    for left in store.glob(f"{_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=store) as made:
        spare = Path(made)
        con = duckdb.connect(
            config={
                "memory_limit": _MEMORY,
                "temp_directory": str(spare / "spilled"),
                "preserve_insertion_order": "false",  # what matters is ordered by its key
                "threads": 1,  # each would need room of its own
            }
        )
        try:
            yield con, spare
        finally:
            con.close()
