"""Traffic: who came, from where, how far they looked."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.metrics.facts import TRAFFIC
from fupan.metrics.kinds import Metric, People, Ratio, Total

PAID_CHANNELS = ("paid_search", "paid_feed", "affiliate")
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
        name="visitors",
        label=Text("访客数（日累加）", "Daily visitors, summed"),
        fact=TRAFFIC,
        daily="visitors",
        unit="people",
        good="up",
        formula=Text("各日各渠道去重访客数相加", "unique visitors of each day and channel, added"),
        trap=_SUMMED,
        counted={
            "生意参谋": Text(
                "整段时间、PC 与无线一起去重；各来源相加大于店铺访客数",
                "unique over the whole period, PC and wireless together; sources add up to more",
            ),
            "京东商智": Text("所选时间内去重", "unique over the chosen period"),
            "GA4": Text("Active users：按设备与登录估计", "estimated from devices and log-ins"),
        },
        source="生意参谋、京东商智",
        instead=("item_visitors",),
        called={
            "生意参谋": "访客数 / UV",
            "京东商智": "访客数",
            "GA4": "Active users",
            "Shopify": "Online store visitors",
        },
    ),
    People(
        name="new_visitors",
        label=Text("新访客数（日累加）", "Daily new visitors, summed"),
        fact=TRAFFIC,
        daily="new_visitors",
        unit="people",
        good="depends",
        formula=Text("各日各渠道新访客数相加", "new visitors of each day and channel, added"),
        trap=Text(
            "新访客的回看期各平台不同，也不同于新买家的 365 天",
            "the look-back that makes a visitor new differs by platform, and from the 365 "
            "days of new buyers",
        ),
        source="生意参谋",
        called={"生意参谋": "新访客数", "GA4": "New users"},
    ),
    Ratio(
        name="new_visitor_share",
        label=Text("新访客占比", "New visitor share"),
        top="new_visitors",
        bottom="visitors",
        unit="rate",
        good="depends",
        formula=Text("新访客数 ÷ 访客数", "new visitors ÷ visitors"),
        trap=_WITH_PARTS,
        source="生意参谋",
    ),
    Total(
        name="pageviews",
        label=Text("浏览量", "Page views"),
        fact=TRAFFIC,
        of="pageviews",
        unit="count",
        good="up",
        instead=("item_pageviews",),
        formula=Text("页面浏览次数，刷新再计", "pages viewed; a refresh counts again"),
        trap=Text(
            "店铺浏览量不等于商品浏览量之和", "the shop's views are not the sum of the products'"
        ),
        source="京东商智",
        called={"生意参谋": "浏览量 / PV", "京东商智": "浏览量", "GA4": "Views"},
    ),
    Ratio(
        name="pages_per_visitor",
        label=Text("人均浏览量", "Pages per visitor"),
        top="pageviews",
        bottom="visitors",
        unit="ratio",
        good="up",
        formula=Text("浏览量 ÷ 访客数", "page views ÷ visitors"),
        trap=_WITH_PARTS,
        source="生意参谋、京东商智",
        called={"生意参谋": "人均浏览量", "京东商智": "人均浏览量"},
    ),
    People(
        name="bounces",
        label=Text("跳失访客数（日累加）", "Daily bounced visitors, summed"),
        fact=TRAFFIC,
        daily="bounces",
        unit="people",
        good="down",
        formula=Text("只看了一页就离开的访客数", "visitors who left after one page"),
        trap=_SUMMED,
        source="京东商智",
    ),
    Ratio(
        name="bounce_rate",
        label=Text("跳失率", "Bounce rate"),
        top="bounces",
        bottom="visitors",
        unit="rate",
        good="down",
        formula=Text("只看一页的访客数 ÷ 访客数", "visitors who saw one page ÷ visitors"),
        trap=Text(
            "有的平台按访问次数算，有的按访客算；只给比率、不给分子的导出不能跨天合并",
            "some platforms divide visits, others visitors; an export with the rate alone "
            "cannot be combined over days",
        ),
        counted={
            "生意参谋": Text(
                "按访问次数：只看一页的访问 ÷ 经该入口的访问",
                "of visits by an entry, those with one page",
            ),
            "GA4": Text(
                "1 − 互动会话占比，和别家不是一回事",
                "1 less the share of engaged sessions, another thing altogether",
            ),
        },
        source="京东商智",
        called={"生意参谋": "跳失率", "京东商智": "跳失率", "GA4": "Bounce rate"},
        instead=("item_bounce_rate",),
    ),
    Total(
        name="dwell_seconds",
        label=Text("停留总时长", "Time on site"),
        fact=TRAFFIC,
        of="dwell_seconds",
        unit="seconds",
        good="up",
        formula=Text("所有访客停留秒数之和", "seconds stayed, all visitors together"),
        trap=Text("各平台计时的起止不同", "platforms start and stop the clock differently"),
        source="生意参谋",
    ),
    Ratio(
        name="dwell_per_visitor",
        label=Text("平均停留时长", "Time per visitor"),
        top="dwell_seconds",
        bottom="visitors",
        unit="seconds",
        good="up",
        formula=Text("停留秒数 ÷ 访客数", "seconds stayed ÷ visitors"),
        trap=Text(
            "生意参谋多天的值是日均值的平均，和这里用总量相除不同",
            "Taobao averages the daily means; here sums are divided",
        ),
        counted={
            "生意参谋": Text(
                "多天的值是各日均值的平均", "over several days the mean of the daily means"
            )
        },
        source="生意参谋",
        called={"生意参谋": "平均停留时长", "GA4": "Average engagement time"},
        instead=("item_dwell_per_visitor",),
    ),
    People(
        name="paid_visitors",
        label=Text("付费访客数（日累加）", "Daily paid visitors, summed"),
        fact=TRAFFIC,
        daily="visitors",
        where=lambda t: t.channel.isin(PAID_CHANNELS),
        unit="people",
        good="depends",
        formula=Text(
            "付费搜索、信息流、联盟渠道的访客数",
            "visitors by paid search, paid feed and affiliates",
        ),
        trap=_SUMMED,
        source="生意参谋",
    ),
    People(
        name="free_visitors",
        label=Text("免费访客数（日累加）", "Daily free visitors, summed"),
        fact=TRAFFIC,
        daily="visitors",
        where=lambda t: ~t.channel.isin(PAID_CHANNELS),
        unit="people",
        good="up",
        formula=Text(
            "付费搜索、信息流、联盟以外渠道的访客数",
            "visitors by all channels but paid search, paid feed and affiliates",
        ),
        trap=_SUMMED,
        source="生意参谋",
    ),
    Ratio(
        name="paid_traffic_share",
        label=Text("付费流量占比", "Paid traffic share"),
        top="paid_visitors",
        bottom="visitors",
        unit="rate",
        good="depends",
        formula=Text("付费渠道访客数 ÷ 访客数", "visitors by paid channels ÷ visitors"),
        trap=Text(
            "一个人走多个渠道会在每个渠道都计；渠道归类每年改名，口径要先对齐",
            "somebody who comes by several channels counts in each; platforms rename their "
            "channels every year",
        ),
        source="生意参谋",
    ),
    Ratio(
        name="free_traffic_share",
        label=Text("免费流量占比", "Free traffic share"),
        top="free_visitors",
        bottom="visitors",
        unit="rate",
        good="up",
        formula=Text("免费渠道访客数 ÷ 访客数", "visitors by free channels ÷ visitors"),
        trap=Text(
            "一个人走多个渠道会在每个渠道都计", "a visitor by several channels counts in each"
        ),
        source="生意参谋",
    ),
)
