"""One sheet to one table: header, profile, cells, footer, conversion, repeats, and its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fupan.contract import TABLES
from fupan.ground.errors import DataInvalid, listed
from fupan.ground.language import Text
from fupan.ground.words import count, grouped
from fupan.sources.convert import Converted, Setting, convert
from fupan.sources.footer import split_totals, told_totals
from fupan.sources.gather import gathered, told_gathered
from fupan.sources.header import Header, find_header, period_in
from fupan.sources.outcome import FileReport
from fupan.sources.profile import Profile
from fupan.sources.reading.sheet import Cells, Rejected, Sheet
from fupan.sources.recognise import positions, recognise
from fupan.sources.repeats import unique

_MOST_SHOWN = 20
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
    report.notes += sheet.notes + _header_notes(header)
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
        report.notes += _shop_notes(body[f"c{columns['shop']}"], setting.shop)
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
    _tell(report, cells, converted, single.duplicate_rows, rejected, profile)
    if report.quarantined and not report.accepted:
        report.errors += _reasons(rejected)
        return None, rejected
    report.outcome = "loaded"
    report.notes += list(profile.notes) + _reasons(rejected)
    return _stamped(single.table, profile, report), rejected


def _tell(
    report: FileReport,
    cells: Cells,
    converted: Converted,
    duplicate_rows: list[int],
    rejected: list[Rejected],
    profile: Profile,
) -> None:
    notes = report.notes
    if not report.rows_read:
        notes.append(
            Text(
                "只有表头，没有数据行：这段时间没有记录",
                "a header and no rows: nothing happened in that time",
            )
        )
    if cells.blank_rows:
        notes.append(
            Text(
                f"跳过空行 {count(cells.blank_rows)} 行",
                f"{count(cells.blank_rows)} blank rows skipped",
            )
        )
    for number, case in enumerate(profile.skips):
        if converted.skipped[number]:
            n = count(converted.skipped[number])
            amount = grouped(converted.skipped_amounts.get(number), 2)
            notes.append(
                Text(
                    case.says.zh.format(n=n, amount=amount),
                    case.says.en.format(n=n, amount=amount),
                )
            )
    if duplicate_rows:
        rows = "、".join(map(str, duplicate_rows[:8])) + ("…" if len(duplicate_rows) > 8 else "")
        n = count(len(duplicate_rows))
        notes.append(
            Text(
                f"完全重复的 {n} 行只算一次（第 {rows} 行）",
                f"{n} exact repeats counted once (rows {rows})",
            )
        )


def _reasons(rejected: list[Rejected]) -> list[Text]:
    """The rows kept aside, one line per kind of reason with its first rows, at most twenty."""
    groups: dict[tuple[str, str], list[Rejected]] = {}
    for one in rejected:
        groups.setdefault((one.column, one.reason.zh), []).append(one)
    told = []
    for group in list(groups.values())[:_MOST_SHOWN]:
        rows = [str(r.row) for r in group]
        more_zh = f" 等 {len(rows)} 行" if len(rows) > 8 else " 行"
        reason = group[0].reason
        told.append(
            Text(
                f"第 {'、'.join(rows[:8])}{more_zh}未导入：{reason.zh}",
                f"rows {', '.join(rows[:8])}{' …' if len(rows) > 8 else ''} were kept "
                f"aside: {reason.en}",
            )
        )
    if len(groups) > _MOST_SHOWN:
        more = count(sum(len(g) for g in list(groups.values())[_MOST_SHOWN:]))
        told.append(
            Text(
                f"另有 {more} 行未导入，原因见隔离区文件",
                f"{more} more rows were kept aside; see the quarantine file",
            )
        )
    return told


def _stamped(rows: pa.Table, profile: Profile, report: FileReport) -> pa.Table:
    """Exactly the contract's columns, then where each row came from."""
    table = TABLES[profile.table]
    typed = rows.select(table.names).cast(table.schema)
    stamp = pa.repeat(pa.scalar(report.sha256[:16], pa.string()), rows.num_rows)
    return typed.append_column(SOURCE_FILE, stamp).append_column(SOURCE_ROW, rows["_row"])


def _header_notes(header: Header) -> list[Text]:
    notes = []
    if header.row > 1 and header.preamble:
        period = period_in(header.preamble)
        named = (
            Text(f"，写明的时间是 {period.label.zh}", f", naming {period.label.en}")
            if period
            else Text("", "")
        )
        notes.append(
            Text(
                f"表头在第 {header.row} 行，上面的 {len(header.preamble)} 行标题没有当成数据"
                f"{named.zh}",
                f"the header is row {header.row}; the {len(header.preamble)} title "
                f"rows above are no data{named.en}",
            )
        )
    return notes


def _shop_notes(shops: pa.ChunkedArray, shop: str) -> list[Text]:
    """Rows go to the shop that is named at import; a file of several shops is refused."""
    named = sorted({name.strip() for name in pc.unique(shops).to_pylist()} - {""})
    if len(named) > 1:
        raise DataInvalid(
            Text(
                zh=f"文件里有 {len(named)} 家店铺的数据（{listed(named, 5)}），一次只能导入一家；"
                "请按店铺拆开。",
                en=f"The file holds {len(named)} shops ({listed(named, 5)}); split it and import "
                "one shop at a time.",
            )
        )
    if named and named[0] != shop:
        return [
            Text(
                f"文件里的店铺写的是 {named[0]}，按你指定的 {shop} 导入",
                f"the file names the shop {named[0]}; imported as {shop}, as you asked",
            )
        ]
    return []


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
