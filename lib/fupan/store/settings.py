"""The facts of a shop that no export file tells: `shop.toml` and the key for buyers' pseudonyms."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.store.places import SETTINGS

_KEY_FILE = "buyer.key"
_TEMPLATE = """\
# 店铺设定 / facts of the shop that no export file tells
name = "{name}"
title = "{name}"
currency = "{currency}"                # 本位币 / currency of all amounts
timezone = "Asia/Shanghai"      # 店铺时区 / the shop's time zone
market = "{market}"                   # 大促日历，不用写 "-" / promotion calendar, "-" for none
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `shop.toml` says; every value has a default."""

    name: str
    title: Text
    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"
    market: str = "CN"  # whose promotion calendar and holidays hold; "-" for none
    public_key: str | None = None  # only for invented buyers, such as the sample shop's


def read_settings(folder: Path) -> Settings:
    """The shop's settings; defaults where there is no `shop.toml`."""
    path = folder / SETTINGS
    if not path.exists():
        return Settings(folder.name, Text(folder.name, folder.name))
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        zone = str(found.get("timezone", "Asia/Shanghai"))
        ZoneInfo(zone)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataInvalid(
            Text(
                zh=f"{SETTINGS} 读不了（{error}），请改正后再运行。",
                en=f"{SETTINGS} cannot be read ({error}); mend it and run again.",
            )
        ) from error
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise DataInvalid(
            Text(
                zh=f"{SETTINGS} 里的时区 {found.get('timezone')!r} 不存在，"
                "请写成 Asia/Shanghai 这样的名称。",
                en=f"{SETTINGS} names the unknown time zone {found.get('timezone')!r}; "
                "write one such as Asia/Shanghai.",
            )
        ) from error
    title, currency = found.get("title", folder.name), str(found.get("currency", "CNY"))
    if isinstance(title, dict):
        title = Text(str(title.get("zh", folder.name)), str(title.get("en", folder.name)))
    else:
        title = Text(str(title), str(title))
    return Settings(
        folder.name,
        title,
        currency,
        zone,
        str(found.get("market", _market(currency))),
        found.get("buyers", {}).get("public_key"),
    )


def write_default_settings(folder: Path, currency: str = "CNY") -> None:
    """Writes a `shop.toml` to be edited, where the shop has none."""
    path = folder / SETTINGS
    if not path.exists():
        path.write_text(
            _TEMPLATE.format(name=folder.name, currency=currency, market=_market(currency)),
            encoding="utf-8",
        )


def buyer_key(folder: Path, settings: Settings) -> bytes:
    """The secret that turns buyers' names into this shop's pseudonyms; made once, kept private.

    It lies beside the store and never in it. Without it, later files would make strangers of
    known buyers: back it up apart from the data.
    """
    if settings.public_key:
        return settings.public_key.encode()
    path = folder / _KEY_FILE
    if path.exists():
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    key = secrets.token_bytes(32)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
    return key


def key_mark(key: bytes) -> str:
    """A mark by which a key is recognised and from which it cannot be found."""
    return hmac.new(key, b"fupan buyer key", hashlib.sha256).hexdigest()[:12]


def _market(currency: str) -> str:
    """A shop that sells in yuan sells in China, until it says otherwise."""
    return "CN" if currency == "CNY" else "-"
