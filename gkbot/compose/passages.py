"""Answers in the reports' own words: the sentences that answer, report by report, or that none does."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from itertools import groupby

from gkbot.answer import AnswerStatus, Coverage
from gkbot.collection import Listed
from gkbot.compose.draft import Draft
from gkbot.compose.quotes import Span, choose_spans, span_of, write_spans
from gkbot.facts import Facts
from gkbot.passages.answering import ENOUGH, Rated, beyond_tables, rate, specific_pieces
from gkbot.passages.reranking import RERANKED
from gkbot.passages.retrieve import Found, PassageRetriever
from gkbot.passages.sentences import Sentence, cut_sentences
from gkbot.passages.verdict import verdict_of
from gkbot.words.lexicon import Topic, load_lexicon

SEARCHED_ONE_BY_ONE = 12  # reports
PASSAGES_EACH = 100  # more than a report has
PASSAGES = 60  # of many reports together
REPORTS_UP_TO = 5  # reports quoted side by side when no body is named
NEAR = 0.03  # probability from which a sentence that is no answer is shown among the nearest
NEAREST_UP_TO = 3
OUTLINE_UP_TO = 8  # passages
BOILERPLATE = 0.05  # what each doubling of a sentence's copies among the reports takes from it
NEVER_BESIDE = frozenset(("breakdown",))  # the tables don't split anything but what they count
ASKS_FOR_ANY = re.compile("有没有|有无|有.{0,12}吗|[过了].{0,12}吗|没有?[?？]*$")
ALL_ASKED = re.compile("各|分别|哪些|所有|每|都|有谁|each|every|all|which|what")


def compose_passage(draft: Draft, facts: Facts, retriever: PassageRetriever, reports: Sequence[Listed]) -> AnswerStatus:
    """The sentences that answer, quoted per report; not_stated, with what was searched, when none does."""
    by_id = {report.id: report for report in reports}
    topic = load_lexicon().topics.get(draft.plan.topic or "")
    found = _search(draft, retriever, reports)
    sentences = cut_sentences(found, draft.text)
    if topic and not any(piece.named for piece in specific_pieces(draft.plan.query, topic)):
        told = _write_topic(draft, facts, by_id, topic, found, sentences)
        if told:
            return "answered"
    rated = _rate(draft, retriever, sentences)
    best = _best_reports(draft, rated)
    if not best:
        return _not_stated(draft, rated, by_id)
    for report_id in best:
        mine = [r for r in rated if r.sentence.report_id == report_id]
        if len(best) == 1:
            _say_verdict(draft, verdict_of(draft.plan.query, mine))
        write_spans(draft, facts, by_id[report_id], choose_spans(mine, draft.plan.query))
    _cover(draft, best, reports)
    return "answered"


def told_in_words(draft: Draft, retriever: Callable[[], PassageRetriever], reports: Sequence[Listed]) -> bool:
    """Whether a question taken for one about the tables names things they don't know, and a sentence may tell of them."""
    beyond = beyond_tables(draft.plan.query)
    if not beyond or not (draft.plan.scope.organisations or draft.plan.scope.regions) or len(reports) > SEARCHED_ONE_BY_ONE:
        return False
    if draft.plan.ask in NEVER_BESIDE:
        return True
    rated = _rate(draft, retriever(), cut_sentences(_search(draft, retriever(), reports), draft.text))
    best = max(rated, key=lambda r: r.probability, default=None)
    return best is not None and best.probability >= ENOUGH and beyond <= (best.own | best.scene)


def _say_verdict(draft: Draft, verdict: bool | None) -> None:
    """Begin with yes or no where a question asks for it and the sentences are sure."""
    if verdict is not None:
        of_condition = "" if ASKS_FOR_ANY.search(draft.plan.query) else "_condition"
        draft.sentence(draft.say(("yes" if verdict else "no") + of_condition).strip())


def _rate(draft: Draft, retriever: PassageRetriever, sentences: Sequence[Sentence]) -> list[Rated]:
    return rate(draft.plan.query, draft.plan.topic, sentences, retriever.likeness(draft.plan.query, [s.text for s in sentences]))


def _search(draft: Draft, retriever: PassageRetriever, reports: Sequence[Listed]) -> list[Found]:
    """The passages that may answer: all those of a few reports, the best of many."""
    if len(reports) > SEARCHED_ONE_BY_ONE:
        k = RERANKED if retriever.reranks else PASSAGES
        return retriever.search_plan(draft.plan, report_ids=[report.id for report in reports], k=k)
    return [found for report in reports for found in retriever.search_plan(draft.plan, report_ids=[report.id], k=PASSAGES_EACH)]


