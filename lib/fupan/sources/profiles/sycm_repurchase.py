"""生意参谋 集客（复购）: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "sycm_repurchase",
    Text("生意参谋 集客（复购）", "Sycm repurchase"),
    (
        "新客占比",
        "新客销售额占比",
        "店铺复购率(30天)",
    ),
    Text(
        "复购率由订单重算，现成的比率不导入；请导入带买家的订单报表",
        "repeat rates are computed from orders; import an order file that names buyers",
    ),
)
