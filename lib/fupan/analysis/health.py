"""The health of a shop's data: what is held, which days are missing, what cannot be computed.

It reports on the data, not on the shop.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median

import pandas as pd

from fupan.analysis.finding import Evidence, Finding
from fupan.contract import TABLES
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import count
from fupan.metrics import METRICS, measurable
from fupan.metrics.coverage import DAILY, USUAL_ROWS, closed_days
from fupan.store import Shop

_SHOWN_DAYS = 6
_SHOWN_METRICS = 4


@dataclass(frozen=True)
class Health:
    """The state of a shop's data; each part is looked up when it is first asked for."""

    shop: Shop
    period: Period | None = None

    @cached_property
    def tables(self) -> pd.DataFrame:
        """One row per table held: table, title, rows, first, last, missing (days)."""
        return _tables(self.shop, self.period)

    @cached_property
    def gaps(self) -> dict[str, tuple[date, ...]]:
        """The missing days within the period by table; tables without any are not named."""
        found = {}
        for name in (*DAILY, "orders"):
            held = self.shop.days(name) if self.shop.has(name) else None
            missing = missing_days(self.shop, name, _looked_at(held, self.period)) if held else ()
            if missing:
                found[name] = missing
        return found

    @cached_property
    def closed(self) -> dict[Text, tuple[str, ...]]:
        """The metrics that cannot be computed, by what they lack."""
        return _closed(self.shop)

    @cached_property
    def notes(self) -> tuple[Text, ...]:
        """What is missing from the data, and what is left out of every figure."""
        shop, period = self.shop, self.period
        notes = [_gap_note(table, days, period) for table, days in self.gaps.items()]
        notes += [
            _late_note(shop, t, period)
            for t in shop.tables
            if period and _ends_inside(shop, t, period)
        ]
        return (*notes, *left_out(shop, period))

    @cached_property
    def notes_in_full(self) -> tuple[Text, ...]:
        """The notes, and how many metrics are closed: for the cover and for `fupan check`."""
        return (*self.notes, *([_closed_summary(self.closed)] if self.closed else []))

    def notes_on(self, table: str) -> tuple[Text, ...]:
        """The missing days of one table, as a note."""
        days = self.gaps.get(table, ())
        return (_gap_note(table, days, self.period),) if days else ()

    def cannot(self) -> pd.DataFrame:
        """One row per lack, most metrics first: lack, metrics (examples), count."""
        rows = [(reason, _examples(names), len(names)) for reason, names in self.closed.items()]
        table = pd.DataFrame(rows, columns=["lack", "metrics", "count"])
        return table.sort_values("count", ascending=False, kind="stable", ignore_index=True)

    def findings(self) -> list[Finding]:
        """One finding of kind `data` per table with missing days."""
        return [_gap_finding(t, days, self.period) for t, days in self.gaps.items() if days]


def health(shop: Shop, period: Period | None = None) -> Health:
    """The state of the shop's data in `period`, or over all that each table holds."""
    return Health(shop, period)


def _tables(shop: Shop, period: Period | None) -> pd.DataFrame:
    rows = []
    for name in shop.tables:
        held = shop.days(name)
        missing = missing_days(shop, name, _looked_at(held, period)) if held else ()
        rows.append(
            {
                "table": name,
                "title": TABLES[name].title,
                "rows": int(shop.table(name).count().execute()),
                "first": held.start if held else None,
                "last": held.last if held else None,
                "missing": missing,
            }
        )
    return pd.DataFrame(rows, columns=["table", "title", "rows", "first", "last", "missing"])


def missing_days(shop: Shop, table: str, span: Period | None) -> tuple[date, ...]:
    """Days without a row where there should be one, by the same rule as the metrics' coverage."""
    if span is None:
        return ()
    rows = shop.rows_per_day(table)
    busy = median(rows.get(day, 0) for day in span.dates()) >= USUAL_ROWS
    if not (table in DAILY or (table == "orders" and busy)):
        return ()
    closed = closed_days(shop, table)
    return tuple(day for day in span.dates() if not rows.get(day) and day not in closed)


def _looked_at(held: Period, period: Period | None) -> Period | None:
    """The days on which the table could have rows: within what it holds, and within `period`."""
    if period is None:
        return held
    if not held.overlaps(period):
        return None
    return Period(max(held.start, period.start), min(held.end, period.end))


def _ends_inside(shop: Shop, table: str, period: Period) -> bool:
    held = shop.days(table)
    return (
        table in ("orders", "traffic", "product_traffic", "inventory", "ads")
        and held is not None
        and held.overlaps(period)
        and held.end < period.end
    )


