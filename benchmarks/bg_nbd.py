"""BG/NBD fitted on CDNOW, side by side with the open implementations that are installed.

Run `python benchmarks/bg_nbd.py CUSTOMERS.csv` (columns frequency, recency, T: the public CDNOW
summary). What is not installed is told and left out: `pip install lifetimes`. Best of five fits
from the same rows, the estimates beside them.
"""

from __future__ import annotations

import importlib.util
import sys
import time
import warnings
from collections.abc import Callable

import pandas as pd

from fupan.analysis.clv import BgNbd, Histories

ROUNDS = 5


def ours(rows: pd.DataFrame) -> tuple[float, ...]:
    found = BgNbd.fit(Histories.of(rows["frequency"], rows["recency"], rows["T"]))
    return found.r, found.alpha, found.a, found.b


def of_lifetimes(rows: pd.DataFrame) -> tuple[float, ...]:
    from lifetimes import BetaGeoFitter

    fitter = BetaGeoFitter()
    fitter.fit(rows["frequency"], rows["recency"], rows["T"])
    return tuple(fitter.params_[["r", "alpha", "a", "b"]])


def main(path: str) -> None:
    rows = pd.read_csv(path)
    print(f"{len(rows):,} customers; best of {ROUNDS}")
    print("implementation     seconds       r   alpha       a       b")
    mine = timed("fupan", ours, rows)
    for name, fit in (("lifetimes", of_lifetimes),):
        if importlib.util.find_spec(name) is None:
            print(f"{name:14s} not installed, not compared")
            continue
        theirs = timed(name, fit, rows)
        print(f"fupan takes {mine / theirs:.2f} × the time of {name}")


def timed(name: str, fit: Callable[[pd.DataFrame], tuple[float, ...]], rows: pd.DataFrame) -> float:
    best = float("inf")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            r, alpha, a, b = fit(rows)
            best = min(best, time.perf_counter() - begun)
    print(f"{name:14s} {best:11.4f} {r:7.3f} {alpha:7.3f} {a:7.3f} {b:7.3f}")
    return best


if __name__ == "__main__":
    main(*sys.argv[1:])
