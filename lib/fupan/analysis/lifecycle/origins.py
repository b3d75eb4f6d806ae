"""Where buyers came from: the channel, the product and the discount of the first purchase.

Says which first purchases bring buyers who return; by what an odd cohort differs is `make_up`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import ibis
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from fupan.analysis.lifecycle.seen import SOURCE, Seen, shown_rate
from fupan.analysis.review import Exhibit
from fupan.contract.traffic import CHANNEL_TITLES
from fupan.ground.language import Text

if TYPE_CHECKING:
    from ibis.expr.types import Table

WATCHED_DAYS = 90
_LEAST_BUYERS = 30
_FALSE_FINDS = 0.01  # of the differences called, how many may be chance (Benjamini–Hochberg 1995)
_SHOWN = 10
UNKNOWN = "unknown"
DIMENSIONS = {
    "channel": Text("首购渠道", "first channel"),
    "product_id": Text("首购商品", "first product"),
    "depth": Text("首购折扣", "first discount"),
}
_DEPTHS = {
    "0": Text("没打折", "no discount"),
    "1": Text("优惠 10% 以内", "up to 10 % off"),
    "2": Text("优惠 10%–30%", "10–30 % off"),
    "3": Text("优惠超过 30%", "over 30 % off"),
}


def firsts(seen: Seen) -> Table:
    """One row per buyer: first_day, channel, product_id, depth of the first line, second_day.

    The first line is the earliest paid; ties go by the order's and the line's number.
    """
    v = seen.visits
    start = v.filter(v.turn == 1).select("buyer_id", "first_day", second_day="next_day")
    lines = seen.lines.select(
        "buyer_id", "day", "paid_at", "order_id", "line_id", "channel", "product_id",
        "list_amount", "discount_amount",
    ).join(start, ["buyer_id"])  # fmt: skip
    lines = lines.filter(lines.day == lines.first_day)
    order = ibis.window(group_by="buyer_id", order_by=["paid_at", "order_id", "line_id"])
    first = lines.mutate(place=ibis.row_number().over(order)).filter(lambda t: t.place == 0)
    off = (first.discount_amount / first.list_amount.nullif(0)).cast("float64")
    depth = ibis.cases(
        (off.isnull(), UNKNOWN),
        (off <= 0.001, "0"),
        (off <= 0.1, "1"),
        (off <= 0.3, "2"),
        else_="3",
    )
    return first.select(
        "buyer_id", "first_day", "second_day", "product_id",
        channel=first.channel.fill_null(UNKNOWN), depth=depth,
        cohort=first.first_day.strftime("%Y-%m"),
    ).cache()  # fmt: skip


def counted(first: Table, seen: Seen) -> pd.DataFrame:
    """One row per cohort × dimension × segment: buyers, and those back within 90 days.

    Only buyers who have been watched for 90 days.
    """
    mature = first.filter(
        first.first_day <= ibis.literal(seen.as_of - timedelta(days=WATCHED_DAYS))
    )
    back = mature.second_day.delta(mature.first_day, unit="day") <= WATCHED_DAYS
    mature = mature.mutate(back=back.fill_null(False).cast("int64"))
    parts = [
        mature.group_by("cohort", segment=mature[name].cast("string"))
        .agg(buyers=mature.count(), back=mature.back.sum())
        .mutate(dimension=ibis.literal(name))
        for name in DIMENSIONS
    ]
    told = ibis.union(*parts).order_by("dimension", "cohort", "segment").to_pandas()
    return told[["dimension", "cohort", "segment", "buyers", "back"]]


def origins_exhibit(told: pd.DataFrame, seen: Seen) -> Exhibit:
    """One row per first channel, product or discount that returns unlike the rest."""
    rows = _compared(told[told["cohort"] > f"{seen.watched.start:%Y-%m}"])
    rows = rows[rows["segment"] != UNKNOWN]
    if rows.empty:
        return Exhibit.absent(
            Text(
                "还没有足够的新客观察满 90 天，分不出谁带来的人会回来",
                "too few new buyers have been watched for 90 days to tell their origins apart",
            )
        )
    off = rows[rows["is_off"]].sort_values("weight", ascending=False, kind="stable")
    best = off[off["rate"] > off["rest"]].head(1)
    title = Text("不同来源的新客，回头率看不出差别", "No origin differs beyond chance")
    if len(best):
        name = label_of(best["dimension"].iloc[0], best["segment"].iloc[0], seen)
        title = Text(
            zh=f"{name.zh}来的人更会回来", en=f"{name.en.capitalize()}: these buyers return more"
        )
    elif len(off):
        name = label_of(off["dimension"].iloc[0], off["segment"].iloc[0], seen)
        title = Text(
            zh=f"{name.zh}来的人较少回来", en=f"{name.en.capitalize()}: these buyers return less"
        )
    rows = rows.sort_values(
        ["is_off", "weight", "segment"], ascending=[False, False, True], kind="stable"
    ).head(_SHOWN)
    few = [pd.isna(shown_rate(round(r.rate * r.buyers), r.buyers)) for r in rows.itertuples()]
    rows.loc[few, ["rate", "low", "high"]] = float("nan")
    table = pd.DataFrame(
        {
            "kind": [DIMENSIONS[d] for d in rows["dimension"]],
            "label": [
                label_of(d, s, seen)
                for d, s in zip(rows["dimension"], rows["segment"], strict=True)
            ],
            "buyers": rows["buyers"].to_numpy(),
            "rate": rows["rate"].to_numpy(),
            "low": rows["low"].to_numpy(),
            "high": rows["high"].to_numpy(),
            "rest": rows["rest"].to_numpy(),
            "rate_is_off": rows["is_off"].to_numpy(),
        }
    )
    return Exhibit(
        table,
        title,
        Text("首购后 90 天内再买的比例，与其余的人相比", "back within 90 days, against the rest"),
        SOURCE,
        options={
            "labels": {
                "kind": Text("按", "By"),
                "label": Text("首购", "First purchase"),
                "buyers": Text("首购人数", "First buyers"),
                "rate": Text("90 天复购率", "90-day return"),
                "low": Text("95% 下限", "95 %, low"),
                "high": Text("95% 上限", "95 %, high"),
                "rest": Text("其余的人", "The rest"),
            },
            "units": {"buyers": "people", "rate": "rate", "low": "rate", "high": "rate",
                      "rest": "rate"},
        },
    )  # fmt: skip


def label_of(dimension: str, segment: str, seen: Seen) -> Text:
    if dimension == "channel":
        return CHANNEL_TITLES.get(segment, Text(segment, segment))
    if dimension == "depth":
        return _DEPTHS.get(segment, Text("折扣未知", "discount unknown"))
    title = _titles(seen).get(segment, segment)
    return Text(title, title)


def _titles(seen: Seen) -> dict[str, str]:
    if not seen.shop.has("products"):
        return {}
    rows = seen.shop.products.select("product_id", "title").order_by("product_id").to_pandas()
    return dict(zip(rows["product_id"], rows["title"], strict=True))


def _compared(told: pd.DataFrame) -> pd.DataFrame:
    """One row per segment: its rate with interval, the rest's, and whether they truly differ."""
    rows = []
    for dimension, part in told.groupby("dimension", sort=True):
        whole = part[["buyers", "back"]].sum()
        sums = part.groupby("segment", sort=True)[["buyers", "back"]].sum()
        for segment, row in sums[sums["buyers"] >= _LEAST_BUYERS].iterrows():
            others = whole - row
            if others["buyers"] < _LEAST_BUYERS or row["back"] < 0:
                continue
            table = [[row["back"], row["buyers"] - row["back"]],
                     [others["back"], others["buyers"] - others["back"]]]  # fmt: skip
            found = stats.binomtest(int(row["back"]), int(row["buyers"]))
            wide = found.proportion_ci(method="wilson")
            rate, rest = row["back"] / row["buyers"], others["back"] / others["buyers"]
            rows.append((dimension, segment, int(row["buyers"]), rate, wide.low, wide.high, rest,
                         abs(rate - rest) * row["buyers"],
                         stats.fisher_exact(table).pvalue))  # fmt: skip
    columns = ["dimension", "segment", "buyers", "rate", "low", "high", "rest", "weight", "p"]
    frame = pd.DataFrame(rows, columns=columns)
    off = multipletests(frame["p"], alpha=_FALSE_FINDS, method="fdr_bh")[0] if len(frame) else []
    return frame.assign(is_off=list(off))
