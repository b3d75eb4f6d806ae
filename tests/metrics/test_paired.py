"""A quotient divides what rows know of both sides; a tool without clicks does not lower a rate."""

import pandas as pd
import pytest

from fupan.metrics import METRICS, measure
from fupan.store import Shop


def _shop() -> Shop:
    """Tool A: 1000 shown, 50 clicks, ¥100, sales ¥300. B: ¥900 alone."""
    a = {"date": "2026-10-01", "tool": "feed", "campaign_id": "a", "impressions": 1000,
         "clicks": 50, "cost": 100, "attributed_amount": 300}  # fmt: skip
    b = {"date": "2026-10-01", "tool": "qianchuan", "campaign_id": "b", "cost": 900}
    visits = {"date": "2026-10-01", "device": "all"}
    traffic = [{**visits, "channel": "search", "visitors": 10, "pageviews": 30},
               {**visits, "channel": "live", "visitors": 90}]  # fmt: skip
    return Shop.of("s", {"ads": pd.DataFrame([a, b]), "traffic": pd.DataFrame(traffic)})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ad_ctr", 50 / 1000),
        ("cpc", 100 / 50),
        ("cpm", 100 / 1000 * 1000),
        ("roas", 300 / 100),
        ("ad_cost", 1000),
        ("pages_per_visitor", 30 / 10),
    ],
)
def test_rows_that_lack_one_side_stay_out_of_the_quotient(name: str, value: float) -> None:
    assert measure(_shop(), name, period="2026-10-01")[name].item() == pytest.approx(value)


def test_a_tool_that_tells_neither_has_no_rate() -> None:
    told = measure(_shop(), ["cpc", "ad_cost"], period="2026-10-01", by=["tool"]).set_index("tool")
    assert told.loc["qianchuan", "ad_cost"] == 900
    assert pd.isna(told.loc["qianchuan", "cpc"]) and told.loc["feed", "cpc"] == 2


def test_the_parts_of_such_quotients_are_shown_nowhere() -> None:
    parts = [m for name, m in METRICS.items() if "_where_" in name]
    assert parts and not any(m.shown for m in parts)
