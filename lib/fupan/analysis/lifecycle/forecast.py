"""Forecasts of repeat purchases, used only where they beat the naive ones on the shop's holdout.

Two models compete with three naive forecasts: each buyer's own mean rate goes on, each repeats the
last weeks, and all buyers are alike. Whoever has the least squared error per buyer wins.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd

from fupan.analysis.clv import BgNbd, Histories, ParetoNbd
from fupan.analysis.lifecycle.seen import SMALLEST_CELL, SOURCE, Seen
from fupan.analysis.review import Exhibit
from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.ground.units import spelled

HOLDOUT_DAYS = 90
_LEAST_HISTORY = 180  # days before the holdout
_LEAST_REPEATS = 100
_MOST_ROWS = 3_000  # distinct histories beyond which time is counted in whole weeks
_WEEK = 7.0
NAMES = {
    "bg_nbd": Text("BG/NBD 模型", "BG/NBD model"),
    "pareto_nbd": Text("Pareto/NBD 模型", "Pareto/NBD model"),
    "own_rate": Text("照各人自己的平均频率", "everybody's own mean rate"),
    "repeated": Text("照各人最近 90 天", "everybody's last 90 days"),
    "alike": Text("人人一样", "all buyers alike"),
}
MODELS = {"bg_nbd": BgNbd, "pareto_nbd": ParetoNbd}


@dataclass(frozen=True)
class Contest:
    """`scores` has one row per forecast (name, error, total); `groups` one per past repeats;
    `rows` are the histories before the days held out, with the purchases the winner foresaw."""

    scores: pd.DataFrame
    groups: pd.DataFrame
    actual: float
    rows: pd.DataFrame

    @property
    def winner(self) -> str:
        return str(self.scores["name"].iloc[0])


def histories(seen: Seen, cut: date, *, ahead: int = 0) -> pd.DataFrame:
    """One row per distinct history up to `cut`, in days: repeats, last, watched, buyers.

    Further columns, of the `ahead` days after the cut: came, came_squared; of those before it:
    before, and missed, the sum of squared differences of the two.
    """
    v, on = seen.visits, ibis.literal(cut)
    past, after = v.day <= on, ibis.literal(cut + timedelta(days=ahead))
    started = v.filter(v.first_day < on)
    since = ibis.literal(cut - timedelta(days=max(ahead, 1)))
    each = started.group_by("buyer_id", "first_day").agg(
        repeats=started.turn.max(where=past) - 1,
        final=started.day.max(where=past),
        came=(~past & (started.day <= after)).cast("int64").sum(),
        before=(past & (started.day > since) & (started.turn > 1)).cast("int64").sum(),
    )
    each = each.mutate(
        last=each.final.delta(each.first_day, unit="day"),
        watched=on.delta(each.first_day, unit="day"),
        missed=(each.came - each.before) * (each.came - each.before),
        squared=each.came * each.came,
    )
    told = each.group_by("repeats", "last", "watched").agg(
        buyers=each.count(), came=each.came.sum(), came_squared=each.squared.sum(),
        before=each.before.sum(), missed=each.missed.sum(),
    )  # fmt: skip
    return told.order_by("repeats", "last", "watched").to_pandas().astype(float)


def contest(seen: Seen) -> Contest | Text:
    """The forecasts made 90 days ago against what came, or why there can be none."""
    cut = seen.as_of - timedelta(days=HOLDOUT_DAYS)
    if (cut - seen.watched.start).days < _LEAST_HISTORY:
        need = _LEAST_HISTORY + HOLDOUT_DAYS
        return Text(
            f"订单不足 {need} 天，没有留出期可检验，不用模型预测",
            f"{need} days of orders are needed to test a forecast, so none is used",
        )
    rows = histories(seen, cut, ahead=HOLDOUT_DAYS)
    if (rows["repeats"] * rows["buyers"]).sum() < _LEAST_REPEATS:
        return Text("复购太少，拟合不了预测模型", "too few repeat purchases to fit a model")
    guessed = {}
    for name in MODELS:
        with suppress(DataInvalid):  # a model that these data do not bear does not compete
            guessed[name] = forecast(rows, name, HOLDOUT_DAYS)
    fitted = list(guessed)
    buyers, came = rows["buyers"], rows["came"]
    guessed |= {name: _naive(rows, name) for name in ("own_rate", "alike")}
    whole = float(buyers.sum())
    scores = [
        # Within a group of equal histories: sum of (y - f)^2 = sum y^2 - 2 f sum y + n f^2.
        (name, float((rows["came_squared"] - 2 * f * came + buyers * f * f).sum()) / whole,
         float((f * buyers).sum()))
        for name, f in guessed.items()
    ]  # fmt: skip
    scores.append(("repeated", float(rows["missed"].sum()) / whole, float(rows["before"].sum())))
    table = pd.DataFrame(scores, columns=["name", "error", "total"])
    table = table.sort_values(["error", "name"], ignore_index=True)
    winner = str(table["name"].iloc[0])
    each = guessed[winner] if winner in guessed else _naive(rows, winner)
    groups = _groups(rows, {name: guessed[name] for name in fitted})
    return Contest(table, groups, float(came.sum()), rows.assign(coming=each * buyers))


def foreseen(rows: pd.DataFrame, name: str) -> np.ndarray:
    """Purchases of all buyers of each history within the next 90 days, by any of the forecasts."""
    each = forecast(rows, name, HOLDOUT_DAYS) if name in MODELS else _naive(rows, name)
    return each * rows["buyers"].to_numpy()


def _naive(rows: pd.DataFrame, name: str) -> np.ndarray:
    if name == "own_rate":
        return (rows["repeats"] / rows["watched"] * HOLDOUT_DAYS).to_numpy()
    if name == "alike":
        return np.full(len(rows), rows["before"].sum() / rows["buyers"].sum())
    return (rows["before"] / rows["buyers"]).to_numpy()


def forecast(rows: pd.DataFrame, name: str, days: float) -> np.ndarray:
    """Purchases of each history within the next `days` by one of the models."""
    scaled = rows[["repeats", "last", "watched"]].to_numpy(dtype=float) / [1.0, _WEEK, _WEEK]
    fitting = scaled
    if len(rows) > _MOST_ROWS:
        fitting = np.column_stack([scaled[:, 0], np.ceil(scaled[:, 1]), np.ceil(scaled[:, 2])])
    model = MODELS[name].fit(Histories.of(*fitting.T, rows["buyers"]))
    coming = model.coming(days / _WEEK, *scaled.T)
    if not np.isfinite(coming).all():
        raise DataInvalid(
            Text(
                f"{NAMES[name].zh}在这些数据上给不出预测。",
                f"The {NAMES[name].en} gives no forecast on these data.",
            )
        )
    return coming


def contest_exhibit(told: Contest | Text) -> Exhibit:
    """One row per forecast: its error per buyer and how far its total was off."""
    if isinstance(told, Text):
        return Exhibit.absent(told)
    naive = told.scores.loc[~told.scores["name"].isin(MODELS), "error"].min()
    table = told.scores.assign(
        better=told.scores["error"] / naive - 1,
        label=[NAMES[n] for n in told.scores["name"]],
        off=told.scores["total"] / told.actual - 1 if told.actual else np.nan,
    )
    best = NAMES[told.winner]
    return Exhibit(
        table[["label", "better", "total", "off"]],
        Text(zh=f"预测最准的是：{best.zh}", en=f"Best forecast: {best.en}"),
        Text(
            zh=f"90 天前的预测对照实际（实际 {spelled(told.actual)} 次），误差越小越准",
            en=f"forecasts of 90 days ago against what came ({spelled(told.actual)} purchases)",
        ),
        SOURCE,
        options={
            "labels": {
                "label": Text("预测方法", "Forecast"),
                "better": Text("误差比最好的照搬", "Error against the best naive"),
                "total": Text("预测的总次数", "Purchases forecast"),
                "off": Text("总数偏差", "Total off by"),
            },
            "units": {"better": "growth", "total": "count", "off": "growth"},
        },
    )


def calibration_exhibit(told: Contest | Text) -> Exhibit:
    """Purchases per buyer in the holdout by earlier repeats: what came against the best model."""
    if isinstance(told, Text):
        return Exhibit.absent(told)
    model = next((n for n in told.scores["name"] if n in MODELS), None)
    if model is None:
        return Exhibit.absent(
            Text(
                "预测模型在这些数据上拟合不出来", "no forecast model could be fitted to these data"
            )
        )
    table = told.groups.rename(columns={model: "baseline"})[["day", "buyers", "value", "baseline"]]
    worst = (table["baseline"] / table["value"] - 1).abs().max()
    return Exhibit(
        table,
        Text(
            zh=f"模型与实际最多差 {worst:.0%}",
            en=f"The model is at most {worst:.0%} off",
        ),
        Text(
            zh="之前回购 0、1、2… 次的人，留出的 90 天里人均又买几次",
            en="purchases per buyer in the 90 days held out, by repeats before",
        ),
        SOURCE,
        options={"labels": (Text("实际", "actual"), NAMES[model]), "unit": "score", "band": None},
    )


def contest_note(told: Contest | Text) -> Text:
    if isinstance(told, Text):
        return told
    best = NAMES[told.winner]
    if told.winner in MODELS:
        return Text(
            f"留出 90 天检验，{best.zh}胜过照搬过去，采用",
            f"On the 90 days held out, the {best.en} won",
        )
    return Text(
        f"留出 90 天检验，模型没有胜过“{best.zh}”，不采用模型",
        f"On the 90 days held out no model beat “{best.en}”, so none is used",
    )


def _groups(rows: pd.DataFrame, guessed: dict[str, np.ndarray]) -> pd.DataFrame:
    """One row per number of repeats before the cut, the many put together."""
    most = 6
    told = rows.assign(group=rows["repeats"].clip(upper=most))
    for name in guessed:
        told[name] = guessed[name] * told["buyers"]
    sums = told.groupby("group")[["buyers", "came", *guessed]].sum().reset_index()
    sums = sums[sums["buyers"] >= SMALLEST_CELL].reset_index(drop=True)
    for name in guessed:
        sums[name] = sums[name] / sums["buyers"]
    sums["day"] = [f"{int(g)}+" if g == most else f"{int(g)}" for g in sums["group"]]
    return sums.assign(value=sums["came"] / sums["buyers"]).drop(columns=["came"])
