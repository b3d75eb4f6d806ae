"""docs/methods.md lists every published method that the analyses cite."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
CITED = re.compile(r"([A-Z][^()]{2,90}?)\W(1[89]\d\d|20[01]\d)\b")
PAGES = re.compile(r"\d+[-–]\d+")


def docstrings(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    owners = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    ]
    return [text for node in owners if (text := ast.get_docstring(node))]


def citations() -> set[tuple[str, str, str]]:
    """(module, words before the year, year) of each source named in the analyses' docstrings."""
    folder = ROOT / "lib/fupan/analysis"
    return {
        (str(path.relative_to(folder)), found[1], found[2])
        for path in sorted(folder.rglob("*.py"))
        for text in docstrings(path)
        for found in CITED.finditer(PAGES.sub("", " ".join(text.split())))
    }


def test_each_cited_source_stands_in_the_index_of_methods():
    rows = [line for line in (ROOT / "docs/methods.md").read_text().splitlines() if line[:1] == "|"]
    cited = citations()
    assert len(cited) > 30
    missing = {
        (module, words[-60:], year)
        for module, words, year in cited
        if not any(
            year in row and any(name in row for name in re.findall(r"[A-Z][a-zé]{2,}", words))
            for row in rows
        )
    }
    assert not missing
