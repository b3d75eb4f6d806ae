"""Reads what the platforms export: files in, tables of the contract and an honest report out."""

from fupan.sources.importer import prepare
from fupan.sources.outcome import FileReport, Prepared
from fupan.sources.profiles import known_profiles

__all__ = ["FileReport", "Prepared", "known_profiles", "prepare"]
