"""What the traffic analysis reads: daily counts by channel, and the promotion calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from fupan.analysis.finding import Evidence
from fupan.analysis.normal import Normal, history, known_events
from fupan.analysis.traffic.acts import acts_of
from fupan.ground.calendar import Event
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.metrics import measure
from fupan.store import Shop

NOTEBOOK = "01_traffic"
# A rate, and the daily counts that it is the quotient of; those with a worth in money first.
RATES = {
    "pay_conversion": ("daily_pay_buyers", "visitors"),
    "cart_rate": ("daily_cart_visitors", "visitors"),
    "bounce_rate": ("bounces", "visitors"),
}
SMALLEST_SHARE = 0.002  # of the period's sales: what is worth less is not a finding
COUNTS = ("visitors", "bounces", "daily_cart_visitors", "daily_pay_buyers", "channel_pay_amount")

UNCAUSED = Text(
    zh="这是和店铺自己的往常相比，只说明“不寻常”，还没有证明原因",
    en="Measured against the shop's own past: it shows that this is unusual, not why",
)


@dataclass(frozen=True)
class Seen:
    """What the analysis reads: daily counts by channel, whole channels, and the calendar."""

    daily: pd.DataFrame
    now: pd.DataFrame
    before: pd.DataFrame
    events: list[Event]
    period: Period
    baseline: Period | None
    currency: str
    sales: float
    acts: Mapping[str, list[Evidence]] = field(default_factory=dict)

    def series(self, column: str, channel: str | None = None) -> pd.Series:
        """One daily series by date; all channels together where none is named."""
        rows = self.daily if channel is None else self.daily[self.daily["channel"] == channel]
        return rows.groupby("day")[column].sum(min_count=1)

    def per_visitor(self, channel: str | None) -> float:
        """What a visitor was worth in the four weeks before, as the platform attributes it."""
        amount = self.series("channel_pay_amount", channel)
        visitors = self.series("visitors", channel)
        past = [d for d in visitors.index if d < self.period.start][-28:]
        came = visitors.reindex(past).sum()
        return float(amount.reindex(past).sum() / came) if came else float("nan")


def look(shop: Shop, period: Period, baseline: Period | None) -> Seen:
    span = history(period)
    daily = measure(shop, list(COUNTS), period=span, by=["channel"], grain="day", missing="empty")
    daily = daily.assign(day=daily["day"].astype("datetime64[s]").dt.date)
    now = _by_channel(daily, period)
    before = _by_channel(daily, baseline) if baseline else now.iloc[:0]
    return Seen(
        daily,
        now,
        before,
        known_events(shop, span),
        period,
        baseline,
        shop.currency,
        float(now["channel_pay_amount"].sum()),
        acts_of(shop, period),
    )


def _by_channel(daily: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row per channel with its counts in the period, by channel."""
    inside = daily[[d in period for d in daily["day"]]]
    return (
        inside.groupby("channel")[list(COUNTS)]
        .sum(min_count=1)
        .dropna(subset=["visitors"])
        .reset_index()
    )


def visitors_of(rows: pd.DataFrame, channel: str) -> float | None:
    held = rows.loc[rows["channel"] == channel, "visitors"]
    return float(held.iloc[0]) if len(held) else None


def percent(normal: Normal) -> str:
    return f"{abs(normal.actual / normal.expected - 1):.0%}"


def comparable_days(normal: Normal) -> Text:
    """How a sentence begins where some days have no precedent and are not judged."""
    if normal.judged_days == len(normal.days):
        return Text("", "")
    return Text(
        zh=f"除去没有先例的大促日，其余 {normal.judged_days} 天里，",
        en=f"On the {normal.judged_days} days that have a precedent, ",
    )
