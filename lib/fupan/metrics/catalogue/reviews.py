"""Reviews: how many, how good."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.metrics.facts import REVIEWS
from fupan.metrics.kinds import Metric, Ratio, Total

METRICS: tuple[Metric, ...] = (
    Total(
        name="reviews",
        label=Text("评价数", "Reviews"),
        fact=REVIEWS,
        unit="count",
        good="up",
        formula=Text("期内写下的评价数", "reviews written in the period"),
        trap=Text(
            "默认好评要不要算，看导出", "whether automatic praise is in depends on the export"
        ),
        source="评价表",
        called={"京东商智": "评价数", "千牛": "评价数"},
    ),
    Total(
        name="positive_reviews",
        label=Text("好评数", "Positive reviews"),
        fact=REVIEWS,
        where=lambda t: t.rating >= 4,
        unit="count",
        good="up",
        formula=Text("4–5 星的评价数", "reviews of 4 or 5 stars"),
        trap=Text("4 星起算好评", "from 4 stars on"),
        source="评价表",
    ),
    Total(
        name="negative_reviews",
        label=Text("差评数", "Negative reviews"),
        fact=REVIEWS,
        where=lambda t: t.rating <= 2,
        unit="count",
        good="down",
        formula=Text("1–2 星的评价数", "reviews of 1 or 2 stars"),
        trap=Text("2 星以下算差评", "up to 2 stars"),
        source="评价表",
    ),
    Ratio(
        name="positive_review_rate",
        label=Text("好评率", "Positive review rate"),
        top="positive_reviews",
        bottom="reviews",
        unit="rate",
        good="up",
        formula=Text("4–5 星的评价 ÷ 评价数", "reviews of 4 or 5 stars ÷ reviews"),
        trap=Text("只含写了评价的人；新老客分开看", "only those who write; new and old differ"),
        source="评价表",
        called={"京东商智": "好评率", "千牛": "好评率"},
    ),
    Ratio(
        name="negative_review_rate",
        label=Text("差评率", "Negative review rate"),
        top="negative_reviews",
        bottom="reviews",
        unit="rate",
        good="down",
        formula=Text("1–2 星的评价 ÷ 评价数", "reviews of 1 or 2 stars ÷ reviews"),
        trap=Text("评价少的商品不要排名", "do not rank products with few reviews"),
        source="评价表",
        called={"京东商智": "差评率"},
    ),
    Total(
        name="stars",
        label=Text("星数合计", "Stars, summed"),
        fact=REVIEWS,
        of="rating",
        unit="count",
        good="up",
        shown=False,
        formula=Text("星级相加", "stars added"),
        trap=Text("只作平均星级的分子", "only the top of the mean"),
        source="评价表",
    ),
    Ratio(
        name="average_rating",
        label=Text("平均星级", "Average rating"),
        top="stars",
        bottom="reviews",
        unit="ratio",
        good="up",
        formula=Text("星级之和 ÷ 评价数", "stars ÷ reviews"),
        trap=Text(
            "平台的 DSR 是近 180 天滚动，变得慢",
            "platforms' DSR rolls over 180 days and moves slowly",
        ),
        counted={"淘宝": Text("DSR：近 180 天滚动均分", "DSR: a mean rolling over 180 days")},
        source="评价表",
        called={"淘宝": "DSR描述相符", "Shopify": "Average rating"},
    ),
    Ratio(
        name="review_rate",
        label=Text("评价率", "Review rate"),
        top="reviews",
        bottom="paid_orders",
        unit="rate",
        good="up",
        formula=Text("评价数 ÷ 支付订单数", "reviews ÷ paid orders"),
        trap=Text(
            "评价晚于付款，月底的订单还没到评价期", "reviews lag; late orders are not due yet"
        ),
        source="评价表",
    ),
)
