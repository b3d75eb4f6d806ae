"""The data note: files, period, the fate of rows, footers, and what is no sale."""

from pathlib import Path

import pytest

from fupan import Period
from fupan.analysis import (
    campaigns,
    conversion,
    inventory,
    lifecycle,
    livestream,
    products,
    retro,
    traffic,
)
from fupan.analysis.provenance import provenance
from fupan.ground.language import speak
from fupan.report import page
from fupan.store import Shop, open_shop
from fupan.store.imports import import_files, undo

ORDERS = (
    "订单编号,买家昵称,商品ID,商品标题,数量,单价,应付金额,实付金额,退款金额,订单状态,"
    "订单创建时间,付款时间,收货人,手机,收货地址"
)
ADS = "日期,主体ID,主体名称,计划ID,计划名字,展现量,点击量,花费,总成交笔数,总成交金额"


def _order(number: int, paid: str, refund: str = "0.00") -> str:
    when = f"2026-10-{number:02d} 08:00:00"
    return (
        f"16500000000000000{number:02d},tb{number},680000000000,裙,1,19.90,19.90,{paid},{refund},"
        f"交易成功,{when},{when},甲,13800130000,浙江省杭州市西湖区测试路0号"
    )


def _file(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _shop(tmp_path: Path) -> tuple[Path, str]:
    """Four orders, one refunding more than was paid and one of 0.01; a report ¥10 short."""
    orders = _file(
        tmp_path / "orders.csv", ORDERS, _order(1, "10.00"), _order(2, "20.00"),
        _order(3, "5.00", "99.00"), _order(4, "0.01"),
    )  # fmt: skip
    ads = _file(
        tmp_path / "ads.csv", ADS, "2026-10-01,68,甲,p1,甲,1000,50,100.00,3,300.00",
        "合计,,,,,1000,50,110.00,3,300.00",
    )  # fmt: skip
    data = tmp_path / "data"
    import_files([orders], "mine", data=data)
    done = import_files([ads], "mine", data=data)
    return data, done.import_id


def test_each_kind_of_file_says_what_became_of_its_rows_and_of_its_footer(tmp_path):
    data, _ = _shop(tmp_path)
    table = provenance(open_shop("mine", data=data), Period.parse("2026-10")).table
    rows = {str(r.files): r for r in table.itertuples()}
    orders, ads = rows["orders.csv"], rows["ads.csv"]
    assert (orders.read, orders.kept, orders.aside, orders.left_out) == (4, 3, 1, 0)
    assert orders.days == "2026-10-01 – 2026-10-04"
    assert orders.control.en == "no footer"
    assert ads.control.zh == "花费：合计 110.00，明细 100.00"


def test_one_sentence_adds_the_files_up(tmp_path):
    data, _ = _shop(tmp_path)
    shop = open_shop("mine", data=data)
    note, gifts = provenance(shop, Period.parse("2026-10")).options["told"]
    assert gifts.zh == "赠品和样品 1 行，不算销售"
    assert "2 个文件：读到 6 行，收下 5，隔离 1，跳过和重复 0" in note.zh
    assert "1 of which disagree" in note.en
    assert provenance(shop, Period.parse("2025-10")).why_not is not None


def test_an_import_that_was_taken_back_is_no_source(tmp_path):
    data, ads = _shop(tmp_path)
    undo(ads, "mine", data=data)
    table = provenance(open_shop("mine", data=data), Period.parse("2026-10")).table
    assert [str(f) for f in table["files"]] == ["orders.csv"]
    assert provenance(Shop.of("m", {}), Period.parse("2026-10")).why_not is not None


def test_an_order_of_one_cent_is_a_sample_and_no_sale(tmp_path):
    """10 + 20 are sold; the row of 0.01 stays and is a gift."""
    data, _ = _shop(tmp_path)
    orders = open_shop("mine", data=data).orders.order_by("order_id").to_pandas()
    assert [bool(g) for g in orders["is_gift"].fillna(False)] == [False, False, True]


@pytest.mark.parametrize(
    "analysis",
    [campaigns, conversion, inventory, lifecycle, livestream, products, retro, traffic],
    ids=lambda module: module.__name__.rpartition(".")[2],
)
def test_every_review_tells_where_its_data_come_from(tmp_path, analysis):
    data, _ = _shop(tmp_path)
    review = analysis.review(open_shop("mine", data=data), Period.parse("2026-10"))
    speak("zh")
    told = page.certainty(review)
    assert "数据来自 2 个文件：读到 6 行" in told.text
    assert "赠品和样品 1 行，不算销售" in told.text
    assert "花费：合计 110.00，明细 100.00" in told.html
