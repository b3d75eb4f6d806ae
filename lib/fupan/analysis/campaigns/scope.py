"""Scopes: which sales a campaign meant to move, and which it left alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pandas as pd

from fupan.analysis.campaigns.marks import held_out, provinces, threshold
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop

WHOLE = 0.8  # of sales: a campaign on more than this leaves nothing to compare with
FEWEST_CONTROLS, LEAST_CONTROL_SHARE = 4, 0.15  # for leaving out products that may be cannibalised
ALWAYS_ON = 62  # days; longer ones are tools that run by themselves


@dataclass(frozen=True)
class Campaign:
    """A campaign's own terms, and the days of it that the orders hold."""

    id: str
    title: str
    kind: str
    channel: str | None
    period: Period
    held: Period | None
    products: frozenset[str] = frozenset()
    discount_rate: float | None = None
    fixed_cost: float = 0.0
    budget: float | None = None
    provinces_held_out: frozenset[str] = frozenset()
    threshold: float | None = None  # 满减 line, as the title or the goal name it

    @property
    def is_always_on(self) -> bool:
        return self.period.days > ALWAYS_ON

    @property
    def is_cut(self) -> bool:
        """Whether the data end before the campaign does."""
        return self.held is not None and self.held.end < self.period.end


@dataclass(frozen=True)
class Scope:
    """The column that splits the shop, and its values: treated, controls, and near ones that may
    lose to the treated; `takes` says that the controls may lose too. `goods` are the products that
    the split is looked at on, where a campaign on some products holds out provinces; `is_mixed`
    says that goods of the same kind had to serve as controls, so what they lost cannot be seen.

    `unit` is product_id, channel, province, or empty for the whole shop.
    """

    unit: str
    treated: frozenset[str] = frozenset()
    controls: tuple[str, ...] = ()
    near: tuple[str, ...] = field(default=())
    is_random: bool = False
    takes: bool = False
    goods: frozenset[str] = frozenset()
    is_mixed: bool = False

    @property
    def words(self) -> Text:
        n = len(self.treated)
        if self.goods:
            n = len(self.goods)
            return Text(
                f"{n} 个活动商品，投放地区对比留出的地区",
                f"its {n} products, in its regions against those held out",
            )
        return {
            "product_id": Text(f"{n} 个活动商品对比其他商品", f"its {n} products against others"),
            "channel": Text("活动渠道对比其他渠道", "its channel against the others"),
            "province": Text("投放地区对比留出的地区", "its regions against those held out"),
            "": Text("全店对比自己的往常", "the whole shop against its own past"),
        }[self.unit]


WHOLE_SHOP = Scope("")


def campaigns_of(shop: Shop, period: Period | None = None) -> list[Campaign]:
    """The campaigns that touch `period`, by first day, then id."""
    if not shop.has("campaigns"):
        return []
    rows = shop.table("campaigns").order_by("starts_on", "campaign_id").to_pandas()
    products = _products(shop)
    apart = held_out(shop)
    held = shop.days("orders")
    found = []
    for row in rows.to_dict("records"):
        span = Period(_day(row["starts_on"]), _day(row["ends_on"]) + timedelta(days=1))
        if period is not None and not span.overlaps(period):
            continue
        inside = None
        if held is not None and held.overlaps(span):
            inside = Period(max(span.start, held.start), min(span.end, held.end))
        found.append(
            Campaign(
                row["campaign_id"],
                row["title"] or row["campaign_id"],
                row["kind"],
                row["channel"] if pd.notna(row["channel"]) else None,
                span,
                inside,
                products.get(row["campaign_id"], frozenset()),
                _number(row["discount_rate"]),
                _number(row["fixed_cost"]) or 0.0,
                _number(row["budget"]),
                apart.get(row["campaign_id"], provinces(row["goal"])),
                threshold(row["title"], row["goal"]),
            )
        )
    return _told_apart(found)


def _told_apart(campaigns: list[Campaign]) -> list[Campaign]:
    """Campaigns of one title with their first day behind it: readers must know which is meant."""
    titles = [c.title for c in campaigns]
    return [
        replace(c, title=f"{c.title} {c.period.start:%m-%d}") if titles.count(c.title) > 1 else c
        for c in campaigns
    ]


