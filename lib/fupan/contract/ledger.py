"""Ledger: what was done to the shop, and what last month decided to try."""

from fupan.contract.table import Table, day, ident, month, number, shop, text
from fupan.ground.language import Text

LOG_KINDS = (
    "price",
    "detail_page",
    "title",
    "main_image",
    "promotion",
    "stock",
    "supplier",
    "streamer",
    "service",
    "platform_rule",
    "competitor",
    "other",
)

log = Table(
    "log",
    Text("运营日志", "operations log"),
    Text("每行一件运营动作", "One row per thing done"),
    (
        shop(),
        day("date", "日期", "day", key=True),
        text("kind", "类型", "kind", key=True, values=LOG_KINDS),
        ident(
            "subject",
            "对象：商品、渠道、活动或 shop",
            "a product_id, channel, campaign_id, or shop",
            key=True,
        ),
        text("note", "说明", "note"),
        text("owner", "负责人", "owner", optional=True),
    ),
    dated_by="date",
)

actions = Table(
    "actions",
    Text("行动台账", "action ledger"),
    Text("每行一个行动", "One row per action"),
    (
        shop(),
        ident("action_id", "行动", "action", key=True),
        month("created_month", "提出月份", "month it was decided"),
        text("hypothesis", "假设（为什么做）", "hypothesis"),
        text("change", "做什么", "what is changed"),
        ident("subject", "对象", "subject"),
        text("metric", "看哪个指标", "metric"),
        number("expected_change", "预期变化（0.10 = +10%）", "expected change, 0.10 = +10 %"),
        text("owner", "负责人", "owner"),
        day("due_on", "截止", "due"),
        month("check_month", "验收月份", "month it is checked"),
        text("status", "状态", "status", values=("open", "done", "dropped")),
    ),
)
