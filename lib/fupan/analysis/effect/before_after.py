"""Before and after, in the plain forms of the literature: the 2×2 table and the interrupted series.

For a shop's own campaigns `estimate` is the better road; these take figures as papers print them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm, t
from statsmodels.api import OLS

from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its standard error (empty where none was given) and 95 % interval."""

    value: float
    error: float
    low: float
    high: float


Figure = float | tuple[float, float]  # a mean, or a mean with its standard error


def difference(one: Figure, other: Figure) -> Estimate:
    """`one` less `other`, which are independent; with errors, its interval by the normal law."""
    (a, a_error), (b, b_error) = _pair(one), _pair(other)
    return _estimate(a - b, float(np.hypot(a_error, b_error)))


def two_by_two(
    *, treated_before: Figure, treated_after: Figure, control_before: Figure, control_after: Figure
) -> Estimate:
    """Difference in differences of four means: what the treated changed beyond the controls.

    Errors are those of four independent samples. Where the same units were seen twice, take
    `difference` of the two changes with their own errors, or `uplift.average_effect` of each
    unit's change.
    """
    cells = [_pair(c) for c in (treated_after, treated_before, control_after, control_before)]
    value = cells[0][0] - cells[1][0] - (cells[2][0] - cells[3][0])
    return _estimate(value, float(np.sqrt(sum(error**2 for _, error in cells))))


def interrupted(
    values: pd.Series, begins: object, *, trend: bool = True, lags: int = 0
) -> pd.DataFrame:
    """One row per coefficient of a segmented regression: estimate, error, low, high, p_value.

    `level` and `slope` are those before; `step` is the jump at `begins` (the first index label
    of the new regime), `slope_change` what the slope changes by; without `trend` only level and
    step. With `lags`, errors are robust to lasting noise (Newey & West 1987), else ordinary.
    (Wagner, Soumerai, Zhang & Ross-Degnan 2002, J. Clin. Pharm. Ther. 27, 299–309.)
    """
    held = values.astype(float).dropna()
    after = np.asarray(held.index >= begins)
    if min(after.sum(), (~after).sum()) < 3:
        raise DataInvalid(
            Text(
                zh=f"{begins} 之前有 {(~after).sum()} 个点、之后有 {after.sum()} 个，"
                "两边都至少要 3 个。",
                en=f"{(~after).sum()} points lie before {begins} and {after.sum()} from it on; "
                "both need at least 3.",
            )
        )
    place = np.arange(len(held), dtype=float)
    first = int(np.flatnonzero(after)[0])
    columns = {"level": np.ones(len(held)), "step": after.astype(float)}
    if trend:
        columns |= {"slope": place, "slope_change": np.where(after, place - first, 0.0)}
    how = {"cov_type": "HAC", "cov_kwds": {"maxlags": lags}, "use_t": True} if lags else {}
    fit = OLS(held.to_numpy(), pd.DataFrame(columns)).fit(**how)
    wide = float(t.ppf(0.975, fit.df_resid)) * fit.bse
    return pd.DataFrame(
        {
            "coefficient": fit.params.index,
            "estimate": fit.params.to_numpy(),
            "error": fit.bse.to_numpy(),
            "low": (fit.params - wide).to_numpy(),
            "high": (fit.params + wide).to_numpy(),
            "p_value": fit.pvalues.to_numpy(),
        }
    )


def _pair(told: Figure) -> tuple[float, float]:
    return told if isinstance(told, tuple) else (float(told), float("nan"))


def _estimate(value: float, error: float) -> Estimate:
    wide = float(norm.ppf(0.975)) * error
    return Estimate(value, error, value - wide, value + wide)
