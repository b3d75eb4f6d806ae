"""The planted facts with their true sizes, read back from a written sample folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from fupan.ground.errors import DataMissing
from fupan.ground.language import Text
from fupan.sources.sample.fact import Fact
from fupan.sources.sample.facts import find_fact

_NUMBERS = (
    "month_paid", "month_units", "span_paid", "span_units",
    "total_paid", "total_units", "total_refunds",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MeasuredFact:
    """A fact and what it truly did: the shop with it minus the shop without it; money in yuan.

    `month_…` counts the fact's month, `span_…` its own days, `total_…` all days until the end.
    `extra` holds what else was counted, by name (`sku_days_out`, `days_late`, `units_left`, …).
    """

    fact: Fact
    month_paid: float
    month_units: int
    span_paid: float
    span_units: int
    total_paid: float
    total_units: int
    total_refunds: float
    extra: dict[str, float]


def measured_facts(folder: Path) -> tuple[MeasuredFact, ...]:
    """The facts of the sample in `folder`, oldest first."""
    path = folder / "facts.json"
    if not path.exists():
        raise DataMissing(
            Text(
                zh=f"{folder} 里没有 facts.json；先运行 `fupan sample` 写出示例店铺。",
                en=f"There is no facts.json in {folder}; write the sample with `fupan sample`.",
            )
        )
    records = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        MeasuredFact(
            find_fact(record["id"]), *(record[name] for name in _NUMBERS), extra=record["extra"]
        )
        for record in records
    )
