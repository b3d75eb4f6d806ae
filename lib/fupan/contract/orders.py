"""Orders: who bought what, when, for how much, and what came back."""

from fupan.contract.table import Rule, Table, count, flag, ident, money, shop, text, time
from fupan.ground.language import Text

# The product of an order whose export names none; with line "1" it is the order's own row.
UNKNOWN_PRODUCT = "unknown"
STATUSES = ("created", "paid", "shipped", "completed", "closed")

orders = Table(
    "orders",
    Text("订单", "orders"),
    Text("每行一个订单行（子订单）", "One row per order line"),
    (
        shop(),
        ident("order_id", "订单号（主订单）", "the platform's (parent) order number", key=True),
        ident(
            "line_id",
            "子订单号；平台没有时为行的位置",
            "the line's number; its position when the platform gives none",
            key=True,
        ),
        text("platform", "平台", "taobao, tmall, jd, pdd, douyin, kuaishou, shopify, …"),
        time("ordered_at", "下单时间", "order placed"),
        time(
            "paid_at",
            "付款时间（预售为尾款时间）；空 = 未付款",
            "payment received (the final one for a pre-sale); empty = never paid",
            optional=True,
        ),
        text("status", "订单状态", "state of the order", values=STATUSES),
        ident("buyer_id", "买家（加密假名）", "pseudonym of the buyer", optional=True),
        ident("product_id", "商品", "product"),
        ident("sku_id", "SKU", "SKU", optional=True),
        count("quantity", "件数", "items", least=1),
        money("list_amount", "吊牌价 × 件数", "list price × quantity", optional=True),
        money(
            "discount_amount", "商家承担的优惠", "all discounts the seller carries", optional=True
        ),
        money(
            "paid_amount",
            "买家实付（含运费）；未付为 0",
            "what the buyer paid for this line, shipping included; 0 when not paid",
        ),
        money(
            "deposit_amount",
            "预售定金，含在实付内",
            "pre-sale deposit, part of paid_amount",
            optional=True,
        ),
        money(
            "refund_amount",
            "累计退款，不超过实付",
            "refunded so far, at most paid_amount",
            optional=True,
        ),
        time("refunded_at", "退款时间", "refund time", optional=True),
        text("refund_reason", "退款原因", "refund reason", optional=True),
        text(
            "channel",
            "平台归因的流量渠道",
            "the channel the platform attributes the order to",
            optional=True,
        ),
        ident("campaign_id", "活动", "campaign", optional=True),
        ident("live_id", "直播场次", "livestream", optional=True),
        text("province", "省", "province", optional=True),
        text("city", "市", "city", optional=True),
        flag(
            "is_gift",
            "赠品或样品：不算销售",
            "gift or sample line: never counts as a sale",
            optional=True,
        ),
        flag(
            "is_suspect",
            "运营标记的刷单：不进任何指标，只在数据说明里计数",
            "brushed order the operator has marked: left out of every figure, counted in the "
            "data notes",
            optional=True,
        ),
    ),
    dated_by="ordered_at",
    extra_rules=(
        Rule(
            "refund_within_paid",
            ("refund_amount", "paid_amount"),
            "refund_amount > paid_amount",
            Text("退款金额大于实付金额", "refund_amount is above paid_amount"),
        ),
        Rule(
            "deposit_within_paid",
            ("deposit_amount", "paid_amount"),
            "paid_at is not null and deposit_amount > paid_amount",
            Text("定金大于实付金额", "deposit_amount is above paid_amount"),
        ),
    ),
)
