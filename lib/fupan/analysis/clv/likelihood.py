"""Maximum likelihood over positive parameters: searched on their logarithms from a fixed start."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text

Floats = NDArray[np.float64]
_WIDEST = 12.0  # parameters stay between e^-12 and e^12


def fitted(
    name: str,
    loss: Callable[[Floats], float | tuple[float, Floats]],
    start: tuple[float, ...],
    *,
    sloped: bool = False,
) -> Floats:
    """The parameters at which `loss` (mean negative log-likelihood) is least.

    `loss` takes the logarithms of the parameters; with `sloped` it also returns its slopes.
    """
    found = optimize.minimize(
        loss,
        np.log(np.asarray(start)),
        jac=True if sloped else "3-point",
        method="L-BFGS-B",
        bounds=[(-_WIDEST, _WIDEST)] * len(start),
        options={"maxiter": 500, "ftol": 1e-12, "gtol": 1e-7},
    )
    if not np.isfinite(found.fun):
        raise DataInvalid(
            Text(
                zh=f"{name} 模型在这些数据上拟合不出来；请检查购买次数和时间。",
                en=f"The {name} model cannot be fitted to these data; check counts and times.",
            )
        )
    return np.exp(found.x)
