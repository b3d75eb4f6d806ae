"""Commands that explain: `metrics` and `sources`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fupan.cli.options import Json, Lang
from fupan.cli.telling import say, say_json, say_table
from fupan.ground.language import Text, spoken

if TYPE_CHECKING:
    from fupan.sources.profile import Profile


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
    from fupan.metrics.catalogue.find import find_metrics

    table = catalogue_table()
    if name is not None:
        if not json:
            say(explain(name))
            return
        asked = find_metrics(name)
        table = table[table["name"].isin([m.name for m in asked])]
        table = table.assign(explained=[explain(n) for n in table["name"]])
    if json:
        say_json(table.to_dict("records"))
        return
    say_table(list(table.columns), table.itertuples(index=False, name=None))


def sources(
    name: Annotated[
        str | None,
        typer.Argument(help="平台或格式：拼多多、京东 订单、pdd_orders … / a platform or a format"),
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """认得哪些平台的导出文件，各自算不了什么 / Which exports are recognised, and what they lack.

    例 / Examples:  fupan sources 拼多多    fupan sources pdd_orders
    """
    from fupan.sources import known_profiles
    from fupan.sources.openings import closed_questions, filled
    from fupan.sources.searching import search

    profiles = known_profiles()
    if name is not None:
        profiles = search(name, profiles)
        if len(profiles) == 1 and not json:
            _tell_source(profiles[0])
            return
    if json:
        say_json(
            [
                {
                    "name": p.name,
                    "title": p.title(spoken()),
                    "table": p.table,
                    "needs": p.lacks(frozenset()),
                    "fills": list(filled(p)),
                    "closed": [says(spoken()) for says in closed_questions(p)],
                }
                for p in profiles
            ]
        )
        return
    say_table(
        [Text("格式", "format"), Text("是什么", "what it is"), Text("进哪张表", "table")],
        [(p.name, p.title, p.table or "–") for p in profiles],
    )


def _tell_source(found: Profile) -> None:
    from fupan.sources.openings import closed_questions, filled

    say(found.title)
    if found.closed is not None:
        say(found.closed)
        return
    needs = "、".join(found.lacks(frozenset()))
    say(Text(f"表 {found.table}，必需的列：{needs}", f"table {found.table}, needs {needs}"))
    columns = ", ".join(filled(found))
    say(Text(f"填的列：{columns}", f"fills {columns}"))
    if closed := closed_questions(found):
        zh, en = "；".join(c.zh for c in closed), "; ".join(c.en for c in closed)
        say(Text(f"- 只有它算不了：{zh}", f"- closed with it alone: {en}"))
    for says in (*found.notes, *found.cannot):
        say(f"- {says}")
