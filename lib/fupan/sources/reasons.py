"""Words for what an import found: why a row is kept aside, and what had to be assumed."""

from __future__ import annotations

import re
from functools import reduce

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fupan.ground.language import Text
from fupan.ground.personal import masked
from fupan.ground.words import grouped
from fupan.sources.cleaning import Staged, is_missing
from fupan.sources.cleaning.labels import SCIENTIFIC, SHEET_ERROR
from fupan.sources.cleaning.numbers import FINER, PLAIN_COUNT, PLAIN_NUMBER
from fupan.sources.cleaning.spelling import is_one_of, quoted, stripped
from fupan.sources.cleaning.times import PLAIN_DAY, PLAIN_TIME
from fupan.sources.profile import As, Profile
from fupan.sources.tally import tally

_LONGEST_SHOWN = 40
_NUMBERS = (As.MONEY, As.NUMBER, As.COUNT)
_PLAIN = {
    As.MONEY: PLAIN_NUMBER,
    As.NUMBER: PLAIN_NUMBER,
    As.COUNT: PLAIN_COUNT,
    As.TIME: f"{PLAIN_TIME}|{PLAIN_DAY}",
    As.DAY: PLAIN_DAY,
}
_ASSUMED = {
    As.ID: Text(
        '带有表格软件加的外壳（="…"、引号、制表符、.0 等），已去掉，编号逐位保留',
        'wrapped by a spreadsheet (="…", quote, tab, .0): unwrapped, digits kept',
    ),
    As.TIME: Text(
        "日期写法不是“年-月-日 时:分:秒”，已按无歧义的写法读取（带时区的换算成店铺时间）",
        "written in another way than Y-M-D h:m:s: read where unambiguous, offsets "
        "converted to the shop's time",
    ),
}
_SPELLED = Text(
    "带千分位、货币符号、全角字符或单位，已按数字读取",
    "with thousands marks, currency signs, full-width characters or units: read as numbers",
)


def shown(value: str) -> str:
    """A cell for a sentence: short, on one line, without control or direction marks."""
    value = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", " ", value)
    value = masked(value)
    return value if len(value) <= _LONGEST_SHOWN else value[:_LONGEST_SHOWN] + "…"


def unread(profile: Profile, key: str, value: str) -> Text:
    """Why one cell could not be read."""
    label, text, how = profile.label(key), shown(value or ""), profile.reads[key]
    if how.values is not None:
        return Text(
            f"{label} 的取值 {text!r} 不认识；请告诉我们它的含义或在配置里加上",
            f"{label} holds the unknown value {text!r}; add it to the profile",
        )
    if how.how is As.ID and re.fullmatch(SCIENTIFIC, text.strip()):
        return Text(
            f"{label} 是科学计数法 {text}，后几位已丢失；请以文本格式重新导出，不要用 Excel 另存",
            f"{label} is {text} in scientific notation and its last digits are lost; "
            "export again with ids as text",
        )
    if text == "#公式":
        return Text(
            f"{label} 是公式，文件里没有算好的值；请用 Excel 打开、保存后再导入",
            f"{label} is a formula without a stored value; open and save it in Excel first",
        )
    if re.fullmatch(SHEET_ERROR, text):
        return Text(
            f"{label} 是错误值 {text}，请在表格里改正后重新导出",
            f"{label} holds the error {text}; mend the sheet and export again",
        )
    if how.how in (As.TIME, As.DAY, As.MONTH):
        return Text(
            f"{label} 的日期 {text!r} 不存在或写法有歧义",
            f"{label} holds {text!r}, which is no date or an ambiguous one",
        )
    if how.how is As.PERCENT:
        return Text(
            f"{label} 的 {text!r} 没有百分号又大于 1，分不清是 {text}% 还是 {text} 倍",
            f"{label} holds {text!r}: without a per cent sign, above 1, and so ambiguous",
        )
    return Text(
        f"{label} 的 {text!r} 读不成{'整数' if how.how is As.COUNT else '数字'}",
        f"{label} holds {text!r}, which is no {how.how.value}",
    )


