"""Sales: which money is meant, how many orders and buyers, how large a basket."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.metrics.facts import PAID, PLACED
from fupan.metrics.kinds import Metric, People, Total

_DISTINCT = Text(
    "按所问范围去重，各天、各渠道之和大于总数",
    "distinct within what is asked; days or channels add up to more than the whole",
)

METRICS: tuple[Metric, ...] = (
    Total(
        name="gmv",
        label=Text("支付金额", "Paid amount (GMV)"),
        fact=PAID,
        of="paid_amount",
        unit="money",
        good="up",
        formula=Text(
            "期内付款的订单行的实付金额之和（含运费，未扣退款，预售按付尾款日）",
            "what buyers paid for lines paid in the period (shipping in, refunds not "
            "taken off, pre-sales on the day of the balance)",
        ),
        trap=Text(
            "不是收入：后来退掉的还在里面；京东成交金额对货到付款按下单计；抖音成交金额不含平台补贴",
            "not income: what is refunded later stays in; JD counts cash on delivery when "
            "ordered, Douyin leaves platform subsidies out",
        ),
        counted={
            "生意参谋": Text(
                "付款当天计入，之后退款不扣；预售在付完尾款那天计，货到付款在确认收货时计",
                "counted on the day of payment, later refunds stay in; pre-sales on the day of the "
                "balance, cash on delivery when confirmed",
            ),
            "京东商智": Text(
                "先款按付款、先货按下单计，都减当日取消；含税和运费",
                "counted at payment, or at the order for cash on delivery, less same-day "
                "cancellations; tax and freight in",
            ),
            "抖店罗盘": Text(
                "用户实付含运费，不含平台补贴券，之后退款和取消不扣",
                "what users paid with freight, without platform coupons; later refunds and "
                "cancellations stay in",
            ),
            "拼多多": Text(
                "有的看板用商品总价（优惠前）当 GMV，要看清列名",
                "some boards take list price before discounts for GMV; read the column's name",
            ),
            "Shopify": Text(
                "Total sales = 折后净额 + 税 + 运费，退货在处理当天扣",
                "net sales plus tax and shipping; returns come off on the day they are processed",
            ),
        },
        source="生意参谋",
        called={
            "生意参谋": "支付金额",
            "京东商智": "成交金额",
            "抖店罗盘": "成交金额",
            "拼多多": "成交金额",
            "Shopify": "Total sales",
            "通用": "GMV / GMV（支付口径）",
        },
    ),
    Total(
        name="gmv_placed",
        label=Text("下单金额", "Placed amount"),
        fact=PLACED,
        of=lambda t: t.paid_at.notnull().ifelse(
            t.paid_amount, t.list_amount - t.discount_amount.fill_null(0)
        ),
        needs=("list_amount",),
        unit="money",
        good="up",
        formula=Text(
            "期内拍下的金额：已付的按实付，未付的按吊牌价减优惠",
            "worth of lines placed in the period: what was paid, or list price less "
            "discounts where unpaid",
        ),
        trap=Text(
            "可能永远不付款：一笔未付的大单就能撑高它；不能当成交",
            "may never be paid: one large unpaid order lifts it; not a sale",
        ),
        counted={
            "Shopify": Text(
                "Gross sales = 单价 × 件数，含未付款和取消的",
                "price × items, unpaid and cancelled orders in",
            )
        },
        source="生意参谋",
        called={
            "生意参谋": "下单金额",
            "京东商智": "下单金额",
            "通用": "GMV（下单口径）",
            "Shopify": "Gross sales",
        },
    ),
    Total(
        name="net_paid",
        label=Text("净支付金额（按付款日）", "Net paid, by paid day"),
        fact=PAID,
        of=lambda t: t.paid_amount - t.refund_amount.fill_null(0),
        needs=("refund_amount",),
        unit="money",
        good="up",
        formula=Text(
            "期内付款的订单的实付 − 这些订单至今的退款",
            "paid by lines of the period − what of these lines is refunded by now",
        ),
        trap=Text(
            "新近月份的退款还没退完，数会继续变小",
            "recent months shrink further, as their refunds are still coming in",
        ),
        source="GSV",
        called={"品牌": "GSV"},
    ),
    Total(
        name="net_paid_by_refund_day",
        label=Text("净支付金额（按退款日）", "Net paid, by refund day"),
        plus=("gmv",),
        minus=("refunds_by_refund_day",),
        unit="money",
        good="up",
        formula=Text(
            "期内付款 − 期内退出去的款（不论哪个月的订单）",
            "paid in the period − refunded in the period, whichever month's orders",
        ),
        trap=Text(
            "大促次月会被上月的退款拖低；看现金用它，看货好不好用按付款日的",
            "the month after a promotion bears its refunds; use it for cash, the one by paid "
            "day for how good the sales were",
        ),
        counted={
            "Shopify": Text(
                "Net sales = 毛额 − 折扣 − 退货（按处理日）",
                "gross less discounts and returns, by the day of processing",
            ),
            "有赞": Text("营业额 = 支付金额 − 成功退款", "paid amount less successful refunds"),
        },
        source="Shopify",
        called={"Shopify": "Net sales", "有赞": "营业额"},
    ),
    People(
        name="orders_placed",
        label=Text("下单订单数", "Orders placed"),
        fact=PLACED,
        of="order_id",
        one_day=True,
        unit="count",
        good="up",
        formula=Text("期内拍下的主订单数（去重）", "distinct parent orders placed"),
        trap=Text(
            "含未付款的；主订单还是子订单要先说清", "unpaid ones are in; parent orders, not lines"
        ),
        source="生意参谋",
        called={"生意参谋": "下单父订单数", "京东商智": "下单单量", "Shopify": "Orders"},
    ),
    People(
        name="paid_orders",
        label=Text("支付订单数", "Paid orders"),
        fact=PAID,
        of="order_id",
        one_day=True,
        unit="count",
        good="up",
        formula=Text("期内付款的主订单数（去重）", "distinct parent orders paid in the period"),
        trap=Text(
            "主订单，不是子订单；一单含多个商品时各商品之和大于总数",
            "parent orders, not lines; with several products in an order the products add "
            "up to more",
        ),
        counted={
            "生意参谋": Text(
                "父订单与子订单两列都有", "has columns for parent orders and for lines"
            ),
            "抖店罗盘": Text(
                "罗盘数 SKU 子订单，订单管理数主订单",
                "罗盘 counts SKU lines, order management counts orders",
            ),
        },
        source="生意参谋",
        called={
            "生意参谋": "支付父订单数",
            "京东商智": "成交单量",
            "抖店罗盘": "成交订单数",
            "拼多多": "成交订单数",
        },
    ),
    Total(
        name="paid_lines",
        label=Text("支付子订单数", "Paid order lines"),
        fact=PAID,
        unit="count",
        good="up",
        formula=Text("期内付款的订单行数", "order lines paid in the period"),
        trap=Text(
            "罗盘数的是 SKU 子订单，订单管理数的是主订单，相差可达 6%",
            "some reports count lines and others orders; they can differ by 6 %",
        ),
        source="生意参谋",
        called={"生意参谋": "支付子订单数"},
    ),
    People(
        name="pay_buyers",
        label=Text("支付买家数", "Paying buyers"),
        fact=PAID,
        of="buyer_id",
        unit="people",
        good="up",
        formula=Text(
            "期内付款的买家数，按所问的范围去重", "distinct buyers who paid, within what is asked"
        ),
        trap=_DISTINCT,
        source="生意参谋",
        called={
            "生意参谋": "支付买家数",
            "京东商智": "成交客户数",
            "抖店罗盘": "成交人数",
            "拼多多": "成交买家数",
            "Shopify": "Customers",
        },
        instead=("daily_pay_buyers", "item_pay_buyers"),
    ),
    People(
        name="order_buyers",
        label=Text("下单买家数", "Ordering buyers"),
        fact=PLACED,
        of="buyer_id",
        unit="people",
        good="up",
        formula=Text("期内下单的买家数，去重", "distinct buyers who placed an order"),
        trap=_DISTINCT,
        source="生意参谋",
        called={"生意参谋": "下单买家数"},
        instead=("daily_order_buyers",),
    ),
    Total(
        name="items",
        label=Text("支付件数", "Items paid"),
        fact=PAID,
        of="quantity",
        unit="items",
        good="up",
        formula=Text("期内付款的件数", "items in lines paid in the period"),
        trap=Text(
            "赠品不计；套餐按一件还是按件数拆，要看导出",
            "gifts are out; whether a bundle is one item depends on the export",
        ),
        source="生意参谋",
        called={"生意参谋": "支付件数", "京东商智": "成交商品件数", "Shopify": "Units sold"},
    ),
    Total(
        name="items_placed",
        label=Text("下单件数", "Items placed"),
        fact=PLACED,
        of="quantity",
        unit="items",
        good="up",
        formula=Text("期内拍下的件数", "items in lines placed"),
        trap=Text("含未付款", "unpaid lines are in"),
        source="生意参谋",
        called={"生意参谋": "下单件数"},
    ),
    Total(
        name="deposit_amount",
        label=Text("预售定金", "Pre-sale deposits"),
        fact=PLACED,
        of=lambda t: t.deposit_amount.fill_null(0),
        needs=("deposit_amount",),
        unit="money",
        good="up",
        formula=Text("期内下单的预售定金", "deposits of pre-sales placed in the period"),
        trap=Text(
            "付尾款后定金已在支付金额里，两个不能相加",
            "once the balance is paid the deposit is part of the paid amount; never add both",
        ),
        source="生意参谋",
        called={"生意参谋": "预售定金金额"},
    ),
)
