"""Which segments of buyers carry the change of orders: the drill-down of the month.

Segments come from orders, as they alone know product, province and buyer together; the device
is known to the traffic alone, and is drilled into apart, beside its channel.
"""

from __future__ import annotations

from datetime import timedelta

import ibis
import pandas as pd

from fupan.analysis.drivers import Driver, drivers
from fupan.analysis.review import Exhibit
from fupan.contract.traffic import CHANNEL_TITLES, DEVICE_TITLES
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import amount_text
from fupan.store import Shop

# Where two segments hold the same lines, the attribute named first tells them.
ATTRIBUTES = ("channel", "product_id", "category", "province", "buyer")
ON_TRAFFIC = ("device", "channel")
DEEPEST = 2
BASE_DAYS = 56
ALL_DEVICES, NOT_KNOWN = "all", "–"
_BUYERS = {"new": Text("新客", "new"), "old": Text("老客", "returning")}
_UNKNOWN = {
    "channel": Text("渠道不明", "channel unknown"),
    "category": Text("类目不明", "category unknown"),
    "province": Text("省份不明", "province unknown"),
}
SOURCE = Text("来源：订单表（已付款订单行，赠品和刷单不算）", "Source: orders (lines paid)")
_BOTH = Text(
    "来源：订单表（已付款订单行，赠品和刷单不算）；设备来自流量表",
    "Source: orders (lines paid); devices by the traffic table",
)


def segment_drivers(shop: Shop, period: Period) -> list[Driver] | Text:
    """The segments whose sales moved apart from the rest; a Text says why there are none.

    Expected are the eight weeks before, per day. Segments of orders do not overlap each other;
    those of a device are the same sales seen by device, so they may overlap them.
    """
    base = Period(period.start - timedelta(days=BASE_DAYS), period.start)
    why = _why_not(shop, base, period)
    if why is not None:
        return why
    leaves = _scaled(_lines(shop, base, period), base, period)
    if leaves["expected"].sum() == 0:
        return Text("前八周没有成交", "nothing was sold in the eight weeks before")
    known = [a for a in ATTRIBUTES if leaves[a].nunique() > 1]
    found = drivers(leaves, known, money="money", deepest=DEEPEST)
    clicks = _scaled(_by_device(shop, base, period), base, period)
    if clicks["device"].nunique() < 2:
        return found
    by_device = drivers(clicks, ON_TRAFFIC, money="money", deepest=DEEPEST)
    return found + [d for d in by_device if dict(d.attributes).get("device")]


def _why_not(shop: Shop, base: Period, period: Period) -> Text | None:
    if not shop.has("orders"):
        return Text("没有订单表", "there are no orders")
    held = shop.days("orders")
    if held is None or held.start > base.start or not held.overlaps(period):
        return Text("订单的历史不足八周", "orders reach back less than eight weeks")
    return None


def _lines(shop: Shop, base: Period, period: Period) -> pd.DataFrame:
    """One row per segment of orders: `actual` lines of the period, `before` of the base, amount."""
    lines = shop.orders
    paid = lines.filter(
        lines.paid_at.notnull(),
        ~lines.is_gift.fill_null(False),
        ~lines.is_suspect.fill_null(False),
    )
    first = paid.group_by("buyer_id").aggregate(first=paid.paid_at.min())
    span = paid.filter(
        paid.paid_at >= ibis.literal(str(base.start)), paid.paid_at < ibis.literal(str(period.end))
    )
    # One row per buyer on the right, so the join cannot multiply lines.
    marked = span.left_join(first, "buyer_id").mutate(
        is_now=lambda t: t.paid_at >= ibis.literal(str(period.start)),
        buyer=lambda t: ibis.ifelse(t.paid_at.date() > t["first"].date(), "old", "new"),
        channel=lambda t: t.channel.fill_null(NOT_KNOWN),
        province=lambda t: t.province.fill_null(NOT_KNOWN),
    )
    in_orders = [a for a in ATTRIBUTES if a != "category"]
    counted = (
        marked.group_by(*in_orders)
        .aggregate(
            actual=marked.is_now.sum(),
            before=(~marked.is_now).sum(),
            amount=marked.paid_amount.sum().cast("float64"),
        )
        .order_by(*in_orders)
        .to_pandas()
    )
    categories = _categories(shop)
    counted["category"] = [categories.get(p, NOT_KNOWN) for p in counted["product_id"]]
    return counted


