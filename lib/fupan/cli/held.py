"""Commands that look at what a shop holds: `check` and `imports`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from fupan.cli.imported import tell_files, tell_refusals
from fupan.cli.options import Data, Json, Lang, Shop, shop_to_read
from fupan.cli.telling import say, say_json, say_table, warn
from fupan.ground.errors import WrongUse
from fupan.ground.language import Text, spoken
from fupan.ground.periods import Period
from fupan.ground.words import count
from fupan.store.places import STORE, existing_shop_folder
from fupan.store.snapshots import Snapshot, read_snapshots


def add_to(app: typer.Typer) -> None:
    app.command("check")(check)
    app.command("imports")(imports)


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
    from fupan.store import open_shop

    opened = open_shop(shop_to_read(shop, data), data)
    period = Period.parse(month) if month else None
    state = health(opened, period)
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
        say(_span(period))
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


def _span(period: Period | None) -> Text:
    """Which days were looked at for gaps: a retro looks at its month alone."""
    if period:
        return Text(
            zh=f"缺的天数只数{period.label.zh}里的。",
            en=f"Missing days are those of {period.label.en} alone.",
        )
    return Text(
        zh="缺的天数从每张表的第一天数到最后一天；复盘只数当月的，用 --month 2026-10 看一个月。",
        en="Missing days are counted from each table's first to its last; a retro counts those "
        "of its month, as --month 2026-10 does.",
    )


def imports(
    import_id: Annotated[
        str | None, typer.Argument(help="只看这一次，可只写开头几位 / one import, or how it begins")
    ] = None,
    shop: Shop = None,
    data: Data = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """什么时候导入过什么 / What came when, from which files.

    例 / Examples:  fupan imports    fupan imports 0003
    """
    folder = existing_shop_folder(shop_to_read(shop, data), data)
    snapshots = read_snapshots(folder / STORE)
    taken_back = {s.undoes for s in snapshots if s.undoes}
    if import_id is not None:
        snapshots = [_one(snapshots, import_id)]
    records = [
        {
            "import_id": s.import_id,
            "at": s.at,
            "files": list(s.files) if import_id else [f["file"] for f in s.files],
            "changes": s.changes,
            "taken_back": s.import_id in taken_back,
            "takes_back": s.undoes,
        }
        for s in snapshots
    ]
    if json:
        say_json(records)
        return
    say_table(
        [
            Text("编号", "import"),
            Text("时间", "when"),
            Text("文件", "files"),
            Text("变化", "changes"),
            Text("", ""),
        ],
        [
            (
                s.import_id,
                _here(s.at),
                ", ".join(_named(f) for f in s.files) or "–",
                ", ".join(f"{t} +{c['inserted']} ~{c['replaced']}" for t, c in s.changes.items())
                or "–",
                _fate(s.import_id in taken_back, s.undoes),
            )
            for s in snapshots
        ],
    )
    if import_id is not None:
        (one,) = snapshots
        tell_files(one.files)
        for file in one.files:
            say(f"  {file['file']}: SHA-256 {file['sha256']}")
        tell_refusals(one.files)


def _one(snapshots: Sequence[Snapshot], asked: str) -> Snapshot:
    """The one import of this id, or whose id begins so."""
    found = [s for s in snapshots if s.import_id == asked]
    found = found or [s for s in snapshots if s.import_id.startswith(asked)]
    if len(found) == 1:
        return found[0]
    raise WrongUse(
        Text(
            f"{'没有' if not found else '不止一次'}导入的编号以 {asked!r} 开头；"
            "用 fupan imports 查看编号。",
            f"{'No' if not found else 'More than one'} import begins with {asked!r}; see "
            "fupan imports.",
        )
    )


def _here(at: str) -> str:
    """A moment on this machine's own clock."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M:%S %z")


def _named(file: Mapping[str, Any]) -> str:
    refused = Text("（没收）", " (refused)")()
    return f"{file['file']}{'' if file.get('outcome', 'loaded') == 'loaded' else refused}"


def _fate(is_taken_back: bool, undoes: str | None) -> Text | str:
    if undoes:
        return Text(f"撤销 {undoes}", f"takes back {undoes}")
    return Text("已撤销", "taken back") if is_taken_back else ""
