"""Repeat rates of one window: buyers kept from the one before, repeat orders, the same category."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.metrics.facts import IN_TURN, KEPT, OF_CATEGORY, Fact
from fupan.metrics.kinds import Metric, Ratio, Total


def _part(name: str, label: Text, fact: Fact, of: str | None, formula: Text, trap: Text) -> Metric:
    """A top or bottom of one of the window's repeat rates."""
    return Total(
        name=name, label=label, fact=fact, of=of, needs=("buyer_id",), strict=True, unit="people",
        good="up", shown=False, formula=formula, trap=trap, source="通用",
    )  # fmt: skip


_WINDOW = Text("换了统计期就是另一个数", "another period is another figure")
OF_WINDOW: tuple[Metric, ...] = (
    _part(
        "buyers_before",
        Text("上期买家", "Buyers of the period before"),
        KEPT,
        "is_buyer",
        Text("上一期付过款的买家", "buyers who paid in the period before"),
        _WINDOW,
    ),
    _part(
        "buyers_kept",
        Text("上期买家本期又买", "Of these, buyers again"),
        KEPT,
        "is_back",
        Text("其中本期又付款的", "of these, who paid in this period too"),
        _WINDOW,
    ),
    Ratio(
        name="period_retention",
        label=Text("买家留存率（期到期）", "Buyer retention, period to period"),
        top="buyers_kept",
        bottom="buyers_before",
        unit="rate",
        good="up",
        formula=Text(
            "上期买家里本期又买的 ÷ 上期买家", "buyers of the period before who buy again ÷ all"
        ),
        trap=Text(
            "跟着大促走：上期有大促，买家多是一次性的，这个率就低",
            "follows promotions: after one, many buyers were there for it alone",
        ),
        source="通用",
        called={"通用": "留存率 / 复购率"},
    ),
    _part(
        "orders_of_buyers",
        Text("有买家标识的订单", "Orders of known buyers"),
        IN_TURN,
        None,
        Text("期内付款、认得出买家的订单", "orders paid in the period by known buyers"),
        _WINDOW,
    ),
    _part(
        "orders_again",
        Text("重复订单", "Repeat orders"),
        IN_TURN,
        "is_again",
        Text("其中该买家期内第 2 单起的订单", "of these, a buyer's second and later ones"),
        _WINDOW,
    ),
    Ratio(
        name="repeat_order_rate",
        label=Text("复购率（按订单）", "Repeat orders' share"),
        top="orders_again",
        bottom="orders_of_buyers",
        unit="rate",
        good="up",
        formula=Text("重复订单 ÷ 全部订单", "repeat orders ÷ all orders of known buyers"),
        trap=Text(
            "少数常客就能撑高；和按人算的复购率不能比",
            "a few regulars lift it; not to be compared with rates of buyers",
        ),
        source="通用",
        called={"通用": "订单复购率 / 复购率"},
    ),
    _part(
        "category_buyers",
        Text("类目买家（人 × 类目）", "Buyers by category"),
        OF_CATEGORY,
        None,
        Text("每个类目的买家，逐类目相加", "buyers of each category, added up"),
        Text("一人买两个类目算两次", "who buys in two categories counts twice"),
    ),
    _part(
        "category_repeaters",
        Text("类目复购买家", "Repeat buyers by category"),
        OF_CATEGORY,
        "is_twice",
        Text("其中同类目 ≥ 2 单的", "of these, with 2 or more orders in it"),
        Text("一人买两个类目算两次", "who buys in two categories counts twice"),
    ),
    Ratio(
        name="category_repeat_rate",
        label=Text("本品（类目）复购率", "Repeat rate within the category"),
        top="category_repeaters",
        bottom="category_buyers",
        unit="rate",
        good="up",
        formula=Text(
            "同类目 ≥ 2 单的买家 ÷ 该类目买家", "buyers with ≥ 2 orders in a category ÷ its buyers"
        ),
        trap=Text("类目分得越粗越高", "coarser categories give more"),
        source="通用",
        called={"通用": "本品复购率 / 复购率"},
    ),
)
