"""Values of parameters: read by their declared type, never guessed, and refused when unfit.

Which parameters a notebook has is `parameters`' business.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass

from fupan.ground.errors import WrongUse, listed, suggestion
from fupan.ground.language import LANGS, Text
from fupan.ground.periods import Period

Scalar = str | int | float | bool | None
Value = Scalar | list[Scalar]

COMPARISONS = ("previous", "year_ago", "plan", "event", "lunar")
_SECRET = re.compile(
    r"(^|_)(password|passwd|pwd|passphrase|token|secrets?|credentials?|key|apikey)$"
    r"|password|secret|api_?key|access_?key|private_?key",
    re.IGNORECASE,
)
_SHOP = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_WORDS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}
TYPES = ("str", "int", "float", "bool")
_SHOWN = 60  # characters of a bad value in an error


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of the parameters cell."""

    name: str
    type: str  # str, int, float or bool
    is_list: bool = False
    is_optional: bool = False
    options: tuple[Scalar, ...] = ()
    default: Value = None
    has_default: bool = False
    help: str = ""

    @property
    def type_words(self) -> str:
        words = f"list[{self.type}]" if self.is_list else self.type
        return f"{words} | None" if self.is_optional else words


def check_meaning(name: str, value: Value) -> None:
    """The names that all notebooks share mean the same in each: shop, month, compare_to, lang."""
    if not isinstance(value, str):
        return
    if name == "month" and not _is_month(value):
        raise WrongUse(
            Text(
                zh=f"month 要写成 2026-10 这样的月份，收到的是 {shown(value)}。",
                en=f"month is a month such as 2026-10, not {shown(value)}.",
            )
        )
    if name == "shop" and not _SHOP.fullmatch(value):
        raise WrongUse(
            Text(
                zh=f"shop 是 data/ 下的店铺名（小写字母、数字、- 和 _），收到的是 {shown(value)}。",
                en=f"shop is a name under data/ (lower-case letters, digits, - and _), "
                f"not {shown(value)}.",
            )
        )
    if name == "compare_to" and value not in COMPARISONS and not _is_period(value):
        hint = suggestion(value, COMPARISONS)
        raise WrongUse(
            Text(
                zh=f"compare_to 不能是 {shown(value)}。{hint.zh}"
                f"可选：{listed(COMPARISONS)}，或一个时间段。",
                en=f"compare_to cannot be {shown(value)}.{hint.en} "
                f"Choose {listed(COMPARISONS)}, or a period.",
            )
        )
    if name == "lang" and value not in LANGS:
        raise WrongUse(
            Text(
                zh=f"lang 只能是 zh 或 en，收到的是 {shown(value)}。",
                en=f"lang is zh or en, not {shown(value)}.",
            )
        )


def typed(value: object, declared: Parameter, notebook: str) -> Value:
    try:
        if value is None:
            if declared.is_optional:
                return None
            raise ValueError
        if declared.is_list:
            return [_scalar(item, declared.type) for item in _items(value)]
        if declared.is_optional and value in ("", "None", "null"):
            return None
        fitting = _scalar(value, declared.type)
        if declared.options and fitting not in declared.options:
            raise ValueError
        return fitting
    except (ValueError, TypeError) as fault:
        options = " | ".join(repr(option) for option in declared.options)
        wanted = options or declared.type_words
        raise WrongUse(
            Text(
                zh=f"笔记本 {notebook} 的参数 {declared.name} 要的是 {wanted}，"
                f"收到的是 {shown(value)}。",
                en=f"Parameter {declared.name} of notebook {notebook} takes {wanted}, "
                f"not {shown(value)}.",
            )
        ) from fault


def _items(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        if value.strip().startswith("["):
            items = json.loads(value)
            if isinstance(items, list):
                return items
        return [item.strip() for item in value.split(",") if item.strip()]
    raise ValueError


def _scalar(value: object, kind: str) -> Scalar:
    """One value of the schema's type. Text is read by the type; other values must fit exactly."""
    if kind == "str":
        if type(value) is str and "\0" not in value:
            return value.encode("utf-8").decode("utf-8")  # a lone surrogate is no text
        raise ValueError
    if kind == "bool":
        if type(value) is bool:
            return value
        return _WORDS[value.strip().lower()] if _is_word(value) else _refuse()
    if type(value) is str:
        pattern, read = (_INTEGER, int) if kind == "int" else (_DECIMAL, float)
        value = read(value) if pattern.fullmatch(value) else _refuse()
    if kind == "int" and type(value) is int:
        return value
    if kind == "float" and type(value) in (int, float) and math.isfinite(value):
        return float(value)
    return _refuse()


def _is_word(value: object) -> bool:
    return isinstance(value, str) and value.strip().lower() in _WORDS


def _refuse() -> Scalar:
    raise ValueError


def refuse_secret(name: str, notebook: str) -> None:
    if _SECRET.search(name):
        raise WrongUse(
            Text(
                zh=f"{shown(name)} 像是密码或密钥，不能做笔记本 {notebook} 的参数"
                "（参数会写进报告）；请放到环境变量里。",
                en=f"{shown(name)} looks like a secret and cannot be a parameter of notebook "
                f"{notebook} (parameters are written into the report); use the environment.",
            )
        )


def _is_month(text: str) -> bool:
    try:
        return Period.parse(text).name == text and Period.parse(text).is_month
    except WrongUse:
        return False


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except WrongUse:
        return False
    return True


def shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
