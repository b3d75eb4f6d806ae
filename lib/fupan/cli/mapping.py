"""The command `map`: drafts a mapping for a file that is not recognised."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fupan.cli.options import Lang
from fupan.cli.telling import say, say_table, warn
from fupan.ground.errors import WrongUse
from fupan.ground.language import Text


def add_to(app: typer.Typer) -> None:
    app.command("map")(map_)


def map_(
    file: Annotated[Path, typer.Argument(help="认不出的文件 / a file that is not recognised")],
    table: Annotated[
        str | None, typer.Option("--table", help="要进的表：orders、ads … / the table it fills")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="写到哪里 / where to write the mapping")
    ] = None,
    lang: Lang = None,
) -> None:
    """给认不出的文件起草一个列对照表 / Draft a mapping for a file that is not recognised.

    例 / Example:  fupan map sales.csv --out my.toml
    """
    from fupan.contract import find_table
    from fupan.sources.drafting import draft_mapping

    written = out or Path(f"{file.stem}.toml")
    if written.exists():
        raise WrongUse(
            Text(
                zh=f"{written} 已经在了，不覆盖；请用 --out 换一个名字。",
                en=f"{written} is there already and stays; name another with --out.",
            )
        )
    told = draft_mapping(file, find_table(table).name if table else None)
    written.write_text(told.toml, encoding="utf-8")
    say(told.toml)
    say(Text(f"已写到 {written}（进表 {told.table}）", f"written to {written}, for {told.table}"))
    for question in told.open_questions:
        warn(Text(f"? {question.zh}", f"? {question.en}"))
    used = f'fupan import "{file}" --profile "{written}"'
    if told.open_questions:
        say(
            Text(
                f"草稿还差上面几项：改好带 ??? 的行、去掉行首的 #，再运行 {used}",
                f"The draft lacks what is asked above: settle the lines with ???, take their # "
                f"off, then run {used}",
            )
        )
        raise typer.Exit(3)
    _show_first_rows(file, written)
    say(Text(f"看着对就导入：{used}", f"If that is right, import it: {used}"))


def _show_first_rows(file: Path, mapping: Path) -> None:
    """How the first rows of a file would land by a mapping, and what it would not let in."""
    from fupan.sources import is_long, prepare, prepare_long

    asked = {"shop": "preview", "key": b"preview", "profile": mapping}
    prepared = next(prepare_long(file, **asked)) if is_long(file) else prepare([file], **asked)
    for error in prepared.files[0].errors:
        warn(f"✗ {error}")
    for rows in prepared.tables.values():
        first = rows.slice(0, 5).to_pylist()
        names = [n for n in rows.column_names if n[0] != "_" and first and first[0][n] is not None]
        say_table(names, [[str(row[n]) for n in names] for row in first])
