"""Dimensions: what a figure can be split by, and the many-to-one look-ups that add columns.

A look-up is grouped by its key before it is joined, so that no row is ever repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import ibis

from fupan.ground.errors import WrongUse, listed, suggestion
from fupan.ground.language import Text
from fupan.metrics.asked import Asked
from fupan.metrics.facts import PAID, Fact
from fupan.metrics.kinds import Closing, Metric

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from fupan.store import Shop

UNKNOWN = "unknown"
OLD_BUYER_DAYS = 365  # 生意参谋: paid in this shop in the 365 days before the first day
_OF_PRODUCT = ("category", "brand", "role")
_OF_LIVE = ("streamer",)
_OF_DAYS = ("weekday", "hour")

LABELS: dict[str, Text] = {
    "platform": Text("平台", "platform"),
    "channel": Text("渠道", "channel"),
    "device": Text("设备", "device"),
    "product_id": Text("商品", "product"),
    "sku_id": Text("SKU", "SKU"),
    "category": Text("类目", "category"),
    "brand": Text("品牌", "brand"),
    "role": Text("商品角色", "role"),
    "province": Text("省份", "province"),
    "city": Text("城市", "city"),
    "status": Text("订单状态", "order status"),
    "refund_reason": Text("退款原因", "refund reason"),
    "campaign_id": Text("活动/计划", "campaign"),
    "adgroup_id": Text("推广单元", "ad group"),
    "tool": Text("推广工具", "ad tool"),
    "live_id": Text("直播场次", "livestream"),
    "streamer": Text("主播", "streamer"),
    "warehouse": Text("仓库", "warehouse"),
    "supplier": Text("供应商", "supplier"),
    "desk": Text("接待渠道", "desk"),
    "agent": Text("客服", "agent"),
    "sentiment": Text("评价情感", "sentiment"),
    "topic": Text("评价话题", "topic"),
    "buyer_kind": Text("新老买家", "new or old buyer"),
    "weekday": Text("星期（1 = 周一）", "weekday (1 = Monday)"),
    "hour": Text("小时", "hour"),
}
DIMENSIONS = tuple(LABELS)


def dimensions_of(fact: Fact) -> tuple[str, ...]:
    """Everything that a fact's rows can be split by."""
    if fact.per_shop:
        return ()
    names = list(fact.dimensions)
    if "product_id" in names:
        names += [n for n in _OF_PRODUCT if n not in names]
    if "live_id" in names:
        names += [n for n in _OF_LIVE if n not in names]
    if fact.knows_buyers:
        names.append("buyer_kind")
    if fact.dated_by != "day":
        names.append("weekday")
    if fact.has_hour:
        names.append("hour")
    return tuple(names)


def check_dimensions(by: tuple[str, ...]) -> None:
    """Raises for a name that no table can be split by, or one given twice."""
    for name in by:
        if name not in DIMENSIONS:
            hint = suggestion(name, DIMENSIONS)
            raise WrongUse(
                Text(
                    zh=f"没有维度 {name!r}。{hint.zh}可用的维度：{listed(DIMENSIONS, 40)}。",
                    en=f"There is no dimension {name!r}.{hint.en} "
                    f"Dimensions: {listed(DIMENSIONS, 40)}.",
                )
            )
    if len(set(by)) < len(by):
        raise WrongUse(
            Text(
                zh=f"维度重复：{listed(by)}，每个只写一次。",
                en=f"A dimension is given twice in {listed(by)}; name each once.",
            )
        )


def can_split(part: Metric, dimension: str, within: Metric) -> bool:
    """Whether a part's figure has a meaning per segment, as part of the metric `within`."""
    over_days = dimension in _OF_DAYS
    if part.fact.per_shop:
        # One value for the whole shop stands for every segment, but not for every weekday.
        return part is not within and not over_days
    if isinstance(part, Closing) and over_days:
        return False
    return dimension in dimensions_of(part.fact)


