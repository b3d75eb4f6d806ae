"""Orders with a buyer id: what stands over the number of buyers, so that both are the same people.

Orders without one count in the shop's sales and orders, but in no figure per buyer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fupan.ground.language import Text
from fupan.metrics.facts import PAID
from fupan.metrics.kinds import Metric, People, Ratio, Total

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, StringValue, Table

_LEFT_OUT = Text("没有买家标识的订单不在内", "orders without a buyer id are left out")


def _is_known(t: Table) -> BooleanValue:
    return t.buyer_id.notnull()


def _order_of_buyer(t: Table) -> StringValue:
    # One number under two buyers is two orders: each of them bought once. The length keeps
    # "1" + "23" and "12" + "3" apart; without a buyer it is empty.
    return t.order_id.length().cast("string") + ":" + t.order_id + t.buyer_id


METRICS: tuple[Metric, ...] = (
    Total(
        name="known_buyer_gmv",
        label=Text("有买家标识的支付金额", "Paid by known buyers"),
        fact=PAID,
        of="paid_amount",
        where=_is_known,
        needs=("buyer_id",),
        unit="money",
        good="up",
        shown=False,
        formula=Text("有买家标识的订单的支付金额", "paid amount of orders with a buyer id"),
        trap=_LEFT_OUT,
        source="订单表",
    ),
    Total(
        name="unknown_buyer_gmv",
        label=Text("没有买家标识的订单", "Orders without a buyer id"),
        fact=PAID,
        of="paid_amount",
        where=lambda t: t.buyer_id.isnull(),
        needs=("buyer_id",),
        unit="money",
        good="depends",
        shown=False,
        formula=Text("没有买家标识的订单的支付金额", "paid amount of orders without a buyer id"),
        trap=Text("不在任何人均的数里", "in no figure per buyer"),
        source="订单表",
    ),
    Total(
        name="known_buyer_items",
        label=Text("有买家标识的支付件数", "Items paid by known buyers"),
        fact=PAID,
        of="quantity",
        where=_is_known,
        needs=("buyer_id",),
        unit="items",
        good="up",
        shown=False,
        formula=Text("有买家标识的订单的件数", "items of orders with a buyer id"),
        trap=_LEFT_OUT,
        source="订单表",
    ),
    People(
        name="known_buyer_orders",
        label=Text("有买家标识的订单数", "Orders of known buyers"),
        fact=PAID,
        of=_order_of_buyer,
        needs=("order_id", "buyer_id"),
        one_day=True,
        unit="count",
        good="up",
        shown=False,
        formula=Text(
            "有买家标识的订单数，按（买家，订单号）去重", "distinct pairs of buyer and order"
        ),
        trap=_LEFT_OUT,
        source="订单表",
    ),
    Ratio(
        name="known_buyer_order_value",
        label=Text("笔单价（有买家标识的订单）", "Order value of known buyers"),
        top="known_buyer_gmv",
        bottom="known_buyer_orders",
        unit="money",
        good="up",
        shown=False,
        formula=Text(
            "有买家标识的订单：支付金额 ÷ 订单数", "paid amount ÷ orders, where the buyer is known"
        ),
        trap=_LEFT_OUT,
        source="订单表",
    ),
)
