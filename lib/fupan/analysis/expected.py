"""What each item would have sold on a day: its level, the day's factor, its own promotions.

Learnt from the days on which it could be bought; what empty shelves hid is `shortage`'s business.
"""

from __future__ import annotations

import numpy as np

from fupan.analysis.demand import Flags, Floats
from fupan.analysis.occasions import Spell

REACH = 28  # days on either side that tell an item's level
FEWEST_DAYS = 7  # of these; with fewer the reach is tripled, then the whole past counts
TRUST = 10.0  # expected units at which a promotion's own lift weighs as much as all promotions'
LEAST_TRUST, MOST_TRUST = 2.0, 10_000.0  # the same for a day's factor, learnt within these


def expected(
    sold: Floats, usable: Flags, groups: tuple[np.ndarray, ...], spells: tuple[Spell, ...] = ()
) -> Floats:
    """Expected units of each item and day: its level, the day's factor, its own promotions."""
    factor, lift = np.ones_like(sold), 1.0
    level = np.zeros_like(sold)
    plain = _unpromoted(usable, spells)
    for _ in range(3):
        level = _level(sold, factor * lift, usable)
        factor = _factor(sold, level, plain, groups)
        lift = _lift(sold, level * factor, usable, spells) if spells else 1.0
    return level * factor * lift


def _unpromoted(usable: Flags, spells: tuple[Spell, ...]) -> Flags:
    """The usable days outside an item's own promotions: what tells of the shop's day."""
    plain = usable.copy()
    for spell in spells:
        plain[spell.items, spell.first : spell.stop] = False
    return plain


def _lift(sold: Floats, usual: Floats, usable: Flags, spells: tuple[Spell, ...]) -> Floats:
    """How many times the usual each item sold in the promotions that name it.

    An item's own days are drawn to the promotion's items, and these to all promotions.
    """
    sums = []
    for spell in spells:
        part = (spell.items, slice(spell.first, spell.stop))
        able = usable[part]
        sums.append(((sold[part] * able).sum(axis=1), (usual[part] * able).sum(axis=1)))
    top, bottom = (sum(float(s[n].sum()) for s in sums) + TRUST for n in (0, 1))
    lift = np.ones_like(sold)
    for spell, (tops, bottoms) in zip(spells, sums, strict=True):
        shared = (tops.sum() + TRUST * top / bottom) / (bottoms.sum() + TRUST)
        own = (tops + TRUST * shared) / (bottoms + TRUST)
        lift[spell.items, spell.first : spell.stop] *= own[:, None]
    return lift


def _level(sold: Floats, factor: Floats, usable: Flags) -> Floats:
    """Units per plain day: sold over the factors of the usable days around each day."""
    tops, bottoms = np.where(usable, sold, 0.0), np.where(usable, factor, 0.0)
    near = _around(tops, REACH), _around(bottoms, REACH), _around(usable.astype(float), REACH)
    wide = _around(tops, 3 * REACH), _around(bottoms, 3 * REACH), _around(usable * 1.0, 3 * REACH)
    few, fewer = near[2] < FEWEST_DAYS, wide[2] < FEWEST_DAYS
    whole = tops.sum(axis=1, keepdims=True), bottoms.sum(axis=1, keepdims=True)
    top = np.where(few, np.where(fewer, whole[0], wide[0]), near[0])
    bottom = np.where(few, np.where(fewer, whole[1], wide[1]), near[1])
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)


def _around(values: Floats, reach: int) -> Floats:
    """Sums over `reach` days before and after each day, the day itself included."""
    total = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    days = np.arange(values.shape[1])
    ends = np.minimum(days + reach + 1, values.shape[1])
    return total[:, ends] - total[:, np.maximum(days - reach, 0)]


def _factor(sold: Floats, level: Floats, usable: Flags, groups: tuple[np.ndarray, ...]) -> Floats:
    """How many times its level each item sells on each day: shop, then category, then product.

    Each group's factor is drawn towards its parent's, as strongly as it is small and as its items
    do not move together.
    """
    tops = np.where(usable, sold, 0.0)
    factor = np.ones_like(sold)
    for group in (np.zeros(len(sold), dtype=np.int64), *groups):
        bottoms = np.where(usable, level * factor, 0.0)
        size = (int(group.max(initial=0)) + 1, sold.shape[1])
        top, bottom = _summed(tops, group, size), _summed(bottoms, group, size)
        trust = _trust(tops, bottoms, group, size)
        factor = factor * ((top + trust) / (bottom + trust))[group]
    return factor


def _summed(values: Floats, group: np.ndarray, size: tuple[int, int]) -> Floats:
    total = np.zeros(size)
    np.add.at(total, group, values)
    return total


def _trust(tops: Floats, bottoms: Floats, group: np.ndarray, size: tuple[int, int]) -> float:
    """Expected units at which a group's own factor of a day weighs as much as its parent's.

    Noise over signal: the signal is how the errors of a group's items go together on a day, each
    item weighed by the root of its size.
    """
    weight = 1 / np.sqrt(np.maximum(bottoms.mean(axis=1, keepdims=True), 1e-3))
    off, usual = (tops - bottoms) * weight, bottoms * weight
    joint = (_summed(off, group, size) ** 2).sum() - (off**2).sum()
    room = (_summed(usual, group, size) ** 2).sum() - (usual**2).sum()
    signal = max(float(joint / room), 0.0) if room > 1e-9 else 0.0
    noise = (float((off**2).sum()) - signal * float((usual**2).sum())) / max(
        float((bottoms * weight**2).sum()), 1e-9
    )
    return float(np.clip(max(noise, 1.0) / max(signal, 1e-9), LEAST_TRUST, MOST_TRUST))
