"""Brings files into a shop: prepared by `sources`, committed here as one snapshot.

Either every table of the import is seen by readers afterwards, or none of it.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable
from filelock import FileLock, Timeout

from fupan.contract import TABLES
from fupan.ground.errors import DataInvalid, Locked, WrongUse, listed, suggestion
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.sources import REMARKS, Prepared, prepare, read_remarks
from fupan.store.aside import keep, kept_before
from fupan.store.places import SETTINGS, STORE, existing_shop_folder, shop_folder
from fupan.store.settings import (
    Settings,
    buyer_key,
    key_mark,
    read_settings,
    write_default_settings,
)
from fupan.store.snapshots import Snapshot, append, latest, read_snapshots
from fupan.store.upsert import Overlap, Written, overlap, take_back, upsert

_WAIT_SECONDS = 60


@dataclass(frozen=True)
class Imported:
    """What an import did; `import_id` is empty when it changed nothing.

    `aside` names the imports under which its refused rows are kept: this one, or earlier ones.
    """

    import_id: str
    prepared: Prepared
    written: dict[str, Written]
    aside: tuple[str, ...] = ()


def import_files(
    paths: Sequence[str | Path],
    shop: str,
    *,
    data: str | Path | None = None,
    profile: str | Path | None = None,
    month: Period | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Imported:
    """Reads export files into the shop; makes the shop if it is new. Last import wins."""
    folder = shop_folder(shop, data)
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        imported = _import_into(folder, paths, profile, month, now())
    except BaseException:
        if new and not (folder / STORE).exists():
            shutil.rmtree(folder)
        raise
    if new and not (folder / STORE).exists():
        shutil.rmtree(folder)
    return imported


def _import_into(
    folder: Path,
    paths: Sequence[str | Path],
    profile: str | Path | None,
    month: Period | None,
    at: datetime,
) -> Imported:
    settings = read_settings(folder)
    key = buyer_key(folder, settings)
    prepared = _prepared(folder, paths, settings, key, profile, month)
    store = folder / STORE
    tables = {name: rows for name, rows in prepared.to_store.items() if rows.num_rows}
    if not tables and not (prepared.quarantine.num_rows and store.exists()):
        return Imported("", prepared, {})
    _refuse_other_currency(folder, settings, prepared.currency)
    write_default_settings(folder, prepared.currency or settings.currency)
    store.mkdir(exist_ok=True)
    with importer_lock(store):
        held = kept_before(folder, prepared, read_snapshots(store))
        done = commit(
            store,
            tables,
            mark=key_mark(key),
            at=at,
            content="".join(f.sha256 for f in prepared.files),
            files=[f.as_json() for f in prepared.files],
            aside=(lambda made: keep(folder, made, prepared)) if held is None else None,
        )
    if done.snapshot is None:
        return Imported("", prepared, done.written, held or ())
    made = done.snapshot.import_id
    return Imported(made, prepared, done.written, (made,) if held is None else held)


def preview(
    paths: Sequence[str | Path],
    shop: str,
    *,
    data: str | Path | None = None,
    profile: str | Path | None = None,
    month: Period | None = None,
) -> tuple[Prepared, dict[str, Overlap]]:
    """What `import_files` would bring in, and per table how it meets what is there.

    It writes nothing, not even the shop's key.
    """
    folder = shop_folder(shop, data)
    settings = read_settings(folder)
    key = buyer_key(folder, settings) if folder.exists() else b"preview"
    prepared = _prepared(folder, paths, settings, key, profile, month)
    return prepared, _overlaps(folder / STORE, prepared.to_store)


def _prepared(
    folder: Path,
    paths: Sequence[str | Path],
    settings: Settings,
    key: bytes,
    profile: str | Path | None,
    month: Period | None,
) -> Prepared:
    return prepare(
        paths,
        shop=folder.name,
        key=key,
        zone=settings.timezone,
        profile=profile,
        currency=settings.currency if (folder / SETTINGS).exists() else None,
        remarks=read_remarks(folder / REMARKS),
        month=month,
        held=lambda table: _held(folder / STORE, table),
    )


def _overlaps(store: Path, tables: Mapping[str, pa.Table]) -> dict[str, Overlap]:
    """Per table of an import that the shop holds already: new, changed and unchanged rows."""
    current = latest(store)
    found = {}
    for name, rows in tables.items():
        if current is None or name not in current.tables:
            found[name] = Overlap(rows.num_rows, 0, 0)
            continue
        stamped = rows.append_column("_import", pa.array([""] * rows.num_rows, pa.string()))
        found[name] = overlap(store / name, TABLES[name], stamped, current.tables[name])
    return found


def _held(store: Path, table: str) -> pa.Table | None:
    """A table as it stands now, for files that amend or repeat it; None where there is none."""
    current = latest(store)
    if current is None or table not in current.tables:
        return None
    held = DeltaTable(store / table, version=current.tables[table])
    return held.to_pyarrow_table(columns=list(TABLES[table].names))


def _refuse_other_currency(folder: Path, settings: Settings, currency: str) -> None:
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


@dataclass(frozen=True)
class Committed:
    """What a commit did; no snapshot where nothing changed."""

    snapshot: Snapshot | None
    written: dict[str, Written]


def commit(
    store: Path,
    tables: Mapping[str, pa.Table],
    *,
    mark: str,
    at: datetime,
    content: str,
    files: Sequence[dict[str, object]] = (),
    aside: Callable[[str], None] | None = None,
) -> Committed:
    """Upserts all `tables` and makes them current at once; the caller holds the importer lock.

    `content` names what is brought in: with the snapshot's number it makes the import's id.
    `aside` writes refused rows under that id: an import of its own, even where no table changes.
    """
    current = latest(store)
    _refuse_other_key(store, current, mark)
    number = current.number + 1 if current else 1
    import_id = f"{number:04d}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"
    versions = dict(current.tables) if current else {}
    written: dict[str, Written] = {}
    for name, rows in tables.items():
        stamp = pa.array([import_id] * rows.num_rows, pa.string())
        written[name] = upsert(
            store / name, TABLES[name], rows.append_column("_import", stamp), versions.get(name)
        )
    changed = {n: w for n, w in written.items() if w.inserted + w.replaced or n not in versions}
    if not changed and aside is None:
        return Committed(None, written)
    if aside is not None:
        aside(import_id)
    snapshot = Snapshot(
        number,
        _stamp(at),
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


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


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
