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
from gkbot.words.lexicon import HAN, Lexicon, load_lexicon
from index.spelling import syllables

if TYPE_CHECKING:
    from gkbot.understanding.naming import Reading

SYLLABLES = re.compile(
    "(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxzcsryw])?"
    "(?:iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|ve|[aoeiuv]))+"
)
SHORTEST = 8  # letters of a name in pinyin; fewer are found in words that name nobody
PLACE = re.compile(f"[{HAN}]{{2,6}}")
LATIN = re.compile(r"[a-z][a-z'’-]*")
COUNTY = re.compile(r"\b([a-z]{2,6})(?= county)")  # 云县 is Yun County: a place of one character keeps its rank
STRANGER = re.compile(r"(?<![a-z'’-])([a-z]{4,}) $")  # the word before a name
PROPER = re.compile(
    r"(?:(?<=\s)|^)(?:[A-Z][\w'’-]+\s+(?:and\s+|of\s+|&\s+)?)+(?:[a-z][\w-]+\s+){0,3}?"
    r"(?i:government|bureau|park|zone|committee|cent(?:er|re)|office|department|commission|township|subdistrict|district|city|county"
    r"|ministry|administration|agency|court|university|company)\b"
    r"|(?:Ministry|Department|Bureau|Office|Commission|University|City|County|Government) of (?:(?:the |and )?[A-Z][\w'’-]+\s?)+"
)


@dataclass(frozen=True, slots=True)
class _English:
    """How a body can be called in English: its own place words, its regions, and words for what it is."""

    places: frozenset[str]
    regions: frozenset[str]
    home: str  # the innermost of its regions
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Index:
    """The renderings of all bodies by full name, the bodies that a place word may mean, and whole names in pinyin."""

    renderings: Mapping[str, _English]
    by_place: Mapping[str, frozenset[str]]
    spelt: Mapping[str, frozenset[str]]
    longest_spelt: int
    heads: frozenset[str]  # the first letters of the names in pinyin
    name_words: frozenset[str]  # all that a run of name words is made of, without the connectors


@lru_cache(maxsize=2)
def _index(collection: Collection) -> _Index:
    """Made once a collection, at the first question in Latin letters."""
    read_of = {region: read for read, region in collection.regions_read.items()}
    renderings = {full: _english(body, collection, read_of) for full, body in collection.bodies.items()}
    by_place: dict[str, set[str]] = {}
    for full, english in renderings.items():
        for place in english.places | english.regions:
            by_place.setdefault(place, set()).add(full)
    spelt: dict[str, set[str]] = {}
    for body in collection.bodies.values():
        for name in body.names:
            if len(name) >= 4:
                spelt.setdefault("".join(collection.readings[name]), set()).add(body.full)
    longest_spelt = max(map(len, spelt), default=0)
    return _Index(
        renderings=renderings,
        by_place=_frozen(by_place),
        spelt=_frozen(spelt),
        longest_spelt=longest_spelt,
        heads=frozenset(name[:SHORTEST] for name in spelt),
        name_words=_vocabulary() | by_place.keys(),
    )


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(values) for key, values in sets.items()}


def _english(body: Body, collection: Collection, read_of: Mapping[str, str]) -> _English:
    lexicon, name = load_lexicon(), body.full
    kinds = {word for pattern, words in (*lexicon.departments, *lexicon.kinds) if pattern.search(name) for word in words}
    read = collection.readings[name]
    places = {
        "".join(read[m.start() : end])
        for m in PLACE.finditer(_without_known(name, body.regions, lexicon))
        # 前进街(街道办事处) is Qianjin Street too.
        for end in ({m.end(), m.end() - 1} if m.group()[2:].endswith(("街", "路")) else {m.end()})
    }
    regions = [read_of[region] for region in body.regions]
    # A province's government lies in a city, and is called by the province.
    named = [read for region, read in zip(body.regions, regions, strict=True) if name.startswith(region)]
    home = next(iter(named or regions[-1:]), "")
    return _English(frozenset(places), frozenset(regions), home, frozenset(kinds))


def _without_known(name: str, regions: Iterable[str], lexicon: Lexicon) -> str:
    """A name with its regions and the words for kind and department blanked: what is left are places of its own."""
    for form in (form for region in regions for form in (region, short_region(region))):
        name = name.replace(form, " " * len(form))
    for pattern, _ in (*lexicon.kinds, *lexicon.departments):
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
    index = _index(collection)
    reading.text = COUNTY.sub(lambda m: m[1] + "xian" if m[1] + "xian" in index.by_place else m[1], reading.text)
    _find_spelt(reading, index)
    for run in _runs(reading.text, index):
        _take_run(reading, run, index, collection)
    _find_unknown(reading, original, index)


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """All English words of the lexicon for departments and kinds of body."""
    lexicon = load_lexicon()
    return frozenset(word for _, words in (*lexicon.departments, *lexicon.kinds) for word in words)


def _find_spelt(reading: Reading, index: _Index) -> None:
    """The longest name in pinyin, blanks or none between the syllables: zhangshu gongxinju."""
    letters = [(c, i) for i, c in enumerate(reading.text) if c.isascii() and c.isalpha()]
    joined = "".join(c for c, _ in letters)
    heads = [at for at in range(len(joined)) if joined[at : at + SHORTEST] in index.heads]
    for size in range(min(index.longest_spelt, len(joined)), SHORTEST - 1, -1):
        for at in heads:
            fulls = index.spelt.get(joined[at : at + size])
            if fulls and at + size <= len(joined):
                reading.take(letters[at][1], letters[at + size - 1][1] + 1, fulls)
                return


