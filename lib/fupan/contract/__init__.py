"""The tables that every analysis reads: columns, types, keys and checks; one file per noun."""

from fupan.contract.catalogue import TABLES, find_table
from fupan.contract.check import Breach, breaches, demand
from fupan.contract.table import Column, Kind, Rule, Table

__all__ = [
    "TABLES",
    "Breach",
    "Column",
    "Kind",
    "Rule",
    "Table",
    "breaches",
    "demand",
    "find_table",
]