def _categories(shop: Shop) -> dict[str, str]:
    if not shop.has("products"):
        return {}
    goods = shop.products.filter(shop.products.category.notnull())
    rows = goods.select("product_id", "category").order_by("product_id").to_pandas()
    return dict(zip(rows["product_id"], rows["category"], strict=True))


def _by_device(shop: Shop, base: Period, period: Period) -> pd.DataFrame:
    """One row per device × channel: buyers paid per day, added; empty where not split so."""
    held = shop.days("traffic")
    if held is None or held.start > base.start or not held.overlaps(period):
        return pd.DataFrame(columns=[*ON_TRAFFIC, "actual", "before", "amount"])
    rows = shop.traffic
    split = rows.filter(
        rows.date >= base.start, rows.date < period.end,
        rows.device != ALL_DEVICES, rows.pay_buyers.notnull(), rows.pay_amount.notnull(),
    )  # fmt: skip
    is_now = split.date >= period.start
    return (
        split.group_by(*ON_TRAFFIC)
        .aggregate(
            actual=split.pay_buyers.sum(where=is_now).fill_null(0),
            before=split.pay_buyers.sum(where=~is_now).fill_null(0),
            amount=split.pay_amount.sum().cast("float64"),
        )
        .order_by(*ON_TRAFFIC)
        .to_pandas()
    )


def _scaled(counted: pd.DataFrame, base: Period, period: Period) -> pd.DataFrame:
    """The counts with what the base lets expect, and what one of them was worth."""
    leaves = counted.astype({"actual": float, "before": float})
    leaves["expected"] = leaves["before"] * period.days / base.days
    leaves["money"] = leaves["amount"] / (leaves["actual"] + leaves["before"])
    return leaves


def segments_exhibit(
    found: list[Driver] | Text, period: Period, titles: dict[str, str], currency: str
) -> Exhibit:
    """One row per segment: money against what it would have brought with the rest."""
    if isinstance(found, Text):
        return Exhibit.absent(found)
    if not found:
        return Exhibit.absent(
            Text(
                "没有哪一块人群或商品和其他部分走得不一样（已控制误报）",
                "no segment moved apart from the rest (false discoveries controlled)",
            )
        )
    table = pd.DataFrame(
        {
            "label": [segment_title(d, titles) for d in found],
            "change": [d.worth for d in found],
            "actual": [d.actual for d in found],
            "expected": [d.expected for d in found],
            "p_value": [d.p_value for d in found],
        }
    )
    losses = [d for d in found if d.is_loss]
    lead = losses[0] if losses else found[0]
    money = amount_text(lead.worth, currency, signed=True)
    name = segment_title(lead, titles)
    by_device = any("device" in dict(d.attributes) for d in found)
    return Exhibit(
        table,
        Text(zh=f"{name.zh}：{money.zh}", en=f"{name.en}: {money.en}"),
        Text(
            zh=f"比跟着大盘走多/少的成交，{period.label.zh} 对比前八周；各块互不重叠"
            + ("（设备除外）" if by_device else ""),
            en=f"Sales beyond moving with the rest, {period.label.en} against eight weeks before; "
            "segments do not overlap" + (", except by device" if by_device else ""),
        ),
        _BOTH if by_device else SOURCE,
        options={"unit": "money"},
    )


def segment_title(driver: Driver, titles: dict[str, str]) -> Text:
    """A segment as one says it: 渠道 推荐 × 商品 马克杯."""
    parts = []
    for name, value in driver.attributes:
        if value == NOT_KNOWN:
            parts.append(_UNKNOWN[name])
            continue
        said = {
            "channel": CHANNEL_TITLES.get(value, Text(value, value)),
            "device": DEVICE_TITLES.get(value, Text(value, value)),
            "buyer": _BUYERS.get(value, Text(value, value)),
            "product_id": Text(titles.get(value, value), titles.get(value, value)),
        }.get(name, Text(value, value))
        parts.append(said)
    return Text(zh=" × ".join(p.zh for p in parts), en=" × ".join(p.en for p in parts))
