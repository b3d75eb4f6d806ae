"""Explains a metric: what it means, its trap, and what each platform calls it."""

from __future__ import annotations

import pandas as pd

from fupan.ground.errors import WrongUse
from fupan.ground.language import Text, spoken
from fupan.metrics.catalogue.find import SUBJECTS, find_metrics, parts_of
from fupan.metrics.kinds import Closing, Metric, People, Ratio, Total
from fupan.metrics.places import place

UNITS: dict[str, Text] = {
    "money": Text("元（店铺币种）", "money, in the shop's currency"),
    "count": Text("个", "count"),
    "people": Text("人", "people"),
    "items": Text("件", "items"),
    "rate": Text("比率（%）", "rate (%)"),
    "ratio": Text("倍数", "ratio"),
    "days": Text("天", "days"),
    "seconds": Text("秒", "seconds"),
}
GOOD: dict[str, Text] = {
    "up": Text("越高越好", "up is good"),
    "down": Text("越低越好", "down is good"),
    "depends": Text("看情况", "depends"),
}
_LABELS: dict[str, Text] = {
    "formula": Text("公式", "Formula"),
    "adding": Text("能否相加", "Adding up"),
    "unit": Text("单位", "Unit"),
    "good": Text("方向", "Direction"),
    "trap": Text("注意", "Trap"),
    "source": Text("口径来源", "Source"),
    "called": Text("各平台叫法", "Platforms call it"),
    "data": Text("数据", "Data"),
    "counting": Text("各平台怎么算", "Platforms count it"),
    "parts": Text("组成", "Made of"),
}


def explain(name: str, lang: str | None = None) -> str:
    """A metric in a few lines; all of them where a platform's name means several."""
    if not isinstance(name, str):
        raise WrongUse(
            Text(
                zh=f'explain 只要指标的名字，例如 explain("gmv")，收到的是 {name!r}。',
                en=f'explain takes a metric\'s name alone, as in explain("gmv"), not {name!r}.',
            )
        )
    found = find_metrics(name)
    lang = lang or spoken()
    lead = ""
    if len(found) > 1:
        lead = Text(
            zh=f"{name!r} 在不同平台指 {len(found)} 个指标：\n\n",
            en=f"{name!r} means {len(found)} metrics, by platform:\n\n",
        )(lang)
    return lead + "\n\n".join(_entry(metric, lang) for metric in found)


def catalogue_table(lang: str | None = None) -> pd.DataFrame:
    """One row per metric that is shown, in the catalogue's order.

    Columns: name, label, subject, kind, unit, good, formula.
    """
    lang = lang or spoken()
    return pd.DataFrame(
        [
            {
                "name": m.name,
                "label": m.label(lang),
                "subject": title(lang),
                "kind": m.kind,
                "unit": m.unit,
                "good": m.good,
                "formula": m.formula(lang),
            }
            for title, group in SUBJECTS.values()
            for m in group
            if m.shown
        ],
        columns=["name", "label", "subject", "kind", "unit", "good", "formula"],
    )


def rows_of(metric: Metric, lang: str) -> list[tuple[str, str]]:
    """What there is to say of a metric, as pairs of a label and a text."""
    mark = "：" if lang == "zh" else ": "
    stop = "；" if lang == "zh" else "; "
    pairs = [
        ("formula", metric.formula(lang)),
        ("unit", UNITS[metric.unit](lang)),
        ("good", GOOD[metric.good](lang)),
        ("adding", adding(metric)(lang)),
        ("trap", metric.trap(lang)),
        ("called", stop.join(f"{place(p)(lang)}{mark}{c}" for p, c in metric.called.items())),
        (
            "counting",
            stop.join(f"{place(p)(lang)}{mark}{how(lang)}" for p, how in metric.counted.items()),
        ),
        ("parts", ", ".join(p.partition("_where_")[0] for p in parts_of(metric))),
        ("data", _data(metric)(lang)),
        ("source", place(metric.source)(lang)),
    ]
    return [(_LABELS[key](lang), text) for key, text in pairs if text]


def adding(metric: Metric) -> Text:
    """What the metric may be added over."""
    if isinstance(metric, Ratio):
        return Text(
            "不能相加，也不能平均：按总量重新相除",
            "neither added nor averaged: divided anew from sums",
        )
    if isinstance(metric, Closing):
        return Text("各仓、各商品可以相加，各天不能", "over segments yes, over days never")
    if isinstance(metric, People):
        if metric.is_upper_bound:
            return Text(
                "日去重数累加，只是上限，不等于整段去重",
                "daily counts summed: an upper bound, not the distinct count",
            )
        if metric.one_day:
            return Text(
                "各天可以相加，各商品、各渠道不能（会重复计）",
                "over days yes, over segments no (would count twice)",
            )
        return Text("去重数，不能相加", "a distinct count, never added")
    return Text("可以相加", "adds over everything")


def _data(metric: Metric) -> Text:
    if isinstance(metric, Total | People | Closing) and metric.fact is not None:
        fact = metric.fact
        return Text(f"表 {fact.table}，{fact.says.zh}", f"table {fact.table}: {fact.says.en}")
    return Text("", "")


def _entry(metric: Metric, lang: str) -> str:
    other = "en" if lang == "zh" else "zh"
    head = f"{metric.label(lang)} · {metric.label(other)} · {metric.name}"
    mark = "：" if lang == "zh" else ": "
    return "\n".join([head, *(f"  {label}{mark}{text}" for label, text in rows_of(metric, lang))])
