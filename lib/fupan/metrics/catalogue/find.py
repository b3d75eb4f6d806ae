"""Finds metrics by any name that people use for them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from fupan.ground.errors import WrongUse, listed, nearest
from fupan.ground.language import Text
from fupan.metrics.catalogue import (
    ads,
    baskets,
    conversion,
    item_conversion,
    item_traffic,
    known_buyers,
    live_goods,
    live_money,
    lives,
    margins,
    products,
    refunds,
    repeats,
    reviews,
    sales,
    service,
    stock,
    traffic,
    users,
)
from fupan.metrics.catalogue.paired import paired
from fupan.metrics.kinds import Metric, Ratio, Total

SUBJECTS: dict[str, tuple[Text, tuple[Metric, ...]]] = {
    "traffic": (Text("流量", "Traffic"), traffic.METRICS + item_traffic.METRICS),
    "conversion": (Text("转化", "Conversion"), conversion.METRICS + item_conversion.METRICS),
    "sales": (
        Text("成交与客单", "Sales and baskets"),
        sales.METRICS + baskets.METRICS + known_buyers.METRICS,
    ),
    "margins": (Text("优惠与毛利", "Discounts and margins"), margins.METRICS),
    "refunds": (Text("退款", "Refunds"), refunds.METRICS),
    "ads": (Text("推广", "Advertising"), ads.METRICS),
    "lives": (
        Text("直播", "Livestreams"),
        lives.METRICS + live_goods.METRICS + live_money.METRICS,
    ),
    "users": (Text("用户", "Buyers"), users.METRICS + repeats.METRICS),
    "products": (Text("商品", "Products"), products.METRICS),
    "stock": (Text("库存", "Stock"), stock.METRICS),
    "service": (Text("客服与评价", "Service and reviews"), service.METRICS + reviews.METRICS),
}
METRICS: dict[str, Metric] = paired({m.name: m for _, group in SUBJECTS.values() for m in group})


def find_metric(name: str) -> Metric:
    """The one metric of that name or label, else the one that a platform calls so.

    An error where platforms mean several by it, and where nobody means any.
    """
    for tier in _tiers(name):
        if len(tier) == 1:
            return tier[0]
    found = find_metrics(name)
    chinese = [f"{m.name}（{m.label.zh}）" for m in found]
    english = [f"{m.name} ({m.label.en})" for m in found]
    raise WrongUse(
        Text(
            zh=f"{name!r} 有 {len(found)} 种口径，请指明其一：{listed(chinese)}。",
            en=f"{name!r} means {len(found)} different metrics; name one: {listed(english)}.",
        )
    )


def find_metrics(name: str) -> list[Metric]:
    """Everything that is called so: by its name first, by its label, by a platform."""
    found = {m.name: m for tier in _tiers(name) for m in tier}
    if found:
        return list(found.values())
    spoken = {s: m for m in METRICS.values() if m.shown for s in _spellings(m)}
    wanted = _plain(name)
    near = nearest(name, spoken, 3) or [s for s in spoken if wanted and wanted in _plain(s)][:3]
    raise WrongUse(
        Text(
            zh=f"没有指标 {name!r}。"
            f"{'是不是 ' + '、'.join(map(repr, near)) + '？' if near else ''}"
            "全部指标见 `fupan metrics`。",
            en=f"Unknown metric {name!r}."
            f"{' Did you mean ' + ' or '.join(map(repr, near)) + '?' if near else ''}"
            " See `fupan metrics`.",
        )
    )


@cache
def _tiers(name: str) -> list[list[Metric]]:
    """The metrics of that name, of that label, and those that a platform calls so."""
    wanted = _plain(name)
    tiers = []
    for spellings in (_by_name, _by_label, _by_platform):
        found = [m for m in METRICS.values() if wanted in {_plain(s) for s in spellings(m)}]
        tiers.append([m for m in found if m.shown] or found)
    return tiers


def leaves(metrics: Iterable[Metric]) -> list[Metric]:
    """The metrics that are read from tables, which the given ones are made of; each once."""
    found: dict[str, Metric] = {}
    for metric in metrics:
        parts = parts_of(metric)
        for part in leaves(METRICS[n] for n in parts) if parts else [metric]:
            found.setdefault(part.name, part)
    return list(found.values())


def parts_of(metric: Metric) -> tuple[str, ...]:
    """The names of the metrics that this one is made of; none where it reads a table."""
    if isinstance(metric, Ratio):
        return (metric.top, metric.bottom)
    if isinstance(metric, Total):
        return (*metric.plus, *metric.minus)
    return ()


def _plain(text: str) -> str:
    return "".join(text.split()).replace("（", "(").replace("）", ")").replace("_", "").casefold()


def _by_name(metric: Metric) -> list[str]:
    return [metric.name]


def _by_label(metric: Metric) -> list[str]:
    return [metric.label.zh, metric.label.en]


def _by_platform(metric: Metric) -> list[str]:
    return [s for name in metric.called.values() for s in name.split(" / ")]


def _spellings(metric: Metric) -> list[str]:
    return [*_by_name(metric), *_by_label(metric), *_by_platform(metric)]
