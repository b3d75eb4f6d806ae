"""Parameters are values of a declared type; everything else is refused before a kernel starts."""

from pathlib import Path

import pytest

from fupan.ground.errors import WrongUse
from fupan.ground.language import speak
from fupan.report import shelf
from fupan.report.parameters import checked, listing, schema
from fupan.report.run import run_notebook

NOTEBOOKS = Path(__file__).parent / "notebooks"


@pytest.fixture(autouse=True)
def english():
    speak("en")


def declared(name="12_typed"):
    return schema(shelf.read(NOTEBOOKS / f"{name}.ipynb"), name)


def given(**values):
    return checked({"code": "x", **values}, declared(), "12_typed")


def test_the_parameters_cell_is_the_schema_with_types_defaults_and_help():
    parameters = declared()
    told = {p.name: (p.type_words, p.default, p.help) for p in parameters.values()}
    assert told["top_n"] == ("int", 5, "how many")
    assert told["channels"] == ("list[str]", ["a"], "which channels")
    assert told["limit"] == ("int | None", None, "at most")
    assert parameters["mode"].options == ("fast", "slow")
    assert not parameters["code"].has_default


def test_text_is_read_by_the_declared_type_and_never_guessed():
    values = given(top_n="007", rate="2", deep="no", channels="a,b", limit="None", code="007")
    assert values == {
        "top_n": 7, "rate": 2.0, "deep": False, "channels": ["a", "b"], "limit": None,
        "code": "007",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("top_n", "1_000"), ("top_n", "１２"), ("top_n", "٣"), ("top_n", "1.0"), ("top_n", 1.5),
        ("top_n", True), ("top_n", None), ("top_n", "9" * 400), ("rate", "nan"), ("rate", "inf"),
        ("rate", float("inf")), ("deep", "1"), ("deep", 1), ("code", 7), ("code", b"x"),
        ("code", "a\0b"), ("code", "\ud800"), ("channels", ('"; code #',)),
        ("channels", {"a": 1}), ("channels", [["a"]]), ("mode", "quick"),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_refused_and_named(name, value):
    with pytest.raises(WrongUse, match=name):
        given(**{name: value})


def test_code_in_a_parameters_name_is_an_unknown_name():
    with pytest.raises(WrongUse, match="no parameter"):
        given(**{"x=1;open('PWNED','w');y": "1"})


def test_a_misspelt_name_is_refused_with_the_nearest():
    with pytest.raises(WrongUse, match="Did you mean 'month'"):
        given(mnoth="2024-01")


def test_a_parameter_without_default_must_be_given():
    with pytest.raises(WrongUse, match="needs a value for: code"):
        checked({}, declared(), "12_typed")


@pytest.mark.parametrize("month", ["2024-13", "2024-1", "2024-01-05", "last", "", "２０２４-０１"])
def test_a_month_is_a_month(month):
    with pytest.raises(WrongUse, match="month"):
        given(month=month)


def test_a_shop_is_a_name_and_never_a_path_or_a_query():
    for shop in ("A' or '1'='1", "../x", "/etc", "a b", "{shop.__class__}"):
        with pytest.raises(WrongUse, match="shop is a name"):
            checked({"shop": shop}, declared("01_fine"), "01_fine")


def test_a_comparison_is_one_of_those_there_are():
    with pytest.raises(WrongUse, match="Did you mean 'previous'"):
        checked({"compare_to": "previus"}, declared("01_fine"), "01_fine")
    assert checked({"compare_to": "2025-10"}, declared("01_fine"), "01_fine")


@pytest.mark.parametrize("name", ["db_password", "API_KEY", "token", "my_secret", "access_token"])
def test_secrets_are_no_parameters_and_their_values_are_not_repeated(name):
    with pytest.raises(WrongUse) as refused:
        given(**{name: "hunter2SECRET"})
    assert "hunter2SECRET" not in str(refused.value)


def test_a_notebook_that_declares_a_secret_is_refused_even_when_none_is_passed():
    with pytest.raises(WrongUse, match="secret"):
        checked({}, declared("13_secret"), "13_secret")


def test_a_notebook_without_a_tagged_cell_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(WrongUse, match="no cell tagged 'parameters'"):
        run_notebook(NOTEBOOKS / "06_unmarked.ipynb", tmp_path / "out", {})
    assert not (tmp_path / "out").exists()


def test_the_listing_names_each_notebooks_question_and_keeps_the_faulty_ones():
    found = {entry.name: entry for entry in listing(NOTEBOOKS)}
    assert found["01_fine"].question == "Who came?"
    assert list(found["01_fine"].parameters) == ["shop", "month", "compare_to", "lang"]
    assert "tagged" in found["06_unmarked"].fault


def test_notebooks_are_chosen_by_number_topic_or_name_with_the_cover_last():
    chosen = shelf.chosen(["00", "fine", "02_failing"], NOTEBOOKS)
    assert [path.stem for path in chosen] == ["01_fine", "02_failing", "00_cover"]
    with pytest.raises(WrongUse, match="Did you mean '01_fine'"):
        shelf.chosen(["01_fin"], NOTEBOOKS)
