"""What is shown and sold in livestreams, product by product."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.metrics.facts import LIVE_PRODUCTS
from fupan.metrics.kinds import Metric, Ratio, Total

METRICS: tuple[Metric, ...] = (
    Total(
        name="live_exposures",
        label=Text("直播商品曝光次数", "Product exposures in lives"),
        fact=LIVE_PRODUCTS,
        of="exposures",
        unit="count",
        good="up",
        formula=Text("直播间里商品的曝光次数", "times that products were shown in lives"),
        trap=Text("次数，不是人数", "times shown, not people"),
        source="直播报表",
        called={"抖店罗盘": "商品曝光次数"},
    ),
    Total(
        name="live_item_clicks",
        label=Text("直播单品点击次数", "Clicks on products in lives"),
        fact=LIVE_PRODUCTS,
        of="clicks",
        unit="count",
        good="up",
        formula=Text("直播商品表的点击次数", "clicks by the table of live products"),
        trap=Text("与场次表的商品点击核对", "check against the sessions' product clicks"),
        source="直播报表",
    ),
    Total(
        name="live_item_orders",
        label=Text("直播单品成交单数", "Orders of products in lives"),
        fact=LIVE_PRODUCTS,
        of="orders",
        unit="count",
        good="up",
        formula=Text("直播商品表的成交单数", "orders by the table of live products"),
        trap=Text("一单多品会重复计", "an order of two products counts twice"),
        source="直播报表",
    ),
    Total(
        name="live_item_amount",
        label=Text("直播单品成交金额", "Sales of products in lives"),
        fact=LIVE_PRODUCTS,
        of="pay_amount",
        unit="money",
        good="up",
        formula=Text("直播商品表的成交金额", "amount paid by the table of live products"),
        trap=Text("未扣退款", "refunds not off"),
        source="直播报表",
    ),
    Ratio(
        name="gpm_exposures",
        label=Text("GPM（千次商品曝光）", "GPM per 1,000 product exposures"),
        top="live_item_amount",
        bottom="live_exposures",
        times=1000,
        unit="money",
        good="up",
        formula=Text("单品成交金额 ÷ 商品曝光次数 × 1000", "product sales ÷ exposures × 1000"),
        trap=Text(
            "GPM 有三种分母，见“GPM（千人观看）”、“GPM（千次直播间曝光）”",
            "one of three: “GPM per 1,000 viewers”, “GPM per 1,000 room impressions”",
        ),
        source="直播报表",
        called={"通用": "GPM", "巨量百应": "商品千次曝光成交金额"},
    ),
    Ratio(
        name="live_item_ctr",
        label=Text("直播商品点击率", "Product CTR in lives"),
        top="live_item_clicks",
        bottom="live_exposures",
        unit="rate",
        good="up",
        formula=Text("商品点击次数 ÷ 商品曝光次数", "product clicks ÷ product exposures"),
        trap=Text(
            "应小于 1；有的资料把分子分母印反了", "below 1; some glossaries print it upside down"
        ),
        source="直播报表",
        called={"抖店罗盘": "商品点击率"},
    ),
    Ratio(
        name="live_item_conversion",
        label=Text("点击-成交率", "Click-to-order in lives"),
        top="live_item_orders",
        bottom="live_item_clicks",
        unit="rate",
        good="up",
        formula=Text("单品成交单数 ÷ 商品点击次数", "product orders ÷ product clicks"),
        trap=Text("单数 ÷ 次数；平台按人数", "counts; platforms divide people"),
        source="直播报表",
        called={"抖店罗盘": "点击-成交率"},
    ),
)
