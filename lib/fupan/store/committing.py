"""Makes tables current in a shop, all at once: one importer at a time, one snapshot per import."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from filelock import FileLock, Timeout

from fupan.contract import TABLES
from fupan.ground.errors import DataInvalid, Locked
from fupan.ground.language import Text
from fupan.store.snapshots import Snapshot, append, latest
from fupan.store.upsert import Written, upsert

_WAIT_SECONDS = 60
Writer = Callable[
    [Path, int | None, str], Written | None
]  # folder, version to start from, import's id


def importer_lock(store: Path) -> FileLock:
    """The lock that importers share; readers need none."""
    lock = FileLock(store / ".importing.lock", timeout=_WAIT_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise Locked(
            Text(
                zh=f"店铺 {store.parent.name} 正在被另一个进程导入，"
                f"等了 {_WAIT_SECONDS} 秒仍未结束；请等它完成后再试。",
                en=f"Another process is importing into shop {store.parent.name}; it was still busy "
                f"after {_WAIT_SECONDS} seconds. Try again when it is done.",
            )
        ) from None
    return lock


def marked(rows: pa.Table, import_id: str) -> pa.Table:
    """The rows with the import that they came by."""
    return rows.append_column("_import", pa.repeat(pa.scalar(import_id, pa.string()), len(rows)))


@dataclass(frozen=True)
class Committed:
    """What a commit did; no snapshot where nothing changed."""

    snapshot: Snapshot | None
    written: dict[str, Written]


def commit(
    store: Path,
    tables: Mapping[str, pa.Table | Writer],
    *,
    mark: str,
    at: datetime,
    content: str,
    files: Sequence[dict[str, object]] = (),
    aside: Callable[[str], bool] = lambda _: False,
) -> Committed:
    """Upserts all `tables` and makes them current at once; the caller holds the importer lock.

    `content` names what is brought in: with the snapshot's number it makes the import's id.
    `aside` writes refused rows under that id, once the tables are written, and says whether there
    were any: an import of its own, even where no table changes.
    """
    current = latest(store)
    _refuse_other_key(store, current, mark)
    number = current.number + 1 if current else 1
    import_id = f"{number:04d}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"
    versions = dict(current.tables) if current else {}
    written: dict[str, Written] = {}
    for name, rows in tables.items():
        if callable(rows):
            told = rows(store / name, versions.get(name), import_id)
            if told is not None:
                written[name] = told
        else:
            written[name] = upsert(
                store / name, TABLES[name], marked(rows, import_id), versions.get(name)
            )
    changed = {n: w for n, w in written.items() if w.inserted + w.replaced or n not in versions}
    if not aside(import_id) and not changed:
        return Committed(None, written)
    snapshot = Snapshot(
        number,
        stamp(at),
        import_id,
        {**versions, **{n: w.version for n, w in changed.items()}},
        {
            n: {"inserted": w.inserted, "replaced": w.replaced, "unchanged": w.unchanged}
            for n, w in changed.items()
        },
        list(files),
        mark or (current.key_mark if current else ""),
    )
    append(store, snapshot)
    return Committed(snapshot, written)


def _refuse_other_key(store: Path, current: Snapshot | None, mark: str) -> None:
    if not (mark and current and current.key_mark and current.key_mark != mark):
        return
    raise DataInvalid(
        Text(
            zh=f"店铺 {store.parent.name} 的买家密钥（buyer.key）和以前导入时的不一样，"
            "继续导入会把老客认成新客；请把原来的密钥文件放回店铺文件夹。",
            en=f"The buyer key (buyer.key) of shop {store.parent.name} is not the one of its "
            "earlier imports, which would make strangers of known buyers; put the first key "
            "file back into the shop's folder.",
        )
    )


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
