"""A world's tables opened as a shop, in memory or through the importer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa

from fupan.store import Shop


def in_memory(name: str, tables: dict[str, pa.Table]) -> Shop:
    """The fast path: every table cast to the contract and checked, nothing on disk."""
    return Shop.of(name, tables)


def imported(folder: Path, data: Path, name: str) -> None:
    """The full path: the world's files through `fupan import`."""
    run_fupan("import", str(folder / "files"), "--shop", name, data=data)


def run_fupan(*arguments: str, data: Path) -> str:
    """One command of the product as a process of its own; its output."""
    done = subprocess.run(
        [sys.executable, "-m", "fupan", *arguments],
        env={**os.environ, "FUPAN_DATA": str(data)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(
            f"fupan {' '.join(arguments)} ended with {done.returncode}: {done.stderr[-800:]}"
        )
    return done.stdout
