"""Drill-down side by side: our drivers and four published methods on planted segments.

Run `python benchmarks/drivers_f1.py`. The data follow the synthetic sets of the field (RiskLoc,
Kalander 2022): leaves with a forecast, one to three planted segments whose leaves all move by the
segment's own ratio, noise on every leaf. A segment counts as found when it is named exactly.
"""

from __future__ import annotations

import argparse
import time
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from fupan.analysis.drivers import drivers

ATTRIBUTES = ("channel", "product", "province", "device")
SIZES = (8, 12, 10, 3)
Segment = frozenset[tuple[str, str]]


def planted(seed: int, noise: float) -> tuple[pd.DataFrame, set[Segment]]:
    """Leaves with actual and expected counts, and the segments that were moved."""
    chance = np.random.default_rng(seed)
    grid = np.indices(SIZES).reshape(len(SIZES), -1)
    leaves = pd.DataFrame(
        {a: [f"{a[0]}{v}" for v in column] for a, column in zip(ATTRIBUTES, grid, strict=True)}
    )
    weights = [chance.dirichlet(np.full(n, 3.0)) for n in SIZES]
    expected = 400_000.0 * np.prod([w[c] for w, c in zip(weights, grid, strict=True)], axis=0)
    ratio = np.exp(chance.normal(0, noise, len(leaves)))
    found: set[Segment] = set()
    free = np.ones(len(leaves), dtype=bool)
    for _ in range(chance.integers(1, 4)):
        for _ in range(50):
            names = chance.choice(len(SIZES), chance.integers(1, 4), replace=False)
            row = grid[:, chance.integers(grid.shape[1])]
            inside = np.all([grid[n] == row[n] for n in names], axis=0)
            if expected[inside].sum() > 1500 and free[inside].all():
                ratio[inside] *= 1 - chance.uniform(0.25, 0.8)
                free &= ~inside
                found.add(frozenset((ATTRIBUTES[n], f"{ATTRIBUTES[n][0]}{row[n]}") for n in names))
                break
    leaves["expected"] = expected
    leaves["actual"] = chance.poisson(expected * ratio).astype(float)
    return leaves, found


def ours(leaves: pd.DataFrame) -> set[Segment]:
    return {frozenset(d.attributes) for d in drivers(leaves, ATTRIBUTES)}


def adtributor(leaves: pd.DataFrame, share: float = 0.1, whole: float = 0.67) -> set[Segment]:
    """Bhagwan et al. 2014 (NSDI): one attribute, by surprise and explanatory power."""
    total, base = leaves["actual"].sum(), leaves["expected"].sum()
    best: tuple[float, set[Segment]] = (-1.0, set())
    for name in ATTRIBUTES:
        sums = leaves.groupby(name)[["actual", "expected"]].sum()
        p, q = sums["expected"] / base, sums["actual"] / total
        surprise = 0.5 * (p * np.log(2 * p / (p + q)) + q * np.log(2 * q / (p + q)))
        power = (sums["actual"] - sums["expected"]) / (total - base)
        kept, reached, gain = set(), 0.0, 0.0
        for value in surprise.sort_values(ascending=False).index:
            if power[value] > share:
                kept.add(frozenset({(name, value)}))
                reached += power[value]
                gain += surprise[value]
            if reached > whole:
                break
        if reached > whole and gain > best[0]:
            best = (gain, kept)
    return best[1]


def riskloc_like(leaves: pd.DataFrame, risk: float = 0.5, share: float = 0.1) -> set[Segment]:
    """Kalander 2022: leaves split by a cutting point of their deviation, then risk by layers."""
    deviation = (
        2 * (leaves["expected"] - leaves["actual"]) / (leaves["expected"] + leaves["actual"])
    )
    cut = -np.quantile(deviation, 0.05)
    weight = np.where(deviation > cut, deviation.abs(), cut - deviation).clip(min=0)
    rest = leaves.assign(bad=deviation > cut, weight=weight)
    change = (rest["expected"] - rest["actual"]).where(rest["bad"], 0.0).sum()
    found: set[Segment] = set()
    for _ in range(6):
        best = None
        for depth in (1, 2, 3):
            rows = []
            for names in combinations(ATTRIBUTES, depth):
                parts = rest.assign(
                    bw=rest["weight"] * rest["bad"], gw=rest["weight"] * ~rest["bad"],
                    lost=(rest["expected"] - rest["actual"]).where(rest["bad"], 0.0),
                ).groupby(list(names))[["bw", "gw", "lost"]].sum()  # fmt: skip
                score = parts["bw"] / (parts["bw"] + parts["gw"] + 1e-9)
                for key in parts.index[(score >= risk) & (parts["lost"] >= share * change)]:
                    values = key if isinstance(key, tuple) else (key,)
                    rows.append((parts["lost"][key], names, values))
            if rows:
                best = max(rows, key=lambda r: r[0])
                break
        if best is None:
            break
        _, names, values = best
        found.add(frozenset(zip(names, values, strict=True)))
        rest = rest[~(rest[list(names)] == list(values)).all(axis=1)]
    return found


