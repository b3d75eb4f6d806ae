"""Campaigns: what the shop did to be bought from, and the promotions it took part in."""

from fupan.contract.table import Rule, Table, day, ident, money, number, shop, text
from fupan.ground.language import Text

KINDS = ("ad", "promotion", "coupon", "livestream", "kol", "affiliate", "private", "email")
ARMS = ("treated", "control")
PHASES = ("presale", "warmup", "main", "return")

campaigns = Table(
    "campaigns",
    Text("活动", "campaigns"),
    Text("每行一个活动", "One row per campaign"),
    (
        shop(),
        ident("campaign_id", "活动", "campaign", key=True),
        text("title", "名称", "title"),
        text("kind", "类型", "kind", values=KINDS),
        text("channel", "渠道", "channel", optional=True),
        day("starts_on", "开始", "first day"),
        day("ends_on", "结束（含）", "last day"),
        money("budget", "预算", "budget", optional=True),
        text("goal", "目标", "goal", optional=True),
        number(
            "discount_rate",
            "折扣力度（0.2 = 八折）",
            "discount as a fraction",
            optional=True,
            least=0,
        ),
        money("fixed_cost", "固定费用", "fixed cost", optional=True),
    ),
    extra_rules=(
        Rule(
            "ends_after_start",
            ("starts_on", "ends_on"),
            "ends_on < starts_on",
            Text("活动结束早于开始", "ends_on is before starts_on"),
        ),
    ),
)

campaign_products = Table(
    "campaign_products",
    Text("活动商品", "campaign products"),
    Text("每行一个活动 × 一个商品", "One row per campaign × product"),
    (
        shop(),
        ident("campaign_id", "活动", "campaign", key=True),
        ident("product_id", "商品", "product", key=True),
    ),
)

campaign_buyers = Table(
    "campaign_buyers",
    Text("活动人群（发与不发）", "campaign buyers, treated and control"),
    Text("每行一个活动 × 一个买家", "One row per campaign × buyer"),
    (
        shop(),
        ident("campaign_id", "活动", "campaign", key=True),
        ident("buyer_id", "买家（加密假名）", "pseudonym of the buyer", key=True),
        text("arm", "发或不发，要随机分", "treated or control, by chance", values=ARMS),
        text("segment", "人群", "segment", optional=True),
        number("score", "圈人打分，越高越先发", "targeting score, higher first", optional=True),
    ),
)

calendar = Table(
    "calendar",
    Text("大促日历", "promotion calendar"),
    Text("每行一个大促的一个阶段", "One row per promotion and phase"),
    (
        text("name", "大促", "promotion", key=True),
        day("starts_on", "开始", "first day", key=True),
        day("ends_on", "结束（含）", "last day"),
        text("phase", "阶段", "phase", key=True, values=PHASES),
    ),
    extra_rules=(
        Rule(
            "ends_after_start",
            ("starts_on", "ends_on"),
            "ends_on < starts_on",
            Text("阶段结束早于开始", "ends_on is before starts_on"),
        ),
    ),
)
