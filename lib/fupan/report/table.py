"""A table on a page: at most ten rows, numbers to the right, the rest summed where sums mean
something.

Values are escaped and rounded here; which rows and in what order is the analysis's business.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import pandas as pd

from fupan.ground import words
from fupan.ground.errors import WrongUse, listed, suggestion
from fupan.ground.language import Text, join
from fupan.ground.units import signed, spelled
from fupan.report import discreet
from fupan.report.blocks import Block, Words, clean, element, escaped, said
from fupan.report.naming import Naming, naming
from fupan.report.small import suppressed
from fupan.report.tray import is_missing

MOST_ROWS = 10
_SHORT, _LONG = 10, 20  # characters of a column's longest cell
_YES, _NO = Text(zh="是", en="yes"), Text(zh="否", en="no")
_MARK = Text(zh="◆ 超出它自己往常的波动", en="◆ outside its own usual range")


def table(
    frame: pd.DataFrame,
    columns: Sequence[str] | None = None,
    *,
    labels: Mapping[str, Words] | None = None,
    units: Mapping[str, str] | None = None,
    sums: Collection[str] = (),
    currency: str = "CNY",
    caption: Words = "",
    subtitle: Words = "",
    marked: Mapping[str, Sequence[bool]] | None = None,
    most: int = MOST_ROWS,
    is_hidden: bool = False,
) -> Block:
    """The first `most` rows of a table, the rest as one row "other".

    Labels and units of metrics come from the catalogue. A unit with a plus before it
    (`"+money"`) is a difference, shown with its sign. The row "other" adds only totals: metrics
    that add up by their kind, and the columns named in `sums`; all else is a dash. `marked` names,
    for a column, the rows whose figure is out of the ordinary; `subtitle` says what the caption's
    figures are of.
    """
    shown = _chosen(frame, columns)
    given, frame = frame, suppressed(frame)
    metrics = {name: naming(name) for name in shown}
    labels, units = labels or {}, units or {}
    numeric = {name: _is_number(frame[name]) for name in shown}
    unit = {name: units.get(name, metrics[name].unit or "count") for name in shown}
    heads = [str(labels.get(name, metrics[name].label)) for name in shown]
    rows = [
        [_cell(value, unit[name], currency, numeric[name])
         for name, value in zip(shown, line, strict=True)]
        for line in frame[shown].head(most).itertuples(index=False, name=None)
    ]  # fmt: skip
    rest = frame.iloc[most:]
    if len(rest):
        adding = {n for n in shown if numeric[n] and _adds(n, metrics[n], unit[n], sums)}
        rows.append(_rest_row(rest, shown, adding, unit, currency))
    bold = {
        (line, place)
        for place, name in enumerate(shown)
        for line, is_marked in enumerate((marked or {}).get(name, ()))
        if is_marked
    }
    right = [numeric[name] for name in shown]
    abouts = {head: about(metrics[name]) for head, name in zip(heads, shown, strict=True)}
    note = str(discreet.HIDDEN) if is_hidden or frame is not given else ""
    return drawn(heads, rows, right, str(caption), subtitle=str(subtitle),
                 has_rest=bool(len(rest)), bold=bold, abouts=abouts, note=note)  # fmt: skip


def about(metric: Naming) -> str:
    """What a metric counts and its trap, as one line; nothing for other columns."""
    return clean(join([part for part in (metric.formula, metric.trap) if part]))


def _chosen(frame: pd.DataFrame, columns: Sequence[str] | None) -> list[str]:
    known = [str(name) for name in frame.columns]
    for name in columns or ():
        if name not in known:
            hint = suggestion(name, known)
            raise WrongUse(
                Text(
                    zh=f"表里没有列 {name!r}。{hint.zh}有：{listed(known)}。",
                    en=f"The table has no column {name!r}.{hint.en} It has: {listed(known)}.",
                )
            )
    return list(columns) if columns else known


def _is_number(column: pd.Series) -> bool:
    if pd.api.types.is_bool_dtype(column):
        return False
    if pd.api.types.is_numeric_dtype(column):
        return True
    known = column.dropna()
    return len(known) > 0 and all(
        hasattr(v, "as_tuple") or (isinstance(v, int | float) and not isinstance(v, bool))
        for v in known
    )


def _cell(value: object, unit: str, currency: str, is_number: bool) -> str:
    if is_missing(value):
        return words.UNKNOWN
    if not is_number:
        if isinstance(value, pd.Timestamp):
            value = value.date()
        if isinstance(value, bool):
            return (_YES if value else _NO)()
        return value.isoformat() if isinstance(value, date) else clean(value)
    if unit.startswith("+"):
        return signed(value, unit[1:], currency)
    return words.money(value, currency) if unit == "money" else spelled(value, unit, currency)


def _adds(name: str, metric: Naming, unit: str, sums: Collection[str]) -> bool:
    return name in sums or (metric.adds and unit.lstrip("+") not in ("rate", "ratio", "share"))


def _rest_row(
    rest: pd.DataFrame, shown: list[str], adding: set[str], unit: dict[str, str], currency: str
) -> list[str]:
    other = Text(zh=f"其他 {len(rest)} 项", en=f"Other ({len(rest)})")()
    cells = []
    for place, name in enumerate(shown):
        if name in adding:
            known = [v for v in rest[name] if words.is_known(v) and v is not pd.NA]
            cells.append(_cell(sum(known) if known else None, unit[name], currency, True))
        else:
            cells.append(other if place == 0 else words.UNKNOWN)
    return cells


def drawn(
    heads: list[str],
    rows: list[list[str]],
    numeric: list[bool],
    caption: str = "",
    *,
    subtitle: str = "",
    has_rest: bool = False,
    bold: Collection[tuple[int, int]] = (),
    note: str = "",
    abouts: Mapping[str, str] | None = None,
) -> Block:
    """Finished cells as a table; `bold` are the (row, column) places out of the ordinary.

    `abouts` explains heads and names of rows, by their words.
    """
    said_of = (abouts or {}).get
    kinds = ["fp-number" if right else "" for right in numeric]
    kinds = [_short_kind(kind, [row[n] for row in rows]) for n, kind in enumerate(kinds)]
    head = "".join(
        element("th", escaped(text), kind, scope="col", title=said_of(text, ""))
        for text, kind in zip(heads, kinds, strict=True)
    )
    body = ""
    for n, row in enumerate(rows):
        cells = element("th", escaped(row[0]), kinds[0], scope="row", title=said_of(row[0], ""))
        for m in range(1, len(row)):
            inside = escaped(row[m])
            inside = element("strong", f"{inside} ◆") if (n, m) in bold else inside
            cells += element("td", inside, kinds[m])
        body += element("tr", cells, "fp-rest" if has_rest and n == len(rows) - 1 else "")
    below = said("span", subtitle, "fp-measure") if subtitle else ""
    inside = element("caption", said("span", caption) + below) if caption else ""
    inside += element("thead", element("tr", head)) + element("tbody", body)
    html = element("div", element("table", inside), "fp-scroll", tabindex="0", role="region",
                   aria_label=caption or heads[0])  # fmt: skip
    if bold:
        html += said("p", _MARK, "fp-aside")
    if note:
        html += said("p", note, "fp-aside")
    lines = [text for text in (caption, subtitle) if text] + [
        "  ".join(row) for row in [heads, *rows]
    ]
    return Block(html, "\n".join(clean(line) for line in lines))


def _short_kind(kind: str, cells: list[str]) -> str:
    """Columns of short words, such as dates, are not broken over lines; sentences have room."""
    longest = max((len(cell) for cell in cells), default=0)
    if kind or longest <= _SHORT:
        return kind or "fp-short"
    return "fp-words" if longest > _LONG else "fp-some"
