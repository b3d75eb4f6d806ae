"""复购率 in all the meanings the trade gives it, each under its own name.

Seven figures are called repeat rate; they differ by a factor of ten. The report's default is R3,
the cohort's 90 days, because it alone neither grows with the window nor falls when new buyers come.
"""

from __future__ import annotations

from datetime import timedelta

import ibis
import pandas as pd

from fupan.analysis.lifecycle.returns import HORIZONS
from fupan.analysis.lifecycle.seen import SMALLEST_CELL, SOURCE, Seen, shown_rate
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import rate
from fupan.metrics.asked import Asked
from fupan.metrics.dimensions import OLD_BUYER_DAYS, with_columns

NAMES = {
    "R1": Text("R1 期内复购：买过 ≥ 2 单的人 ÷ 买家", "R1 within the window: ≥ 2 orders ÷ buyers"),
    "R2": Text("R2 按天：≥ 2 个购买日的人 ÷ 买家", "R2 by days: ≥ 2 purchase days ÷ buyers"),
    "R3": Text("R3 首购同期群 90 天内再买 ★默认", "R3 first buyers back in 90 days ★default"),
    "R4": Text("R4 占比：老买家 ÷ 买家（365 天规则）", "R4 share of old buyers (365-day rule)"),
    "R5": Text("R5 上一期买家本期又买", "R5 buyers of the window before who buy again"),
    "R6": Text("R6 按订单：重复订单 ÷ 全部订单", "R6 by orders: repeat orders ÷ all orders"),
    "R7": Text("本品：同类目 ≥ 2 单的人 ÷ 该类目买家", "same category: ≥ 2 orders ÷ its buyers"),
}
_WINDOWS = (90, 365)


def definitions(seen: Seen, table: pd.DataFrame) -> pd.DataFrame:
    """One row per definition; columns name, label, month, days_90, days_365.

    A window that reaches back before the data is empty, except R3, which is the latest cohort
    that has been watched for 90 days.
    """
    found = _found(seen, _spans(seen))
    rows = []
    for name, label in NAMES.items():
        row: dict[str, object] = {"name": name, "label": label}
        for column in ("month", *(f"days_{d}" for d in _WINDOWS)):
            row[column] = found.get(column, {}).get(name)
        rows.append(row)
    told = pd.DataFrame(rows)
    last = _default(table)
    if last is not None:
        told.loc[told["name"] == "R3", "days_90"] = last["back_90"] / last["size"]
    columns = ["month", *(f"days_{d}" for d in _WINDOWS)]
    return told.astype(dict.fromkeys(columns, float))


def _latest(table: pd.DataFrame, days: int) -> pd.Series | None:
    """The latest cohort watched for so many days that has enough buyers to be told."""
    done = table[table[f"back_{days}"].notna() & (table["size"] >= SMALLEST_CELL)]
    return done.iloc[-1] if len(done) else None


def _default(table: pd.DataFrame) -> pd.Series | None:
    """The latest cohort watched for 90 days whose return can be shown."""
    told = [shown_rate(*pair) for pair in zip(table["back_90"], table["size"], strict=True)]
    return _latest(table[pd.notna(told)], 90)


def horizons_exhibit(table: pd.DataFrame) -> Exhibit:
    """R3 by its horizons: the latest cohort that has come so far, and all such cohorts together."""
    rows = []
    for days in HORIZONS:
        last = _latest(table, days)
        if last is None:
            continue
        done = table[table[f"back_{days}"].notna()]
        rows.append({
            "label": Text(f"{days} 天内", f"within {days} days"),
            "cohort": str(last["cohort"]), "buyers": last["size"],
            "rate": shown_rate(last[f"back_{days}"], last["size"]),
            "all": done[f"back_{days}"].sum() / done["size"].sum(),
        })  # fmt: skip
    if not rows:
        return Exhibit.absent(
            Text("还没有一批新客观察满 7 天", "no cohort has been watched for 7 days yet")
        )
    wide = rows[-1]
    return Exhibit(
        pd.DataFrame(rows),
        Text(
            zh=f"首购后 {wide['label'].zh}再买的共 {rate(wide['all'])}",
            en=f"{rate(wide['all'])} of first buyers return {wide['label'].en}",
        ),
        Text("R3 首购后 N 天内再买的比例", "R3: first buyers back within N days"),
        SOURCE,
        options={
            "labels": {
                "label": Text("首购后", "After the first"),
                "cohort": Text("最近够久的一批", "Latest cohort so old"),
                "buyers": Text("首购人数", "First buyers"),
                "rate": Text("这一批", "This cohort"),
                "all": Text("所有够久的月份", "All cohorts so old"),
            },
            "units": {"buyers": "people", "rate": "rate", "all": "rate"},
        },
    )


