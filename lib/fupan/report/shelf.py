"""Where the notebooks are, what each asks, and which ones a run means.

A notebook is named `NN_question.ipynb`; the number is the reading order, and `00` is the cover.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from fupan.ground.errors import DataInvalid, DataMissing, WrongUse, listed, suggestion
from fupan.ground.language import Text, spoken
from fupan.report.formats import nbformat

FOLDER = "notebooks"
_CHECKOUT = Path(__file__).resolve().parents[3]
_NAME = re.compile(r"\d{2}_[A-Za-z0-9_]+")


def project_root(start: Path | None = None) -> Path:
    """The folder that holds `notebooks/`: here or above, else the checkout of this library."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, _CHECKOUT):
        if any(path_names(folder / FOLDER)):
            return folder
    return here


def path_names(folder: Path) -> Iterable[Path]:
    """The notebooks of a folder in reading order."""
    if not folder.is_dir():
        return []
    found = (p for p in folder.glob("*.ipynb") if _NAME.fullmatch(p.stem))
    return sorted(found, key=lambda path: path.name)


def is_cover(path: Path) -> bool:
    """Whether a notebook sums up the others and so runs last."""
    return path.stem.startswith("00_")


def chosen(names: Sequence[str] | None, folder: Path) -> list[Path]:
    """The notebooks that `names` mean (`01_traffic`, `01`, `traffic`), the cover last."""
    known = {path.stem: path for path in path_names(folder)}
    if not known:
        raise DataMissing(
            Text(
                zh=f"{folder} 里没有笔记本（NN_question.ipynb）；请在项目目录里运行。",
                en=f"There are no notebooks (NN_question.ipynb) in {folder}; "
                "run this inside the project.",
            )
        )
    stems = list(dict.fromkeys(_meant(name, list(known)) for name in names or known))
    return sorted((known[stem] for stem in stems), key=lambda p: (is_cover(p), p.name))


def read(path: Path) -> nbformat.NotebookNode:
    """A notebook as it lies on disk, upgraded to the current format."""
    if not path.is_file():
        raise DataMissing(
            Text(zh=f"没有笔记本 {path}。", en=f"There is no notebook {path}."),
        )
    try:
        return nbformat.read(path, as_version=4)
    except (ValueError, KeyError, AttributeError, json.JSONDecodeError) as fault:
        raise DataInvalid(
            Text(
                zh=f"{path.name} 不是完整的笔记本文件；请从版本库恢复它。",
                en=f"{path.name} is not a whole notebook file; restore it from version control.",
            )
        ) from fault


def in_language(notebook: nbformat.NotebookNode, lang: str) -> nbformat.NotebookNode:
    """The notebook without the prose cells of the other language (tags `zh` and `en`)."""
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.cell_type != "markdown" or not {"zh", "en"} & set(tags(cell)) or lang in tags(cell)
    ]
    return notebook


def tags(cell: nbformat.NotebookNode) -> list[str]:
    return list(cell.get("metadata", {}).get("tags", []))


def question(notebook: nbformat.NotebookNode, name: str, lang: str | None = None) -> str:
    """The notebook's question: its first heading in the spoken language, else its name."""
    for cell in in_language(nbformat.from_dict(notebook), lang or spoken()).cells:
        if cell.cell_type != "markdown":
            continue
        for line in cell.source.splitlines():
            if line.startswith("#"):
                return line.lstrip("#").strip()
    return name


def _meant(name: str, stems: list[str]) -> str:
    stem = Path(name).name.removesuffix(".ipynb")
    for known in stems:
        number, _, topic = known.partition("_")
        if stem in (known, number, topic):
            return known
    hint = suggestion(stem, stems)
    raise WrongUse(
        Text(
            zh=f"没有笔记本 {name!r}。{hint.zh}有：{listed(stems)}。",
            en=f"There is no notebook {name!r}.{hint.en} There are: {listed(stems)}.",
        )
    )
