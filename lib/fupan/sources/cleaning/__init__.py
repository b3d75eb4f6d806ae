"""Turns the text of cells into values, as SQL: plain cells at once, the rest with care.

Nothing is guessed: what no rule accepts becomes null, which the importer tells from an empty cell.
"""

from fupan.sources.cleaning.columns import Staged, stage_columns
from fupan.sources.cleaning.missing import is_missing, markers

__all__ = ["Staged", "is_missing", "markers", "stage_columns"]
