"""How the command line speaks: tables, sentences, errors, JSON; never a traceback."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fupan.ground.errors import FupanError
from fupan.ground.language import Text

LOG_WIDTH = 200  # a log has no edge to wrap at

out = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else LOG_WIDTH)
err = Console(
    stderr=True, soft_wrap=True, highlight=False, width=None if sys.stderr.isatty() else LOG_WIDTH
)


def say(text: Text | str) -> None:
    """One sentence on standard output; what comes from data is never markup."""
    out.print(escape(str(text)))


def warn(text: Text | str) -> None:
    err.print(escape(str(text)))


def say_json(record: object) -> None:
    sys.stdout.write(json.dumps(record, ensure_ascii=False, indent=1, default=str) + "\n")


def say_table(
    headers: Sequence[Text | str], rows: Iterable[Sequence[object]], numbers: Sequence[int] = ()
) -> None:
    """Rows under headers; the columns in `numbers` stand right-aligned."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for place, header in enumerate(headers):
        table.add_column(
            escape(str(header)), justify="right" if place in numbers else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    out.print(table)


def tell_error(error: FupanError) -> int:
    """Prints the error in one sentence and gives its exit code."""
    if "--json" in sys.argv:
        say_json({"error": str(error), "exit_code": error.exit_code})
    label = Text(zh="出错：", en="Error: ")
    err.print(f"[bold red]{label}[/]{escape(str(error))}")
    return error.exit_code
