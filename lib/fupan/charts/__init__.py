"""Charts: each draws a finished table and its words, and computes and queries nothing."""

from fupan.charts.bars import bullet, funnel, ranking, variance
from fupan.charts.flow import flow
from fupan.charts.heat import heat
from fupan.charts.trend import multiples, trend
from fupan.charts.waterfall import waterfall

__all__ = [
    "bullet",
    "flow",
    "funnel",
    "heat",
    "multiples",
    "ranking",
    "trend",
    "variance",
    "waterfall",
]
