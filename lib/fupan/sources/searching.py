"""Finds kinds of exports by what a shop calls them: a platform, a tool, a table, in any tongue."""

from __future__ import annotations

from collections.abc import Sequence

from fupan.contract import TABLES
from fupan.ground.errors import WrongUse, suggestion
from fupan.ground.language import Text
from fupan.sources.profile import Profile

# What else the platform is called whose exports begin with these letters.
_ALSO = {
    "alibaba_1688": "阿里巴巴 alibaba",
    "amazon": "亚马逊",
    "dmp": "淘宝 天猫 taobao tmall 阿里妈妈",
    "douyin": "抖音 tiktok",
    "ga4": "谷歌 google analytics",
    "google": "谷歌",
    "jushuitan": "erp",
    "luopan": "抖音 抖店 douyin 巨量",
    "meta": "facebook instagram",
    "pdd": "pdd 多多",
    "pinxiaobao": "淘宝 天猫 taobao tmall 阿里妈妈",
    "qianchuan": "抖音 抖店 douyin",
    "qianniu": "淘宝 天猫 taobao tmall",
    "sycm": "淘宝 天猫 taobao tmall 店铺取数",
    "taobao": "阿里妈妈 alimama",
    "tmall": "淘宝 taobao",
    "wangdiantong": "erp",
    "wanxiangtai": "淘宝 天猫 taobao tmall 阿里妈妈",
    "xiaohongshu": "xhs redbook rednote",
    "yinlimofang": "淘宝 天猫 taobao tmall 阿里妈妈 万相台",
    "zhitongche": "淘宝 天猫 taobao tmall 阿里妈妈 万相台",
}


def search(asked: str, profiles: Sequence[Profile]) -> tuple[Profile, ...]:
    """The profile of this name, else those that every word asked for speaks of."""
    if named := [p for p in profiles if p.name == asked]:
        return tuple(named)
    words = asked.casefold().replace("/", " ").split()
    found = tuple(p for p in profiles if words and all(w in _said_of(p) for w in words))
    if found:
        return found
    terms = {word for p in profiles for word in (*_said_of(p).split(), p.name)}
    hint = suggestion(asked.casefold(), sorted(terms))
    raise WrongUse(
        Text(
            zh=f"没有叫 {asked!r} 的格式。{hint.zh}全部格式：fupan sources；"
            "没有列出的文件：fupan map 文件",
            en=f"There is no format {asked!r}.{hint.en} All of them: fupan sources; for a file "
            "that is not listed: fupan map FILE",
        )
    )


def _said_of(profile: Profile) -> str:
    table = TABLES[profile.table].title if profile.table else Text("", "")
    also = " ".join(more for start, more in _ALSO.items() if profile.name.startswith(start))
    title = profile.title
    return f"{profile.name} {title.zh} {title.en} {table.zh} {table.en} {also}".casefold()
