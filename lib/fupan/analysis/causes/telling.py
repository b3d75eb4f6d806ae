"""The causes as findings: one sentence each, with worth, evidence, what speaks against, what to do.

Numbers come from the diagnosis; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fupan.analysis.causes.candidate import Candidate, StepMove
from fupan.analysis.causes.evidence import Entry
from fupan.analysis.finding import Evidence, Finding
from fupan.contract.traffic import CHANNEL_TITLES
from fupan.ground.language import Text, join
from fupan.ground.units import spelled
from fupan.ground.words import amount_text, rate
from fupan.store import Shop

STEP_TITLES: Mapping[str, Text] = {
    "visitors": Text("每天访客", "visitors a day"),
    "cart": Text("加购率", "add-to-cart rate"),
    "order": Text("加购到下单", "cart to order"),
    "pay": Text("下单到支付", "order to payment"),
    "close": Text("加购到支付", "cart to payment"),
    "conversion": Text("支付转化率", "payment conversion"),
    "bounce": Text("跳失率", "bounce rate"),
    "dwell": Text("人均停留（秒）", "seconds stayed per visitor"),
}
# The step that a sentence about a cause begins with.
LEADING = {
    "price": ("conversion", "pay_conversion"),
    "detail_page": ("cart", "cart_rate"),
    "competitor_promotion": ("conversion", "pay_conversion"),
    "stockout": ("conversion", "pay_conversion"),
    "service_reviews": ("conversion", "pay_conversion"),
    "payment_friction": ("pay", "order_to_pay"),
    "traffic_mix": ("visitors", "visitors"),
    "channel_volume": ("visitors", "visitors"),
    "audience_mismatch": ("conversion", "pay_conversion"),
}
_TABLE = {"product": "product_traffic", "channel": "traffic", "shop": "traffic"}
_SURE = 3.0  # |z| of a step that is worth telling as evidence


def cause_findings(found: Sequence[Candidate], shop: Shop, notebook: str) -> list[Finding]:
    """One finding of kind `cause` per cause found."""
    titles = product_titles(shop)
    return [_finding(c, subject_title(c, titles), shop.currency, notebook) for c in found]


def product_titles(shop: Shop) -> dict[str, str]:
    if not shop.has("products"):
        return {}
    rows = shop.products.select("product_id", "title").order_by("product_id").to_pandas()
    return dict(zip(rows["product_id"], rows["title"], strict=True))


def subject_title(candidate: Candidate, titles: Mapping[str, str]) -> Text:
    """The subject as one says it."""
    if candidate.subject_kind == "product":
        name = titles.get(candidate.subject)
        told = f"{candidate.subject}" + (f" {name}" if name else "")
        return Text(zh=f"商品 {told}", en=f"product {told}")
    if candidate.subject_kind == "channel":
        label = CHANNEL_TITLES.get(candidate.subject, Text(candidate.subject, candidate.subject))
        return Text(zh=f"{label.zh}渠道", en=label.en)
    return Text("全店", "the shop")


def worth(candidate: Candidate, currency: str) -> Text:
    """The loss with its range, as words: 少成交约 ¥3,100（¥2,000 至 ¥4,200）."""
    loss = candidate.loss
    less = loss.impact < 0
    if loss.low < 0 < loss.high:
        low, high = amount_text(-loss.low, currency), amount_text(loss.high, currency)
        return Text(
            zh=f"值多少钱还说不准（少 {low.zh} 至多 {high.zh}）",
            en=f"what it cost is open (from {low.en} lost to {high.en} gained)",
        )
    middle = amount_text(abs(loss.impact), currency)
    ends = sorted((loss.low, loss.high)) if not less else sorted((-loss.low, -loss.high))
    low, high = (amount_text(v, currency) for v in ends)
    return Text(
        zh=f"{'少' if less else '多'}成交约 {middle.zh}（{low.zh} 至 {high.zh}）",
        en=f"about {middle.en} {'lost' if less else 'gained'} ({low.en} to {high.en})",
    )


def move_told(move: StepMove) -> Text:
    """One step, from what was to be expected to what it was."""
    title = STEP_TITLES[move.step]
    if move.step in ("visitors", "dwell"):
        unit = "people" if move.step == "visitors" else "count"
        old, new = spelled(move.expected, unit), spelled(move.actual, unit)
    else:
        old, new = rate(move.expected), rate(move.actual)
    return Text(
        zh=f"{title.zh}从应有的 {old} 变为 {new}", en=f"{title.en} {new} where {old} was expected"
    )


def _finding(candidate: Candidate, who: Text, currency: str, notebook: str) -> Finding:
    cause = candidate.definition
    step, metric = LEADING[candidate.cause]
    lead = next((m for m in candidate.moves if m.step == step), None)
    money = worth(candidate, currency)
    moved = move_told(lead) if lead else Text("成交掉了", "sales fell")
    return Finding(
        id="",
        notebook=notebook,
        kind="cause",
        metric=metric,
        subject_kind=candidate.subject_kind,
        subject=candidate.subject,
        value=lead.actual if lead else None,
        baseline=lead.expected if lead else None,
        change=lead.actual - lead.expected if lead else None,
        unit="people" if step == "visitors" else "rate",
        impact=candidate.loss.impact,
        impact_low=candidate.loss.low,
        impact_high=candidate.loss.high,
        cause=candidate.cause,
        confidence=round(min(max(1 - candidate.p_value, 0.0), 0.99), 3),
        since=str(candidate.since),
        method="shift beside siblings and own drift; predictions confirmed and not refuted",
        title=Text(zh=f"{who.zh}：{cause.label.zh}", en=f"{_capital(who.en)}: {cause.label.en}"),
        statement=Text(
            zh=f"{who.zh}自 {candidate.since:%m-%d} 起{moved.zh}，{money.zh}；{cause.because.zh}。",
            en=f"{_capital(who.en)}, since {candidate.since:%m-%d}: {moved.en}, {money.en}; "
            f"{cause.because.en}.",
        ),
        evidence=_evidence(candidate, step),
        action=cause.action,
        caveat=_caveat(candidate),
    )


def _evidence(candidate: Candidate, step: str) -> tuple[Evidence, ...]:
    facts = [Evidence(s.text, s.table, s.value) for s in candidate.signs]
    table = _TABLE[candidate.subject_kind]
    way = candidate.definition.predicts
    for move in candidate.moves:
        if move.step != step and way.get(move.step) and move.z * way[move.step] > _SURE:
            facts.append(Evidence(move_told(move), table, move.actual))
    held = [m for m in candidate.moves if way.get(m.step) == 0 and abs(m.z) < 2]
    if held:
        names = join([STEP_TITLES[m.step] for m in held], "、", ", ")
        facts.append(
            Evidence(Text(zh=f"{names.zh}没有变", en=f"{names.en} did not move"), table, None)
        )
    facts += [Evidence(_entry_told(e), "log", None) for e in candidate.entries]
    return tuple(facts)


def _entry_told(entry: Entry) -> Text:
    return Text(
        zh=f"{entry.day:%m-%d} 运营日志：{entry.note}", en=f"log of {entry.day:%m-%d}: {entry.note}"
    )


def _caveat(candidate: Candidate) -> Text:
    parts = []
    if candidate.against:
        names = join([STEP_TITLES[s] for s in candidate.against], "、", ", ")
        still = {m.step for m in candidate.moves if abs(m.z) < 2}
        held = all(s in still for s in candidate.against)
        parts.append(
            Text(
                zh=f"不完全吻合：{names.zh}没有跟着变",
                en=f"not a full fit: {names.en} did not move with it",
            )
            if held
            else Text(
                zh=f"不完全吻合：{names.zh}也动了", en=f"not a full fit: {names.en} moved too"
            )
        )
    if candidate.subject_kind == "product" and "visitors" not in {m.step for m in candidate.moves}:
        parts.append(
            Text(
                zh="没有商品访客数，只能按每天成交来比，人少了还是转化低了分不开",
                en="nobody counted the product's visitors, so sales a day are compared: fewer "
                "people and a lower conversion cannot be told apart",
            )
        )
    if not candidate.entries:
        parts.append(Text(zh="运营日志里没有对应记录", en="the log has no entry about it"))
    parts.append(
        Text(
            zh="与同期其他商品或渠道、与自己的往常相比得出，要证实请做一次对照试验",
            en="found by comparison with the other products or channels and its own past; "
            "a controlled test would prove it",
        )
    )
    return join(parts, "；", "; ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
