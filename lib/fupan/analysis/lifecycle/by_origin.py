"""Retention and money to date by the first purchase: its channel, its product, its discount.

Months of first purchase are put together, each cell from those cohorts alone that have come so far,
so that a young cohort neither thins nor empties the row. Whether two rows differ, `origins` tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from fupan.analysis.lifecycle.cohorts import purchase_months
from fupan.analysis.lifecycle.origins import DIMENSIONS, UNKNOWN, label_of
from fupan.analysis.lifecycle.seen import SMALLEST_CELL, SOURCE, Seen
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.units import spelled

if TYPE_CHECKING:
    from ibis.expr.types import Table

_LEAST_BUYERS = 30
# Of each dimension the largest, and so many months, as a picture can still carry figures.
_SHOWN = {"channel": 4, "product_id": 3, "depth": 3}
_SHOWN_MONTHS = 8


def cells(first: Table, seen: Seen) -> pd.DataFrame:
    """One row per dimension × segment × cohort × months since: size, buyers, net, margin.

    Cells that are not over are absent; a month that is over without a buyer is zero.
    """
    months = [m.name for m in seen.cohorts if m.end <= seen.watched.end]
    told = []
    for name in DIMENSIONS:
        mine = first.select("buyer_id", segment=first[name].cast("string"))
        rows = purchase_months(seen.visits.join(mine, "buyer_id"))
        whole = rows.margin.count() == rows.count()
        part = rows.group_by("segment", "cohort", "since").agg(
            buyers=rows.is_first.sum(),
            net=rows.net.sum().cast("float64"),
            margin=whole.ifelse(rows.margin.sum(), None),
        )
        frame = part.order_by("segment", "cohort", "since").to_pandas()
        told.append(_filled(frame[frame["cohort"].isin(months)], months).assign(dimension=name))
    return pd.concat(told, ignore_index=True)


def _filled(frame: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    sizes = frame[frame["since"] == 0].set_index(["segment", "cohort"])["buyers"]
    rows = [
        (segment, cohort, since, size)
        for (segment, cohort), size in sizes.items()
        for since in range(len(months) - months.index(cohort))
    ]
    full = pd.DataFrame(rows, columns=["segment", "cohort", "since", "size"])
    full = full.merge(frame, on=["segment", "cohort", "since"], how="left")
    nothing = full["buyers"].isna()
    full.loc[nothing, ["buyers", "net", "margin"]] = 0.0
    # Named, since a shop without a whole month has no rows to tell the types of its columns.
    return full.astype({"size": float, "buyers": float, "net": float, "margin": float})


def pooled(told: pd.DataFrame, money: str) -> pd.DataFrame:
    """One row per dimension × segment × months since: size, buyers, retention, money to date.

    Each month's money is per buyer of the cohorts that have come so far, added up from the first.
    """
    sums = told.groupby(["dimension", "segment", "since"])[["size", "buyers", money]].sum(
        min_count=1
    )
    sums["retention"] = sums["buyers"] / sums["size"]
    step = sums[money] / sums["size"]
    sums["to_date"] = step.groupby(level=["dimension", "segment"]).cumsum(skipna=False)
    return sums.reset_index()


def retention_exhibit(told: pd.DataFrame, seen: Seen) -> Exhibit:
    """A row per first channel, product and discount: the share that paid, by months since."""
    return _exhibit(
        told,
        seen,
        "retention",
        "share",
        Text("各渠道次月回头", "Back the month after, by channel"),
        Text(
            "首购来源 × 之后第几个月，该月有付款的人 ÷ 首购人数；各月合并，没到的空着",
            "first purchase × months since: paid that month ÷ first buyers; blank = not yet",
        ),
    )


def money_exhibit(told: pd.DataFrame, seen: Seen) -> Exhibit:
    """A row per first channel, product and discount: money per first buyer to date."""
    what = (
        Text("人均累计毛利（扣退款和货品成本）", "margin per first buyer to date")
        if seen.has_cost
        else Text("人均累计消费（扣退款）", "spend per first buyer to date, refunds off")
    )
    return _exhibit(
        told,
        seen,
        "to_date",
        "money",
        Text("各渠道人均累计", "To date, by channel"),
        Text(f"{what.zh}，首购来源 × 之后第几个月", f"{what.en}; first purchase × months since"),
    )


def _exhibit(
    told: pd.DataFrame, seen: Seen, value: str, unit: str, title: Text, subtitle: Text
) -> Exhibit:
    money = "margin" if told["margin"].notna().any() else "net"
    rows = pooled(told, money)
    start = rows[(rows["since"] == 0) & (rows["segment"] != UNKNOWN)]
    start = start[start["size"] >= _LEAST_BUYERS]
    order = []
    for name in DIMENSIONS:
        mine = start[start["dimension"] == name]
        mine = mine.sort_values(["size", "segment"], ascending=[False, True], kind="stable")
        order += [(name, segment) for segment in mine["segment"].head(_SHOWN[name])]
    if not order:
        return Exhibit.absent(
            Text(
                "首购渠道、商品、折扣都不知道，或每组不到 30 人",
                "first channel, product and discount are unknown, or groups are below 30 buyers",
            )
        )
    known = rows.set_index(["dimension", "segment", "since"])
    first = 1 if value == "retention" else 0
    steps = [n for n in sorted(rows["since"].unique()) if first <= n <= _SHOWN_MONTHS]
    labels = _labels(order, seen)
    table = pd.DataFrame(
        [
            (labels[name, segment], f"+{since}", _cell(known, (name, segment, since), value))
            for name, segment in order
            for since in steps
        ],
        columns=["row", "column", "value"],
    )
    # Products and discounts differ in price; only channels are told against each other.
    named = {labels[at] for at in order if at[0] == "channel"}
    tops = table[table["column"] == ("+1" if value == "retention" else f"+{steps[-1]}")]
    tops = tops[[label in named for label in tops["row"]]]
    if tops["value"].notna().any():
        ends = [spelled(tops["value"].agg(end), unit, seen.shop.currency) for end in ("min", "max")]
        title = Text(zh=f"{title.zh} {'–'.join(ends)}", en=f"{title.en}: {'–'.join(ends)}")
    return Exhibit(table, title, subtitle, SOURCE, options={"unit": unit})


def _labels(order: list[tuple[str, str]], seen: Seen) -> dict[tuple[str, str], Text]:
    """A short name for each row; two that would read alike also carry their ids."""
    found: dict[tuple[str, str], Text] = {}
    for dimension, segment in order:
        kind, name = DIMENSIONS[dimension], label_of(dimension, segment, seen)
        label = Text(
            zh=f"{kind.zh[2:]}·{_short(name.zh, 10)}", en=f"{kind.en[6:]}: {_short(name.en, 16)}"
        )
        if any(label.zh == other.zh or label.en == other.en for other in found.values()):
            label = Text(zh=f"{label.zh}{segment}", en=f"{label.en}{segment}")
        found[dimension, segment] = label
    return found


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _cell(known: pd.DataFrame, at: tuple[str, str, int], value: str) -> float:
    if at not in known.index or known.at[at, "size"] < SMALLEST_CELL:
        return float("nan")
    if value == "retention" and 0 < known.at[at, "buyers"] < SMALLEST_CELL:
        return float("nan")
    return float(known.at[at, value])
