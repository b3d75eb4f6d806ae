"""The DuckDB in which cells are cleaned: in memory, without files, network or extensions.

The shop's key for buyers is put in as two padded blocks (RFC 2104), so that SQL can hash whole
columns and the key stands in no statement.
"""

from __future__ import annotations

import hashlib

import duckdb

_BLOCK = 64


def cleaning_engine(key: bytes) -> duckdb.DuckDBPyConnection:
    """A connection that knows the shop's key and nothing else."""
    con = duckdb.connect(
        config={
            "enable_external_access": "false",
            "python_enable_replacements": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    if len(key) > _BLOCK:
        key = hashlib.sha256(key).digest()
    padded = key.ljust(_BLOCK, b"\x00")
    return _keyed(con, bytes(b ^ 0x36 for b in padded), bytes(b ^ 0x5C for b in padded))


def beside(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Another connection to the same engine, with the same key, for another thread."""
    return _keyed(
        con.cursor(),
        *con.execute("select getvariable('inner_pad'), getvariable('outer_pad')").fetchone(),
    )


def _keyed(con: duckdb.DuckDBPyConnection, inner: bytes, outer: bytes) -> duckdb.DuckDBPyConnection:
    con.execute(
        "create temp table pads as select ?::blob as inner_pad, ?::blob as outer_pad",
        [inner, outer],
    )
    for name in ("inner_pad", "outer_pad"):
        con.execute(f"set variable {name} = (select {name} from pads)")
    con.execute("drop table pads")
    return con
