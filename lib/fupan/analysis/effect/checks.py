"""The assumptions of an effect, each held against the data and put into words."""

from __future__ import annotations

import numpy as np

from fupan.analysis.effect.effect import Check, Side
from fupan.analysis.effect.placebo import Errors
from fupan.ground.language import Text


def checks_of(errors: Errors, sides: tuple[Side, ...], *, has_precedent: bool) -> tuple[Check, ...]:
    """Enough placebos, no lean, no moved sales, a precedent: each with its sentence."""
    enough = errors.windows >= 5
    mean = float(np.mean(errors.relative)) if len(errors.relative) else float("nan")
    noise = float(np.std(errors.relative)) if len(errors.relative) else float("nan")
    steady = bool(abs(mean) <= 2 * noise / np.sqrt(max(errors.windows, 1.0))) if enough else False
    moved = [s for s in sides if s.is_seen]
    return (
        Check(
            "placebos",
            enough,
            Text(
                zh=f"安静时段{'' if enough else '只'}能做约 {errors.windows:.0f} 个"
                "互不重叠的安慰剂窗口",
                en=f"{'' if enough else 'only '}about {errors.windows:.0f} placebo windows that do "
                "not overlap fit into the quiet past",
            ),
        ),
        Check(
            "no_trend",
            steady,
            Text(
                zh="安静时段的预测没有一边倒的偏差"
                if steady
                else "安静时段的预测偏向一边，或窗口太少看不出",
                en="predictions of quiet windows lean to neither side"
                if steady
                else "predictions of quiet windows lean to one side, or are too few to tell",
            ),
        ),
        Check(
            "no_moved_sales",
            not moved,
            Text(
                zh="前后 14 天没有看到被挪走的销量"
                if not moved
                else "活动前后有销量被挪走，已从增量里扣掉",
                en="no sales were seen to be moved from the 14 days before and after"
                if not moved
                else "sales were moved from the days beside it, and are taken off the increment",
            ),
        ),
        Check(
            "precedent",
            has_precedent,
            Text(
                zh="窗口里没有大促日，或历史上有先例可比"
                if has_precedent
                else "窗口里的大促日，读到的历史里没有先例可比",
                en="there are no promotion days in the window, or they have a precedent"
                if has_precedent
                else "promotion days in the window have no precedent in the days read",
            ),
        ),
    )
