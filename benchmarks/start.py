"""`import fupan` against a bare interpreter: at most 0.15 s more.

Run: python benchmarks/start.py
"""

import statistics
import subprocess
import sys
import time

ROUNDS = 9
BAR = 0.15


def seconds(script: str) -> float:
    """The median wall time of a fresh interpreter that runs `script`."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", script], check=True)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def main() -> None:
    bare, ours = seconds("pass"), seconds("import fupan")
    print(
        f"bare interpreter {bare:.3f} s · import fupan {ours:.3f} s · "
        f"{ours - bare:+.3f} s (bar {BAR:.2f} s)"
    )


if __name__ == "__main__":
    main()
