"""Orders for tests: a report of chosen fixture notebooks, without a shop on disk."""

from __future__ import annotations

import sys
from pathlib import Path

from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.report.preflight import Ready
from fupan.report.replay import Order, make
from fupan.report.run import Limits

NOTEBOOKS = Path(__file__).parent / "notebooks"
SHOP = Ready("sample", Text("样例小店", "Sample shop"), "CNY", None, {"orders": 3})


def order(out: Path, *names: str, lang: str = "zh", cell_seconds: float = 60, **more) -> Order:
    paths = tuple(NOTEBOOKS / f"{name}.ipynb" for name in names)
    limits = Limits(cell_seconds, 120)
    return Order(SHOP, Period.parse("2026-10"), "previous", lang, paths, out, limits=limits, **more)


def main() -> None:
    """Makes a report in a process of its own: `python orders.py OUT NAME…`."""
    from fupan.ground.errors import FupanError

    try:
        result = make(order(Path(sys.argv[1]), *sys.argv[2:]))
    except FupanError as fault:
        sys.stderr.buffer.write(str(fault).encode("utf-8", "replace"))
        sys.exit(fault.exit_code)
    sys.exit(result.exit_code)


if __name__ == "__main__":
    main()