def squeeze_like(leaves: pd.DataFrame, bins: int = 40, spare: float = 0.02) -> set[Segment]:
    """Li et al. 2019 (ISSRE): leaves clustered by their deviation, each cluster searched top down.

    Leaves of one cause move by one ratio (the ripple effect), so a histogram of deviations has a
    hump a cause; in each, the combination of values with the best generalised potential score.
    """
    f, v = leaves["expected"].to_numpy(), leaves["actual"].to_numpy()
    deviation = 2 * (f - v) / (f + v)
    calm = np.median(deviation)
    spread = 1.4826 * np.median(np.abs(deviation - calm))
    odd = (deviation > calm + 2 * spread) & (f - v > 2 * np.sqrt(f))
    if not odd.any():
        return set()
    heights, edges = np.histogram(deviation[odd], bins, weights=f[odd])
    smooth = np.convolve(heights, [0.25, 0.5, 0.25], "same")
    valleys = [i for i in range(1, bins - 1)
               if smooth[i] <= smooth[i - 1] and smooth[i] < smooth[i + 1]]  # fmt: skip
    cuts = [-np.inf, *edges[np.array(valleys, dtype=int)], np.inf]
    found: set[Segment] = set()
    for low, high in pairwise(cuts):
        inside = odd & (deviation > low) & (deviation <= high)
        if np.abs(f - v)[inside].sum() >= spare * np.abs(f - v)[odd].sum():
            found |= _best_cuboid(leaves, f, v, inside)
    return found


def _best_cuboid(
    leaves: pd.DataFrame, f: np.ndarray, v: np.ndarray, inside: np.ndarray
) -> set[Segment]:
    """The segments of one cluster: values by their share of odd sales, cut where the score peaks.

    Shares are weighted by the forecast, which is kinder to the method than counting thin leaves.
    """
    best: tuple[float, set[Segment]] = (-np.inf, set())
    for depth in (1, 2, 3):
        for names in combinations(ATTRIBUTES, depth):
            groups = leaves.assign(odd=inside * f).groupby(list(names))
            shares = groups["odd"].sum() / groups["expected"].sum()
            shares = shares.sort_values(ascending=False, kind="stable")
            rows, held, kept = groups.indices, np.zeros(len(f), dtype=bool), set()
            for key in shares.index[shares > 0.5][:4]:
                held[rows[key]] = True
                values = key if isinstance(key, tuple) else (key,)
                kept = kept | {frozenset(zip(names, values, strict=True))}
                ripple = f * v[held].sum() / f[held].sum()
                missed = np.abs(v - ripple)[held].mean()
                others = inside & ~held
                left = np.abs(v - f)[others].sum() / max(len(f), 1)
                whole = np.abs(v - f)[held].mean() + np.abs(v - f)[others].sum() / len(f)
                score = 1 - (missed + left) / whole - 0.02 * len(kept) * depth
                if score > best[0]:
                    best = (score, kept)
    return best[1]


def tree_like(leaves: pd.DataFrame, most: int = 6) -> set[Segment]:
    """As wise-pizza: a sparse regression of the leaves' change on segments, forward selection."""
    change = (leaves["actual"] - leaves["expected"]).to_numpy()
    weight = np.sqrt(leaves["expected"].to_numpy())
    columns: dict[Segment, np.ndarray] = {}
    for depth in (1, 2, 3):
        for names in combinations(ATTRIBUTES, depth):
            for key, rows in leaves.groupby(list(names)).indices.items():
                values = key if isinstance(key, tuple) else (key,)
                mark = np.zeros(len(leaves))
                mark[rows] = weight[rows]
                columns[frozenset(zip(names, values, strict=True))] = mark
    names_of, grid = list(columns), np.array(list(columns.values()))
    left, found = change / weight, set()
    total = (left**2).sum()
    lengths = (grid**2).sum(axis=1)
    for _ in range(most):
        gain = (grid @ left) ** 2 / lengths
        best = int(gain.argmax())
        if gain[best] < 0.02 * total:
            break
        found.add(names_of[best])
        left = left - grid[best] * (grid[best] @ left) / lengths[best]
    return found


METHODS = {
    "fupan drivers": ours,
    "Adtributor": adtributor,
    "RiskLoc-like": riskloc_like,
    "Squeeze-like": squeeze_like,
    "wise-pizza-like": tree_like,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--noise", type=float, nargs="*", default=[0.05, 0.15, 0.3])
    asked = parser.parse_args()
    print(f"{'noise':>6} {'method':18} {'precision':>9} {'recall':>7} {'F1':>6} {'ms':>7}")
    for noise in asked.noise:
        worlds = [planted(seed, noise) for seed in range(asked.worlds)]
        for name, method in METHODS.items():
            hits = named = true = 0
            began = time.perf_counter()
            for leaves, truth in worlds:
                told = method(leaves)
                hits, named, true = hits + len(told & truth), named + len(told), true + len(truth)
            spent = (time.perf_counter() - began) / len(worlds) * 1000
            precision, recall = hits / max(named, 1), hits / max(true, 1)
            f1 = 2 * precision * recall / max(precision + recall, 1e-9)
            print(f"{noise:6.2f} {name:18} {precision:9.2f} {recall:7.2f} {f1:6.2f} {spent:7.0f}")


if __name__ == "__main__":
    main()
