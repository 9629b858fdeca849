"""Where a body is: province, city and county from its name and report, completed from the table of administrative divisions.

Places the table does not know are taken from the wording X省Y市Z区. Knows nothing of the official form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.bodies.divisions import RANK, Division, divisions_by_text, level_of, match_divisions
from index.bodies.origin import divisions_of_host, divisions_of_path
from index.report import Region

_LEVELS = ("province", "city", "county")
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


def read_region(name: str, address: str | None, text: str, *, path: str = "", website: str | None = None) -> Region:
    """The region of the body called `name`: what name, address and text agree on; a level stays None where they do not tell.

    The file's `path` and the `website` the report names only settle what those leave open.
    """
    places, _ = split_places(name)
    candidates = match_divisions([place.text for place in places])
    if not candidates and not places:
        places = tuple(_read_worded(address or "")) or split_places(address or "")[0]
        candidates = match_divisions([place.text for place in places])
    if not candidates:
        return _deepen(_region_from_wording(places, address, text), path, website)
    narrowed = _narrow(candidates, f"{address or ''}\n{text}")
    if len(narrowed) > 1:
        narrowed = _narrow_by_origin(narrowed, path, website)
    return _deepen(Region(*(_agreed(narrowed, level) for level in range(3))), path, website)


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
    known = divisions_by_text()
    for length in range(min(len(name), _LONGEST_PLACE), 1, -1):
        text = name[:length]
        if text not in known or (name[length : length + 1] in _RANK_AFTER and not RANK.search(text)):
            continue
        levels = [level_of(division) for division in match_divisions([*outer, text])]
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


def _narrow_by_origin(candidates: list[Division], path: str, website: str | None) -> list[Division]:
    """Those of places of one name that lie where the file or its web site comes from; all of them when that does not tell."""
    origins = (*divisions_of_path(path), *divisions_of_host(website or path))
    inside = [
        division
        for division in candidates
        if any(_is_within(division, origin) or _is_within(origin, division) for origin in origins)
    ]
    return inside or candidates


def _deepen(region: Region, path: str, website: str | None) -> Region:
    """The region with the county (or whatever it lacks) that the file's folders or its web site name, if they name just one."""
    if region.province is None and region != Region():
        return _place_within(region, divisions_of_path(path) or divisions_of_host(website or path))
    if region.county is not None or (region.city is None and region.province is not None):
        return region
    known: Division | None = (region.province, region.city, None) if region.province else None
    for origins in (divisions_of_path(path), divisions_of_host(website or path)):
        found = [origin for origin in origins if known is None or (origin[2] and _is_within(origin, known))]
        if len(found) == 1:
            return Region(*found[0])
    return region


def _place_within(region: Region, origins: tuple[Division, ...]) -> Region:
    """A city or county that no table has, in the province and city that its origin names."""
    if len(origins) != 1 or origins[0][2] is not None or (region.city and origins[0][1] not in (None, region.city)):
        return region
    return Region(origins[0][0], region.city or origins[0][1], region.county)


def _is_within(division: Division, outer: Division) -> bool:
    return all(part is None or part == own for part, own in zip(outer, division, strict=True))
