"""Writes the sample shop's folder: its export files, its settings and its README."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from fupan.sources.sample.play import SEED, play
from fupan.sources.sample.readme import readme
from fupan.sources.sample.size import sizes
from fupan.sources.sample.tables import NAME, all_tables

# A person reads the small ones; the large ones would not fit.
_MOST_CSV_ROWS = 1600
_SETTINGS = f'''# The sample shop: what it is called, and what its numbers are in.
name = "{NAME}"
currency = "CNY"
timezone = "Asia/Shanghai"

[title]
zh = "云栖茶器（示例店铺）"
en = "Yunqi Tea Ware (sample shop)"

[buyers]
# Open to all, because nobody here is real: so the pseudonyms are the same on every machine.
public_key = "the buyers of the sample shop are invented"
'''


def write_sample(folder: Path, seed: int = SEED) -> list[Path]:
    """Writes the shop of that seed into `folder`; returns the files, in the order written."""
    shop = play(seed)
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    written, held = [], {}
    for name, table in all_tables(shop):
        held[name] = (table.num_rows, table.column_names)
        written.append(_write_table(files, name, table))
    measured = sizes(shop, seed)
    records = json.dumps(measured.records(), ensure_ascii=False, indent=1) + "\n"
    for name, text in (
        ("shop.toml", _SETTINGS),
        ("facts.json", records),
        ("README.md", readme(seed, held, measured)),
    ):
        path = folder / name
        path.write_bytes(text.encode())
        written.append(path)
    return written


def _write_table(files: Path, name: str, table: pa.Table) -> Path:
    small = table.num_rows <= _MOST_CSV_ROWS
    path, other = (
        files / f"{name}.{end}" for end in (("csv", "parquet") if small else ("parquet", "csv"))
    )
    other.unlink(missing_ok=True)
    if small:
        pa_csv.write_csv(table, path, pa_csv.WriteOptions(quoting_style="needed"))
    else:
        pa_parquet.write_table(
            table,
            path,
            compression="zstd",
            compression_level=12,
            store_schema=False,
            write_statistics=True,
        )
    return path
