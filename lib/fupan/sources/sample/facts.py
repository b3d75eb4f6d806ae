"""The facts planted in the sample shop, oldest first; sizes are measured, not written here."""

from __future__ import annotations

from fupan.ground.errors import WrongUse, listed, suggestion
from fupan.ground.language import Text
from fupan.sources.sample import facts_2025, facts_2026, facts_october
from fupan.sources.sample.fact import Fact

FACTS: tuple[Fact, ...] = (*facts_2025.FACTS, *facts_2026.FACTS, *facts_october.FACTS)
ALL: frozenset[str] = frozenset(f.fact_id for f in FACTS)


def find_fact(fact_id: str) -> Fact:
    """The fact of that id; an error with the nearest id where there is none."""
    for fact in FACTS:
        if fact.fact_id == fact_id:
            return fact
    hint = suggestion(fact_id, sorted(ALL))
    raise WrongUse(
        Text(
            zh=f"示例店铺没有叫 {fact_id!r} 的事实。{hint.zh}有：{listed(sorted(ALL), 30)}。",
            en=f"The sample shop has no fact {fact_id!r}.{hint.en} "
            f"It has: {listed(sorted(ALL), 30)}.",
        )
    )
