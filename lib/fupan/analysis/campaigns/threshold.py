"""Whether a spend-and-save line (满减) fits the baskets that buyers had before it."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from fupan.analysis.campaigns.sales import paid_lines
from fupan.analysis.campaigns.scope import Campaign
from fupan.analysis.finding import Evidence
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import grouped, share
from fupan.store import Shop

BEFORE_DAYS = 28
NEAR = 0.7  # a basket of this share of the line may be filled up to it
FEW, MOST = 0.1, 0.6  # of baskets: hardly anybody is near it; most are above it anyway
FEWEST_BASKETS = 50


def threshold_evidence(shop: Shop, campaign: Campaign) -> Evidence | None:
    """The line held against baskets of the four weeks before; None where it has no line."""
    line = campaign.threshold
    if line is None or campaign.held is None:
        return None
    begin = campaign.period.start
    before = baskets(shop, campaign, Period(begin - timedelta(days=BEFORE_DAYS), begin))
    now = baskets(shop, campaign, campaign.held)
    if min(len(before), len(now)) < FEWEST_BASKETS:
        return None
    above = float((before >= line).mean())
    near = float(((before >= NEAR * line) & (before < line)).mean())
    rose = float((now >= line).mean()) - above
    if above > MOST:
        read = Text("多数人本来就够，白送", "most reach it anyway, so it is given away")
    elif near < FEW:
        read = Text("几乎没人凑得到，门槛太高", "hardly anybody is near it: it is too high")
    elif rose < 0.02:
        read = Text("够得着的人不少，但没有人去凑", "many are near it, yet nobody filled up")
    else:
        read = Text("有人凑单，门槛不是原因", "buyers filled up to it: not the reason")
    told, middle = grouped(line, 0), grouped(float(before.median()), 0)
    return Evidence(
        Text(
            zh=f"门槛：满 {told}，活动前一单中位 {middle}，{share(above, 0)} 本来就够，"
            f"{share(near, 0)} 差三成以内，{read.zh}",
            en=f"Threshold: spend {told}; the median basket before was {middle}, {share(above, 0)} "
            f"were above it, {share(near, 0)} within 30 % below: {read.en}",
        ),
        "orders",
        near,
    )


def baskets(shop: Shop, campaign: Campaign, span: Period) -> pd.Series:
    """What each order of the campaign's goods came to before its discount, in `span`."""
    lines = paid_lines(shop, span)
    if campaign.products:
        lines = lines.filter(lines.product_id.isin(sorted(campaign.products)))
    whole = lines.paid + lines.discount_amount.fill_null(0).cast("float64")
    summed = lines.mutate(whole=whole).group_by("order_id").agg(basket=lambda t: t.whole.sum())
    return summed.order_by("order_id").to_pandas()["basket"].astype(float)
