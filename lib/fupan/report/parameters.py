"""The parameters cell is the schema: what a notebook may be given, checked before a kernel starts.

One typed assignment per line with a literal default and a comment as help; values are text,
numbers, yes or no, and lists of those. A value takes its type from the schema and is never guessed.
"""

from __future__ import annotations

import ast
import io
import keyword
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from fupan.ground.errors import FupanError, WrongUse, listed, suggestion
from fupan.ground.language import Text
from fupan.report import shelf
from fupan.report.formats import nbformat
from fupan.report.values import (
    TYPES,
    Parameter,
    Scalar,
    Value,
    check_meaning,
    refuse_secret,
    shown,
    typed,
)


def schema(notebook: nbformat.NotebookNode, name: str) -> Mapping[str, Parameter]:
    """The notebook's parameters in their order; a notebook without the cell is refused."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and "parameters" in shelf.tags(cell):
            return MappingProxyType(_parsed(cell.source, name))
    raise WrongUse(
        Text(
            zh=f"笔记本 {name} 没有带 parameters 标签的单元格，传入的参数会被它自己的值盖掉；"
            "请给参数单元格加上这个标签。",
            en=f"Notebook {name} has no cell tagged 'parameters', so its own values would "
            "overwrite what is passed; tag its parameters cell.",
        )
    )


def checked(
    given: Mapping[str, object], declared: Mapping[str, Parameter], notebook: str
) -> dict[str, Value]:
    """The given values with the schema's types; the unknown, missing or mistyped is refused."""
    for name in [*given, *declared]:
        refuse_secret(name, notebook)
    for name in given:
        if name not in declared:
            hint = suggestion(name, declared)
            raise WrongUse(
                Text(
                    zh=f"笔记本 {notebook} 没有参数 {shown(name)}。{hint.zh}"
                    f"它的参数是：{listed(declared)}。",
                    en=f"Notebook {notebook} has no parameter {shown(name)}.{hint.en} "
                    f"Its parameters: {listed(declared)}.",
                )
            )
    missing = [p.name for p in declared.values() if not p.has_default and p.name not in given]
    if missing:
        raise WrongUse(
            Text(
                zh=f"笔记本 {notebook} 缺少参数：{listed(missing)}。",
                en=f"Notebook {notebook} needs a value for: {listed(missing)}.",
            )
        )
    values = {name: typed(value, declared[name], notebook) for name, value in given.items()}
    for name, value in values.items():
        check_meaning(name, value)
    return values


@dataclass(frozen=True, slots=True)
class Listed:
    """A notebook on the shelf: its name, its question, what it may be given, or what is wrong."""

    name: str
    question: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    fault: str = ""


def listing(folder: str | Path | None = None, lang: str | None = None) -> list[Listed]:
    """The notebooks in reading order; one with a fault is listed with it, not left out."""
    place = Path(folder) if folder else shelf.project_root() / shelf.FOLDER
    entries = []
    for path in shelf.path_names(place):
        try:
            notebook = shelf.read(path)
            asked = shelf.question(notebook, path.stem, lang)
            entries.append(Listed(path.stem, asked, schema(notebook, path.stem)))
        except FupanError as fault:
            entries.append(Listed(path.stem, path.stem, fault=str(fault)))
    return entries


def _parsed(source: str, notebook: str) -> dict[str, Parameter]:
    try:
        lines = ast.parse(source).body
    except SyntaxError as fault:
        raise _bad_cell(notebook, fault.lineno or 0) from fault
    remarks = _remarks(source)
    found: dict[str, Parameter] = {}
    for line in lines:
        if not (isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)):
            raise _bad_cell(notebook, line.lineno)
        name = line.target.id
        if keyword.iskeyword(name) or name.startswith("__"):
            raise _bad_cell(notebook, line.lineno)
        found[name] = _parameter(name, line, remarks.get(line.lineno, ""), notebook)
    return found


def _parameter(name: str, line: ast.AnnAssign, remark: str, notebook: str) -> Parameter:
    try:
        kind, is_list, optional, options = _annotation(line.annotation)
        default = ast.literal_eval(line.value) if line.value is not None else None
    except ValueError as fault:
        raise _bad_cell(notebook, line.lineno) from fault
    declared = Parameter(name, kind, is_list, optional, options, None, False, remark)
    if line.value is None:
        return declared
    checked_default = typed(default, declared, notebook)
    return Parameter(name, kind, is_list, optional, options, checked_default, True, remark)


def _annotation(node: ast.expr) -> tuple[str, bool, bool, tuple[Scalar, ...]]:
    """Type, list?, None allowed?, and the options of a Literal; ValueError for anything else."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        sides = [node.left, node.right]
        rest = [s for s in sides if not (isinstance(s, ast.Constant) and s.value is None)]
        if len(rest) == 1:
            kind, is_list, _, options = _annotation(rest[0])
            return kind, is_list, True, options
    if isinstance(node, ast.Name) and node.id in TYPES:
        return node.id, False, False, ()
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        inner = node.slice
        if node.value.id == "list" and isinstance(inner, ast.Name) and inner.id in TYPES:
            return inner.id, True, False, ()
        if node.value.id == "Literal":
            options = ast.literal_eval(inner)
            options = options if isinstance(options, tuple) else (options,)
            kinds = {type(option).__name__ for option in options}
            if len(kinds) == 1 and kinds <= set(TYPES):
                return kinds.pop(), False, False, options
    raise ValueError("not a parameter's type")


def _remarks(source: str) -> dict[int, str]:
    """The comment at the end of each line."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ").strip() for t in tokens if t.type == tokenize.COMMENT}


def _bad_cell(notebook: str, line: int) -> WrongUse:
    return WrongUse(
        Text(
            zh=f"笔记本 {notebook} 的参数单元格第 {line} 行读不懂；每行写一个带类型和字面默认值的"
            '赋值，如 month: str = "2026-10"  # 哪个月。',
            en=f"Line {line} of the parameters cell of notebook {notebook} is not understood; "
            "write one typed assignment per line with a literal default, such as "
            'month: str = "2026-10"  # which month.',
        )
    )
