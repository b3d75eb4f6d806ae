"""What operators write into remarks becomes flags by the shop's own rules, and is kept nowhere."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import export_files as ex
import pytest

from fupan.ground.errors import DataInvalid
from fupan.sources import prepare, read_remarks

KEY = b"0123456789abcdef"
RULES = r"""
[[rule]]
name = "刷单"
when = "^V-|补单"
flag = "is_suspect"

[[rule]]
name = "样品"
when = "样品"
flag = "is_gift"
columns = ["订单备注"]

[[rule]]
name = "退差价"
when = "(?:退差价|小额打款)[^0-9]*([0-9]+(?:\\.[0-9]{1,2})?)"
refund = 1
"""
HEADER = [
    "订单编号", "买家会员名", "总金额", "买家实际支付金额", "订单状态", "订单创建时间",
    "订单付款时间", "宝贝总数量", "宝贝标题", "订单备注", "买家应付货款", "店铺Id",
    "分阶段订单信息", "天猫卡券抵扣",
]  # fmt: skip


def _orders(tmp_path: Path, remarks: list[str]) -> Path:
    rows = [
        {
            "订单编号": str(1650000000000000001 + n),
            "买家会员名": f"b{n}",
            "总金额": "100.00",
            "买家实际支付金额": "100.00",
            "订单状态": "交易成功",
            "订单创建时间": "2026-06-01 10:00:00",
            "订单付款时间": "2026-06-01 10:01:00",
            "宝贝总数量": "1",
            "订单备注": remark,
        }
        for n, remark in enumerate(remarks)
    ]
    return ex.write_csv(tmp_path / "o.csv", HEADER, rows)


def _rules(tmp_path: Path, text: str = RULES) -> Path:
    path = tmp_path / "remarks.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_remark_marks_brushed_orders_gifts_and_small_refunds(tmp_path: Path) -> None:
    path = _orders(tmp_path, ["V-王 13800138000", "样品一份", "退差价 5.5 元", "请快发货"])
    prepared = prepare([path], shop="x", key=KEY, remarks=read_remarks(_rules(tmp_path)))
    rows = prepared.tables["orders"].to_pylist()
    assert [r["is_suspect"] for r in rows] == [True, False, False, False]
    assert [r["is_gift"] for r in rows] == [False, True, False, False]
    assert [r["refund_amount"] for r in rows] == [0, 0, Decimal("5.50"), 0]
    told = "；".join(n.zh for n in prepared.files[0].notes)
    assert "“刷单”：1 行" in told and "“样品”：1 行" in told and "“退差价”：1 行" in told
    assert "13800138000" not in str(prepared.tables["orders"].to_pydict()) + told


def test_without_rules_a_remark_says_nothing(tmp_path: Path) -> None:
    rows = prepare([_orders(tmp_path, ["V-"])], shop="x", key=KEY).tables["orders"].to_pylist()
    assert rows[0]["is_suspect"] is None


def test_a_remark_is_not_shown_with_the_row_that_is_kept_aside(tmp_path: Path) -> None:
    path = _orders(tmp_path, ["V- 13800138000"])
    path.write_bytes(path.read_bytes().replace(b"100.00", b"-100.0"))
    prepared = prepare([path], shop="x", key=KEY, remarks=read_remarks(_rules(tmp_path)))
    assert prepared.quarantine.num_rows == 1
    assert "13800138000" not in str(prepared.quarantine.to_pydict())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[rule]]\nflag = "is_gift"', "when"),
        ('[[rule]]\nwhen = "("\nflag = "is_gift"', "when"),
        ('[[rule]]\nwhen = "a"\nflag = "is_fake"', "is_suspect"),
        ('[[rule]]\nwhen = "a"', "flag"),
        ('[[rule]]\nwhen = "a"\nflags = "is_gift"', "flag"),
        ('[[rule]]\nwhen = "a"\nrefund = 3', "when"),
    ],
)
def test_a_rule_that_cannot_work_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataInvalid, match=said):
        read_remarks(_rules(tmp_path, text))


def test_a_shop_without_rules_has_none(tmp_path: Path) -> None:
    assert read_remarks(tmp_path / "remarks.toml") == ()
