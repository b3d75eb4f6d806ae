"""One event told by several notebooks is one matter, and its money counts once."""

from dataclasses import replace

from fupan.analysis.finding import Finding
from fupan.analysis.matter import by_turn, matters, same_as
from fupan.ground.language import Text


def found(name, notebook, kind, metric, subject_kind, subject, impact, **more):
    action = more.pop("action", None)
    return Finding(
        name, notebook, kind, metric, subject_kind, subject, Text(name, name), impact=impact,
        action=Text(action, action) if action else None, **more,
    )  # fmt: skip


WHOLE = found("a", "02_conversion", "cause", "pay_conversion", "product", "P", -150.0,
              cause="stockout", action="restock")  # fmt: skip
FIRST = found("b", "05_inventory", "risk", "lost_units", "sku", "P-1", -90.0, within="P")
SECOND = found("c", "05_inventory", "risk", "lost_units", "sku", "P-2", -50.0, within="P")
WHY = found("d", "05_inventory", "cause", "paid_amount", "product", "P", None,
            cause="stockout", action="talk to the supplier")  # fmt: skip
OTHER = found("e", "05_inventory", "risk", "lost_units", "sku", "Q-1", -120.0, within="Q")


def test_a_stockout_on_three_pages_is_one_matter_under_the_finding_of_the_whole():
    told = matters([FIRST, OTHER, WHY, WHOLE, SECOND])
    assert [m.lead.id for m in told] == ["a", "e"]
    assert [o.id for o in told[0].others] == ["b", "c", "d"]


def test_the_page_closest_to_the_matter_says_what_to_do():
    told = matters([WHOLE, FIRST, SECOND, WHY])[0]
    assert told.doer.action.en == "talk to the supplier"
    assert matters([WHOLE])[0].doer.action.en == "restock"
    assert matters([FIRST])[0].doer is None


def test_what_is_the_same_money_names_the_finding_that_holds_it():
    """The cause without money is not named: it adds nothing."""
    assert same_as([WHOLE, FIRST, SECOND, WHY, OTHER]) == {"b": "a", "c": "a"}


def test_parts_without_a_whole_stay_apart_as_their_money_adds_up():
    assert [m.lead.id for m in matters([FIRST, SECOND, WHY])] == ["b", "c", "d"]
    assert same_as([FIRST, SECOND, WHY]) == {}


def test_another_cause_of_the_same_product_is_another_matter():
    price = replace(WHOLE, id="x", cause="price")
    assert len(matters([WHOLE, price])) == 2


def test_the_same_cause_on_two_pages_is_one_matter():
    again = replace(WHOLE, id="x", notebook="06_products", impact=-40.0)
    assert [(m.lead.id, [o.id for o in m.others]) for m in matters([again, WHOLE])] == [
        ("a", ["x"])
    ]


def test_a_gain_is_never_the_same_money_as_a_loss():
    gain = replace(WHOLE, id="x", impact=60.0)
    assert same_as([WHOLE, gain]) == {}


def test_what_can_be_done_now_comes_before_what_waits_for_the_next_time():
    campaign = found(
        "r", "03_campaign_roi", "result", "incremental_paid_amount", "campaign", "C", 1e6
    )
    told = matters([WHOLE, replace(campaign, verdict="unclear"),
                    replace(campaign, id="s", subject="D", verdict="repeat")])  # fmt: skip
    assert [m.lead.id for m in by_turn(told)] == ["a", "s", "r"]


def test_a_gap_of_the_data_that_two_pages_met_is_one_matter():
    gap = found("g", "00_retro", "data", "missing_days", "shop", "orders", None)
    told = matters([gap, replace(gap, id="h", notebook="04_user_lifecycle"), WHOLE])
    assert [(m.lead.id, len(m.others)) for m in told] == [("a", 0), ("g", 1)]
