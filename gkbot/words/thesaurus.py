"""The thesaurus: what people call the things that reports write about, read from thesaurus.toml, and where a text names them.

Knows nothing of measures, bodies or what a question wants; that is the lexicon's job.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

HAN_WORD = re.compile("[\u3400-\u9fff]{2,}")
LATIN_WORD = re.compile(r"[a-z]+(?:'s)?")


@dataclass(frozen=True, slots=True)
class Concept:
    """Something reports write about: its English name, what people call it, and the words that reports use for it."""

    english: str
    heard: re.Pattern[str]
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """All concepts; `stop` are English words that say nothing about content, `common` words that stand in every report."""

    concepts: tuple[Concept, ...]
    stop: frozenset[str]
    common: frozenset[str]

    def find(self, text: str) -> list[tuple[int, int, Concept]]:
        """The concepts a folded text names, in its order: of overlapping matches the longest one stands."""
        hits = [(m.start(), m.end(), c) for c in self.concepts for m in c.heard.finditer(text) if m.end() > m.start()]
        kept: list[tuple[int, int, Concept]] = []
        for hit in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
            if not any(hit[0] < end and start < hit[1] for start, end, _ in kept):
                kept.append(hit)
        return sorted(kept, key=lambda hit: hit[:2])


@cache
def load_thesaurus() -> Thesaurus:
    """The shipped thesaurus."""
    data = tomllib.loads((files(__package__) / "thesaurus.toml").read_text(encoding="utf-8"))
    concepts = []
    for english, entry in data["concepts"].items():
        says = tuple(entry["says"].split("|"))
        # Latin words stand alone; Chinese has no word borders. What reports write, people may write too; one character of it
        # stands in too many other words: 期 in 过期.
        own = (rf"(?<![a-z]){re.escape(word)}(?![a-z])" for word in says if len(word) > 1)
        concepts.append(Concept(english, re.compile("|".join([rf"(?<![a-z])(?:{entry['heard']})(?![a-z])", *own])), says))
    return Thesaurus(tuple(concepts), frozenset(data["stop"]["words"].split()), frozenset(data["common"]["words"].split()))


def in_report_words(text: str) -> str:
    """A folded question with each thing it names as a group of the reports' words (公开|发布|公布), English stop words gone."""
    thesaurus = load_thesaurus()
    parts, at = [], 0
    for start, end, concept in thesaurus.find(text):
        # The question's own words stand beside the reports', in case a report uses them too.
        own = HAN_WORD.findall(text[start:end])
        parts += [_without_stop(text[at:start], thesaurus.stop), f" {'|'.join(dict.fromkeys([*concept.says, *own]))}| "]
        at = end
    parts.append(_without_stop(text[at:], thesaurus.stop))
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _without_stop(text: str, stop: frozenset[str]) -> str:
    return LATIN_WORD.sub(lambda m: "" if m.group() in stop else m.group(), text)
