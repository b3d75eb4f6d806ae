"""What platforms write below a table: rows of totals, and remarks that are no rows at all.

They are known by their words, and a remark by standing alone in its row at the end of the file:
a cut record is neither.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_TOTALS = (
    "合计",
    "总计",
    "汇总",
    "小计",
    "总和",
    "共计",
    "全部",
    "全店",
    "同行",
    "合计行",
    "total",
    "totals",
    "grandtotal",
    "gesamt",
    "gesamtsumme",
    "totalgénéral",
)
TOTAL = (
    r"(?i)^[\s\p{Z}]*((合计行|合计|总计|汇总|小计|总和|共计|全部|全店|同行|totals?|grand total|"
    r"gesamt|gesamtsumme|total général)[\s\p{Z}:：]*|total: [a-z ]+)$"
)
_REMARK = re.compile(
    r"(?:[*※#•]|[-—=_]{2,}|"
    r"(?:(?:温馨)?提示|备注|(?:免责)?声明|说明|附注|注)\s*(?:[:、.)\d]|$)|"
    r"(?:统计|更新|导出|下载|生成|制表|打印|查询|操作)(?:时间|日期|人|员|于|自|条件|范围|口径|周期|[:])|"
    r"以上(?:数据|信息|内容|为|均)|(?:本(?:报)?表|此表|该表|截[至止])|来源:|"
    r"数据(?:来源|截[至止]|说明|更新|口径|范围|仅供|由)|"
    r"共\s*[\d,]+\s*(?:条|行|笔|单|个|件|页|项|款)|第\s*\d+\s*页\s*(?:$|[/,共])|"
    r"(?:合计|总计|汇总|共计)\s*:?\s*[\d,]+|"
    r"(?:notes?|sources?|data source|disclaimer|remarks?)\b\s*[:.]|end of\b|"
    r"(?:report |file )?(?:generated|exported|downloaded|created|printed|updated|run)\b|"
    r"(?:total |number of )?(?:rows?|records?|orders|items)\s*(?:count)?\s*[:=]|"
    r"\d[\d,]* (?:rows?|records?)\b|page \d+|©|\(c\)|copyright)",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"(?:共计?|合计|总计|总数|记录数|total|rows?|records?)\D{0,12}?(\d[\d,]*)\s*"
    r"(?:条|行|rows?\b|records?\b|$)|^(\d[\d,]*) (?:rows?|records?)\b",
    re.IGNORECASE,
)


def total_label(cell: object) -> str:
    """The cell's text where it is a word for a total, else nothing."""
    text = _plain(cell).strip(" :").casefold().replace(" ", "")
    return str(cell).strip() if text in _TOTALS or text.startswith("total:") else ""


def starts_total(fields: Sequence[str]) -> bool:
    """True of a record whose first filled cell is a word for a total."""
    return bool(total_label(next((f for f in fields if f and f.strip()), "")))


def remark(fields: Iterable[str | None]) -> str:
    """The one filled cell of a record that is a remark, else nothing."""
    filled = [f for f in fields if f and f.strip()]
    return filled[0].strip() if len(filled) == 1 and _REMARK.match(_plain(filled[0])) else ""


def stated_rows(text: str) -> int | None:
    """The number of rows that a remark such as 共 20 条记录 states."""
    found = _STATED.search(_plain(text))
    return int((found[1] or found[2]).replace(",", "")) if found else None


def _plain(cell: object) -> str:
    return unicodedata.normalize("NFKC", str(cell)).strip()
