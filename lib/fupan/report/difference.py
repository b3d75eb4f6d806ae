"""What changed between two reports of the same month: findings, headline figures, and pages.

Why it changed is told by `reasons`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fupan.ground.errors import WrongUse
from fupan.ground.language import Text
from fupan.report.again import read_manifest
from fupan.report.assemble import FINDINGS, MANIFEST

_FIGURES = ("value", "baseline", "impact", "confidence")
_TOLD = (*_FIGURES, "statement", "action", "cause", "caveat")


@dataclass(frozen=True)
class Moved:
    """One headline figure, before and after."""

    metric: str
    label: Text
    unit: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Changed:
    """One finding told in both reports, in other words or figures."""

    id: str
    before: Mapping[str, object]
    after: Mapping[str, object]

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures that are not the same."""
        return tuple(n for n in _FIGURES if self.before.get(n) != self.after.get(n))


@dataclass(frozen=True)
class Difference:
    """Two reports of one month, the earlier data first."""

    before: Mapping[str, object]  # manifests
    after: Mapping[str, object]
    moved: tuple[Moved, ...]
    new: tuple[Mapping[str, object], ...]
    gone: tuple[Mapping[str, object], ...]
    changed: tuple[Changed, ...]
    pages: tuple[tuple[str, str, str], ...]  # notebook, state before, state after

    @property
    def is_none(self) -> bool:
        return not (self.moved or self.new or self.gone or self.changed or self.pages)


def difference(first: str | Path, second: str | Path) -> Difference:
    """What the second report says otherwise than the first; both are folders of one shop's month.

    Sentences count as changed only where both reports are in one language.
    """
    folders = [Path(first), Path(second)]
    folders = [p.parent if p.name == MANIFEST else p for p in folders]
    before, after = (read_manifest(folder / MANIFEST) for folder in folders)
    _check_same(before, after)
    found = [_findings(folder) for folder in folders]
    told = _TOLD if before["lang"] == after["lang"] else (*_FIGURES, "cause")
    changed = tuple(
        Changed(name, old, found[1][name])
        for name, old in found[0].items()
        if name in found[1] and any(old.get(n) != found[1][name].get(n) for n in told)
    )
    return Difference(
        before, after, _moved(before, after),
        tuple(f for name, f in found[1].items() if name not in found[0]),
        tuple(f for name, f in found[0].items() if name not in found[1]),
        changed, _pages(before, after),
    )  # fmt: skip


def _check_same(before: Mapping[str, object], after: Mapping[str, object]) -> None:
    for name in ("shop", "month"):
        if before[name] != after[name]:
            raise WrongUse(
                Text(
                    zh=f"两份报告不是同一家店的同一个月（{before['shop']} {before['month']}，"
                    f"{after['shop']} {after['month']}）；只能比较同一个月的两份。",
                    en=f"The reports are not of one shop and month ({before['shop']} "
                    f"{before['month']}, {after['shop']} {after['month']}); compare two of one.",
                )
            )


def _findings(folder: Path) -> dict[str, Mapping[str, object]]:
    """A report's findings by id, in its own order."""
    path = folder / FINDINGS
    if not path.is_file():
        return {}
    return {f["id"]: f for f in json.loads(path.read_text(encoding="utf-8"))["findings"]}


def _moved(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Moved, ...]:
    old, new = _kpis(before), _kpis(after)
    moved = []
    for name, row in new.items():
        was, now = old.get(name, {}).get("value"), row.get("value")
        if name in old and was != now:
            moved.append(Moved(name, Text(**row["label"]), str(row["unit"]), was, now))
    return tuple(moved)


def _kpis(manifest: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    """The headline figures of all pages, each once, the cover's first."""
    found: dict[str, Mapping[str, object]] = {}
    for _, entry in sorted(manifest["notebooks"].items()):
        for row in entry.get("kpis") or []:
            found.setdefault(row["metric"], row)
    return found


def _pages(
    before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[tuple[str, str, str], ...]:
    states = [{n: str(e["status"]) for n, e in m["notebooks"].items()} for m in (before, after)]
    names = sorted(states[0].keys() | states[1].keys())
    rows = ((n, states[0].get(n, "absent"), states[1].get(n, "absent")) for n in names)
    return tuple(row for row in rows if row[1] != row[2])
