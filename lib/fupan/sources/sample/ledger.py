"""What people wrote down: the operations log, with its red herrings, and the action ledger."""

from __future__ import annotations

from importlib.resources import files

import pandas as pd


def log() -> pd.DataFrame:
    """One row per thing done, ordered by day."""
    return _read("log.csv")


def actions() -> pd.DataFrame:
    """One row per action, ordered by the month that decided it."""
    return _read("actions.csv")


def _read(name: str) -> pd.DataFrame:
    with files("fupan.sources.sample").joinpath(name).open(encoding="utf-8") as file:
        return pd.read_csv(file)
