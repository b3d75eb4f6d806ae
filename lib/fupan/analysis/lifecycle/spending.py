"""What buyers spend each time, and so what those already known bring in the next 90 days.

Gamma-Gamma competes with each buyer's own mean and with the mean of all on the 90 days held out;
how often they come is `forecast`'s business. Either part is used only where it won there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd

from fupan.analysis.clv import GammaGamma
from fupan.analysis.lifecycle import forecast
from fupan.analysis.lifecycle.seen import SOURCE, Seen
from fupan.analysis.review import Exhibit
from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.ground.units import spelled
from fupan.ground.words import change

_LEAST_BACK = 100  # buyers who came in the days held out, and buyers with two purchases before
NAMES = {
    "gamma_gamma": Text("Gamma-Gamma 模型", "Gamma-Gamma model"),
    "own_mean": Text("照各人自己的平均", "everybody's own mean"),
    "mean_of_all": Text("人人一样", "all buyers alike"),
}
# A forecast of spend is a line in the buyer's own mean, one for each number of purchases.
Line = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Outlook:
    """`scores` has one row per forecast of spend; the rest are of the count's and spend's winner.

    `tested` and `ahead` hold the purchases and the money foreseen for the days held out and for
    those to come; `came` and `spent` are what the days held out brought.
    """

    scores: pd.DataFrame
    tested: tuple[float, float]
    ahead: tuple[float, float]
    came: float
    spent: float


def outlook(seen: Seen, told: forecast.Contest | Text) -> Outlook | Text:
    """Both contests' winners on the days held out and on those to come, or why there are none."""
    if isinstance(told, Text):
        return told
    cut = seen.as_of - timedelta(days=forecast.HOLDOUT_DAYS)
    rows = _by_count(seen, cut)
    few = rows["back"].sum() < _LEAST_BACK or rows.loc[rows["count"] > 1, "buyers"].sum() < (
        _LEAST_BACK
    )
    if few:
        return Text("回头的人太少，检验不了每次花多少", "too few returned to test what they spend")
    lines = {name: line for name in NAMES if (line := _line_of(name, seen, cut, rows))}
    scores = _scores(rows, lines)
    best = str(scores["name"].iloc[0])
    known = _by_count(seen, seen.as_of)
    line = _line_of(best, seen, seen.as_of, known) or _line_of("own_mean", seen, cut, known)
    now = forecast.histories(seen, seen.as_of, ahead=forecast.HOLDOUT_DAYS)
    now = now.assign(coming=forecast.foreseen(now, told.winner))
    return Outlook(
        scores,
        _foreseen(told.rows, rows, lines[best]),
        _foreseen(now, known, line),
        float(rows["came"].sum()),
        float(rows["spent"].sum()),
    )


def _each(seen: Seen, cut: date) -> ibis.Table:
    """One row per buyer known before `cut`: count and mean of purchases, and the 90 days after."""
    v, on = seen.visits, ibis.literal(cut)
    started = v.filter(v.first_day < on)
    until = ibis.literal(cut + timedelta(days=forecast.HOLDOUT_DAYS))
    past, after = started.day <= on, (started.day > on) & (started.day <= until)
    paid = started.paid.cast("float64")
    each = started.group_by("buyer_id").agg(
        count=past.cast("int64").sum(), paid=paid.sum(where=past),
        came=after.cast("int64").sum(), spent=paid.sum(where=after).fill_null(0.0),
    )  # fmt: skip
    return each.mutate(mean=each.paid / each["count"])


def _by_count(seen: Seen, cut: date) -> pd.DataFrame:
    """One row per number of purchases before `cut`, with the sums that any line is scored by."""
    each = _each(seen, cut)
    came, mean, spent = each.came, each["mean"], each.spent
    told = each.group_by("count").agg(
        buyers=each.count(), paid=each.paid.sum(), back=(came > 0).cast("int64").sum(),
        came=came.sum(), spent=spent.sum(), squared=(spent * spent / came.nullif(0)).sum(),
        came_mean=(came * mean).sum(), came_squared=(came * mean * mean).sum(),
        spent_mean=(spent * mean).sum(),
    )  # fmt: skip
    return told.order_by("count").to_pandas().astype(float).fillna(0.0)


def _line_of(name: str, seen: Seen, cut: date, rows: pd.DataFrame) -> Line | None:
    """The forecast of this name; None of a model that these data do not bear."""
    count, none = rows["count"].to_numpy(), np.zeros(len(rows))
    if name == "own_mean":
        return none, none + 1
    if name == "mean_of_all":
        return none + float(rows["paid"].sum() / (count @ rows["buyers"])), none
    try:
        return _line(_model(seen, cut), count)
    except DataInvalid:
        return None


