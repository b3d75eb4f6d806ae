"""How a run ended, as `retro` says it: one report or many months, in words or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from fupan.cli.telling import say, say_json, say_table, warn
from fupan.ground.language import Text

if TYPE_CHECKING:
    from fupan.report.replay import ReportResult


def tell(result: ReportResult, json: bool) -> None:
    """How a report ended, in words or as JSON; leaves with its exit code."""
    if json:
        say_json(record(result))
    else:
        for fault in result.faults:
            warn(f"✗ {fault}")
        if not result.ran:
            say(Text(zh="没有变化：各页都还是最新的。", en="Nothing changed: all pages stand."))
        good = len(result.ran) - len(result.failed)
        kept = f"，沿用 {len(result.kept)} 页" if result.kept else ""
        kept_en = f", {_several(len(result.kept), 'page')} kept" if result.kept else ""
        say(
            Text(
                zh=f"完成：{good} 个笔记本{kept}，{result.finding_count} 条发现，"
                f"{result.seconds:.0f} 秒",
                en=f"Done: {_several(good, 'notebook')}{kept_en}, "
                f"{_several(result.finding_count, 'finding')}, "
                f"{result.seconds:.0f} s",
            )
        )
        say(
            Text(
                zh=f"用浏览器打开：{result.folder / 'index.html'}",
                en=f"Open in a browser: {result.folder / 'index.html'}",
            )
        )
    if result.exit_code:
        raise typer.Exit(result.exit_code)


def record(result: ReportResult) -> dict[str, object]:
    return {
        "folder": str(result.folder),
        "seconds": round(result.seconds, 1),
        "findings": result.finding_count,
        "exit_code": result.exit_code,
        "notebooks": [{"name": r.name, "status": r.status} for r in result.ran],
        "kept": list(result.kept),
    }


def tell_months(done: list) -> None:
    rows = []
    for month in done:
        result = month.result
        state = str(month.fault) if month.fault else "；".join(result.faults) or (
            Text(zh="完成", en="done")() if result.ran else Text(zh="没有变化", en="unchanged")()
        )  # fmt: skip
        counted = [len(result.ran), result.finding_count, f"{result.seconds:.0f}"] if result else (
            ["–", "–", "–"]
        )  # fmt: skip
        rows.append((month.period.name, *counted, state))
    say_table(
        [Text("月份", "month"), Text("笔记本", "notebooks"), Text("发现", "findings"),
         Text("秒", "seconds"), Text("结果", "outcome")], rows, numbers=(1, 2, 3),
    )  # fmt: skip
    good = sum(1 for month in done if not month.exit_code)
    say(Text(zh=f"{len(done)} 个月，{good} 个完整。",
             en=f"{len(done)} months, {good} of them whole."))  # fmt: skip


def _several(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
