"""Reads what the platforms export: files in, tables of the contract and an honest report out."""

from fupan.sources.files import found_files
from fupan.sources.importer import prepare
from fupan.sources.long_file import prepare_long
from fupan.sources.outcome import FileReport, Prepared
from fupan.sources.profiles import known_profiles
from fupan.sources.reading.pieces import is_long
from fupan.sources.remarks import REMARKS, RemarkRule, read_remarks

__all__ = [
    "REMARKS",
    "FileReport",
    "Prepared",
    "RemarkRule",
    "found_files",
    "is_long",
    "known_profiles",
    "prepare",
    "prepare_long",
    "read_remarks",
]
