"""A review: what an analysis hands to its notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from fupan.analysis.finding import Finding
from fupan.ground.errors import WrongUse, listed, suggestion
from fupan.ground.language import Text
from fupan.ground.periods import Period


@dataclass(frozen=True)
class Review:
    """The answer to one question about one period.

    `headline` is one sentence; `kpis` has one row per metric (columns metric, value, baseline,
    change); `tables` holds what is behind each chart by name; `notes` say what the data lack.
    """

    notebook: str
    shop: str
    currency: str
    period: Period
    baseline: Period | None
    compare_to: str
    headline: Text
    kpis: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    versions: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))

    def table(self, name: str) -> pd.DataFrame:
        """One of the review's tables by name."""
        if name in self.tables:
            return self.tables[name]
        hint = suggestion(name, self.tables)
        raise WrongUse(
            Text(
                zh=f"这份分析里没有表 {name!r}。{hint.zh}有：{listed(self.tables)}。",
                en=f"This review has no table {name!r}.{hint.en} It has: {listed(self.tables)}.",
            )
        )
