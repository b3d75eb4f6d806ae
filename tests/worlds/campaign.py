"""Worlds with one campaign of known increment, which is zero in half of them.

The shop with the campaign is drawn first; without it, the same visitors are held back by the
inverse of the lift, so that the increment is known to the order.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from worlds import make
from worlds.arrow import money
from worlds.calm import PAID, Calm, calm_shop
from worlds.effects import Effect
from worlds.play import Played, paid_cents, play
from worlds.sold import PROVINCES, province_of
from worlds.truth import Truth

CAUSES = (
    "promotion_lift", "promotion_no_lift", "coupon_lift", "coupon_no_lift", "ad_lift", "ad_no_lift",
)  # fmt: skip
NAME = "C-new"


@dataclass
class Plan:
    """What the campaign does: factors above 1 are its lift, those below 1 what it takes away."""

    kind: str
    first: int
    last: int
    goods: np.ndarray  # product indexes; empty = the whole shop
    discount: float
    lift: np.ndarray
    visits: np.ndarray
    channel: int | None = None
    held_out: tuple[int, ...] = ()
    taken: Effect = field(default_factory=lambda: Effect("campaign"))

    @property
    def days(self) -> slice:
        return slice(self.first, self.last + 1)


def world(seed: int, cause: str, **shape: float | int | str) -> tuple[Truth, dict[str, pa.Table]]:
    """A shop with one campaign early in its last month; the truth is what it added."""
    calm = calm_shop(np.random.default_rng([seed, 0]), **shape)
    chance = np.random.default_rng([seed, 41, CAUSES.index(cause)])
    plan = _plan(calm, cause, chance)
    lifted = _lifted(calm, plan)
    held_back = Effect("calm", order=1 / plan.lift, visits=1 / plan.visits)
    played, _ = play(lifted, plan.taken, seed)
    twin, _ = play(lifted, held_back, seed)
    if plan.held_out:
        played = _without_the_held_out(played, twin, plan)
    amount, calm_amount = paid_cents(lifted, plan.taken, played), paid_cents(calm, held_back, twin)
    tables = make.tables_of(lifted, Effect("none"), played, amount, False, None, chance)
    tables |= _campaign_rows(calm, plan, tables, played, amount - calm_amount, chance)
    gap = (amount - calm_amount) / 100
    treated = gap[plan.days][..., plan.goods] if len(plan.goods) else gap[plan.days]
    lift = 0.0 if cause.endswith("no_lift") else float(plan.lift.max() * plan.visits.max()) - 1
    usual = float(calm_amount[plan.days].sum()) / 100
    return Truth(
        seed, cause, calm.month, "campaign", (NAME,), str(calm.days[plan.first]),
        str(calm.days[plan.last]), round(lift, 3), round(float(gap.sum()), 2),
        value=round(float(gap[plan.days].sum()), 2), power=round(float(gap.sum()) / usual, 3),
        shape=calm.shape, parts=({"treated_goods_in_its_days": round(float(treated.sum()), 2)},),
    ), tables  # fmt: skip


def _plan(calm: Calm, cause: str, chance: np.random.Generator) -> Plan:
    kind, lifts = cause.split("_")[0], not cause.endswith("no_lift")
    first = calm.first + int(chance.integers(4, 12))
    last = first + int(chance.integers(2, 9))
    ones = np.ones((len(calm.days), 1, 1, 1))
    plan = Plan(kind, first, last, np.array([], dtype=int), 0.0, ones, ones)
    if kind == "ad":
        _ad(calm, plan, lifts, chance)
        return plan
    open_goods = np.flatnonzero(calm.listed == 0)
    some = int(chance.integers(3, max(4, len(open_goods) // 2)))
    if kind == "promotion" or chance.random() < 0.5:
        plan.goods = np.sort(chance.choice(open_goods, some, replace=False))
    if kind == "promotion":
        plan.discount = round(float(chance.uniform(0.05, 0.2)), 2)
    else:
        plan.held_out = tuple(sorted(chance.choice(len(PROVINCES), 3, replace=False).tolist()))
    more = chance.uniform(1.2, 2.0) if lifts else 1 / (1 - plan.discount)
    lift = np.ones((len(calm.days), 1, 1, len(calm.products)))
    at = plan.goods if len(plan.goods) else np.arange(len(calm.products))
    lift[plan.first : plan.last + 1, 0, 0, at] = more
    # The chance to order is at most one.
    plan.lift = np.minimum(lift, 0.97 / calm.order)
    if lifts and chance.random() < 0.4:
        _sated(calm, plan, at, chance)
    return plan


def _sated(calm: Calm, plan: Plan, at: np.ndarray, chance: np.random.Generator) -> None:
    """Some buyers waited for it, and some have stocked up: they eat up to half of the lift."""
    buyers = (calm.visits * calm.rate).sum(axis=(1, 2))[:, at]
    won = (buyers * (plan.lift[:, 0, 0, at] - 1)).sum()
    order = np.ones((len(calm.days), 1, 1, len(calm.products)))
    for days in (slice(plan.first - 3, plan.first), slice(plan.last + 1, plan.last + 8)):
        most = 0.25 * won / buyers[days].sum()
        order[days, 0, 0, at] = 1 - min(chance.uniform(0.03, 0.15), most)
    plan.taken = Effect("campaign", order=order)


def _ad(calm: Calm, plan: Plan, lifts: bool, chance: np.random.Generator) -> None:
    """More visitors by one paid channel; without lift they are those of the other channels."""
    paid = [n for n, c in enumerate(calm.channels) if c in PAID]
    plan.channel = int(chance.choice(paid))
    more = chance.uniform(1.5, 2.5)
    visits = np.ones((len(calm.days), len(calm.channels), 1, 1))
    visits[plan.days, plan.channel] = more
    plan.visits = visits
    if not lifts:
        buyers = (calm.visits * calm.rate)[plan.days].sum(axis=(0, 2, 3))
        won = buyers[plan.channel] * (more - 1)
        others = buyers.sum() - buyers[plan.channel]
        taken = np.ones((len(calm.days), len(calm.channels), 1, 1))
        taken[plan.days] = max(1 - won / others, 0.05)
        taken[plan.days, plan.channel] = 1
        plan.taken = Effect("campaign", visits=taken)


def _lifted(calm: Calm, plan: Plan) -> Calm:
    """The calm shop with the campaign's lift, crowd and discount in it."""
    off = np.zeros((len(calm.days), len(calm.products)))
    if plan.discount:
        off[plan.days][:, plan.goods] = plan.discount
    return replace(
        calm,
        order=calm.order * plan.lift,
        visits=calm.visits * plan.visits,
        discount=1 - (1 - calm.discount[:, None]) * (1 - off),
    )