def _runs(text: str, index: _Index) -> Iterable[list[tuple[str, int, int]]]:
    """Maximal runs of name words and connectors that hold a place name, as (word, start, end)."""
    known, connectors = index.name_words, load_lexicon().name_words["connectors"]
    run: list[tuple[str, int, int]] = []
    last = 0
    for match in LATIN.finditer(text):
        word = match.group().replace("’", "'")
        word = word if word in known else word.removesuffix("'s")
        joins = not re.search(r"[^\s&]", text[last : match.start()])
        last = match.end()
        if (word in known or word in connectors) and joins:
            run.append((word, *match.span()))
            continue
        yield from _trimmed(run, index, connectors)
        run = [(word, *match.span())] if word in known else []
    yield from _trimmed(run, index, connectors)


def _trimmed(run: list[tuple[str, int, int]], index: _Index, connectors: frozenset[str]) -> list[list[tuple[str, int, int]]]:
    """The run without connectors at its ends, if it holds a place; "it" may end a name (industry and IT)."""
    while run and run[0][0] in connectors:
        run = run[1:]
    while run and run[-1][0] in connectors - {"it"}:
        run = run[:-1]
    return [run] if any(word in index.by_place for word, _, _ in run) else []


def _split(run: list[tuple[str, int, int]]) -> list[list[tuple[str, int, int]]]:
    parts: list[list[tuple[str, int, int]]] = [[]]
    for word in run:
        if word[0] in ("and", "or"):
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _of_kind(scores: dict[str, int], said: str, collection: Collection) -> dict[str, int]:
    """The bodies of the kind that a run says (government, bureau), else all; only a government is one."""
    kinds = {mark.key for mark in load_lexicon().find(said, ["kind"])}
    fitting = {full: score for full, score in scores.items() if collection.bodies[full].kind in kinds}
    return fitting if kinds == {"government"} else fitting or scores


def _take_run(reading: Reading, run: list[tuple[str, int, int]], index: _Index, collection: Collection) -> None:
    """Take a run for the bodies it fits best; a run that names a kind or department none of them has is unknown."""
    name_words = load_lexicon().name_words
    parts = [part for part in _split(run) if any(word in index.by_place for word, _, _ in part)]
    if len(parts) > 1:
        # Huaian and the Zhangshu park: each with its own place.
        for part in parts:
            for trimmed in _trimmed(part, index, name_words["connectors"]):
                _take_run(reading, trimmed, index, collection)
        return
    words = frozenset(word for word, _, _ in run)
    kinds = (words & _vocabulary()) - name_words["unspecific"] - name_words["connectors"]
    said_of_kind = kinds | name_words["offices"]  # 上海市人民政府办公厅 is the general office of its region
    scores = {}
    for full in {full for word in words for full in index.by_place.get(word, ())}:
        english = index.renderings[full]
        named, regions = words & english.places, words & english.regions
        foreign = kinds - english.kinds - english.places - english.regions
        if not foreign and (named or (regions and words & english.kinds & said_of_kind)):
            # 鹤坪市财政局 rather than that of a county in 鹤坪市.
            scores[full] = 3 * len(named) + len(regions) + 2 * (english.home in words) + len(words & english.kinds)
    start, end = run[0][1], run[-1][2]
    scores = _of_kind(scores, reading.text[start:end], collection)
    stranger = STRANGER.search(reading.text[:start])
    if stranger and run[0][0] in kinds and words & index.by_place.keys() and _is_strange(stranger[1], index):
        # Heyue subdistrict in Qishuang: a subdistrict there, but none that is known.
        reading.unknown.append(reading.text[stranger.start(1) : end])
        reading.blank(stranger.start(1), end)
        return
    if scores:
        best = max(scores.values())
        reading.take(start, end, frozenset(full for full, score in scores.items() if score == best))
    elif any(word in ("and", "or") for word, _, _ in run):
        # The education bureau and the park: two names joined.
        for part in _split(run):
            for trimmed in _trimmed(part, index, name_words["connectors"]):
                _take_run(reading, trimmed, index, collection)
    elif kinds and len(run) > 1:
        reading.unknown.append(reading.text[start:end])
        reading.blank(start, end)


def _is_strange(word: str, index: _Index) -> bool:
    """Whether a word can only be a Chinese place that no body here lies in."""
    lexicon = load_lexicon()
    known = word in lexicon.silent or word in _vocabulary() or word in index.by_place
    return is_pinyin(word) and not known and not any(pattern.search(word) for _, _, pattern in lexicon.words)


def _find_unknown(reading: Reading, original: str, index: _Index) -> None:
    """English names with a capital that no body of the collection goes by: Beijing municipal government."""
    for match in PROPER.finditer(original):
        words = [word for word in match.group().split() if word.lower() not in load_lexicon().name_words["leading"]]
        proper = {word.lower() for word in words if word[0].isupper()}
        name = " ".join(words)
        if not proper - _vocabulary() or proper & index.by_place.keys() or name.lower() not in reading.text:
            continue
        reading.unknown.append(name)
        start = reading.text.index(name.lower())
        reading.blank(start, start + len(name))
