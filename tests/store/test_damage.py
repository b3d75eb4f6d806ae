"""Files of a store damaged in turn: each ends in one sentence, never in a traceback."""

import shutil
from pathlib import Path

import pytest

from fupan.ground.errors import DataInvalid
from fupan.store import open_shop

SAMPLE = Path(__file__).parents[2] / "data" / "sample"


@pytest.fixture
def data(tmp_path):
    """A copy of the sample shop, to be damaged."""
    store = tmp_path / "sample" / "store"
    shutil.copytree(SAMPLE / "store", store)
    shutil.copy(SAMPLE / "shop.toml", tmp_path / "sample")
    return tmp_path


def cut(path):
    path.write_bytes(path.read_bytes()[:200])


def rot(path):
    content = bytearray(path.read_bytes())
    content[-300:-8] = b"\xff" * 292
    path.write_bytes(content)


def gone(path):
    path.unlink()


@pytest.mark.parametrize("damage", [cut, rot, gone])
def test_a_damaged_table_is_named_with_what_to_do(data, damage):
    damage(next((data / "sample" / "store" / "lives").rglob("*.parquet")))
    with pytest.raises(DataInvalid, match=r"lives.*fupan import"):
        open_shop("sample", data).days("lives")


def test_a_damaged_journal_of_a_table_is_named(data):
    cut(next((data / "sample" / "store" / "lives" / "_delta_log").glob("*.json")))
    with pytest.raises(DataInvalid, match="lives"):
        open_shop("sample", data)


def test_a_damaged_journal_of_the_shop_is_named(data):
    for path in (data / "sample" / "store" / "_versions").glob("*.json"):
        path.write_text("{", "utf-8")
    with pytest.raises(DataInvalid, match="_versions"):
        open_shop("sample", data)
