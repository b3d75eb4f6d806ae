"""Brings files into a shop: prepared by `sources`, committed here as one snapshot.

Either every table of the import is seen by readers afterwards, or none of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from fupan.contract import TABLES
from fupan.ground.errors import WrongUse, listed, suggestion
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.sources import Prepared, prepare
from fupan.store.aside import keep, kept_before
from fupan.store.asking import asked_of, overlaps, refuse_other_currency
from fupan.store.committing import Committed, commit, importer_lock, stamp
from fupan.store.long_files import bring_long, long_file_in, preview_long
from fupan.store.places import STORE, existing_shop_folder, shop_folder
from fupan.store.settings import (
    buyer_key,
    key_mark,
    read_settings,
    write_default_settings,
)
from fupan.store.snapshots import Snapshot, append, read_snapshots
from fupan.store.taking_back import take_back
from fupan.store.upsert import Overlap, Written


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
    asked = asked_of(folder, settings, key, profile, month)
    if long := long_file_in(paths):
        done, prepared, held = bring_long(folder, long, asked, key_mark(key), at)
        return _told(done, prepared, held)
    prepared = prepare(paths, **asked)
    pa.default_memory_pool().release_unused()  # reading needed room that writing needs now
    store = folder / STORE
    tables = {name: rows for name, rows in prepared.to_store.items() if rows.num_rows}
    if not tables and not (prepared.quarantine.num_rows and store.exists()):
        return Imported("", prepared, {})
    refuse_other_currency(folder, settings, prepared.currency)
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
            aside=lambda made: held is None and keep(folder, made, prepared),
        )
    return _told(done, prepared, held)


def _told(done: Committed, prepared: Prepared, held: tuple[str, ...] | None) -> Imported:
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
    asked = asked_of(folder, settings, key, profile, month)
    if long := long_file_in(paths):
        return preview_long(folder / STORE, long, asked)
    prepared = prepare(paths, **asked)
    return prepared, overlaps(folder / STORE, prepared.to_store)


def undo(
    import_id: str,
    shop: str,
    *,
    data: str | Path | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Snapshot:
    """Takes one import back: its rows go, and what it had replaced returns.

    The first characters of an id will do where no other import begins so; the id is the
    snapshot's `undoes`.
    """
    store = existing_shop_folder(shop, data) / STORE
    with importer_lock(store):
        snapshots = read_snapshots(store)
        gone = [s.undoes for s in snapshots if s.undoes]
        made = {s.import_id: s for s in snapshots if not s.undoes}
        import_id = _meant(import_id, made, gone)
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
            stamp(now()),
            f"undo-{import_id}",
            tables,
            undoes=import_id,
            key_mark=current.key_mark,
        )
        append(store, snapshot)
        return snapshot


def _meant(asked: str, made: dict[str, Snapshot], gone: list[str]) -> str:
    """The id of the import that is asked for by its id or by the beginning of it."""
    alike = [asked] if asked in made else [i for i in made if asked and i.startswith(asked)]
    standing = [i for i in alike if i not in gone]
    if len(standing) == 1:
        return standing[0]
    if len(standing) > 1:
        raise WrongUse(
            Text(
                zh=f"以 {asked!r} 开头的导入不止一次：{listed(standing)}；请再多写几位。",
                en=f"Several imports begin with {asked!r}: {listed(standing)}; write more of it.",
            )
        )
    if alike:
        raise WrongUse(
            Text(
                zh=f"导入 {alike[0]} 已经撤销过了。",
                en=f"Import {alike[0]} has been taken back already.",
            )
        )
    hint = suggestion(asked, made)
    raise WrongUse(
        Text(
            zh=f"没有编号为 {asked!r} 的导入。{hint.zh}现有：{listed(made)}。",
            en=f"There is no import {asked!r}.{hint.en} There are: {listed(made)}.",
        )
    )
