"""A preview tells what an import would meet; titles name products that nobody has named."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fupan.ground.periods import Period
from fupan.store import open_shop
from fupan.store.imports import import_files, preview

HEADER = (
    "订单编号,买家昵称,商品ID,商品标题,数量,单价,应付金额,实付金额,退款金额,订单状态,"
    "订单创建时间,付款时间"
)


def _orders(path: Path, days: list[int], status: str = "交易成功", title: str = "白瓷壶") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER.split(","))
        for day in days:
            at = f"2026-06-{day:02d} 10:00:00"
            number = str(1650000000000000000 + day)
            writer.writerow(
                [number, "b", "7001", title, "1", "9.90", "9.90", "9.90", "", status, at, at]
            )
    return path


def test_a_preview_tells_which_rows_are_there_already_and_which_would_change(
    tmp_path: Path,
) -> None:
    """Days 1–3 are held; 2 and 3 come again, 3 with another state, and 4 is new."""
    first = import_files([_orders(tmp_path / "a.csv", [1, 2, 3])], "x", data=tmp_path / "d")
    again = _orders(tmp_path / "b.csv", [2, 3, 4])
    again.write_text(
        again.read_text("utf-8")
        .replace("交易成功,2026-06-03", "卖家已发货，等待买家确认,2026-06-03")
        .replace("卖家已发货，等待买家确认", "卖家已发货"),
        encoding="utf-8",
    )
    prepared, met = preview([again], "x", data=tmp_path / "d")
    assert prepared.files[0].accepted == 3
    orders = met["orders"]
    assert (orders.new, orders.changed, orders.same) == (1, 1, 1)
    assert (str(orders.first), str(orders.last)) == ("2026-06-02", "2026-06-03")
    assert orders.imports == (first.import_id,)
    assert open_shop("x", data=tmp_path / "d").orders.count().execute() == 3


def test_a_file_of_another_month_is_refused_where_a_month_is_asked_for(tmp_path: Path) -> None:
    path = _orders(tmp_path / "a.csv", [1, 2])
    told = import_files([path], "x", data=tmp_path / "d", month=Period.month(2026, 5))
    assert not told.import_id and told.prepared.files[0].outcome == "refused"
    assert "2026-06-01…2026-06-02" in told.prepared.files[0].errors[0].zh
    assert import_files([path], "x", data=tmp_path / "d", month=Period.month(2026, 6)).import_id


@pytest.mark.parametrize("own", [True, False])
def test_titles_of_orders_name_products_but_never_rename_the_shops_own(
    tmp_path: Path, own: bool
) -> None:
    if own:
        (tmp_path / "products.csv").write_text("product_id,title\n7001,壶（自定）\n", "utf-8")
        import_files([tmp_path / "products.csv"], "x", data=tmp_path / "d")
    hostile = '=cmd|<script>"壶"'
    import_files([_orders(tmp_path / "a.csv", [1], title=hostile)], "x", data=tmp_path / "d")
    told = open_shop("x", data=tmp_path / "d").products.to_pandas()
    assert list(told["product_id"]) == ["7001"]
    assert list(told["title"]) == ["壶（自定）" if own else hostile]
