"""Ads: what was spent on each tool per day and product, and what the platform claims for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from fupan.sources.sample.chance import Ints
from fupan.sources.sample.choices import platforms
from fupan.sources.sample.days import DAYS, rhythm
from fupan.sources.sample.goods import IDS, PLACE
from fupan.sources.sample.orders import AD_CAMPAIGNS
from fupan.sources.sample.places import AT, PLATFORMS
from fupan.sources.sample.play import Shop


@dataclass(frozen=True, slots=True)
class Tool:
    """One ad tool; cost per click in yuan, window in days, `halo` what it claims beyond its own."""

    campaign_id: str
    tool: str
    title: str
    click_cost: float
    click_rate: float
    window_days: int
    halo: float
    goods: tuple[str, ...]


TOOLS: tuple[Tool, ...] = (
    Tool(
        "A-ZTC",
        "zhitongche",
        "直通车常规计划",
        1.85,
        0.062,
        15,
        1.32,
        ("R01", "R02", "T03", "T01", "S06"),
    ),
    Tool(
        "A-WXT", "wanxiangtai", "万相台拉新快", 1.05, 0.034, 15, 1.45, ("T01", "T02", "R01", "S01")
    ),
    Tool("A-JDKC", "jingdong_kuaiche", "京东快车", 1.6, 0.058, 15, 1.28, ("R01", "R02", "T02")),
    Tool("A-DDSS", "duoduo_search", "多多搜索推广", 1.15, 0.055, 15, 1.20, ("T01", "T04", "T03")),
    Tool("A-QC", "qianchuan", "千川短视频引流", 1.1, 0.029, 7, 1.38, ("T01", "T03", "S01", "S06")),
)
CPS, CPS_COMMISSION = "A-CPS", 0.12
REST = "通投"
_DEARER_IN_PROMOTIONS = 1.4


def ads(shop: Shop) -> pd.DataFrame:
    """One row per day × campaign × ad group × product; money in cents."""
    parts = [_tool_rows(shop, tool, number) for number, tool in enumerate(TOOLS)]
    table = pd.concat([*parts, _cps_rows(shop)], ignore_index=True)
    return table.sort_values(["day", "campaign_id", "adgroup_id", "product_id"], ignore_index=True)


def _tool_rows(shop: Shop, tool: Tool, number: int) -> pd.DataFrame:
    chance = shop.chance
    clicks, orders, amount, added = _results(shop, tool)
    day, place = np.indices(clicks.shape)
    dear = (1 + _DEARER_IN_PROMOTIONS * rhythm().discount)[:, None]
    cost = clicks * tool.click_cost * dear * chance.jitter("ads/cost", 0.08, day, place, number)
    shown = clicks / (tool.click_rate * chance.jitter("ads/ctr", 0.10, day, place, number))
    halo = tool.halo * chance.jitter("ads/halo", 0.06, day, place, number)
    table = pd.DataFrame(
        {
            "day": day.ravel(),
            "tool": tool.tool,
            "campaign_id": tool.campaign_id,
            "adgroup_id": np.where(place.ravel() < len(tool.goods), "单品", REST),
            "product_id": np.array([*tool.goods, "all"])[place.ravel()],
            "impressions": np.round(shown).ravel().astype(int),
            "clicks": clicks.ravel(),
            "cost": np.round(cost * 100).ravel().astype(int),
            "favorites": np.round(added * 0.5).ravel().astype(int),
            "cart_units": added.ravel(),
            "orders": np.round(orders * (1 + (halo - 1) * 0.8)).ravel().astype(int),
            "attributed_amount": np.round(amount * halo).ravel().astype(int),
            "window_days": tool.window_days,
        }
    )
    return table[table["clicks"] > 0]


def _results(shop: Shop, tool: Tool) -> tuple[Ints, Ints, Ints, Ints]:
    """Day × advertised product (the rest last): clicks, orders, amount, units in carts."""
    channel, platform = AD_CAMPAIGNS[tool.campaign_id]
    where, on = AT[channel], PLATFORMS.index(platform)
    goods = np.full(len(IDS), len(tool.goods))
    goods[[PLACE[p] for p in tool.goods]] = np.arange(len(tool.goods))
    visits = shop.visits
    on_channel = np.flatnonzero((visits.channel == where) & (visits.buyer == 0))
    drawn = platforms(shop.chance, visits.key[on_channel], visits.channel[on_channel])
    mine = on_channel[drawn == on]
    lines = shop.lines[(shop.lines["channel"] == where) & (shop.lines["platform"] == on)]
    carts = shop.carts[(shop.carts["channel"] == where) & (shop.carts["platform"] == on)]
    paid = lines[lines["pays"]]
    clicks, orders, amount, added = (
        np.zeros((len(DAYS), len(tool.goods) + 1), dtype=np.int64) for _ in range(4)
    )
    np.add.at(clicks, (visits.day[mine], goods[visits.product[mine]]), 1)
    np.add.at(orders, (paid["day"], goods[paid["product"]]), 1)
    np.add.at(amount, (paid["day"], goods[paid["product"]]), _worth(paid))
    np.add.at(added, (carts["day"], goods[carts["product"]]), carts["quantity"])
    # Some click twice.
    return np.round(clicks * 1.06).astype(np.int64), orders, amount, added


def _cps_rows(shop: Shop) -> pd.DataFrame:
    """Affiliates are paid by the sale: commission on what their buyers paid."""
    channel, platform = AD_CAMPAIGNS[CPS]
    mine = shop.lines[
        (shop.lines["channel"] == AT[channel])
        & shop.lines["pays"]
        & (shop.lines["platform"] == PLATFORMS.index(platform))
    ]
    worth = (
        mine.assign(worth=_worth(mine))
        .groupby("day")
        .agg(orders=("order_key", "nunique"), attributed_amount=("worth", "sum"))
        .reset_index()
    )
    seen = np.bincount(shop.visits.day[shop.visits.channel == AT[channel]], minlength=len(DAYS))
    clicks = np.round(seen[worth["day"]] * 0.55).astype(int)
    return worth.assign(
        tool="cps",
        campaign_id=CPS,
        adgroup_id="all",
        product_id="all",
        clicks=clicks,
        impressions=clicks * 24,
        cost=np.round(worth["attributed_amount"] * CPS_COMMISSION).astype(int),
        window_days=15,
    )


def _worth(lines: pd.DataFrame) -> pd.Series:
    """What the platform counts as the line's amount: the goods, whether returned or not."""
    return lines["list_cents"] - lines["discount_cents"]
