"""Options that many commands share, and the defaults that a user would expect."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from fupan.ground.errors import WrongUse, listed
from fupan.ground.language import Text, speak
from fupan.store import shop_names


def _speak(lang: str | None) -> str | None:
    if lang is not None:
        speak(lang)
        os.environ["FUPAN_LANG"] = lang
    return lang


Lang = Annotated[
    str | None,
    typer.Option(
        "--lang",
        callback=_speak,
        is_eager=True,
        metavar="zh|en",
        help="语言，默认 zh / language, default zh",
    ),
]
Shop = Annotated[
    str | None,
    typer.Option(
        "--shop", metavar="NAME", help="店铺；只有一家店时可省略 / shop; not needed with one shop"
    ),
]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="店铺数据所在文件夹，默认 data/ / where shops live"),
]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON / for machines")]


def shop_to_read(shop: str | None, data: Path | None) -> str:
    """The shop named, else `FUPAN_SHOP`, else the only one of one's own, else the sample.

    Of several, none is chosen in silence.
    """
    if shop or os.environ.get("FUPAN_SHOP"):
        return shop or os.environ["FUPAN_SHOP"]
    own = _own(data)
    return own or "sample"


def shop_to_fill(shop: str | None, data: Path | None) -> str:
    """The shop named, else `FUPAN_SHOP`, else the only one of one's own, else a new `myshop`.

    The sample is never filled by accident, and of several shops none is chosen in silence.
    """
    if shop or os.environ.get("FUPAN_SHOP"):
        return shop or os.environ["FUPAN_SHOP"]
    return _own(data) or "myshop"


def _own(data: Path | None) -> str:
    """The only shop beside the sample, or nothing; of several, one must be named."""
    own = [name for name in shop_names(data) if name != "sample"]
    if len(own) > 1:
        every = shop_names(data)
        raise WrongUse(
            Text(
                zh=f"有 {len(every)} 家店（{listed(every)}），请写 --shop。",
                en=f"There are {len(every)} shops ({listed(every)}); name one with --shop.",
            )
        )
    return own[0] if own else ""
