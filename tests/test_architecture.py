"""Imports go one way, and the tree says where everything is."""

import ast
from pathlib import Path

import pytest

LIB = Path(__file__).parents[1] / "lib" / "fupan"
ROW = ["ground", "contract", "sources", "store", "metrics", "analysis", "report", "cli"]
MAY_IMPORT = {layer: set(ROW[: n + 1]) for n, layer in enumerate(ROW)}
MAY_IMPORT["charts"] = {"charts", "ground"}
MAY_IMPORT["report"].add("charts")
MAY_IMPORT["cli"].add("charts")

# What analyses share; all other modules there answer a question and know nothing of each other.
SHARED_IN_ANALYSIS = {
    "attribution",
    "bridge",
    "causes",
    "drivers",
    "clv",
    "demand",
    "effect",
    "expected",
    "experiment",
    "finding",
    "forecast",
    "health",
    "ledger",
    "matter",
    "normal",
    "occasions",
    "ordering",
    "policy",
    "provenance",
    "replay",
    "response",
    "review",
    "shortage",
    "supply",
    "survival",
    "uplift",
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager", "misc"}


def modules() -> list[Path]:
    return sorted(p for p in LIB.rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every `fupan.…` module that a file imports, wherever in the file it does so."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.relative_to(LIB)} uses a relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {n for n in names if n.startswith("fupan.")}


def wrong_imports(path: Path, layer: str) -> list[str]:
    return sorted(
        n
        for n in imports(path)
        if n.split(".")[1] in MAY_IMPORT and n.split(".")[1] not in MAY_IMPORT[layer]
    )


@pytest.mark.parametrize("layer", [*ROW, "charts"])
def test_a_room_imports_only_from_rooms_to_its_left(layer):
    found = {
        str(path.relative_to(LIB)): wrong
        for path in sorted((LIB / layer).rglob("*.py"))
        if (wrong := wrong_imports(path, layer))
    }
    assert found == {}


def test_a_wrong_import_is_found_and_named(tmp_path):
    path = tmp_path / "planted.py"
    path.write_text("def f():\n    from fupan.store.shop import Shop\n", encoding="utf-8")
    assert wrong_imports(path, "contract") == ["fupan.store.shop.Shop"]


def test_every_room_is_in_the_row():
    assert {p.name for p in LIB.iterdir() if p.is_dir() and p.name != "__pycache__"} == {
        *ROW,
        "charts",
    }


def test_sibling_analyses_do_not_import_each_other():
    found = {}
    for path in sorted((LIB / "analysis").rglob("*.py")):
        question = path.relative_to(LIB / "analysis").parts[0].removesuffix(".py")
        others = {n.split(".")[2] for n in imports(path) if n.startswith("fupan.analysis.")}
        siblings = others - SHARED_IN_ANALYSIS - {question}
        if siblings and question not in SHARED_IN_ANALYSIS:
            found[str(path.relative_to(LIB))] = sorted(siblings)
    assert found == {}


def test_no_module_is_called_after_nothing():
    assert [p.name for p in modules() if p.stem in FORBIDDEN_NAMES] == []


def test_every_module_says_what_it_is_for():
    assert [
        str(p.relative_to(LIB))
        for p in modules()
        if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))
    ] == []


def test_the_library_never_asks_what_day_it_is():
    """`today()` and a bare `now()` make a report that cannot be replayed."""
    asked = (
        "date.today(",
        "datetime.today(",
        "datetime.now()",
        "Timestamp.now(",
        "Timestamp.today(",
    )
    found = {
        str(p.relative_to(LIB)): word
        for p in modules()
        for word in asked
        if word in p.read_text(encoding="utf-8")
    }
    assert found == {}


def test_importing_fupan_loads_none_of_the_heavy_libraries():
    import subprocess
    import sys

    script = (
        "import sys, fupan; "
        "print([m for m in ('pandas', 'ibis', 'duckdb', 'matplotlib', 'pyarrow') "
        "if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
