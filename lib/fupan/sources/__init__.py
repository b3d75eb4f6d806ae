"""Reads what the platforms export: files in, tables of the contract and an honest report out."""

from fupan.sources.importer import prepare
from fupan.sources.outcome import FileReport, Prepared
from fupan.sources.profiles import known_profiles
from fupan.sources.remarks import REMARKS, RemarkRule, read_remarks

__all__ = [
    "REMARKS",
    "FileReport",
    "Prepared",
    "RemarkRule",
    "known_profiles",
    "prepare",
    "read_remarks",
]
