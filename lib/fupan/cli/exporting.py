"""The command `export`: lists of buyers for the CRM, by the import's pseudonyms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from fupan.cli.options import Data, Json, Lang, Shop, shop_to_read
from fupan.cli.retros import month_asked
from fupan.cli.telling import say, say_json
from fupan.ground.errors import WrongUse
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import count
from fupan.store import Shop as OpenShop
from fupan.store import open_shop

export_app = typer.Typer(
    no_args_is_help=True, help="导出人群名单（假名 ID） / lists of buyers for the CRM"
)
Month = Annotated[
    str,
    typer.Option("--month", metavar="YYYY-MM|latest", help="截到哪个月底 / up to its end"),
]
Out = Annotated[
    Path | None, typer.Option(help="写到哪个 CSV / the file, by default named after the list")
]
Force = Annotated[bool, typer.Option("--force", help="已有同名文件时覆盖 / replace the file")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(export_app, name="export")


@export_app.command("segment")
def export_segment(
    name: Annotated[str, typer.Argument(help="人群：champions、重要价值 … / the RFM segment")],
    month: Month = "latest",
    out: Out = None,
    shop: Shop = None,
    data: Data = None,
    force: Force = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """一个 RFM 人群的名单，带打分 / The buyers of one RFM segment with their scores.

    例 / Example:  fupan export segment champions --month 2026-10 --out champions.csv
    """
    from fupan.analysis import lifecycle

    segment = lifecycle.find_segment(name)

    def write(opened: OpenShop, period: Period, path: Path) -> int:
        return lifecycle.export_segment(opened, period, segment, path)

    _write(segment, write, month, out, shop, data, force, json)


@export_app.command("due")
def export_due(
    month: Month = "latest",
    out: Out = None,
    shop: Shop = None,
    data: Data = None,
    force: Force = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """未来 30 天该来的人，最可能来的在前 / Who is due in the next 30 days, likeliest first.

    例 / Example:  fupan export due --month 2026-10 --out due.csv
    """
    from fupan.analysis import lifecycle

    _write("due", lifecycle.export_due, month, out, shop, data, force, json)


def _write(
    what: str,
    write: Callable[[OpenShop, Period, Path], int],
    month: str,
    out: Path | None,
    shop: str | None,
    data: Path | None,
    force: bool,
    json: bool,
) -> None:
    """Writes a list where no other file is, and says how many buyers it has."""
    name = shop_to_read(shop, data)
    opened = open_shop(name, data)
    period = month_asked(month, name, data)
    path = out or Path(f"{name}-{period.name}-{what}.csv")
    if path.is_dir() or (path.exists() and not force):
        raise WrongUse(
            Text(
                zh=f"{path} 已经在了，不覆盖；请用 --out 换一个名字，或加 --force。",
                en=f"{path} is there already and stays; name another with --out, or add --force.",
            )
        )
    buyers = write(opened, period, path)
    if json:
        say_json({"list": what, "month": period.name, "buyers": buyers, "file": str(path)})
        return
    say(
        Text(
            zh=f"已写到 {path}：{count(buyers)} 人（截至 {period.label.zh}，导入时生成的假名 ID）",
            en=f"Written to {path}: {count(buyers)} buyers (up to {period.label.en}; pseudonyms)",
        )
    )
