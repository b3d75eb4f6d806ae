"""Traffic of product pages: who looked at which product."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.metrics.facts import ITEM_TRAFFIC
from fupan.metrics.kinds import Metric, People, Ratio, Total

_SUMMED = Text(
    "日去重人数累加：同一人多天、多渠道来访会重复计，是上限；平台按整月去重的数更小",
    "daily uniques summed: somebody who comes on two days or by two channels counts twice, so it "
    "is an upper bound; the platform's own monthly figure is smaller",
)
_WITH_PARTS = Text(
    "用累计值相除，不能把每天的比率再平均", "recomputed from sums; daily rates are never averaged"
)

METRICS: tuple[Metric, ...] = (
    People(
        name="item_visitors",
        label=Text("商品访客数（日累加）", "Daily product visitors, summed"),
        fact=ITEM_TRAFFIC,
        daily="visitors",
        unit="people",
        good="up",
        formula=Text(
            "各日各商品详情页去重访客数相加", "unique visitors of each day and product page, added"
        ),
        trap=Text(
            "一个人看几个商品就计几次，之和大于店铺访客数",
            "who looks at several products counts in each, so the sum is above the shop's visitors",
        ),
        source="生意参谋",
        called={"生意参谋": "商品访客数", "京东商智": "商品访客数"},
        instead=("visitors",),
    ),
    Total(
        name="item_pageviews",
        label=Text("商品浏览量", "Product page views"),
        fact=ITEM_TRAFFIC,
        of="pageviews",
        unit="count",
        good="up",
        formula=Text("商品详情页浏览次数", "views of product pages"),
        trap=Text(
            "只含详情页，小于店铺浏览量", "product pages only, so below the shop's page views"
        ),
        source="生意参谋",
        called={"生意参谋": "商品浏览量"},
        instead=("pageviews",),
    ),
    People(
        name="item_bounces",
        label=Text("商品跳出访客数（日累加）", "Daily product bounces, summed"),
        fact=ITEM_TRAFFIC,
        daily="bounces",
        unit="people",
        good="down",
        shown=False,
        formula=Text("详情页没有点击就离开的访客数", "visitors who left the page at once"),
        trap=_SUMMED,
        source="生意参谋",
    ),
    Ratio(
        name="item_bounce_rate",
        label=Text("商品详情页跳出率", "Product page bounce rate"),
        top="item_bounces",
        bottom="item_visitors",
        unit="rate",
        good="down",
        formula=Text("详情页跳出访客数 ÷ 商品访客数", "page bounces ÷ product visitors"),
        trap=Text(
            "平台导出只有比率时无法合并，这里有人数才算",
            "an export with the rate alone cannot be combined; here people are counted",
        ),
        source="生意参谋",
        called={"生意参谋": "商品详情页跳出率"},
        instead=("bounce_rate",),
    ),
    Total(
        name="item_dwell_seconds",
        label=Text("商品停留总时长", "Time on product pages"),
        fact=ITEM_TRAFFIC,
        of="dwell_seconds",
        unit="seconds",
        good="up",
        shown=False,
        formula=Text("商品详情页停留秒数之和", "seconds on product pages, all visitors together"),
        trap=Text("只含详情页", "product pages only"),
        source="生意参谋",
    ),
    Ratio(
        name="item_dwell_per_visitor",
        label=Text("商品平均停留时长", "Time per product visitor"),
        top="item_dwell_seconds",
        bottom="item_visitors",
        unit="seconds",
        good="up",
        formula=Text("商品页停留秒数 ÷ 商品访客数", "seconds on product pages ÷ product visitors"),
        trap=_WITH_PARTS,
        source="生意参谋",
        called={"生意参谋": "商品平均停留时长"},
    ),
    Total(
        name="item_impressions",
        label=Text("商品曝光量", "Product impressions"),
        fact=ITEM_TRAFFIC,
        of="impressions",
        unit="count",
        good="up",
        formula=Text("商品被展示的次数", "times that products were shown"),
        trap=Text("次数，不是人数", "times shown, not people"),
        source="生意参谋",
        called={"京东商智": "曝光量", "抖店罗盘": "商品曝光次数"},
    ),
    Total(
        name="item_clicks",
        label=Text("商品点击量", "Product clicks"),
        fact=ITEM_TRAFFIC,
        of="clicks",
        unit="count",
        good="up",
        formula=Text("商品被点击的次数", "clicks on products shown"),
        trap=Text("次数，不是人数", "clicks, not people"),
        source="京东商智",
        called={"京东商智": "点击量", "抖店罗盘": "商品点击次数"},
    ),
    Ratio(
        name="item_ctr",
        label=Text("商品点击率", "Product click-through rate"),
        top="item_clicks",
        bottom="item_impressions",
        unit="rate",
        good="up",
        formula=Text("商品点击量 ÷ 商品曝光量", "product clicks ÷ product impressions"),
        trap=Text(
            "生意参谋的搜索点击率按人数算，这里按次数算",
            "Taobao's search CTR divides people; here counts are divided",
        ),
        source="京东商智",
        called={"京东商智": "点击率"},
        instead=("ad_ctr", "live_item_ctr"),
    ),
)
