"""Writes a list of buyers as CSV for the CRM, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd


def write_list(frame: pd.DataFrame, path: str | Path) -> int:
    """Puts the list in place of whatever is there; returns how many buyers it has."""
    place = Path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        # With a byte-order mark, or Excel takes the file for GBK.
        frame.to_csv(part, index=False, encoding="utf-8-sig", lineterminator="\n")
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
    return len(frame)