def _without_the_held_out(played: Played, twin: Played, plan: Plan) -> Played:
    """Buyers of the provinces left out do as they would have done anyway."""
    out = np.isin(province_of(played.people.basket), plan.held_out)
    return replace(
        played,
        ordered=np.where(out, twin.ordered, played.ordered),
        paid=np.where(out, twin.paid, played.paid),
    )


def _campaign_rows(calm: Calm, plan: Plan, tables, played: Played, gain, chance) -> dict:
    """The campaign in `campaigns` and its goods, on its orders, and in `ads` where it is one."""
    goal = "拉动成交"
    if plan.held_out:
        goal = "holdout: " + ", ".join(PROVINCES[p] for p in plan.held_out)
    row = {
        "campaign_id": NAME, "title": "本月新活动", "kind": plan.kind,
        "channel": None if plan.channel is None else calm.channels[plan.channel],
        "starts_on": calm.days[plan.first], "ends_on": calm.days[plan.last],
        "discount_rate": plan.discount or None, "goal": goal,
    }  # fmt: skip
    more = {
        "campaigns": pa.Table.from_pylist([*tables["campaigns"].to_pylist(), row], pa.schema([
            ("campaign_id", pa.string()), ("title", pa.string()), ("kind", pa.string()),
            ("channel", pa.string()), ("starts_on", pa.date32()), ("ends_on", pa.date32()),
            ("discount_rate", pa.float64()), ("goal", pa.string()),
        ])),
        "orders": _marked(calm, plan, tables["orders"], played, chance),
    }  # fmt: skip
    old = tables["campaign_products"].to_pylist() if "campaign_products" in tables else []
    goods = [{"campaign_id": NAME, "product_id": calm.products[p]} for p in plan.goods]
    if old or goods:
        more["campaign_products"] = pa.Table.from_pylist([*old, *goods])
    if plan.channel is not None:
        more["ads"] = _ad_rows(calm, plan, tables["ads"], gain, chance)
    return more


def _marked(calm: Calm, plan: Plan, orders: pa.Table, played: Played, chance) -> pa.Table:
    """The orders with the campaign's name on those that the platform counts for it."""
    cell = played.people.cell[played.ordered]
    day, channel, _, product = np.unravel_index(cell, calm.full)
    mine = (day >= plan.first) & (day <= plan.last)
    if len(plan.goods):
        mine &= np.isin(product, plan.goods)
    if plan.channel is not None:
        mine &= channel == plan.channel
    if plan.kind == "coupon":
        mine &= ~np.isin(province_of(played.people.basket[played.ordered]), plan.held_out)
        mine &= chance.random(len(cell)) < 0.6
    return orders.append_column(
        "campaign_id", pa.array(np.where(mine, NAME, None).astype(object), pa.string())
    )


def _ad_rows(calm: Calm, plan: Plan, ads: pa.Table, gain: np.ndarray, chance) -> pa.Table:
    """The platform claims for the campaign what its channel sold more, and half as much again."""
    count = plan.last + 1 - plan.first
    claim = np.clip(gain[plan.days, plan.channel].sum(axis=(1, 2)), 0, None) * 1.5
    clicks = chance.integers(300, 3000, count)
    rows = pa.table(
        {
            "date": pa.array(calm.days[plan.first : plan.last + 1], pa.date32()),
            "tool": ["wanxiangtai"] * count,
            "campaign_id": [NAME] * count,
            "impressions": clicks * 30,
            "clicks": clicks,
            "cost": money(clicks * 90),
            "attributed_amount": money(np.round(claim).astype(np.int64)),
            "window_days": np.full(count, 15),
        }
    )
    return pa.concat_tables([ads, rows.cast(ads.schema)])