def _best_reports(draft: Draft, rated: Sequence[Rated]) -> list[int]:
    """The reports that answer, the best and the most particular answer first, as many as are asked for."""
    copies = Counter(r.sentence.text for r in rated)
    best: dict[int, float] = defaultdict(float)
    for r in rated:
        if r.probability >= ENOUGH:
            particular = r.probability - BOILERPLATE * math.log2(copies[r.sentence.text])
            best[r.sentence.report_id] = max(best[r.sentence.report_id], particular)
    ranked = sorted(best, key=lambda report_id: -best[report_id])
    scope = draft.plan.scope
    if scope.organisations:
        return ranked[: max(REPORTS_UP_TO, len(scope.organisations) * max(len(scope.years), 1))]
    return ranked[: SEARCHED_ONE_BY_ONE if ALL_ASKED.search(draft.plan.query) else REPORTS_UP_TO]


def _write_topic(
    draft: Draft, facts: Facts, by_id: dict[int, Listed], topic: Topic, found: Sequence[Found], sentences: Sequence[Sentence]
) -> bool:
    """All that the reports say on a topic, where just the topic is asked for: problems, improvements, a whole chapter."""
    if topic.key in ("problems", "measures"):
        zones = [s for s in sentences if s.zone == topic.key]
        told = list(dict.fromkeys(s.report_id for s in zones))[:SEARCHED_ONE_BY_ONE]
        for report_id in told:
            spans = _runs([s for s in zones if s.report_id == report_id])
            write_spans(draft, facts, by_id[report_id], spans)
        if told:
            _cover(draft, told, list(by_id.values()))
        return bool(told)
    at_home = [f for f in found if f.chapter in topic.chapters]
    if topic.cues or len(by_id) > 1 or not at_home:
        return False
    _write_outline(draft, facts, next(iter(by_id.values())), at_home)
    return True


def _runs(sentences: Sequence[Sentence]) -> list[Span]:
    """Sentences under one heading as one span each."""
    return [span_of(list(group)) for _, group in groupby(sentences, key=lambda s: s.headings)]


def _write_outline(draft: Draft, facts: Facts, report: Listed, found: Sequence[Found]) -> None:
    """What a whole chapter holds: its parts by heading, then the text of each."""
    in_order = sorted(found, key=lambda f: f.start)
    items = dict.fromkeys(f.headings[1] for f in in_order if len(f.headings) > 1)
    if items:
        parts = draft.join(items, "separator")
        heading = in_order[0].headings[0]
        draft.sentence(draft.say("outline", report=draft.report(report), heading=heading, count=len(items), items=parts, mark=""))
    write_spans(draft, facts, report, _runs(cut_sentences(in_order[:OUTLINE_UP_TO], draft.text)))


def _cover(draft: Draft, told: Sequence[int], reports: Sequence[Listed]) -> None:
    """How many of the reports asked about answer, and which of those named do not."""
    if len(reports) < 2:
        return
    _count_searched(draft, told, reports)
    if draft.plan.scope.organisations:
        for report in [r for r in reports if r.id not in told][:REPORTS_UP_TO]:
            draft.write("not_stated", report=draft.report(report))


def _count_searched(draft: Draft, told: Sequence[int], reports: Collection[Listed]) -> None:
    silent = tuple(f"{r.organisation} {r.year}" for r in reports if r.id not in told)
    draft.coverage = Coverage(matched=len(told), looked_at=len(reports), missing=silent)


def _not_stated(draft: Draft, rated: Sequence[Rated], by_id: dict[int, Listed]) -> AnswerStatus:
    """Say that nothing answers and what was searched, and quote what comes nearest, marked as no answer."""
    if len(by_id) == 1:
        draft.write("not_stated", report=draft.report(next(iter(by_id.values()))))
    else:
        draft.write("not_stated_many")
        years = draft.join(dict.fromkeys(str(report.year) for report in by_id.values() if report.year), "years_separator")
        draft.write("searched", count=len(by_id), years=years)
        _count_searched(draft, (), by_id.values())
    if draft.plan.scope.organisations:
        _write_nearest(draft, rated, by_id)
    return "not_stated"


def _write_nearest(draft: Draft, rated: Sequence[Rated], by_id: dict[int, Listed]) -> None:
    """Quote the likeliest sentences in the order of the report: the rule may be wrong, and the reader can judge."""
    likeliest = sorted(rated, key=lambda r: -r.probability)[:NEAREST_UP_TO]
    near = [r.sentence for r in likeliest if r.probability >= NEAR]
    if near:
        draft.write("nearest")
    for sentence in sorted(near, key=lambda s: (s.report_id, s.start)):
        mark = draft.cite(by_id[sentence.report_id], sentence.start, sentence.end).strip()
        draft.write("passage_quote", text=sentence.text, mark=mark)
