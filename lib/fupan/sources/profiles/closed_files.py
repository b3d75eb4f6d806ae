"""Exports that are recognised and hold nothing that a table takes: each says what to bring instead.

Settlements and ledgers tell fees and pay-outs; their refunds are read where a row names its order
(`jd_settlement`, `douyin_refunds`).
"""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read


def _closed(name: str, title: Text, needs: tuple[str, ...], why: Text) -> Profile:
    return Profile(
        name=name,
        title=title,
        table="",
        reads={f"c{n}": read(As.TEXT, header) for n, header in enumerate(needs)},
        fills={},
        needs=tuple(f"c{n}" for n in range(len(needs))),
        closed=Text(f"这是“{title.zh}”：{why.zh}。", f"This is “{title.en}”: {why.en}."),
    )


_LEDGER = Text(
    "账单里是到账和费用，没有表可放；"
    "费率（platform_fee_rate、payment_fee_rate）请按月登记在 costs 表里",
    "it tells pay-outs and fees, which fill no table; put the rates (platform_fee_rate, "
    "payment_fee_rate) into the costs table, month by month",
)

PROFILES = (
    _closed(
        "alipay_ledger",
        Text("支付宝账务明细", "Alipay ledger"),
        ("账务流水号", "业务流水号", "收入金额（+元）", "支出金额（-元）", "账户余额（元）"),
        _LEDGER,
    ),
    _closed(
        "pdd_ledger",
        Text("拼多多账务明细", "Pinduoduo ledger"),
        ("商户订单号", "发生时间", "收入金额（+元）", "支出金额（-元）", "账务类型"),
        _LEDGER,
    ),
    _closed(
        "douyin_settlement",
        Text("抖店结算账单", "Douyin settlement"),
        ("结算时间", "子订单号", "结算金额", "结算单类型", "平台服务费"),
        Text(
            "结算是扣费后的到账，没有表可放；退款请导入售后表，费率请按月登记在 costs 表里",
            "it tells what was paid out after fees; import the after-sale file for refunds and put "
            "the rates into the costs table",
        ),
    ),
    _closed(
        "douyin_ledger",
        Text("抖店资金账单（动账）", "Douyin ledger"),
        ("动账时间", "动账方向", "动账金额", "动账场景"),
        _LEDGER,
    ),
    _closed(
        "kuaishou_ledger",
        Text("快手账务明细", "Kuaishou ledger"),
        ("账务流水号", "关联业务单号", "账务方向", "发生额（元）"),
        _LEDGER,
    ),
    _closed(
        "amazon_settlement",
        Text("Amazon 结算报告 V2", "Amazon settlement V2"),
        ("settlement-id", "transaction-type", "amount-type", "amount-description", "amount"),
        _LEDGER,
    ),
    _closed(
        "jd_settlement_2026",
        Text("京东结算对账（两级表头，2026-07 起）", "JD settlement (two header rows, 2026-07)"),
        ("商家ID", "业务单据编号", "费用名称", "金额", "结算主体"),
        _LEDGER,
    ),
    _closed(
        "sycm_shop_days",
        Text("生意参谋 店铺取数", "Sycm shop totals"),
        ("统计日期", "访客数", "浏览量", "跳失率", "支付父订单数", "支付子订单数"),
        Text(
            "这是全店每天的合计，不分渠道，流量表放不下；请导出“流量 → 店铺来源”（按天）和订单报表",
            "it holds the whole shop's days without channels, which the traffic table needs; "
            "export the traffic sources by day, and the orders",
        ),
    ),
    _closed(
        "sycm_campaign_totals",
        Text("生意参谋 活动分析（正式期合计）", "Sycm campaign analysis (totals)"),
        ("活动商品支付金额", "活动商品支付件数", "活动申请退款金额", "活动id"),
        Text(
            "这是整场活动的合计，活动效果由订单、流量和 campaigns 表重算；"
            "请在 campaigns 表里登记活动的起止日期",
            "it holds a campaign's totals, which are computed anew from orders and traffic; enter "
            "the campaign's first and last day in the campaigns table",
        ),
    ),
    _closed(
        "sycm_campaign_products",
        Text("生意参谋 活动分析（商品）", "Sycm campaign analysis (products)"),
        ("商品id", "是否活动商品", "实际折扣率", "爆发系数", "活动id"),
        Text(
            "整场活动的商品合计没有每天的数；请导出 商品_全部（按天），活动商品登记在 "
            "campaign_products 表里",
            "it has no days; export 商品_全部 by day and enter the products in campaign_products",
        ),
    ),
    _closed(
        "sycm_repurchase",
        Text("生意参谋 集客（复购）", "Sycm repurchase"),
        ("新客占比", "新客销售额占比", "店铺复购率(30天)"),
        Text(
            "复购率由订单重算，现成的比率不导入；请导入带买家的订单报表",
            "repeat rates are computed from orders; import an order file that names buyers",
        ),
    ),
    _closed(
        "dmp_goods",
        Text("达摩盘 货品", "Damopan goods"),
        ("货品成长阶段", "IPV", "营销推广消耗", "营销推广ROI"),
        Text(
            "没有日期，现成的比率不导入；请导出 商品_全部 和推广报表",
            "it has no days and only ready ratios; export 商品_全部 and the promotion reports",
        ),
    ),
    _closed(
        "jd_keywords",
        Text("京东商智 关键词", "JD Shangzhi keywords"),
        ("关键词", "搜索人数", "搜索次数", "点击人数", "在线商品数"),
        Text(
            "这是行业数据，值是区间（如 100-200），没有表可放",
            "it is market data in ranges such as 100-200, which fill no table",
        ),
    ),
    _closed(
        "pdd_days",
        Text("拼多多数据中心（店铺）", "Pinduoduo data centre (shop)"),
        ("店铺访客数", "店铺浏览量", "商品访客数", "成交UV价值"),
        Text(
            "这是全店每天的合计，不分渠道，流量表放不下；请导入订单和推广报表",
            "it holds the shop's days without channels; import the orders and promotion reports",
        ),
    ),
    _closed(
        "shopify_customers",
        Text("Shopify 顾客导出", "Shopify customers"),
        ("First Name", "Last Name", "Email", "Total Spent", "Total Orders"),
        Text(
            "里面是个人信息，不导入；买家由订单导出里的邮箱生成假名",
            "it holds personal data and is not read; buyers come from the orders as pseudonyms",
        ),
    ),
    _closed(
        "wangdiantong_parcels",
        Text("旺店通 物流单", "Wangdiantong parcels"),
        ("原始单号", "物流公司", "物流单号", "签收状态"),
        Text(
            "只有物流，没有金额和商品，没有表可放；请导入平台的订单",
            "it tells parcels, without amounts or products; import the platform's orders",
        ),
    ),
    _closed(
        "jushuitan_sales",
        Text("聚水潭销售主题分析", "Jushuitan sales analysis"),
        ("线上订单号", "销售毛利", "销售毛利率", "总成本", "销售金额"),
        Text(
            "没有订单状态和付款时间，不能当订单；"
            "请导出聚水潭“订单”（带 内部订单号、订单状态、付款日期）",
            "it has neither state nor time of payment; export Jushuitan's orders instead",
        ),
    ),
    _closed(
        "luopan_screen",
        Text("罗盘直播整场数据", "Luopan whole-session workbook"),
        ("实时在线人数", "直播间整体曝光次数", "直播间整体观看人数", "整体成交金额(元)"),
        Text(
            "这是单场大屏，没有开播和关播时间；请导出“直播场次列表”",
            "it is one session's screen without start and end; export the list of sessions",
        ),
    ),
    _closed(
        "tmall_listing_template",
        Text("天猫货品发布模板", "Tmall listing template"),
        ("商品ID", "类目ID", "导购标题", "销售属性", "属性对", "SKUID"),
        Text(
            "这是发布模板（商家编码、发货时间各有两列）；商品档案请填 products 表",
            "it is a template for listing with twin columns; fill the products table instead",
        ),
    ),
)
