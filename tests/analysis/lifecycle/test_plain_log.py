"""A bare log of purchases, worked out by hand."""

import pandas as pd
import pytest

from fupan.analysis.clv import Histories
from fupan.analysis.lifecycle import cohorts, follow, forecast, rfm
from fupan.ground.errors import DataInvalid, WrongUse

LOG = pd.DataFrame(
    [(7, 19970110, 20.0), (7, 19970110, 5.0), (7, 19970207, 10.0), (8, 19970120, 0.0),
     (9, 19970203, 40.0), (9, 19970317, 12.0)],
    columns=["customer", "date", "amount"],
)  # fmt: skip


def test_a_log_becomes_a_triangle_with_one_purchase_a_day():
    seen = follow(LOG, until="1997-03-31")
    cells = cohorts.triangle(seen.visits, seen.watched).set_index(["cohort", "since"])
    assert cells["buyers"].to_dict() == {
        ("1997-01", 0): 2, ("1997-01", 1): 1, ("1997-01", 2): 0,
        ("1997-02", 0): 1, ("1997-02", 1): 1,
    }  # fmt: skip
    assert cells.loc[("1997-01", 0), "paid"] == 25
    assert seen.notes == ()


def test_a_log_gives_recency_frequency_and_money_and_the_histories_of_the_models():
    seen = follow(LOG, until="1997-03-31")
    told = rfm.scores(seen.visits, seen.as_of).order_by("buyer_id").to_pandas()
    assert told[["recency", "frequency", "money"]].to_numpy().tolist() == [
        [52, 2, 35], [70, 1, 0], [14, 2, 52],
    ]  # fmt: skip
    rows = forecast.histories(seen, seen.as_of)
    past = Histories.of(rows["repeats"], rows["last"], rows["watched"], rows["buyers"])
    assert past.count == 3
    assert rows[["repeats", "last", "watched"]].to_numpy().tolist() == [
        [0, 0, 70], [1, 28, 80], [1, 42, 56],
    ]  # fmt: skip


def test_rows_that_no_purchase_can_be_are_refused():
    with pytest.raises(DataInvalid, match="amount"):
        follow(LOG.assign(amount=-1.0))
    with pytest.raises(WrongUse, match="paid"):
        follow(LOG, amount="paid")
