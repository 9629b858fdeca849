"""Names of bodies typed with a slip: a character of the same sound (圆区 for 园区), or one wrong, missing or extra.

What differs in place or department is another body, never a slip.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from gkbot.collection import Collection
from gkbot.lexicon import HAN, fold
from index.spelling import syllables

if TYPE_CHECKING:
    from gkbot.naming import Reading


def find_slips(reading: Reading, collection: Collection) -> None:
    """Names typed with a character of the same sound, or with one wrong, missing or extra character."""
    if reading.found or not re.search(rf"[{HAN}]{{4}}", reading.text):
        return
    sounds = _sounds_of(collection)
    text = reading.text
    heard = syllables(text)
    for size in range(min(24, len(text)), 3, -1):
        for start in range(len(text) - size + 1):
            name = sounds.get(heard[start : start + size])
            if name and "\n" not in text[start : start + size]:
                reading.guess(start, start + size, collection.names[name])
                return
    _find_near(reading, collection)


def _find_near(reading: Reading, collection: Collection) -> None:
    from rapidfuzz.distance import Levenshtein

    from gkbot.naming import BODY_ENDING, departments_in, without_lead

    for match in BODY_ENDING.finditer(reading.text):
        written = without_lead(match.group())
        near = [
            n
            for n in collection.names
            if len(n) >= 5 and abs(len(n) - len(written)) <= 1 and Levenshtein.distance(n, written) == 1
        ]
        # A difference in the place or in the department makes another body, not a slip.
        near = [
            n for n in near if n[:2] == written[:2] and n[-3:] == written[-3:] and departments_in(n) == departments_in(written)
        ]
        if near:
            start = match.end() - len(written)
            reading.guess(start, match.end(), collection.names[max(near, key=len)])
            return


@lru_cache(maxsize=2)
def _sounds_of(collection: Collection) -> dict[tuple[str, ...], str]:
    """The folded names of four characters and more by their sound."""
    return {
        read: fold(name)
        for body in collection.bodies.values()
        for name, read in zip(body.names, body.read, strict=True)
        if len(name) >= 4 and re.fullmatch(f"[{HAN}]+", name)
    }
