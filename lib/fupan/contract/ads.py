"""Ads: what was spent on which tool, and what the platform claims for it."""

from fupan.contract.table import Table, count, day, ident, money, shop, text
from fupan.ground.language import Text

# The plan under which a footer's surplus stands; its ad group names tool and days.
UNALLOCATED = "unallocated"

ads = Table(
    "ads",
    Text("推广", "ads"),
    Text(
        "每行一天 × 一个计划 × 一个单元（× 商品）",
        "One row per day × campaign × ad group (× product)",
    ),
    (
        shop(),
        day("date", "日期", "day", key=True),
        text(
            "tool",
            "推广工具",
            "zhitongche, wanxiangtai, jingdong_kuaiche, duoduo_search, qianchuan, feed, kol, cps",
        ),
        ident("campaign_id", "计划", "campaign", key=True),
        ident(
            "adgroup_id",
            "单元；不分时为 all",
            "ad group; all when not split",
            key=True,
            optional=True,
            default="all",
        ),
        ident(
            "product_id",
            "商品；不分时为 all",
            "product; all when not split",
            key=True,
            optional=True,
            default="all",
        ),
        count("impressions", "展现量", "impressions", sparse=True),
        count("clicks", "点击量", "clicks", sparse=True),
        money("cost", "花费", "spend"),
        count("favorites", "收藏数", "favourites", optional=True),
        count("cart_units", "购物车数", "items added to cart", optional=True),
        count("orders", "成交笔数（平台归因）", "orders claimed by the platform", optional=True),
        money(
            "attributed_amount",
            "成交金额（平台归因，未扣退款）",
            "amount claimed by the platform, before refunds",
            optional=True,
        ),
        count("window_days", "归因窗口（天）", "attribution window in days", optional=True),
    ),
    dated_by="date",
)
