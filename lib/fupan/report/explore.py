"""What-if on a notebook's page: move a slider, see what it costs; without widgets, the table.

The figures come from the analyses; this module only lets a reader choose among them.
"""

from __future__ import annotations

import os

import pandas as pd
from IPython import get_ipython

from fupan.analysis.inventory.proof import LEVELS, service_against_cash
from fupan.analysis.inventory.seen import look
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.units import spelled
from fupan.report.blocks import Block, clean, said
from fupan.report.tray import ENV
from fupan.store import Shop

try:
    import ipywidgets
except ImportError:  # an optional extra; the table alone answers too
    ipywidgets = None


def service_level(shop: Shop, period: Period) -> pd.DataFrame:
    """One row per service level: safety stock, average stock, its cash, units short a month.

    In a live notebook a slider over the rows is shown as well; in a report the table stands alone.
    """
    table = service_against_cash(look(shop, period, None))
    if ipywidgets is not None and _is_live():
        ipywidgets.interact(
            lambda level: told(table, level, shop.currency),
            level=ipywidgets.SelectionSlider(
                options=[(f"{v:.0%}", v) for v in LEVELS],
                value=0.95,
                description=str(Text("服务水平", "Service level")),
                continuous_update=False,
            ),
        )
    return table


def told(table: pd.DataFrame, level: float, currency: str = "CNY") -> Block:
    """What one service level costs and saves against each item's own, as a sentence."""
    row = table.iloc[(table["level"] - level).abs().argmin()]
    own = table[table["level"].isna()].iloc[0]
    more = spelled(row["cash"] - own["cash"], "money", currency)
    sentence = Text(
        zh=f"服务水平 {row['level']:.0%}：平均压 {spelled(row['cash'], 'money', currency)} 现金"
        f"（比各 SKU 自己的水平多 {more}），每月少卖约 {spelled(row['short'], 'items')} 件，"
        f"少赚 {spelled(row['margin_short'], 'money', currency)}。",
        en=f"Service level {row['level']:.0%}: {spelled(row['cash'], 'money', currency)} of cash "
        f"in stock on average ({more} more than at each item's own), about "
        f"{spelled(row['short'], 'items')} units short a month, "
        f"{spelled(row['margin_short'], 'money', currency)} of margin.",
    )
    return Block(said("p", sentence), clean(sentence))


def _is_live() -> bool:
    """Whether a front end with a kernel is there; the runner's has no comm to talk back."""
    shell = get_ipython()
    return shell is not None and ENV not in os.environ and hasattr(shell, "kernel")
