"""What a table's columns are called by those who read it; the names of code stay for machines."""

from __future__ import annotations

from collections.abc import Mapping

from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.report.naming import naming

CHANGED = "_change"
COLUMNS = {
    "actual": Text(zh="实际", en="Actual"),
    "ads": Text(zh="广告", en="Ads"),
    "baseline": Text(zh="对比", en="Baseline"),
    "buyers": Text(zh="买家", en="Buyers"),
    "campaign": Text(zh="活动", en="Campaign"),
    "category": Text(zh="类目", en="Category"),
    "change": Text(zh="变化", en="Change"),
    "channel": Text(zh="渠道", en="Channel"),
    "cohort": Text(zh="首购月", en="Cohort"),
    "column": Text(zh="列", en="Column"),
    "commission": Text(zh="佣金", en="Commission"),
    "day": Text(zh="日期", en="Day"),
    "effect": Text(zh="影响", en="Effect"),
    "end": Text(zh="终点", en="End"),
    "event": Text(zh="活动", en="Event"),
    "expected": Text(zh="预期", en="Expected"),
    "factor": Text(zh="因素", en="Factor"),
    "first": Text(zh="最早", en="First day"),
    "fixed": Text(zh="固定费用", en="Fixed cost"),
    "gifts": Text(zh="赠品", en="Gifts"),
    "high": Text(zh="上限", en="High"),
    "is_off": Text(zh="是否异常", en="Unusual"),
    "item": Text(zh="编码", en="Code"),
    "label": Text(zh="项目", en="Item"),
    "last": Text(zh="最晚", en="Last day"),
    "listed": Text(zh="已在采购清单", en="On the purchase list"),
    "live_id": Text(zh="场次", en="Session"),
    "low": Text(zh="下限", en="Low"),
    "metric": Text(zh="指标", en="Metric"),
    "missing": Text(zh="缺的天数", en="Days missing"),
    "month": Text(zh="月份", en="Month"),
    "on_hand": Text(zh="在库", en="On hand"),
    "on_order": Text(zh="在途", en="On order"),
    "p_value": Text(zh="P 值", en="P value"),
    "platform": Text(zh="平台", en="Platform"),
    "previous": Text(zh="上月", en="Last month"),
    "price_protection": Text(zh="价保", en="Price protection"),
    "product": Text(zh="商品", en="Product"),
    "products": Text(zh="款数", en="Products"),
    "promotion_units": Text(zh="其中大促", en="Of them for promotions"),
    "ripe": Text(zh="数据已定", en="Settled"),
    "row": Text(zh="行", en="Row"),
    "rows": Text(zh="行数", en="Rows"),
    "runs_out": Text(zh="预计卖完", en="Runs out"),
    "same_goods": Text(zh="同货指数", en="Same goods"),
    "share": Text(zh="占比", en="Share"),
    "size": Text(zh="人数", en="Size"),
    "source": Text(zh="来源", en="From"),
    "start": Text(zh="起点", en="Start"),
    "state": Text(zh="状态", en="State"),
    "step": Text(zh="步骤", en="Step"),
    "subject": Text(zh="对象", en="Subject"),
    "suggested": Text(zh="建议", en="Suggested"),
    "supplier": Text(zh="供应商", en="Supplier"),
    "table": Text(zh="数据表代码", en="Table's code"),
    "target": Text(zh="目标", en="Target"),
    "title": Text(zh="数据表", en="Table"),
    "unit": Text(zh="单位", en="Unit"),
    "units": Text(zh="件数", en="Units"),
    "value": Text(zh="数值", en="Value"),
    "weekly": Text(zh="每周", en="Weekly"),
    "window": Text(zh="活动期间", en="In the window"),
    "year_ago": Text(zh="去年同月", en="Last year"),
}
_OF = {  # columns that say more of another
    CHANGED: Text(zh="变化", en="change"),
    "_low": Text(zh="下限", en="low"),
    "_high": Text(zh="上限", en="high"),
    "_is_off": Text(zh="是否异常", en="unusual"),
}


def headings(shown: Exhibit) -> dict[str, Text]:
    """Every column's title: the exhibit's own, else that of its kind, else the metric's."""
    given = shown.options.get("labels")
    own = given if isinstance(given, Mapping) else {}  # a chart's labels are names of columns
    return {str(name): _title(str(name), own) for name in shown.table.columns}


def _title(name: str, own: Mapping[str, Text | str]) -> Text:
    if name in own:
        return _text(own[name])
    if name in COLUMNS:
        return COLUMNS[name]
    known = naming(name).label
    end = next((e for e in _OF if name.endswith(e)), None)
    if end is None or known.zh != name:
        return known
    whole, part = _title(name.removesuffix(end), own), _OF[end]
    return Text(zh=f"{whole.zh}{part.zh}", en=f"{whole.en}, {part.en}")


def _text(title: Text | str) -> Text:
    return title if isinstance(title, Text) else Text(title, title)
