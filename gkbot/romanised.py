"""Bodies named in English or in pinyin: Zhangdian zone for a body called 张店…开发区, place names spelt, kinds translated.

A run of name words counts as one name; a department or kind that a body doesn't have makes it another body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from gkbot.collection import Body, Collection, short_region
from gkbot.lexicon import HAN, Lexicon, load_lexicon
from index.spelling import syllables

if TYPE_CHECKING:
    from gkbot.naming import Reading

SYLLABLES = re.compile(
    "(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxzcsryw])?"
    "(?:iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|ve|[aoeiuv]))+"
)
PLACE = re.compile(f"[{HAN}]{{2,6}}")
LATIN = re.compile(r"[a-z][a-z'’-]*")
PROPER = re.compile(
    r"(?:(?<=\s)|^)(?:[A-Z][\w'’-]+\s+(?:and\s+|of\s+|&\s+)?)+(?:[a-z][\w-]+\s+){0,3}?(?:government|bureau|park|zone|committee|cent(?:er|re)|office|department|commission|township|subdistrict|district|city|county)\b",
)


@dataclass(frozen=True, slots=True)
class _English:
    """How a body can be called in English: its own place words, its regions, and words for what it is."""

    places: frozenset[str]
    regions: frozenset[str]
    kinds: frozenset[str]
    spelt: frozenset[str]  # whole names in pinyin without blanks


@lru_cache(maxsize=2)
def _renderings(collection: Collection) -> dict[str, _English]:
    """The English renderings of all bodies of a collection, by full name."""
    read_of = {region: read for read, region in collection.regions_read.items()}
    return {full: _english(body, read_of) for full, body in collection.bodies.items()}


def _english(body: Body, read_of: Mapping[str, str]) -> _English:
    lexicon = load_lexicon()
    kinds: set[str] = set()
    places: set[str] = set()
    for name, read in zip(body.names, body.read, strict=True):
        for pattern, words in (*lexicon.departments, *lexicon.kinds):
            if pattern.search(name):
                kinds |= words
        places |= {"".join(read[m.start() : m.end()]) for m in PLACE.finditer(_without_known(name, body.regions, lexicon))}
    regions = frozenset(read_of[region] for region in body.regions)
    spelt = frozenset("".join(read) for read in body.read if len(read) >= 4)
    return _English(frozenset(places), regions, frozenset(kinds), spelt)


def _without_known(name: str, regions: Iterable[str], lexicon: Lexicon) -> str:
    """A name with its regions and the words for kind and department blanked: what is left are places of its own."""
    known = [re.compile(re.escape(form)) for region in regions for form in (region, short_region(region))]
    for pattern in (*known, *(pattern for pattern, _ in (*lexicon.kinds, *lexicon.departments))):
        name = pattern.sub(lambda m: " " * len(m.group()), name)
    return name


def is_pinyin(text: str) -> bool:
    """Whether every Latin word of a text can be read as pinyin: xingzheng xuke, but not disclosure rate."""
    return all(SYLLABLES.fullmatch(word) for word in LATIN.findall(text))


def respell(text: str) -> str:
    """A text in pinyin with the lexicon's words put back into characters; other words stay as they are."""
    spelt = _spelt_words()
    longest = max(map(len, spelt))
    parts = re.split(r"([a-z][a-z ]*[a-z])", text)
    for at in range(1, len(parts), 2):
        letters, said, i = parts[at].replace(" ", ""), "", 0
        while i < len(letters):
            size = next((n for n in range(min(longest, len(letters) - i), 3, -1) if letters[i : i + n] in spelt), 0)
            said += spelt[letters[i : i + size]] if size else letters[i]
            i += size or 1
        parts[at] = said
    return "".join(parts)


@lru_cache(maxsize=1)
def _spelt_words() -> dict[str, str]:
    return {"".join(syllables(word)): word for word in load_lexicon().literals}


def find_romanised(reading: Reading, original: str, collection: Collection) -> None:
    """Take the bodies that a question names in English or pinyin; `original` has the capitals of proper names."""
    if not re.search(r"[a-z]{3}", reading.text):
        return
    renderings = _renderings(collection)
    places = frozenset(place for english in renderings.values() for place in english.places | english.regions)
    _find_spelt(reading, renderings)
    for run in _runs(reading.text, places):
        _take_run(reading, run, renderings, collection)
    _find_unknown(reading, original, places)


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """All English words of the lexicon for departments and kinds of body."""
    lexicon = load_lexicon()
    return frozenset(word for _, words in (*lexicon.departments, *lexicon.kinds) for word in words)


