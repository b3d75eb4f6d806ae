"""Commands that look at what is there: `diff` of two reports, and `doctor` for the machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fupan.cli.options import Data, Json, Lang
from fupan.cli.running import reports_folder
from fupan.cli.telling import say, say_json, say_table
from fupan.ground import words
from fupan.ground.errors import EnvironmentFault
from fupan.ground.language import Text
from fupan.ground.units import spelled
from fupan.store.places import shop_names

if TYPE_CHECKING:
    from fupan.report.difference import Difference

_READY = Text(zh="可以定时跑。", en="Ready for scheduled runs.")
_SOUND = Text(
    zh="机器没有问题；导入一家店铺就能定时跑。",
    en="Nothing is wrong with the machine; import a shop, and it is ready for scheduled runs.",
)
_NONE = Text(zh="两份报告说的一样。", en="Both reports say the same.")


def add_to(app: typer.Typer) -> None:
    app.command("diff")(diff)
    app.command("doctor")(doctor)


def diff(
    before: Annotated[Path, typer.Argument(help="先前的报告 / the earlier report's folder")],
    after: Annotated[Path, typer.Argument(help="后来的报告 / the later report's folder")],
    data: Data = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """同一个月的两份复盘差在哪、为什么 / What changed between two retros of a month, and why.

    例 / Example:  fupan diff old/myshop/2026-10 reports/myshop/2026-10
    """
    from fupan.report.difference import difference
    from fupan.report.reasons import reasons

    found = difference(before, after)
    why = reasons(found.before, found.after, data)
    if json:
        say_json(_record(found, why))
        return
    for reason in why:
        say(f"· {reason}")
    _say_moved(found)
    currency = str(found.after.get("currency") or "CNY")
    for title, findings in ((Text("新的发现：", "New findings:"), found.new),
                            (Text("不再有的发现：", "Findings gone:"), found.gone)):  # fmt: skip
        if findings:
            say(title)
            for finding in findings:
                say(f"  {_worth(finding, currency)}{finding['statement']}")
    if found.changed:
        say(Text("改了的发现：", "Findings that changed:"))
        for changed in found.changed:
            say(f"  - {_worth(changed.before, currency)}{changed.before['statement']}")
            say(f"  + {_worth(changed.after, currency)}{changed.after['statement']}")
    for name, was, now in found.pages:
        say(f"{name}: {was} → {now}")
    if found.is_none:
        say(_NONE)


def doctor(
    shop: Annotated[str | None, typer.Option("--shop", metavar="NAME", help="店铺 / shop")] = None,
    data: Data = None,
    out: Annotated[Path | None, typer.Option(help="报告放哪 / where reports go")] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """检查这台机器能不能定时跑复盘 / Check this machine for scheduled runs.

    例 / Example:  fupan doctor --shop myshop
    """
    from fupan.report import doctor as looking

    found = looking.examine(shop, data=data, out=out or reports_folder())
    wrong = [look for look in found if look.state == looking.FAULT]
    if json:
        say_json(
            [
                {
                    "name": str(f.name),
                    "state": f.state,
                    "found": str(f.what),
                    "mend": str(f.mend) if f.mend else None,
                }
                for f in found
            ]
        )
    else:
        marks = {looking.OK: "✓", looking.ADVICE: "·", looking.FAULT: "✗"}
        for look in found:
            mend = f" → {look.mend}" if look.mend else ""
            say(f"{marks[look.state]} {look.name}: {look.what}{mend}")
        say(Text(zh=f"{len(wrong)} 处要修。", en=f"{len(wrong)} to mend.") if wrong
            else _READY if shop or shop_names(data) else _SOUND)  # fmt: skip
    if wrong:
        raise typer.Exit(EnvironmentFault.exit_code)


def _say_moved(found: Difference) -> None:
    if not found.moved:
        return
    currency = str(found.after.get("currency") or "CNY")
    rows = [
        (m.label, *(spelled(v, m.unit, currency) for v in (m.before, m.after))) for m in found.moved
    ]
    headers = [Text("指标", "metric"), Text("先前", "before"), Text("后来", "after")]
    say_table(headers, rows, numbers=(1, 2))


def _worth(finding: Mapping[str, object], currency: str) -> str:
    impact = finding.get("impact")
    return f"[{words.amount(impact, currency, signed=True)}] " if words.is_known(impact) else ""


def _record(found: Difference, why: list[Text]) -> dict[str, object]:
    return {
        "shop": found.after["shop"], "month": found.after["month"],
        "reasons": [str(reason) for reason in why],
        "figures": [{"metric": m.metric, "before": m.before, "after": m.after}
                    for m in found.moved],
        "new": list(found.new), "gone": list(found.gone),
        "changed": [{"id": c.id, "figures": list(c.figures), "before": c.before, "after": c.after}
                    for c in found.changed],
        "pages": [{"name": n, "before": was, "after": now} for n, was, now in found.pages],
    }  # fmt: skip
