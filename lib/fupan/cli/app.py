"""The commands, in the order in which a month goes."""

from __future__ import annotations

from typing import Annotated

import typer

from fupan import __version__
from fupan.cli import (
    bringing,
    checking,
    explaining,
    exporting,
    held,
    mapping,
    noting,
    retros,
    running,
)
from fupan.cli.options import Lang

app = typer.Typer(
    name="fupan",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="复盘：把平台导出的文件变成一份说得清原因的月度复盘。\n\n"
    "Replay a shop's month: from export files to a report that says why.\n\n"
    "例 / Example:  fupan import 导出文件夹 --shop myshop  &&  fupan retro --shop myshop",
)


@app.callback(invoke_without_command=True)
def start(
    version: Annotated[bool, typer.Option("--version", help="版本 / version")] = False,
    lang: Lang = None,
) -> None:
    if version:
        typer.echo(f"fupan {__version__}")
        raise typer.Exit


for room in (bringing, mapping, held, retros, running, checking, explaining, noting, exporting):
    room.add_to(app)
