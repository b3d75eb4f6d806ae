"""Where shops live: `data/<shop>/` with `shop.toml`, the store, and what was set aside."""

from __future__ import annotations

import os
import re
from pathlib import Path

from fupan.ground.errors import DataMissing, WrongUse, listed, suggestion
from fupan.ground.language import Text

SETTINGS = "shop.toml"
STORE = "store"
QUARANTINE = "quarantine"
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def data_root(data: str | Path | None = None) -> Path:
    """The folder of all shops: the argument, else `FUPAN_DATA`, else `data/` here or above."""
    if data is not None:
        return Path(data).expanduser().resolve()
    if named := os.environ.get("FUPAN_DATA"):
        return Path(named).expanduser().resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if any((folder / "data").glob(f"*/{SETTINGS}")):
            return folder / "data"
    return here / "data"


def shop_folder(name: str, data: str | Path | None = None) -> Path:
    """The folder of one shop, which need not exist yet."""
    if not _SLUG.fullmatch(name):
        raise WrongUse(
            Text(
                zh=f"店铺名 {name!r} 不合规：只能用小写字母、数字、- 和 _，例如 my-shop；"
                "中文店名写在 shop.toml 的 title 里。",
                en=f"{name!r} is not a shop's name: use lower-case letters, digits, - and _, "
                "for example my-shop; the shop's full name goes into shop.toml as title.",
            )
        )
    return data_root(data) / name


def shop_names(data: str | Path | None = None) -> list[str]:
    """The shops that hold data, by name."""
    root = data_root(data)
    return sorted(p.parent.name for p in root.glob(f"*/{STORE}") if p.is_dir())


def existing_shop_folder(name: str, data: str | Path | None = None) -> Path:
    """The folder of a shop that holds data, or an error that lists those that do."""
    folder = shop_folder(name, data)
    if (folder / STORE).is_dir():
        return folder
    names = shop_names(data)
    hint = suggestion(name, names)
    have = (
        Text(zh=f"已有店铺：{listed(names)}。", en=f" Shops: {listed(names)}.")
        if names
        else Text(zh="这里还没有任何店铺。", en=" There is no shop here yet.")
    )
    sample = (
        Text(zh="，先运行 `fupan sample`", en="; run `fupan sample` first")
        if name == "sample"
        else Text(
            zh=f"，先导入：`fupan import 文件夹 --shop {name}`",
            en=f"; import first: `fupan import FOLDER --shop {name}`",
        )
    )
    raise DataMissing(
        Text(
            zh=f"{folder.parent} 里没有店铺 {name!r} 的数据{sample.zh}。{hint.zh}{have.zh}"
            "数据在别的文件夹就加 --data。",
            en=f"{folder.parent} holds no data of shop {name!r}{sample.en}.{hint.en}{have.en} "
            "If they live in another folder, add --data.",
        )
    )
