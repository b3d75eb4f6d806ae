"""One place rounds, half up, and an unknown number is a dash."""

from decimal import Decimal

import pytest

from fupan.ground import words
from fupan.ground.errors import nearest, suggestion
from fupan.ground.language import Text, speak, spoken


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),
        (1234567.5, 0, "1,234,568"),
        (-0.4, 0, "0"),
        (-0.001, 2, "0.00"),
        (-0.63, 2, "−0.63"),
        (Decimal("0.5"), 0, "1"),
        (None, 0, "–"),
        (float("nan"), 0, "–"),
        (float("inf"), 0, "–"),
    ],
)
def test_numbers_are_rounded_half_up(value, places, shown):
    assert words.grouped(value, places) == shown


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (8_456, "¥8,456", "¥8,456"),
        (9_999.4, "¥9,999", "¥9,999"),
        (9_999.5, "¥1.0万", "¥10.0k"),
        (123_456, "¥12.3万", "¥123.5k"),
        (-47_800, "−¥4.8万", "−¥47.8k"),
        (123_456_789, "¥1.23亿", "¥123.46M"),
        (0, "¥0", "¥0"),
        (5.956, "¥5.96", "¥5.96"),
        (-0.4, "−¥0.40", "−¥0.40"),
        (6, "¥6", "¥6"),
        (10.4, "¥10", "¥10"),
        (0.004, "¥0", "¥0"),
    ],
)
def test_money_in_a_sentence_is_short_in_each_language(value, zh, en):
    text = words.amount_text(value)
    assert (text.zh, text.en) == (zh, en)


def test_a_change_has_its_sign_and_nothing_has_none():
    assert words.change(0.123) == "+12.3%" and words.change(-0.05) == "−5.0%"
    assert words.change(0.0) == "0.0%" and words.points(0.0035, lang="en") == "+0.35 pp"


def test_rates_change_in_points():
    assert words.points(-0.0041, lang="zh") == "−0.41 个百分点"


def test_currency_comes_from_the_shop():
    assert words.money(1299.9, "GBP", places=2) == "£1,299.90"
    assert words.amount(1_500_000, "USD", lang="en") == "$1.50M"


def test_the_nearest_name_is_suggested_and_a_far_one_is_not():
    assert nearest("Converson", ["conversion", "gmv"]) == ["conversion"]
    assert suggestion("xyzzy", ["conversion"]) == Text("", "")


def test_a_text_speaks_the_language_that_was_chosen():
    before = spoken()
    try:
        speak("en")
        assert str(Text("是", "yes")) == "yes"
        speak("zh")
        assert str(Text("是", "yes")) == "是"
    finally:
        speak(before)
