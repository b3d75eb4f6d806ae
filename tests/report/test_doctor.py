"""The doctor names what a scheduled run would miss; messages tell findings and no secret."""

import json

import pytest

from fupan.ground.errors import EnvironmentFault, NotebookFailed
from fupan.ground.language import Text, speak
from fupan.ground.periods import Period
from fupan.report import doctor, message, printing

REPORT = {
    "shop": "mine", "month": "2026-09", "compare_to": "previous", "currency": "CNY",
    "findings": [
        {"id": f"01_traffic/change/gmv/{n}", "notebook": "01_traffic", "kind": "change",
         "metric": "gmv", "subject_kind": "shop", "subject": str(n), "value": 1.0,
         "baseline": 2.0, "change": -1.0, "unit": "money", "impact": -100.0 * n,
         "impact_low": None, "impact_high": None, "cause": None, "confidence": None,
         "evidence": [], "statement": f"Sentence {n}; call 13800138000.", "action": None,
         "caveat": None} for n in (1, 2, 3, 4)
    ],
}  # fmt: skip
MANIFEST = {
    "shop_title": {"zh": "小店", "en": "Small shop"},
    "notebooks": {"01_traffic": {"status": "ok"}, "05_inventory": {"status": "died"}},
}


@pytest.fixture(autouse=True)
def english():
    speak("en")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "findings.json").write_text(json.dumps(REPORT), encoding="utf-8")
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    return tmp_path


def states(found):
    return {str(look.name): look.state for look in found}


def test_a_machine_without_shops_and_notebooks_is_told_what_to_do(tmp_path):
    found = doctor.examine(None, data=tmp_path / "data", out=tmp_path / "reports", root=tmp_path)
    told = states(found)
    assert (told["store"], told["notebooks"]) == ("advice", "fault")
    assert (told["kernel"], told["disk"], told["report folder"]) == ("ok", "ok", "ok")
    assert all(look.mend for look in found if look.state == "fault" or str(look.name) == "store")
    assert not (tmp_path / "reports").exists()


def test_a_report_folder_that_is_a_file_is_found_beforehand(tmp_path):
    (tmp_path / "reports").write_text("no folder")
    found = doctor.examine(None, data=tmp_path / "data", out=tmp_path / "reports" / "deep")
    assert states(found)["report folder"] == "fault"


def test_an_unknown_shop_is_named_with_the_way_to_import_it(tmp_path):
    found = doctor.examine("nowhere", data=tmp_path, out=tmp_path)
    store = next(look for look in found if str(look.name) == "store")
    assert store.state == "fault"
    assert "fupan import" in str(store.mend)


def test_the_message_holds_the_three_biggest_findings_and_what_did_not_finish(folder):
    title, text = message.message(folder, "en")
    assert title == "Small shop, September 2026 in review"
    assert text.splitlines() == [
        "⚠ Incomplete: 05_inventory did not finish.",
        "1. [−¥400] Sentence 4; call ***********.",
        "2. [−¥300] Sentence 3; call ***********.",
        "3. [−¥200] Sentence 2; call ***********.",
    ]


def test_addresses_come_from_the_environment_and_are_never_told(folder, monkeypatch):
    monkeypatch.setenv("FUPAN_TELL", "slack://secret-a, mailto://secret-b")
    sent = []
    count = message.tell("mine", folder, "en", lambda *given: sent.append(given) or True)
    assert count == 2
    assert sent[0][0] == ["slack://secret-a", "mailto://secret-b"]
    assert "secret" not in "".join(sent[0][1:])
    with pytest.raises(EnvironmentFault) as refused:
        message.tell("mine", folder, "en", lambda *given: False)
    assert "secret" not in str(refused.value)


def test_a_report_that_is_absent_is_told_by_class_and_never_by_its_words(monkeypatch):
    monkeypatch.setenv("FUPAN_TELL", "slack://secret-a")
    sent, fault = [], NotebookFailed(Text("买家 小王", "buyer Wang"))
    month = Period.parse("2026-09")
    message.tell_absence("mine", month, fault, "en", lambda *given: sent.append(given) or True)
    assert sent[0][1] == "No retro of mine, September 2026"
    assert sent[0][2].startswith("NotebookFailed (exit code 5).")
    assert "Wang" not in sent[0][2]


def test_without_an_address_the_error_says_where_to_put_one(folder, monkeypatch):
    monkeypatch.delenv("FUPAN_TELL", raising=False)
    with pytest.raises(EnvironmentFault, match="FUPAN_TELL"):
        message.tell("mine", folder, "en", lambda *given: True)


def test_without_chromium_a_pdf_is_refused_before_anything_runs(monkeypatch):
    monkeypatch.setenv("FUPAN_CHROMIUM", "no-such-program")
    with pytest.raises(EnvironmentFault, match="install chromium"):
        printing.check_program()


@pytest.mark.skipif(printing.program() is None, reason="there is no Chromium to print with")
@pytest.mark.browser
def test_a_page_is_printed_as_a_pdf():
    page = "<!doctype html><html lang='en'><title>t</title><body><h1>Hello</h1></body></html>"
    printed = printing.pdfs({"01_fine.html": page})
    assert list(printed) == ["01_fine.pdf"]
    assert printed["01_fine.pdf"].startswith(b"%PDF")
