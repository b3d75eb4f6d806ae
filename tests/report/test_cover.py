"""The cover says first what to do, then what was found."""

import re

from fupan.analysis.finding import Finding
from fupan.ground.language import Text, speak
from fupan.ground.periods import Period
from fupan.report.cover import Cover, cover_page


def cover(*findings):
    speak("en")
    shop = Text("店", "A shop")
    return Cover("x", shop, Period.parse("2026-10"), "previous", "CNY", (), findings, ())


def sections(page):
    return re.findall(r'<h2 id="(\w+)">', page)


def test_what_we_will_do_stands_before_the_findings_with_room_for_a_name_and_a_day():
    lost = Finding(
        "a", "02_x", "cause", "pay_conversion", "product", "P", Text("少卖", "Less sold"),
        impact=-300.0, action=Text("补货", "Order more now"),
    )  # fmt: skip
    page = cover_page(cover(lost), "en")
    assert sections(page)[:2] == ["actions", "findings"]
    todo = page[page.index('id="actions"') : page.index('id="findings"')]
    assert "Order more now" in todo and "Less sold" in todo
    assert "Owner" in todo and "By" in todo


def test_a_quiet_month_asks_for_nothing():
    page = cover_page(cover(), "en")
    todo = page[page.index('id="actions"') : page.index('id="findings"')]
    assert "No action follows from the data." in todo and "<li" not in todo