def refuse_dimension(
    asked: Metric, part: Metric, dimension: str, could: list[str], instead: list[str]
) -> None:
    """Raises, saying which table lacks the dimension and what to ask instead."""
    ways = listed(could, 30) or "–"
    other = Text(zh="", en="")
    if instead:
        other = Text(zh=f"或改问：{listed(instead)}。", en=f" Or ask for: {listed(instead)}.")
    table = part.fact.table
    zh_part = f"要用到的「{part.label.zh}」" if part is not asked else "它"
    en_part = f"“{part.label.en}”, a part of it," if part is not asked else "it"
    raise WrongUse(
        Text(
            zh=f"「{asked.label.zh}」不能按{LABELS[dimension].zh}（{dimension}）拆："
            f"{zh_part}来自表 {table}，不能这样拆。可以按这些拆：{ways}。{other.zh}",
            en=f"“{asked.label.en}” cannot be split by {LABELS[dimension].en} ({dimension}): "
            f"{en_part} comes from table {table}, which cannot be split so. "
            f"It can be split by: {ways}.{other.en}",
        )
    )


def with_columns(rows: Table, names: tuple[str, ...], shop: Shop, asked: Asked) -> Table:
    """`rows` with the named columns looked up or derived where they are not there yet.

    Expects the columns `day` and, for the buyer's kind, `bucket`.
    """
    for name in names:
        if name not in rows.columns:
            rows = _ADD[name](rows, shop, asked)
    return rows


def _from_products(name: str) -> Callable[[Table, Shop, Asked], Table]:
    def add(rows: Table, shop: Shop, asked: Asked) -> Table:
        products = shop.table("products")
        lookup = products.group_by("product_id").agg(products[name].max().name(name))
        return rows.left_join(lookup, "product_id").drop("product_id_right")

    return add


def _streamer(rows: Table, shop: Shop, asked: Asked) -> Table:
    lives = shop.table("lives")
    lookup = lives.group_by("live_id").agg(streamer=lives.streamer.max())
    return rows.left_join(lookup, "live_id").drop("live_id_right")


def _weekday(rows: Table, shop: Shop, asked: Asked) -> Table:
    return rows.mutate(weekday=rows.day.day_of_week.index() + 1)


def _hour(rows: Table, shop: Shop, asked: Asked) -> Table:
    return rows.mutate(hour=rows.moment.hour())


def _buyer_kind(rows: Table, shop: Shop, asked: Asked) -> Table:
    """Old: paid in the 365 days before the first day of the bucket; else new; unknown stays so."""
    first = asked.period.start - timedelta(days=OLD_BUYER_DAYS)
    paid = PAID.rows(shop, asked)
    history = paid.select("buyer_id", paid_day=paid.paid_at.date()).filter(
        lambda t: (t.paid_day >= ibis.literal(first)) & t.buyer_id.notnull()
    )
    pairs = rows.select("buyer_id", "bucket").distinct()
    earlier = pairs.join(history.distinct(), "buyer_id").filter(
        lambda t: (
            (t.paid_day < t.bucket) & (t.paid_day >= t.bucket - ibis.interval(days=OLD_BUYER_DAYS))
        )
    )
    old = earlier.select("buyer_id", "bucket").distinct().mutate(is_old=True)
    joined = rows.left_join(old, ["buyer_id", "bucket"])
    kind = ibis.cases(
        (joined.buyer_id.isnull(), ibis.null(str)), (joined.is_old, "old"), else_="new"
    )
    return joined.mutate(buyer_kind=kind).drop("buyer_id_right", "bucket_right", "is_old")


def _item_cost(rows: Table, shop: Shop, asked: Asked) -> Table:
    """The cost of one item: the SKU's where known, else the product's."""
    costs = []
    for table, key in (("skus", "sku_id"), ("products", "product_id")):
        if not shop.has(table) or key not in rows.columns:
            continue
        goods = shop.table(table)
        column = f"{table}_cost"
        lookup = goods.group_by(key).agg(goods.unit_cost.max().name(column))
        rows = rows.left_join(lookup, key).drop(f"{key}_right")
        costs.append(column)
    known = [rows[c] for c in costs] or [ibis.null("decimal(18,2)")]
    return rows.mutate(item_cost=ibis.coalesce(*known)).drop(*costs)


_ADD: dict[str, Callable[[Table, Shop, Asked], Table]] = {
    **{name: _from_products(name) for name in _OF_PRODUCT},
    "streamer": _streamer,
    "weekday": _weekday,
    "hour": _hour,
    "buyer_kind": _buyer_kind,
    "item_cost": _item_cost,
}
# Which tables a looked-up column may come from; one of them must be there.
LOOKED_UP: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_OF_PRODUCT, ("products",)),
    **dict.fromkeys(_OF_LIVE, ("lives",)),
    "item_cost": ("products", "skus"),
}
