"""A report's pages as PDF, printed by a Chromium of the machine, without its network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from fupan.ground.errors import EnvironmentFault, TimedOut
from fupan.ground.language import Text

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
PROGRAM_ENV = "FUPAN_CHROMIUM"
_SECONDS = 120
_FLAGS = ("--headless=new", "--disable-gpu", "--no-pdf-header-footer", "--disable-extensions",
          "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND",
          "--no-first-run", "--virtual-time-budget=5000")  # fmt: skip


def program() -> str | None:
    """The Chromium to print with: `FUPAN_CHROMIUM`, else the first found on the path."""
    named = os.environ.get(PROGRAM_ENV)
    found = (shutil.which(name) for name in ((named,) if named else NAMES))
    return next((path for path in found if path), None)


def check_program() -> str:
    """The Chromium to print with, or an error that says how to get one; before a run, not after."""
    found = program()
    if found is None:
        raise EnvironmentFault(
            Text(
                zh="没有找到 Chromium，做不了 PDF；请安装 chromium，"
                "或用 FUPAN_CHROMIUM 指出它在哪。",
                en="There is no Chromium to make a PDF with; install chromium, or name it in "
                "FUPAN_CHROMIUM.",
            )
        )
    return found


def pdfs(pages: Mapping[str, str]) -> dict[str, bytes]:
    """The pages (file name → finished HTML) as PDF files of the same stem."""
    chromium, printed = check_program(), {}
    with tempfile.TemporaryDirectory(prefix="fupan-", ignore_cleanup_errors=True) as corner:
        for name, text in sorted(pages.items()):
            source, target = Path(corner) / name, Path(corner) / f"{Path(name).stem}.pdf"
            source.write_text(text, encoding="utf-8")
            # Inside a container, root has no sandbox to use; the page holds no program anyway.
            root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
            command = [chromium, *_FLAGS, *root, f"--user-data-dir={corner}/profile",
                       f"--print-to-pdf={target}", source.as_uri()]  # fmt: skip
            try:
                subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
            except subprocess.TimeoutExpired as fault:
                raise TimedOut(
                    Text(
                        zh=f"打印 {name} 超过 {_SECONDS} 秒，没有做成 PDF。",
                        en=f"Printing {name} took more than {_SECONDS} s; there is no PDF.",
                    )
                ) from fault
            if not target.is_file() or not target.read_bytes().startswith(b"%PDF"):
                raise EnvironmentFault(
                    Text(
                        zh=f"Chromium 没能打印 {name}；请用 fupan doctor 检查，或去掉 --pdf。",
                        en=f"Chromium did not print {name}; see fupan doctor, or drop --pdf.",
                    )
                )
            printed[target.name] = target.read_bytes()
    return printed
