"""Brings a long CSV into a shop piece by piece, in bounded memory, as one import.

Its pieces go to the table as one stream, each when it is read. Readers see the result when all
are in, or never.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path

import pyarrow as pa

from fupan.contract import TABLES
from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.sources import FileReport, Prepared, found_files, is_long, prepare_long
from fupan.sources.tally import Tally, total
from fupan.store.aside import keep, kept_before
from fupan.store.asking import overlaps, refuse_other_currency
from fupan.store.committing import Committed, Writer, commit, importer_lock, marked
from fupan.store.places import STORE
from fupan.store.settings import read_settings, write_default_settings
from fupan.store.snapshots import read_snapshots
from fupan.store.upsert import Overlap, Written, upsert

_DIGITS = re.compile(r"[\d,.]+")


def long_file_in(paths: Sequence[str | Path]) -> Path | None:
    """The one file named, if it is too long to be read at once."""
    files = found_files(paths)
    return files[0] if len(files) == 1 and is_long(files[0]) else None


def bring_long(
    folder: Path, path: Path, asked: Mapping[str, object], mark: str, at: datetime
) -> tuple[Committed, Prepared, tuple[str, ...] | None]:
    """Commits the file as one import; also what was prepared, and where its aside rows lie."""
    settings, store, told = read_settings(folder), folder / STORE, _Told()
    found = told.listening(prepare_long(path, **asked))
    first = next(found)
    if not first.tables:
        first = next((p for p in found if p.tables), first)
    if not first.tables:
        return Committed(None, {}), told.prepared(), ()
    refuse_other_currency(folder, settings, first.currency)
    write_default_settings(folder, first.currency or settings.currency)
    store.mkdir(exist_ok=True)
    (name,) = first.tables
    tables: dict[str, Writer] = {
        name: _writer(name, chain([first], found)),
        "products": lambda place, base, made: _titled(place, base, made, told.titles()),
    }
    files: list[dict[str, object]] = []
    with importer_lock(store):
        snapshots, held = read_snapshots(store), None

        def aside(made: str) -> bool:
            nonlocal held
            whole = told.prepared()
            files.append(whole.files[0].as_json())
            held = kept_before(folder, whole, snapshots)
            return held is None and keep(folder, made, whole)

        try:
            done = commit(
                store,
                tables,
                mark=mark,
                at=at,
                content=told.report.sha256,
                files=files,
                aside=aside,
            )
        except BaseException:
            if not snapshots:
                shutil.rmtree(store)
            raise
    return done, told.prepared(), held


def preview_long(
    store: Path, path: Path, asked: Mapping[str, object]
) -> tuple[Prepared, dict[str, Overlap]]:
    """What the file would bring in and how it meets what is there; nothing is written."""
    told, met = _Told(), {}
    for piece in told.listening(prepare_long(path, **asked)):
        for name, one in overlaps(store, piece.tables).items():
            met[name] = met[name] + one if name in met else one
    return told.prepared(), met


def _writer(name: str, pieces: Iterator[Prepared]) -> Writer:
    def write(place: Path, base: int | None, made: str) -> Written:
        rows = (marked(p.tables[name], made) for p in pieces if name in p.tables)
        return upsert(place, TABLES[name], rows, base)

    return write


def _titled(place: Path, base: int | None, made: str, titles: pa.Table | None) -> Written | None:
    if titles is None:
        return None
    return upsert(place, TABLES["products"], marked(titles, made), base)


@dataclass
class _Told:
    """What the pieces told so far, as the report of one file."""

    report: FileReport = field(default_factory=lambda: FileReport(""))
    aside: list[pa.Table] = field(default_factory=list)
    named: list[pa.Table] = field(default_factory=list)
    pieces: int = 0
    alike: dict[str, list[Text]] = field(default_factory=dict)

    def listening(self, pieces: Iterator[Prepared]) -> Iterator[Prepared]:
        for piece in pieces:
            self._hear(piece)
            yield piece

    def _hear(self, piece: Prepared) -> None:
        """Adds a piece up; one that cannot be read, after others that could, ends the import."""
        one, all_ = piece.files[0], self.report
        if one.errors and not one.rows_read and self.pieces:
            raise DataInvalid(one.errors[0])
        self.pieces += 1
        for name in ("file", "sha256", "profile", "table", "platform", "currency"):
            setattr(all_, name, getattr(all_, name) or getattr(one, name))
        for name in ("rows_read", "accepted", "quarantined", "skipped", "duplicates"):
            setattr(all_, name, getattr(all_, name) + getattr(one, name))
        if one.outcome == "loaded":
            all_.outcome = "loaded"
        if one.days and (all_.days is None or one.days[1] > all_.days[1]):
            all_.last_row = one.last_row
        days = [d for told in (all_.days, one.days) if told for d in told]
        all_.days = (min(days), max(days)) if days else None
        all_.totals += one.totals
        all_.errors += one.errors
        for note in one.notes:
            kind = note.says.zh if isinstance(note, Tally) else _DIGITS.sub("#", note.zh)
            told = self.alike.setdefault(kind, [])
            told.append(note)
        self.aside.append(piece.quarantine)
        if piece.titles is not None:
            self.named.append(piece.titles)

    def titles(self) -> pa.Table | None:
        """One row per product that the file names, the last title winning."""
        if not self.named:
            return None
        rows = {row["product_id"]: row for some in self.named for row in some.to_pylist()}
        return pa.Table.from_pylist([rows[k] for k in sorted(rows)], schema=self.named[0].schema)

    def prepared(self) -> Prepared:
        """The whole file as one report; its rows themselves went by."""
        if self.report.outcome == "loaded":
            self.report.errors = []
        notes = [_together(told) for told in self.alike.values()]
        if self.pieces > 1:
            notes.append(
                Text(
                    f"文件很长，分 {self.pieces} 段读",
                    f"a long file, read in {self.pieces} pieces",
                )
            )
        return Prepared(
            "",
            {},
            pa.concat_tables(self.aside),
            (replace(self.report, notes=notes),),
            self.report.currency,
        )


def _together(told: list[Text]) -> Text:
    """One note for those of all pieces that are alike: their sum, or the first and that it is."""
    tallies = [note for note in told if isinstance(note, Tally)]
    if tallies:
        return total(tallies)
    first, others = told[0], len(told) - 1
    if all(note == first for note in told):
        return first
    return Text(
        f"{first.zh}（这是其中一段的数；另有 {others} 段有同类说明）",
        f"{first.en} (of one piece; {others} more pieces have the like)",
    )
