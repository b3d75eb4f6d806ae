"""The retro of two notebooks on the sample, against bare papermill on the same two.

Papermill only executes; `fupan retro` also checks, publishes HTML, gathers the findings, and swaps
the report in. Both run one notebook after another, from a fresh process, in the same run.
Run: python benchmarks/retro.py
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ("00_retro", "01_traffic")
ROUNDS = 3
BAR = 1.3


def timed(*commands: list[str]) -> float:
    began = time.perf_counter()
    for command in commands:
        subprocess.run(
            command,
            check=True,
            cwd=ROOT,
            capture_output=True,
            env={**os.environ, "FUPAN_DATA": str(ROOT / "data")},
        )
    return time.perf_counter() - began


def main() -> None:
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            bare.append(
                timed(
                    *(
                        [
                            sys.executable,
                            "-m",
                            "papermill",
                            f"notebooks/{name}.ipynb",
                            f"{folder}/{name}.ipynb",
                            "--cwd",
                            ".",
                            "-p",
                            "month",
                            "2026-10",
                        ]
                        for name in NOTEBOOKS
                    )
                )
            )
            ours.append(
                timed(
                    [
                        sys.executable,
                        "-m",
                        "fupan",
                        "retro",
                        "--month",
                        "2026-10",
                        "--shop",
                        "sample",
                        "--notebooks",
                        ",".join(NOTEBOOKS),
                        "--out",
                        f"{folder}/reports",
                        "--force",
                    ]
                )
            )
    best, theirs = min(ours), min(bare)
    print(
        f"bare papermill {theirs:.1f} s · fupan retro {best:.1f} s · ratio "
        f"{best / theirs:.2f} (bar {BAR})"
    )


if __name__ == "__main__":
    main()
