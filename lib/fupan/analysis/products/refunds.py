"""Refunds by product and reason: whose goods come back more than they used to, and why."""

from __future__ import annotations

import ibis
import pandas as pd
from scipy.stats import betabinom

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.products.seen import NOTEBOOK, SMALLEST_SHARE, Seen
from fupan.contract.orders import UNKNOWN_PRODUCT
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import amount_text, count, share
from fupan.store import Shop

PAST_SPANS = 6  # months before, or as many spans of the period's length
CHANCE = 0.05  # divided by the number of products: any false alarm at all is this rare
DRAWN = 10.0  # lines of the shop's own rate that steady a small product
LEAST_RISE = 1.5  # times its own past
SURE = 400.0  # lines at most that the past counts for, as rates drift by themselves


def refunds(seen: Seen) -> pd.DataFrame:
    """One row per product paid in the period: lines, refunded share now and before, main reason."""
    now = _counted(seen.shop, seen.period)
    before = _past(seen)
    # As floats, so that a period without any product is an empty table too.
    now["before"] = now["product_id"].map(before["refunded"] / before["lines"]).astype(float)
    now["before_lines"] = now["product_id"].map(before["lines"]).astype(float).fillna(0)
    now["share"] = now["refunded"] / now["lines"]
    reasons = _reasons(seen.shop, seen.period)
    now["reason"] = [reasons.get(p, "") for p in now["product_id"]]
    sure = now["before_lines"].clip(upper=SURE)
    pooled = float(before["refunded"].sum() / max(before["lines"].sum(), 1))
    own = now["before"].fillna(pooled)
    a = (own * sure + DRAWN * pooled + 0.1).to_numpy()
    b = ((1 - own) * sure + DRAWN * (1 - pooled) + 0.9).to_numpy()
    now["p_value"] = betabinom.sf(now["refunded"] - 1, now["lines"].astype(int), a, b)
    few = max(len(now), 1)
    now["is_off"] = (
        (now["p_value"] < CHANCE / few)
        & (now["share"] >= LEAST_RISE * now["before"].fillna(0))
        & (now["before_lines"] >= 30)
    )
    titles = dict(zip(seen.now["product_id"], seen.now["label"], strict=True))
    now.insert(0, "label", [titles.get(p, p) for p in now["product_id"]])
    now["amount"] = now["product_id"].map(seen.now.set_index("product_id")["refunds_of_orders"])
    return now.sort_values(
        ["is_off", "amount", "product_id"], ascending=[False, False, True], ignore_index=True
    )


def refund_findings(seen: Seen, table: pd.DataFrame) -> list[Finding]:
    """A change per product whose refunds rose beyond chance and its own past."""
    found = []
    for row in table[table["is_off"]].to_dict("records"):
        excess = (row["share"] - row["before"]) * row["lines"]
        money = float(row["amount"]) * (1 - row["before"] / row["share"])
        if money < SMALLEST_SHARE * seen.sales:
            continue
        wide = 1.96 * money / max(float(row["refunded"]), 1.0) ** 0.5
        told = amount_text(money, seen.currency)
        why = f"，主要是“{row['reason']}”" if row["reason"] else ""
        why_en = f", mostly “{row['reason']}”" if row["reason"] else ""
        found.append(
            Finding(
                id="",
                notebook=NOTEBOOK,
                kind="change",
                metric="refund_rate_cohort",
                subject_kind="product",
                subject=str(row["product_id"]),
                value=float(row["share"]),
                baseline=float(row["before"]),
                change=float(row["share"] - row["before"]),
                unit="rate",
                impact=-money,
                impact_low=-money - wide,
                impact_high=min(-money + wide, 0.0),
                confidence=round(1 - row["p_value"], 4),
                method="beta-binomial against its own past six months",
                title=Text(
                    f"{row['product_id']} 退款率升到 {share(row['share'])}",
                    f"{row['product_id']}: refunds up to {share(row['share'])}",
                ),
                statement=Text(
                    zh=f"{row['label']}的退款率从 {share(row['before'])} 升到 {share(row['share'])}"
                    f"{why}，多退约 {count(excess)} 单、{told.zh}。",
                    en=f"Refunds of {row['label']} rose from {share(row['before'])} to "
                    f"{share(row['share'])}{why_en}: about {count(excess)} lines and "
                    f"{told.en} more.",
                ),
                evidence=(
                    Evidence(
                        Text(
                            f"{count(row['lines'])} 行里退了 {count(row['refunded'])} 行",
                            f"{count(row['refunded'])} of {count(row['lines'])} lines",
                        ),
                        "orders",
                        float(row["refunded"]),
                    ),
                ),
                action=Text(
                    "抽检这一批货，改详情页的说法，联系供应商赔付",
                    "Inspect the batch, correct the page, claim on the supplier",
                ),
                caveat=Text(
                    "付款还不满一个月的订单，退款还没退完",
                    "Lines paid less than a month ago may still be refunded",
                ),
            )
        )
    return found


def _past(seen: Seen) -> pd.DataFrame:
    """The same count over the spans before, each at its own end, so that all are equally young."""
    spans = [seen.period.shifted(-n * seen.period.days) for n in range(1, PAST_SPANS + 1)]
    rows = pd.concat([_counted(seen.shop, span) for span in spans])
    return rows.groupby("product_id")[["lines", "refunded"]].sum()


def _counted(shop: Shop, period: Period) -> pd.DataFrame:
    """One row per product: lines paid in the period, and how many were refunded by its end."""
    lines = _paid(shop, period)
    back = lines.refund_amount.fill_null(0) > 0
    if "refunded_at" in lines.columns:
        back = back & (lines.refunded_at.isnull() | (lines.refunded_at.cast("date") < period.end))
    rows = lines.group_by("product_id").aggregate(
        lines=lines.count(), refunded=back.cast("int64").sum()
    )
    return rows.order_by("product_id").to_pandas()


def _reasons(shop: Shop, period: Period) -> dict[str, str]:
    """The reason given most often, per product; ties by name."""
    lines = _paid(shop, period)
    lines = lines.filter((lines.refund_amount > 0) & lines.refund_reason.notnull())
    rows = lines.group_by(["product_id", "refund_reason"]).aggregate(n=lines.count()).to_pandas()
    rows = rows.sort_values(["product_id", "n", "refund_reason"], ascending=[True, False, True])
    first = rows.groupby("product_id").first()
    return {str(k): str(v) for k, v in first["refund_reason"].items()}


def _paid(shop: Shop, period: Period) -> ibis.Table:
    lines = shop.orders
    day = lines.paid_at.cast("date")
    return lines.filter(
        lines.paid_at.notnull()
        & (lines.product_id != UNKNOWN_PRODUCT)
        & (day >= period.start)
        & (day < period.end)
        & ~lines.is_suspect.fill_null(False)
        & ~lines.is_gift.fill_null(False)
    )
