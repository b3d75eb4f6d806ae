"""Cleans whole columns: one cheap pass for plain cells, and a careful one over the texts it left.

The careful pass sees each distinct text once, so a million addresses cost what their number of
spellings costs.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from queue import SimpleQueue

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fupan.sources.cleaning import times
from fupan.sources.cleaning.missing import is_missing
from fupan.sources.cleaning.peeling import plain_ids
from fupan.sources.cleaning.steps import Locale, careful, quick
from fupan.sources.engine import beside
from fupan.sources.profile import PERSONAL, As, Profile, Read

_TYPES = {
    As.TIME: pa.timestamp("us"),
    As.DAY: pa.date32(),
    As.MONEY: pa.decimal128(18, 2),
    As.NUMBER: pa.decimal128(18, 6),
    As.PERCENT: pa.decimal128(18, 6),
    As.COUNT: pa.int64(),
    As.FLAG: pa.bool_(),
}


_SLICE = 1 << 15
_MANY_ROWS = 1 << 15  # from here on a second thread is worth its start
_FIRST_YEAR, _LAST_YEAR = 1900, 2099  # as in the patterns of `times`


@dataclass(slots=True)
class Staged:
    """Per read of the profile a typed column and, as `_read`, its text.

    `careful` counts the cells that were not plain; `unread` marks those that hold something
    which no rule accepts, for the columns that have any.
    """

    table: pa.Table
    careful: dict[str, int] = field(default_factory=dict)
    unread: dict[str, pa.ChunkedArray] = field(default_factory=dict)


def stage_columns(
    con: duckdb.DuckDBPyConnection,
    profile: Profile,
    cells: pa.Table,
    columns: dict[str, int],
    locale: Locale,
) -> Staged:
    """One row per row of `cells`; reads that the file lacks are null."""
    arrays, names = [cells["_row"]], ["_row"]
    staged = Staged(cells)
    cleaned = _cleaned(con, profile, cells, columns, locale)
    for key, how in profile.reads.items():
        if key not in columns:
            arrays.append(pa.nulls(cells.num_rows, _TYPES.get(how.how, pa.string())))
            names.append(key)
            continue
        column = cleaned[key]
        if column.careful is not None:
            staged.careful[key] = column.careful
        if column.unread is not None:
            staged.unread[key] = column.unread
        arrays += [column.values, cells[f"c{columns[key]}"]]
        names += [key, f"_{key}"]
    staged.table = pa.table(arrays, names=names)
    return staged


@dataclass(slots=True)
class _Column:
    """One read of the profile over all rows; `careful` is None for kinds with no plain spelling."""

    values: pa.ChunkedArray
    careful: int | None = None
    unread: pa.ChunkedArray | None = None


def _cleaned(
    con: duckdb.DuckDBPyConnection,
    profile: Profile,
    cells: pa.Table,
    columns: dict[str, int],
    locale: Locale,
) -> dict[str, _Column]:
    """Every read that the file has; long tables column beside column, on engines of their own."""
    reads: dict[int, list[str]] = {}
    for key in profile.reads:
        if key in columns:
            reads.setdefault(columns[key], []).append(key)

    if cells.num_rows < _MANY_ROWS:
        parts = [_column(con, profile, cells[f"c{at}"], reads[at], locale) for at in reads]
        return {key: column for part in parts for key, column in part.items()}
    engines: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
    for engine in (con, beside(con)):
        engines.put(engine)

    def cleaned(at: int) -> dict[str, _Column]:
        engine = engines.get()
        try:
            return _column(engine, profile, cells[f"c{at}"], reads[at], locale)
        finally:
            engines.put(engine)

    # Buyers first: theirs is the longest work, and what stands last is waited for.
    longest = sorted(reads, key=lambda at: profile.reads[reads[at][0]].how not in PERSONAL)
    with ThreadPoolExecutor(engines.qsize()) as several:
        parts = list(several.map(cleaned, longest))
    return {key: column for part in parts for key, column in part.items()}


def _column(
    con: duckdb.DuckDBPyConnection,
    profile: Profile,
    texts: pa.ChunkedArray,
    keys: list[str],
    locale: Locale,
) -> dict[str, _Column]:
    """The reads of one column of the file; its distinct texts are found once for all of them."""
    found: dict[str, _Column] = {}
    coded: pa.ChunkedArray | None = None
    for key in keys:
        how = profile.reads[key]
        is_free = how.how is As.TEXT and how.values is None
        plain = _plain(con, how, texts, profile.zone)
        if plain is not None:
            found[key] = _Column(*_mended(con, how, texts, plain, profile, locale))
        elif is_free:
            none = pa.scalar(None, pa.string())
            found[key] = _Column(pc.if_else(pc.equal(texts, ""), none, texts))
        else:
            if coded is None:
                coded = pc.dictionary_encode(texts)
            found[key] = _Column(_careful(con, how, coded, profile, locale))
        if not (how.how in PERSONAL or is_free):
            found[key].unread = _unread(con, how, texts, found[key].values)
    return found


def _plain(
    con: duckdb.DuckDBPyConnection, how: Read, texts: pa.ChunkedArray, zone: str | None
) -> pa.ChunkedArray | None:
    """A column that has a plain spelling, cleaned in one pass; null where a cell has another."""
    query = quick(how, zone)
    if query is None:
        return None
    whole = _as_a_whole(how, texts)
    if whole is not None:
        return whole
    con.register("texts", pa.table({"x": texts}))
    told = con.execute(f"select {query.format(x='x')} as v from texts").to_arrow_table()
    return told["v"]


def _as_a_whole(how: Read, texts: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """The values of a column in which every cell is written in one of the commonest ways."""
    if how.how is As.TIME:
        return _all_iso(texts)
    return plain_ids(texts) if how.how is As.ID else None


def _all_iso(texts: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """The whole column as moments, where each is empty or of the ISO form in a believable year."""
    try:
        given = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
        moments = given.cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        return None
    years = pc.min_max(pc.year(moments)).as_py()
    if years["min"] is not None and (years["min"] < _FIRST_YEAR or years["max"] > _LAST_YEAR):
        return None
    return moments


def _mended(
    con: duckdb.DuckDBPyConnection,
    how: Read,
    texts: pa.ChunkedArray,
    values: pa.ChunkedArray,
    profile: Profile,
    locale: Locale,
) -> tuple[pa.ChunkedArray, int]:
    """Plain values with the others put in their places, and how many were not as they stand."""
    values = values.cast(_TYPES.get(how.how, pa.string()))
    peeled = pc.sum(pc.not_equal(values, texts)).as_py() or 0 if how.how is As.ID else 0
    if not values.null_count:
        return values, peeled
    left = pc.and_(pc.is_null(values), pc.not_equal(texts, "")).combine_chunks()
    count = pc.sum(left).as_py() or 0
    if not count:
        return values, peeled
    rest = pc.dictionary_encode(texts.filter(left))
    mended = _careful(con, how, rest, profile, locale).combine_chunks()
    return pa.chunked_array(
        [pc.replace_with_mask(values.combine_chunks(), left, mended)]
    ), count + peeled


def _careful(
    con: duckdb.DuckDBPyConnection,
    how: Read,
    coded: pa.ChunkedArray,
    profile: Profile,
    locale: Locale,
) -> pa.ChunkedArray:
    """The values of a column of coded texts, whose chunks have one and the same dictionary."""
    distinct = coded.chunk(0).dictionary if coded.num_chunks else pa.array([], pa.string())
    if how.how in (As.TIME, As.DAY) and not how.formats:
        locale = replace(locale, slashed=times.order_of(distinct.to_pylist()))
    layers, value = careful(how, locale, profile.zone)
    query = "texts"
    for layer in layers:
        query = f"(select *, {layer} from {query})"
    # Slices let the engine use every core.
    slices = [distinct.slice(n, _SLICE) for n in range(0, len(distinct), _SLICE)] or [distinct]
    con.register("texts", pa.table({"x": pa.chunked_array(slices)}))
    parsed = con.execute(f"select {value} as v from {query}").to_arrow_table()["v"]
    typed = parsed.cast(_TYPES.get(how.how, pa.string())).combine_chunks()
    return pa.chunked_array([typed.take(chunk.indices) for chunk in coded.chunks], typed.type)


def _unread(
    con: duckdb.DuckDBPyConnection, how: Read, texts: pa.ChunkedArray, values: pa.ChunkedArray
) -> pa.ChunkedArray | None:
    """Which cells hold a text that is neither a value nor a marker; None where none does."""
    if not values.null_count:
        return None
    odd = pc.and_(pc.is_null(values), pc.not_equal(texts, ""))
    if not pc.any(odd).as_py():
        return None
    con.register("texts", pa.table({"x": pc.unique(texts.filter(odd))}))
    wrong = con.execute(f"select x from texts where not {is_missing(how, 'x')}").to_arrow_table()
    if not wrong.num_rows:
        return None
    return pc.and_(odd, pc.is_in(texts, value_set=wrong["x"].combine_chunks()))
