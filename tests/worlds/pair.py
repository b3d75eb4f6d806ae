"""Worlds with two causes at once: the larger must be named first, and the other named too."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from worlds import evidence, make
from worlds.calm import calm_shop
from worlds.effects import CAUSES, Effect, planted, together
from worlds.play import paid_cents, play
from worlds.truth import Truth

KINDS = ("two",)


def world(seed: int, cause: str, **shape: float | int | str) -> tuple[Truth, dict[str, pa.Table]]:
    """One shop in which two causes of different names meet different subjects.

    Each part's impact is the shop with both less the shop with the other alone.
    """
    calm = calm_shop(np.random.default_rng([seed, 0]), **shape)
    chance = np.random.default_rng([seed, 71])
    names = chance.choice(CAUSES, 2, replace=False).tolist()
    effects: list[Effect] = []
    while len(effects) < 2:
        effect, _ = planted(calm, names[len(effects)], chance)
        if not effects or effect.product is None or effect.product != effects[0].product:
            effects.append(effect)
    both = together(effects)
    played, _ = play(calm, both, seed)
    amount = paid_cents(calm, both, played)
    parts = []
    for effect, other in zip(effects, reversed(effects), strict=True):
        alone, _ = play(calm, other, seed)
        lost = amount.sum() - paid_cents(calm, other, alone).sum()
        parts.append((float(lost) / 100, effect))
    parts.sort(key=lambda p: p[0])
    tables = make.tables_of(calm, both, played, amount, bool(chance.random() < 0.5), None, chance)
    kept = frozenset().union(*(evidence.evidence_tables(e.cause) for e in effects))
    impact, first = parts[0]
    return Truth(
        seed, first.cause, calm.month, first.subject_kind, first.subjects,
        str(calm.days[first.first]), str(calm.days[first.last]), round(first.size, 4),
        round(impact, 2), shape={**calm.shape, "evidence": ",".join(sorted(kept))},
        parts=tuple(
            {"cause": e.cause, "subjects": list(e.subjects), "impact": round(i, 2)}
            for i, e in parts
        ),
    ), tables  # fmt: skip
