"""The pyramid: which job a product has, which it does, and what the data suggest."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.products.seen import Seen, followed
from fupan.ground.language import Text

ROLES = {
    "traffic": Text("引流款", "traffic"),
    "profit": Text("利润款", "profit"),
    "image": Text("形象款", "image"),
    "seasonal": Text("应季款", "seasonal"),
}
SEASON_SHARE = 0.62  # of a year's units in its best four months; an even year has 0.33
IMAGE_PRICE = 2.5  # times the shop's usual price
FEWEST_LINES = 10  # fewer say nothing about behaviour


def roles(seen: Seen) -> pd.DataFrame:
    """One row per product of the last 90 days: declared and suggested role, and does it do it.

    `does` is True, False, or None where too few sold to tell; `why` is the sentence for it.
    """
    rows = seen.quarter.copy()
    rows = rows.merge(followed(seen.shop, seen.period), on="product_id", how="left")
    rows["follow_rate"] = (rows["back"] / rows["won"]).where(rows["won"] >= FEWEST_LINES)
    usual = _usual(rows)
    peaks = dict(zip(sorted(set(seen.demand.products)), _peak_shares(seen), strict=True))
    rows["peak_share"] = [peaks.get(p, np.nan) for p in rows["product_id"]]
    rows["suggested"] = [_suggested(r, usual) for r in rows.to_dict("records")]
    judged = [_judged(r, usual) for r in rows.to_dict("records")]
    rows["does"] = [does for does, _ in judged]
    rows["why"] = [why for _, why in judged]
    return rows


def pyramid(table: pd.DataFrame, declared: bool) -> pd.DataFrame:
    """One row per role: products, share of sales and of contribution, new buyers, margin."""
    role = table["role"] if declared else table["suggested"]
    rows = table.assign(of=role.where(role.notna(), ""))
    rows = rows[rows["of"] != ""]

    def known(column: pd.Series) -> float:
        return float(column.sum(min_count=1))  # nothing known is empty, not zero

    found = rows.groupby("of").agg(
        products=("product_id", "size"),
        gmv=("gmv", "sum"),
        net=("net", known),
        contribution=("contribution", known),
        new_buyers=("new_buyers", "sum"),
        pay_buyers=("pay_buyers", "sum"),
        does=("does", lambda d: sum(x is True for x in d)),
    )
    found["sales_share"] = found["gmv"] / table["gmv"].sum()  # of all, with a role or without
    if not declared:
        found["does"] = np.nan  # a job that nobody gave cannot be done or missed
    found["contribution_rate"] = (found["contribution"] / found["net"]).where(found["net"] > 0)
    found["new_share"] = (found["new_buyers"] / found["pay_buyers"]).where(found["pay_buyers"] > 0)
    found = found.reindex([r for r in ROLES if r in found.index]).reset_index()
    found.insert(0, "label", [ROLES[r] for r in found.pop("of")])
    return found


def _usual(rows: pd.DataFrame) -> dict[str, float]:
    """The shop's own measures, quotients of sums, that products are held against."""

    def quotient(top: str, bottom: str) -> float:
        held = rows[rows[top].notna() & rows[bottom].notna()]
        base = float(held[bottom].sum())
        return float(held[top].sum()) / base if base else float("nan")

    return {
        "price": quotient("gmv", "items"),
        "new_share": quotient("new_buyers", "pay_buyers"),
        "contribution_rate": quotient("contribution", "net"),
        "follow_rate": quotient("back", "won"),
        "lines": float(rows["paid_lines"].median()) if len(rows) else 0.0,
    }


def _suggested(row: dict[str, object], usual: dict[str, float]) -> str | None:
    if row["paid_lines"] < FEWEST_LINES and not row["price"] > IMAGE_PRICE * usual["price"]:
        return None
    if row["price"] > IMAGE_PRICE * usual["price"]:
        return "image"
    if row["peak_share"] >= SEASON_SHARE:
        return "seasonal"
    if row["price"] < usual["price"] and row["paid_lines"] >= usual["lines"]:
        if row["new_share"] != row["new_share"]:
            return None  # cheap and often sold: whether it brings new buyers, nobody knows
        if row["new_share"] >= usual["new_share"]:
            return "traffic"
    return "profit" if row["contribution_rate"] > 0 else None


def _judged(row: dict[str, object], usual: dict[str, float]) -> tuple[bool | None, Text]:
    """Whether a product does the job of its declared role, and why."""
    role, few = row["role"], row["paid_lines"] < FEWEST_LINES
    if role not in ROLES:
        return None, Text("没有标角色", "no role declared")
    if few and role != "image":
        return None, Text("卖得太少，看不出来", "too few sold to tell")
    if role == "traffic":
        return _traffic(row, usual)
    if role == "profit":
        known = row["contribution_rate"] == row["contribution_rate"]
        if not known:
            return None, Text("没有成本，算不出贡献", "no cost, so no contribution")
        earns = (
            row["contribution"] > 0 and row["contribution_rate"] >= 0.8 * usual["contribution_rate"]
        )
        told = f"{row['contribution_rate']:.0%}"
        return bool(earns), Text(f"贡献率 {told}", f"contributes {told} of net sales")
    if role == "image":
        dear = row["price"] > IMAGE_PRICE * usual["price"]
        told = f"{row['price'] / usual['price']:.1f}" if row["price"] == row["price"] else "–"
        return (bool(dear) if row["price"] == row["price"] else None), Text(
            f"价格是全店的 {told} 倍", f"{told} times the shop's price"
        )
    peak = row["peak_share"]
    if peak != peak:
        return None, Text("不到一年，看不出季节", "less than a year known")
    return bool(peak >= SEASON_SHARE), Text(
        f"最旺四个月占全年 {peak:.1%}，应季要 {SEASON_SHARE:.0%}",
        f"{peak:.1%} of a year in its best four months, where {SEASON_SHARE:.0%} makes a season",
    )


def _traffic(row: dict[str, object], usual: dict[str, float]) -> tuple[bool | None, Text]:
    if row["new_share"] != row["new_share"]:
        return None, Text("没有买家编号，看不出新客", "no buyer ids, so new buyers are unknown")
    brings = row["new_share"] >= 0.95 * usual["new_share"]
    follows = row["follow_rate"] != row["follow_rate"] or (
        row["follow_rate"] >= 0.7 * usual["follow_rate"]
    )
    rate = f"{row['follow_rate']:.1%}" if row["follow_rate"] == row["follow_rate"] else "–"
    return bool(brings and follows), Text(
        f"新客占 {row['new_share']:.0%}，60 天内再买利润款的 {rate}",
        f"{row['new_share']:.0%} new buyers, {rate} come back for profit goods in 60 days",
    )


def _peak_shares(seen: Seen) -> np.ndarray:
    """Each product's best 120 days in a row as a share of its last 364; NaN below 364 days."""
    history = seen.history[:, -364:]
    if history.shape[1] < 364:
        return np.full(len(history), np.nan)
    around = np.concatenate([history, history[:, :120]], axis=1)  # the year is a ring
    total = np.cumsum(np.pad(around, ((0, 0), (1, 0))), axis=1)
    best = (total[:, 120:] - total[:, :-120]).max(axis=1)
    whole = history.sum(axis=1)
    return np.divide(best, whole, out=np.full(len(whole), np.nan), where=whole >= 20)
