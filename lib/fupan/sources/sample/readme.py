"""The sample shop's README: what is in the files, and the planted facts with their true sizes.

Everything in it comes from the contract, the facts and the measured sizes, so it cannot drift.
"""

from __future__ import annotations

from collections.abc import Mapping

from fupan.contract import TABLES
from fupan.ground.language import Text, join
from fupan.ground.words import count, money
from fupan.sources.sample.days import FIRST, LAST
from fupan.sources.sample.fact import Fact
from fupan.sources.sample.size import Size, Sizes

# Table → its rows and its columns.
Tables = Mapping[str, tuple[int, list[str]]]

_INTRO = Text(
    zh="""# 示例店铺：云栖茶器

一家卖茶具和茶叶的店，{first} 至 {last}，四个平台、十个渠道、四十个商品。
全部是模拟出来的（种子 {seed}），不含任何真实的店、商品或买家。
`files/` 里是规范格式的导出文件，可以直接 `fupan import`；
`fupan sample` 用同一个种子重写每一个字节。

模拟逐个访客进行：访问 → 加购 → 下单 → 付款；断了货就买不到；
买过的人按各自的节奏回来，也会悄悄离开。
所以各表对得上：`traffic`、`product_traffic` 的支付金额与 `orders` 按付款日汇总分毫不差
（赠品和标记的刷单不算）。{last} 之后才会发生的退款还没有，年轻的月份看起来退款少。""",
    en="""# The sample shop: Yunqi Tea Ware

A shop for tea ware and tea, {first} to {last}: four platforms, ten channels, forty products.
All of it is simulated (seed {seed}); no real shop, product or buyer is in it.
`files/` holds export files in canonical form, ready for `fupan import`; `fupan sample` rewrites
every byte from the same seed.

The simulation goes visitor by visitor: visit → cart → order → payment. What is out of stock cannot
be bought; buyers come back at their own pace, and drop out unseen. So the tables agree: amounts
paid in `traffic` and `product_traffic` equal `orders` by day of payment to the cent (gifts and
marked fake orders aside). Refunds that would come after {last} are not there yet, so young months
look better than they are.""",
)

_TABLES = Text("## 各表", "## Tables")
_TABLE_HEAD = Text(
    "| 表 | 粒度 | 行数 | 列 |\n|---|---|---:|---|",
    "| table | grain | rows | columns |\n|---|---|---:|---|",
)
_FACTS = Text(
    zh="""## 埋下的事实

真实大小 = 同样的随机数，有这件事的店减去没有这件事的店（只拿掉这一件）。“当月”是该月的支付金额，
“整段”是它自己的那些天；首购月算“到期末”（{last}），包括没来的复购。机器可读：`facts.json`。""",
    en="""## Planted facts

True size = the shop with the fact minus the shop without it, with the same luck (that one fact
taken away). "That month" is the amount paid in the month, "its own days" that of the days it took;
for the cohort "until the end" runs to {last} and includes the repeat purchases that never came.
For programs: `facts.json`.""",
)


_EXTRA = {
    "sku_days_out": Text("SKU 断货天数", "SKU-days out of stock"),
    "days_late": Text("最迟晚到天数", "days late at most"),
    "units_left": Text("期末在库件数", "units left at the end"),
    "units_more": Text("比本来多的件数", "units more than otherwise"),
    "cash_tied_up": Text("压住的成本（元）", "cost tied up (yuan)"),
    "discount_given": Text("让利（元）", "discount given (yuan)"),
    "lines": Text("用券订单行", "order lines with it"),
}


def readme(seed: int, tables: Tables, sizes: Sizes) -> str:
    """The whole file: Chinese first, then English."""
    return (
        "\n\n".join([*_part("zh", seed, tables, sizes), "---", *_part("en", seed, tables, sizes)])
        + "\n"
    )


def _part(lang: str, seed: int, tables: Tables, sizes: Sizes) -> list[str]:
    known = {"first": FIRST, "last": LAST, "seed": seed}
    table_lines = [
        f"| `{name}` | {TABLES[name].grain(lang)} | {count(number)} | {', '.join(names)} |"
        for name, (number, names) in tables.items()
    ]
    return [
        _INTRO(lang).format(**known),
        _TABLES(lang),
        "\n".join([_TABLE_HEAD(lang), *table_lines]),
        _FACTS(lang).format(**known),
        *(_told(size, lang) for size in sizes.sizes),
    ]


def _told(size: Size, lang: str) -> str:
    fact = size.fact
    labels = {
        "zh": ("月份", "对象", "发生了什么", "参数", "哪里看得到", "真实大小"),
        "en": ("month", "subject", "what happened", "settings", "where to see it", "true size"),
    }[lang]
    cause = f" · `{fact.cause}`" if fact.cause else ""
    values = (
        f"{fact.month} · {fact.start} – {fact.end}",
        f"{fact.subject_kind} `{fact.subject}`{cause}",
        fact.mechanism(lang),
        _settings(fact) or "–",
        fact.visible(lang),
        told_size(size)(lang),
    )
    listed = "\n".join(f"- {label}: {value}" for label, value in zip(labels, values, strict=True))
    return f"### {fact.title(lang)} (`{fact.fact_id}`)\n\n{listed}"


def _settings(fact: Fact) -> str:
    """The factors that the simulation itself uses."""
    told = []
    for effect in fact.effects:
        where = " ".join([*effect.products, *effect.channels]) or "shop"
        factor = 1 - effect.factor if effect.stage == "discount" else effect.factor
        told.append(f"`{effect.stage}` ×{factor:g} ({where})")
    return ", ".join(told)


def told_size(size: Size) -> Text:
    """The true size in words."""
    if size.fact.kind == "quiet" or size.fact.measure == "none":
        return Text("无", "none")
    if size.fact.kind == "data":
        return Text("两天 × 全部渠道", "two days × all channels")
    told = [_told_refunds(size) if size.fact.measure == "refunds" else _told_sales(size)]
    told += [
        Text(f"{_EXTRA[name].zh} {count(value)}", f"{_EXTRA[name].en}: {count(value)}")
        for name, value in size.extra.items()
    ]
    return join(told)


def _told_refunds(size: Size) -> Text:
    more = money(size.total_refunds / 100)
    return Text(f"退款多 {more}", f"{more} more refunded")


def _told_sales(size: Size) -> Text:
    month = _signed(size.month_paid, size.month_units)
    if size.fact.subject_kind == "cohort":
        rest = _signed(size.total_paid, size.total_units)
        name = Text("到期末", "until the end")
    else:
        rest, name = _signed(size.span_paid, size.span_units), Text("整段", "its own days")
    return Text(
        f"当月 {month.zh}；{name.zh} {rest.zh}", f"that month {month.en}; {name.en} {rest.en}"
    )


def _signed(cents: int, units: int) -> Text:
    paid = money(cents / 100, signed=True)
    number = f"{'−' if units < 0 else '+'}{count(abs(units))}"
    return Text(f"{paid}（{number} 件）", f"{paid} ({number} units)")
