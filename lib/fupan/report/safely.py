"""Files that appear whole or not at all: work folders, atomic writes, locks, and the swap.

Everything unfinished lives under `.fupan/` beside the reports, is never taken for a report, and
is swept at the next start.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from fupan.ground.errors import EnvironmentFault, Locked
from fupan.ground.language import Text

PRIVATE = ".fupan"
_ROOM = 20_000_000  # bytes that a report and its work may need
_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_HERE = -100  # AT_FDCWD of fcntl.h


@contextlib.contextmanager
def workplace(out: Path, name: str = "run") -> Iterator[Path]:
    """A private folder on the same disk as `out`, gone afterwards; checks rights and room first."""
    place: Path | None = None
    try:
        with explained(out):
            private = out / PRIVATE
            private.mkdir(parents=True, exist_ok=True)
            (private / ".gitignore").write_text("*\n", encoding="utf-8")
            place = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=private)).resolve()
            _check_room(out)
        with explained(out):
            yield place
    finally:
        if place is not None:
            shutil.rmtree(place, ignore_errors=True)
            with contextlib.suppress(OSError):
                (place.parent / ".gitignore").unlink() if _is_bare(place.parent) else None
                place.parent.rmdir()


@contextlib.contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turns the system's refusals about a folder into one sentence that says what to do."""
    try:
        yield
    except OSError as fault:
        if fault.errno == errno.ENOSPC or fault.errno == errno.EDQUOT:
            raise no_room(folder) from fault
        if fault.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise EnvironmentFault(
                Text(
                    zh=f"没有权限写 {folder}；请换一个输出目录（--out）或改它的权限。",
                    en=f"{folder} cannot be written; choose another folder (--out) or change "
                    "its rights.",
                )
            ) from fault
        if fault.errno in (errno.ENOTDIR, errno.EEXIST):
            raise EnvironmentFault(
                Text(
                    zh=f"{folder} 不是目录；请换一个输出目录（--out）。",
                    en=f"{folder} is not a folder; choose another (--out).",
                )
            ) from fault
        if fault.errno in (errno.EFBIG, errno.EIO, errno.ENAMETOOLONG, errno.EMFILE, errno.ESTALE):
            raise EnvironmentFault(
                Text(
                    zh=f"系统不让写 {folder}（{fault.strerror}）；"
                    "请检查磁盘，或换一个输出目录（--out）。",
                    en=f"The system refuses to write {folder} ({fault.strerror}); check the disk, "
                    "or choose another folder (--out).",
                )
            ) from fault
        raise


def no_room(folder: Path) -> EnvironmentFault:
    free = shutil.disk_usage(_existing(folder)).free // 1_000_000
    if free > _ROOM // 1_000_000:  # the disk has room, but not for us
        return EnvironmentFault(
            Text(
                zh=f"{folder} 的磁盘配额或文件数用完了，写不下报告；请清理后再运行。",
                en=f"The quota or the number of files of {folder} is used up; make room and "
                "run again.",
            )
        )
    return EnvironmentFault(
        Text(
            zh=f"{folder} 所在的磁盘只剩 {free} MB，写不下报告；请腾出空间再运行。",
            en=f"The disk of {folder} has {free} MB left, too little for a report; "
            "free some space and run again.",
        )
    )


def write(path: Path, text: str) -> None:
    """Writes a file beside its place and renames it in: old or new, never between."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write_through(draft, text)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync(path.parent)


def write_through(path: Path, text: str) -> None:
    """Writes a file down to the disk; for files whose folder is swapped in as a whole."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text.encode("utf-8", "replace").decode("utf-8"))
        file.flush()
        os.fsync(file.fileno())


def write_bytes(path: Path, content: bytes) -> None:
    """As `write_through`, for files that are no text."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(folder: Path) -> None:
    """Makes a folder's entries durable, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def swap_in(built: Path, target: Path) -> None:
    """Puts a finished folder in the place of the old one; the old one goes only afterwards."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for folder in (built, *(p for p in built.rglob("*") if p.is_dir())):
        sync(folder)
    if not target.exists():
        built.replace(target)
    elif not _exchanged(built, target):
        old = built.with_name(f"old-{built.name}")
        target.replace(old)
        built.replace(target)
        shutil.rmtree(old, ignore_errors=True)
    sync(target.parent)


def remove(folder: Path) -> None:
    """Removes a folder that is no longer needed, where it exists."""
    shutil.rmtree(folder, ignore_errors=True)


def sweep(private: Path, name: str, target: Path) -> None:
    """Clears what an interrupted run of the same report left, and puts back what it had moved."""
    for leftover in sorted(private.glob(f"old-{name}-*")):
        if not target.exists():
            leftover.replace(target)
    for leftover in (*private.glob(f"{name}-*"), *private.glob(f"old-{name}-*")):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)


def sweep_drafts(*folders: Path) -> None:
    """Clears drafts of single files that a killed run left; for whoever holds the lock of both."""
    for folder in folders:
        for draft in folder.glob(".*.part"):
            draft.unlink(missing_ok=True)


def check_writable(folder: Path) -> None:
    """Fails before any work where a folder (or the one that is to hold it) takes no files."""
    place = _existing(folder)
    with explained(place), tempfile.TemporaryFile(dir=place):
        pass


@contextlib.contextmanager
def locked(private: Path, name: str, *, wait: float = 0) -> Iterator[None]:
    """One run at a time for one report; the second is told who holds it, and since when.

    The system frees the lock of a process that ends, however it ends, so no lock goes stale.
    """
    with explained(private.parent):
        private.mkdir(parents=True, exist_ok=True)
    holder = private / f"{name}.holder.json"
    lock = FileLock(private / f"{name}.lock")
    try:
        with explained(private.parent):
            lock.acquire(timeout=wait)
    except Timeout as fault:
        raise _held(holder, name) from fault
    try:
        started = datetime.now(UTC).isoformat(timespec="seconds")
        with explained(private.parent):
            holder.write_text(json.dumps({"pid": os.getpid(), "since": started}), "utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _held(holder: Path, name: str) -> Locked:
    try:
        known = json.loads(holder.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {"pid": "?", "since": "?"}
    return Locked(
        Text(
            zh=f"报告 {name} 正由进程 {known['pid']} 生成"
            f"（开始于 {known['since']}）；等它结束再运行。",
            en=f"Report {name} is being made by process {known['pid']} "
            f"(since {known['since']}); run again when it is done.",
        )
    )


def _exchanged(built: Path, target: Path) -> bool:
    """Swaps two folders in one step where the kernel can (Linux); then no moment lacks a report."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    paths = [os.fsencode(path) for path in (built, target)]
    return rename(_HERE, paths[0], _HERE, paths[1], _EXCHANGE) == 0


def _check_room(out: Path) -> None:
    if shutil.disk_usage(_existing(out)).free < _ROOM:
        raise no_room(out)


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def _is_bare(folder: Path) -> bool:
    return [p.name for p in folder.iterdir()] == [".gitignore"]
