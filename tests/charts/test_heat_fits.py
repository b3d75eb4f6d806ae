"""Figures of a heat map stay within their cells, on a page and on a telephone."""

import pandas as pd
import pytest

from fupan import charts


@pytest.mark.parametrize("width", [8.0, 4.2])
def test_no_figure_of_a_heat_map_reaches_into_the_next_cell(width):
    table = pd.DataFrame(
        [(f"2026-0{r}", f"+{c}", 0.3 + c / 100) for r in (1, 2) for c in range(9)],
        columns=["row", "column", "value"],
    )
    sheet = charts.heat(table, title="留存", unit="share", size=(width, 3))
    sheet.canvas.draw()
    ax = next(a for a in sheet.axes if a.texts)
    cell = ax.get_window_extent().width / 9
    assert {len(t.get_text()) for t in ax.texts} == {5}
    assert max(t.get_window_extent().width for t in ax.texts) < cell
