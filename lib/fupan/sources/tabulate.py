"""One sheet to one table: header, profile, cells, footer, conversion, repeats, and its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from fupan.contract import TABLES
from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.sources.convert import Setting, convert
from fupan.sources.footer import split_totals, told_totals
from fupan.sources.gather import gathered, told_gathered
from fupan.sources.header import Header, find_header, period_in
from fupan.sources.outcome import FileReport
from fupan.sources.profile import Profile
from fupan.sources.reading.sheet import Cells, Rejected, Sheet
from fupan.sources.recognise import positions, recognise
from fupan.sources.repeats import unique
from fupan.sources.telling import header_notes, shop_notes, tell_rows, told_reasons

SOURCE_FILE, SOURCE_ROW = "_source_file", "_source_row"


@dataclass(frozen=True)
class Job:
    """What one import holds constant over its files."""

    shop: str
    zone: str
    currency: str | None
    profiles: Sequence[Profile]

    @property
    def known(self) -> frozenset[str]:
        return frozenset().union(*(p.known_headers() for p in self.profiles))


@dataclass(frozen=True)
class Recognised:
    """A sheet with its header and the profile that reads it."""

    sheet: Sheet
    header: Header
    profile: Profile


def recognised(sheet: Sheet, path: Path, job: Job) -> Recognised:
    """What kind of export a sheet is; an error in words where it is none."""
    header = find_header(sheet.head, job.known)
    if header is None:
        raise DataInvalid(Text(zh="文件是空的，没有表头。", en="The file is empty: no header."))
    stem = Path(sheet.part or path.name).stem
    return Recognised(sheet, header, recognise(header, stem, job.profiles))


def tabulate(
    con: duckdb.DuckDBPyConnection,
    found: Recognised,
    path: Path,
    report: FileReport,
    job: Job,
    orders: pa.Table | None = None,
) -> tuple[pa.Table | None, list[Rejected]]:
    """The sheet's rows as a table of the contract; `report` is filled with the fate of each.

    `orders` are the order rows of the same import, for item lines that tell no times.
    """
    sheet, header, profile = found.sheet, found.header, found.profile
    report.profile, report.table = profile.name, profile.table
    report.platform = profile.platform
    report.currency = _currency(profile, job)
    if profile.closed is not None:
        raise DataInvalid(profile.closed)
    if profile.amends and orders is None:
        raise DataInvalid(
            Text(
                zh=f"这是“{profile.title.zh}”，要记到它所属的订单上；请先导入（或一起导入）订单报表。",
                en=f"This is “{profile.title.en}”, which belongs to orders; import the order file "
                "first, or together with it.",
            )
        )
    if profile.partner == "needs" and orders is None:
        raise DataInvalid(
            Text(
                zh=f"这是“{profile.title.zh}”，没有下单和付款时间；"
                "请把同一时间段的订单报表放在一起导入。",
                en=f"This is “{profile.title.en}”, which tells no times; import it together with "
                "the order file of the same time.",
            )
        )
    columns = positions(profile, header)
    report.notes += sheet.notes + header_notes(header)
    setting = Setting(job.shop, report.currency, job.zone, _single_day(header, path), orders)
    _refuse_many_days(profile, columns, setting, header, path)
    cells = _read(sheet, header, columns)
    try:
        return _filled(con, cells, columns, profile, report, setting)
    except duckdb.Error as error:
        # Only an expression of a user's own mapping can be wrong; those of ours are tested.
        raise DataInvalid(
            Text(
                zh=f"配置 {profile.name} 里的表达式算不了：{_first_line(error)}。",
                en=f"An expression of profile {profile.name} fails: {_first_line(error)}.",
            )
        ) from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")


def _read(sheet: Sheet, header: Header, columns: dict[str, int]) -> Cells:
    needed = sorted({*columns.values(), 0, min(1, len(header.names) - 1)})
    return sheet.cells(header.row, len(header.names), needed)


def _filled(
    con: duckdb.DuckDBPyConnection,
    cells: Cells,
    columns: dict[str, int],
    profile: Profile,
    report: FileReport,
    setting: Setting,
) -> tuple[pa.Table | None, list[Rejected]]:
    plain = profile.exact or not profile.has_totals
    body, totals = (cells.table, None) if plain else split_totals(cells.table)
    if profile.exact and "shop" in columns:
        report.notes += shop_notes(body[f"c{columns['shop']}"], setting.shop)
    converted = convert(con, profile, body, columns, setting)
    if totals is not None:
        report.notes += told_totals(con, profile, totals, columns, setting)
    together, merged = gathered(con, converted.table, TABLES[profile.table], profile)
    single = unique(con, together, TABLES[profile.table], profile)
    rejected = sorted([*cells.rejected, *converted.rejected, *single.rejected], key=lambda r: r.row)
    footer = totals.num_rows if totals is not None else 0
    report.rows_read = cells.table.num_rows + len(cells.rejected) + cells.blank_rows
    report.accepted = single.table.num_rows
    report.quarantined = len(rejected)
    report.skipped = cells.blank_rows + footer + sum(converted.skipped.values()) + merged
    report.duplicates = single.duplicates
    report.notes += cells.notes + converted.notes + told_gathered(merged, profile)
    tell_rows(report, cells, converted, single.duplicate_rows, rejected, profile)
    if report.quarantined and not report.accepted:
        report.errors += told_reasons(rejected)
        return None, rejected
    report.outcome = "loaded"
    report.notes += list(profile.notes) + told_reasons(rejected)
    return _stamped(single.table, profile, report), rejected


def _stamped(rows: pa.Table, profile: Profile, report: FileReport) -> pa.Table:
    """Exactly the contract's columns, then where each row came from."""
    table = TABLES[profile.table]
    typed = rows.select(table.names).cast(table.schema)
    stamp = pa.repeat(pa.scalar(report.sha256[:16], pa.string()), rows.num_rows)
    return typed.append_column(SOURCE_FILE, stamp).append_column(SOURCE_ROW, rows["_row"])


def _single_day(header: Header, path: Path) -> str:
    """The one day that the preamble, else the file name, speaks of; empty when there is none."""
    for lines in (header.preamble, (path.stem,)):
        period = period_in(lines)
        if period is not None:
            return str(period.start) if period.days == 1 else ""
    return ""


def _refuse_many_days(
    profile: Profile, columns: dict[str, int], setting: Setting, header: Header, path: Path
) -> None:
    """A file without dates must say of which one day it is: days cannot be told apart later."""
    dated = any("{day}" in value for value in profile.fills.values())
    if not dated or setting.day or "date" in columns:
        return
    period = period_in(header.preamble) or period_in((path.stem,))
    zh = f"是 {period.label.zh} 的合计" if period else "没有写是哪一天的"
    en = f"sums up {period.label.en}" if period else "does not say of which day it is"
    raise DataInvalid(
        Text(
            zh=f"“{profile.title.zh}”的行里没有日期，文件{zh}；请按天导出，每天一个文件"
            "（文件名里留着日期）。",
            en=f"The rows of “{profile.title.en}” have no date and the file {en}; export one file "
            "per day, with the date in its name.",
        )
    )


def _currency(profile: Profile, job: Job) -> str:
    if profile.currency and job.currency and profile.currency != job.currency:
        raise DataInvalid(
            Text(
                zh=f"这是 {profile.currency} 的文件，店铺的货币是 {job.currency}；"
                "金额不能混在一起，请建另一个店铺导入。",
                en=f"This file is in {profile.currency} and the shop in {job.currency}; amounts "
                "must not be mixed, import it into another shop.",
            )
        )
    return profile.currency or job.currency or "CNY"
