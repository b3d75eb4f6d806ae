"""The tables of the livestream notebook and the words that stand over them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.livestream.causes import Weak
from fupan.analysis.livestream.findings import TITLES
from fupan.analysis.livestream.net import net_of, usual_refund_share
from fupan.analysis.livestream.signals import UNKNOWN, Signal, peer_signal, signal_of, steps_of
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.metrics import compare, measure
from fupan.store import Shop

_LIVES = Text("来源：直播场次、直播商品、订单", "Source: livestreams, their goods, and orders")
_SHOWN = {
    "volume": Text("人数", "viewers"),
    "enter": Text("进入率", "enter"),
    "dwell": Text("停留", "stay"),
    "click": Text("点击", "clicks"),
    "deal": Text("成交率", "deals"),
    "orders": Text("人均单", "orders"),
}


def funnel(shop: Shop, period: Period, baseline: Period | None) -> Exhibit:
    """One row per step from exposures to what is kept after refunds, with the comparison.

    Orders stand before payments where the orders table knows of some that were never paid.
    """
    counted = ["live_impressions", "live_viewers", "live_product_clicks", "live_orders"]
    names = [*counted, "live_dwell_per_viewer"]
    now = measure(shop, names, period=period, missing="empty").iloc[0]
    then = now * np.nan
    if baseline is not None:
        then = measure(shop, names, period=baseline, missing="empty").iloc[0]
    labels = {
        "live_impressions": Text("直播间曝光", "shown"),
        "live_viewers": Text("进入观看", "entered"),
        "live_product_clicks": Text("点击商品", "clicks"),
        "ordered": Text("下单", "ordered"),
        "live_orders": Text("支付", "paid"),
        "kept": Text("退款后留下", "kept"),
    }
    sides = []
    for told, span, kept in zip((now, then), (period, baseline), _kept(shop, period, baseline),
                                strict=True):  # fmt: skip
        paid = float(told["live_orders"])
        side = {n: float(told[n]) for n in counted}
        sides.append({**side, "ordered": _ordered(shop, span, paid), "kept": paid * kept})
    table = pd.DataFrame(
        {"step": list(labels.values()), "value": [sides[0][n] for n in labels],
         "baseline": [sides[1][n] for n in labels]}
    )  # fmt: skip
    known = table[table["value"].notna()]
    if len(known) < 2:
        return Exhibit.absent(Text("直播表缺漏斗的各步", "the lives table lacks the steps"))
    stay = _stay(now["live_dwell_per_viewer"], then["live_dwell_per_viewer"])
    return Exhibit(
        known.reset_index(drop=True),
        Text("从曝光到留下的成交", "From being shown to sales that stay"),
        Text(f"次数，{period.label.zh}{stay.zh}；留下按退款金额折算，近期还会变",
             f"counts, {period.label.en}{stay.en}; kept is by money refunded so far"),
        _LIVES,
        options={"unit": "count"},
    )  # fmt: skip


def _stay(now: float, then: float) -> Text:
    """How long people stayed: a step of the funnel that is a time, not a count."""
    if pd.isna(now):
        return Text("", "")
    zh, en = f"；进入后人均停留 {now:.0f} 秒", f"; viewers stayed {now:.0f} s"
    if pd.isna(then):
        return Text(zh, en)
    return Text(f"{zh}（对比期 {then:.0f} 秒）", f"{en} ({then:.0f} s before)")


def _ordered(shop: Shop, period: Period | None, paid: float) -> float:
    """Orders placed in the rooms: the paid ones by the share that the orders table saw paid."""
    if period is None or not shop.has("orders"):
        return float("nan")
    placed = shop.orders.filter(
        shop.orders.live_id.notnull(),
        shop.orders.ordered_at >= str(period.start),
        shop.orders.ordered_at < str(period.end),
    )
    told = placed.aggregate(
        orders=placed.order_id.nunique(),
        paid=placed.order_id.nunique(where=placed.paid_at.notnull()),
    ).to_pandas().iloc[0]  # fmt: skip
    if not told["paid"] or told["paid"] == told["orders"]:
        return float("nan")
    return paid * float(told["orders"]) / float(told["paid"])


def lives(sessions: pd.DataFrame, period: Period, currency: str) -> Exhibit:
    """One row per session with what it left; the five best and the five worst."""
    now, usual = sessions[sessions["is_now"]], usual_refund_share(sessions)
    rows = []
    for row in now.itertuples():
        net = net_of(now[now["live_id"] == row.live_id], usual)
        label = Text(f"{row.day:%m-%d} {row.streamer}", f"{row.day:%m-%d} {row.streamer}")
        rows.append((label, row.live_id, net.profit))
    table = pd.DataFrame(rows, columns=["label", "live_id", "change"]).dropna(subset=["change"])
    if table.empty:
        return Exhibit.absent(
            Text("缺费用或商品成本，净利算不出", "costs or the cost of goods are missing")
        )
    table = table.sort_values(["change", "live_id"], ascending=[False, True], ignore_index=True)
    lost = int((table["change"] < 0).sum())
    shown = table if len(table) <= 10 else pd.concat([table.head(5), table.tail(5)])
    return Exhibit(
        shown.reset_index(drop=True),
        Text(f"{len(table)} 场里有 {lost} 场亏钱", f"{lost} of {len(table)} lives lost money"),
        Text(f"每场净剩（扣退款、货、费用），最好和最差各五场，{period.label.zh}",
             f"left per livestream after refunds, goods and costs; best and worst five, "
             f"{period.label.en}"),
        _LIVES,
        options={"unit": "money"},
    )  # fmt: skip


def ledger(sessions: pd.DataFrame, period: Period) -> Exhibit:
    """One row per session of the period: what it sold, what came back, what it cost and left."""
    now, usual = sessions[sessions["is_now"]], usual_refund_share(sessions)
    nets = [net_of(now[now["live_id"] == i], usual) for i in now["live_id"]]
    table = pd.DataFrame(
        {
            "live_id": now["live_id"].to_numpy(),
            "session": [f"{d:%m-%d} {s}" for d, s in zip(now["day"], now["streamer"], strict=True)],
            "viewers": now["viewers"].to_numpy(),
            "paid": now["pay_amount"].to_numpy(),
            "refunded": (now["refund_amount"] + [n.refunds_to_come for n in nets]).to_numpy(),
            "goods_cost": now["cogs"].astype(float).to_numpy(),
            "costs": now["cost"].to_numpy(),
            "profit": [n.profit for n in nets],
            "net_roi": [n.roi for n in nets],
        }
    )
    columns = {
        "session": Text("场次", "Session"),
        "viewers": Text("观看人数", "Viewers"),
        "paid": Text("成交", "Sold"),
        "refunded": Text("退款（含将退）", "Refunds, with those to come"),
        "goods_cost": Text("货款", "Goods"),
        "costs": Text("佣金坑位投流福袋", "Commission, slot, ads, gifts"),
        "profit": Text("净剩", "Left"),
        "net_roi": Text("净 ROI", "Net ROI"),
    }
    money = dict.fromkeys(("paid", "refunded", "goods_cost", "costs", "profit"), "money")
    return Exhibit(
        table.sort_values(["profit", "live_id"], na_position="last", ignore_index=True),
        Text("每一场的账，亏得多的在前", "Every session's books, the largest loss first"),
        Text(period.label.zh, period.label.en),
        _LIVES,
        options={"columns": list(columns), "labels": columns, "units": money | {"net_roi": "ratio"},
                 "sums": ("viewers", *money)},
    )  # fmt: skip


def steps(sessions: pd.DataFrame, weak: list[Weak], period: Period) -> Exhibit:
    """One row per weak session or streamer × step: by how much it lies from the usual.

    Without a weak one, one row per streamer of the period against the others.
    """
    known, rows = steps_of(sessions), []
    if weak:
        for w in weak:
            when = "" if w.is_month else _day_of(sessions, w.lives[0])
            label = f"{w.streamer} {when}".strip()
            signals = w.signals or {n: signal_of(s, w.streamer, w.lives) for n, s in known.items()}
            rows += _cells(label, signals)
    else:
        for name, mine in sessions[sessions["is_now"]].groupby("streamer", sort=True):
            ids = list(mine["live_id"])
            rows += _cells(str(name), {n: peer_signal(s, name, ids) for n, s in known.items()})
    table = pd.DataFrame(rows, columns=["row", "column", "value"])
    known_steps = table.dropna()["column"].astype(str)
    table = table[table["column"].astype(str).isin(set(known_steps))].reset_index(drop=True)
    if table.empty:
        return Exhibit.absent(
            Text("场次太少，比不出哪一步不正常", "too few livestreams to tell which step is off")
        )
    first = weak[0] if weak else None
    title = (
        Text(f"{first.streamer}：{TITLES[first.cause].zh}",
             f"{first.streamer}: {TITLES[first.cause].en}")
        if first
        else Text("没有哪一步不正常", "No step is out of the ordinary")
    )  # fmt: skip
    return Exhibit(
        table,
        title,
        Text(f"每一步比往常（新主播比其他主播）高低，点击和单按每个观众，{period.label.zh}",
             "each step against its usual (newcomers: the others), clicks and orders per viewer, "
             f"{period.label.en}"),
        _LIVES,
        options={"unit": "share"},
    )  # fmt: skip


def _cells(label: str, signals: dict[str, Signal]) -> list[tuple[str, Text, float]]:
    """A cell per step in the funnel's order; a step that is not known is an empty one."""
    return [
        (label, name, float(np.expm1(signals.get(n, UNKNOWN).size))) for n, name in _SHOWN.items()
    ]


def _day_of(sessions: pd.DataFrame, live_id: str) -> str:
    return f"{sessions[sessions['live_id'] == live_id]['day'].iloc[0]:%m-%d}"


def _kept(shop: Shop, period: Period, baseline: Period | None) -> tuple[float, float]:
    """The share of sales left after refunds, now and in the other period.

    While refunds come in the other is unknown: a sum so far does not say what it was at that age.
    """
    row = compare(shop, "live_refund_rate", period=period, to=baseline or period).iloc[0]
    return 1 - float(row["value"]), 1 - float(row["baseline"]) if baseline else float("nan")
