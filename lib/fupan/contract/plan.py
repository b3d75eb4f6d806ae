"""Plan: what the shop wants to reach, and what it costs to run."""

from fupan.contract.table import Table, month, number, shop, text
from fupan.ground.language import Text

targets = Table(
    "targets",
    Text("目标", "targets"),
    Text("每行一个月 × 一个指标的目标", "One row per month × metric"),
    (
        shop(),
        month("month", "月份", "month", key=True),
        text("metric", "指标名", "metric's name in the catalogue", key=True),
        number("value", "目标值", "target"),
    ),
)

costs = Table(
    "costs",
    Text("费用", "costs"),
    Text("每行一个月 × 一项费用", "One row per month × item"),
    (
        shop(),
        month("month", "月份", "month", key=True),
        text(
            "item", "费用项", "platform_fee_rate, payment_fee_rate, shipping_per_order, …", key=True
        ),
        number("value", "数值", "value"),
    ),
)