def repurchase_exhibit(told: pd.DataFrame, table: pd.DataFrame) -> Exhibit:
    last = _default(table)
    cohort = None if last is None else Period.parse(str(last["cohort"])).label
    three = told.loc[told["name"] == "R3", "days_90"].iloc[0]
    title = Text("七种“复购率”，各是各的数", "Seven repeat rates, seven numbers")
    if cohort:
        title = Text(
            zh=f"默认口径 {rate(three)}（{cohort.zh}首购）",
            en=f"Default: {rate(three)} ({cohort.en} cohort)",
        )
    return Exhibit(
        told.drop(columns="name"),
        title,
        Text("同名不同义的复购率", "what people call repeat rate"),
        SOURCE,
        options={
            "labels": {
                "label": Text("口径", "Definition"),
                "month": Text("本期", "This period"),
                "days_90": Text("90 天", "90 days"),
                "days_365": Text("365 天", "365 days"),
            },
            "units": {"month": "rate", "days_90": "rate", "days_365": "rate"},
        },
    )


def _spans(seen: Seen) -> dict[str, Period]:
    spans = {"month": Period(seen.period.start, seen.watched.end)}
    for days in _WINDOWS:
        span = Period(seen.watched.end - timedelta(days=days), seen.watched.end)
        if span.start >= seen.watched.start:
            spans[f"days_{days}"] = span
    return spans


def _found(seen: Seen, spans: dict[str, Period]) -> dict[str, dict[str, float]]:
    """The definitions that are a matter of one window, by window; unknown ones are left out."""
    orders, days, same = _by_orders(seen, spans), _by_days(seen, spans), _by_category(seen, spans)
    found = {}
    for name, span in spans.items():
        buyers, count = days[f"{name}_buyers"], orders[f"{name}_orders"]
        one = {
            "R1": _share(orders[f"{name}_two"], buyers),
            "R2": _share(days[f"{name}_two"], buyers),
            "R6": _share(count - buyers, count),
            "R7": _share(same.get(f"{name}_two"), same.get(f"{name}_pairs")),
        }
        if span.start - timedelta(days=OLD_BUYER_DAYS) >= seen.watched.start:
            one["R4"] = _share(days[f"{name}_old"], buyers)
        if span.previous().start >= seen.watched.start:
            one["R5"] = _share(days[f"{name}_kept"], days[f"{name}_earlier"])
        found[name] = one
    return found


def _share(top: float | None, bottom: float | None) -> float | None:
    return float(top) / float(bottom) if bottom and top is not None else None


def _by_days(seen: Seen, spans: dict[str, Period]) -> dict[str, float]:
    """Buyers, those with two days, old ones, and those kept: told by each visit's neighbours."""
    v, figures = seen.visits, {}
    for name, span in spans.items():
        first, last = ibis.literal(span.start), ibis.literal(span.last)
        earlier = span.previous()
        inside = (v.day >= first) & (v.day <= last)
        # A buyer's first visit of the window looks back at the last one before it.
        opens = inside & (v.previous.isnull() | (v.previous < first))
        old = ibis.literal(span.start - timedelta(days=OLD_BUYER_DAYS))
        # The visit before the window that was the buyer's last before it stands for the buyer.
        closes = (
            (v.day >= ibis.literal(earlier.start))
            & (v.day < first)
            & (v.next_day.isnull() | (v.next_day >= first))
        )
        told = {
            "buyers": opens,
            "two": opens & (v.next_day <= last),
            "old": opens & (v.previous >= old),
            "earlier": closes,
            "kept": closes & (v.next_day <= last),
        }
        for word, is_one in told.items():
            figures[f"{name}_{word}"] = is_one.fill_null(False).cast("int64").sum()
    return v.agg(**figures).to_pandas().iloc[0].to_dict()


def _by_orders(seen: Seen, spans: dict[str, Period]) -> dict[str, float]:
    lines = seen.lines
    counted = {
        name: lines.order_id.nunique(where=_inside(lines.day, span)) for name, span in spans.items()
    }
    each = lines.group_by("buyer_id").agg(**counted)
    figures = {}
    for name in spans:
        figures[f"{name}_orders"] = each[name].sum()
        figures[f"{name}_two"] = (each[name] >= 2).cast("int64").sum()
    return each.agg(**figures).to_pandas().iloc[0].to_dict()


def _by_category(seen: Seen, spans: dict[str, Period]) -> dict[str, float]:
    if not seen.shop.has("products"):
        return {}
    lines = with_columns(seen.lines, ("category",), seen.shop, Asked(seen.watched))
    lines = lines.filter(lines.category.notnull())
    counted = {
        name: lines.order_id.nunique(where=_inside(lines.day, span)) for name, span in spans.items()
    }
    each = lines.group_by("buyer_id", "category").agg(**counted)
    figures = {}
    for name in spans:
        figures[f"{name}_pairs"] = (each[name] >= 1).cast("int64").sum()
        figures[f"{name}_two"] = (each[name] >= 2).cast("int64").sum()
    return each.agg(**figures).to_pandas().iloc[0].to_dict()


def _inside(day: ibis.Value, span: Period) -> ibis.Value:
    return (day >= ibis.literal(span.start)) & (day <= ibis.literal(span.last))
