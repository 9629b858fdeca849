"""Bodies named in English or in pinyin: Zhangdian zone for a body called 张店…开发区, place names spelt, kinds translated.

A run of name words counts as one name; a department or kind that a body doesn't have makes it another body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from gkbot.collection import Body, Collection, short_region
from gkbot.lexicon import Lexicon, load_lexicon

if TYPE_CHECKING:
    from gkbot.naming import Reading

CONNECTORS = frozenset(["and", "of", "the", "&", "it", "for", "in"])
# English words of a name that say nothing about which body it is.
COMMON = frozenset(
    [
        "committee",
        "management",
        "administration",
        "municipal",
        "city",
        "district",
        "county",
        "provincial",
        "province",
        "national",
        "state",
        "government's",
        "people's",
        "office",
        "general",
    ]
)
LATIN = re.compile(r"[a-z][a-z'’-]*")
PROPER_ENGLISH = re.compile(
    r"(?:(?<=\s)|^)(?:[A-Z][\w'’-]+\s+(?:and\s+|of\s+|&\s+)?)+(?:[a-z][\w-]+\s+){0,3}?(?:government|bureau|park|zone|committee|cent(?:er|re)|office|department|commission|township|subdistrict|district|city|county)\b",
)
QUESTION_WORDS = frozenset(
    [
        "how",
        "what",
        "which",
        "who",
        "when",
        "where",
        "why",
        "did",
        "does",
        "do",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "the",
        "a",
        "an",
        "in",
        "of",
        "for",
        "list",
        "summarise",
        "summarize",
        "rank",
        "give",
        "tell",
        "show",
        "compare",
    ]
)


@lru_cache(maxsize=4096)
def pinyin(character: str) -> str:
    """The toneless pinyin of a character; any other character as it is."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(character))


@dataclass(frozen=True, slots=True)
class _English:
    """How a body can be called in English: its own place words, its regions, and words for what it is."""

    places: frozenset[str]
    regions: frozenset[str]
    kinds: frozenset[str]
    spelt: frozenset[str]  # whole names in pinyin without blanks


@lru_cache(maxsize=65536)
def _english(body: Body) -> _English:
    lexicon = load_lexicon()
    kinds: set[str] = set()
    places: set[str] = set()
    for name in body.names:
        rest = name
        for pattern, words in (*lexicon.departments, *lexicon.kinds):
            if pattern.search(rest):
                kinds |= words
        for region in body.regions:
            rest = rest.replace(region, " ").replace(short_region(region), " ")
        for pattern, _ in (*lexicon.kinds, *lexicon.departments):
            rest = pattern.sub(" ", rest)
        places |= {spell(part) for part in rest.split() if 2 <= len(part) <= 6}
    regions = {spell(short_region(region)) for region in body.regions}
    spelt = {spell(name) for name in body.names if len(name) >= 4}
    return _English(frozenset(places), frozenset(regions), frozenset(kinds), frozenset(spelt))


def spell(word: str) -> str:
    return "".join(map(pinyin, word))


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
    return {spell(word): word for word in load_lexicon().literals}


def find_romanised(reading: Reading, original: str, collection: Collection) -> None:
    if not re.search(r"[a-z]{3}", reading.text):
        return
    lexicon = load_lexicon()
    vocabulary = frozenset(w for _, words in (*lexicon.departments, *lexicon.kinds) for w in words)
    renderings = {full: _english(body) for full, body in collection.bodies.items()}
    places = frozenset(place for e in renderings.values() for place in e.places | e.regions)
    _find_spelt(reading, renderings)
    for run in _runs(reading.text, vocabulary | places, places):
        words = [w for w, _, _ in run]
        _take_english(reading, run, frozenset(words), renderings, vocabulary)
    _find_unknown_english(reading, original, places, lexicon)


def _find_spelt(reading: Reading, renderings: dict[str, _English]) -> None:
    """Names in pinyin, blanks or none between the syllables: zhangshu gongxinju."""
    letters = [(c, i) for i, c in enumerate(reading.text) if c.isascii() and c.isalpha()]
    joined = "".join(c for c, _ in letters)
    best: dict[str, set[str]] = {}
    for full, english in renderings.items():
        for spelt in english.spelt:
            if spelt in joined:
                best.setdefault(spelt, set()).add(full)
    if best:
        spelt = max(best, key=len)
        at = joined.index(spelt)
        reading.found.append(frozenset(best[spelt]))
        reading.blank(letters[at][1], letters[at + len(spelt) - 1][1] + 1)


def _runs(text: str, vocabulary: frozenset[str], places: frozenset[str]) -> Iterable[list[tuple[str, int, int]]]:
    """Maximal runs of name words and connectors that hold a place name."""
    run: list[tuple[str, int, int]] = []
    end_of_last = None
    for match in [*LATIN.finditer(text), None]:
        word = re.sub(r"(?:'s|’s)$", "", match.group()) if match else ""
        gap = text[end_of_last : match.start()] if match and end_of_last is not None else ""
        if match and (word in vocabulary or word in CONNECTORS) and not re.search(r"[^\s&]", gap):
            run.append((word, match.start(), match.end()))
        else:
            if any(w in places for w, _, _ in run):
                yield _trimmed(run)
            run = [(word, match.start(), match.end())] if match and word in vocabulary else []
        end_of_last = match.end() if match else None


def _trimmed(run: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    while run[0][0] in CONNECTORS:
        run = run[1:]
    while run[-1][0] in CONNECTORS and run[-1][0] != "it":
        run = run[:-1]
    return run


def _take_english(
    reading: Reading,
    run: list[tuple[str, int, int]],
    words: frozenset[str],
    renderings: dict[str, _English],
    vocabulary: frozenset[str],
) -> None:
    kinds = (words & vocabulary) - COMMON - CONNECTORS
    scores = {}
    for full, english in renderings.items():
        named = words & english.places
        if not named and not words & english.regions:
            continue
        foreign = kinds - english.kinds - english.places - english.regions
        if foreign or not (named or kinds & english.kinds):
            continue
        scores[full] = 3 * len(named) + len(words & english.regions) + len(words & english.kinds)
    start, end = run[0][1], run[-1][2]
    if scores:
        top = max(scores.values())
        reading.found.append(frozenset(full for full, score in scores.items() if score == top))
        reading.blank(start, end)
    elif kinds and len(run) > 1:
        reading.unknown.append(reading.text[start:end])
        reading.blank(start, end)


def _find_unknown_english(reading: Reading, original: str, places: frozenset[str], lexicon: Lexicon) -> None:
    for match in PROPER_ENGLISH.finditer(original):
        words = [w for w in match.group().split() if w.lower() not in QUESTION_WORDS]
        name = " ".join(words)
        proper = [w for w in words if w[0].isupper()]
        if not proper or name.lower() not in reading.text or {w.lower() for w in words} & places:
            continue
        known = frozenset(w for _, ws in (*lexicon.departments, *lexicon.kinds) for w in ws)
        if all(w.lower() in known for w in proper):
            continue
        start = reading.text.index(name.lower())
        reading.unknown.append(name)
        reading.blank(start, start + len(name))
