"""Looks a machine over for everything that a scheduled run needs, and says how to mend what lacks.

It looks only: nothing is installed, and what it writes to try the folder is gone again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fupan.ground.errors import FupanError
from fupan.ground.language import Text
from fupan.report import printing, safely, shelf, sound_shop
from fupan.report.found import ADVICE, FAULT, OK, Found
from fupan.report.nursery import IS_SOUND

_ROOM_MB = 500
_MEMORY_MB = 1500


def examine(
    shop: str | None,
    *,
    data: str | Path | None = None,
    out: str | Path = "reports",
    root: str | Path | None = None,
) -> list[Found]:
    """Everything that is looked at, in the order in which a run needs it."""
    looks: list[Callable[[], Found]] = [
        _python,
        _kernel,
        lambda: _notebooks(Path(root) if root else shelf.project_root()),
        _fonts,
        lambda: _folder(Path(out)),
        lambda: _disk(Path(out)),
        _memory,
        _clock,
        _locale,
        lambda: sound_shop.store(shop, data),
        lambda: sound_shop.timezone(shop, data),
        _chromium,
    ]
    return [look() for look in looks]


def _python() -> Found:
    told = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    return Found(Text("Python", "Python"), OK, Text(told, told))


def _kernel() -> Found:
    """Starts a kernel's program and lets it say that it is there."""
    began = time.monotonic()
    name = Text("内核", "kernel")
    command = [sys.executable, "-c", "import ipykernel.kernelapp, fupan.report.kernel_child"]
    try:
        ended = subprocess.run(command, capture_output=True, timeout=120)
        good = ended.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        good = False
    if not good:
        return Found(
            name,
            FAULT,
            Text("启动不了", "does not start"),
            Text("重装依赖：make setup。", "Install the dependencies again: make setup."),
        )
    seconds = time.monotonic() - began
    fork = Text("，并可预热", ", warmed ahead") if IS_SOUND else Text("", "")
    return Found(
        name, OK, Text(f"{seconds:.1f} 秒启动{fork.zh}", f"starts in {seconds:.1f} s{fork.en}")
    )


def _notebooks(root: Path) -> Found:
    folder = root / shelf.FOLDER
    count = len(list(shelf.path_names(folder)))
    name = Text("笔记本", "notebooks")
    if not count:
        return Found(
            name,
            FAULT,
            Text(f"{folder} 里没有", f"none in {folder}"),
            Text(
                "在项目目录里运行，cron 里先写 cd。",
                "Run inside the project; in cron, cd there first.",
            ),
        )
    return Found(name, OK, Text(f"{count} 个", f"{count}"))


def _fonts() -> Found:
    from fupan.charts import fonts

    name = Text("中文字体", "Chinese font")
    if not all(fonts.drawable(c) for c in "复盘销售退款"):
        return Found(
            name,
            FAULT,
            Text("图里的中文会是方框", "Chinese in charts comes out as boxes"),
            Text(
                "安装 fonts-noto-cjk，或重装依赖：make setup。",
                "Install fonts-noto-cjk, or the dependencies again: make setup.",
            ),
        )
    return Found(name, OK, Text(fonts.families()[0], fonts.families()[0]))


def _folder(out: Path) -> Found:
    name, told = Text("报告目录", "report folder"), Text(f"{out}", f"{out}")
    try:
        with safely.explained(out):
            existing = next(p for p in (out.absolute(), *out.absolute().parents) if p.exists())
            with tempfile.NamedTemporaryFile(dir=existing, prefix=".fupan-try-"):
                pass
    except FupanError as fault:
        return Found(name, FAULT, told, fault.text)
    return Found(name, OK, told)


def _disk(out: Path) -> Found:
    existing = next(p for p in (out.absolute(), *out.absolute().parents) if p.exists())
    free = shutil.disk_usage(existing).free // 10**6
    told = Text(f"剩 {free} MB", f"{free} MB free")
    mend = Text(f"至少留 {_ROOM_MB} MB。", f"Keep at least {_ROOM_MB} MB.")
    return Found(
        Text("磁盘", "disk"),
        OK if free >= _ROOM_MB else FAULT,
        told,
        None if free >= _ROOM_MB else mend,
    )


def _memory() -> Found:
    name = Text("内存", "memory")
    if not hasattr(os, "sysconf") or "SC_AVPHYS_PAGES" not in os.sysconf_names:
        return Found(name, ADVICE, Text("查不到", "unknown"))
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 10**6
    good = free >= _MEMORY_MB
    mend = Text("用 --jobs 1，或换个时间跑。", "Use --jobs 1, or run at another time.")
    return Found(
        name,
        OK if good else ADVICE,
        Text(f"空闲 {free} MB", f"{free} MB free"),
        None if good else mend,
    )


def _clock() -> Found:
    """A clock before the code it runs is set wrong; reports read the data's days, not the clock."""
    written = Path(__file__).stat().st_mtime
    good = time.time() > written - 86400
    told = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
    mend = Text(
        "机器时间比程序还早；对时（timedatectl set-ntp true）。",
        "The clock is behind the program itself; set it (timedatectl set-ntp true).",
    )
    return Found(
        Text("时钟", "clock"), OK if good else FAULT, Text(told, told), None if good else mend
    )


def _locale() -> Found:
    coding = sys.getfilesystemencoding()
    told = Text(f"文件名 {coding}", f"file names in {coding}")
    return Found(Text("编码", "encoding"), OK if "utf" in coding.lower() else ADVICE, told)


def _chromium() -> Found:
    name, program = Text("Chromium", "Chromium"), printing.program()
    if program is None:
        return Found(
            name,
            ADVICE,
            Text("没有", "absent"),
            Text(
                "只有 --pdf 用得到；要用就装 chromium。",
                "Only --pdf needs it; install chromium for that.",
            ),
        )
    return Found(name, OK, Text(program, program))
