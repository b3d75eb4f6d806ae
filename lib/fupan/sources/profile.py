"""What a profile is: how one kind of export file is recognised, and how it fills a table.

A profile is data. Reading it into SQL is `convert`'s business; the profiles stand one per file
in `profiles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from fupan.contract import Kind
from fupan.ground.language import Text
from fupan.sources.header import plain


class As(Enum):
    """How the text of a source column is read."""

    ID = "id"
    TEXT = "text"
    TIME = "time"
    DAY = "day"
    MONTH = "month"
    MONEY = "money"
    NUMBER = "number"
    COUNT = "count"
    FLAG = "flag"
    PERCENT = "percent"  # a fraction; "3.5%" and 0.035 are the same, a bare 3.5 is refused
    BUYER = "buyer"  # hashed with the shop's key
    PSEUDONYM = "pseudonym"  # the same, unless it is such a pseudonym already
    PROVINCE = "province"  # all that is kept of an address
    CITY = "city"
    REMARK = "remark"  # searched by a shop's rules, never kept


PERSONAL = (As.BUYER, As.PSEUDONYM, As.PROVINCE, As.CITY, As.REMARK)
OF_KIND = {kind: As(kind.value) for kind in Kind}


@dataclass(frozen=True, slots=True)
class Read:
    """One source column: its names over the years (today's first) and how it is read."""

    names: tuple[str, ...]
    how: As
    values: Mapping[str, str] | None = None  # text → contract value; anything else is refused
    zero: tuple[str, ...] = ()  # texts that say 0
    missing: tuple[str, ...] | None = None  # texts that say "not known"; None = the usual ones
    formats: tuple[str, ...] = ()  # strptime formats, where the usual ones do not fit
    otherwise: str | None = None  # the value for a text that `values` does not know
    advisory: bool = False  # a bad cell is only noted, the row stays


def read(how: As, *names: str, **more: object) -> Read:
    return Read(names, how, **more)


@dataclass(frozen=True, slots=True)
class Case:
    """Rows for which a condition over the reads holds, and what is said of them."""

    when: str
    says: Text
    amount: str | None = None  # an SQL amount summed for the note


@dataclass(frozen=True)
class Profile:
    """One kind of export file."""

    name: str
    title: Text
    table: str
    reads: Mapping[str, Read]
    fills: Mapping[str, str]  # contract column → SQL over the reads
    needs: tuple[str, ...]  # reads that the file must have
    never: tuple[str, ...] = ()  # headers that a file of this kind does not have
    platform: str = ""
    currency: str | None = None  # None: the shop's
    zone: str | None = None  # None: times are the shop's local time
    carry: tuple[str, ...] = ()  # reads told only on a group's first row …
    carry_by: str = ""  # … and the read that names the group
    skips: tuple[Case, ...] = ()  # rows left out, each for a named reason
    warns: tuple[Case, ...] = ()  # rows kept, of which a note tells
    notes: tuple[Text, ...] = ()  # what every import of this kind must say
    cannot: tuple[Text, ...] = ()  # what the file does not tell
    is_order_level: bool = False  # money at order grain, no products
    partner: str = ""  # item lines: "needs" an order file beside it, or "may" be fitted to one
    exact: bool = False  # canonical: every header must be known
    line_is_product: bool = False  # `line_id` is the product: the file numbers no lines
    adds: tuple[str, ...] = ()  # columns added up where several rows of the file share a key
    has_totals: bool = True  # a row called 合计 is a total; False: 汇总 is an ordinary word here
    amends: bool = False  # rows tell more of order lines that are held already (refunds)
    closed: Text | None = None  # no table holds it: why, and what to import instead
    whole_days: bool = False  # without key: repeated rows are rightly there

    def known_headers(self) -> frozenset[str]:
        return frozenset(plain(name) for r in self.reads.values() for name in r.names)

    def found(self, headers: frozenset[str]) -> set[str]:
        """The reads that a file with these (plain) headers offers."""
        return {key for key, r in self.reads.items() if any(plain(n) in headers for n in r.names)}

    def lacks(self, headers: frozenset[str]) -> list[str]:
        """The needed columns that are not there, by today's name."""
        found = self.found(headers)
        return [self.reads[key].names[0] for key in self.needs if key not in found]

    def label(self, key: str) -> str:
        return self.reads[key].names[0]
