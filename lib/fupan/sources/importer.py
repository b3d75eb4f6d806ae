"""Prepares export files for a shop: each file to a table of the contract, each row accounted for.

It writes nothing; the store commits what is prepared here, or nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fupan.contract.orders import UNKNOWN_PRODUCT
from fupan.ground.errors import DataInvalid, WrongUse
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.sources.amend import held_lines
from fupan.sources.engine import cleaning_engine
from fupan.sources.files import found_files
from fupan.sources.fit import fit_lines, order_rows
from fupan.sources.header import exported_at
from fupan.sources.mapping import read_mapping
from fupan.sources.merge import Part, merged
from fupan.sources.outcome import FileReport, Prepared, quarantined
from fupan.sources.penny import mark_penny_orders
from fupan.sources.profiles import known_profiles
from fupan.sources.reading.limits import read_hashed
from fupan.sources.reading.opening import open_sheets
from fupan.sources.reading.sheet import Rejected
from fupan.sources.remarks import RemarkRule
from fupan.sources.tabulate import SOURCE_FILE, SOURCE_ROW, Job, Recognised, recognised, tabulate
from fupan.sources.titles import titled_products
from fupan.sources.views import refuse_other_views


def prepare(
    paths: Sequence[str | Path],
    *,
    shop: str,
    key: bytes,
    zone: str = "Asia/Shanghai",
    profile: str | Path | None = None,
    currency: str | None = None,
    remarks: Sequence[RemarkRule] = (),
    month: Period | None = None,
    held: Callable[[str], pa.Table | None] | None = None,
) -> Prepared:
    """Reads files and folders into tables of the contract.

    `key` is the shop's secret for buyers' pseudonyms; `zone` the shop's time zone; `profile` a
    mapping file of the user's own, used for every file; `currency` the shop's, checked where a
    file names its own; `remarks` are the shop's rules for what operators write into remarks;
    `month` is the only one whose files are let in, where it is given; `held` gives a table of the
    shop as it stands: the order lines when a file of refunds comes, the ads when one of promotion
    does.
    """
    known_zone(zone)
    profiles = (read_mapping(Path(profile)),) if profile is not None else known_profiles()
    job = Job(shop, zone, currency, profiles, remarks, month)
    con = cleaning_engine(key)
    work = Work()
    for path in found_files(paths):
        _one_file(path, con, job, work)
    orders = order_rows(work.parts)
    if orders is None:
        orders = _held_order_rows(work, held)
    for found, path, report in work.waiting:
        if not found.profile.amends:
            one_sheet(con, found, path, report, job, work, orders)
    fit_lines(con, work.parts)
    amending = [w for w in work.waiting if w[0].profile.amends]
    lines = held_lines(work.parts, held) if amending else None
    for found, path, report in amending:
        one_sheet(con, found, path, report, job, work, lines)
    mark_penny_orders(con, work.parts)
    refuse_other_views(con, work.parts, held)
    tables = merged(con, work.parts)
    titles = titles_of(shop, work, tables.get("products"), held)
    reports = [r for r in work.reports if not any(r is s for s in work.strangers)]
    for report in reports:
        report.check()
    currencies = sorted({r.currency for r in reports if r.currency and r.outcome == "loaded"})
    return Prepared(
        shop,
        tables,
        quarantined(work.aside),
        tuple(reports),
        currencies[0] if len(currencies) == 1 else "",
        titles,
    )


@dataclass
class Work:
    """What has been read so far, and the item lines that wait for their orders."""

    reports: list[FileReport] = field(default_factory=list)
    strangers: list[FileReport] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    aside: list[tuple[FileReport, Rejected]] = field(default_factory=list)
    waiting: list[tuple[Recognised, Path, FileReport]] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    titles: list[pa.Table] = field(default_factory=list)


def _held_order_rows(work: Work, held: Callable[[str], pa.Table | None] | None) -> pa.Table | None:
    """The shop's own rows of whole orders, for item lines that come alone and tell no times."""
    if held is None or not any(f.profile.partner == "needs" for f, *_ in work.waiting):
        return None
    before = held("orders")
    if before is None:
        return None
    own = before.filter(pc.equal(before["product_id"], UNKNOWN_PRODUCT))
    return own.append_column(SOURCE_ROW, pa.array([0] * own.num_rows, pa.int64()))


def titles_of(
    shop: str,
    work: Work,
    told: pa.Table | None,
    held: Callable[[str], pa.Table | None] | None,
) -> pa.Table | None:
    """The titles that orders and traffic tell, beside what a products file of the import says."""
    return titled_products(shop, work.titles, told, held)


def _one_file(path: Path, con: duckdb.DuckDBPyConnection, job: Job, work: Work) -> None:
    """Reads each sheet of one file; a file that cannot be opened is one refused report."""
    report = FileReport(path.name)
    try:
        data, report.sha256 = read_hashed(path)
        if report.sha256 in work.seen:
            report.outcome = "loaded"
            same = work.seen[report.sha256]
            report.notes.append(
                Text(
                    f"内容与 {same} 完全相同，只算一次", f"the same content as {same}; counted once"
                )
            )
            work.reports.append(report)
            return
        sheets = open_sheets(data)
        work.seen[report.sha256] = path.name
        del data  # the sheets hold what they need of it
    except DataInvalid as error:
        report.errors.append(error.text)
        work.reports.append(report)
        return
    unknown: list[FileReport] = []
    known: list[FileReport] = []
    for sheet in sheets:
        told = FileReport(path.name, sheet.part, report.sha256)
        work.reports.append(told)
        try:
            found = recognised(sheet, path, job)
        except DataInvalid as error:
            told.errors.append(error.text)
            unknown.append(told)
            continue
        known.append(told)
        if found.profile.partner == "needs" or found.profile.amends:
            work.waiting.append((found, path, told))
        else:
            one_sheet(con, found, path, told, job, work, None)
    if known:
        _set_strangers_apart(known[0], unknown, work)


def one_sheet(
    con: duckdb.DuckDBPyConnection,
    found: Recognised,
    path: Path,
    report: FileReport,
    job: Job,
    work: Work,
    orders: pa.Table | None,
) -> None:
    try:
        rows, rejected, titles = tabulate(con, found, path, report, job, orders)
    except DataInvalid as error:
        report.errors.append(error.text)
        return
    work.aside.extend((report, r) for r in rejected)
    if titles is not None and titles.num_rows:
        stamp = pa.repeat(pa.scalar(report.sha256[:16], pa.string()), titles.num_rows)
        work.titles.append(
            titles.append_column(SOURCE_FILE, stamp).rename_columns(
                ["product_id", "title", SOURCE_ROW, SOURCE_FILE]
            )
        )
    if rows is not None:
        work.parts.append(Part(found.profile, rows, report, _order_of(path, found.sheet.part)))


def _set_strangers_apart(known: FileReport, unknown: list[FileReport], work: Work) -> None:
    """Sheets that are no export (a cover, notes) do not refuse a workbook that holds one."""
    for report in unknown:
        work.strangers.append(report)
        known.notes.append(
            Text(
                f"工作表或成员 {report.sheet} 不是可识别的导出，没有读",
                f"sheet or member {report.sheet} is no known export and was not read",
            )
        )


def _order_of(path: Path, part: str) -> str:
    return exported_at(part) or exported_at(path.name)


def known_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise WrongUse(
            Text(
                zh=f"没有叫 {zone!r} 的时区；请写成 Asia/Shanghai 这样的名称。",
                en=f"There is no time zone {zone!r}; write one such as Asia/Shanghai.",
            )
        ) from None
