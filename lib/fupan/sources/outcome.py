"""What an import tells: per file what became of each row, and the tables that are ready to store.

Nothing is written to the store here; the store takes a `Prepared` and commits it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pv

from fupan.ground.language import Text
from fupan.sources.reading.sheet import Rejected

QUARANTINE = pa.schema(
    [
        ("file", pa.string()),
        ("sha256", pa.string()),
        ("sheet", pa.string()),
        ("row", pa.int64()),
        ("column", pa.string()),
        ("reason", pa.string()),
        ("reason_en", pa.string()),
        ("original", pa.string()),
    ]
)


@dataclass(slots=True)
class FileReport:
    """One table found in one file, and the fate of its rows.

    `rows_read = accepted + quarantined + skipped + duplicates`, always.
    """

    file: str
    sheet: str = ""
    sha256: str = ""
    profile: str = ""
    table: str = ""
    rows_read: int = 0
    accepted: int = 0
    quarantined: int = 0
    skipped: int = 0
    duplicates: int = 0
    outcome: str = "refused"
    platform: str = ""
    currency: str = ""
    days: tuple[date, date] | None = None  # first and last day of the rows taken in
    last_row: int = 0  # the first row of that last day
    totals: list[dict[str, str]] = field(default_factory=list)  # footers: column, stated, rows
    notes: list[Text] = field(default_factory=list)
    errors: list[Text] = field(default_factory=list)

    def check(self) -> None:
        """Fails when a row was lost or invented: that is our own fault and must be loud."""
        parts = self.accepted + self.quarantined + self.skipped + self.duplicates
        if self.rows_read != parts:
            raise AssertionError(f"{self.file}: read {self.rows_read} rows, accounted for {parts}")

    def as_json(self, lang: str | None = None) -> dict[str, object]:
        """The record that `fupan import --json` prints."""
        return {
            "file": self.file + (f" › {self.sheet}" if self.sheet else ""),
            "sha256": self.sha256,
            "profile": self.profile,
            "table": self.table,
            "rows_read": self.rows_read,
            "accepted": self.accepted,
            "quarantined": self.quarantined,
            "skipped": self.skipped,
            "duplicates": self.duplicates,
            "outcome": self.outcome,
            "days": [str(day) for day in self.days or ()],
            "totals": self.totals,
            "notes": [note(lang) for note in self.notes],
            "errors": [error(lang) for error in self.errors],
        }


def quarantined(aside: list[tuple[FileReport, Rejected]]) -> pa.Table:
    """Grain: one row kept aside, with its file and the reason."""
    columns = [
        [report.file for report, _ in aside],
        [report.sha256 for report, _ in aside],
        [report.sheet for report, _ in aside],
        [rejected.row for _, rejected in aside],
        [rejected.column for _, rejected in aside],
        [rejected.reason.zh for _, rejected in aside],
        [rejected.reason.en for _, rejected in aside],
        [rejected.original for _, rejected in aside],
    ]
    return pa.table(
        [pa.array(c, f.type) for c, f in zip(columns, QUARANTINE, strict=True)], schema=QUARANTINE
    )


@dataclass(frozen=True)
class Prepared:
    """Tables in the contract's schema plus `_source_file` and `_source_row`, and the report."""

    shop: str
    tables: Mapping[str, pa.Table]
    quarantine: pa.Table
    files: tuple[FileReport, ...]
    currency: str = ""
    titles: pa.Table | None = None  # products that orders and traffic name, and nobody else does

    @property
    def to_store(self) -> dict[str, pa.Table]:
        """The tables of the files, and the products that are known by their titles alone."""
        found = dict(self.tables)
        if self.titles is not None:
            told = found.get("products")
            found["products"] = (
                self.titles if told is None else pa.concat_tables([told, self.titles])
            )
        return found

    @property
    def is_partial(self) -> bool:
        """True when some file was refused or some row kept aside."""
        return any(f.outcome == "refused" or f.quarantined for f in self.files)

    def write_quarantine(self, path: Path) -> None:
        """Writes the rows kept aside as a CSV that a spreadsheet opens as text."""
        columns = [
            pa.array([_inert(v) for v in column.to_pylist()])
            if column.type == pa.string()
            else column
            for column in self.quarantine.columns
        ]
        safe = pa.table(columns, names=self.quarantine.column_names)
        with path.open("wb") as file:
            file.write(b"\xef\xbb\xbf")
            pv.write_csv(safe, file)


def _inert(value: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return "'" + value if value.startswith(tuple("=+-@＝＋－＠\t\r")) else value
