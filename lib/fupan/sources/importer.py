"""Prepares export files for a shop: each file to a table of the contract, each row accounted for.

It writes nothing; the store commits what is prepared here, or nothing of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb
import pyarrow as pa

from fupan.ground.errors import DataInvalid, WrongUse
from fupan.ground.language import Text
from fupan.sources.engine import cleaning_engine
from fupan.sources.files import found_files
from fupan.sources.header import exported_at
from fupan.sources.mapping import read_mapping
from fupan.sources.merge import Part, merged
from fupan.sources.outcome import QUARANTINE, FileReport, Prepared
from fupan.sources.profile import Profile
from fupan.sources.profiles import known_profiles
from fupan.sources.reading.limits import read_regular
from fupan.sources.reading.opening import open_sheets
from fupan.sources.reading.sheet import Rejected
from fupan.sources.tabulate import Job, tabulate


def prepare(
    paths: Sequence[str | Path],
    *,
    shop: str,
    key: bytes,
    zone: str = "Asia/Shanghai",
    profile: str | Path | None = None,
    currency: str | None = None,
) -> Prepared:
    """Reads files and folders into tables of the contract.

    `key` is the shop's secret for buyers' pseudonyms; `zone` the shop's time zone; `profile` a
    mapping file of the user's own, used for every file; `currency` the shop's, checked where a
    file names its own.
    """
    _known_zone(zone)
    profiles = (read_mapping(Path(profile)),) if profile is not None else known_profiles()
    job = Job(shop=shop, zone=zone, currency=currency, profiles=profiles)
    con = cleaning_engine(key)
    reports: list[FileReport] = []
    parts: list[Part] = []
    aside: list[tuple[FileReport, Rejected]] = []
    seen: dict[str, str] = {}
    for path in found_files(paths):
        for report, part, rejected in _one_file(path, con, job, seen):
            reports.append(report)
            aside.extend((report, r) for r in rejected)
            if part is not None:
                parts.append(part)
    tables = merged(con, parts)
    for report in reports:
        report.check()
    currencies = sorted({r.currency for r in reports if r.currency and r.outcome == "loaded"})
    return Prepared(
        shop,
        tables,
        _quarantine(aside),
        tuple(reports),
        currencies[0] if len(currencies) == 1 else "",
    )


def _one_file(
    path: Path, con: duckdb.DuckDBPyConnection, job: Job, seen: dict[str, str]
) -> list[tuple[FileReport, Part | None, list[Rejected]]]:
    """What each sheet of one file gives; a file that cannot be opened is one refused report."""
    report = FileReport(path.name)
    try:
        data = read_regular(path)
        report.sha256 = hashlib.sha256(data).hexdigest()
        if report.sha256 in seen:
            report.outcome = "loaded"
            same = seen[report.sha256]
            report.notes.append(
                Text(
                    f"内容与 {same} 完全相同，只算一次", f"the same content as {same}; counted once"
                )
            )
            return [(report, None, [])]
        seen[report.sha256] = path.name
        sheets = open_sheets(data)
    except DataInvalid as error:
        report.errors.append(error.text)
        return [(report, None, [])]
    found = []
    for sheet in sheets:
        told = FileReport(path.name, sheet.part, report.sha256)
        try:
            rows, rejected, profile = tabulate(con, sheet, path, told, job)
        except DataInvalid as error:
            told.errors.append(error.text)
            found.append((told, None, []))
            continue
        part = None if rows is None else Part(profile, rows, told, _order_of(path, sheet.part))
        found.append((told, part, rejected))
    return _without_strangers(found)


def _without_strangers(
    found: list[tuple[FileReport, Part | None, list[Rejected]]],
) -> list[tuple[FileReport, Part | None, list[Rejected]]]:
    """Sheets that are no export (a cover, notes) do not refuse a workbook that holds one."""
    loaded = [f for f in found if f[0].outcome == "loaded"]
    if not loaded:
        return found
    for report, _, _ in found:
        if report.outcome != "loaded" and not report.table:
            loaded[0][0].notes.append(
                Text(
                    f"工作表或成员 {report.sheet} 不是可识别的导出，没有读",
                    f"sheet or member {report.sheet} is no known export and was not read",
                )
            )
    return [f for f in found if f[0].outcome == "loaded" or f[0].table]


def _order_of(path: Path, part: str) -> str:
    return exported_at(part) or exported_at(path.name)


def _quarantine(aside: list[tuple[FileReport, Rejected]]) -> pa.Table:
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


def _known_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise WrongUse(
            Text(
                zh=f"没有叫 {zone!r} 的时区；请写成 Asia/Shanghai 这样的名称。",
                en=f"There is no time zone {zone!r}; write one such as Asia/Shanghai.",
            )
        ) from None
