"""What a campaign added: sales as they were, less sales as they would have been without it.

Every method is the same arithmetic with another reference: the series' own recent level times
what the reference did in the window. Its error is measured by placebo runs, never assumed.
Which series belong to a campaign, and what the money means, is left to the analyses.
"""

from __future__ import annotations

from fupan.analysis.effect.before_after import difference, interrupted, two_by_two
from fupan.analysis.effect.effect import Check, Effect, Side
from fupan.analysis.effect.estimating import estimate
from fupan.analysis.effect.material import Material

__all__ = ["Check", "Effect", "Material", "Side", "difference", "estimate", "interrupted",
           "two_by_two"]  # fmt: skip
