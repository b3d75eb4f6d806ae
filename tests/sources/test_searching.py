"""Exports are found by what a shop calls them."""

from __future__ import annotations

import pytest

from fupan.ground.errors import WrongUse
from fupan.sources import known_profiles
from fupan.sources.searching import search


def _found(asked: str) -> set[str]:
    return {p.name for p in search(asked, known_profiles())}


@pytest.mark.parametrize(
    ("asked", "some"),
    [
        ("拼多多", {"pdd_orders", "pdd_ads", "pdd_ledger"}),
        ("京东 订单", {"jd_orders"}),
        ("抖音", {"douyin_orders", "qianchuan", "luopan_lives"}),
        ("天猫", {"tmall_refunds", "sycm_products", "zhitongche", "taobao_orders_2026"}),
        ("xhs", {"xiaohongshu_orders"}),
        ("Pinduoduo", {"pdd_orders"}),
        ("inventory", {"jushuitan_stock", "shopify_stock", "canonical_inventory"}),
    ],
)
def test_a_platform_a_tool_or_a_table_finds_its_exports(asked, some):
    assert some <= _found(asked)


def test_a_full_name_finds_itself_alone():
    assert all(_found(p.name) == {p.name} for p in known_profiles())


def test_an_unknown_name_says_where_all_are_and_what_is_near():
    with pytest.raises(WrongUse, match=r"pinduoduo"):
        search("pinduodou", known_profiles())
    with pytest.raises(WrongUse, match="fupan map"):
        search("拼夕夕", known_profiles())
