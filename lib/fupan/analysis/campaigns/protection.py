"""Price protection: refunds of earlier orders that a campaign's lower price set off."""

from __future__ import annotations

from datetime import timedelta

from fupan.analysis.campaigns.sales import paid_lines
from fupan.analysis.campaigns.scope import Campaign
from fupan.ground.periods import Period
from fupan.store import Shop

EARLIER = 30  # days before it whose buyers may ask for the difference
LATER = 30  # days after its end in which they do
REASONS = r"价保|保价|差价|补差|降价|price.?(protect|match|adjust|drop)"


def protection_paid(shop: Shop, campaign: Campaign) -> float:
    """Money paid back on orders of its goods from the month before, for its lower price.

    Told by the refund's reason alone; without reasons it cannot be told apart and is 0.
    """
    begin, end = campaign.period.start, campaign.period.end
    lines = paid_lines(shop, Period(begin - timedelta(days=EARLIER), begin))
    if campaign.products:
        lines = lines.filter(lines.product_id.isin(sorted(campaign.products)))
    asked = lines.filter(
        lines.refund_reason.lower().re_search(REASONS),
        lines.refunded_at >= str(begin),
        lines.refunded_at < str(end + timedelta(days=LATER)),
    )
    found = asked.aggregate(paid=asked.refund_amount.cast("float64").sum()).to_pandas()
    value = found["paid"].iloc[0]
    return float(value) if value == value and value is not None else 0.0
