"""The journal of a shop: which version of each table belongs together, import after import.

A snapshot is one small file, renamed into place as the last step of an import. Until then
readers see the one before, whole, whatever happened to the tables meanwhile.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from fupan.ground.errors import DataMissing
from fupan.ground.language import Text

_FOLDER = "_versions"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the shop: `tables` names the Delta version of each table."""

    number: int
    at: str  # UTC, ISO 8601
    import_id: str
    tables: dict[str, int] = field(default_factory=dict)
    changes: dict[str, dict[str, int]] = field(default_factory=dict)
    files: list[dict[str, object]] = field(default_factory=list)
    key_mark: str = ""
    undoes: str = ""


def read_snapshots(store: Path) -> list[Snapshot]:
    """All snapshots, oldest first."""
    paths = sorted((store / _FOLDER).glob("[0-9]*.json"))
    return [Snapshot(**json.loads(path.read_text(encoding="utf-8"))) for path in paths]


def files_standing(store: Path, until: Snapshot) -> list[dict[str, object]]:
    """The records of the files of all imports up to one snapshot that were not taken back.

    A file that came again counts once, as it came last.
    """
    made = [s for s in read_snapshots(store) if s.number <= until.number]
    gone = {s.undoes for s in made if s.undoes}
    found: dict[tuple[object, ...], dict[str, object]] = {}
    for snapshot in made:
        for file in snapshot.files if snapshot.import_id not in gone else ():
            key = (file["sha256"], file["file"])
            found.pop(key, None)
            found[key] = file
    return list(found.values())


def latest(store: Path) -> Snapshot | None:
    paths = sorted((store / _FOLDER).glob("[0-9]*.json"))
    if not paths:
        return None
    return Snapshot(**json.loads(paths[-1].read_text(encoding="utf-8")))


def append(store: Path, snapshot: Snapshot) -> None:
    """Makes `snapshot` the current one, whole or not at all."""
    folder = store / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{snapshot.number:06d}.json"
    draft = folder / f".{target.name}.{os.getpid()}.tmp"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(asdict(snapshot), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    _sync_folder(folder)


def find(store: Path, as_of: str | date | int | None, timezone: str) -> Snapshot:
    """The current snapshot, or the last one of a day (in the shop's time zone), or number N."""
    snapshots = read_snapshots(store)
    if not snapshots:
        raise DataMissing(
            Text(
                zh=f"店铺 {store.parent.name} 还没有导入过数据，先运行 `fupan import`。",
                en=f"Shop {store.parent.name} has no import yet; run `fupan import` first.",
            )
        )
    if as_of is None:
        return snapshots[-1]
    if isinstance(as_of, int):
        chosen = [s for s in snapshots if s.number == as_of]
    else:
        day = _as_day(as_of)
        chosen = [s for s in snapshots if _local_day(s, timezone) <= day]
    if chosen:
        return chosen[-1]
    first = snapshots[0]
    raise DataMissing(
        Text(
            zh=f"店铺 {store.parent.name} 没有 {as_of} 时的版本，"
            f"最早的导入在 {_local_day(first, timezone)}。",
            en=f"Shop {store.parent.name} has no version as of {as_of}; "
            f"its first import was on {_local_day(first, timezone)}.",
        )
    )


def _local_day(snapshot: Snapshot, timezone: str) -> date:
    return datetime.fromisoformat(snapshot.at).astimezone(ZoneInfo(timezone)).date()


def _as_day(text: str | date) -> date:
    if isinstance(text, date):
        return text
    from fupan.ground.errors import WrongUse

    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongUse(
            Text(
                zh=f"{text!r} 不是日期，请写成 2026-11-02。",
                en=f"{text!r} is not a date; write 2026-11-02.",
            )
        ) from None


def _sync_folder(folder: Path) -> None:
    # Windows has no handle for a folder; there the rename alone has to do.
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
