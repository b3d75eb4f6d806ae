# ruff: noqa: E501 (header rows stand as the platforms write them)
"""Times the import of a 1,000,000-row GBK Taobao order CSV against `pandas.read_csv` of the same file.

The file has the old export's 44 columns with its quirks (ids as ="…", phones behind a quote).
pandas only parses; ours also types, checks, hashes buyers, finds repeats and accounts for rows;
with storing, it also writes the shop's table. Run: `python benchmarks/import_csv.py [rows]`.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from fupan.sources import prepare
from fupan.store.imports import import_files

HEADER = (
    "订单编号,买家会员名,买家支付宝账号,支付交易号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,"
    "买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,"
    "订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,"
    "订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,定金排名,修改后的sku,"
    "修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,买家姓名,买家身份证号,买家手机号"
)
START = datetime(2024, 1, 1)
REPEATS = 3
KEY = b"0123456789abcdef" * 2


def write_export(path: Path, rows: int) -> None:
    """An order file whose every cell follows from its row's number."""
    with path.open("wb") as file:
        file.write(f"{HEADER}\r\n".encode("gb18030"))
        for first in range(0, rows, 10_000):
            lines = [_line(n) for n in range(first, min(first + 10_000, rows))]
            file.write("".join(lines).encode("gb18030"))


def _line(n: int) -> str:
    placed = START + timedelta(seconds=n * 31 % 31_000_000)
    price = f"{(n * 7919 % 50_000) / 100:.2f}"
    return (
        f'"=""{10**17 + n * 7919}""",tb买家{n % 300_000},,20240101{n},{price},0.00,0,{price},0,'
        f"{price},0,交易成功,,测试{n % 100},浙江省 杭州市 西湖区 测试路{n % 500}号(310000),快递,,"
        f"'138{n % 10**8:08d},{placed},{placed},春季连衣裙 收腰显瘦 {n % 40},1,LP{10**13 + n},"
        "中通快递,,1,123456,某某旗舰店,订单未关闭,0,0,,手机订单,,,,,,0,0,,,,\r\n"
    )


def best_seconds(work: Callable[[int], object]) -> float:
    """The shortest of a few runs, each told its number; the others were disturbed."""
    times = []
    for run in range(REPEATS):
        begun = time.perf_counter()
        work(run)
        times.append(time.perf_counter() - begun)
    print(
        f"    all runs: {', '.join(f'{t:.2f}' for t in times)} s, "
        f"median {statistics.median(times):.2f} s"
    )
    return min(times)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ExportOrderList202412311200.csv"
        write_export(path, rows)
        print(f"{rows:,} rows, {path.stat().st_size / 2**20:.0f} MB, 44 columns, GB18030")
        print("pandas.read_csv(encoding='gb18030')")
        pandas = best_seconds(lambda _: pd.read_csv(path, encoding="gb18030"))
        print("fupan: prepare (read, clean, check, hash)")
        ours = best_seconds(lambda _: prepare([path], shop="bench", key=KEY))
        print("fupan: whole import into a fresh store")
        stored = best_seconds(
            lambda run: import_files([path], f"bench{run}", data=Path(folder) / "data")
        )
        print(
            f"pandas {pandas:.2f} s · prepare {ours:.2f} s = {ours / pandas:.2f} × · "
            f"import {stored:.2f} s = {stored / pandas:.2f} ×"
        )


if __name__ == "__main__":
    main()
