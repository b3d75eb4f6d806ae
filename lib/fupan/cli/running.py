"""Commands that make reports: `retro`, `run`, `list`, and `lab` to explore."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from fupan.cli.options import Data, Json, Lang, Shop, shop_to_read
from fupan.cli.telling import err, say, say_json, say_table, warn
from fupan.ground.errors import DataMissing, WrongUse
from fupan.ground.language import Text, spoken
from fupan.ground.periods import Period
from fupan.store import data_root, open_shop

if TYPE_CHECKING:
    from fupan.report.crew import Step


def add_to(app: typer.Typer) -> None:
    app.command("retro")(retro)
    app.command("run")(run)
    app.command("list")(list_)
    app.command("lab", context_settings={"allow_extra_args": True})(lab)


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
    shop: Shop = None,
    data: Data = None,
    notebooks: Annotated[
        str | None, typer.Option(help="只跑这些，用逗号分开 / only these, by commas")
    ] = None,
    compare_to: Annotated[
        str,
        typer.Option(
            "--compare-to",
            metavar="previous|year_ago|plan",
            help="对比什么 / against what",
        ),
    ] = "previous",
    jobs: Annotated[int, typer.Option(min=1, help="同时跑几个 / how many at once")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="报告放哪，默认 reports/ / where reports go")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="从头重做，不留旧页 / rebuild from nothing")
    ] = False,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="YYYY-MM-DD", help="用那天为止的数据 / the data as of that day"
        ),
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """做一个月的复盘，放进 reports/店铺/月份/ / Make a month's retro in reports/<shop>/<month>/.

    例 / Example:  fupan retro --shop myshop --month 2026-10
    """
    from fupan.report.replay import retro as make

    name = shop_to_read(shop, data)
    period = _month(month, name, data)
    if not json:
        say(
            Text(
                zh=f"{name} {period.label.zh} 复盘，读 {data_root(data)}",
                en=f"Retro of {name}, {period.label.en}",
            )
        )
    result = make(
        name,
        period,
        notebooks=_names(notebooks),
        compare_to=compare_to,
        lang=spoken(),
        out=out or reports_folder(),
        data=data,
        as_of=as_of,
        force=force,
        jobs=jobs,
        progress=None if json else _teller(),
    )
    if json:
        say_json(
            {
                "folder": str(result.folder),
                "seconds": round(result.seconds, 1),
                "findings": result.finding_count,
                "exit_code": result.exit_code,
                "notebooks": [{"name": r.name, "status": r.status} for r in result.ran],
            }
        )
    else:
        for fault in result.faults:
            warn(f"✗ {fault}")
        say(
            Text(
                zh=f"完成：{len(result.ran) - len(result.failed)} 个笔记本，"
                f"{result.finding_count} 条发现，{result.seconds:.0f} 秒",
                en=f"Done: {len(result.ran) - len(result.failed)} notebooks, "
                f"{result.finding_count} findings, {result.seconds:.0f} s",
            )
        )
        say(
            Text(
                zh=f"用浏览器打开：{result.folder / 'index.html'}",
                en=f"Open in a browser: {result.folder / 'index.html'}",
            )
        )
    if result.exit_code:
        raise typer.Exit(result.exit_code)


def run(
    notebook: Annotated[
        str,
        typer.Argument(help="笔记本，如 01_traffic 或 .ipynb 的路径 / a notebook's name or path"),
    ],
    parameter: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="参数 / a parameter"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="结果放哪，默认 reports/_runs / where the result goes")
    ] = None,
    data: Data = None,
    lang: Lang = None,
) -> None:
    """带参数跑一个笔记本 / Run one notebook with parameters.

    例 / Example:  fupan run 01_traffic -p shop=myshop -p month=2026-10
    """
    from fupan.report import run_notebook, shelf

    path = (
        Path(notebook)
        if notebook.endswith(".ipynb")
        else shelf.chosen([notebook], shelf.project_root() / shelf.FOLDER)[0]
    )
    if not path.is_file():
        raise DataMissing(
            Text(
                zh=f"没有笔记本文件 {path.name}；`fupan list` 列出现有的。",
                en=f"There is no notebook {path.name}; `fupan list` shows them.",
            )
        )
    given = dict(_pair(word) for word in parameter or [])
    if lang and "lang" not in given:
        given["lang"] = lang
    folder = out or reports_folder() / "_runs"
    ran = run_notebook(path, folder, given, data=data, lang=given.get("lang"))
    say(
        Text(
            zh=f"完成：{folder / (ran.name + '.html')}", en=f"Done: {folder / (ran.name + '.html')}"
        )
    )


def list_(json: Json = False, lang: Lang = None) -> None:
    """有哪些笔记本、各回答什么问题 / The notebooks and their questions."""
    from fupan.report import listing

    found = listing(lang=spoken())
    if json:
        say_json(
            [
                {
                    "name": n.name,
                    "question": n.question,
                    "parameters": {p: d.help for p, d in n.parameters.items()},
                }
                for n in found
            ]
        )
        return
    say_table(
        [Text("笔记本", "notebook"), Text("问题", "question"), Text("参数", "parameters")],
        [(n.name, n.question, ", ".join(n.parameters)) for n in found],
    )


def lab(
    more: typer.Context,
    data: Data = None,
    port: Annotated[int | None, typer.Option(help="端口 / port")] = None,
    browser: Annotated[bool, typer.Option(help="打开浏览器 / open a browser")] = True,
    lang: Lang = None,
) -> None:
    """打开 JupyterLab，动手探索 / Open JupyterLab and explore.

    -- 后面的词原样交给 JupyterLab / what follows -- goes to JupyterLab as it is
    """
    from fupan.report import shelf

    words = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--notebook-dir",
        str(shelf.project_root() / shelf.FOLDER),
    ]
    words += [f"--port={port}"] if port else []
    words += [] if browser else ["--no-browser"]
    words += more.args
    os.environ["FUPAN_DATA"] = str(data_root(data))
    os.execv(sys.executable, words)


def reports_folder() -> Path:
    """`reports/` beside the `data/` in use: of the project one stands in, else of this folder."""
    root = data_root().parent
    return (root if root in (Path.cwd(), *Path.cwd().parents) else Path.cwd()) / "reports"


def _month(text: str, shop: str, data: Path | None) -> Period:
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


def _names(notebooks: str | None) -> list[str] | None:
    return [n.strip() for n in notebooks.split(",") if n.strip()] if notebooks else None


def _pair(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals:
        raise WrongUse(
            Text(
                zh=f"参数 {word!r} 要写成 名字=值，例如 month=2026-10。",
                en=f"Write parameter {word!r} as name=value, such as month=2026-10.",
            )
        )
    return name, value


def _teller() -> object:
    """Progress: one live line on a terminal, one line per notebook in a log."""
    live = sys.stderr.isatty()

    def tell(step: Step) -> None:
        if step.state == "running" and live:
            err.print(f"  {step.notebook}  {step.done}/{step.of}   ", end="\r")
        elif step.state != "running":
            err.print(f"  {step.notebook}  {step.state}          ")

    return tell
