"""Standings: the tables that put streamers side by side, and the words over them.

The comparison itself is made in `comparing`.
"""

from __future__ import annotations

import pandas as pd

from fupan.analysis.livestream.alike import HOURS
from fupan.analysis.livestream.comparing import ALL, Compared
from fupan.analysis.livestream.net import net_of, usual_refund_share
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.metrics import measure
from fupan.store import Shop

_LIVES = Text("来源：直播场次、直播商品、订单", "Source: livestreams, their goods, and orders")
_PARTS = (Text("凌晨", "night"), Text("上午", "morning"), Text("下午", "afternoon"),
          Text("晚上", "evening"))  # fmt: skip


def streamers(shop: Shop, sessions: pd.DataFrame, period: Period, held: Compared | None) -> Exhibit:
    """One row per streamer: sessions, GPM in three definitions, pooled level, net ROI."""
    names = ["live_sessions", "live_pay_amount", "gpm_viewers", "gpm_impressions"]
    if shop.has("live_products"):
        names.append("gpm_exposures")
    table = measure(shop, names, period=period, by=["streamer"], missing="empty")
    table = table[table["live_sessions"] > 0]
    if table.empty:
        return Exhibit.absent(Text("这段时间没有直播", "no livestream fell into this period"))
    usual, now = usual_refund_share(sessions), sessions[sessions["is_now"]]
    rois = [net_of(now[now["streamer"] == name], usual).roi for name in table["streamer"]]
    table = table.assign(net_roi=rois)
    if held is not None:
        told = held.streamers.set_index("streamer")
        for column in ("factor", "low", "high"):
            table[f"same_goods_{column}"] = 100 * table["streamer"].map(told[column])
        ends = zip(table["same_goods_low"], table["same_goods_high"], strict=True)
        table["same_goods_range"] = [
            f"{low:.0f}–{high:.0f}" if low > 0 else "" for low, high in ends
        ]
    table = table.sort_values(["live_pay_amount", "streamer"], ascending=[False, True],
                              ignore_index=True)  # fmt: skip
    labels = {
        "streamer": Text("主播", "Streamer"),
        "net_roi": Text("净 ROI", "Net ROI"),
        "gpm_viewers": Text("GPM 按观看", "GPM, viewers"),
        "gpm_impressions": Text("GPM 按直播间曝光", "GPM, impressions"),
        "gpm_exposures": Text("GPM 按商品曝光", "GPM, exposures"),
        "same_goods_factor": Text("同货指数", "Same goods"),
        "same_goods_range": Text("指数区间", "Its range"),
    }
    first = ("streamer", "live_sessions", "live_pay_amount", "net_roi", "same_goods_factor",
             "same_goods_range", *names[2:])  # fmt: skip
    shown = [c for c in first if c in table]
    return Exhibit(
        table,
        Text("同样的货、同样的时段，谁更会卖", "Who sells the same goods better"),
        Text(f"{period.label.zh}；指数看近半年，100 为中间的主播，场次少的向它收缩",
             f"{period.label.en}; the index is of half a year, 100 is the middle streamer"),
        _LIVES,
        options={"columns": shown, "labels": labels,
                 "units": {"net_roi": "ratio", "same_goods_factor": "count"}},
    )  # fmt: skip


def goods(shop: Shop, held: Compared | None) -> Exhibit:
    """One row per streamer × product of the six sold most: orders beside the middle streamer's.

    The same product, the same number of viewers, the hour taken off; empty where not shown.
    """
    if held is None or (held.goods["product_id"] == ALL).all():
        return Exhibit.absent(
            Text("缺直播商品表，或只有一位主播，比不了", "it takes live products and two streamers")
        )
    sold = held.goods.groupby("product_id")["orders"].sum()
    most = sold.sort_values(ascending=False, kind="stable").index[:6]
    rows = held.goods[held.goods["product_id"].isin(list(most))]
    titles = dict.fromkeys(most)
    if shop.has("products"):
        told = shop.products.select("product_id", "title").to_pandas()
        titles |= dict(zip(told["product_id"], told["title"], strict=True))
    rows = rows.assign(place=rows["product_id"].map({p: n for n, p in enumerate(most)}))
    rows = rows.sort_values(["place", "streamer"], ignore_index=True)
    table = pd.DataFrame(
        {"row": rows["streamer"],
         "column": [titles.get(p) or p for p in rows["product_id"]],
         "value": 100 * rows["factor"]}
    )  # fmt: skip
    return _compared(
        table,
        Text("谁卖哪款更顺手", "Who sells which product better"),
        Text("同一款、同样多观众、同时段的成交单，100 为中间的主播，近半年，单少的格子向它收缩",
             "orders of the same product, viewers and hour, 100 is the middle streamer, half a "
             "year; cells with few orders are pulled to it"),
    )  # fmt: skip


def slots(held: Compared | None) -> Exhibit:
    """One row per streamer × part of the day: orders with the same goods beside the middle."""
    if held is None:
        return Exhibit.absent(
            Text("只有一位主播或成交太少，比不了", "one streamer, or too few orders to compare")
        )
    rows = held.slots.sort_values(["hour", "streamer"], ignore_index=True)
    names = dict(zip(HOURS, _PARTS, strict=True))
    table = pd.DataFrame(
        {"row": rows["streamer"], "column": [names[h] for h in rows["hour"]],
         "value": 100 * rows["factor"]}
    )  # fmt: skip
    best = table.loc[table["value"].idxmax()]
    return _compared(
        table,
        Text(f"{best['row']}{best['column'].zh}卖得最好",
             f"{best['row']} sells best, in the {best['column'].en}"),
        Text("同货同人数的成交单，100 为这个时段中间的主播，近半年，单少的格子向它收缩",
             "orders with the same goods and viewers, 100 is the middle streamer at that hour, "
             "half a year; cells with few orders are pulled to it"),
    )  # fmt: skip


def _compared(table: pd.DataFrame, title: Text, subtitle: Text) -> Exhibit:
    return Exhibit(table, title, subtitle, _LIVES, options={"unit": "count"})
