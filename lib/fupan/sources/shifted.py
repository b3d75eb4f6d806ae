"""Rows whose cells stand in the wrong columns, so that a name may stand where a date belongs.

Two unreadable cells in one row are taken for that; of such a row only numbers, dates, signs and a
sheet's own errors are shown.
"""

from __future__ import annotations

import re
from collections import Counter

from fupan.ground.personal import masked
from fupan.sources.cleaning import Staged
from fupan.sources.profile import Profile

_HIDDEN = "***"
# The hundred commonest surnames, eighty-five of a hundred people.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_NAME = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff·*＊ ]{{1,4}}[\W_]*")
_PLACE = re.compile(r"[省市区县镇乡村路街巷号楼栋室]")
_CERTAIN = re.compile(r"[\W\d_年月日时点分秒上下午元万亿EeTZ]*|#[A-Z/0!?]{3,8}")


def shifted_rows(profile: Profile, staged: Staged) -> frozenset[int]:
    """The rows in which two or more cells hold what their columns cannot."""
    times: Counter[int] = Counter()
    for key, unread in staged.unread.items():
        if not profile.reads[key].advisory:
            times.update(staged.table["_row"].filter(unread).to_pylist())
    return frozenset(row for row, count in times.items() if count > 1)


def unnamed(text: str) -> str:
    """The text of a cell; hidden whole where a telephone or the like stands beside words."""
    return text if masked(text) == text else certain(text)


def misplaced(text: str) -> str:
    """The text of a cell that holds no number or date; hidden where it may be a name or address."""
    is_someone = _NAME.fullmatch(text.strip()) or _PLACE.search(text)
    return certain(text) if is_someone else unnamed(text)


def certain(text: str) -> str:
    """The text of a cell, if it can be nobody's name, number or address."""
    return masked(text) if _CERTAIN.fullmatch(text.strip()) else _HIDDEN