def notes(
    con: duckdb.DuckDBPyConnection,
    profile: Profile,
    columns: dict[str, int],
    staged: Staged,
) -> list[Text]:
    """What was assumed over all rows of the staged sheet, with counts."""
    careful = staged.careful
    asked: list[tuple[str, str, str]] = []
    for key in columns:
        how = profile.reads[key]
        cell, blank = f'"_{key}"', is_missing(how, f'"_{key}"')
        if how.how is As.ID and careful.get(key):
            asked.append(("spelled", key, f'"{key}" <> {cell}'))
        elif how.how in _PLAIN and careful.get(key):
            bare = stripped(cell)
            pattern = f"regexp_full_match({bare}, '{_PLAIN[how.how]}')"
            plain = f"({pattern} or {is_one_of(bare, how.zero)})"
            asked.append(("spelled", key, f'"{key}" is not null and not {plain}'))
        if how.how is As.MONEY and careful.get(key):
            fine = f"regexp_matches({stripped(cell)}, '{FINER}')"
            asked.append(("rounded", key, f'"{key}" is not null and {fine}'))
        if how.how in _NUMBERS and careful.get(key):
            asked.append(("marker", key, f"{blank} and trim({cell}) <> ''"))
        if how.how is As.BUYER and staged.table[key].null_count:
            asked.append(("masked", key, f'"{key}" is null and not {blank}'))
        if how.advisory and staged.table[key].null_count:
            asked.append(("ambiguous", key, f'"{key}" is null and not {blank}'))
        if how.otherwise is not None:
            asked.append(("other", key, _unlisted(profile, key)))
    if not asked and not profile.warns:
        return []
    sound = _read_whole(con, profile, staged)
    counts = con.execute(
        "select "
        + ", ".join(
            [f"count(*) filter (where {c})" for _, _, c in asked]
            + [f"count(*) filter (where {sound} and ({w.when}))" for w in profile.warns]
            + [
                f"sum({w.amount or '0'}) filter (where {sound} and ({w.when}))"
                for w in profile.warns
            ]
        )
        + " from staged"
    ).fetchone()
    told = [
        _assumed(con, profile, kind, key, n)
        for (kind, key, _), n in zip(asked, counts, strict=False)
        if n
    ]
    warned = counts[len(asked) :]
    for n, warn in enumerate(profile.warns):
        if warned[n]:
            told.append(
                tally(warn.says, warned[n], warned[len(profile.warns) + n] if warn.amount else None)
            )
    return told


def _read_whole(con: duckdb.DuckDBPyConnection, profile: Profile, staged: Staged) -> str:
    """SQL: a row of which every cell was read, so that no unread one passes for an empty one."""
    masks = [m for key, m in staged.unread.items() if not profile.reads[key].advisory]
    if not masks:
        return "true"
    unread = reduce(pc.or_, masks)
    con.register("unread", pa.table({"_row": staged.table["_row"].filter(unread)}))
    return "_row not in (select _row from unread)"


def _assumed(
    con: duckdb.DuckDBPyConnection, profile: Profile, kind: str, key: str, count: int
) -> Text:
    how = profile.reads[key]
    says = _assumptions(profile, key)
    if kind in says:
        return tally(says[kind], count)
    n, label = grouped(count), profile.label(key)
    rows = con.execute(
        f'select _row, "_{key}" from staged where "{key}" is null '
        f"and not {is_missing(how, f'''{chr(34)}_{key}{chr(34)}''')} order by _row limit 5"
    ).fetchall()
    listed = "、".join(f"第 {row} 行 {shown(text)!r}" for row, text in rows)
    return Text(
        f"{label} 有 {n} 格没有百分号又大于 1，含义不明，未采用（{listed}）",
        f"{n} cells of {label} have no per cent sign and exceed 1: ambiguous, not used "
        f"(rows {', '.join(str(r) for r, _ in rows)})",
    )


def _assumptions(profile: Profile, key: str) -> dict[str, Text]:
    """What is said of the cells of one column, by kind, with `{n}` for how many they are."""
    how = profile.reads[key]
    label = profile.label(key).replace("{", "{{").replace("}", "}}")
    spelled = _ASSUMED.get(As.TIME if how.how is As.DAY else how.how, _SPELLED)
    return {
        "spelled": Text(
            f"{label} 有 {{n}} 格{spelled.zh}", f"{{n}} cells of {label} are {spelled.en}"
        ),
        "rounded": Text(
            f"{label} 有 {{n}} 格不止两位小数（或是 1.8e-15 这样的浮点尾差），已四舍五入到分",
            f"{{n}} cells of {label} are finer than a cent (or a float's dust such as 1.8e-15): "
            "rounded to the cent",
        ),
        "marker": Text(
            f"{label} 有 {{n}} 格写的是“--”“无”之类，按未知处理，不当成 0",
            f"{{n}} cells of {label} hold a mark such as -- : taken as unknown, not as 0",
        ),
        "masked": Text(
            f"{label} 有 {{n}} 格已被平台打码，认不出是谁，这些订单不进买家分析",
            f"{{n}} cells of {label} are masked by the platform and identify no buyer",
        ),
        "other": Text(
            f"{label} 有 {{n}} 行的取值不在已知名单里，归入 {how.otherwise}",
            f"{{n}} rows of {label} hold a value that is not listed: put under {how.otherwise}",
        ),
    }


def _unlisted(profile: Profile, key: str) -> str:
    how = profile.reads[key]
    listed_texts = tuple(t.replace("，", ",").replace(" ", "") for t in how.values or {})
    bare = f"""replace(replace({stripped(f'"_{key}"')}, '，', ','), ' ', '')"""
    return f'"{key}" = {quoted(how.otherwise or "")} and not {is_one_of(bare, listed_texts)}'
