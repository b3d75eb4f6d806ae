"""Rows that an import keeps aside: written under the import's id, once for each file's content.

What is wrong with a row is the sources' business; here it is only kept, and found again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fupan.sources import Prepared
from fupan.store.places import QUARANTINE
from fupan.store.snapshots import Snapshot

ROWS = "rows.csv"


def kept_before(
    folder: Path, prepared: Prepared, snapshots: Sequence[Snapshot]
) -> tuple[str, ...] | None:
    """The imports that keep these very rows aside already; None where some are new."""
    holders = []
    for report in prepared.files:
        if report.quarantined:
            same = [s.import_id for s in snapshots if _holds(folder, s, report.as_json("zh"))]
            if not same:
                return None
            holders.append(same[-1])
    return tuple(dict.fromkeys(holders))


def keep(folder: Path, import_id: str, prepared: Prepared) -> bool:
    """Writes the rows kept aside by one import, with their reasons; false where there are none."""
    aside = folder / QUARANTINE / import_id
    aside.mkdir(parents=True, exist_ok=True)
    prepared.write_quarantine(aside / ROWS)
    return True


def _holds(folder: Path, snapshot: Snapshot, file: dict[str, object]) -> bool:
    told = ("file", "sha256", "quarantined")
    return (folder / QUARANTINE / snapshot.import_id / ROWS).exists() and any(
        all(held.get(k) == file[k] for k in told) for held in snapshot.files
    )
