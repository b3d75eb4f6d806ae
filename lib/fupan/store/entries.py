"""Single rows that a person writes into a shop: the log, the action ledger, targets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from fupan.contract import find_table
from fupan.store.committing import commit, importer_lock
from fupan.store.places import STORE, existing_shop_folder
from fupan.store.shop import conform
from fupan.store.snapshots import Snapshot


def enter(
    shop: str,
    table: str,
    rows: Sequence[Mapping[str, object]],
    *,
    data: str | Path | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Snapshot | None:
    """Puts rows into a table by key, as an import of its own that can be taken back."""
    store = existing_shop_folder(shop, data) / STORE
    entered = conform(find_table(table), pd.DataFrame(list(rows)))
    entered = entered.append_column("_source_file", pa.array(["-"] * len(rows)))
    entered = entered.append_column("_source_row", pa.array(range(1, len(rows) + 1), pa.int64()))
    with importer_lock(store):
        return commit(store, {table: entered}, mark="", at=now(), content=repr(rows)).snapshot
