"""Fifty placebo campaigns on the sample shop: CPU seconds, and how often one is called an effect.

`python benchmarks/campaigns.py` prints the figures of docs/campaigns.md. Each placebo is a week
in which no campaign ran, on some products, on one channel, or on the whole shop.
"""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import numpy as np

from fupan import Period, open_shop
from fupan.analysis import campaigns
from fupan.analysis.campaigns.result import effect_of
from fupan.analysis.campaigns.sales import costs_of, daily
from fupan.analysis.campaigns.scope import WHOLE_SHOP, Scope, campaigns_of
from fupan.analysis.normal import known_events

DATA = Path(__file__).parents[1] / "data"
COUNT, LENGTH, PAST = 50, 7, 200


def main() -> None:
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
