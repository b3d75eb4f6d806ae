"""How much to order and when: the classical models of stock, one function each.

They take plain numbers and know nothing of a shop; the purchase list is the inventory
analysis's business. Figures of the textbooks are held by the tests.
"""

from fupan.analysis.ordering.lots import silver_meal, wagner_whitin
from fupan.analysis.ordering.newsvendor import (
    critical_ratio,
    newsvendor_normal,
    newsvendor_poisson,
)
from fupan.analysis.ordering.quantities import (
    discounted_quantity,
    economic_quantity,
    packed,
    safety_stock,
)
from fupan.analysis.ordering.reorder import (
    order_up_to_exact,
    order_up_to_power,
    reorder_cost,
    reorder_fill_rate,
    reorder_normal,
    reorder_poisson,
    reorder_stockout_cost,
)

__all__ = [
    "critical_ratio",
    "discounted_quantity",
    "economic_quantity",
    "newsvendor_normal",
    "newsvendor_poisson",
    "order_up_to_exact",
    "order_up_to_power",
    "packed",
    "reorder_cost",
    "reorder_fill_rate",
    "reorder_normal",
    "reorder_poisson",
    "reorder_stockout_cost",
    "safety_stock",
    "silver_meal",
    "wagner_whitin",
]
