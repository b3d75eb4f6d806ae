"""What a reader is shown of small groups of buyers: sentences, findings, exhibits, whole reviews.

The rule and the tables are `small`'s business; here it reaches everything else that is published.
Doing it twice changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.review import Exhibit, Review
from fupan.ground.language import Text, join
from fupan.report.naming import naming
from fupan.report.small import LEAST, is_few, suppressed

_FEW = Text(zh=f"少于 {LEAST}", en=f"fewer than {LEAST}")
_ALONE = r"(?<![\dA-Za-z.,，%\-–~～¥$第])[+−]?[1-9](?![\d.,]?\d)"
_WHO_ZH = r"(?:位|个|名)?\s?(?:新|老|首购|活动|复购)?(?:买家|新客|老客|顾客|客户|客人|会员)"
# With a space: "4人茶席" is a product, "4 人" are people.
_PERSON_ZH = r"\s个?人(?![均次气民群工力天月份])"
_KIND_EN = (
    r"(?:(?:first|new|returning|old|repeat|earlier|lapsed|woken|active|other|of the|of its) )?"
)
_ZH = re.compile(rf"{_ALONE}(?:(?=\s?{_WHO_ZH})|(?={_PERSON_ZH}))")
_EN = re.compile(
    rf"{_ALONE}(?= {_KIND_EN}(?:buyers?|people|persons?|customers?|payers?|shoppers?)\b)"
)
HIDDEN = Text(
    zh=f"少于 {LEAST} 位买家的组（和用来遮住它的一组）不显示数字",
    en=f"Groups of fewer than {LEAST} buyers (and one that covers them) show no figures",
)
_SHARE = re.compile(r"[+−-]?\d+(?:\.\d+)?\s?(?:%|个百分点|points?\b|pp\b)")
_OF_PEOPLE = ("people", "count", "rate", "share")
_PEOPLE_UNIT = "people"
_ROW_UNIT = {"metric", "unit"}


def text(words: Text) -> Text:
    """A sentence without counts of 1 to `LEAST` - 1 people, nor the shares that tell of them."""
    return Text(zh=_told(words.zh, _ZH, _FEW.zh), en=_told(words.en, _EN, _FEW.en))


def finding(found: Finding) -> Finding:
    """A finding whose sentences and figures hold no small group; what a user wrote is left."""
    if found.subject_kind == "action":
        return found
    statement = text(found.statement)
    changes: dict[str, object] = {
        "statement": statement,
        "caveat": found.caveat and text(found.caveat),
        "title": found.title and text(found.title),
        "evidence": tuple(_evidence(fact) for fact in found.evidence),
    }
    of_few = found.unit == _PEOPLE_UNIT and (is_few(found.value) or is_few(found.baseline))
    if of_few or (statement != found.statement and found.unit in _OF_PEOPLE):
        changes |= dict.fromkeys(("value", "baseline", "change", "low", "high"))
    return replace(found, **changes)


def exhibit(shown: Exhibit) -> Exhibit:
    """An exhibit whose table and words hold no small group; a chart keeps gaps for them."""
    if shown.table.empty:
        return shown
    told = _with_told_cells(shown.table)
    table = suppressed(told, people=_people(shown), row_wise=set(told.columns) >= _ROW_UNIT)
    title, subtitle, source = text(shown.title), text(shown.subtitle), shown.source
    if table is not told and "effect" in table.columns:  # a bridge is shown whole or not at all
        return Exhibit.absent(HIDDEN)
    if table is not told:
        title, subtitle = _without_shares(title, subtitle)
        table = _as_figures(table, told)
        source = join([source, HIDDEN], " · ", " · ") if source.zh else HIDDEN
    return replace(shown, table=table, title=title, subtitle=subtitle, source=source)


def review(told: Review) -> Review:
    """A review as it may be published."""
    return replace(
        told,
        headline=text(told.headline),
        kpis=_kpis(told),
        findings=tuple(finding(found) for found in told.findings),
        exhibits={name: exhibit(shown) for name, shown in told.exhibits.items()},
        notes=tuple(text(note) for note in told.notes),
    )


def _told(words: str, few: re.Pattern[str], instead: str) -> str:
    masked, found = few.subn(instead, words)
    return _SHARE.sub("…", masked) if found else words


def _without_shares(title: Text, subtitle: Text) -> tuple[Text, Text]:
    """A title that tells no share; where it did, what is shown takes its place."""
    if _SHARE.search(title.zh) or _SHARE.search(title.en):
        return subtitle, Text("", "")
    return title, subtitle


def _evidence(fact: Evidence) -> Evidence:
    told = text(fact.text)
    return fact if told == fact.text else Evidence(told, fact.table, None)


def _people(shown: Exhibit) -> list[str]:
    """Columns that count people by the exhibit's unit or shape, whatever their name."""
    columns = [str(name) for name in shown.table.columns]
    unit = shown.options.get("unit")
    if unit == _PEOPLE_UNIT or ("step" in columns and unit in (None, "count")):
        return [n for n in columns if pd.api.types.is_numeric_dtype(shown.table[n])
                and not pd.api.types.is_bool_dtype(shown.table[n])]  # fmt: skip
    return [n for n, u in dict(shown.options.get("units") or {}).items()
            if u.lstrip("+") == _PEOPLE_UNIT and n in columns]  # fmt: skip


def _with_told_cells(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its sentences told discreetly; the same one where there is nothing to hide."""
    told = {}
    for name in table.columns:
        if table[name].dtype == object or pd.api.types.is_string_dtype(table[name]):
            cells = [_cell(value) for value in table[name]]
            if any(new is not old for new, old in zip(cells, table[name], strict=True)):
                told[name] = cells
    return table.assign(**told) if told else table


def _cell(value: object) -> object:
    if isinstance(value, Text):
        return masked if (masked := text(value)) != value else value
    if isinstance(value, str):
        masked = _told(_told(value, _ZH, _FEW.zh), _EN, _FEW.en)
        return masked if masked != value else value
    return value


def _as_figures(table: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Columns of plain numbers as such again, with gaps: a chart takes no other."""
    plain = [name for name in before.columns if pd.api.types.is_numeric_dtype(before[name])
             and not pd.api.types.is_bool_dtype(before[name])]  # fmt: skip
    return table.assign(**{name: pd.to_numeric(table[name]) for name in plain})


def _kpis(told: Review) -> pd.DataFrame:
    """The KPI strip: a metric of few people is blank, and so are the rates made of it."""
    rows = told.kpis
    if rows.empty:
        return rows
    units = [naming(str(name)).unit for name in rows["metric"]]
    few = [unit == _PEOPLE_UNIT and (is_few(row["value"]) or is_few(row.get("baseline")))
           for unit, row in zip(units, rows.to_dict("records"), strict=True)]  # fmt: skip
    if not any(few):
        return rows
    hidden = [f or unit in ("rate", "ratio", "share") for f, unit in zip(few, units, strict=True)]
    kept = rows.astype(object).copy()
    for name in ("value", "baseline", "change"):
        if name in kept.columns:
            kept.loc[pd.Series(hidden, index=kept.index), name] = None
    return kept
