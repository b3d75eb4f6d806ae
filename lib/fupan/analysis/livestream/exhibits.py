"""The tables of the livestream notebook and the words that stand over them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.livestream.causes import Weak
from fupan.analysis.livestream.findings import STEP_NAMES, TITLES
from fupan.analysis.livestream.levels import SPREAD
from fupan.analysis.livestream.net import net_of, usual_refund_share
from fupan.analysis.livestream.signals import peer_signal, signal_of, steps_of
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.metrics import compare, measure
from fupan.store import Shop

_LIVES = Text("来源：直播场次、直播商品、订单", "Source: livestreams, their goods, and orders")
_SHOWN = ("volume", "enter", "dwell", "click", "deal", "orders")
_SLOTS = ((0, "凌晨", "night"), (6, "上午", "morning"), (12, "下午", "afternoon"),
          (18, "晚上", "evening"))  # fmt: skip


def funnel(shop: Shop, period: Period, baseline: Period | None) -> Exhibit:
    """One row per step from exposures to what is kept after refunds, with the comparison."""
    names = ["live_impressions", "live_viewers", "live_product_clicks", "live_orders"]
    now = measure(shop, names, period=period, missing="empty").iloc[0]
    then = now * np.nan
    if baseline is not None:
        then = measure(shop, names, period=baseline, missing="empty").iloc[0]
    kept_now, kept_then = _kept(shop, period, baseline)
    labels = [
        Text("直播间曝光", "shown"),
        Text("进入观看", "entered"),
        Text("点击商品", "clicks"),
        Text("成交单", "orders"),
        Text("退款后留下", "kept"),
    ]
    table = pd.DataFrame(
        {
            "step": labels,
            "value": [*(float(now[n]) for n in names), float(now["live_orders"]) * kept_now],
            "baseline": [*(float(then[n]) for n in names), float(then["live_orders"]) * kept_then],
        }
    )
    known = table[table["value"].notna()]
    if len(known) < 2:
        return Exhibit.absent(Text("直播表缺漏斗的各步", "the lives table lacks the steps"))
    return Exhibit(
        known.reset_index(drop=True),
        Text("从曝光到留下的成交", "From being shown to sales that stay"),
        Text(f"次数，{period.label.zh}；留下按退款金额折算，近期还会变",
             f"counts, {period.label.en}; kept is by money refunded so far"),
        _LIVES,
        options={"unit": "count"},
    )  # fmt: skip


def streamers(shop: Shop, sessions: pd.DataFrame, period: Period) -> Exhibit:
    """One row per streamer: sessions, GPM in three definitions, pooled level, net ROI."""
    names = ["live_sessions", "live_pay_amount", "gpm_viewers", "gpm_impressions"]
    if shop.has("live_products"):
        names.append("gpm_exposures")
    table = measure(shop, names, period=period, by=["streamer"], missing="empty")
    table = table[table["live_sessions"] > 0]
    usual, steps = usual_refund_share(sessions), steps_of(sessions)
    now = sessions[sessions["is_now"]]
    step = steps.get("skill") or steps.get("orders")
    pooled, rois = [], []
    for name in table["streamer"]:
        signal = peer_signal(step, name, list(now[now["streamer"] == name]["live_id"]))
        # Empirical Bayes: the part of the gap that few lives can be trusted with.
        trust = SPREAD**2 / (SPREAD**2 + signal.sd**2) if signal.is_known else 0.0
        pooled.append(100 * float(np.exp(signal.size * trust)) if signal.is_known else np.nan)
        rois.append(net_of(now[now["streamer"] == name], usual).roi)
    table = table.assign(pooled=pooled, net_roi=rois)
    table = table.sort_values(["live_pay_amount", "streamer"], ascending=[False, True],
                              ignore_index=True)  # fmt: skip
    if table.empty:
        return Exhibit.absent(Text("这段时间没有直播", "no livestream fell into this period"))
    return Exhibit(
        table,
        Text("主播对比：同样的货谁更会卖", "Who sells the same goods better"),
        Text(f"{period.label.zh}；指数 100 为中位主播，场次少的向它收缩",
             f"{period.label.en}; index 100 is the middle streamer, few lives are pulled to it"),
        _LIVES,
        options={
            "labels": {
                "streamer": Text("主播", "Streamer"),
                "pooled": Text("同货成交指数", "Same-goods index"),
                "net_roi": Text("净 ROI", "Net ROI"),
            },
            "units": {"pooled": "count", "net_roi": "ratio"},
        },
    )  # fmt: skip


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
    table = pd.DataFrame(rows, columns=["row", "column", "value"]).dropna()
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
        Text(f"各步比往常（或其他主播）高低，{period.label.zh}",
             f"each step against its usual or the other streamers, {period.label.en}"),
        _LIVES,
        options={"unit": "share"},
    )  # fmt: skip


def slots(sessions: pd.DataFrame) -> Exhibit:
    """One row per streamer × part of the day over half a year: sales per thousand viewers, pooled.

    A cell with few viewers is pulled to the mean of all, as if by 10,000 viewers more.
    """
    hours = sessions["started_at"].dt.hour
    names = {h: Text(zh, en) for h, zh, en in _SLOTS}
    part = [names[max(h for h in names if h <= hour)] for hour in hours]
    rows = sessions.assign(part=[str(p) for p in part])
    whole = rows["pay_amount"].sum() / max(rows["viewers"].sum(), 1)
    cells = rows.groupby(["streamer", "part"], sort=True)[["pay_amount", "viewers"]].sum()
    value = 1000 * (cells["pay_amount"] + 10_000 * whole) / (cells["viewers"] + 10_000)
    table = value.rename("value").reset_index()
    table = table.rename(columns={"streamer": "row", "part": "column"})
    return Exhibit(
        table,
        Text("谁在什么时段卖得好", "Who sells well at which hour"),
        Text("千次观看成交，近半年，观众少的格子向平均收缩",
             "sales per 1,000 viewers over half a year; small cells are pulled to the mean"),
        _LIVES,
        options={"unit": "money"},
    )  # fmt: skip


def _cells(label: str, signals: dict) -> list[tuple[str, Text, float]]:
    return [
        (label, STEP_NAMES[n], float(np.expm1(signals[n].size)))
        for n in _SHOWN
        if n in signals and signals[n].is_known
    ]


def _day_of(sessions: pd.DataFrame, live_id: str) -> str:
    return f"{sessions[sessions['live_id'] == live_id]['day'].iloc[0]:%m-%d}"


def _kept(shop: Shop, period: Period, baseline: Period | None) -> tuple[float, float]:
    """The share of sales left after refunds, now and in the other period.

    While refunds come in the other is unknown: a sum so far does not say what it was at that age.
    """
    row = compare(shop, "live_refund_rate", period=period, to=baseline or period).iloc[0]
    return 1 - float(row["value"]), 1 - float(row["baseline"]) if baseline else float("nan")