def _find_spelt(reading: Reading, renderings: Mapping[str, _English]) -> None:
    """Names in pinyin, blanks or none between the syllables: zhangshu gongxinju."""
    letters = [(c, i) for i, c in enumerate(reading.text) if c.isascii() and c.isalpha()]
    joined = "".join(c for c, _ in letters)
    named: dict[str, set[str]] = {}
    for full, english in renderings.items():
        for spelt in english.spelt:
            if spelt in joined:
                named.setdefault(spelt, set()).add(full)
    if named:
        spelt = max(named, key=len)
        at = joined.index(spelt)
        reading.take(letters[at][1], letters[at + len(spelt) - 1][1] + 1, frozenset(named[spelt]))


def _runs(text: str, places: frozenset[str]) -> Iterable[list[tuple[str, int, int]]]:
    """Maximal runs of name words and connectors that hold a place name, as (word, start, end)."""
    known, connectors = _vocabulary() | places, load_lexicon().name_words["connectors"]
    run: list[tuple[str, int, int]] = []
    last = 0
    for match in LATIN.finditer(text):
        word = re.sub(r"(?:'s|’s)$", "", match.group())
        joins = not re.search(r"[^\s&]", text[last : match.start()])
        last = match.end()
        if (word in known or word in connectors) and joins:
            run.append((word, *match.span()))
            continue
        yield from _trimmed(run, places, connectors)
        run = [(word, *match.span())] if word in known else []
    yield from _trimmed(run, places, connectors)


def _trimmed(
    run: list[tuple[str, int, int]], places: frozenset[str], connectors: frozenset[str]
) -> list[list[tuple[str, int, int]]]:
    """The run without connectors at its ends, if it holds a place; "it" may end a name (industry and IT)."""
    while run and run[0][0] in connectors:
        run = run[1:]
    while run and run[-1][0] in connectors - {"it"}:
        run = run[:-1]
    return [run] if any(word in places for word, _, _ in run) else []


def _of_kind(scores: dict[str, int], said: str, collection: Collection) -> dict[str, int]:
    """The bodies of the kind that a run says (government, bureau), where one of them is; else all."""
    kinds = {mark.key for mark in load_lexicon().find(said, ["kind"])}
    return {full: score for full, score in scores.items() if collection.bodies[full].kind in kinds} or scores


def _take_run(
    reading: Reading, run: list[tuple[str, int, int]], renderings: Mapping[str, _English], collection: Collection
) -> None:
    """Take a run for the bodies it fits best; a run that names a kind or department none of them has is unknown."""
    name_words = load_lexicon().name_words
    words = frozenset(word for word, _, _ in run)
    kinds = (words & _vocabulary()) - name_words["unspecific"] - name_words["connectors"]
    scores = {}
    for full, english in renderings.items():
        named, regions = words & english.places, words & english.regions
        foreign = kinds - english.kinds - english.places - english.regions
        if not foreign and (named or (regions and kinds & english.kinds)):
            scores[full] = 3 * len(named) + len(regions) + len(words & english.kinds)
    start, end = run[0][1], run[-1][2]
    scores = _of_kind(scores, reading.text[start:end], collection)
    if scores:
        best = max(scores.values())
        reading.take(start, end, frozenset(full for full, score in scores.items() if score == best))
    elif kinds and len(run) > 1:
        reading.unknown.append(reading.text[start:end])
        reading.blank(start, end)


def _find_unknown(reading: Reading, original: str, places: frozenset[str]) -> None:
    """English names with a capital that no body of the collection goes by: Beijing municipal government."""
    for match in PROPER.finditer(original):
        words = [word for word in match.group().split() if word.lower() not in load_lexicon().name_words["leading"]]
        proper = {word.lower() for word in words if word[0].isupper()}
        name = " ".join(words)
        if not proper - _vocabulary() or proper & places or name.lower() not in reading.text:
            continue
        reading.unknown.append(name)
        start = reading.text.index(name.lower())
        reading.blank(start, start + len(name))
