"""The list of all tables, in the order in which a person would read them."""

from __future__ import annotations

from fupan.contract.ads import ads
from fupan.contract.campaigns import calendar, campaign_buyers, campaign_products, campaigns
from fupan.contract.goods import prices, products, skus
from fupan.contract.ledger import actions, log
from fupan.contract.lives import live_products, lives
from fupan.contract.orders import orders
from fupan.contract.plan import costs, targets
from fupan.contract.service import reviews, service
from fupan.contract.stock import inventory, purchases
from fupan.contract.table import Table
from fupan.contract.traffic import events, product_traffic, traffic
from fupan.ground.errors import WrongUse, listed, suggestion
from fupan.ground.language import Text

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        orders,
        traffic,
        product_traffic,
        events,
        ads,
        lives,
        live_products,
        inventory,
        purchases,
        service,
        reviews,
        products,
        skus,
        campaigns,
        campaign_products,
        campaign_buyers,
        prices,
        targets,
        costs,
        log,
        actions,
        calendar,
    )
}


def find_table(name: str) -> Table:
    """The table of that name; an error with the nearest name where there is none."""
    if name in TABLES:
        return TABLES[name]
    hint = suggestion(name, TABLES)
    raise WrongUse(
        Text(
            zh=f"没有叫 {name!r} 的表。{hint.zh}可用的表：{listed(TABLES, 30)}。",
            en=f"There is no table {name!r}.{hint.en} Tables: {listed(TABLES, 30)}.",
        )
    )
