"""Commands that bring data in and look at them: `import`, `check`, `imports`, `undo`, `sample`."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fupan.cli.options import Data, Json, Lang, Shop, shop_to_fill, shop_to_read
from fupan.cli.telling import say, say_json, say_table, warn
from fupan.ground.errors import WrongUse, listed
from fupan.ground.language import Text, spoken
from fupan.ground.periods import Period
from fupan.ground.words import count
from fupan.store.places import STORE, data_root, existing_shop_folder
from fupan.store.snapshots import read_snapshots

if TYPE_CHECKING:
    from fupan.store.imports import Imported
    from fupan.store.upsert import Overlap


def add_to(app: typer.Typer) -> None:
    app.command("import")(import_)
    app.command("map")(map_)
    app.command("check")(check)
    app.command("imports")(imports)
    app.command("undo")(undo)
    app.command("sample")(sample)


def import_(
    paths: Annotated[list[Path], typer.Argument(help="导出文件或文件夹 / export files or folders")],
    shop: Shop = None,
    data: Data = None,
    profile: Annotated[
        Path | None, typer.Option("--profile", help="自己写的对照表 .toml / a mapping of one's own")
    ] = None,
    month: Annotated[
        str | None,
        typer.Option("--month", help="只收这个月的文件：2026-10 / that month's files alone"),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只看不存 / show, store nothing")
    ] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """导入平台导出的文件 / Import the platforms' export files.

    例 / Example:  fupan import 2026-10导出/ --shop myshop
    """
    from fupan.store.imports import Imported, import_files, preview

    name = shop_to_fill(shop, data)
    is_chosen = shop is None and not (data_root(data) / name).exists()
    asked, overlaps = Period.parse(month) if month else None, {}
    if dry_run:
        prepared, overlaps = preview(paths, name, data=data, profile=profile, month=asked)
        imported = Imported("", prepared, {})
    else:
        imported = import_files(paths, name, data=data, profile=profile, month=asked)
    files = [f.as_json() for f in imported.prepared.files]
    if json:
        told = {"shop": name, "files": files, "import_id": imported.import_id}
        if dry_run:
            told["overlap"] = {t: asdict(o) for t, o in overlaps.items()}
        say_json(told)
    else:
        _tell_import(name, imported, dry_run)
        if is_chosen and imported.import_id:
            say(
                Text(
                    zh=f"没有写 --shop，也还没有店铺：新建了 {name}；要换名字，"
                    "删掉它的文件夹后用 --shop 再导入。",
                    en=f"No --shop and no shop yet: {name} was made. For another name, delete its "
                    "folder and import again with --shop.",
                )
            )
        _tell_overlaps(overlaps)
    if any(f["outcome"] == "refused" for f in files):
        raise typer.Exit(4)


def map_(
    file: Annotated[Path, typer.Argument(help="认不出的文件 / a file that is not recognised")],
    table: Annotated[
        str | None, typer.Option("--table", help="要进的表：orders、ads … / the table it fills")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="写到哪里 / where to write the mapping")
    ] = None,
    lang: Lang = None,
) -> None:
    """给认不出的文件起草一个列对照表 / Draft a mapping for a file that is not recognised.

    例 / Example:  fupan map sales.csv --out my.toml
    """
    from fupan.contract import find_table
    from fupan.sources.drafting import draft_mapping

    written = out or Path(f"{file.stem}.toml")
    if written.exists():
        raise WrongUse(
            Text(
                zh=f"{written} 已经在了，不覆盖；请用 --out 换一个名字。",
                en=f"{written} is there already and stays; name another with --out.",
            )
        )
    told = draft_mapping(file, find_table(table).name if table else None)
    written.write_text(told.toml, encoding="utf-8")
    say(told.toml)
    say(Text(f"已写到 {written}（进表 {told.table}）", f"written to {written}, for {told.table}"))
    for question in told.open_questions:
        warn(Text(f"? {question.zh}", f"? {question.en}"))
    used = f'fupan import "{file}" --profile "{written}"'
    if told.open_questions:
        say(
            Text(
                f"草稿还差上面几项：改好带 ??? 的行、去掉行首的 #，再运行 {used}",
                f"The draft lacks what is asked above: settle the lines with ???, take their # "
                f"off, then run {used}",
            )
        )
        raise typer.Exit(3)
    _show_first_rows(file, written)
    say(Text(f"看着对就导入：{used}", f"If that is right, import it: {used}"))


def _show_first_rows(file: Path, mapping: Path) -> None:
    """How the first rows of a file would land by a mapping, and what it would not let in."""
    from fupan.sources import prepare

    prepared = prepare([file], shop="preview", key=b"preview", profile=mapping)
    for error in prepared.files[0].errors:
        warn(f"✗ {error}")
    for rows in prepared.tables.values():
        first = rows.slice(0, 5).to_pylist()
        names = [n for n in rows.column_names if n[0] != "_" and first and first[0][n] is not None]
        say_table(names, [[str(row[n]) for n in names] for row in first])


def _tell_overlaps(overlaps: dict[str, Overlap]) -> None:
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


def _tell_import(name: str, imported: Imported, dry_run: bool) -> None:
    files = [f.as_json() for f in imported.prepared.files]
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
        for error in file["errors"]:
            warn(f"  ✗ {file['file']}: {error}")
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


def check(
    shop: Shop = None,
    data: Data = None,
    month: Annotated[
        str | None, typer.Option("--month", help="只看这个月 / this month only")
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """店铺有哪些表、缺哪些天、什么算不了 / Its tables, gaps, and what cannot be computed."""
    from fupan.analysis.health import health
    from fupan.contract import TABLES
    from fupan.contract.check import breaches
    from fupan.ground.periods import Period
    from fupan.store import open_shop

    opened = open_shop(shop_to_read(shop, data), data)
    state = health(opened, Period.parse(month) if month else None)
    found = [b for t in opened.tables for b in breaches(TABLES[t], opened.table(t).to_pyarrow())]
    absent = [t for t in TABLES if t not in opened.tables]
    if json:
        say_json(
            {
                "shop": opened.name,
                "tables": [
                    {
                        "table": r.table,
                        "rows": r.rows,
                        "first": r.first,
                        "last": r.last,
                        "missing_days": [str(d) for d in r.missing],
                    }
                    for r in state.tables.itertuples()
                ],
                "absent": absent,
                "breaches": [
                    {"table": b.table, "rule": b.rule, "rows": b.rows, "text": b.text(spoken())}
                    for b in found
                ],
                "cannot_compute": [
                    {"reason": reason(spoken()), "metrics": list(names)}
                    for reason, names in state.closed.items()
                ],
            }
        )
    else:
        say(f"{opened.title} ({opened.name})")
        say_table(
            [
                Text("表", "table"),
                Text("", ""),
                Text("行数", "rows"),
                Text("从", "from"),
                Text("到", "to"),
                Text("缺的天数", "missing days"),
            ],
            [
                (r.table, r.title, count(r.rows), r.first or "", r.last or "", len(r.missing) or "")
                for r in state.tables.itertuples()
            ],
            numbers=(2, 5),
        )
        say(
            Text(
                zh=f"没有的表：{', '.join(absent) or '无'}",
                en=f"Absent tables: {', '.join(absent) or 'none'}",
            )
        )
        for note in state.notes_in_full:
            say(f"- {note}")
        if state.closed:
            say_table(
                [Text("缺什么", "lacking"), Text("算不出", "cannot be computed")],
                state.cannot()[["lack", "metrics"]].itertuples(index=False, name=None),
            )
        for breach in found:
            warn(f"✗ {breach.text}")
    if found:
        raise typer.Exit(4)


def imports(shop: Shop = None, data: Data = None, json: Json = False, lang: Lang = None) -> None:
    """什么时候导入过什么 / What came when, from which files."""
    folder = existing_shop_folder(shop_to_read(shop, data), data)
    snapshots = read_snapshots(folder / STORE)
    taken_back = {s.undoes for s in snapshots if s.undoes}
    records = [
        {
            "import_id": s.import_id,
            "at": s.at,
            "files": [f["file"] for f in s.files],
            "changes": s.changes,
            "taken_back": s.import_id in taken_back,
        }
        for s in snapshots
    ]
    if json:
        say_json(records)
        return
    say_table(
        [
            Text("编号", "import"),
            Text("时间 (UTC)", "when (UTC)"),
            Text("文件", "files"),
            Text("变化", "changes"),
            Text("", ""),
        ],
        [
            (
                r["import_id"],
                r["at"][:19],
                ", ".join(r["files"]) or "–",
                ", ".join(f"{t} +{c['inserted']} ~{c['replaced']}" for t, c in r["changes"].items())
                or "–",
                Text("已撤销", "taken back") if r["taken_back"] else "",
            )
            for r in records
        ],
    )


def undo(import_id: str, shop: Shop = None, data: Data = None, lang: Lang = None) -> None:
    """撤销一次导入 / Take one import back.

    例 / Example:  fupan undo 0003-1a2b3c4d --shop myshop
    """
    from fupan.store.imports import undo as take_back

    name = shop_to_read(shop, data)
    take_back(import_id, name, data=data)
    say(
        Text(
            zh=f"已撤销导入 {import_id}，{name} 回到它之前的样子（后来的导入仍在）。",
            en=f"Import {import_id} is taken back; {name} is as it was before it "
            "(later imports stand).",
        )
    )


def sample(
    data: Data = None,
    seed: Annotated[int | None, typer.Option(help="另一家随机的店 / another shop")] = None,
    lang: Lang = None,
) -> None:
    """生成并导入示例店铺 / Write the sample shop and import it."""
    from fupan.sources.sample import FACTS, write_sample
    from fupan.store.imports import import_files

    folder = data_root(data) / "sample"
    if seed is not None or not (folder / "files").is_dir():
        say(Text("正在生成示例店铺的 20 个月……", "Writing 20 months of the sample shop …"))
        write_sample(folder, **({} if seed is None else {"seed": seed}))
    if _holds(folder):
        return _tell_sample(len(FACTS))
    # Other files than those held: rows that are no longer in them must go too.
    shutil.rmtree(folder / STORE, ignore_errors=True)
    imported = import_files([folder / "files"], "sample", data=data)
    refused = [f for f in imported.prepared.files if f.outcome == "refused"]
    for file in refused:
        warn("; ".join(str(error) for error in file.errors))
    if refused:
        raise typer.Exit(4)
    _tell_sample(len(FACTS))


def _holds(folder: Path) -> bool:
    """Whether the store was made from just the files that lie there now."""
    first = next(iter(read_snapshots(folder / STORE)), None)
    if first is None:
        return False
    files = sorted((folder / "files").iterdir())
    lie = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return lie == {str(f["sha256"]) for f in first.files}


def _tell_sample(facts: int) -> None:
    say(
        Text(
            zh=f"示例店铺已就绪：data/sample（埋了 {facts} 个已知事实，见其 README.md）",
            en=f"The sample shop is ready: data/sample ({facts} facts are planted in it; "
            "see its README.md)",
        )
    )
