"""What to do with each product: keep, push, reprice or clear, and what that is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import poisson

from fupan.analysis.products.seen import SEASON_DAYS, Seen
from fupan.analysis.products.stages import ENDING
from fupan.analysis.supply import terms_of
from fupan.ground.language import Text
from fupan.ground.words import amount_text

VERDICTS = {
    "push": Text("加推", "push"),
    "keep": Text("保持", "keep"),
    "reprice": Text("调价", "reprice"),
    "clear": Text("清退", "clear"),
}
THIN = 0.05  # contribution rate below which a product should be priced anew
GOAL = 0.15  # contribution rate a new price aims at
MORE_VISITORS = 0.20  # what a push is reckoned with
MOST_RAISE = 0.15  # a higher raise than this is not proposed
MONTH = 30.0
DEAD_MONTHS = 24.0  # the stock would last this long at the last month's pace
_IMAGE = Text("形象款，看带动不看销量", "an image product: its job is elsewhere")
_BRINGS = Text("亏着引流，但带来的新客会回来", "loses money, but its buyers return")


def verdicts(seen: Seen, roles: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    """One row per product sold in 90 days: verdict, worth per month with interval, and why.

    Image products are kept whatever they earn: their job is elsewhere.
    """
    rows = roles.merge(stages[["product_id", "stage", "move"]], on="product_id", how="left")
    rows = rows[rows["paid_lines"] > 0].copy()
    visitor = rows["contribution"] / rows["item_visitors"].where(rows["item_visitors"] > 0)
    rows["per_visitor"] = visitor
    rows = rows.merge(_shelf(seen), on="product_id", how="left")
    base = rows.loc[rows["item_visitors"] > 0, ["contribution", "item_visitors"]].sum()
    usual = float(base.iloc[0] / base.iloc[1]) if base.iloc[1] else float("nan")
    rate = rows["contribution"].sum() / rows["net"].sum() if rows["net"].sum() else np.nan
    judged = [_verdict(r, usual, float(rate), seen.currency) for r in rows.to_dict("records")]
    rows[["verdict", "worth", "low", "high", "reason"]] = pd.DataFrame(
        judged, index=rows.index, columns=["verdict", "worth", "low", "high", "reason"]
    )
    order = {name: n for n, name in enumerate(("clear", "reprice", "push", "keep"))}
    rows["rank"] = rows["verdict"].map(order)
    rows = rows.sort_values(
        ["rank", "worth", "product_id"], ascending=[True, False, True], ignore_index=True
    )
    return rows.drop(columns="rank")


def _verdict(
    row: dict[str, object], usual: float, rate: float, currency: str
) -> tuple[str, float, float, float, Text]:
    nan = float("nan")
    if row["contribution"] != row["contribution"]:
        return "keep", nan, nan, nan, Text("没有成本，算不出贡献", "no cost, so no contribution")
    months, lines = SEASON_DAYS / MONTH, max(float(row["paid_lines"]), 1.0)
    error = 1.96 / np.sqrt(lines)  # counts alone; what a push does to the mix is not in it
    share = row["contribution_rate"]
    told = f"{share:.0%}" if share == share else "–"
    if row["role"] == "image":
        return (
            "keep",
            nan,
            nan,
            nan,
            _IMAGE,
        )
    if row["is_idle"] is True:
        held = amount_text(row["cash"], currency)
        why = Text(
            f"几乎不卖了，还压着 {held.zh} 的货", f"hardly sells; {held.en} of stock lies there"
        )
        return "clear", nan, nan, nan, why  # its money is told once, by the stock review
    if row["contribution"] < 0 and row["role"] == "traffic" and row["does"] is True:
        return (
            "keep",
            nan,
            nan,
            nan,
            _BRINGS,
        )
    if row["contribution"] < 0:
        worth = -float(row["contribution"]) / months
        worded = (
            Text("每卖一件都在亏", "every sale loses")
            if row["gross_profit"] <= 0
            else Text("广告、退款和运费吃掉了毛利", "ads, refunds and freight eat the margin")
        )
        return "clear", worth, worth * (1 - error), worth * (1 + error), worded
    if share < THIN:
        raised = min((GOAL - share) * float(row["net"]), MOST_RAISE * float(row["net"])) / months
        return (
            "reprice",
            raised,
            0.0,
            raised,
            Text(f"贡献率只有 {told}", f"only {told} is left"),
        )
    ratio = row["per_visitor"] / usual if usual else nan
    strong = usual == usual and row["per_visitor"] >= 1.2 * usual and share >= rate
    if strong and row["stage"] not in ENDING and row["paid_lines"] >= 20:
        worth = MORE_VISITORS * float(row["contribution"]) / months
        return (
            "push",
            worth,
            max(worth * (1 - error), 0.0),
            worth * (1 + error),
            Text(
                f"每个访客贡献是全店的 {ratio:.1f} 倍",
                f"each visitor brings {ratio:.1f} times the shop's contribution",
            ),
        )
    return "keep", nan, nan, nan, Text(f"贡献率 {told}", f"contributes {told}")


def _shelf(seen: Seen) -> pd.DataFrame:
    """One row per counted product: cash on the shelf at cost, and whether it has stopped moving."""
    demand = seen.demand
    columns = ["product_id", "cash", "is_idle"]
    if not demand.has_stock or demand.sold.shape[1] < 210:
        return pd.DataFrame(columns=columns)
    last = np.nan_to_num(demand.on_hand[:, -1]).clip(min=0)
    rows = pd.DataFrame(
        {
            "product_id": demand.products,
            "units": last,
            "cash": last * terms_of(seen.shop, demand, seen.period.end)[0].cost,
            "recent": demand.sold[:, -30:].sum(axis=1),
            "before": demand.sold[:, -210:-30].sum(axis=1) / 6,
        }
    )
    found = rows.groupby("product_id").sum().reset_index()
    slow = found["recent"] * DEAD_MONTHS < found["units"]
    fell = poisson.cdf(found["recent"], found["before"].clip(lower=1e-9)) < 0.001
    idle = slow & fell & (found["units"] >= 20)
    found["is_idle"] = pd.Series([bool(x) for x in idle], dtype=object)
    return found[columns]
