"""Where a shop's figures come from: files, their period, the fate of their rows, their totals.

What is missing from the data is `health`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from fupan.analysis.health import left_out
from fupan.analysis.review import Exhibit
from fupan.contract import TABLES
from fupan.ground.language import Text, join
from fupan.ground.periods import Period
from fupan.ground.words import count
from fupan.sources import known_profiles
from fupan.store import Shop

File = Mapping[str, object]

TITLE = Text("数据从哪来", "Where the data come from")
_COLUMNS = ("what", "files", "days", "read", "kept", "aside", "left_out", "control")
LABELS = {
    "what": Text("来源", "Source"),
    "files": Text("文件", "Files"),
    "days": Text("时间段", "Period"),
    "read": Text("读到（行）", "Rows read"),
    "kept": Text("收下", "Kept"),
    "aside": Text("隔离", "Quarantined"),
    "left_out": Text("跳过和重复", "Skipped, repeated"),
    "control": Text("合计核对", "Against footers"),
}
_FILES_SHOWN = 2


def provenance(shop: Shop, period: Period) -> Exhibit:
    """One row per kind of export: its files that speak of the period, and what became of rows.

    The option `told` says it in a sentence, and which rows are kept and yet no sale.
    """
    files = _files_of(shop, period)
    if not files:
        return Exhibit.absent(
            Text("这家店的数据不是从文件导入的", "the shop's data were imported from no file")
        )
    titles = {p.name: p.title for p in known_profiles()}
    kinds: dict[tuple[str, str], list[File]] = {}
    for file in files:
        kinds.setdefault((str(file["table"]), str(file["profile"])), []).append(file)
    order = sorted(kinds, key=lambda kind: (list(TABLES).index(kind[0]), kind[1]))
    rows = [_row(titles.get(profile), table, kinds[table, profile]) for table, profile in order]
    return Exhibit(
        pd.DataFrame(rows, columns=list(_COLUMNS)),
        TITLE,
        period.label,
        options={
            "labels": LABELS,
            "most": 40,
            "sums": ("read", "kept", "aside", "left_out"),
            "told": (_told(files), *left_out(shop, period)),
        },
    )


def _told(files: Sequence[File]) -> Text:
    """The same in one sentence."""
    read, kept, aside, left_out = _fates(files)
    differ = sum(bool(_differing(f)) for f in files)
    totals = sum(bool(f.get("totals")) for f in files)
    told = Text(
        zh=f"数据来自 {len(files)} 个文件：读到 {count(read)} 行，收下 {count(kept)}，"
        f"隔离 {count(aside)}，跳过和重复 {count(left_out)}",
        en=f"The data come from {len(files)} {'file' if len(files) == 1 else 'files'}: "
        f"{count(read)} rows read, {count(kept)} kept, {count(aside)} quarantined, "
        f"{count(left_out)} skipped or repeated",
    )
    if not totals:
        return told
    checked = (
        Text(f"{totals} 个文件带合计行，都和明细一致", f"{totals} have footers, which agree")
        if not differ
        else Text(
            f"{totals} 个文件带合计行，{differ} 个和明细不一致",
            f"{totals} have footers, {differ} of which disagree with their rows",
        )
    )
    return join([told, checked])


def _files_of(shop: Shop, period: Period) -> list[File]:
    """The files whose rows stand in the shop and speak of the period, or of no day at all."""
    return [f for f in shop.files if f["outcome"] == "loaded" and _speaks_of(f, period)]


def _speaks_of(file: File, period: Period) -> bool:
    days = file.get("days") or ()
    if not days:
        return bool(file["rows_read"])
    return str(days[0]) < str(period.end) and str(days[-1]) >= str(period.start)


def _fates(files: Sequence[File]) -> tuple[int, int, int, int]:
    def summed(*names: str) -> int:
        return sum(int(f[name]) for f in files for name in names)

    return (
        summed("rows_read"), summed("accepted"), summed("quarantined"),
        summed("skipped", "duplicates"),
    )  # fmt: skip


def _row(title: Text | None, table: str, files: Sequence[File]) -> tuple[object, ...]:
    name = title or Text(str(files[0]["profile"]), str(files[0]["profile"]))
    told = TABLES[table].title
    names = [str(f["file"]) for f in files]
    shown, more = "、".join(names[:_FILES_SHOWN]), len(names) - _FILES_SHOWN
    listed = (
        Text(shown, ", ".join(names))
        if more <= 0
        else Text(f"{shown} 等 {len(names)} 个", f"{', '.join(names[:_FILES_SHOWN])} +{more}")
    )
    days = sorted(str(day) for f in files for day in f.get("days") or ())
    span = f"{days[0]} – {days[-1]}" if days else ""
    what = Text(f"{name.zh} → {told.zh}", f"{name.en} → {told.en}")
    return (what, listed, span, *_fates(files), _control(files))


def _differing(file: File) -> list[Mapping[str, str]]:
    return [t for t in file.get("totals") or () if t["stated"] != t["rows"]]


def _control(files: Sequence[File]) -> Text:
    """Whether the footers agree with their rows, and the first difference with its size."""
    if not any(f.get("totals") for f in files):
        return Text("没有合计行", "no footer")
    differ = [total for f in files for total in _differing(f)]
    if not differ:
        return Text("一致", "agree")
    first = differ[0]
    more = len(differ) - 1
    zh = f"{first['column']}：合计 {first['stated']}，明细 {first['rows']}"
    en = f"{first['column']}: footer {first['stated']}, rows {first['rows']}"
    return Text(zh + (f"；另有 {more} 处" if more else ""), en + (f"; {more} more" if more else ""))
