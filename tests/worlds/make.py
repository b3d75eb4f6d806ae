"""Writes worlds: `python -m worlds.make /tmp/worlds --seeds 0-9 --cause price` from `tests/`.

A world is a folder that `fupan import` takes, beside a `truth.json` that it never sees.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa

from worlds import evidence, keeping, sold
from worlds.arrow import write_tables
from worlds.calm import Calm, calm_shop
from worlds.effects import CAUSES, Effect, phased_in, planted
from worlds.play import Played, paid_cents, play
from worlds.rough import thinned
from worlds.truth import Truth

ALL_CAUSES = (*CAUSES, "none")
OPTIONAL = ("service", "reviews", "ads", "targets", "costs", "skus", "campaigns", "inventory",
            "prices", "log")  # fmt: skip


def write_world(folder: Path, seed: int, cause: str, **shape: float | int | str) -> Truth:
    """Writes the world's files under `folder/files` and its truth beside them."""
    truth, tables = world(seed, cause, **shape)
    write_tables(folder / "files", tables)
    truth.write(folder)
    return truth


def world(seed: int, cause: str, **shape: float | int | str) -> tuple[Truth, dict[str, pa.Table]]:
    """One shop of 16 months with one cause planted in its last month, or none."""
    if cause not in ALL_CAUSES:
        raise ValueError(f"no cause {cause!r}; there are {', '.join(ALL_CAUSES)}")
    calm = calm_shop(np.random.default_rng([seed, 0]), **shape)
    chance = np.random.default_rng([seed, 1, ALL_CAUSES.index(cause)])
    effect, power = planted(calm, cause, chance)
    if calm.shape["rough"] and cause not in ("none", "stockout"):
        phased_in(effect, int(chance.integers(2, 6)))
    played, twin = play(calm, effect, seed)
    amount = paid_cents(calm, effect, played)
    calm_amount = paid_cents(calm, Effect("none"), twin)
    logged = cause != "none" and bool(chance.random() < 0.5)
    decoy = _decoy(calm, effect, chance)
    tables = tables_of(calm, effect, played, amount, logged, decoy, chance)
    missing = _missing(cause, chance)
    tables = {name: t for name, t in tables.items() if name not in missing}
    if calm.shape["rough"]:
        tables = thinned(tables, (cause,), chance)
    quiet = cause == "none"
    return Truth(
        seed,
        cause,
        calm.month,
        effect.subject_kind,
        effect.subjects,
        "" if quiet else str(calm.days[effect.first]),
        "" if quiet else str(calm.days[effect.last]),
        round(effect.size, 4),
        round(float(amount[calm.first :].sum() - calm_amount[calm.first :].sum()) / 100, 2),
        logged=logged,
        missing=missing,
        decoys=() if decoy is None else (calm.products[decoy],),
        power=round(power, 2),
        shape=calm.shape,
    ), tables


def _decoy(calm: Calm, effect: Effect, chance) -> int | None:
    """In half of the worlds, a product with small bad news that cost nothing."""
    if chance.random() < 0.5:
        return None
    return int(chance.choice([p for p in range(len(calm.products)) if p != effect.product]))


def _missing(cause: str, chance: np.random.Generator) -> tuple[str, ...]:
    """In half of the worlds, one or two tables that the shop does not keep."""
    free = [t for t in OPTIONAL if t not in evidence.evidence_tables(cause)]
    gone = chance.choice(free, chance.integers(1, 3), replace=False)
    return tuple(sorted(map(str, gone))) if chance.random() < 0.5 else ()


def tables_of(
    calm: Calm, effect: Effect, played: Played, amount: np.ndarray, logged: bool,
    decoy: int | None, chance: np.random.Generator,
) -> dict[str, pa.Table]:  # fmt: skip
    """Every table of the shop as it was played."""
    return {
        "orders": sold.orders(calm, effect, played, chance),
        "traffic": sold.traffic(calm, effect, played, amount, chance),
        "product_traffic": sold.product_traffic(calm, effect, played, amount, chance),
        "prices": evidence.prices(calm, effect, decoy, chance),
        **keeping.stock(calm, effect, played, chance),
        "reviews": evidence.reviews(calm, effect, played, decoy, chance),
        "service": evidence.service(calm, effect, played, chance),
        "ads": keeping.ads(calm, played, amount, chance),
        **keeping.campaigns(calm),
        "log": evidence.log(calm, effect, logged, chance),
        "products": keeping.products(calm, chance),
        **keeping.plan(calm, amount),
    }


def seeds_of(text: str) -> range:
    """`7`, or `0-9` with both ends."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--seeds", default="0", type=seeds_of)
    ask.add_argument("--cause", choices=ALL_CAUSES, help="else all of them, one per seed in turn")
    asked = ask.parse_args()
    for seed in asked.seeds:
        cause = asked.cause or ALL_CAUSES[seed % len(ALL_CAUSES)]
        truth = write_world(asked.folder / f"{seed:05d}-{cause}", seed, cause)
        print(f"{seed:05d} {cause:22} {','.join(truth.subjects):36} from {truth.start or '—':10} "
              f"impact {truth.impact:12,.0f}  power {truth.power:5.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
