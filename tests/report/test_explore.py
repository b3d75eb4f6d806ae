"""The what-if answers without a front end, too."""

import pandas as pd

from fupan.report.explore import told

ROWS = pd.DataFrame(
    {
        "level": [0.9, 0.95, float("nan")],
        "cash": [1000.0, 1500.0, 1200.0],
        "short": [8.0, 3.0, 5.0],
        "margin_short": [80.0, 30.0, 50.0],
    }
)


def test_a_service_level_is_told_with_its_cash_and_what_it_saves():
    words = told(ROWS, 0.95).text
    assert "95%" in words and "¥1,500" in words and "¥300" in words and "3 件" in words


def test_the_nearest_level_of_the_table_is_taken():
    assert "90%" in told(ROWS, 0.91).text
