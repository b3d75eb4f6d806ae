"""What a shop tells the reading of its files: its zone, key, rules and what it holds already."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable

from fupan.contract import TABLES
from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.sources import REMARKS, read_remarks
from fupan.store.committing import marked
from fupan.store.places import SETTINGS, STORE
from fupan.store.settings import Settings
from fupan.store.snapshots import latest
from fupan.store.upsert import Overlap, overlap


def asked_of(
    folder: Path, settings: Settings, key: bytes, profile: str | Path | None, month: Period | None
) -> dict[str, object]:
    """The arguments with which the sources read files for this shop."""
    return {
        "shop": folder.name,
        "key": key,
        "zone": settings.timezone,
        "profile": profile,
        "currency": settings.currency if (folder / SETTINGS).exists() else None,
        "remarks": read_remarks(folder / REMARKS),
        "month": month,
        "held": lambda table: _held(folder / STORE, table),
    }


def overlaps(store: Path, tables: Mapping[str, pa.Table]) -> dict[str, Overlap]:
    """Per table of an import that the shop holds already: new, changed and unchanged rows."""
    current = latest(store)
    found = {}
    for name, rows in tables.items():
        if current is None or name not in current.tables:
            found[name] = Overlap(rows.num_rows, 0, 0)
            continue
        found[name] = overlap(store / name, TABLES[name], marked(rows, ""), current.tables[name])
    return found


def _held(store: Path, table: str) -> pa.Table | None:
    """A table as it stands now, for files that amend or repeat it; None where there is none."""
    current = latest(store)
    if current is None or table not in current.tables:
        return None
    held = DeltaTable(store / table, version=current.tables[table])
    return held.to_pyarrow_table(columns=list(TABLES[table].names))


def refuse_other_currency(folder: Path, settings: Settings, currency: str) -> None:
    """A file in another currency than the shop's would add pounds to yuan."""
    if not currency or not (folder / SETTINGS).exists() or currency == settings.currency:
        return
    raise DataInvalid(
        Text(
            zh=f"文件的货币是 {currency}，店铺 {folder.name} 的本位币是 {settings.currency}，"
            "不能混在一起；请导入另一个店铺（--shop），或先换算。",
            en=f"The files are in {currency} and shop {folder.name} is in {settings.currency}; "
            "import them into another shop (--shop), or convert them first.",
        )
    )
