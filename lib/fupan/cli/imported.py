"""Words for what an import did or would do: a table of files, then notes, rows and the id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from fupan.cli.telling import say, say_table, warn
from fupan.ground.errors import listed
from fupan.ground.language import Text
from fupan.ground.words import count

if TYPE_CHECKING:
    from fupan.sources.outcome import FileReport
    from fupan.store.imports import Imported
    from fupan.store.upsert import Overlap


def tell_overlaps(overlaps: dict[str, Overlap]) -> None:
    """What a preview would do to rows that are there already, before it replaces them."""
    for table, met in overlaps.items():
        if not met.changed + met.same:
            say(Text(f"  {table}：{count(met.new)} 行都是新的", f"  {table}: {count(met.new)} new"))
            continue
        days = f"{met.first}…{met.last}, " if met.first else ""
        whose, there = ", ".join(met.imports), count(met.changed + met.same)
        changed, same, new = count(met.changed), count(met.same), count(met.new)
        say(
            Text(
                f"  {table}：{there} 行和已导入的重叠（{days}{whose}）：{changed} 行会被替换，"
                f"{same} 行没变；另有 {new} 行是新的",
                f"  {table}: {there} rows meet rows held ({days}{whose}): {changed} would be "
                f"replaced, {same} are unchanged; {new} are new",
            )
        )


def _warn_of_days_to_come(files: Sequence[FileReport]) -> None:
    """Of rows later than this machine's tomorrow: they are kept, since the clock may be wrong.

    It is no note of the file, as it depends on the day of the import and not on the file.
    """
    today = datetime.now(UTC).date()
    for file in files:
        if file.days and file.days[1] > today + timedelta(days=1):
            last, row = file.days[1], file.last_row
            warn(
                Text(
                    f"  ⚠ {file.file}：有的日期还没到，最晚到 {last}（第 {row} 行），"
                    f"今天是 {today}；已照收，写错了就改好重新导入",
                    f"  ⚠ {file.file}: some days are yet to come, the last is {last} (row {row}) "
                    f"and today is {today}; they are kept. If it is a mistake, correct it and "
                    "import again",
                )
            )


def tell_files(files: Sequence[Mapping[str, Any]]) -> None:
    """What became of each file's rows, and what was noted of it."""
    say_table(
        [
            Text("文件", "file"),
            Text("格式", "format"),
            Text("表", "table"),
            Text("读到", "read"),
            Text("收下", "kept"),
            Text("隔离", "quarantined"),
            Text("跳过", "skipped"),
            Text("重复", "repeated"),
        ],
        [
            (
                f["file"],
                f["profile"] or "–",
                f["table"] or "–",
                count(f["rows_read"]),
                count(f["accepted"]),
                count(f["quarantined"]),
                count(f["skipped"]),
                count(f["duplicates"]),
            )
            for f in files
        ],
        numbers=(3, 4, 5, 6, 7),
    )
    for file in files:
        for note in file["notes"]:
            say(f"  {file['file']}: {note}")


def tell_refusals(files: Sequence[Mapping[str, Any]]) -> None:
    """Why files were refused: said last, where one looks first."""
    for file in files:
        for error in file["errors"]:
            warn(f"  ✗ {file['file']}: {error}")


def tell_import(name: str, imported: Imported, dry_run: bool) -> None:
    files = [f.as_json() for f in imported.prepared.files]
    tell_files(files)
    if (titles := imported.prepared.titles) is not None:
        _tell_titles(titles.num_rows)
    tell_refusals(files)
    _warn_of_days_to_come(imported.prepared.files)
    if dry_run:
        say(Text("以上只是预览，什么都没有存。", "This was a preview; nothing is stored."))
    elif imported.import_id:
        _tell_written(name, imported)
    elif any(f["outcome"] == "loaded" and f["accepted"] + f["duplicates"] for f in files):
        say(
            Text(
                "收下的行以前都导入过，什么都没变。",
                "All rows taken in were imported before; nothing changed.",
            )
        )
        _tell_aside(name, imported)
    elif any(f["outcome"] == "loaded" for f in files):
        say(
            Text(
                "文件里没有数据行，店铺没有变化。", "There are no rows to take in; nothing changed."
            )
        )
        _tell_aside(name, imported)
    else:
        warn(
            Text(
                "没有一个文件被收下，店铺没有变化。", "No file was accepted; the shop is unchanged."
            )
        )
        _tell_aside(name, imported)


def _tell_titles(number: int) -> None:
    n = count(number)
    say(
        Text(
            f"  {n} 个商品的标题记进 products 表（类目、成本和角色请自己补）",
            f"  the titles of {n} products go into the products table (add category, cost and "
            "role)",
        )
    )


def _tell_written(name: str, imported: Imported) -> None:
    """What an import changed, where its refused rows lie, and how to take it back."""
    for table, written in imported.written.items():
        say(
            Text(
                zh=f"  {table}：新增 {count(written.inserted)} 行，更新 "
                f"{count(written.replaced)} 行，没变 {count(written.unchanged)} 行",
                en=f"  {table}: {count(written.inserted)} new, {count(written.replaced)} "
                f"replaced, {count(written.unchanged)} unchanged",
            )
        )
        for note in written.notes:
            say(f"    {note}")
    _tell_aside(name, imported)
    made = imported.import_id
    if not any(w.inserted + w.replaced for w in imported.written.values()):
        return say(
            Text(
                zh=f"店铺 {name} 的数据没有变化；隔离的行记为 {made}",
                en=f"The data of shop {name} are unchanged; the rows set aside are {made}",
            )
        )
    say(
        Text(
            zh=f"已导入店铺 {name}，编号 {made}（撤销：fupan undo {made} --shop {name}）",
            en=f"Imported into shop {name} as {made} (take back: fupan undo {made} --shop {name})",
        )
    )


def _tell_aside(name: str, imported: Imported) -> None:
    quarantined = sum(f.quarantined for f in imported.prepared.files)
    if not (quarantined and imported.aside):
        return
    places = listed([f"{name}/quarantine/{i}/rows.csv" for i in imported.aside])
    say(
        Text(
            zh=f"  隔离的 {count(quarantined)} 行和原因在 {places}",
            en=f"  the {count(quarantined)} quarantined rows and their reasons are in {places}",
        )
    )