def _model(seen: Seen, cut: date) -> GammaGamma:
    """Fitted on buyers of two and more: one purchase does not tell a buyer's mean from its luck.

    Means are put together within a hundredth, since what buyers spend varies far more.
    """
    each = _each(seen, cut)
    each = each.filter(each["count"] > 1, each["mean"] > 0)
    told = each.group_by("count", step=(each["mean"].ln() * 100).round()).agg(
        mean=each["mean"].mean(), buyers=each.count()
    )
    frame = told.order_by("count", "step").to_pandas()
    return GammaGamma.fit(frame["count"], frame["mean"], frame["buyers"])


def _line(model: GammaGamma, count: np.ndarray) -> Line:
    start = model.spend(count, np.zeros(len(count)))
    return start, model.spend(count, np.ones(len(count))) - start


def _scores(rows: pd.DataFrame, lines: dict[str, Line]) -> pd.DataFrame:
    """One row per forecast: squared error per purchase in the days held out, and mean spend."""
    r, came, scores = rows, float(rows["came"].sum()), []
    for name, (a, b) in lines.items():
        # Sum of n (y - a - b z)^2 over buyers, from the sums of their group.
        error = r["squared"] - 2 * (a * r["spent"] + b * r["spent_mean"])
        error += a * a * r["came"] + 2 * a * b * r["came_mean"] + b * b * r["came_squared"]
        scores.append((name, error.sum() / came, (a * r["came"] + b * r["came_mean"]).sum() / came))
    table = pd.DataFrame(scores, columns=["name", "error", "each"])
    return table.sort_values(["error", "name"], ignore_index=True)


def _foreseen(coming: pd.DataFrame, known: pd.DataFrame, line: Line) -> tuple[float, float]:
    """Purchases and money within 90 days of buyers with these histories and counts."""
    purchases, count = coming["coming"].to_numpy(), coming["repeats"].to_numpy() + 1
    # Lines hold for a number of purchases; within one, those who come more often spend alike.
    mean = known["paid"] / known["count"] / known["buyers"]
    each = pd.Series(line[0] + line[1] * mean.to_numpy(), index=known["count"])
    return float(purchases.sum()), float(purchases @ each.reindex(count).to_numpy())


def spend_exhibit(told: Outlook | Text) -> Exhibit:
    """One row per forecast of what a purchase brings, against the days held out."""
    if isinstance(told, Text):
        return Exhibit.absent(told)
    naive = told.scores.loc[told.scores["name"] != "gamma_gamma", "error"].min()
    actual = told.spent / told.came
    table = told.scores.assign(
        label=[NAMES[n] for n in told.scores["name"]],
        better=told.scores["error"] / naive - 1 if naive else np.nan,
        off=told.scores["each"] / actual - 1,
    )
    best = NAMES[str(told.scores["name"].iloc[0])]
    # Sums in floats end in dust that differs with the order of rows.
    table = table.round({"better": 4, "each": 2, "off": 4})
    return Exhibit(
        table[["label", "better", "each", "off"]],
        Text(zh=f"每次花多少，最准的是：{best.zh}", en=f"Best forecast of spend: {best.en}"),
        Text(
            "90 天前按各人过去的花费预测，对照这 90 天每次实付",
            "spend per purchase foreseen 90 days ago against what was paid",
        ),
        SOURCE,
        options={
            "labels": {
                "label": Text("预测方法", "Forecast"),
                "better": Text("误差比最好的照搬", "Error against the best naive"),
                "each": Text("预测的每次实付", "Spend foreseen"),
                "off": Text("均值偏差", "Mean off by"),
            },
            "units": {"better": "growth", "each": "money", "off": "growth"},
        },
    )


def ahead_exhibit(told: Outlook | Text, seen: Seen) -> Exhibit:
    """What buyers already known bring: the days held out as a test, and the days to come."""
    if isinstance(told, Text):
        return Exhibit.absent(told)
    days, currency = forecast.HOLDOUT_DAYS, seen.shop.currency
    rows = [
        (Text(f"过去 {days} 天（检验）", f"last {days} days (test)"), told.tested[0], told.came,
         told.tested[1], told.spent),
        (Text(f"接下来 {days} 天", f"next {days} days"), told.ahead[0], None, told.ahead[1], None),
    ]  # fmt: skip
    money, off = spelled(told.ahead[1], "money", currency), change(told.tested[1] / told.spent - 1)
    return Exhibit(
        pd.DataFrame(rows, columns=["label", "often", "came", "worth", "spent"]).round(2),
        Text(
            zh=f"现有买家接下来 {days} 天约带来 {money}（上次这样算差 {off}）",
            en=f"Known buyers bring about {money} in {days} days (last time {off} off)",
        ),
        Text("现有买家再买的次数和实付，不含新客", "repeat purchases of known buyers, no new ones"),
        SOURCE,
        options={
            "labels": {
                "label": Text("时间", "Days"),
                "often": Text("预计次数", "Purchases foreseen"),
                "came": Text("实际次数", "Purchases"),
                "worth": Text("预计实付", "Paid, foreseen"),
                "spent": Text("实际实付", "Paid"),
            },
            "units": {"often": "count", "came": "count", "worth": "money", "spent": "money"},
        },
    )
