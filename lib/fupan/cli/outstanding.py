"""What is still to be done: the ledger's open actions, and those that the newest report proposes.

Writing the ledger is left to `noting`.
"""

from __future__ import annotations

import json
from pathlib import Path

from fupan.analysis.finding import Finding
from fupan.cli.telling import say, say_json, say_table
from fupan.ground.language import Text
from fupan.ground.units import signed
from fupan.ground.words import is_known, share

_MOST = 5
_HEADS = (
    Text("行动", "action"), Text("做什么", "what"), Text("对象", "subject"),
    Text("指标", "metric"), Text("预期", "expected"), Text("负责人", "owner"),
    Text("截止", "due"), Text("验收", "check"),
)  # fmt: skip
_COLUMNS = (
    "action_id", "change", "subject", "metric", "expected_change", "owner", "due_on", "check_month",
)  # fmt: skip


def tell(shop: str, ledger: list[dict[str, object]], reports: Path, as_json: bool) -> None:
    """The open actions of the ledger, then what the newest report would have done next."""
    is_open = [action for action in ledger if action["status"] == "open"]
    month, currency, found = newest(reports / shop)
    proposed = _proposed(found)
    if as_json:
        say_json({
            "shop": shop, "open": is_open, "report": month,
            "proposed": [{"action": str(action), "finding": f.id, "impact": f.impact}
                         for f, action in proposed],
        })  # fmt: skip
        return
    if is_open:
        say(Text(f"{shop} 台账里没做完的行动：", f"Open actions in the ledger of {shop}:"))
        say_table(_HEADS, [[_cell(action, name) for name in _COLUMNS] for action in is_open])
    else:
        say(Text(f"{shop} 的台账里没有没做完的行动。", f"The ledger of {shop} has no open action."))
    if month is None:
        say(Text(f"{reports / shop} 里还没有报告；先运行 fupan retro。",
                 f"There is no report in {reports / shop} yet; run fupan retro."))  # fmt: skip
        return
    say(Text(f"{month} 的复盘建议（fupan actions add 记进台账）：",
             f"Proposed by the retro of {month} (fupan actions add takes one up):"))  # fmt: skip
    for number, (finding, action) in enumerate(proposed, start=1):
        worth = (
            f"[{signed(finding.impact, 'money', currency)}] " if is_known(finding.impact) else ""
        )
        say(f"{number}. {worth}{action}")


def newest(folder: Path) -> tuple[str | None, str, list[Finding]]:
    """The newest month published of a shop, its currency, and what it found; or nothing."""
    from fupan.report.tray import unpacked

    found = sorted(folder.glob("*/findings.json"))
    if not found:
        return None, "", []
    told = json.loads(found[-1].read_text(encoding="utf-8"))
    return told["month"], told["currency"], [unpacked(record) for record in told["findings"]]


def _proposed(found: list[Finding]) -> list[tuple[Finding, Text]]:
    """As the cover orders them, each once, with the finding that holds its money."""
    from fupan.analysis.matter import by_turn, matters
    from fupan.report.told import begun

    acting: dict[str, tuple[Finding, Text]] = {}
    for matter in by_turn(matters(found)):
        if matter.doer is not None:
            action = begun(matter.doer.action)
            acting.setdefault(str(action), (matter.lead, action))
    return list(acting.values())[:_MOST]


def _cell(action: dict[str, object], name: str) -> object:
    value = action[name]
    if value is None:
        return ""
    return share(value) if name == "expected_change" else value
