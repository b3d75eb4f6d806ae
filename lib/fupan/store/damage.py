"""Damaged files of a store, told as one sentence: what is damaged, and how to have it again.

Finding damage is the readers' business; nothing is repaired here.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator

import duckdb
from deltalake.exceptions import DeltaError, TableNotFoundError

from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text

_SIGNS = (duckdb.Error, DeltaError, TableNotFoundError, json.JSONDecodeError, UnicodeDecodeError,
          FileNotFoundError, TypeError, KeyError)  # fmt: skip


@contextlib.contextmanager
def told(shop: str, what: str) -> Iterator[None]:
    """Turns a reader's failure over one table, or over the journal, into `DataInvalid`."""
    try:
        yield
    except _SIGNS as fault:
        raise DataInvalid(
            Text(
                zh=f"店铺 {shop} 的数据文件坏了（{what}，{type(fault).__name__}）；"
                "请从备份恢复店铺文件夹里的 store，或删掉它后用 fupan import 重新导入原始文件。",
                en=f"A data file of shop {shop} is damaged ({what}, {type(fault).__name__}); "
                "restore store/ of the shop's folder from a backup, or delete it and import the "
                "original files again with `fupan import`.",
            )
        ) from fault
