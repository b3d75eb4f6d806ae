"""Commands about single notebooks: `run`, `list`, and `lab` to explore."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fupan.cli.options import Data, Json, Lang
from fupan.cli.telling import say, say_json, say_table
from fupan.ground.errors import DataMissing, WrongUse
from fupan.ground.language import Text, spoken
from fupan.store import data_root

if TYPE_CHECKING:
    pass


def add_to(app: typer.Typer) -> None:
    app.command("run")(run)
    app.command("list")(list_)
    app.command("lab", context_settings={"allow_extra_args": True})(lab)


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
