"""What is true of a world: written beside its files, never imported by the product."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

HOLDOUT_FROM = 10_000  # seeds from here on are never looked at while an analysis is tuned


@dataclass(frozen=True, slots=True)
class Truth:
    """One planted fact. `impact` is money over the month, shop with it less shop without it.

    `subjects` are all names of the subject that count as right; the first is the best one.
    `power` is the expected loss of buyers over its chance spread, so that a miss can be told
    from a fact too small to see. `value` is the true figure where the fact is not money.
    """

    seed: int
    cause: str
    month: str
    subject_kind: str = ""
    subjects: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    size: float = 0.0
    impact: float = 0.0
    value: float | None = None
    logged: bool = False
    missing: tuple[str, ...] = ()
    decoys: tuple[str, ...] = ()
    power: float = 0.0
    shape: dict[str, float | int | str] = field(default_factory=dict)
    parts: tuple[dict[str, object], ...] = ()

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / "truth.json").write_text(text + "\n", encoding="utf-8")


def read_truth(folder: Path) -> Truth:
    """The truth of a world that was written before."""
    told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    for name in ("subjects", "missing", "decoys", "parts"):
        told[name] = tuple(told[name])
    return Truth(**told)
