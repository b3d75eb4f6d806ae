"""Commands that explain: `metrics` and `sources`."""

from __future__ import annotations

from typing import Annotated

import typer

from fupan.cli.options import Json, Lang
from fupan.cli.telling import say, say_json, say_table
from fupan.ground.language import Text, spoken


def add_to(app: typer.Typer) -> None:
    app.command("metrics")(metrics)
    app.command("sources")(sources)


def metrics(
    name: Annotated[
        str | None,
        typer.Argument(help="指标名：客单价、AOV、成交金额 … / a metric's name in any tongue"),
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """指标怎么算、有什么坑、各平台怎么叫 / What a metric means, its traps, each platform's name.

    例 / Example:  fupan metrics 客单价
    """
    from fupan.metrics import catalogue_table, explain

    if name is not None:
        say(explain(name))
        return
    table = catalogue_table()
    if json:
        say_json(table.to_dict("records"))
        return
    say_table(list(table.columns), table.itertuples(index=False, name=None))


def sources(json: Json = False, lang: Lang = None) -> None:
    """认得哪些平台的导出文件 / Which platforms' export files are recognised."""
    from fupan.sources import known_profiles

    profiles = known_profiles()
    if json:
        say_json([{"name": p.name, "title": p.title(spoken()), "table": p.table} for p in profiles])
        return
    say_table(
        [Text("格式", "format"), Text("是什么", "what it is"), Text("进哪张表", "table")],
        [(p.name, p.title, p.table) for p in profiles],
    )
