"""Commands that write down what was done and decided: `log` and `actions`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fupan.cli import outstanding
from fupan.cli.options import Data, Json, Lang, Shop, shop_to_read
from fupan.cli.running import reports_folder
from fupan.cli.subjects import warn_if_unknown
from fupan.cli.telling import say, say_json, say_table
from fupan.contract.ledger import LOG_KINDS
from fupan.ground.errors import WrongUse, listed, suggestion
from fupan.ground.language import Text
from fupan.store import open_shop
from fupan.store.entries import enter

log_app = typer.Typer(no_args_is_help=True, help="运营日志 / the operations log")
actions_app = typer.Typer(
    invoke_without_command=True,
    help="行动台账；单独用时列出没做完的 / the action ledger; alone, what is open",
)


def add_to(app: typer.Typer) -> None:
    app.add_typer(log_app, name="log")
    app.add_typer(actions_app, name="actions")


@log_app.command("add")
def log_add(
    note: Annotated[str, typer.Argument(help="做了什么 / what was done")],
    date: Annotated[str, typer.Option(help="日期 YYYY-MM-DD / day")],
    kind: Annotated[
        str,
        typer.Option(
            help="price, detail_page, title, main_image, promotion, "
            "stock, supplier, streamer, service, platform_rule, "
            "competitor, other"
        ),
    ],
    subject: Annotated[
        str, typer.Option(help="商品 ID、渠道、活动，或 shop / product, channel, campaign, or shop")
    ] = "shop",
    owner: Annotated[str | None, typer.Option(help="负责人 / owner")] = None,
    shop: Shop = None,
    data: Data = None,
    lang: Lang = None,
) -> None:
    """记一条运营动作 / Note one thing that was done.

    例 / Example:  fupan log add "主推款涨价 10%" --date 2026-10-08 --kind price --subject P012
    """
    if kind not in LOG_KINDS:
        near, all_kinds = suggestion(kind, LOG_KINDS), listed(LOG_KINDS)
        raise WrongUse(
            Text(
                zh=f"--kind 没有 {kind!r}，{near.zh}可选：{all_kinds}。",
                en=f"There is no --kind {kind!r}.{near.en} Choose from: {all_kinds}.",
            )
        )
    name = shop_to_read(shop, data)
    warn_if_unknown(open_shop(name, data), subject)
    enter(
        name,
        "log",
        [
            {
                "shop": name,
                "date": date,
                "kind": kind,
                "subject": subject,
                "note": note,
                "owner": owner,
            }
        ],
        data=data,
    )
    say(
        Text(
            zh=f"已记入 {name} 的运营日志：{date} {kind} {subject}",
            en=f"Noted in the log of {name}: {date} {kind} {subject}",
        )
    )


@log_app.command("list")
def log_list(shop: Shop = None, data: Data = None, json: Json = False, lang: Lang = None) -> None:
    """看运营日志 / Show the log."""
    _show(shop, data, "log", json, ["date", "kind", "subject", "note", "owner"], "date")


@actions_app.callback()
def actions(
    context: typer.Context,
    shop: Shop = None,
    data: Data = None,
    out: Annotated[Path | None, typer.Option(help="报告在哪 / where reports are")] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """没做完的行动，和最新一份复盘建议的 / What is open, and what the newest retro proposes.

    例 / Example:  fupan actions --shop myshop
    """
    if context.invoked_subcommand is None:
        name = shop_to_read(shop, data)
        outstanding.tell(name, _actions(name, data), out or reports_folder(), json)


@actions_app.command("add")
def actions_add(
    change: Annotated[str, typer.Argument(help="做什么 / what will be changed")],
    hypothesis: Annotated[str, typer.Option(help="为什么这么做 / why")],
    metric: Annotated[str, typer.Option(help="看哪个指标验证 / the metric that will tell")],
    expected: Annotated[float, typer.Option(help="预期变化，0.10 = +10% / expected change")],
    owner: Annotated[str, typer.Option(help="负责人 / owner")],
    due: Annotated[str, typer.Option(help="截止 YYYY-MM-DD / due")],
    month: Annotated[str, typer.Option(help="提出月份 YYYY-MM / month of the retro")],
    check_month: Annotated[str, typer.Option(help="验收月份 YYYY-MM / month of the check")],
    subject: Annotated[str, typer.Option(help="对象 / subject")] = "shop",
    shop: Shop = None,
    data: Data = None,
    lang: Lang = None,
) -> None:
    """加一个行动：为什么做、怎么验证 / Add an action: why, and how it is verified."""
    from fupan.metrics import find_metric

    name = shop_to_read(shop, data)
    warn_if_unknown(open_shop(name, data), subject)
    known = _actions(name, data)
    number = 1 + sum(a["created_month"] == month for a in known)
    action_id = f"{month}-{number:02d}"
    enter(
        name,
        "actions",
        [
            {
                "shop": name,
                "action_id": action_id,
                "created_month": month,
                "hypothesis": hypothesis,
                "change": change,
                "subject": subject,
                "metric": find_metric(metric).name,
                "expected_change": expected,
                "owner": owner,
                "due_on": due,
                "check_month": check_month,
                "status": "open",
            }
        ],
        data=data,
    )
    say(
        Text(
            zh=f"已加入行动 {action_id}，{check_month} 复盘时验收。",
            en=f"Added action {action_id}; the retro of {check_month} will check it.",
        )
    )


@actions_app.command("list")
def actions_list(
    shop: Shop = None, data: Data = None, json: Json = False, lang: Lang = None
) -> None:
    """看行动台账 / Show the ledger."""
    _show(
        shop,
        data,
        "actions",
        json,
        [
            "action_id",
            "status",
            "change",
            "subject",
            "metric",
            "expected_change",
            "owner",
            "due_on",
            "check_month",
        ],
        "action_id",
    )


@actions_app.command("done")
def actions_done(action_id: str, shop: Shop = None, data: Data = None, lang: Lang = None) -> None:
    """标记完成 / Mark as done."""
    _set_status(shop, data, action_id, "done")


@actions_app.command("drop")
def actions_drop(action_id: str, shop: Shop = None, data: Data = None, lang: Lang = None) -> None:
    """放弃 / Drop."""
    _set_status(shop, data, action_id, "dropped")


def _set_status(shop: str | None, data: object, action_id: str, status: str) -> None:
    name = shop_to_read(shop, data)
    by_id = {a["action_id"]: a for a in _actions(name, data)}
    if action_id not in by_id:
        hint = suggestion(action_id, by_id)
        raise WrongUse(
            Text(
                zh=f"台账里没有行动 {action_id!r}。{hint.zh}现有：{listed(by_id)}。",
                en=f"The ledger has no action {action_id!r}.{hint.en} It has: {listed(by_id)}.",
            )
        )
    enter(name, "actions", [{**by_id[action_id], "status": status}], data=data)
    say(f"{action_id}: {status}")


def _actions(name: str, data: object) -> list[dict[str, object]]:
    opened = open_shop(name, data)
    if not opened.has("actions"):
        return []
    return opened.actions.order_by("action_id").to_pyarrow().to_pylist()


def _show(
    shop: str | None, data: object, table: str, json: bool, columns: list[str], order: str
) -> None:
    opened = open_shop(shop_to_read(shop, data), data)
    rows = (
        opened.table(table).order_by(order).select(*columns).to_pyarrow().to_pylist()
        if opened.has(table)
        else []
    )
    if json:
        say_json(rows)
        return
    say_table(columns, [["" if r[c] is None else r[c] for c in columns] for r in rows])
