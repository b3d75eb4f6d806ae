"""Cell outputs kept to a size that a report can carry, and free of personal data where they failed.

What is cut is said in its place.
"""

from __future__ import annotations

import json

from fupan.ground.language import Text
from fupan.ground.personal import masked
from fupan.report.formats import nbformat

CELL_BYTES = 1_000_000
_PICTURE_BYTES = 4_000_000  # a chart of 16 × 8 in at 220 dpi stays far below
_HEAD, _TAIL = 20_000, 5_000


def cap(cell: nbformat.NotebookNode) -> int:
    """Cuts a cell's outputs to size in place; returns how many of them were warnings."""
    spent = 0
    for place, output in enumerate(cell.get("outputs", [])):
        size = len(json.dumps(output, ensure_ascii=False, default=str))
        picture = any(kind.startswith("image/") for kind in output.get("data", {}))
        allowed = _PICTURE_BYTES if picture else CELL_BYTES - spent
        if size > allowed:
            cell.outputs[place] = _cut(output, size)
            size = _HEAD
        spent += 0 if picture else size
    return sum(1 for o in cell.get("outputs", []) if o.get("name") == "stderr")


def _cut(output: nbformat.NotebookNode, size: int) -> nbformat.NotebookNode:
    note = Text(
        zh=f"［这里的输出有 {size:,} 个字符，报告只留开头和结尾］",
        en=f"[This output holds {size:,} characters; the report keeps its start and end]",
    )()
    text = output.get("text") or output.get("data", {}).get("text/plain") or ""
    text = text if isinstance(text, str) else "".join(text)
    if len(text) > _HEAD + _TAIL:
        text = f"{text[:_HEAD]}\n{text[-_TAIL:]}"
    name = output.get("name", "stdout")
    return nbformat.v4.new_output("stream", name=name, text=f"{note}\n{text}")


def without_values(notebook: nbformat.NotebookNode, secrets: tuple[tuple[str, str], ...]) -> None:
    """Masks phones, ids, mails and the machine's paths in code and outputs, in place."""
    for cell in notebook.cells:
        cell["source"] = _masked(cell.source, secrets)
        for output in cell.get("outputs", []):
            for key in ("text", "evalue", "traceback"):
                if key in output:
                    output[key] = _masked(output[key], secrets)
            for kind, value in output.get("data", {}).items():
                if not kind.startswith("image/"):
                    output["data"][kind] = _masked(value, secrets)


def _masked(value: object, secrets: tuple[tuple[str, str], ...]) -> object:
    if isinstance(value, list):
        return [_masked(item, secrets) for item in value]
    if not isinstance(value, str):
        return value
    for path, stand_in in secrets:
        value = value.replace(path, stand_in)
    return masked(value)
