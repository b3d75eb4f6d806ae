"""Real processes: readers and the importer leave each other alone; a killed import leaves the
version before it whole."""

import random
import signal
import subprocess
import sys
import time
from decimal import Decimal

import pytest
from shops import write_orders

from fupan.store import open_shop
from fupan.store.imports import import_files

READER = """
import sys, time
from fupan.store import open_shop
until = time.monotonic() + float(sys.argv[2])
seen = set()
print("ready", flush=True)
while time.monotonic() < until:
    shop = open_shop("mine", data=sys.argv[1])
    total = shop.orders.paid_amount.sum().execute()
    assert shop.orders.paid_amount.sum().execute() == total   # one open shop never changes
    seen.add(int(total))
print(*sorted(seen))
"""
IMPORTER = """
import sys
from fupan.store.imports import import_files
print("ready", flush=True)
import_files(sys.argv[2:], "mine", data=sys.argv[1])
"""


def start(script, *words):
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_ten_readers_and_an_importer_do_not_disturb_each_other(tmp_path):
    """Every reader sees whole imports only: 40 orders of ¥10, ¥20 or ¥30, never a mixture."""
    data = tmp_path / "data"
    import_files([write_orders(tmp_path / "1" / "orders.csv", paid=10)], "mine", data=data)
    readers = [start(READER, data, 12) for _ in range(10)]
    assert all(r.stdout.readline() == "ready\n" for r in readers)
    for paid in (20, 30, 10, 20, 30):
        began = time.monotonic()
        import_files(
            [write_orders(tmp_path / f"{paid}" / "orders.csv", paid=paid)], "mine", data=data
        )
        assert time.monotonic() - began < 20
    totals = set()
    for reader in readers:
        out, _ = reader.communicate(timeout=120)
        assert reader.returncode == 0
        totals |= set(map(int, out.split()))
    assert totals <= {400, 800, 1200} and len(totals) > 1


@pytest.mark.slow
def test_an_import_killed_at_any_moment_leaves_the_version_before_whole(tmp_path):
    """Forty kills, spread over the whole of an import of two tables; then the import goes well."""
    data, chance = tmp_path / "data", random.Random(5)
    first = write_orders(tmp_path / "1" / "orders.csv", paid=10)
    import_files([first], "mine", data=data)
    folder = tmp_path / "2"
    write_orders(folder / "orders.csv", paid=20, count=40)
    (folder / "products.csv").write_text("shop,product_id,title\nx,p1,茶杯\n", encoding="utf-8")
    outcomes = set()
    for _ in range(40):
        importer = start(IMPORTER, data, folder)
        importer.stdout.readline()
        time.sleep(chance.uniform(0, 0.9))
        importer.send_signal(signal.SIGKILL)
        importer.wait()
        shop = open_shop("mine", data=data)
        state = (shop.orders.paid_amount.sum().execute(), shop.has("products"))
        assert state in {(Decimal("400.00"), False), (Decimal("800.00"), True)}
        outcomes.add(state)
        if state[1]:
            import_files([first], "mine", data=data)
            # back to the beginning, so that the next kill has something to spoil
            for path in sorted((data / "mine" / "store" / "_versions").glob("*.json"))[1:]:
                path.unlink()
    import_files([folder], "mine", data=data)
    shop = open_shop("mine", data=data)
    assert shop.orders.paid_amount.sum().execute() == Decimal("800.00")
    assert shop.products.count().execute() == 1
    assert (Decimal("400.00"), False) in outcomes


@pytest.mark.slow
def test_two_imports_at_once_are_both_kept(tmp_path):
    data = tmp_path / "data"
    import_files(
        [write_orders(tmp_path / "0" / "orders.csv", count=1, first=9000)], "mine", data=data
    )
    both = [
        start(IMPORTER, data, write_orders(tmp_path / f"{n}" / "orders.csv", first=1000 * n))
        for n in (1, 2)
    ]
    assert [p.wait(timeout=120) for p in both] == [0, 0]
    assert open_shop("mine", data=data).orders.count().execute() == 81
