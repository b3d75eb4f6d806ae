"""Uplift: what a targeted action did, from a marking of who was treated and who was not.

The marking must be random; nothing here can repair one that was not. Segments that the data
cannot carry are not reported.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm, t
from statsmodels.stats.multitest import multipletests

from fupan.ground.errors import DataInvalid, WrongUse, listed
from fupan.ground.language import Text

FEWEST = 30  # people on each side of a segment, and at least 5 who did on either side


@dataclass(frozen=True, slots=True)
class Uplift:
    """The mean outcome of treated less that of controls, with its 95 % interval."""

    treated: float
    control: float
    effect: float
    low: float
    high: float
    p_value: float
    treated_people: int
    control_people: int


def average_effect(outcome: pd.Series, treated: pd.Series) -> Uplift:
    """The average effect; intervals by Welch, so that the groups may differ in spread."""
    y, w = np.asarray(outcome, float), np.asarray(treated, bool)
    _check(y, w)
    a, b = y[w], y[~w]
    va, vb = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    effect, error = float(a.mean() - b.mean()), float(np.sqrt(va + vb))
    if error == 0:
        return Uplift(a.mean(), b.mean(), effect, effect, effect, float(effect == 0),
                      len(a), len(b))  # fmt: skip
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    wide = float(t.ppf(0.975, df)) * error
    p_value = float(2 * t.sf(abs(effect) / error, df))
    return Uplift(float(a.mean()), float(b.mean()), effect, effect - wide, effect + wide, p_value,
                  len(a), len(b))  # fmt: skip


def _check(outcome: np.ndarray, treated: np.ndarray) -> None:
    sides = int(treated.sum()), int((~treated).sum())
    if min(sides) < 2:
        raise DataInvalid(
            Text(
                zh=f"处理组 {sides[0]} 人、对照组 {sides[1]} 人，比不出差别；两组都至少要有 2 人。",
                en=f"{sides[0]} treated and {sides[1]} controls cannot be compared; both need at "
                "least 2 people.",
            )
        )
    if empty := int(np.isnan(outcome).sum()):
        raise DataInvalid(
            Text(
                zh=f"有 {empty} 人的结果是空的；没买的请填 0，不知道的请先去掉。",
                en=f"The outcome of {empty} people is empty; put 0 for those who did not buy, and "
                "leave out those not known.",
            )
        )


def by_arm(outcome: pd.Series, arm: pd.Series, control: str, rate: float = 0.05) -> pd.DataFrame:
    """One row per arm other than `control`: people, mean, effect, interval, `is_found`.

    `is_found` controls the false-discovery rate over the arms. Sorted by effect, largest first.
    """
    y = np.asarray(outcome, float)
    arms = np.array([None if pd.isna(a) else str(a) for a in arm], object)
    names = sorted({a for a in arms if a is not None})
    if str(control) not in names:
        raise WrongUse(
            Text(
                zh=f"没有叫 {control} 的组；有 {listed(names)}。",
                en=f"There is no arm {control}; there are {listed(names)}.",
            )
        )
    rows = []
    for name in names:
        if name == str(control):
            continue
        held = (arms == name) | (arms == str(control))
        found = average_effect(pd.Series(y[held]), pd.Series(arms[held] == name))
        rows.append((name, found.treated_people, found.treated, found.effect, found.low,
                     found.high, found.p_value))  # fmt: skip
    columns = ["arm", "people", "mean", "effect", "low", "high", "p_value"]
    table = pd.DataFrame(rows, columns=columns)
    table["is_found"] = (
        multipletests(table["p_value"], rate, method="fdr_bh")[0] if len(table) else []
    )
    return table.sort_values(["effect", "arm"], ascending=[False, True], ignore_index=True)


def by_segment(
    outcome: pd.Series, treated: pd.Series, segment: pd.Series, rate: float = 0.05
) -> pd.DataFrame:
    """One row per segment that the data can carry: people, effect, interval, `is_found`.

    `is_found` controls the false-discovery rate over all segments (Benjamini & Hochberg 1995).
    Sorted by effect, largest first, then by name.
    """
    rows = []
    frame = pd.DataFrame({"y": np.asarray(outcome, float), "w": np.asarray(treated, bool),
                          "segment": np.asarray(segment, object)})  # fmt: skip
    for name, group in frame.groupby("segment", sort=True):
        sides = [group[group["w"]]["y"], group[~group["w"]]["y"]]
        if min(len(s) for s in sides) < FEWEST or max((s != 0).sum() for s in sides) < 5:
            continue
        found = average_effect(group["y"], group["w"])
        rows.append((name, len(group), found.effect, found.low, found.high, found.p_value))
    columns = ["segment", "people", "effect", "low", "high", "p_value"]
    table = pd.DataFrame(rows, columns=columns)
    table["is_found"] = (
        multipletests(table["p_value"], rate, method="fdr_bh")[0] if len(table) else []
    )
    table = table.assign(name=table["segment"].astype(str))
    table = table.sort_values(["effect", "name"], ascending=[False, True], ignore_index=True)
    return table.drop(columns="name")


def qini(outcome: pd.Series, treated: pd.Series, score: pd.Series) -> tuple[pd.DataFrame, float]:
    """The Qini curve of a targeting score, and its coefficient.

    One row per share targeted, by falling score: `gain` is treated outcomes less controls'
    scaled to the treated (Radcliffe 2007, Direct Marketing Analytics Journal 1, 14–21). The
    coefficient is the area between the curve and random targeting, per person.
    """
    frame = pd.DataFrame({"y": np.asarray(outcome, float), "w": np.asarray(treated, bool),
                          "score": np.asarray(score, float)})  # fmt: skip
    _check(frame["y"].to_numpy(), frame["w"].to_numpy())
    # People of one score are targeted together, so that their order in the file cannot matter.
    steps = frame.groupby("score").apply(
        lambda g: pd.Series({
            "n": len(g), "nt": g["w"].sum(), "nc": (~g["w"]).sum(),
            "yt": g["y"][g["w"]].sum(), "yc": g["y"][~g["w"]].sum()}),
        include_groups=False,
    ).sort_index(ascending=False).cumsum()  # fmt: skip
    scaled = (steps["yc"] * steps["nt"] / steps["nc"].where(steps["nc"] > 0)).fillna(0.0)
    share = np.concatenate([[0.0], steps["n"].to_numpy() / len(frame)])
    gain = np.concatenate([[0.0], (steps["yt"] - scaled).to_numpy()])
    curve = pd.DataFrame({"share": share, "gain": gain, "random": share * gain[-1]})
    gap = curve["gain"] - curve["random"]
    area = float(((gap + gap.shift()) / 2 * curve["share"].diff()).sum())
    return curve, area / len(frame)


def explained_share(effect: float, sd: float, treated_share: float = 0.5) -> float:
    """The share of an outcome's variance that a true effect explains: R² of the regression.

    Lewis & Rao (2015), Q. J. Economics 130, 1941–1973: with sales of sd $75, a campaign that
    breaks even moves them by $0.35, an R² of 0.0000054; no look at the data can see it.
    """
    return treated_share * (1 - treated_share) * (effect / sd) ** 2


def people_needed(effect: float, sd: float, *, power: float = 0.9, level: float = 0.95) -> int:
    """People on both sides together, half treated, to see `effect` with the given power."""
    reach = norm.ppf(0.5 + level / 2) + norm.ppf(power)
    return int(np.ceil(4 * (reach * sd / effect) ** 2))
