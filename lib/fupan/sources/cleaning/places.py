"""Provinces and cities: the two things that an import keeps of an address, in one spelling."""

from __future__ import annotations

# fmt: off
_PROVINCES = (
    "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江",
    "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南",
    "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾",
    "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门",
)
# fmt: on
_CITY_STATES = ("北京", "天津", "上海", "重庆", "香港", "澳门")
_GUARDS = " \t\u3000''\"="
_START = r"^.{2,3}?(?:省|壮族自治区|回族自治区|维吾尔自治区|自治区)?[ ,，]*"
_CITY = _START + r"(?:([^ ,，省市]{2,12}自治州)|([^ ,，省区县]{2,9}?)(?:市|地区|盟|[ ,，]|$))"


def province_of(x: str) -> str:
    """SQL: 内蒙古自治区, 内蒙古 and 内蒙古自治区 呼和浩特市… are all 内蒙古; null when unknown."""
    arms = " ".join(f"when '{name[:2]}' then '{name}'" for name in _PROVINCES)
    return f"case trim({x}, '{_GUARDS}')[1:2] {arms} end"


def city_of(x: str) -> str:
    """SQL: the city without 市, where `province` is known; a municipality is its own city."""
    states = ", ".join(f"'{name}'" for name in _CITY_STATES)
    y = f"trim({x}, '{_GUARDS}')"
    found = f"regexp_extract({y}, '{_CITY}', "
    return (
        f"case when province in ({states}) then province when province is not null "
        f"then nullif(coalesce(nullif({found}1), ''), {found}2)), '') end"
    )
