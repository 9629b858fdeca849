"""Names of bodies typed with a slip: a character of the same sound (圆区 for 园区), or one wrong, missing or extra.

What differs in place or department is another body, never a slip.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from gkbot.collection import Collection
from gkbot.words.lexicon import HAN, fold
from index.spelling import syllables

if TYPE_CHECKING:
    from gkbot.understanding.naming import Reading

RANKS = re.compile("[省市县区镇乡旗州]")  # 墨渡市 and 墨渡县 are two places
LONGEST = 24  # characters of a name


def find_slips(reading: Reading, collection: Collection) -> None:
    """Names typed with a character of the same sound, or with one wrong, missing or extra character."""
    from gkbot.understanding.naming import BODY_ENDING

    if reading.found and not BODY_ENDING.search(reading.text):
        return
    if not re.search(rf"[{HAN}]{{4}}", reading.text):
        return
    _find_same_sounds(reading, collection)
    _find_near(reading, collection)


def _find_same_sounds(reading: Reading, collection: Collection) -> None:
    from gkbot.understanding.naming import VERB_AFTER

    sounds, heard = _sounds_of(collection), syllables(reading.text)
    start = 0
    while start < len(heard):
        for end in range(min(start + LONGEST, len(heard)), start + 3, -1):
            if VERB_AFTER.match(reading.text, end - 1):
                continue
            name = sounds.get(heard[start:end])
            if name and "\n" not in reading.text[start:end] and not _names_real_place(reading.text[start:end]):
                reading.guess(start, end, collection.names[name])
                start = end - 1
                break
        start += 1


def find_same_sound(text: str, at_least: int, collection: Collection) -> tuple[str, frozenset[str]] | None:
    """The longest end of a text, of more than `at_least` characters, that sounds like a name; as written, with its bodies."""
    sounds, heard = _sounds_of(collection), syllables(text)
    for start in range(len(text) - at_least):
        name = sounds.get(heard[start:])
        if name and not _names_real_place(text[start:]):
            return text[start:], collection.names[name]
    return None


def _find_near(reading: Reading, collection: Collection) -> None:
    from rapidfuzz.distance import Levenshtein

    from gkbot.understanding.naming import BODY_ENDING, VERB_AFTER, departments_in, without_lead

    for match in BODY_ENDING.finditer(reading.text):
        end = match.end() - bool(VERB_AFTER.match(reading.text, match.end() - 1))
        written = without_lead(reading.text[match.start() : end])
        near = [
            name
            for name in _alike(collection).get(_frame(written), ())
            if Levenshtein.distance(name, written, score_cutoff=1) == 1
            and RANKS.sub("", name) != RANKS.sub("", written)
            and departments_in(name) == departments_in(written)
        ]
        if near:
            reading.guess(end - len(written), end, collection.names[max(near, key=len)])
            return


def _names_real_place(written: str) -> bool:
    """Whether what was written begins with a place that exists: 伊春 is no slip for 宜春."""
    from index.bodies.divisions import divisions_by_text

    return any(written[:size] in divisions_by_text() for size in range(2, len(written)) if RANKS.match(written[size - 1]))


def _frame(name: str) -> tuple[str, str]:
    """What a slip may not touch: the place a name begins with and the kind of body it ends with."""
    return name[:2], name[-3:]


@lru_cache(maxsize=2)
def _alike(collection: Collection) -> dict[tuple[str, str], list[str]]:
    """The folded names of five characters and more by their frame."""
    alike: dict[tuple[str, str], list[str]] = {}
    for name in collection.names:
        if len(name) >= 5:
            alike.setdefault(_frame(name), []).append(name)
    return alike


@lru_cache(maxsize=2)
def _sounds_of(collection: Collection) -> dict[tuple[str, ...], str]:
    """The folded names of four characters and more by their sound."""
    names = (name for body in collection.bodies.values() for name in body.names)
    return {collection.readings[name]: fold(name) for name in names if len(name) >= 4 and re.fullmatch(f"[{HAN}]+", name)}