def scope_of(campaign: Campaign, sales: pd.DataFrame, categories: dict[str, str]) -> Scope:
    """Who was treated and who was not, judged by the sales before the campaign began."""
    past = sales[(sales["day"] < campaign.period.start).astype(bool)]
    if campaign.provinces_held_out:
        there = sorted(set(past["province"].dropna()))
        out = tuple(p for p in there if p in campaign.provinces_held_out)
        if out and len(out) < len(there):
            goods = campaign.products & set(past["product_id"])
            return Scope("province", frozenset(there) - set(out), out, is_random=True, goods=goods)
    whole = float(past["paid"].sum())
    if campaign.products:
        sums = past.groupby("product_id")["paid"].sum()
        mine = float(sums[sums.index.isin(campaign.products)].sum())
        if whole and mine / whole < WHOLE:
            return _product_scope(campaign, sums, categories)
        return Scope("")
    if campaign.channel is not None:
        sums = past.groupby("channel")["paid"].sum()
        is_held = campaign.channel in set(sales["channel"])  # before it, or from it on
        if whole and is_held and sums.get(campaign.channel, 0.0) / whole < WHOLE:
            others = tuple(sorted(set(sums.index) - {campaign.channel}))
            takes = campaign.kind not in ("private", "email")
            return Scope("channel", frozenset({campaign.channel}), others, takes=takes)
    return Scope("")


def busy_days(
    campaign: Campaign, scope: Scope, others: list[Campaign], sums: pd.Series
) -> frozenset[date]:
    """Days on which another campaign favoured the treated or the controls, but not both alike."""
    days: set[date] = set()
    for other in others:
        if other.id == campaign.id or other.is_always_on:
            continue
        if scope.unit in ("", "province") or not other.products:
            touches = scope.unit == "" or (
                scope.unit == "channel" and other.channel is not None and not other.products
            )
        else:
            apart = _covered(other, scope.treated, sums) - _covered(other, scope.controls, sums)
            touches = scope.unit == "product_id" and abs(apart) > 0.2
        if touches:
            days.update(other.period.dates())
    return frozenset(days - set(campaign.period.dates()))


def same_time(campaign: Campaign, others: list[Campaign]) -> list[Campaign]:
    """Other campaigns that ran on at least half of its days on the same products."""
    found = []
    for other in others:
        shared = sum(d in other.period for d in campaign.period.dates())
        if other.id == campaign.id or other.is_always_on or shared * 2 < campaign.period.days:
            continue
        if not other.products or not campaign.products or other.products & campaign.products:
            found.append(other)
    return found


def _covered(other: Campaign, units: object, sums: pd.Series) -> float:
    held = sums[sums.index.isin(list(units))]
    whole = float(held.sum())
    return float(held[held.index.isin(other.products)].sum()) / whole if whole else 0.0


def _product_scope(campaign: Campaign, sums: pd.Series, categories: dict[str, str]) -> Scope:
    others = [p for p in sums.index if p not in campaign.products and sums[p] > 0]
    mine = {categories.get(p) for p in campaign.products} - {None}
    near = tuple(p for p in others if categories.get(p) in mine)
    far = [p for p in others if p not in near]
    # Goods of the same kind may lose buyers to the campaign: they are no controls if it can be
    # helped, and are looked at by themselves.
    enough = (
        len(far) >= FEWEST_CONTROLS and sums[far].sum() >= LEAST_CONTROL_SHARE * sums[others].sum()
    )
    controls = tuple(far if enough else others)
    if enough:
        return Scope("product_id", campaign.products, controls, near)
    return Scope("product_id", campaign.products, controls, is_mixed=bool(near))


def _products(shop: Shop) -> dict[str, frozenset[str]]:
    if not shop.has("campaign_products"):
        return {}
    rows = shop.table("campaign_products").select("campaign_id", "product_id").to_pandas()
    return {c: frozenset(g["product_id"]) for c, g in rows.groupby("campaign_id")}


def _day(value: object) -> date:
    return pd.Timestamp(value).date()


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
