"""Caveats of a campaign's result: what ran beside it, what its method cannot see, what is young.

The checks of the method itself stand with the effect; here is what they mean to a reader.
"""

from __future__ import annotations

from fupan.analysis.campaigns.result import Result
from fupan.analysis.campaigns.spend import Tagged
from fupan.ground.language import Text, join
from fupan.ground.words import amount_text


def caveat_of(result: Result, tagged: Tagged, currency: str) -> Text | None:
    """What the reader of one campaign's result must bear in mind; None where nothing."""
    parts = []
    if result.campaign.is_cut:
        parts.append(Text("活动还没结束，只算到数据最后一天", "it is not over; counted to the last "
                          "day held"))  # fmt: skip
    if result.is_presale:
        parts.append(
            Text(
                "预售的钱要到尾款那一波才付，单独看会偏低，要和正式期合起来看",
                "a pre-sale is paid in the wave that follows, so by itself it looks too low",
            )
        )
    if result.overlapping:
        names = "、".join(c.title for c in result.overlapping[:3])
        parts.append(
            Text(f"同时还有{names}，效果分不开", f"{names} ran at the same time and cannot be "
                 "told apart")
        )  # fmt: skip
    if result.sales.is_estimated and result.sales.expected == 0:
        parts.append(
            Text(
                "活动前这里没有成交，卖的都算新的，但可能是别处挪来的",
                "nothing was sold here before: all of it is new here, and may be missing elsewhere",
            )
        )
    elif result.sales.is_estimated and result.sales.method == "plain_baseline":
        parts.append(Text("只能和前几周的平均比，是最弱的方法", "held against a plain average, the "
                          "weakest method"))  # fmt: skip
    if result.lacks_precedent and result.scope.unit:
        parts.append(
            Text("大促对参加的和没参加的带动可能不一样，没有先例可查",
                 "a promotion without precedent may have moved it and its controls unlike")
        )  # fmt: skip
    elif result.lacks_precedent:
        parts.append(
            Text("和平日比，平台大促自带的流量也算在里面",
                 "against ordinary days: the platform's own promotion is in it")
        )  # fmt: skip
    parts += _beyond_claim(result, currency)
    if tagged.is_young:
        parts.append(Text("退款还没到齐", "refunds are still to come"))
    return join(parts) if parts else None


def _beyond_claim(result: Result, currency: str) -> list[Text]:
    """Why an increment is larger than the claim, which counts buyers who would have come anyway."""
    effect, claimed = result.sales, result.claimed
    if claimed is None or not effect.is_estimated or effect.increment <= claimed:
        return []
    more = amount_text(effect.increment - claimed, currency)
    counted = Text("没带活动标记的成交也算进来了", "sales without its mark are counted in")
    if effect.interval()[0] <= claimed:
        why = Text(f"{counted.zh}，差额也没超出误差", f"{counted.en}, and chance may explain it")
    else:
        why = Text(f"{counted.zh}，同期别的事也可能算在里面",
                   f"{counted.en}, and so may be whatever else happened then")  # fmt: skip
    return [Text(f"增量比平台口径还多 {more.zh}：{why.zh}",
                 f"the increment is {more.en} above the platform's claim: {why.en}")]  # fmt: skip
