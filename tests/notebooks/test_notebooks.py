"""Every notebook keeps the house's form, so that a reader finds the same page each time."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
PATHS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
SHARED = {"shop": "sample", "month": "2026-10", "compare_to": "previous", "lang": "zh"}
LAST_ZH = ["下个月做什么？", "这些数字有多可靠？", "口径"]
LAST_EN = ["What we will do", "How sure are we?", "Definitions"]


def read(path):
    return nbformat.read(path, as_version=4)


def code(path):
    return [c for c in read(path).cells if c.cell_type == "code"]


def prose(path, lang):
    return [
        c
        for c in read(path).cells
        if c.cell_type == "markdown" and c.metadata.get("tags") == [lang]
    ]


def headings(path, lang):
    text = "\n".join(c.source for c in prose(path, lang))
    return [h.strip() for h in re.findall(r"^## (.+)$", text, re.MULTILINE)]


def test_there_are_notebooks():
    assert [p.stem for p in PATHS][:2] == ["00_retro", "01_traffic"]


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
class TestNotebook:
    def test_it_is_committed_without_outputs(self, path):
        assert all(not c.outputs and c.execution_count is None for c in code(path))

    def test_it_opens_with_its_question_in_both_languages(self, path):
        for lang in ("zh", "en"):
            first = prose(path, lang)[0].source
            assert first.startswith("# ") and first.splitlines()[0].rstrip().endswith(("?", "？"))

    def test_its_prose_stands_in_pairs(self, path):
        assert len(prose(path, "zh")) == len(prose(path, "en"))
        assert all(
            c.metadata.get("tags") in (["zh"], ["en"])
            for c in read(path).cells
            if c.cell_type == "markdown"
        )

    def test_its_parameters_are_typed_literals_with_help(self, path):
        cells = [c for c in code(path) if "parameters" in c.metadata.get("tags", [])]
        assert len(cells) == 1 and code(path)[0] is not None
        lines = cells[0].source.splitlines()
        assert all(re.fullmatch(r"\w+: [\w\[\]]+ = [^=]+  # [^=]+", line) for line in lines)
        given = {n.target.id: ast.literal_eval(n.value) for n in ast.parse(cells[0].source).body}
        assert {k: given.get(k) for k in SHARED} == SHARED
        assert len(given) <= len(SHARED) + 4

    def test_its_cells_are_few_and_short(self, path):
        assert len(code(path)) <= 12
        assert [c.source for c in code(path) if len(c.source.splitlines()) > 8] == []

    def test_it_defines_nothing_and_names_no_colour_or_path(self, path):
        for cell in code(path):
            tree = ast.parse(cell.source)
            kinds = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While)
            assert not [n for n in ast.walk(tree) if isinstance(n, kinds)]
            texts = [
                n.value
                for n in ast.walk(tree)
                if isinstance(n, ast.Constant) and isinstance(n.value, str)
            ]
            assert not [t for t in texts if re.search(r"#[0-9a-fA-F]{6}|/|\bselect\b", t)]
            assert not cell.source.rstrip().endswith(";") and "print(" not in cell.source

    def test_its_opening_is_compared_with_the_committed_report(self, path):
        opening = [c for c in code(path) if c.source.startswith("page.opening(")]
        assert len(opening) == 1 and "nbval-check-output" in opening[0].metadata["tags"]

    def test_its_last_sections_are_always_the_same(self, path):
        assert headings(path, "zh")[-3:] == LAST_ZH
        assert headings(path, "en")[-3:] == LAST_EN

    def test_its_prose_states_no_number_that_depends_on_data(self, path):
        for lang in ("zh", "en"):
            text = "\n".join(c.source for c in prose(path, lang))
            assert re.findall(r"[¥$]\s?\d|\d+(?:\.\d+)?\s?%|\d{3,}", text) == []

    def test_its_executed_copy_is_in_the_committed_report(self, path):
        report = ROOT / "reports" / "sample" / "2026-10"
        assert (report / f"{path.stem}.ipynb").exists()
        assert (report / f"{path.stem}.html").exists()
