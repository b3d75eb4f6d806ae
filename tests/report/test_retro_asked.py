"""A retro is asked for a shop and a month that are there, and says in one sentence what is not."""

import importlib.util
from pathlib import Path

import pytest

from fupan.ground.errors import DataMissing, NotebookFailed, WrongUse
from fupan.ground.language import speak
from fupan.report import retro
from fupan.store.imports import import_files

NOTEBOOKS = Path(__file__).parent / "notebooks"
SHOPS = Path(__file__).parents[1] / "store" / "shops.py"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A shop `mine` with forty orders of September 2026."""
    found = importlib.util.spec_from_file_location("shops", SHOPS)
    shops = importlib.util.module_from_spec(found)
    found.loader.exec_module(shops)
    place = tmp_path_factory.mktemp("asked")
    path = shops.write_orders(place / "files" / "orders.csv", month="2026-09")
    import_files([path], "mine", data=place / "data")
    return place / "data"


@pytest.fixture(autouse=True)
def english():
    speak("en")


def ask(data, out, shop="mine", month="2026-09", notebooks=("01",), **more):
    return retro(shop, month, notebooks, out=out, data=data, folder=NOTEBOOKS, **more)


def test_a_month_with_data_becomes_a_report_that_names_what_it_read(data, tmp_path):
    told = []
    result = ask(data, tmp_path, progress=told.append)
    assert result.exit_code == 0
    assert result.folder == tmp_path / "mine" / "2026-09"
    assert result.finding_count == 1
    manifest = (result.folder / "manifest.json").read_text(encoding="utf-8")
    assert '"snapshot": 1' in manifest
    assert '"orders": 0' in manifest
    assert (told[0].state, told[-1].state, told[-1].done) == ("running", "ok", 6)


@pytest.mark.parametrize(
    ("asked", "fault", "words"),
    [
        ({"month": "2026-11"}, DataMissing, "no data for 2026-11 .it has 2026-09 to 2026-09"),
        ({"month": "2026-13"}, WrongUse, "2026-13"),
        ({"month": "2026-W40"}, WrongUse, "month is a month"),
        ({"shop": "mien"}, DataMissing, "Did you mean 'mine'"),
        ({"shop": "../mine"}, WrongUse, "shop is a name"),
        ({"notebooks": ("fnie",)}, WrongUse, "no notebook"),
        ({"compare_to": "last"}, WrongUse, "compare_to cannot be 'last'"),
        ({"lang": "fr"}, WrongUse, "lang is zh or en"),
    ],
)
def test_what_is_not_there_is_named_and_nothing_is_written(data, tmp_path, asked, fault, words):
    with pytest.raises(fault, match=words):
        ask(data, tmp_path / "out", **asked)
    assert not (tmp_path / "out").exists()


def test_a_report_that_nothing_answered_raises_and_keeps_the_notebook_for_mending(data, tmp_path):
    with pytest.raises(NotebookFailed, match="see 02_failing"):
        ask(data, tmp_path, notebooks=("02",))
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["2026-09.failed"]
