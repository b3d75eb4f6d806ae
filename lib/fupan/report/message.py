"""Tells people that a report is there: its three biggest findings, sent where the shop reads.

Addresses of channels hold secrets, so they come from the environment or the system's keyring and
are never shown, logged or published. Sending is apprise's work (the extra `fupan[tell]`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from fupan.analysis.finding import Finding
from fupan.analysis.matter import matters
from fupan.ground import words
from fupan.ground.errors import EnvironmentFault, FupanError
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.personal import masked
from fupan.report import tray
from fupan.report.blocks import clean

ENV = "FUPAN_TELL"
KEYRING = "fupan"
MOST = 3
_LONGEST = 300  # characters of one finding: a phone shows no more

_INERT = str.maketrans({"<": "＜", ">": "＞", "@": "＠", "`": "'", "*": "＊"})

Send = Callable[[Sequence[str], str, str], bool]


def addresses(shop: str) -> list[str]:
    """Where to tell: `FUPAN_TELL` (by spaces or commas), else the keyring's entry of the shop."""
    named = os.environ.get(ENV, "")
    if not named.strip():
        named = _from_keyring(shop)
    found = [word for word in named.replace(",", " ").split() if "://" in word]
    if not found:
        raise EnvironmentFault(
            Text(
                zh=f"没有通知地址；请设环境变量 {ENV}，或用 `keyring set {KEYRING} {shop}` 存一个"
                "（如 dingtalk://…、feishu://…、wecombot://…、slack://…、mailto://…）。",
                en=f"There is nowhere to tell; set {ENV}, or store an address with "
                f"`keyring set {KEYRING} {shop}` (dingtalk://…, feishu://…, wecombot://…, "
                "slack://…, mailto://…).",
            )
        )
    return found


def message(folder: str | Path, lang: str) -> tuple[str, str]:
    """Title and text for a report: how it went, its biggest findings, no buyer, no secret."""
    folder = Path(folder)
    told = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    period, shop = Period.parse(told["month"]), manifest["shop_title"][lang]
    title = Text(zh=f"{shop} {period.label.zh}复盘", en=f"{shop}, {period.label.en} in review")
    wrong = [name for name, e in manifest["notebooks"].items() if e["status"] != "ok"]
    lines = []
    if wrong:
        lines.append(
            Text(
                zh=f"⚠ 不完整：{'、'.join(wrong)} 没有完成。",
                en=f"⚠ Incomplete: {', '.join(wrong)} did not finish.",
            )(lang)
        )
    findings = [m.lead for m in matters(tray.unpacked(record) for record in told["findings"])]
    for number, finding in enumerate(findings[:MOST], start=1):
        lines.append(f"{number}. {_said(finding, told['currency'], lang)}")
    if not findings:
        lines.append(Text("这个月没有达到提示标准的发现。", "Nothing passed the bar.")(lang))
    return _inert(title(lang)), _inert("\n".join(lines))


def tell(shop: str, folder: str | Path, lang: str, send: Send | None = None) -> int:
    """Sends the message of a report to every address; how many there were."""
    found = addresses(shop)
    title, text = message(folder, lang)
    if not (send or _send)(found, title, text):
        raise EnvironmentFault(
            Text(
                zh="报告已做好，但通知没有发出去；请检查通知地址和网络。",
                en="The report is there, but the message was not sent; check the address and "
                "the network.",
            )
        )
    return len(found)


def tell_absence(
    shop: str, period: Period, fault: FupanError, lang: str, send: Send | None = None
) -> None:
    """Says that there is no new report, by the error's class alone: a sentence may hold values."""
    kind, code = type(fault).__name__, fault.exit_code
    title = Text(
        zh=f"{shop} {period.label.zh}复盘没有做成", en=f"No retro of {shop}, {period.label.en}"
    )
    text = Text(
        zh=f"{kind}（退出码 {code}）。先前的报告没有动；请看运行日志。",
        en=f"{kind} (exit code {code}). The report of before stands; see the run's log.",
    )
    (send or _send)(addresses(shop), title(lang), text(lang))


def _said(finding: Finding, currency: str, lang: str) -> str:
    worth = ""
    if words.is_known(finding.impact):
        worth = f"[{words.amount(finding.impact, currency, signed=True)}] "
    text = worth + finding.statement(lang)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _inert(text: str) -> str:
    """A text in which no chat finds a link, a mention or markup: names are a shop's own words."""
    return masked(clean(text).translate(_INERT).replace("](", "] (").replace("://", "： //"))


def _from_keyring(shop: str) -> str:
    try:
        import keyring  # an optional extra
    except ImportError:
        return ""
    try:
        return keyring.get_password(KEYRING, shop) or ""
    except Exception:  # a machine without a keyring has no address in it
        return ""


def _send(addresses: Sequence[str], title: str, text: str) -> bool:
    try:
        import apprise  # an optional extra
    except ImportError as fault:
        raise EnvironmentFault(
            Text(
                zh="发通知要装 apprise：pip install 'fupan[tell]'。",
                en="Telling needs apprise: pip install 'fupan[tell]'.",
            )
        ) from fault
    channel = apprise.Apprise()
    # An address that apprise does not know is a failure, but must not be shown: it is a secret.
    good = [channel.add(address) for address in addresses]
    return bool(channel.notify(body=text, title=title)) and all(good)