def _closed(shop: Shop) -> dict[Text, tuple[str, ...]]:
    """Metrics that cannot be computed, by reason, in the catalogue's order."""
    closed: dict[Text, list[str]] = {}
    shown = [m.name for m in METRICS.values() if m.shown]
    for name, reason in measurable(shop, shown).items():
        if reason is not None:
            closed.setdefault(reason, []).append(name)
    return {reason: tuple(names) for reason, names in closed.items()}


def left_out(shop: Shop, period: Period | None) -> tuple[Text, ...]:
    """How many order lines are kept and yet in no figure of sales: brushed ones, gifts, samples."""
    if not shop.has("orders"):
        return ()
    orders = shop.orders
    if period is not None:
        orders = orders.filter(
            orders.ordered_at >= str(period.start), orders.ordered_at < str(period.end)
        )
    counted = (
        orders.aggregate(
            is_suspect=orders.is_suspect.fill_null(False).sum(),
            is_gift=orders.is_gift.fill_null(False).sum(),
        )
        .to_pandas()
        .iloc[0]
    )
    rows = {kind: 0 if pd.isna(n) else int(n) for kind, n in counted.items()}
    return tuple(_left_out_note(str(kind), n) for kind, n in rows.items() if n)


def _gap_note(table: str, days: tuple[date, ...], period: Period | None) -> Text:
    """The missing days, and of which span: of the period, or of all days that the table holds."""
    title = TABLES[table].title
    span = Text("全部日子里", " of all it holds")
    if period:
        span = Text(f"{period.label.zh}里", f" of {period.label.en}")
    return Text(
        zh=f"{span.zh}{title.zh}（{table}）缺 {len(days)} 天：{_listed(days, '、', period)}",
        en=f"{table} lacks {len(days)} {'day' if len(days) == 1 else 'days'}{span.en}: "
        f"{_listed(days, ', ', period)}",
    )


def _late_note(shop: Shop, table: str, period: Period) -> Text:
    last = shop.days(table).last
    return Text(
        zh=f"{TABLES[table].title.zh}（{table}）只到 {last}，这个时间段还没有完整数据",
        en=f"{table} ends on {last}, so the period is not complete yet",
    )


def _closed_summary(closed: dict[Text, tuple[str, ...]]) -> Text:
    shut = sum(len(names) for names in closed.values())
    of = sum(m.shown for m in METRICS.values())
    return Text(
        zh=f"{of} 个指标里有 {shut} 个因为缺表或缺列算不出；它们空着，不当作 0",
        en=f"{shut} of {of} metrics cannot be computed for lack of a table or column; they stay "
        "empty and are not zero",
    )


def _examples(names: tuple[str, ...]) -> Text:
    shown = [METRICS[n].label for n in names[:_SHOWN_METRICS]]
    zh, en = "、".join(t.zh for t in shown), ", ".join(t.en for t in shown)
    more = len(names) - len(shown)
    return Text(
        zh=zh + (f" 等 {len(names)} 个" if more else ""),
        en=en + (f" and {more} more" if more else ""),
    )


def _left_out_note(kind: str, rows: int) -> Text:
    if kind == "is_suspect":
        return Text(
            zh=f"已标记的刷单 {count(rows)} 行，不进任何指标",
            en=f"{count(rows)} lines marked as brushed are left out of every figure",
        )
    return Text(
        zh=f"赠品和样品 {count(rows)} 行，不算销售",
        en=f"{count(rows)} gift or sample lines do not count as sales",
    )


def _gap_finding(table: str, days: tuple[date, ...], period: Period | None) -> Finding:
    note = _gap_note(table, days, period)
    return Finding(
        id="",
        notebook="",
        kind="data",
        metric="missing_days",
        subject_kind="shop",
        subject=table,
        value=float(len(days)),
        unit="days",
        since=str(days[0]),
        statement=Text(
            zh=f"{note.zh}。这些天不算作 0，也不进日均。",
            en=f"{note.en}. They do not count as zero, nor in daily means.",
        ),
        evidence=(Evidence(note, table, float(len(days))),),
        action=Text(
            zh=f"去平台后台重新导出这几天的{TABLES[table].title.zh}，确认是漏导还是真的没有",
            en=f"Export {table} of these days again and find out whether they are "
            "missing or truly empty",
        ),
    )


def _listed(days: tuple[date, ...], mark: str, period: Period | None) -> str:
    """The first days; without their year where a period has named it."""
    more = f" …(+{len(days) - _SHOWN_DAYS})" if len(days) > _SHOWN_DAYS else ""
    is_short = period is not None and len(days) > 1
    return mark.join(f"{d:%m-%d}" if is_short else str(d) for d in days[:_SHOWN_DAYS]) + more
