"""What a table of the contract is: its grain, its columns, its key, its rules.

A rule is an SQL condition that is true of a row that breaks it, so that one pass over the data
finds every breach; the same condition sends single rows to quarantine at import.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

import pyarrow as pa

from fupan.ground.errors import WrongUse, listed, suggestion
from fupan.ground.language import Text


class Kind(Enum):
    """What a column holds; each kind has one storage type."""

    ID = "id"  # digits and letters, kept as they are
    TEXT = "text"
    TIME = "time"  # local time of the shop, no zone
    DAY = "day"
    MONTH = "month"  # YYYY-MM
    MONEY = "money"  # shop's currency, two places
    NUMBER = "number"  # any decimal, six places
    COUNT = "count"  # whole number
    FLAG = "flag"  # true or false

    @property
    def arrow(self) -> pa.DataType:
        return _ARROW[self]


_ARROW = {
    Kind.ID: pa.string(),
    Kind.TEXT: pa.string(),
    Kind.TIME: pa.timestamp("us"),
    Kind.DAY: pa.date32(),
    Kind.MONTH: pa.string(),
    Kind.MONEY: pa.decimal128(18, 2),
    Kind.NUMBER: pa.decimal128(18, 6),
    Kind.COUNT: pa.int64(),
    Kind.FLAG: pa.bool_(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `default` stands in where a key column is not split ("all").

    A `sparse` column belongs to every table of its kind, yet some platforms do not tell it: its
    cells may be empty, which means not known.
    """

    name: str
    kind: Kind
    meaning: Text
    key: bool = False
    optional: bool = False
    values: tuple[str, ...] = ()
    least: int | None = None
    default: str | None = None
    sparse: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition in SQL that is true of a row that breaks the contract."""

    name: str
    columns: tuple[str, ...]
    broken_when: str
    says: Text


@dataclass(frozen=True)
class Table:
    """One table of the contract."""

    name: str
    title: Text
    grain: Text
    columns: tuple[Column, ...]
    dated_by: str | None = None  # the column whose month partitions the table
    extra_rules: tuple[Rule, ...] = field(default=())

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The key columns; empty where the table has none and whole days are replaced instead."""
        return tuple(c.name for c in self.columns if c.key)

    @cached_property
    def required(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns if not c.optional)

    @cached_property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(c.name, c.kind.arrow) for c in self.columns])

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        hint = suggestion(name, self.names)
        raise WrongUse(
            Text(
                zh=f"表 {self.name} 没有列 {name!r}。{hint.zh}它的列有：{listed(self.names, 40)}。",
                en=f"Table {self.name} has no column {name!r}.{hint.en} "
                f"Its columns: {listed(self.names, 40)}.",
            )
        )

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that follow from the columns, then the table's own."""
        return (*(rule for c in self.columns for rule in _column_rules(c)), *self.extra_rules)

    def empty(self) -> pa.Table:
        return self.schema.empty_table()


def _column_rules(column: Column) -> list[Rule]:
    name, quoted = column.name, f'"{column.name}"'
    rules = []
    if not (column.optional or column.sparse) or column.key:
        blank = f"{quoted} is null"
        if column.kind in (Kind.ID, Kind.TEXT):
            blank += f" or trim({quoted}) = ''"
        rules.append(
            Rule(f"{name}_given", (name,), blank, Text(zh=f"{name} 为空", en=f"{name} is empty"))
        )
    least = column.least
    if least is None and column.kind in (Kind.MONEY, Kind.COUNT):
        least = 0
    if least is not None:
        rules.append(
            Rule(
                f"{name}_at_least_{least}",
                (name,),
                f"{quoted} < {least}",
                Text(zh=f"{name} 小于 {least}", en=f"{name} is below {least}"),
            )
        )
    if column.values:
        allowed = ", ".join("'" + v.replace("'", "''") + "'" for v in column.values)
        rules.append(
            Rule(
                f"{name}_known",
                (name,),
                f"{quoted} not in ({allowed})",
                Text(
                    zh=f"{name} 不在允许的取值内（{listed(column.values)}）",
                    en=f"{name} is not one of {listed(column.values)}",
                ),
            )
        )
    if column.kind is Kind.MONTH:
        rules.append(
            Rule(
                f"{name}_is_month",
                (name,),
                f"not regexp_full_match({quoted}, '\\d{{4}}-(0[1-9]|1[0-2])')",
                Text(zh=f"{name} 不是 YYYY-MM", en=f"{name} is not YYYY-MM"),
            )
        )
    return rules


# Short spellings for the files that declare tables.


def ident(name: str, zh: str, en: str, **more: object) -> Column:
    return Column(name, Kind.ID, Text(zh, en), **more)


def text(name: str, zh: str, en: str, **more: object) -> Column:
    return Column(name, Kind.TEXT, Text(zh, en), **more)


def time(name: str, zh: str, en: str, **more: object) -> Column:
    return Column(name, Kind.TIME, Text(zh, en), **more)


def day(name: str, zh: str, en: str, **more: object) -> Column:
    return Column(name, Kind.DAY, Text(zh, en), **more)


def month(name: str, zh: str, en: str, **more: object) -> Column:
    return Column(name, Kind.MONTH, Text(zh, en), **more)


def money(name: str, zh: str, en: str, **more: object) -> Column:
    return Column(name, Kind.MONEY, Text(zh, en), **more)


def number(name: str, zh: str, en: str, **more: object) -> Column:
    return Column(name, Kind.NUMBER, Text(zh, en), **more)


def count(name: str, zh: str, en: str, **more: object) -> Column:
    return Column(name, Kind.COUNT, Text(zh, en), **more)


def flag(name: str, zh: str, en: str, **more: object) -> Column:
    return Column(name, Kind.FLAG, Text(zh, en), **more)


def shop() -> Column:
    return ident("shop", "店铺", "the shop's short name", key=True)
