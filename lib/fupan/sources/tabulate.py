"""One sheet to one table: header, profile, cells, footer, conversion, repeats, and its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from fupan.contract import TABLES
from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.sources.convert import Setting, column_totals, convert
from fupan.sources.dates import days_of, refuse_other_month, row_of, told_days
from fupan.sources.endnotes import split_endnotes, told_endnotes
from fupan.sources.footer import (
    control_totals,
    read_totals,
    split_totals,
    told_total,
    unallocated,
)
from fupan.sources.gather import gathered, told_gathered
from fupan.sources.header import Header, find_header, period_in
from fupan.sources.headings import told_headers, without_headers
from fupan.sources.outcome import FileReport
from fupan.sources.profile import Profile
from fupan.sources.reading.sheet import Cells, Rejected, Sheet
from fupan.sources.recognise import positions, recognise
from fupan.sources.remarks import RemarkRule, with_remarks
from fupan.sources.repeats import unique
from fupan.sources.stated import currency_of, refuse_unsaid, single_day, single_product
from fupan.sources.telling import (
    header_notes,
    shop_notes,
    tell_rows,
    told_backward,
    told_reasons,
    told_unpaid,
)
from fupan.sources.titles import read_titles, with_title

SOURCE_FILE, SOURCE_ROW = "_source_file", "_source_row"


@dataclass(frozen=True)
class Job:
    """What one import holds constant over its files."""

    shop: str
    zone: str
    currency: str | None
    profiles: Sequence[Profile]
    remarks: Sequence[RemarkRule] = ()
    month: Period | None = None  # the one month that is asked for
    sums: dict[str, object] | None = None  # of a long file's pieces so far

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
) -> tuple[pa.Table | None, list[Rejected], pa.Table | None]:
    """The sheet's rows as a table of the contract; `report` is filled with the fate of each.

    `orders` are the order rows of the same import, for item lines that tell no times.
    """
    sheet, header, profile = found.sheet, found.header, found.profile
    report.profile, report.table = profile.name, profile.table
    report.platform = profile.platform
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
    profile = with_title(with_remarks(profile, job.remarks, header), header)
    columns = positions(profile, header)
    profile = _in_the_files_words(profile, header, columns)
    report.currency = currency_of(profile, header, sheet.head, columns, job.currency or "")
    day, product = single_day(header, path), single_product(header, path)
    report.notes += sheet.notes + header_notes(header)
    if not job.currency and report.currency not in ("", "CNY"):
        report.notes.append(_told_currency(report.currency))
    setting = Setting(job.shop, report.currency, job.zone, day, product, job.sums, orders)
    refuse_unsaid(profile, columns, day, product, header, path)
    cells = _read(sheet, header, columns)
    try:
        return _filled(con, cells, columns, profile, report, setting, job.month, header.preamble)
    except duckdb.Error as error:
        # Only an expression of a user's own mapping can be wrong; those of ours are tested.
        raise DataInvalid(
            Text(
                zh=f"配置 {profile.name} 里的表达式算不了：{_first_line(error)}。",
                en=f"An expression of profile {profile.name} fails: {_first_line(error)}.",
            )
        ) from error


def _in_the_files_words(profile: Profile, header: Header, columns: dict[str, int]) -> Profile:
    """The profile with each column called as the file calls it, for what is told of it."""
    reads = dict(profile.reads)
    for key, at in columns.items():
        own = header.names[at]
        if reads[key].names[0] != own:
            reads[key] = replace(reads[key], names=(own, *reads[key].names))
    return replace(profile, reads=reads)


def _told_currency(code: str) -> Text:
    return Text(f"文件里的金额是 {code}", f"the file's amounts are in {code}")


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
    month: Period | None,
    preamble: tuple[str, ...],
) -> tuple[pa.Table | None, list[Rejected], pa.Table | None]:
    plain = profile.exact or not profile.has_totals
    cells.table, again = without_headers(
        cells.table, {columns[k]: profile.label(k) for k in columns}
    )
    cells, remarks = (cells, []) if profile.exact else split_endnotes(cells)
    body, totals = (cells.table, None) if plain else split_totals(cells.table)
    if profile.exact and "shop" in columns:
        report.notes += shop_notes(body[f"c{columns['shop']}"], setting.shop)
    converted = convert(con, profile, body, columns, setting)
    refuse_other_month(converted.table, TABLES[profile.table], month)
    titles = read_titles(con, profile, converted.table)
    footer = totals.num_rows if totals is not None else 0
    if setting.sums is not None:
        for key, value in column_totals(con, profile, columns).items():
            setting.sums[key] = (setting.sums.get(key) or 0) + (value or 0)
    told = [] if totals is None else read_totals(con, profile, totals, columns, setting)
    surplus = None
    if not (cells.rejected or converted.rejected):
        surplus = unallocated(profile, converted.table, told)
    report.totals = control_totals(profile, told)
    report.notes += [told_total(profile, t, is_kept=surplus is not None) for t in told]
    together, merged = gathered(con, converted.table, TABLES[profile.table], profile)
    if surplus is not None:
        together, footer = pa.concat_tables([together, surplus]), footer - 1
    single = unique(con, together, TABLES[profile.table], profile)
    rejected = sorted([*cells.rejected, *converted.rejected, *single.rejected], key=lambda r: r.row)
    left_out = cells.blank_rows + len(again) + len(remarks)
    report.rows_read = cells.table.num_rows + len(cells.rejected) + left_out
    report.accepted = single.table.num_rows
    report.quarantined = len(rejected)
    report.skipped = left_out + footer + sum(converted.skipped.values()) + merged
    report.duplicates = single.duplicates
    data = body.num_rows + len(cells.rejected)
    report.notes += [*told_headers(again), *told_endnotes(remarks, data), *cells.notes]
    report.notes += converted.notes + told_gathered(merged, profile)
    tell_rows(report, cells, converted, single.duplicate_rows, rejected, profile)
    if report.quarantined and not report.accepted:
        report.errors += told_reasons(rejected)
        return None, rejected, None
    report.outcome = "loaded"
    report.notes += list(profile.notes) + told_reasons(rejected)
    report.notes += [*told_unpaid(single.table, profile), *told_backward(single.table, profile)]
    report.days = days_of(single.table, TABLES[profile.table])
    if report.days is not None:
        report.last_row = row_of(single.table, TABLES[profile.table], report.days[1])
    report.notes += told_days(report.days, period_in(preamble))
    return _stamped(single.table, profile, report), rejected, titles


def _stamped(rows: pa.Table, profile: Profile, report: FileReport) -> pa.Table:
    """Exactly the contract's columns, then where each row came from."""
    table = TABLES[profile.table]
    typed = rows.select(table.names).cast(table.schema)
    stamp = pa.repeat(pa.scalar(report.sha256[:16], pa.string()), rows.num_rows)
    return typed.append_column(SOURCE_FILE, stamp).append_column(SOURCE_ROW, rows["_row"])
