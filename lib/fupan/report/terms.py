"""Terms: words of method that a newcomer does not know, explained where they first stand.

On a page's first use a term carries its meaning (for the mouse); at the page's end the terms used
are listed (for the finger). What a metric counts stands in the catalogue, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fupan.ground.language import Text
from fupan.report.blocks import element, escaped, said

TITLE = Text(zh="方法里的词", en="Words of method")

# How each is spelled in both languages, and what it means; the longer spelling comes first.
TERMS: tuple[tuple[str, str, Text], ...] = (
    ("双重差分", "difference in differences|diff-in-diff", Text(
        "有活动的和没活动的各自前后比，再把两个差相减：一起变的部分就抵消了",
        "what was treated and what was not, each before and after; what moved both cancels out")),
    ("间断时间序列", "interrupted time series", Text(
        "用活动前的走势推算“不做会怎样”，再和实际比；没有对照组，所以更怕同时发生的别的事",
        "the trend before says what would have come; without a control, other events disturb it")),
    ("合成对照", "synthetic control", Text(
        "把几个没做活动的商品或渠道按权重拼成一个“假如没做”的自己",
        "untreated products or channels, weighted into what the treated one would have been")),
    ("安慰剂", "placebo", Text(
        "在没有活动的日子和对象上装作有活动再算一遍，看方法自己会报出多少假增量",
        "the same sum on days without a campaign: how much the method finds where nothing is")),
    ("95% 区间", "95% interval|95 % interval", Text(
        "重复一百次大约九十五次会把真值包在里面；包含 0 就还不能说有效",
        "of a hundred such, about 95 hold the true value; one that holds 0 proves nothing")),
    ("盈亏平衡", "break-even|break even", Text(
        "卖出的毛利刚好够付投入的那一点，低于它卖一单亏一单",
        "where margin just pays for the spend; below it each sale loses money")),
    ("增量", "increment(?:s|al)?", Text(
        "做了比不做多出来的部分；平台归因把本来就会买的人也算进去，所以通常更大",
        "what would not have been sold otherwise; platforms also count those who would have "
        "bought anyway")),
    ("归因", "attribution", Text(
        "成交算给哪次点击；口径不同差几倍，它说的是相关，不是因果",
        "to which click a sale is credited; rules differ widely and none of them proves a cause")),
    ("Shapley", "Shapley", Text(
        "把总变化按每个因素在所有先后顺序里的平均贡献来分，和次序无关",
        "shares a change by each factor's mean contribution over all orders of adding them")),
    ("马尔可夫", "Markov", Text(
        "假设拿掉一个渠道，看成交路径断掉多少，就算它的功劳",
        "removes a channel from the paths to a sale and sees how many break")),
    ("Pareto/NBD", "Pareto/NBD", Text(
        "按每个买家买过几次、最近一次多久前，估他还在不在、以后还会买几次的模型",
        "from how often and how lately someone bought: is he still a customer, how often to come")),
    ("BG/NBD", "BG/NBD", Text(
        "Pareto/NBD 的简化版：假设人只会在买完之后流失",
        "a simpler Pareto/NBD in which people leave only right after a purchase")),
    ("Gamma-Gamma", "Gamma-Gamma", Text(
        "按每个买家过去每次花多少，估他以后每次花多少：买得少的往大家的平均靠",
        "from what someone spent each time, what is to come: who bought little is drawn to the "
        "mean of all")),
    ("sBG", r"\b(?-i:sBG)\b", Text(
        "订阅合约的续约率模型：越爱续的留得越久",
        "a model of renewals of contracts")),
    (r"(?<![A-Za-z])RFM(?![A-Za-z])", r"\b(?-i:RFM)\b", Text(
        "按最近一次（R）、次数（F）、金额（M）给老客分层",
        "customers by recency, frequency and money")),
    ("同期群|首购批次", "cohort", Text(
        "同一个月第一次买的一批人，一起往后看",
        "those who first bought in the same month, followed together")),
    ("GMROI", "GMROI", Text(
        "毛利 ÷ 平均库存成本：压在货上的每一块钱挣回几块毛利",
        "gross margin ÷ mean stock at cost: margin earned by each unit of money in stock")),
    (r"(?<![A-Za-z])[ABC][XYZ](?![A-Za-z])", r"\b(?-i:[ABC][XYZ])\b", Text(
        "A/B/C 按销售额大小分，X/Y/Z 按需求稳不稳分：AX 又大又稳，CZ 又小又乱",
        "A, B, C by sales, X, Y, Z by how steady demand is: AX is large and steady, CZ neither")),
    ("安全库存", "safety stock", Text(
        "为需求波动和晚到多备的那一份，备多少看愿意断货几次",
        "kept for swings of demand and late deliveries; how much depends on how often one may "
        "run out")),
    (r"(?<![A-Za-z])GPM(?![A-Za-z])", r"\b(?-i:GPM)\b", Text(
        "每千次观看（或曝光）带来的成交金额，直播间用它比效率；分母不同的不能比",
        "sales per thousand views (or impressions); not comparable across different bottoms")),
    (r"净 ?ROI", "net ROI", Text(
        "扣掉退款、货和费用之后，每花 1 元净赚几元；0 是刚好不亏",
        "profit per unit spent after refunds, goods and costs; 0 breaks even")),
    ("多重比较", "multiple comparisons", Text(
        "一次看很多组，总有几组碰巧显得特别，所以门槛要提高",
        "among many groups some stand out by luck, so the bar is raised")),
)  # fmt: skip

_TAG = re.compile(r"(<[^>]*>)")
_CLOSED = frozenset(("pre", "code", "summary", "h1", "h2", "h3", "h4", "a", "abbr", "caption"))
_ALT = re.compile(r'alt="([^"]*)"')


def explained(html: str, lang: str) -> str:
    """The page with each term explained at its first use, and the terms used listed at the end."""
    spellings = [(re.compile(zh if lang == "zh" else en, 0 if lang == "zh" else re.I), meaning)
                 for zh, en, meaning in TERMS]  # fmt: skip
    pieces, alts, used = list(_pieces(html)), _ALT.findall(html), {}
    for pattern, meaning in spellings:
        for place, (text, is_open) in enumerate(pieces):
            found = pattern.search(text) if is_open else None
            if found:
                used[found[0]] = meaning
                word = element("abbr", found[0], title=meaning(lang))
                inside = [(text[: found.start()], True), (word, False), (text[found.end() :], True)]
                pieces[place : place + 1] = inside
                break
        else:
            drawn = next((f for alt in alts if (f := pattern.search(alt))), None)
            if drawn:
                used[drawn[0]] = meaning
    return "".join(text for text, _ in pieces) + _listed(used, lang)


def _pieces(html: str) -> Iterator[tuple[str, bool]]:
    """The page cut at its tags; True for text in which a term may be explained."""
    inside: list[str] = []
    for text in _TAG.split(html):
        if not text.startswith("<"):
            yield text, not any(tag in _CLOSED for tag in inside)
            continue
        name = re.sub(r"[^a-z0-9].*", "", text.lstrip("</").lower(), flags=re.S)
        if text.startswith("</"):
            if name in inside:
                while inside.pop() != name:
                    pass
        elif name not in ("br", "hr", "img", "source", "meta", "input") and name:
            inside.append(name)
        yield text, False


def _listed(used: dict[str, Text], lang: str) -> str:
    if not used:
        return ""
    rows = "".join(said("dt", word) + said("dd", meaning(lang)) for word, meaning in used.items())
    inside = element("summary", escaped(TITLE(lang))) + element("dl", rows, "fp-definitions")
    return element("div", element("details", inside, "terms"), "fp")
