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
_APART = 1e-2  # of the points a slope is taken between: so wide that rounding does not show


def fitted(
    name: str,
    loss: Callable[[Floats], float | tuple[float, Floats]],
    start: tuple[float, ...],
    *,
    sloped: bool = False,
    most: tuple[float, ...] | None = None,
) -> Floats:
    """The parameters, none above its `most`, at which `loss` (mean negative log-likelihood) is
    least.

    `loss` takes the logarithms of the parameters; with `sloped` it also returns its slopes.
    """
    highest = np.log(most) if most else np.full(len(start), _WIDEST)
    found = optimize.minimize(
        loss,
        np.log(np.asarray(start)),
        jac=True if sloped else "3-point",
        method="L-BFGS-B",
        bounds=[(-_WIDEST, high) for high in highest],
        options={"maxiter": 500, "ftol": 1e-12, "gtol": 1e-7},
    )
    if not np.isfinite(found.fun):
        raise DataInvalid(
            Text(
                zh=f"{name} 模型在这些数据上拟合不出来；请检查购买次数和时间。",
                en=f"The {name} model cannot be fitted to these data; check counts and times.",
            )
        )
    return np.exp(found.x if sloped else _settled(loss, found.x, highest))


def _settled(loss: Callable[[Floats], float], best: Floats, highest: Floats) -> Floats:
    """The place near `best` where the loss is level in every parameter short of its highest.

    A search that compares values of the loss stops where the last digits of a processor's sums
    let it; flat as these losses are, that was a yuan in a report. Where slopes vanish is the same
    place on every machine.
    """
    free = best < highest

    def whole(part: Floats) -> Floats:
        at = best.copy()
        at[free] = part
        return at

    level = whole(optimize.root(lambda at: _slopes(loss, whole(at), free), best[free], tol=1e-9).x)
    inside = np.isfinite(level).all() and ((level > -_WIDEST) & (level <= highest)).all()
    return level if inside and loss(level) <= loss(best) + 1e-9 else best


def _slopes(loss: Callable[[Floats], float], at: Floats, free: NDArray[np.bool_]) -> Floats:
    """By the five-point rule."""
    steps = _APART * np.eye(len(at))[free]
    near = np.array([loss(at + h) - loss(at - h) for h in steps])
    far = np.array([loss(at + 2 * h) - loss(at - 2 * h) for h in steps])
    return (8 * near - far) / (12 * _APART)
