"""Reads Parquet: typed columns become text again, so that every file is judged the same way."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.sources.reading.limits import MOST_UNPACKED, damaged, too_large
from fupan.sources.reading.sheet import MOST_COLUMNS, MOST_ROWS, Cells

_MOST_BYTES = 10 * MOST_UNPACKED


class ColumnarSheet:
    """One Parquet file; its rows are counted from 1, since no header stands above them."""

    has_header = False

    def __init__(self, data: bytes, part: str = "") -> None:
        self.part = part
        self.notes: list[Text] = []
        try:
            self._file = pq.ParquetFile(io.BytesIO(data))
            about = self._file.metadata
            size = sum(about.row_group(n).total_byte_size for n in range(about.num_row_groups))
        except (pa.ArrowException, OSError, ValueError) as error:
            raise damaged("Parquet") from error
        if about.num_rows > MOST_ROWS or about.num_columns > MOST_COLUMNS or size > _MOST_BYTES:
            raise too_large(f"{about.num_rows} 行", f"{about.num_rows} rows")
        self.head = [list(self._file.schema_arrow.names)]

    def cells(self, header_row: int, width: int, columns: Sequence[int]) -> Cells:
        names = [self.head[0][n] for n in columns]
        try:
            table = self._file.read(columns=names)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise damaged("Parquet") from error
        arrays = [_text(table[name], name) for name in names]
        rows = pa.array(range(1, table.num_rows + 1), pa.int64())
        return Cells(pa.table([*arrays, rows], names=[*(f"c{n}" for n in columns), "_row"]))


def _text(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    kind = column.type
    try:
        if pa.types.is_dictionary(kind):
            column = column.cast(kind.value_type)
            kind = column.type
        if pa.types.is_timestamp(kind):
            zoned = kind.tz is not None
            column = column.cast(pa.timestamp("us", "UTC" if zoned else None), safe=False)
            column = column.cast(pa.timestamp("s", "UTC" if zoned else None), safe=False)
            if zoned:
                text = column.cast(pa.timestamp("s"), safe=False).cast(pa.string())
                return pc.binary_join_element_wise(text, "+00:00", "").fill_null("")
        return column.cast(pa.string()).fill_null("")
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise DataInvalid(
            Text(
                zh=f"Parquet 的列 {name} 是 {kind} 类型，读不成文字；"
                "请改成普通的文本、数字或时间列。",
                en=f"The Parquet column {name} is of type {kind}, which cannot be read; make it "
                "text, number or time.",
            )
        ) from error
