"""Canonical files to import in the tests of the store."""

import csv
from pathlib import Path

COLUMNS = [
    "shop",
    "order_id",
    "line_id",
    "platform",
    "ordered_at",
    "paid_at",
    "status",
    "product_id",
    "quantity",
    "paid_amount",
]


def write_orders(path: Path, *, month="2026-09", count=40, paid=10, first=1) -> Path:
    """`count` orders of `paid` each, spread over the first four weeks of a month."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for n in range(first, first + count):
            moment = f"{month}-{n % 28 + 1:02d} 10:00:00"
            writer.writerow(
                ["x", f"{10**17 + n}", "1", "tmall", moment, moment, "paid", "p1", 1, f"{paid}.00"]
            )
    return path
