"""What a reader is told of single products: which lose money, which deserve more visitors."""

from __future__ import annotations

import pandas as pd

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.products.seen import NOTEBOOK, SMALLEST_SHARE, Seen
from fupan.analysis.products.verdicts import MORE_VISITORS
from fupan.ground.language import Text
from fupan.ground.words import amount_text

MOST_PUSHED = 3


def verdict_findings(seen: Seen, judged: pd.DataFrame) -> list[Finding]:
    """Products that lose money, and the few that deserve more visitors."""
    if judged.empty:
        return []
    floor = SMALLEST_SHARE * seen.sales
    losing = judged[(judged["verdict"] == "clear") & (judged["worth"] >= floor)]
    pushed = judged[(judged["verdict"] == "push") & (judged["worth"] >= floor)].head(MOST_PUSHED)
    found = [_losing(seen, row) for row in losing.to_dict("records")]
    return [*found, *(_pushed(seen, row) for row in pushed.to_dict("records"))]


def _losing(seen: Seen, row: dict[str, object]) -> Finding:
    money = amount_text(row["worth"], seen.currency)
    return Finding(
        id="",
        notebook=NOTEBOOK,
        kind="risk",
        metric="contribution",
        subject_kind="product",
        subject=str(row["product_id"]),
        value=-float(row["worth"]),
        unit="money",
        impact=-float(row["worth"]),
        impact_low=-float(row["high"]),
        impact_high=-float(row["low"]),
        confidence=0.8,
        verdict="stop",
        method="contribution of 90 days, interval from the count of lines",
        title=Text(
            f"{row['product_id']} 每月亏 {money.zh}", f"{row['product_id']} loses {money.en}"
        ),
        statement=Text(
            zh=f"{row['label']}扣掉退款、广告和费用后每月亏约 {money.zh}：{row['reason'].zh}。",
            en=f"{row['label']} loses about {money.en} a month after refunds, ads and fees: "
            f"{row['reason'].en}.",
        ),
        evidence=(_earned(seen, row),),
        action=Text(
            "先停它的广告、提价，两周后还亏就清掉",
            "Stop its ads and raise the price; clear it if it still loses in two weeks",
        ),
        caveat=_CARRIED,
    )


def _pushed(seen: Seen, row: dict[str, object]) -> Finding:
    money = amount_text(row["worth"], seen.currency)
    return Finding(
        id="",
        notebook=NOTEBOOK,
        kind="opportunity",
        metric="contribution",
        subject_kind="product",
        subject=str(row["product_id"]),
        value=float(row["worth"]),
        unit="money",
        impact=float(row["worth"]),
        impact_low=float(row["low"]),
        impact_high=float(row["high"]),
        confidence=0.5,
        method="contribution per visitor of 90 days",
        title=Text(f"加推 {row['product_id']}", f"Push {row['product_id']}"),
        statement=Text(
            zh=f"{row['label']}{row['reason'].zh}；多带 {MORE_VISITORS:.0%} 的访客，每月约多赚 "
            f"{money.zh}。",
            en=f"{row['label']}: {row['reason'].en}; {MORE_VISITORS:.0%} more visitors would earn "
            f"about {money.en} a month.",
        ),
        evidence=(_earned(seen, row),),
        action=Text(
            "给它换更好的坑位，或从同类低产出的款挪一成预算，先看一周",
            "Give it a better place, or a tenth of the budget of a weaker one, and look in a week",
        ),
        caveat=Text(
            "假设多来的访客和现在的一样会买；通常会差一些",
            "Assumes that further visitors buy like today's; they usually buy less",
        ),
    )


_CARRIED = Text(
    "没有算它带动的其他商品；引流款另看回购",
    "What it sells of other products is not in it; for traffic products see who returns",
)


def _earned(seen: Seen, row: dict[str, object]) -> Evidence:
    net, left = (amount_text(row[n], seen.currency) for n in ("net", "contribution"))
    return Evidence(
        Text(f"90 天净销售 {net.zh}，贡献 {left.zh}", f"{net.en} net in 90 days, {left.en} left"),
        "orders",
        float(row["contribution"]),
    )
