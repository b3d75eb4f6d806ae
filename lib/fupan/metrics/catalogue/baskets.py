"""Baskets: how much a buyer spends, on how many orders and items."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.metrics.facts import PLACED
from fupan.metrics.kinds import Metric, People, Ratio

_SAME_PEOPLE = Text(
    "用累计值相除，不能平均每天的值；刷单、赠品和没有买家标识的订单不在内",
    "quotient of sums, never a mean of daily values; brushed and gift lines and orders without "
    "a buyer id are out",
)

METRICS: tuple[Metric, ...] = (
    People(
        name="placed_paid_orders",
        label=Text("下单且已付订单数", "Orders placed and paid by now"),
        fact=PLACED,
        of="order_id",
        where=lambda t: t.paid_at.notnull(),
        one_day=True,
        unit="count",
        good="up",
        shown=False,
        formula=Text("期内拍下、至今已付款的主订单数", "orders of the period that are paid by now"),
        trap=Text("按下单日，不按付款日", "by the day of the order, not of the payment"),
        source="订单表",
    ),
    Ratio(
        name="order_payment_rate",
        label=Text("订单支付率", "Share of orders paid"),
        top="placed_paid_orders",
        bottom="orders_placed",
        unit="rate",
        good="up",
        formula=Text(
            "期内拍下且已付款的订单 ÷ 期内拍下的订单",
            "orders placed and paid by now ÷ orders placed",
        ),
        trap=Text("按订单算；按买家的是下单-支付转化率", "“Order-to-pay rate” is of buyers"),
        source="订单表",
    ),
    Ratio(
        name="spend_per_buyer",
        label=Text("客单价", "Spend per buyer"),
        top="known_buyer_gmv",
        bottom="pay_buyers",
        unit="money",
        good="up",
        formula=Text(
            "支付金额 ÷ 支付买家数 = 笔单价 × 人均笔数",
            "paid amount ÷ paying buyers = order value × orders per buyer",
        ),
        trap=Text(
            "很多工具除的是订单数，那是笔单价；买家越跨期去重，客单价越高，月值不等于日值平均；"
            "没有买家标识的订单不在内",
            "many tools divide by orders, which is the order value; buyers distinct over a "
            "month make it higher than any mean of days; orders without a buyer id are left out",
        ),
        counted={
            "生意参谋": Text("支付金额 ÷ 支付买家数", "paid amount ÷ paying buyers"),
            "京东商智": Text("成交金额 ÷ 成交客户数", "amount ÷ buyers"),
            "Shopify": Text(
                "没有客单价，AOV 是每单金额（笔单价）", "has none; its AOV is per order"
            ),
        },
        source="生意参谋、京东商智",
        called={
            "生意参谋": "客单价",
            "京东商智": "客单价",
            "抖店罗盘": "客单价",
            "通用": "ARPU / ATV",
        },
    ),
    Ratio(
        name="order_value",
        label=Text("笔单价", "Average order value"),
        top="gmv",
        bottom="paid_orders",
        unit="money",
        good="up",
        formula=Text("支付金额 ÷ 支付订单数", "paid amount ÷ paid orders"),
        trap=Text(
            "英文工具的 AOV 是它，不是客单价；按主订单算",
            "what English tools call AOV; spend per buyer divides by buyers instead",
        ),
        source="生意参谋",
        called={
            "生意参谋": "笔单价",
            "Shopify": "AOV / Average order value",
            "GA4": "Average purchase revenue",
        },
    ),
    Ratio(
        name="item_price",
        label=Text("件单价", "Average item price"),
        top="gmv",
        bottom="items",
        unit="money",
        good="depends",
        formula=Text("支付金额 ÷ 支付件数", "paid amount ÷ items paid"),
        trap=Text(
            "含运费；结构一变它就变，不等于涨价",
            "shipping is in; it moves with the mix even when no price does",
        ),
        source="生意参谋",
        called={"生意参谋": "件单价"},
    ),
    Ratio(
        name="items_per_order",
        label=Text("连带率", "Items per order"),
        top="items",
        bottom="paid_orders",
        unit="ratio",
        good="up",
        formula=Text("支付件数 ÷ 支付订单数", "items paid ÷ paid orders"),
        trap=Text(
            "有的按子订单数算；赠品计入会虚高", "some divide lines; counting gifts inflates it"
        ),
        source="零售通用",
        called={"零售": "连带率", "通用": "UPT"},
    ),
    Ratio(
        name="orders_per_buyer",
        label=Text("人均笔数", "Orders per buyer"),
        top="known_buyer_orders",
        bottom="pay_buyers",
        unit="ratio",
        good="up",
        formula=Text("支付订单数 ÷ 支付买家数", "paid orders ÷ paying buyers"),
        trap=_SAME_PEOPLE,
        source="生意参谋",
        called={"生意参谋": "人均支付笔数", "Shopify": "Orders per customer"},
    ),
    Ratio(
        name="items_per_buyer",
        label=Text("人均支付件数", "Items per buyer"),
        top="known_buyer_items",
        bottom="pay_buyers",
        unit="ratio",
        good="up",
        formula=Text("支付件数 ÷ 支付买家数", "items paid ÷ paying buyers"),
        trap=_SAME_PEOPLE,
        source="生意参谋",
        called={"生意参谋": "人均支付件数"},
    ),
)
