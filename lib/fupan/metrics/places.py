"""Where a definition or a name comes from: platforms and reports, as each language names them.

A platform that is known by one name everywhere stands as it is.
"""

from __future__ import annotations

from fupan.ground.language import Text

_PLACES: dict[str, Text] = {
    "生意参谋": Text("生意参谋", "Taobao/Tmall 生意参谋"),
    "京东商智": Text("京东商智", "JD 商智"),
    "京东快车": Text("京东快车", "JD 快车 (ads)"),
    "抖店罗盘": Text("抖店罗盘", "Douyin 罗盘"),
    "巨量百应": Text("巨量百应", "Douyin 百应"),
    "千川": Text("千川", "Douyin 千川 (ads)"),
    "万相台": Text("万相台", "Taobao 万相台 (ads)"),
    "拼多多": Text("拼多多", "Pinduoduo"),
    "淘宝": Text("淘宝", "Taobao"),
    "淘宝直播": Text("淘宝直播", "Taobao Live"),
    "千牛": Text("千牛", "Taobao 千牛"),
    "赤兔": Text("赤兔", "赤兔 (service desk)"),
    "聚水潭": Text("聚水潭", "聚水潭 (ERP)"),
    "有赞": Text("有赞", "Youzan"),
    "速卖通": Text("速卖通", "AliExpress"),
    "通用": Text("通用", "the trade"),
    "零售": Text("零售", "retail"),
    "零售通用": Text("零售通用", "the retail trade"),
    "品牌": Text("品牌", "brands"),
    "同期群": Text("同期群", "cohort analysis"),
    "订单表": Text("订单表", "table of orders"),
    "商品表": Text("商品表", "table of products"),
    "库存表": Text("库存表", "table of stock"),
    "采购表": Text("采购表", "table of purchases"),
    "评价表": Text("评价表", "table of reviews"),
    "推广报表": Text("推广报表", "ad reports"),
    "直播报表": Text("直播报表", "live reports"),
    "客服报表": Text("客服报表", "service reports"),
}


def place(name: str) -> Text:
    """A platform or report as one says it; several are joined by 、."""
    parts = [_PLACES.get(part, Text(part, part)) for part in name.split("、")]
    return Text("、".join(p.zh for p in parts), ", ".join(p.en for p in parts))
