"""Suppliers: how long they take, how much that varies, how often and how far they are late."""

from __future__ import annotations

import pandas as pd

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.inventory.reasons import LATE_DAYS
from fupan.analysis.inventory.seen import NOTEBOOK, Seen
from fupan.ground.language import Text
from fupan.ground.words import count, share

PAST_DAYS = 365
LATE_SHARE = 0.30  # of the period's lines: more is a finding
FEWEST_LINES = 5


def suppliers(seen: Seen) -> pd.DataFrame:
    """One row per supplier: lines of a year, mean and spread of lead time, late share, worst.

    `now_late` is the share among lines that were due in the period.
    """
    lines = seen.lines.dropna(subset=["supplier"])
    start = pd.Timestamp(seen.period.start)
    lines = lines[lines["ordered_on"] >= start - pd.Timedelta(days=PAST_DAYS)]
    judged = lines.dropna(subset=["late"]).assign(is_late=lambda t: t["late"] >= LATE_DAYS)
    due = judged[(judged["received_on"].isna()) | (judged["received_on"] >= start)]
    due = due[due["expected_on"] < pd.Timestamp(seen.period.end)]
    table = lines.groupby("supplier", sort=True).agg(
        lines=("sku_id", "size"), lead=("lead", "mean"), spread=("lead", "std")
    )
    table["late_share"] = judged.groupby("supplier")["is_late"].mean()
    table["worst"] = judged.groupby("supplier")["late"].max()
    table["due"] = due.groupby("supplier").size()
    table["now_late"] = due.groupby("supplier")["is_late"].mean()
    table["due"] = table["due"].fillna(0)
    return table.reset_index().sort_values(
        ["now_late", "late_share", "supplier"], ascending=[False, False, True], ignore_index=True
    )


def supplier_findings(seen: Seen, table: pd.DataFrame, lost: pd.DataFrame) -> list[Finding]:
    """Suppliers who emptied a shelf, or were late far beyond their own past."""
    found = []
    for row in table.to_dict("records"):
        hurt = lost[(lost["supplier"] == row["supplier"]) & lost["sure"]]["item"].tolist()
        often = row["due"] >= FEWEST_LINES and row["now_late"] >= LATE_SHARE
        usual = row["late_share"] > 0.2 and row["now_late"] < 2 * row["late_share"]
        if not hurt and (not often or usual):
            continue
        found.append(_finding(row, hurt))
    return found


def _finding(row: dict[str, object], hurt: list[str]) -> Finding:
    name, late, worst = str(row["supplier"]), share(row["now_late"]), count(row["worst"])
    return Finding(
        id="",
        notebook=NOTEBOOK,
        kind="cause",
        metric="late_share",
        subject_kind="segment",
        subject=name,
        cause="late_supplier",
        value=float(row["now_late"]),
        baseline=float(row["late_share"]),
        change=float(row["now_late"] - row["late_share"]),
        unit="rate",
        confidence=0.9,
        title=Text(f"{name}晚到 {late}", f"{name} late on {late} of its lines"),
        statement=Text(
            zh=f"{name}这个月该到的 {count(row['due'])} 行采购有 {late} 晚到 {LATE_DAYS} 天以上，"
            f"最多晚 {worst} 天；一年来平均是 {share(row['late_share'])}。",
            en=f"{name} was {LATE_DAYS}+ days late on {late} of {count(row['due'])} lines due, at "
            f"worst {worst} days; over a year it is {share(row['late_share'])}.",
        ),
        evidence=(
            Evidence(
                Text(
                    f"到货周期 {row['lead']:.1f} 天，波动 {row['spread']:.1f} 天",
                    f"lead time {row['lead']:.1f} days, spread {row['spread']:.1f}",
                ),
                "purchases",
                float(row["lead"]),
            ),
        ),
        action=Text(
            "按实际到货周期下单，谈晚到赔付，找第二家",
            "Order by the lead time it keeps, agree a penalty, find a second source",
        ),
        caveat=Text(
            "晚到的损失记在断货的 SKU 上，这里不重复算钱",
            "What late deliveries cost stands with the SKUs that ran out, not here",
        )
        if hurt
        else None,
    )
