"""From rated sentences to what is quoted: points whole, lists whole and in order, and what the quote says in English.

Knows nothing of where the sentences come from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from gkbot.collection import Listed
from gkbot.compose.draft import Draft, number_text
from gkbot.facts import Facts
from gkbot.passages.answering import ENOUGH, Rated
from gkbot.passages.matching import Piece, held
from gkbot.passages.sentences import POINT, Sentence
from gkbot.words.lexicon import fold
from gkbot.words.thesaurus import load_thesaurus

SPANS_UP_TO = 3
NEARLY_AS_GOOD = 0.75  # of the best sentence's probability, for a sentence that holds more of the question
AS_GOOD = 0.96  # the same for one that holds nothing more
LONGEST_POINT = 300  # characters up to which a point of a list is quoted whole
SHORTEST = 40  # characters below which a sentence is quoted with its neighbour
TERMS_UP_TO = 10
LIST_ASKED = re.compile("哪些|哪几|什么|怎么|怎样|如何|几(?:项|条|方面|种)|列|which|what|how(?! many| much| often| long)|list")
LEANS_BACK = re.compile("^(?:其中|此外|对此|上述|该|这|同时|并|且|以上)")


@dataclass(frozen=True, slots=True)
class Span:
    """What is quoted in one piece: sentences that follow each other in one report."""

    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        return self.sentences[0].start

    @property
    def end(self) -> int:
        return self.sentences[-1].end


def span_of(sentences: Sequence[Sentence]) -> Span:
    """The span of sentences that follow each other."""
    return Span(tuple(sentences))


def choose_spans(rated: Sequence[Rated], question: str) -> list[Span]:
    """What to quote of one report, in the order of the text: the best sentence, and those that add to what it holds."""
    best = max(rated, key=lambda r: r.probability)
    chosen: list[Rated] = []
    told: frozenset[Piece] = frozenset()
    for r in sorted(rated, key=lambda r: -r.probability):
        adds = r.own - told and r.probability >= NEARLY_AS_GOOD * best.probability
        if r.probability >= ENOUGH and (adds or r.probability >= AS_GOOD * best.probability) and len(chosen) < SPANS_UP_TO:
            chosen.append(r)
            told |= r.own
    sentences = [r.sentence for r in rated]
    wanted: set[int] = set()
    for r in chosen:
        wanted |= set(_whole(r, rated, sentences, question))
    return [span_of([sentences[at] for at in run]) for run in _consecutive(sorted(wanted), sentences)]


def _whole(r: Rated, rated: Sequence[Rated], sentences: Sequence[Sentence], question: str) -> list[int]:
    """Where the sentences stand that must be quoted with one for it to make sense."""
    s, at = r.sentence, sentences.index(r.sentence)
    in_list = [i for i, other in enumerate(sentences) if other.list_of == s.list_of]
    points = [i for i in in_list if sentences[i].point]
    if s.text.endswith(("：", ":")) and at + 1 in points:
        return [at, *(i for i in points if i > at)]
    if s.point and LIST_ASKED.search(question) and _list_answers(r, [rated[i] for i in points]):
        return points
    if s.point:
        same = [i for i in points if sentences[i].point == s.point]
        return same if sum(len(sentences[i].text) for i in same) <= LONGEST_POINT else [same[0], at]
    if at and LEANS_BACK.match(s.text) and sentences[at - 1].headings == s.headings and not sentences[at - 1].point:
        return [at - 1, at]
    follows = at + 1 < len(sentences) and sentences[at + 1].scene.endswith(s.text) and not sentences[at + 1].point
    return [at, at + 1] if len(s.text) < SHORTEST and follows else [at]


def _list_answers(best: Rated, points: Sequence[Rated]) -> bool:
    """Whether the list as a whole answers: its heading holds what is asked, or most of its points do."""
    of_heading = best.scene - frozenset().union(*(p.own for p in points))
    of_heading |= held(tuple(best.own), " ".join(best.sentence.headings[1:]))
    if of_heading and best.own <= of_heading:
        return True
    good = [p for p in points if p.probability >= ENOUGH]
    numbers = {p.sentence.point for p in points}
    return len({p.sentence.point for p in good}) * 2 > len(numbers) > 1


def _consecutive(places: Sequence[int], sentences: Sequence[Sentence]) -> list[list[int]]:
    runs: list[list[int]] = [[places[0]]]
    for before, at in pairwise(places):
        if at == before + 1 and sentences[at].headings == sentences[before].headings:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def write_spans(draft: Draft, facts: Facts, report: Listed, spans: Sequence[Span]) -> None:
    """Quote the spans, each section named once, the points of a list one a line."""
    for section, group in groupby(spans, key=lambda span: " › ".join(span.sentences[0].headings) or span.sentences[0].text[:20]):
        draft.write("passage_intro", report=draft.report(report), section=section)
        for span in group:
            _write_span(draft, facts, report, span)


def _write_span(draft: Draft, facts: Facts, report: Listed, span: Span) -> None:
    mark = draft.cite(report, span.start, span.end).strip()
    lines = _lines(span)
    draft.lines += [f"> {line}" for line in lines[:-1]]
    draft.write("passage_quote", text=lines[-1], mark=mark)
    if draft.language == "en":
        _write_gloss(draft, facts, report, span)


def _lines(span: Span) -> list[str]:
    """The lines of a quote: one a point where there are several, else all in one."""
    if len({s.point for s in span.sentences if s.point}) < 2:
        return ["".join(s.text for s in span.sentences)]
    lines: list[str] = []
    for s in span.sentences:
        if not lines or POINT.match(s.text) or not s.point:
            lines.append(f"- {s.text}" if s.point else s.text)
        else:
            lines[-1] += s.text
    return lines


def _write_gloss(draft: Draft, facts: Facts, report: Listed, span: Span) -> None:
    """What the quote states, in English, as far as thesaurus and figures know it."""
    text = "".join(s.text for s in span.sentences)
    # A zero is not written as a number: 未收到.
    numbers = [f for f in facts.figures([report]) if span.start <= f.start < span.end and f.value]
    told = []
    for figure in numbers:
        value = number_text(figure.value) + (f"–{number_text(figure.value_max)}" if figure.value_max is not None else "")
        approximate = draft.say("figure_approx") if figure.approximate else ""
        amount = f"{value} {figure.unit}{approximate}".replace(" %", "%")
        if not figure.value and "0" not in fold(draft.raw(report, figure.start, figure.end)):
            amount = draft.say("gloss_none")  # said in words: 未收取
        told.append(f"{_in_english(figure.counts) or figure.counts}: {amount}")
    terms = list(dict.fromkeys(concept.english for _, _, concept in load_thesaurus().find(text)))[:TERMS_UP_TO]
    if terms:
        draft.write("gloss_terms", terms=", ".join(terms))
    if told:
        draft.write("gloss_numbers", numbers="; ".join(told))


def _in_english(counts: str) -> str:
    """The English names of what a figure counts, with the Chinese beside them; nothing when none is known."""
    names = list(dict.fromkeys(concept.english for _, _, concept in load_thesaurus().find(counts)))
    return f"{', '.join(names)} ({counts})" if names else ""
