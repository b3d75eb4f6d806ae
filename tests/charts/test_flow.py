"""Flows read back from their figure."""

import pandas as pd

from fupan.charts import flow

MOVES = pd.DataFrame(
    {"source": ["new", "new", "lost"], "target": ["new", "lost", "lost"], "value": [30, 10, 60]}
)


def bands(sheet):
    """Each band's name and its height at the left end, as a share of the whole."""
    found = {}
    for shape in sheet.axes[0].collections:
        if (shape.get_gid() or "").startswith("flow:"):
            xy = shape.get_paths()[0].vertices
            left = xy[xy[:, 0] == xy[:, 0].min()]
            found[shape.get_gid()[5:]] = left[:, 1].max() - left[:, 1].min()
    return found


def test_each_band_is_as_thick_as_its_share_of_the_whole():
    found = bands(flow(MOVES, title="t"))
    assert {name: round(high, 6) for name, high in found.items()} == {
        "new>new": 0.3, "new>lost": 0.1, "lost>lost": 0.6,
    }  # fmt: skip


def test_blocks_carry_their_names_and_sums():
    texts = [t.get_text() for t in flow(MOVES, title="t").axes[0].texts]
    assert texts == ["new 40", "lost 60", "new 30", "lost 70"]


def test_a_table_without_moves_draws_no_band():
    assert bands(flow(MOVES.assign(value=float("nan")), title="t")) == {}


def test_names_of_thin_blocks_stand_apart_on_a_telephone():
    moves = pd.DataFrame(
        {
            "source": ["many", "few", "some", "two", "last"],
            "target": ["many", "few", "some", "two", "many"],
            "value": [9000, 90, 60, 30, 20],
        }
    )
    sheet = flow(moves, title="t", size=(4.2, 3.2))
    sheet.canvas.draw()
    boxes = [text.get_window_extent() for text in sheet.axes[0].texts]
    for n, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[n + 1 :])
        assert one.y0 >= 0
