"""Filters over a list of findings without a script: radio buttons, and a style that hides rows.

Each filter starts at "all"; a row is shown where every filter lets it through.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fupan.analysis.causes.definitions import CAUSES
from fupan.ground.language import Text
from fupan.report.blocks import element, escaped
from fupan.report.told import KINDS

_FIELDS = {
    "kind": Text(zh="类型", en="Kind"),
    "notebook": Text(zh="页", en="Page"),
    "cause": Text(zh="原因", en="Cause"),
}
_ALL = Text(zh="全部", en="All")
_PAGES = {
    "campaign_roi": "活动", "conversion": "转化", "inventory": "库存", "livestream": "直播",
    "products": "商品", "retro": "复盘", "service": "客服", "traffic": "流量",
    "user_lifecycle": "用户",
}  # fmt: skip
# Causes that no catalogue of causes names, as their pages call them.
_CAUSES = {
    "dead_stock": "滞销", "late_supplier": "供应商晚到", "live_audience": "直播人群",
    "live_product_selection": "直播选品", "live_returns": "直播退货", "live_streamer": "主播",
    "no_lift": "没有增量", "overstock": "压货", "pull_forward": "透支后面的成交",
    "stockout": "断货",
}  # fmt: skip
_MOST = 24  # choices of one filter


class Sieve:
    """The filters that a list of findings allows, and the class that each row carries."""

    def __init__(self, findings: Sequence[Mapping[str, object]], lang: str) -> None:
        self.lang = lang
        self._values = {
            field: sorted({str(f[field]) for f in findings if f.get(field)})[:_MOST]
            for field in _FIELDS
        }

    @property
    def html(self) -> str:
        """The radio buttons and their style; a filter with one choice is left out."""
        shown = {field: values for field, values in self._values.items() if len(values) > 1}
        rules = "".join(
            f"body:has(#{_mark(field, n)}:checked) tbody tr:not(.{_mark(field, n)}){{display:none}}"
            for field, values in shown.items()
            for n in range(len(values))
        )
        choices = "".join(self._choices(field, values) for field, values in shown.items())
        return element("style", rules) + choices if rules else ""

    def classes(self, finding: Mapping[str, object]) -> str:
        """The class names of a finding's row."""
        return " ".join(
            _mark(field, values.index(str(finding[field])))
            for field, values in self._values.items()
            if str(finding.get(field)) in values
        )

    def _choices(self, field: str, values: Sequence[str]) -> str:
        buttons = _button(field, f"sift-{field}-all", _ALL(self.lang), checked="checked")
        for n, value in enumerate(values):
            buttons += _button(field, _mark(field, n), self._title(field, value))
        legend = element("legend", escaped(_FIELDS[field](self.lang)))
        return element("fieldset", legend + buttons, "sift")

    def _title(self, field: str, value: str) -> str:
        if field == "kind" and value in KINDS:
            return KINDS[value](self.lang)
        if field == "cause" and value in CAUSES:
            return CAUSES[value].label(self.lang)
        name = re.sub(r"^\d+_", "", value)
        chinese = {**_PAGES, **_CAUSES}.get(name, name)
        return chinese if self.lang == "zh" else name.replace("_", " ")


def _mark(field: str, number: int) -> str:
    return f"sift-{field}-{number}"


def _button(field: str, name: str, words: str, **checked: str) -> str:
    button = element("input", "", type="radio", name=f"sift-{field}", id=name, **checked)
    return element("label", button.removesuffix("</input>") + " " + escaped(words))
