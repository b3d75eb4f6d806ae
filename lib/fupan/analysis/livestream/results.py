"""Results: what a streamer or a session left, as a finding; money earned has no worth as news."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.finding import Finding
from fupan.analysis.livestream.net import net_of, verdict_of
from fupan.ground.language import Text, join
from fupan.ground.words import amount_text, grouped

_VERDICTS = {
    "repeat": Text("值得继续", "worth repeating"),
    "change": Text("要改", "to be changed"),
    "stop": Text("亏钱，该停或大改", "at a loss, to be stopped or changed"),
    "unclear": Text("还看不准赚不赚", "it cannot yet be told whether it pays"),
}


def result_of(
    kind: str, subject: str, rows: pd.DataFrame, usual: float, blamed: bool, currency: str
) -> Finding:
    net = net_of(rows, usual)
    verdict = verdict_of(net, blamed)
    host = str(rows["streamer"].iloc[0])
    name = (
        Text(f"{host} {rows['day'].iloc[0]:%m-%d} 那场", f"{host} on {rows['day'].iloc[0]:%m-%d}")
        if kind == "live"
        else Text(f"{host}本月 {len(rows)} 场", f"{host}, {len(rows)} livestreams")
    )
    sold = amount_text(float(rows["pay_amount"].sum()), currency)
    if net.is_known:
        left, spent = amount_text(net.profit, currency), amount_text(net.cost, currency)
        told = Text(
            zh=f"{_VERDICTS[verdict].zh}，净 ROI {grouped(net.roi, 2)}"
            f"（{grouped(net.low, 2)} 至 {grouped(net.high, 2)}）："
            f"成交 {sold.zh}，扣退款、货和 {spent.zh} 费用后剩 {left.zh}",
            en=f"{_VERDICTS[verdict].en}, net ROI {grouped(net.roi, 2)} "
            f"({grouped(net.low, 2)} to {grouped(net.high, 2)}): "
            f"{sold.en} sold, {left.en} left after refunds, goods and {spent.en} of costs",
        )
    else:
        told = Text(
            zh=f"成交 {sold.zh}，缺费用或商品成本，净 ROI 算不出",
            en=f"{sold.en} sold; costs or the cost of goods are missing, so net ROI is unknown",
        )
    caveats = [_NOT_CAUSED]
    if net.is_known and net.is_young:
        caveats.append(Text("退款还没到齐，已按往常补足", "refunds are young, completed as usual"))
    known = net.is_known
    lost = known and np.isfinite(net.high) and net.high < 0
    return Finding(
        id="",
        notebook="",
        kind="result",
        metric="net_roi",
        subject_kind=kind,
        subject=subject,
        value=net.roi if known else None,
        unit="ratio",
        low=net.low if known and np.isfinite(net.low) else None,
        high=net.high if known and np.isfinite(net.high) else None,
        verdict=verdict,
        # Money that was earned is no finding; money that was lost beyond chance is.
        impact=net.profit if lost else None,
        impact_low=net.profit - 1.96 * net.profit_sd if lost else None,
        impact_high=net.profit + 1.96 * net.profit_sd if lost else None,
        since=str(rows["day"].min()),
        method="accounting, chance of orders",
        statement=Text(f"{name.zh}：{told.zh}。", f"{name.en}: {told.en}."),
        caveat=join(caveats),
    )


_NOT_CAUSED = Text(
    zh="净 ROI 用的是直播间成交，没扣本来就会买的人，不是增量",
    en="Net ROI takes the room's sales as they are: buyers who would have come anyway are in it",
)
