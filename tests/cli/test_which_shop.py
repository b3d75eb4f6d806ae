"""Which shop an import fills where none is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from fupan.cli.options import shop_to_fill
from fupan.ground.errors import WrongUse


@pytest.fixture(autouse=True)
def unnamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FUPAN_SHOP", raising=False)


def _shops(data: Path, *names: str) -> Path:
    for name in names:
        (data / name / "store").mkdir(parents=True)
        (data / name / "shop.toml").touch()
    return data


def test_the_first_import_makes_a_shop_and_never_fills_the_sample(tmp_path: Path) -> None:
    assert shop_to_fill(None, _shops(tmp_path, "sample")) == "myshop"


def test_the_only_shop_of_ones_own_is_filled(tmp_path: Path) -> None:
    assert shop_to_fill(None, _shops(tmp_path, "sample", "tea")) == "tea"


def test_of_several_shops_one_must_be_named(tmp_path: Path) -> None:
    data = _shops(tmp_path, "tea", "shoes")
    with pytest.raises(WrongUse, match="--shop"):
        shop_to_fill(None, data)
    assert shop_to_fill("shoes", data) == "shoes"
