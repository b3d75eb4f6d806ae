"""Behind: a streamer who has long sold less than the others with the same goods at the same hour.

That is no cause of this month, so it is told as an opportunity; sudden falls are for `causes`.
"""

from __future__ import annotations

import pandas as pd

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.livestream.comparing import Compared
from fupan.ground.language import Text
from fupan.ground.words import amount_text, change

FAR = 0.8  # sells less than four fifths of the middle streamer, at the least surely below it
SURELY = 0.9


def behind_of(held: Compared, now: pd.DataFrame, told: set[str], currency: str) -> list[Finding]:
    """Streamers of the period who lie behind by half a year's lives and have no cause told."""
    found = []
    for row in held.streamers.itertuples():
        mine = now[now["streamer"] == row.streamer]
        if row.streamer in told or mine.empty or row.factor > FAR or row.high > SURELY:
            continue
        sold = float(mine["pay_amount"].sum())
        worth = [sold * (1 / f - 1) for f in (row.factor, row.high, row.low)]
        found.append(_finding(str(row.streamer), row, mine, worth, currency))
    return found


def _finding(
    streamer: str, row: object, mine: pd.DataFrame, worth: list[float], currency: str
) -> Finding:
    money, gap = amount_text(worth[0], currency), change(row.factor - 1, 0)
    span = f"{change(row.low - 1, 0)} … {change(row.high - 1, 0)}"
    return Finding(
        id="",
        notebook="",
        kind="opportunity",
        metric="live_conversion",
        subject_kind="streamer",
        subject=streamer,
        value=row.factor - 1,
        low=row.low - 1,
        high=row.high - 1,
        unit="rate",
        impact=worth[0],
        impact_low=worth[1],
        impact_high=worth[2],
        confidence=0.95,
        evidence=(
            Evidence(
                Text(
                    f"近半年同货、同时段、同样多的观众，成交单比中间的主播 {gap}（{span}）",
                    f"over half a year orders with the same goods, hour and viewers are {gap} "
                    f"({span}) beside the middle streamer",
                ),
                "live_products",
                row.factor - 1,
            ),
        ),
        method="orders by streamer, product and hour, partly pooled",
        title=Text(f"{streamer}一直比别人卖得少", f"{streamer} has long sold less"),
        statement=Text(
            f"{streamer}一直比别的主播卖得少：同货同时段的成交单 {gap}，"
            f"本月 {len(mine)} 场若能追平，约多成交 {money.zh}。",
            f"{streamer} has long sold less than the others: orders with the same goods at the "
            f"same hour {gap}; level with them, this month's {len(mine)} livestreams would have "
            f"sold about {money.en} more.",
        ),
        action=Text(
            f"{streamer}：排一场跟卖得好的主播同货同时段，学开场和讲解，两周后再比一次",
            f"{streamer}: one livestream with the goods and hour of the best, learn opening and "
            "script, and compare again in two weeks",
        ),
        caveat=Text(
            "各直播间的粉丝底子不同，差距不全是讲得好不好",
            "rooms have different followers, so not all of the gap is skill",
        ),
    )
