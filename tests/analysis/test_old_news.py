"""What could be told before the month is not its news: it comes last, and is said to be old."""

import dataclasses

import pytest

from fupan.analysis.finding import Finding
from fupan.analysis.matter import by_turn, matters
from fupan.ground.language import Text, speak
from fupan.report import told


@pytest.fixture(autouse=True)
def english():
    speak("en")


def finding(subject, impact, known_since=None):
    return Finding(
        id=subject, notebook="04_user_lifecycle", kind="change", metric="repeat_rate_90d",
        subject_kind="cohort", subject=subject, impact=impact, known_since=known_since,
        statement=Text(f"{subject} 少", f"{subject} less"),
        action=Text(f"查 {subject}", f"look {subject}"),
    )  # fmt: skip


OLD, NEW = finding("2026-03", -900.0, "2026-06-29"), finding("2026-07", -100.0)


def test_news_comes_before_what_was_known_whatever_it_is_worth():
    assert [m.lead.subject for m in matters([OLD, NEW])] == ["2026-07", "2026-03"]
    assert [m.lead.subject for m in by_turn(matters([OLD, NEW]))] == ["2026-07", "2026-03"]


def test_what_was_known_before_stands_under_a_heading_of_its_own_with_its_day():
    lines = told.findings([OLD, NEW]).text.splitlines()
    assert lines == ["1. [−¥100] 2026-07 less", "Not news of this month, but still so",
                     "- [−¥900] 2026-03 less"]  # fmt: skip
    assert "To be seen since 2026-06-29" in told.findings([OLD]).html


def test_the_day_since_which_a_finding_was_known_is_in_the_json_only_where_there_is_one():
    assert OLD.as_json("en")["known_since"] == "2026-06-29"
    assert "known_since" not in dataclasses.replace(OLD, known_since=None).as_json("en")


def test_facts_that_stand_alone_begin_like_a_sentence_but_names_stay():
    from fupan.analysis.finding import Evidence

    facts = tuple(
        Evidence(Text("", en), "orders") for en in ("log of 10-14: x", "iPad cover", "p-1 y")
    )
    html = told.findings([dataclasses.replace(NEW, evidence=facts)]).html
    assert "<li>Log of 10-14: x" in html
    assert "<li>iPad cover" in html
    assert "<li>p-1 y" in html
