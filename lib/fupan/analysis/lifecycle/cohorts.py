"""Cohorts by the month of the first purchase: who comes back when, and what they are worth.

The part of the triangle that has not happened yet is blank, never zero; cells of fewer than ten
buyers are not shown. Which cohort differs beyond chance is judged in `returns`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from fupan.analysis.lifecycle.seen import SMALLEST_CELL, SOURCE, Seen
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import share

if TYPE_CHECKING:
    from ibis.expr.types import Table

_SHOWN_MONTHS = 10  # cohorts and months: so many cells can still carry figures


def triangle(visits: Table, watched: Period) -> pd.DataFrame:
    """One row per cohort × months since the first purchase, mature cells only.

    Columns cohort (YYYY-MM), since, size, buyers (who paid in that calendar month), retention,
    paid, net, margin (sums of the month), and per first buyer to date: paid_each, net_each,
    margin_each. A month counts once it is over.
    """
    told = _counted(visits)
    months = [m for m in watched.months() if m.end <= watched.end]
    rows = [
        (str(cohort), since)
        for place, cohort in enumerate(months)
        for since in range(len(months) - place)
    ]
    full = pd.DataFrame(rows, columns=["cohort", "since"]).merge(
        told, on=["cohort", "since"], how="left"
    )
    full["size"] = full.groupby("cohort")["buyers"].transform("first")
    full = full[full["size"].notna()].reset_index(drop=True)
    # A month that is over and has no buyer is a true zero.
    nothing = full["buyers"].isna()
    columns = ["buyers", "paid", "net", "margin"]
    full.loc[nothing, columns] = 0.0
    full["retention"] = full["buyers"] / full["size"]
    for name in ("paid", "net", "margin"):
        total = full.groupby("cohort")[name].cumsum(skipna=False)
        full[f"{name}_each"] = total / full["size"]
    return full[["cohort", "since", "size", *columns[:1], "retention", *columns[1:],
                 "paid_each", "net_each", "margin_each"]]  # fmt: skip


def purchase_months(visits: Table) -> Table:
    """The visits with cohort (YYYY-MM), months since, and `is_first`: 1 once a buyer and month."""
    month, first = visits.day.truncate("M"), visits.first_day.truncate("M")
    # The first visit of a buyer in a month counts the buyer: no distinct count is needed.
    is_first = visits.previous.isnull() | (visits.previous.truncate("M") != month)
    return visits.mutate(
        cohort=first.strftime("%Y-%m"),
        since=(month.year() - first.year()) * 12 + month.month() - first.month(),
        is_first=is_first.cast("int64"),
    )


def _counted(visits: Table) -> pd.DataFrame:
    rows = purchase_months(visits)
    whole = rows.margin.count() == rows.count()
    told = rows.group_by("cohort", "since").agg(
        buyers=rows.is_first.sum(),
        paid=rows.paid.sum().cast("float64"),
        net=rows.net.sum().cast("float64"),
        margin=whole.ifelse(rows.margin.sum(), None),
    )
    frame = told.order_by("cohort", "since").to_pandas()
    return frame.assign(since=frame["since"].astype("int64"), margin=frame["margin"].astype(float))


def retention_exhibit(cells: pd.DataFrame, seen: Seen) -> Exhibit:
    """The triangle as a picture: share of each cohort that paid again, by months since."""
    shown = _shown(cells, seen)
    shown = shown[shown["since"] > 0]
    if shown.empty:
        return _too_young()
    first = shown[shown["since"] == 1]
    part = first["buyers"].sum() / first["size"].sum() if first["size"].sum() else float("nan")
    table = _grid(shown, "retention")
    return Exhibit(
        table,
        Text(
            zh=f"首购后第 1 个月有 {share(part)} 的人回来",
            en=f"{share(part)} come back in the month after",
        ),
        Text(
            zh="首购月 × 之后第几个月，该月有付款的人 ÷ 首购人数；没到的月份空着",
            en="first month × months since: paid that month ÷ first buyers; blank = not yet",
        ),
        SOURCE,
        options={"unit": "share"},
    )


def spend_exhibit(cells: pd.DataFrame, seen: Seen) -> Exhibit:
    """Cumulative money per first buyer: margin where costs are known, else net of refunds."""
    shown = _shown(cells, seen)
    if shown.empty:
        return _too_young()
    name = "margin_each" if shown["margin_each"].notna().any() else "net_each"
    what = (
        Text("人均累计毛利（扣退款和货品成本）", "margin per first buyer to date")
        if name == "margin_each"
        else Text("人均累计消费（扣退款）", "spend per first buyer to date, refunds off")
    )
    reached = shown[shown["since"] == min(3, int(shown["since"].max()))]
    gain = (reached[name] * reached["size"]).sum() / reached["size"].sum()
    start = shown[(shown["since"] == 0) & shown["cohort"].isin(reached["cohort"])]
    begin = (start[name] * start["size"]).sum() / start["size"].sum()
    months = int(reached["since"].iloc[0])
    times = f"{gain / begin:.2f}" if begin > 0 else "–"
    return Exhibit(
        _grid(shown, name),
        Text(
            zh=f"{months} 个月后人均是首月的 {times} 倍",
            en=f"After {months} months {times} times the first",
        ),
        Text(
            zh=f"{what.zh}，首购月 × 之后第几个月",
            en=f"{what.en}; first month × months since",
        ),
        SOURCE,
        options={"unit": "money"},
    )


def _shown(cells: pd.DataFrame, seen: Seen) -> pd.DataFrame:
    """The latest cohorts and months that have enough buyers to be shown."""
    kept = cells[(cells["size"] >= SMALLEST_CELL) & (cells["since"] <= _SHOWN_MONTHS - 1)]
    latest = sorted(kept["cohort"].unique())[-_SHOWN_MONTHS:]
    return kept[kept["cohort"].isin(latest)].reset_index(drop=True)


def _grid(shown: pd.DataFrame, value: str) -> pd.DataFrame:
    """One row per cohort × month of the square, blank where it has not happened."""
    columns = sorted(shown["since"].unique())
    known = {(r.cohort, r.since): getattr(r, value) for r in shown.itertuples()}
    few = {(r.cohort, r.since) for r in shown.itertuples() if 0 < r.buyers < SMALLEST_CELL}
    rows = [
        (cohort, f"+{since}", float("nan") if (cohort, since) in few and value == "retention"
         else known.get((cohort, since), float("nan")))
        for cohort in sorted(shown["cohort"].unique())
        for since in columns
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["row", "column", "value"])


def _too_young() -> Exhibit:
    return Exhibit.absent(
        Text(
            f"还没有一个满月且不少于 {SMALLEST_CELL} 人的首购同期群，留存三角画不出来",
            f"no cohort of at least {SMALLEST_CELL} buyers has completed a month yet",
        )
    )
