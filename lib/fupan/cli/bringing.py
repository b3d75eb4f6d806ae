"""Commands that change what a shop holds: `import`, `undo`, `sample`."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from fupan.cli.imported import tell_import, tell_overlaps
from fupan.cli.options import Data, Json, Lang, Shop, shop_to_fill, shop_to_read
from fupan.cli.telling import say, say_json, warn
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store.places import STORE, data_root
from fupan.store.snapshots import read_snapshots


def add_to(app: typer.Typer) -> None:
    app.command("import")(import_)
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
        tell_import(name, imported, dry_run)
        if is_chosen and imported.import_id:
            say(
                Text(
                    zh=f"没有写 --shop，也还没有店铺：新建了 {name}；要换名字，"
                    "删掉它的文件夹后用 --shop 再导入。",
                    en=f"No --shop and no shop yet: {name} was made. For another name, delete its "
                    "folder and import again with --shop.",
                )
            )
        tell_overlaps(overlaps)
    if any(f["outcome"] == "refused" for f in files):
        raise typer.Exit(4)


def undo(import_id: str, shop: Shop = None, data: Data = None, lang: Lang = None) -> None:
    """撤销一次导入；编号写开头几位就行 / Take one import back; the beginning of its id will do.

    例 / Example:  fupan undo 0003-1a2b3c4d --shop myshop
    """
    from fupan.store.imports import undo as take_back

    name = shop_to_read(shop, data)
    import_id = take_back(import_id, name, data=data).undoes
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
