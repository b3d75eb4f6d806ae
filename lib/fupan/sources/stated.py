"""What a file says of itself beside its rows: whose money, which day, which product.

Where it says nothing that rows without a date or a currency need, it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.sources.header import Header, period_in, plain
from fupan.sources.profile import As, Profile

_CODES = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "BRL", "CAD", "AUD", "TWD", "KRW", "SGD")
_NAMED = {"RMB": "CNY", "人民币": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY"}
_SIGNS = {"HK$": "HKD", "R$": "BRL", "$": "USD", "£": "GBP", "€": "EUR", "¥": "CNY", "￥": "CNY"}
_COLUMNS = frozenset(plain(n) for n in ("Currency", "Currency code", "币种", "货币", "Währung"))
_CODE = re.compile(rf"\b({'|'.join(_CODES)})\b")
_DECIMAL_COMMA = re.compile(r"\d,\d{1,2}$")
_PRODUCT = re.compile(r"(?:商品|宝贝) *ID *[:：=] *(\d{6,19})", re.IGNORECASE)
_PRODUCT_IN_NAME = re.compile(r"(?<!\d)(\d{9,19})(?!\d)")


def currency_of(
    profile: Profile, header: Header, head: list[list[str]], columns: dict[str, int], shop: str
) -> str:
    """The currency of the file's amounts: the profile's, what the file states, else the shop's.

    `shop` is empty for a shop that has no currency yet; amounts in another than the shop's are
    refused. Yuan where nobody says; empty (any sign, decimal commas) where commas speak against.
    """
    rows = head[header.row :]
    money = [columns[k] for k, r in profile.reads.items() if r.how is As.MONEY and k in columns]
    stated = profile.currency or _stated(header, rows, money)
    if stated and shop and stated != shop:
        raise DataInvalid(
            Text(
                zh=f"这是 {stated} 的文件，店铺的货币是 {shop}；"
                "金额不能混在一起，请建另一个店铺导入（--shop），或先换算。",
                en=f"This file is in {stated} and the shop in {shop}; amounts "
                "must not be mixed, import it into another shop (--shop), or convert it first.",
            )
        )
    if stated or shop:
        return stated or shop
    amounts = [text for row in rows for at in money for text in _cell(row, at)]
    return "" if any(map(_DECIMAL_COMMA.search, amounts)) else "CNY"


def _stated(header: Header, rows: list[list[str]], money: list[int]) -> str:
    for at in money:
        if found := _CODE.search(header.names[at]):
            return found[1]
    for at, name in enumerate(header.plain):
        if name in _COLUMNS:
            codes = {c for row in rows for c in _cell(row, at) if c}
            if len(codes) == 1:
                code = codes.pop().upper()
                return _NAMED.get(code, code if code in _CODES else "")
    return _signed(text for row in rows for at in money for text in _cell(row, at))


def _signed(texts: Iterable[str]) -> str:
    """The one currency whose sign or code stands at an amount; empty for none or several."""
    found = set()
    for text in texts:
        code = _CODE.search(text.upper())
        sign = next((c for s, c in _SIGNS.items() if s in text), "")
        found.add(code[1] if code else sign)
    found.discard("")
    return found.pop() if len(found) == 1 else ""


def _cell(row: list[str], at: int) -> list[str]:
    return [row[at].strip()] if at < len(row) else []


def single_day(header: Header, path: Path) -> str:
    """The one day that the preamble, else the file name, speaks of; empty when there is none."""
    for lines in (header.preamble, (path.stem,)):
        period = period_in(lines)
        if period is not None:
            return str(period.start) if period.days == 1 else ""
    return ""


def single_product(header: Header, path: Path) -> str:
    """The product that the preamble names, else an id in the file name; empty for none."""
    for line in header.preamble:
        if found := _PRODUCT.search(line):
            return found[1]
    ids = set(_PRODUCT_IN_NAME.findall(path.stem))
    return ids.pop() if len(ids) == 1 else ""


def refuse_unsaid(
    profile: Profile, columns: dict[str, int], day: str, product: str, header: Header, path: Path
) -> None:
    """A file without dates must say of which one day it is: days cannot be told apart later."""
    used = " ".join(profile.fills.values())
    if "{product}" in used and not product and "product_id" not in columns:
        raise DataInvalid(
            Text(
                zh=f"“{profile.title.zh}”的行里没有商品，表头上方也没有写“商品ID：…”；"
                "请把商品 ID 留在文件名里再导入。",
                en=f"The rows of “{profile.title.en}” name no product, nor does the preamble; put "
                "the product's id into the file's name.",
            )
        )
    if "{day}" not in used or day or "date" in columns:
        return
    period = period_in(header.preamble) or period_in((path.stem,))
    zh = f"是 {period.label.zh} 的合计" if period else "没有写是哪一天的"
    en = f"sums up {period.label.en}" if period else "does not say of which day it is"
    raise DataInvalid(
        Text(
            zh=f"“{profile.title.zh}”的行里没有日期，文件{zh}；请按天导出，每天一个文件"
            "（文件名里留着日期）。",
            en=f"The rows of “{profile.title.en}” have no date and the file {en}; export one file "
            "per day, with the date in its name.",
        )
    )
