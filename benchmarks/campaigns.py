"""Placebo campaigns on the sample shop and on a real grocer: seconds, and how often one is seen.

`python benchmarks/campaigns.py` prints the figures of docs/campaigns.md. A placebo is a span in
which no campaign ran, on some products, on one channel, or on the whole shop; its truth is zero.
The grocer is dunnhumby's Complete Journey (2017), read from `../shared/data` where it is there.
"""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from fupan import Period, open_shop
from fupan.analysis import campaigns
from fupan.analysis.campaigns.result import effect_of
from fupan.analysis.campaigns.sales import costs_of, daily
from fupan.analysis.campaigns.scope import WHOLE_SHOP, Scope, campaigns_of
from fupan.analysis.effect import Material, estimate
from fupan.analysis.normal import known_events

DATA = Path(__file__).parents[1] / "data"
GROCER = DATA.parents[1] / "shared/data/dunnhumby_complete_journey"
COUNT, LENGTH, PAST = 50, 7, 200


def main() -> None:
    on_the_sample()
    if GROCER.exists():
        on_the_grocer()


def on_the_sample() -> None:
    shop, month = open_shop("sample", data=DATA), Period.parse("2026-10")
    begun = time.process_time()
    campaigns.review(shop, month)
    print(f"review of {month}: {time.process_time() - begun:.1f} s of CPU (goal: 5)")

    held, costs = shop.days("orders"), costs_of(shop, month)
    sales, events = daily(shop, held, costs), known_events(shop, held)
    busy = {d for c in campaigns_of(shop) if not c.is_always_on for d in c.period.dates()}
    busy |= {d for e in events for d in e.period.dates()}
    chance = np.random.default_rng(7)
    products = np.array(sorted(set(sales["product_id"])))
    channels = sorted(set(sales["channel"].dropna()))
    begun, alarms, done = time.process_time(), 0, 0
    while done < COUNT:
        start = held.start + timedelta(days=int(chance.integers(PAST, held.days - LENGTH - 15)))
        window = Period(start, start + timedelta(days=LENGTH))
        if any(d in busy for d in window.dates()):
            continue
        scope = _scope(chance, products, channels, done % 3)
        span = Period(start - timedelta(days=PAST), window.end + timedelta(days=15))
        rows = sales[[d in span for d in sales["day"]]]
        effect = effect_of(rows, scope, span, window, "paid", events, frozenset(busy), frozenset())
        low, high = effect.interval()
        alarms += low > 0 or high < 0
        done += 1
    print(f"{COUNT} placebo campaigns: {time.process_time() - begun:.1f} s of CPU (goal: 30); "
          f"{alarms} called an effect at 95 %")  # fmt: skip


def on_the_grocer() -> None:
    """Random categories as the treated, all others as controls, or no controls at all."""
    lines = pd.read_parquet(GROCER / "transactions.parquet")
    kinds = pd.read_parquet(GROCER / "products.parquet", columns=["product_id", "product_category"])
    lines = lines.merge(kinds, on="product_id").dropna(subset=["product_category"])
    lines = lines.assign(day=lines["transaction_timestamp"].dt.date,
                         square=lines["sales_value"] ** 2)  # fmt: skip
    lines = lines[lines["day"] < pd.Timestamp("2018-01-01").date()]
    paid, squares = (
        lines.pivot_table(index="day", columns="product_category", values=v, aggfunc="sum")
        .reindex(pd.date_range(lines["day"].min(), lines["day"].max()).date).fillna(0.0)
        for v in ("sales_value", "square")
    )  # fmt: skip
    kept = paid.columns[(paid > 0).mean() > 0.95]
    print(f"grocer: {len(kept)} categories that sell nearly every day, {len(paid)} days")
    chance = np.random.default_rng(11)
    for length, controlled in ((7, True), (14, True), (7, False), (14, False)):
        inside, net = [], []
        for _ in range(4 * COUNT):
            mine = chance.choice(kept, int(chance.integers(2, 12)), replace=False)
            others = [c for c in kept if c not in set(mine)]
            start = paid.index[int(chance.integers(PAST, len(paid) - length - 15))]
            held = (
                (paid[others], squares[others].sum(axis=1))
                if controlled
                else (pd.DataFrame(), None)
            )
            effect = estimate(
                Material(paid[mine].sum(axis=1), squares[mine].sum(axis=1), *held),
                Period(start, start + timedelta(days=length)),
            )
            inside.append(_holds_zero(effect.interval_inside()))
            net.append(_holds_zero(effect.interval()))
        kind = "with controls" if controlled else "without controls"
        print(f"  {length} days {kind}: zero inside the 95 % interval in {np.mean(inside):.1%} "
              f"(its days), {np.mean(net):.1%} (net of moved sales)")  # fmt: skip


def _holds_zero(interval: tuple[float, float]) -> bool:
    return interval[0] <= 0 <= interval[1]


def _scope(chance: np.random.Generator, products: np.ndarray, channels: list[str], kind: int):
    if kind == 0:
        mine = frozenset(chance.choice(products, 3, replace=False))
        return Scope("product_id", mine, tuple(p for p in products if p not in mine))
    if kind == 1:
        mine = str(chance.choice(channels))
        others = tuple(c for c in channels if c != mine)
        return Scope("channel", frozenset({mine}), others, takes=True)
    return WHOLE_SHOP


if __name__ == "__main__":
    main()
