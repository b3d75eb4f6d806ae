"""Brings files into a shop: prepared by `sources`, committed here as one snapshot.

Either every table of the import is seen by readers afterwards, or none of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from filelock import FileLock, Timeout

from fupan.contract import TABLES
from fupan.ground.errors import DataInvalid, Locked, WrongUse, listed, suggestion
from fupan.ground.language import Text
from fupan.sources import Prepared, prepare
from fupan.store.places import QUARANTINE, STORE, existing_shop_folder, shop_folder
from fupan.store.settings import buyer_key, key_mark, read_settings, write_default_settings
from fupan.store.snapshots import Snapshot, append, latest, read_snapshots
from fupan.store.upsert import Written, take_back, upsert

_WAIT_SECONDS = 60


@dataclass(frozen=True)
class Imported:
    """What an import did; `import_id` is empty when it changed nothing."""

    import_id: str
    prepared: Prepared
    written: dict[str, Written]

    @property
    def changed(self) -> bool:
        return bool(self.import_id)


def import_files(
    paths: Sequence[str | Path],
    shop: str,
    *,
    data: str | Path | None = None,
    profile: str | Path | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Imported:
    """Reads export files into the shop; makes the shop if it is new. Last import wins."""
    folder = shop_folder(shop, data)
    known = folder.exists()
    settings = read_settings(folder)
    folder.mkdir(parents=True, exist_ok=True)
    key = buyer_key(folder, settings)
    try:
        prepared = prepare(paths, shop=shop, key=key, zone=settings.timezone, profile=profile)
    except BaseException:
        _leave_as_found(folder, known)
        raise
    if not prepared.tables:
        _leave_as_found(folder, known)
        return Imported("", prepared, {})
    write_default_settings(folder)
    store = folder / STORE
    store.mkdir(exist_ok=True)
    with importer_lock(store):
        return _commit(store, prepared, key_mark(key), now())


def undo(
    import_id: str,
    shop: str,
    *,
    data: str | Path | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Snapshot:
    """Takes one import back: its rows go, and what it had replaced returns."""
    store = existing_shop_folder(shop, data) / STORE
    with importer_lock(store):
        snapshots = read_snapshots(store)
        gone = [s.undoes for s in snapshots if s.undoes]
        made = {s.import_id: s for s in snapshots if not s.undoes}
        _refuse_unknown(import_id, made, gone)
        before = {
            s.import_id: (snapshots[i - 1].tables if i else {}) for i, s in enumerate(snapshots)
        }
        current = snapshots[-1]
        tables = dict(current.tables)
        order = [import_id, *(i for i in reversed(gone) if i != import_id)]
        for name in made[import_id].changes:
            chain = [(i, before[i].get(name)) for i in order if name in made[i].changes]
            tables[name] = take_back(
                store / name, TABLES[name], current.tables[name], import_id, chain
            )
        snapshot = Snapshot(
            current.number + 1,
            _stamp(now()),
            f"undo-{import_id}",
            tables,
            undoes=import_id,
            key_mark=current.key_mark,
        )
        append(store, snapshot)
        return snapshot


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


def _commit(store: Path, prepared: Prepared, mark: str, at: datetime) -> Imported:
    current = latest(store)
    if current and current.key_mark and current.key_mark != mark:
        raise DataInvalid(
            Text(
                zh=f"店铺 {store.parent.name} 的买家密钥（buyer.key）和以前导入时的不一样，"
                "继续导入会把老客认成新客；请把原来的密钥文件放回店铺文件夹。",
                en=f"The buyer key (buyer.key) of shop {store.parent.name} is not the one of its "
                "earlier imports, which would make strangers of known buyers; put the first key "
                "file back into the shop's folder.",
            )
        )
    number = current.number + 1 if current else 1
    import_id = _import_id(number, prepared)
    tables = dict(current.tables) if current else {}
    written: dict[str, Written] = {}
    for name, rows in prepared.tables.items():
        stamped = rows.append_column("_import", pa.array([import_id] * rows.num_rows, pa.string()))
        written[name] = upsert(store / name, TABLES[name], stamped, tables.get(name))
    changed = {n: w for n, w in written.items() if w.inserted + w.replaced or n not in tables}
    if not changed:
        return Imported("", prepared, written)
    _set_aside(store.parent / QUARANTINE / import_id, prepared)
    append(
        store,
        Snapshot(
            number,
            _stamp(at),
            import_id,
            {**tables, **{n: w.version for n, w in changed.items()}},
            {
                n: {"inserted": w.inserted, "replaced": w.replaced, "unchanged": w.unchanged}
                for n, w in changed.items()
            },
            [f.as_json() for f in prepared.files],
            mark,
        ),
    )
    return Imported(import_id, prepared, written)


def _import_id(number: int, prepared: Prepared) -> str:
    content = hashlib.sha256()
    for file in prepared.files:
        content.update(file.sha256.encode())
    return f"{number:04d}-{content.hexdigest()[:8]}"


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _set_aside(folder: Path, prepared: Prepared) -> None:
    """Keeps the rows that were refused, with their reason, beside the store."""
    if prepared.quarantine.num_rows:
        folder.mkdir(parents=True, exist_ok=True)
        prepared.write_quarantine(folder / "rows.csv")


def _leave_as_found(folder: Path, known: bool) -> None:
    """A shop that was not there before a failed import is not there after it."""
    if known:
        return
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def _refuse_unknown(import_id: str, made: dict[str, Snapshot], gone: list[str]) -> None:
    if import_id in gone:
        raise WrongUse(
            Text(
                zh=f"导入 {import_id} 已经撤销过了。",
                en=f"Import {import_id} has been taken back already.",
            )
        )
    if import_id not in made:
        hint = suggestion(import_id, made)
        raise WrongUse(
            Text(
                zh=f"没有编号为 {import_id!r} 的导入。{hint.zh}现有：{listed(made)}。",
                en=f"There is no import {import_id!r}.{hint.en} There are: {listed(made)}.",
            )
        )
