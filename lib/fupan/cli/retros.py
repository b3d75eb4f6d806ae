"""The command `retro`: one month's report, one made again from its manifest, or many months'."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from fupan.cli import outcomes
from fupan.cli.options import Data, Json, Lang, Shop, shop_to_read
from fupan.cli.progress import shown
from fupan.cli.running import reports_folder
from fupan.cli.telling import say, say_json, warn
from fupan.ground.errors import DataInvalid, DataMissing, FupanError, WrongUse
from fupan.ground.language import Text, spoken
from fupan.ground.periods import Period
from fupan.store import data_root, open_shop

Out = Annotated[Path | None, typer.Option(help="报告放哪，默认 reports/ / where reports go")]


def add_to(app: typer.Typer) -> None:
    app.command("retro")(retro)


def retro(
    month: Annotated[
        str,
        typer.Option(
            "--month",
            metavar="YYYY-MM|latest|last",
            help="月份；latest 数据里最近的完整月（默认），last 上个月 / "
            "latest: the last full month of the data (default); last: the month before this one",
        ),
    ] = "latest",
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="YYYY-MM", help="从哪个月起补 / backfill from this month"),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="YYYY-MM", help="补到哪个月 / backfill to this month"),
    ] = None,
    shop: Shop = None,
    data: Data = None,
    notebooks: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME,…", help="只跑这些，用逗号分开 / only these, by commas"),
    ] = None,
    compare_to: Annotated[
        str,
        typer.Option(
            "--compare-to",
            metavar="previous|year_ago|plan",
            help="对比什么 / against what",
        ),
    ] = "previous",
    jobs: Annotated[
        int | None, typer.Option(min=1, help="同时跑几个，默认每核一个 / at once; one per core")
    ] = None,
    out: Out = None,
    force: Annotated[
        bool, typer.Option("--force", help="从头重做，不留旧页 / rebuild from nothing")
    ] = False,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="只做缺的和变了的页 / only pages missing or changed"),
    ] = False,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="YYYY-MM-DD", help="用那天为止的数据 / the data as of that day"
        ),
    ] = None,
    like: Annotated[
        Path | None,
        typer.Option(
            "--like", metavar="MANIFEST", help="照这份清单重做 / make it again from a manifest"
        ),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="另存 PDF / also as PDF")] = False,
    xlsx: Annotated[
        bool, typer.Option("--xlsx", help="另存 Excel 表 / also as a workbook")
    ] = False,
    tell: Annotated[
        bool, typer.Option("--tell", help="发通知，地址在 FUPAN_TELL / send a message")
    ] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """做一个月的复盘，放进 reports/店铺/月份/ / Make a month's retro in reports/<shop>/<month>/.

    例 / Example:  fupan retro --shop myshop --month 2026-10
    """
    extras = {name for name, wanted in (("pdf", pdf), ("xlsx", xlsx)) if wanted}
    run = {"out": out or reports_folder(), "data": data, "jobs": jobs, "extras": extras}
    if like is not None:
        _make_again(like, run, json)
        return
    name = shop_to_read(shop, data)
    run |= {"notebooks": _names(notebooks), "compare_to": compare_to, "lang": spoken(),
            "as_of": as_of, "force": force, "resume": resume}  # fmt: skip
    if first is not None or last is not None:
        if tell:
            raise WrongUse(Text(zh="--tell 只用于一个月。", en="--tell goes with one month."))
        _make_many(name, first, last, run, json)
        return
    _make_one(name, month_asked(month, name, data), run, json, tell)


def _make_one(name: str, period: Period, run: dict, json: bool, tell: bool) -> None:
    from fupan.report import message
    from fupan.report.replay import retro as make

    if tell:
        message.addresses(name)  # a run that cannot tell says so before it starts

    if not json:
        say(
            Text(
                zh=f"{name} {period.label.zh} 复盘，读 {data_root(run['data'])}",
                en=f"Retro of {name}, {period.label.en}",
            )
        )
    try:
        with shown() as progress:
            result = make(name, period, progress=None if json else progress, **run)
    except FupanError as fault:
        if tell:
            message.tell_absence(name, period, fault, run["lang"])
        raise
    if tell:
        message.tell(name, result.folder, run["lang"])
    outcomes.tell(result, json)


def _make_again(manifest: Path, run: dict, json: bool) -> None:
    from fupan.report.again import like

    with shown() as progress:
        again = like(manifest, progress=None if json else progress, **run)
    if again.differences is not None and not json:
        warn(Text(zh=f"与清单不同：{again.differences.zh}。",
                  en=f"Other than in the manifest: {again.differences.en}."))  # fmt: skip
    if again.is_same:
        outcomes.tell(again.result, json)
        return
    raise DataInvalid(
        Text(
            zh="重做的报告和原来的发现不一样；看 `fupan diff 原报告 "
            f"{again.result.folder}` 差在哪。",
            en="The report made again has other findings; see what differs with "
            f"`fupan diff BEFORE {again.result.folder}`.",
        )
    )


def _make_many(name: str, first: str | None, last: str | None, run: dict, json: bool) -> None:
    from fupan.report import backfill

    if first is None:
        raise WrongUse(Text(zh="--to 要和 --from 一起用。", en="--to goes with --from."))
    data = run["data"]
    periods = backfill.months(first, month_asked(last or "latest", name, data))
    with shown() as progress:
        done = backfill.backfill(
            name, periods, progress=None if json else progress, **run,
        )  # fmt: skip
    code = backfill.exit_code(done)
    if json:
        say_json({"exit_code": code, "months": [
            {"month": m.period.name, "error": str(m.fault) if m.fault else None,
             **(outcomes.record(m.result) if m.result else {"exit_code": m.exit_code})}
            for m in done
        ]})  # fmt: skip
    else:
        outcomes.tell_months(done)
    if code:
        raise typer.Exit(code)


def month_asked(text: str, shop: str, data: Path | None) -> Period:
    """The month named, or `latest` (the last full one of the data), or `last` (before now)."""
    if text not in ("latest", "last"):
        return Period.parse(text)
    opened = open_shop(shop, data)
    if text == "last":
        return Period.month_of(datetime.now(ZoneInfo(opened.timezone)).date()).previous()
    held = opened.days("orders") if opened.has("orders") else None
    if held is None:
        raise DataMissing(
            Text(
                zh=f"店铺 {shop} 没有订单，找不到最近的完整月；先用 fupan import 导入订单。",
                en=f"Shop {shop} has no orders, so it has no latest month; import orders first.",
            )
        )
    month = Period.month_of(held.last)
    if held.end < month.end and held.overlaps(month.previous()):
        month = month.previous()
    return month


def _names(notebooks: list[str] | None) -> list[str] | None:
    """The notebooks named, by commas or by giving the option again; None where none is."""
    return [n.strip() for n in ",".join(notebooks or []).split(",") if n.strip()] or None
