"""Prepares one long CSV piece by piece, so that its length does not decide the memory it needs.

Each row is judged as in a short file; what looks at several rows (repeats, footers) looks over
all pieces. Kinds of files whose rows explain one another far apart are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fupan.contract import TABLES, Table
from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.sources.engine import cleaning_engine
from fupan.sources.importer import (
    Work,
    known_zone,
    one_sheet,
    prepare,
    titles_of,
)
from fupan.sources.mapping import read_mapping
from fupan.sources.merge import merged
from fupan.sources.outcome import FileReport, Prepared, quarantined
from fupan.sources.penny import mark_penny_orders
from fupan.sources.profile import Profile
from fupan.sources.profiles import known_profiles
from fupan.sources.reading.delimited import DelimitedSheet
from fupan.sources.reading.encoding import decode
from fupan.sources.reading.limits import MOST_BYTES, content_hash, too_large
from fupan.sources.reading.pieces import pieces
from fupan.sources.remarks import RemarkRule
from fupan.sources.tabulate import SOURCE_ROW, Job, recognised


def prepare_long(
    path: Path,
    *,
    shop: str,
    key: bytes,
    zone: str = "Asia/Shanghai",
    profile: str | Path | None = None,
    currency: str | None = None,
    remarks: Sequence[RemarkRule] = (),
    month: Period | None = None,
    held: Callable[[str], pa.Table | None] | None = None,
) -> Iterator[Prepared]:
    """The file's pieces in order, each as `prepare` gives a file; a refused piece is the last."""
    known_zone(zone)
    profiles = (read_mapping(Path(profile)),) if profile is not None else known_profiles()
    job = Job(shop, zone, currency, profiles, remarks, month, sums={})
    sha, before, head, seen = content_hash(path), 0, b"", Seen()
    for piece in pieces(path):
        # An engine of its own per piece: what it was shown of the last piece goes with it.
        con, report, work = cleaning_engine(key), FileReport(path.name, sha256=sha), Work()
        try:
            decoded = decode(head + piece.data)
            if decoded is None:
                raise _unreadable()
            sheet = DelimitedSheet(decoded, before=before)
            found = recognised(sheet, path, job)
            if _is_entangled(found.profile):
                yield _whole(
                    path,
                    shop=shop,
                    key=key,
                    zone=zone,
                    profile=profile,
                    currency=currency,
                    remarks=remarks,
                    month=month,
                    held=held,
                )
                return
            head = head or sheet.through(found.header.row)
            one_sheet(con, found, path, report, job, work, None)
            before += report.rows_read
            for part in work.parts:
                part.rows = seen.fresh(con, part.rows, TABLES[part.profile.table], report)
            mark_penny_orders(con, work.parts)
        except DataInvalid as error:
            refused = FileReport(path.name, sha256=sha, errors=[error.text])
            yield Prepared(shop, {}, quarantined([]), (refused,))
            return
        report.check()
        done = Prepared(
            shop,
            merged(con, work.parts),
            quarantined(work.aside),
            (report,),
            report.currency,
            titles_of(shop, work, None, held),
        )
        con.close()
        del con, piece, work, decoded, sheet, found
        yield done
        del done
        pa.default_memory_pool().release_unused()


def _is_entangled(profile: Profile) -> bool:
    """Kinds whose rows need rows far away: they are read whole, or not at all."""
    entangled = (profile.carry, profile.partner, profile.amends, profile.adds)
    return any(entangled) or not TABLES[profile.table].key


def _whole(path: Path, **asked: object) -> Prepared:
    if path.stat().st_size > MOST_BYTES:
        raise too_large("这种报表要整份读", "reports of this kind are read whole")
    return prepare([path], **asked)


def _unreadable() -> DataInvalid:
    return DataInvalid(
        Text(
            zh="文件中间有一段不是文字，可能已损坏；请重新导出。",
            en="A stretch of the file is no text; it may be damaged. Export it again.",
        )
    )


@dataclass(slots=True)
class Seen:
    """Keys, contents and row numbers of the pieces so far, each piece sorted by key."""

    pieces: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = field(default_factory=list)

    def fresh(
        self, con: duckdb.DuckDBPyConnection, rows: pa.Table, table: Table, report: FileReport
    ) -> pa.Table:
        """The rows that no earlier piece holds; one that contradicts an earlier one is an error."""
        con.register("piece", rows)
        told = con.execute(
            f"select {_mark(table, table.key)} as k, "
            f"{_mark(table, [n for n in table.names if n not in table.key])} as v, "
            f"{SOURCE_ROW} as r from piece order by k"
        ).fetchnumpy()
        key, value, row = (np.asarray(told[name]) for name in ("k", "v", "r"))
        repeated: list[np.ndarray] = []
        for old_key, old_value, old_row in self.pieces:
            at = np.minimum(np.searchsorted(old_key, key), len(old_key) - 1)
            met = old_key[at] == key
            differ = met & (old_value[at] != value)
            if differ.any():
                n = int(np.flatnonzero(differ)[0])
                raise _contradicting(int(old_row[at[n]]), int(row[n]), int(differ.sum()))
            repeated.append(row[met])
        if len(key):
            self.pieces.append((key, value, row))
        gone = np.unique(np.concatenate(repeated)) if repeated else np.array([], dtype=np.int64)
        if not len(gone):
            return rows
        report.accepted -= len(gone)
        report.duplicates += len(gone)
        return rows.filter(pc.invert(pc.is_in(rows[SOURCE_ROW], value_set=pa.array(gone))))


def _mark(table: Table, names: Sequence[str]) -> str:
    """SQL: 64 bits that tell rows apart by some columns.

    Texts go through MD5, since the engine's own hash of texts is made for joins, which compare
    what they meet: of ten million order numbers in a row it gives one in a hundred the same value.
    """
    texts = [n for n in names if table.column(n).kind.arrow == pa.string()]
    others = [f'"{n}"' for n in names if n not in texts]
    said = ", ".join(f'coalesce("{n}", chr(30))' for n in texts)
    if texts:
        others.append(f"md5_number_lower(concat_ws(chr(31), {said}))")
    return f"hash({', '.join(others)})" if others else "0::ubigint"


def _contradicting(first: int, second: int, count: int) -> DataInvalid:
    return DataInvalid(
        Text(
            zh=f"第 {first} 行和第 {second} 行主键相同、内容互相矛盾（这样的行有 {count} 行以上），"
            "这么长的文件分不清以哪行为准，整份没有导入；请按月分开导出。",
            en=f"Rows {first} and {second} have one key and contradict each other ({count} rows or "
            "more); of a file this long nothing is imported. Export it month by month.",
        )
    )
