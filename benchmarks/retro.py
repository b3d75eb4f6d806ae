"""The whole retro of the sample, against bare papermill on the same notebooks, and twelve months.

Papermill only executes, one notebook after another; `fupan retro` also checks, publishes HTML,
gathers the findings, and swaps the report in. Each starts from a fresh process, in turns.
Run: python benchmarks/retro.py [--rounds N] [--months N]
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
BAR = 0.45
MONTHS_BAR = 8
FUPAN = [sys.executable, "-m", "fupan", "retro", "--shop", "sample", "--force"]


def timed(*commands: list[str]) -> tuple[float, float]:
    """Wall seconds, and seconds of processor, of the commands one after another."""
    began, busy = time.perf_counter(), processor()
    for command in commands:
        subprocess.run(
            command, check=True, cwd=ROOT, capture_output=True,
            env={**os.environ, "FUPAN_DATA": str(ROOT / "data"), "FUPAN_LANG": "zh"},
        )  # fmt: skip
    return time.perf_counter() - began, processor() - busy


def processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def bare(folder: str, names: list[str]) -> list[list[str]]:
    return [
        [sys.executable, "-m", "papermill", f"notebooks/{name}.ipynb", f"{folder}/{name}.ipynb",
         "--cwd", ".", "-p", "month", "2026-10"]
        for name in names
    ]  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--months", type=int, default=12)
    asked.add_argument("--notebooks", nargs="+", default=NOTEBOOKS)
    given = asked.parse_args()
    chosen = ["--notebooks", ",".join(given.notebooks)]
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(given.rounds):
            theirs.append(timed(*bare(folder, given.notebooks)))
            month = ["--month", "2026-10", "--out", f"{folder}/reports"]
            ours.append(timed([*FUPAN, *chosen, *month]))
        best, other = min(ours)[0], min(theirs)[0]
        print(
            f"{len(given.notebooks)} notebooks, {os.cpu_count()} cores · "
            f"bare papermill {other:.1f} s · "
            f"fupan retro {best:.1f} s · ratio {best / other:.2f} (bar {BAR}) · load "
            f"{os.getloadavg()[0]:.1f}",
            flush=True,
        )
        if given.months:
            year, month = divmod(2026 * 12 + 9 - given.months + 1, 12)
            first = f"{year}-{month + 1:02d}"
            span = ["--from", first, "--to", "2026-10", "--out", f"{folder}/months"]
            many = timed([*FUPAN, *chosen, *span])[0]
            print(
                f"{given.months} months {many:.1f} s · {many / best:.1f} × one month "
                f"(bar {MONTHS_BAR} for 12) · load {os.getloadavg()[0]:.1f}"
            )


if __name__ == "__main__":
    main()
