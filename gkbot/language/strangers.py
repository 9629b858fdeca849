"""Bodies and places that a model's sentence names although what it cites does not.

Names are found as in questions, so that aliases, pinyin, English renderings and bodies that are in no report count, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gkbot.collection import Collection, short_region
from gkbot.language.evidence import Evidence
from gkbot.language.spelling import squeeze
from gkbot.understanding.naming import name_bodies
from gkbot.words.lexicon import HAN, fold

COPIED = 8  # characters from which a run that the evidence has, too, is taken for copied
KNOWN_FROM = 3  # characters of a name; shorter ones are parts of other words


def find_strangers(sentence: str, evidence: Sequence[Evidence], collection: Collection) -> list[str]:
    """The bodies and places that a sentence names and none of its evidence does; empty when it names nobody else."""
    organisations = {one.organisation for one in evidence}
    text = "\n".join(one.squeezed for one in evidence)
    folded = _without_own(fold(sentence), evidence)
    strangers = [name for name in _known_names(folded, collection) if squeeze(name) not in text]
    named = name_bodies(_without_copied(folded, text), sentence, collection)
    bodies = [body for body in named.bodies if body not in organisations]
    strangers += [body for body in bodies if not any(squeeze(name) in text for name in collection.bodies[body].names)]
    regions = {region for one in evidence for region in one.regions}
    strangers += [place for place in named.regions if place not in regions and short_region(place) not in text]
    return strangers + [name for name in named.unknown if not _is_told(name, text, evidence)]


def _known_names(folded: str, collection: Collection) -> list[str]:
    """The longest names of the collection's bodies that stand in a folded text."""
    found, at = [], 0
    while at < len(folded):
        sizes = range(min(collection.longest_name, len(folded) - at), KNOWN_FROM - 1, -1)
        size = next((size for size in sizes if folded[at : at + size] in collection.names), 0)
        if size:
            found.append(folded[at : at + size])
        at += size or 1
    return found


def _without_own(folded: str, evidence: Sequence[Evidence]) -> str:
    """A folded sentence without the names of the bodies it cites."""
    for name in sorted({fold(name) for one in evidence for name in one.names}, key=len, reverse=True):
        folded = folded.replace(name, " ")
    return folded


def _without_copied(folded: str, text: str) -> str:
    """A folded sentence without the longer runs of Chinese that the evidence has word for word."""
    kept, at = [], 0
    for run in re.finditer(f"[{HAN}]+", folded):
        kept.append(folded[at : run.start()])
        at, end = run.start(), run.end()
        while at < end:
            size = next((size for size in range(end - at, COPIED - 1, -1) if folded[at : at + size] in text), 0)
            kept.append(" " if size else folded[at])
            at += size or 1
    return "".join((*kept, folded[at:]))


def _is_told(name: str, text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the evidence has a name, in characters or spelt: Linjiang Town for 临江镇."""
    if squeeze(name) in text:
        return True
    proper = [word.lower() for word in re.findall(r"[A-Za-z]{2,}", name)]
    if not proper:
        return False
    spelt = "".join(one.spelt for one in evidence)
    return all(word in spelt for word in proper if _is_spelt(word))


def _is_spelt(word: str) -> bool:
    from gkbot.understanding.romanised import is_pinyin

    return is_pinyin(word)
