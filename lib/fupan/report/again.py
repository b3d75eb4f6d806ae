"""A report made again from its manifest: the same data, months and questions, and the same words.

Whether the result really is the same is checked here, byte for byte, and explained where it is not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fupan.ground.errors import DataInvalid, DataMissing
from fupan.ground.language import Text, join
from fupan.report.assemble import FINDINGS, MANIFEST
from fupan.report.identity import code_mark, libraries
from fupan.report.replay import ReportResult, retro

_NEEDED = ("shop", "month", "compare_to", "lang", "notebooks")


@dataclass(frozen=True)
class Again:
    """The report made again, whether its findings are those of before, and what was different."""

    result: ReportResult
    is_same: bool
    differences: Text | None


def like(manifest: str | Path, out: str | Path, **further: object) -> Again:
    """Makes the report that a manifest (or its folder) describes, into `out`.

    It reads the snapshot that the manifest names, whatever was imported since. `further` goes to
    `retro`.
    """
    path = Path(manifest)
    path = path / MANIFEST if path.is_dir() else path
    told = read_manifest(path)
    before = path.with_name(FINDINGS)
    words = before.read_bytes() if before.is_file() else None
    result = retro(
        str(told["shop"]), str(told["month"]), sorted(told["notebooks"]),
        compare_to=str(told["compare_to"]), lang=str(told["lang"]), out=out,
        as_of=told.get("snapshot"), force=True, **further,
    )  # fmt: skip
    now = (result.folder / FINDINGS).read_bytes()
    same = words is None or words == now
    return Again(result, same, _differences(told, read_manifest(result.folder / MANIFEST)))


def read_manifest(path: Path) -> dict[str, object]:
    """A report's manifest, whole; an error says what is wrong with it."""
    if not path.is_file():
        raise DataMissing(
            Text(
                zh=f"没有 {path}；请给出报告的文件夹，或其中的 {MANIFEST}。",
                en=f"There is no {path}; name a report's folder, or the {MANIFEST} in it.",
            )
        )
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        lacking = [name for name in _NEEDED if name not in told]
    except (ValueError, TypeError):
        lacking = list(_NEEDED)
    if lacking:
        raise DataInvalid(
            Text(
                zh=f"{path} 不是完整的报告清单（缺 {'、'.join(lacking)}）。",
                en=f"{path} is not a whole manifest of a report (no {', '.join(lacking)}).",
            )
        )
    return told


def _differences(before: Mapping[str, object], now: Mapping[str, object]) -> Text | None:
    """What is different in what the two reports were made from; nothing where nothing is."""
    found = []
    if before.get("data") != now.get("data"):
        found.append(Text(zh="数据文件不同（数据仓重建过？）",
                          en="other data files (was the store built anew?)"))  # fmt: skip
    if before.get("code") != code_mark():
        found.append(Text(zh="fupan 的代码不同", en="other code of fupan"))
    old = before.get("libraries")
    changed = [n for n, v in libraries().items() if isinstance(old, Mapping) and old.get(n) != v]
    if changed:
        names = ", ".join(changed)
        found.append(Text(zh=f"库的版本不同（{names}）", en=f"other versions of {names}"))
    return join(found, zh="，", en=", ") if found else None
