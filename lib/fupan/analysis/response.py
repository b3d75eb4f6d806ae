"""Diminishing returns: what the next yuan on a tool brings, within the range that was observed.

Fitted to what the platform claims, so it is an association and an upper bound; what a tool
truly adds needs a pause or a holdout.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t
from statsmodels.api import OLS, add_constant

from fupan.ground.language import Text

FEWEST_WEEKS = 10
WEEKS = 26
LEAST_SPREAD = 0.05  # standard deviation of log spend; steadier spend teaches nothing
COMMISSION = 0.999  # of variance explained: the spend is a share of the sales, not their cause
_COMMISSION = Text(
    zh="花费是按成交抽的佣金，多花一元无从说起",
    en="the spend is a commission on sales, so there is no next yuan to speak of",
)


@dataclass(frozen=True)
class Response:
    """Claimed amount = a · spend^elasticity, by week.

    `marginal` is the claimed amount of the next yuan at the latest spend, with its 95 % range;
    `low_spend` and `high_spend` bound what was observed. `why_not` says what the data lack.
    """

    elasticity: float = float("nan")
    marginal: float = float("nan")
    marginal_low: float = float("nan")
    marginal_high: float = float("nan")
    spend: float = float("nan")
    low_spend: float = float("nan")
    high_spend: float = float("nan")
    weeks: int = 0
    why_not: Text | None = None

    def suggested(self, break_even: float) -> float:
        """Next weekly spend: towards the observed edge where the range clears break-even."""
        if self.why_not is not None or not np.isfinite(break_even):
            return float("nan")
        if self.marginal_low > break_even:
            return min(self.spend * 1.2, self.high_spend)
        if self.marginal_high < break_even:
            return max(self.spend * 0.8, self.low_spend)
        return self.spend


def response(spend: pd.Series, amount: pd.Series) -> Response:
    """The response of weekly `amount` to weekly `spend` (same ascending index).

    Constant elasticity by least squares on logs with errors robust to lasting noise (Newey &
    West 1987, Econometrica 55, 703–708); an elasticity below 1 is diminishing returns.
    """
    held = pd.DataFrame({"spend": spend, "amount": amount}).astype(float).dropna()
    held = held[(held["spend"] > 0) & (held["amount"] > 0)].iloc[-WEEKS:]
    if len(held) < FEWEST_WEEKS:
        return Response(
            weeks=len(held),
            why_not=Text(
                zh=f"只有 {len(held)} 周既有花费又有成交（需要 {FEWEST_WEEKS} 周）",
                en=f"only {len(held)} weeks hold both spend and sales ({FEWEST_WEEKS} are needed)",
            ),
        )
    logs = np.log(held)
    if logs["spend"].std() < LEAST_SPREAD:
        return Response(
            weeks=len(held),
            why_not=Text(
                zh="每周花费几乎一样，看不出多花少花的差别",
                en="weekly spend hardly varied, so more or less of it cannot be told apart",
            ),
        )
    fit = OLS(logs["amount"], add_constant(logs["spend"])).fit(
        cov_type="HAC", cov_kwds={"maxlags": 2, "use_correction": True}
    )
    if fit.rsquared > COMMISSION:
        return Response(weeks=len(held), why_not=_COMMISSION)
    slope, error = float(fit.params["spend"]), float(fit.bse["spend"])
    recent = held.iloc[-4:].sum()
    average = float(recent["amount"] / recent["spend"])
    wide = float(t.ppf(0.975, len(held) - 2)) * error
    return Response(
        slope,
        slope * average,
        max(slope - wide, 0.0) * average,
        (slope + wide) * average,
        float(recent["spend"] / 4),
        float(held["spend"].min()),
        float(held["spend"].max()),
        len(held),
    )
