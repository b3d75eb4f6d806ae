"""How often a cohort whose return was halved is found, and how often a quiet shop is accused.

Run `python benchmarks/cohorts_found.py [rounds]`; one row per kind of shop. A shop is `cohorts`
months of about `size` first buyers who return with chance `rate`; real cohorts differ by
`between` logits and drift by `drift` a month. `only` is found and nobody else accused; `ratio` the
size that was found for what was in truth 0.50.
"""

from __future__ import annotations

import sys

import numpy as np

from fupan.analysis.lifecycle.outlying import outlying

SHOPS = [  # size, rate, cohorts, between, drift
    (300, 0.20, 9, 0.00, 0.0),
    (300, 0.20, 15, 0.10, 0.0),
    (1500, 0.17, 15, 0.08, -0.015),
    (1500, 0.30, 8, 0.10, 0.02),
    (800, 0.25, 20, 0.15, 0.0),
    (150, 0.30, 6, 0.00, 0.0),
]


def main(rounds: int = 400) -> None:
    chance = np.random.default_rng(1)
    print("size rate cohorts between drift | accused when quiet | found  only  ratio ± sd")
    for size, rate, cohorts, between, drift in SHOPS:
        accused = found = only = 0
        ratios = []
        for _ in range(rounds):
            level = np.log(rate / (1 - rate)) + drift * np.arange(cohorts)
            likely = 1 / (1 + np.exp(-level - chance.normal(0, between, cohorts)))
            buyers = chance.poisson(size, cohorts)
            accused += bool(off(chance.binomial(buyers, likely), buyers))
            which = int(chance.integers(1, cohorts))
            likely[which] /= 2
            back = chance.binomial(buyers, likely)
            names = off(back, buyers)
            found += which in names
            only += names == [which]
            if which in names:
                one = outlying(back, buyers)[which]
                ratios.append(one.value / one.expected)
        print(
            f"{size:4d} {rate:.2f} {cohorts:7d} {between:7.2f} {drift:6.3f} | "
            f"{accused / rounds:18.1%} | {found / rounds:5.1%} {only / rounds:5.1%} "
            f"{np.mean(ratios):5.2f} ± {np.std(ratios):.2f}"
        )


def off(back: np.ndarray, buyers: np.ndarray) -> list[int]:
    return [n for n, one in enumerate(outlying(back, buyers)) if one is not None and one.is_off]


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:]))
