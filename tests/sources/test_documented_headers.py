"""Every documented export is recognised by its header, and what is written in it comes back."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from documented_headers import DOCUMENTED

from fupan.contract import TABLES
from fupan.contract.check import breaches
from fupan.sources import known_profiles, prepare
from fupan.sources.header import find_header, plain
from fupan.sources.profile import As, Profile, Read
from fupan.sources.recognise import recognise

KEY = b"k" * 32
PROFILES = {p.name: p for p in known_profiles()}
OPEN = [n for n in DOCUMENTED if not PROFILES[n.split()[0]].closed]
ALONE = [
    n
    for n in OPEN
    if not PROFILES[n.split()[0]].amends
    and n.split()[0] not in ("qianniu_items_2026", "taobao_items_old")
]
ROWS = 6


def _cell(how: Read, row: int) -> str:
    """One sound cell, different from row to row where that can matter."""
    if how.values is not None:
        listed = [text for text, value in how.values.items() if value in ("completed", "live")]
        return (listed or list(how.values))[0]
    match how.how:
        case As.ID:
            return f"\t{690000000000 + row}"
        case As.TIME:
            return f"2026/6/13 9:0{row}"
        case As.DAY:
            return f"2026061{row}"
        case As.MONEY:
            return "1,234.50"
        case As.NUMBER:
            return "2.5"
        case As.COUNT:
            return "11"
        case As.PERCENT:
            return "3.20%"
        case As.FLAG:
            return "否"
        case As.PROVINCE | As.CITY:
            return "浙江省杭州市西湖区"
        case As.BUYER:
            return f"买家{row}"
    return "成功"


SPECIAL = {
    ("sycm_sources", "二级来源"): "手淘搜索",
    ("sycm_sources", "三级来源"): "汇总",
    ("sycm_sources_2025", "来源层级"): "2",
    ("jd_traffic", "一级渠道"): "免费",
    ("jd_traffic", "二级渠道"): "搜索",
    ("jd_traffic", "聚合来源"): "",
    ("sycm_products", "商品类型"): "主商品",
    ("pdd_orders", "是否抽奖或0元试用"): "否",
    ("jushuitan_orders", "订单状态"): "Sent",
    ("luopan_lives", "直播结束时间"): "2026/6/13 23:00",
    ("shopify_orders", "Fulfillment Status"): "fulfilled",
    ("meta_ads", "Reporting ends"): "same",
    ("jd_stock", "可用库存"): "10",
}


def _write(path: Path, profile: Profile, header: list[str]) -> None:
    known = {plain(n): how for how in profile.reads.values() for n in how.names}
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        for row in range(ROWS):
            cells = []
            for name in header:
                how = known.get(plain(name))
                cell = SPECIAL.get((profile.name, name.strip()))
                if cell == "same":
                    cell = f"2026061{row}"
                cells.append(cell if cell is not None else _cell(how, row) if how else "杂项")
            writer.writerow(cells)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_documented_header_is_recognised_as_the_export_that_it_is(name: str) -> None:
    profiles = known_profiles()
    header = find_header(
        [DOCUMENTED[name]], frozenset().union(*(p.known_headers() for p in profiles))
    )
    assert header is not None
    assert recognise(header, "export", profiles).name == name.split()[0]


@pytest.mark.parametrize("name", ALONE)
def test_what_is_written_under_a_documented_header_comes_back(name: str, tmp_path: Path) -> None:
    profile = PROFILES[name.split()[0]]
    _write(tmp_path / "export_2026-06-13.csv", profile, DOCUMENTED[name])
    prepared = prepare([tmp_path], shop="t", key=KEY)
    (report,) = prepared.files
    assert report.outcome == "loaded", [e.zh for e in report.errors]
    assert report.profile == profile.name
    assert report.quarantined == 0, [n.zh for n in report.notes]
    assert report.accepted > 0
    table = TABLES[profile.table]
    assert not breaches(table, prepared.tables[profile.table].select(table.names))


@pytest.mark.parametrize("name", [n for n in DOCUMENTED if n not in OPEN])
def test_a_file_that_no_table_takes_says_what_to_bring_instead(name: str, tmp_path: Path) -> None:
    profile = PROFILES[name.split()[0]]
    _write(tmp_path / "export_2026-06-13.csv", profile, DOCUMENTED[name])
    (report,) = prepare([tmp_path], shop="t", key=KEY).files
    assert report.outcome == "refused"
    assert report.errors == [profile.closed]
