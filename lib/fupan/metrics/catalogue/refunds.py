"""Refunds: whose refunds, by which day, over what."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.metrics.facts import PAID, PLACED, REFUNDED
from fupan.metrics.kinds import Metric, People, Ratio, Total

METRICS: tuple[Metric, ...] = (
    Total(
        name="refunds_of_orders",
        label=Text("本期订单的退款", "Refunds of the period's orders"),
        fact=PAID,
        of=lambda t: t.refund_amount.fill_null(0),
        needs=("refund_amount",),
        unit="money",
        good="down",
        formula=Text("期内付款的订单至今退掉的金额", "refunded by now of lines paid in the period"),
        trap=Text("新近的月份还没退完", "recent months are not complete yet"),
        source="订单表",
    ),
    Total(
        name="refunds_by_refund_day",
        label=Text("成功退款金额", "Refunds, by refund day"),
        fact=REFUNDED,
        of="refund_amount",
        unit="money",
        good="down",
        formula=Text(
            "期内退出去的金额，不论哪个月的订单", "refunded in the period, whichever month's orders"
        ),
        trap=Text(
            "大多不是本期订单的，除以本期支付可超过 100%",
            "mostly of earlier orders, so over this period's sales it can pass 100 %",
        ),
        source="生意参谋",
        called={"生意参谋": "成功退款金额", "Shopify": "Returns"},
    ),
    People(
        name="refunded_orders",
        label=Text("退款订单数", "Refunded orders"),
        fact=PAID,
        of="order_id",
        where=lambda t: t.refund_amount > 0,
        needs=("refund_amount",),
        one_day=True,
        unit="count",
        good="down",
        formula=Text(
            "期内付款、至今有退款的主订单数", "orders paid in the period, refunded by now"
        ),
        trap=Text("部分退款也算一单", "an order refunded in part counts as one"),
        source="生意参谋",
        called={"生意参谋": "成功退款笔数"},
    ),
    Ratio(
        name="refund_rate",
        label=Text("退款率（按订单）", "Refund rate, of paid orders"),
        top="refunded_orders",
        bottom="paid_orders",
        unit="rate",
        good="down",
        formula=Text("有退款的订单 ÷ 支付订单", "refunded orders ÷ paid orders"),
        trap=Text(
            "分母是已付款的订单；除以全部下单会显得更低，也不对",
            "the bottom is paid orders; over all orders placed it looks lower, and is wrong",
        ),
        counted={
            "生意参谋": Text(
                "按退款成功时间，不含货到付款，分子不限本期订单",
                "by the day of success, cash on delivery out, refunds of any period's orders",
            ),
            "抖店罗盘": Text(
                "有按支付时间和按退款时间两种，看列名",
                "by payment time or by refund time; read the column's name",
            ),
        },
        source="生意参谋",
        called={"生意参谋": "退款率", "抖店罗盘": "退款率"},
    ),
    People(
        name="placed_refunded_orders",
        label=Text("下单且退款订单数", "Placed orders refunded"),
        fact=PLACED,
        of="order_id",
        where=lambda t: t.refund_amount > 0,
        needs=("refund_amount",),
        one_day=True,
        unit="count",
        good="down",
        shown=False,
        formula=Text(
            "期内下单、至今有退款的主订单数", "orders placed in the period, refunded by now"
        ),
        trap=Text("按下单日", "by the day of the order"),
        source="订单表",
    ),
    Ratio(
        name="refund_share_of_placed",
        label=Text("退款占全部下单比", "Refunded share of all orders placed"),
        top="placed_refunded_orders",
        bottom="orders_placed",
        unit="rate",
        good="down",
        formula=Text(
            "有退款的订单 ÷ 全部下单的订单（含未付款）",
            "refunded orders ÷ all orders placed, unpaid ones in",
        ),
        trap=Text(
            "这不是退款率：没付款的订单不可能退款，放进分母会把退款率做低",
            "not a refund rate: unpaid orders cannot be refunded, and only dilute it",
        ),
        source="订单表",
        instead=("refund_rate",),
    ),
    Ratio(
        name="refund_rate_same_period",
        label=Text("退款率（金额，按退款日）", "Refund rate by amount, by refund day"),
        top="refunds_by_refund_day",
        bottom="gmv",
        unit="rate",
        good="down",
        formula=Text("期内退款金额 ÷ 期内支付金额", "refunded in the period ÷ paid in the period"),
        trap=Text(
            "分子多是以前的订单；大促当月偏低、次月偏高",
            "mixes cohorts: too low in a promotion's month, too high in the next",
        ),
        source="生意参谋",
        called={"生意参谋": "退款率（金额） / 退款率", "京东商智": "退款率"},
    ),
    Ratio(
        name="refund_rate_cohort",
        label=Text("退款率（金额，按付款日）", "Refund rate by amount, of the period's orders"),
        top="refunds_of_orders",
        bottom="gmv",
        unit="rate",
        good="down",
        formula=Text("本期订单至今的退款 ÷ 本期支付金额", "refunded by now of these orders ÷ paid"),
        trap=Text("要等退款期过完（2–5 周）才可比", "compare only after 2 to 5 weeks of maturing"),
        source="订单表",
        called={"抖店罗盘": "退款率（支付时间）"},
    ),
    Total(
        name="refund_wait_days",
        label=Text("退款等待天数合计", "Days until refund, summed"),
        fact=REFUNDED,
        unit="days",
        good="depends",
        shown=False,
        of=lambda t: t.refunded_at.cast("date").delta(t.paid_at.cast("date"), unit="day"),
        formula=Text("付款到退款的天数之和", "days from payment to refund, added"),
        trap=Text("只作平均退款天数的分子", "only the top of the mean"),
        source="订单表",
    ),
    Total(
        name="refunded_lines",
        label=Text("退款子订单数", "Refunded lines, by refund day"),
        fact=REFUNDED,
        unit="count",
        good="down",
        formula=Text("期内退款的订单行数", "order lines refunded in the period"),
        trap=Text("按退款日，不是本期订单", "by refund day, not of the period's orders"),
        source="订单表",
    ),
    Ratio(
        name="days_to_refund",
        label=Text("平均退款天数", "Mean days to refund"),
        top="refund_wait_days",
        bottom="refunded_lines",
        unit="days",
        good="depends",
        formula=Text("付款到退款的天数 ÷ 退款行数", "days from payment to refund ÷ refunded lines"),
        trap=Text("还没退的不在内，会偏短", "refunds still to come are out, so it is too short"),
        source="订单表",
    ),
)
