"""Times the reading of a 200,000-row order workbook against `pandas.read_excel` with calamine.

pandas only reads cells; ours also looks the workbook over, reads it in a child with limits, types,
checks, hashes buyers and accounts for rows. Run: `python benchmarks/import_xlsx.py [rows]`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
from openpyxl import Workbook

from fupan.sources import prepare

HEADER = ("订单编号", "买家昵称", "商品ID", "商品标题", "数量", "实付金额", "退款金额", "订单状态",
          "订单创建时间", "付款时间", "收货人", "手机", "收货地址")  # fmt: skip
KEY = b"0123456789abcdef" * 2
BAR, ROUNDS = 1.5, 3


def write_orders(path: Path, rows: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("订单")
    sheet.append(HEADER)
    for n in range(rows):
        placed = str(datetime(2026, 9, 1) + timedelta(seconds=n * 13 % 2_500_000))
        sheet.append(
            [str(10**17 + n * 7919), f"tb买家{n % 60_000}", f"P{n % 40}", f"春季连衣裙 {n % 40}",
             1 + n % 3, (n * 7919 % 50_000 + 100) / 100, 0, "交易成功", placed, placed,
             f"测试{n % 100}", f"138{n % 10**8:08d}", f"浙江省 杭州市 测试路{n % 500}号"]
        )  # fmt: skip
    book.save(path)


def best_seconds(work: Callable[[], object]) -> float:
    """The shortest of a few runs; the others were disturbed."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "订单.xlsx"
        write_orders(path, rows)
        told = prepare([path], shop="bench", key=KEY).files[0]
        assert (told.rows_read, told.accepted) == (rows, rows), told
        theirs = best_seconds(lambda: pd.read_excel(path, engine="calamine", dtype=str))
        ours = best_seconds(lambda: prepare([path], shop="bench", key=KEY))
        print(
            f"{rows:,} rows × {len(HEADER)} columns, {path.stat().st_size / 2**20:.0f} MB · "
            f"pandas with calamine {theirs:.2f} s · prepare {ours:.2f} s · "
            f"ratio {ours / theirs:.2f} (bar {BAR})"
        )


if __name__ == "__main__":
    main()
