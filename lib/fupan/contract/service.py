"""Service: inquiries and what buyers say afterwards."""

from fupan.contract.table import Rule, Table, count, day, ident, number, shop, text, time
from fupan.ground.language import Text

service = Table(
    "service",
    Text("客服", "service"),
    Text("每行一天 × 一个接待渠道（× 客服）", "One row per day × channel of contact (× agent)"),
    (
        shop(),
        day("date", "日期", "day", key=True),
        text("desk", "接待渠道", "channel of contact", key=True),
        ident(
            "agent",
            "客服（代号）；不分时为 all",
            "agent's code; all when not split",
            key=True,
            optional=True,
            default="all",
        ),
        count("inquiries", "咨询次数", "inquiries"),
        count("answered", "已回复", "answered", optional=True),
        number(
            "first_response_seconds",
            "平均首次响应秒数",
            "mean seconds to first answer",
            optional=True,
            least=0,
        ),
        count("inquiry_buyers", "询单人数", "people who asked before buying", optional=True),
        count("inquiry_pay_buyers", "询单付款人数", "of these, who paid", optional=True),
        count("complaints", "投诉数", "complaints", optional=True),
        count("disputes", "纠纷数", "disputes", optional=True),
    ),
    dated_by="date",
    extra_rules=(
        Rule(
            "answered_within_inquiries",
            ("answered", "inquiries"),
            "answered > inquiries",
            Text("已回复大于咨询次数", "answered is above inquiries"),
        ),
    ),
)

reviews = Table(
    "reviews",
    Text("评价", "reviews"),
    Text("每行一条评价", "One row per review"),
    (
        shop(),
        ident("review_id", "评价", "review", key=True),
        ident("order_id", "订单号", "order", optional=True),
        ident("product_id", "商品", "product"),
        time("created_at", "评价时间", "when"),
        count("rating", "星级 1–5", "stars, 1 to 5", least=1),
        text(
            "sentiment",
            "情感",
            "sentiment",
            optional=True,
            values=("negative", "neutral", "positive"),
        ),
        text("topic", "话题", "topic", optional=True),
    ),
    dated_by="created_at",
    extra_rules=(
        Rule(
            "rating_at_most_5", ("rating",), "rating > 5", Text("星级大于 5", "rating is above 5")
        ),
    ),
)
