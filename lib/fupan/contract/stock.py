"""Stock: what is on the shelf, and what is on its way."""

from fupan.contract.table import Table, count, day, ident, money, shop, text
from fupan.ground.language import Text

inventory = Table(
    "inventory",
    Text("库存", "inventory"),
    Text("每行一天 × 一个仓 × 一个 SKU，日终", "One row per day × warehouse × SKU, end of day"),
    (
        shop(),
        day("date", "日期", "day", key=True),
        text("warehouse", "仓库", "warehouse", key=True),
        ident("sku_id", "SKU", "SKU", key=True),
        ident("product_id", "商品", "product"),
        count("on_hand", "在库", "on hand"),
        count("reserved", "占用", "reserved", optional=True),
        count("in_transit", "在途", "in transit", optional=True),
        money("unit_cost", "单位成本", "cost of one", optional=True),
    ),
    dated_by="date",
)

purchases = Table(
    "purchases",
    Text("采购", "purchases"),
    Text("每行一个采购单行", "One row per purchase-order line"),
    (
        shop(),
        ident("po_id", "采购单", "purchase order", key=True),
        ident("line_id", "行号", "line", key=True),
        ident("sku_id", "SKU", "SKU"),
        text("supplier", "供应商", "supplier", optional=True),
        day("ordered_on", "下单日", "ordered"),
        day("expected_on", "预计到货", "expected", optional=True),
        day("received_on", "实际到货", "received", optional=True),
        count("quantity", "采购件数", "items ordered", least=1),
        count("received_quantity", "到货件数", "items received", optional=True),
        money("unit_cost", "单位成本", "cost of one", optional=True),
    ),
    dated_by="ordered_on",
)
