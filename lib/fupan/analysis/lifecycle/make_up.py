"""By what an odd cohort differs from the others: in its make-up, or within every part of it.

Which cohort is odd is `returns`' business; where buyers came from is `origins`'.
"""

from __future__ import annotations

import pandas as pd

from fupan.analysis.bridge import ratio_bridge
from fupan.analysis.lifecycle.origins import DIMENSIONS, UNKNOWN, label_of
from fupan.analysis.lifecycle.returns import Returned
from fupan.analysis.lifecycle.seen import SMALLEST_CELL, Seen
from fupan.ground.language import Text, join
from fupan.ground.periods import Period
from fupan.ground.words import points, share

_BIG_SHARE = 0.05  # a difference in make-up smaller than five points is not told


def differences(told: pd.DataFrame, judged: list[Returned], seen: Seen) -> dict[str, Text]:
    """By what each odd cohort differs from the others: in make-up, or within every segment."""
    return {
        one.cohort.name: _difference(told, one.cohort, seen) for one in judged if one.like.is_off
    }


def _difference(told: pd.DataFrame, cohort: Period, seen: Seen) -> Text:
    texts: list[Text] = []
    lead = Text("", "")
    for dimension, title in DIMENSIONS.items():
        part = told[told["dimension"] == dimension]
        mine = part[part["cohort"] == cohort.name].groupby("segment")[["buyers", "back"]].sum()
        rest = part[part["cohort"] != cohort.name].groupby("segment")[["buyers", "back"]].sum()
        names = sorted({*mine.index, *rest.index})
        known = [n for n in names if n != UNKNOWN]
        if not known or mine.empty:
            continue
        both = [frame.reindex(names).fillna(0.0) for frame in (rest, mine)]
        split = ratio_bridge(
            names, tuple(list(f["back"]) for f in both), tuple(list(f["buyers"]) for f in both)
        )
        lead = lead if texts else _against(*both)
        texts.append(_make_up(title, split, both, dimension, seen))
    if not texts and not (told["cohort"] == cohort.name).any():
        return Text(
            "没满 90 天，还看不出是不是来源变了",
            "before 90 days are over, no change of origin can be told",
        )
    if not texts:
        return Text("首购渠道、商品、折扣都不知道", "first channel, product, discount are unknown")
    split_up = join(texts)
    return Text(lead.zh + split_up.zh, lead.en + split_up.en)


def _against(rest: pd.DataFrame, mine: pd.DataFrame) -> Text:
    """The plain difference that mix and rate add up to; the judged one allows for drift too."""
    usual, own = (frame["back"].sum() / frame["buyers"].sum() for frame in (rest, mine))
    gap = {lang: points(own - usual, lang=lang, places=1) for lang in ("zh", "en")}
    return Text(
        zh=f"其他月份合在一起是 {share(usual)}，差 {gap['zh']}，拆开看：",
        en=f"against {share(usual)} of all other months together, {gap['en']}: ",
    )


def _make_up(
    title: Text, split: pd.DataFrame, both: list[pd.DataFrame], dimension: str, seen: Seen
) -> Text:
    parts = [frame["buyers"] / frame["buyers"].sum() for frame in both]
    moved = (parts[1] - parts[0]).drop(UNKNOWN, errors="ignore")
    few = both[1]["buyers"].reindex(moved.index) < SMALLEST_CELL
    moved = moved[~few]
    mix, rate = float(split["mix"].sum()), float(split["rate"].sum())
    told = {
        lang: (points(mix, lang=lang, places=1), points(rate, lang=lang, places=1))
        for lang in ("zh", "en")
    }
    more = Text("", "")
    if len(moved) and moved.max() >= _BIG_SHARE:
        segment = str(moved.idxmax())
        name, now, then = label_of(dimension, segment, seen), parts[1][segment], parts[0][segment]
        more = Text(
            zh=f"（{name.zh}占 {share(now)}，别的月份 {share(then)}）",
            en=f" ({name.en}: {share(now)} of them, elsewhere {share(then)})",
        )
    return Text(
        zh=f"{title.zh}的构成解释 {told['zh'][0]}，同样来源的人自己变了 {told['zh'][1]}{more.zh}",
        en=f"the mix by {title.en} accounts for {told['en'][0]}, "
        f"buyers of the same origin for {told['en'][1]}{more.en}",
    )
