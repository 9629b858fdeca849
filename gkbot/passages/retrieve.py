"""The passages of some reports that best fit a query: lexical and dense scores mixed, chapters of the topic preferred.

Whose and which year are hard filters (`report_ids`), never ranking hints: reports of one family are almost the same text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection as Ids
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, bindparam, select

from gkbot.passages.matching import content_of, coverage
from gkbot.passages.reranking import RERANKED
from gkbot.plan import Plan
from gkbot.words.glossary import with_chinese
from gkbot.words.lexicon import load_lexicon
from gkbot.words.thesaurus import HAN_WORD, in_report_words
from index.storage import schema
from index.storage.store import Store

if TYPE_CHECKING:
    from gkbot.passages.reranking import Reranker
    from index.search.embedding import Embedder  # brings numpy, which a question about a table has no use for

# Weights of the trial: a weighted sum of scores over their maximum beat rank fusion, which let the weak dense side in. Words of
# near meaning as a third signal would gain one to five points more where no filter helps (bench_retrieval.py), at the price of
# embedding every word of the candidates.
LEXICAL, DENSE = 0.7, 0.3
CHAPTER_BONUS = 0.3
REPEATED = 0.5  # of its score, what a passage loses that says nothing new
CLAUSE = re.compile(r"[，。；：、,;:\n]")
# Candidates taken from each side before they are mixed: what many reports say alike filled forty.
POOL = 200
ABOVE = 2.0  # what a reranker looked at scores higher than what it did not
FEW = 5  # reports up to which each speaks for itself, in whatever words


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its place, how well it fits (0 to about 1.3) and the share of the query's words that it holds."""

    report_id: int
    chapter: int
    headings: tuple[str, ...]
    text: str
    start: int
    end: int
    score: float
    coverage: float


def mix_scores(lexical: Mapping[int, float], dense: Mapping[int, float]) -> dict[int, float]:
    """The score, 0 to 1, of every passage that one of the two sides found."""
    top_lexical = max(lexical.values(), default=0.0) or 1.0
    top_dense = max(dense.values(), default=0.0) or 1.0
    return {
        i: LEXICAL * lexical.get(i, 0.0) / top_lexical + DENSE * max(dense.get(i, 0.0), 0.0) / top_dense
        for i in lexical.keys() | dense.keys()
    }


def damp_repeats(found: Sequence[Found]) -> list[Found]:
    """The passages, best first, those further behind that say again, clause by clause, what better ones of other reports say.

    Reports of one family share most of their wording; what only one of them says would be crowded out.
    """
    said: dict[str, int] = {}  # clause -> the report whose passage said it first
    damped = []
    for one in found:
        clauses = {"".join(HAN_WORD.findall(clause)) for clause in CLAUSE.split(one.text)} - {""}
        again = sum(said.setdefault(clause, one.report_id) != one.report_id for clause in clauses)
        damped.append(replace(one, score=one.score * (1 - REPEATED * again / len(clauses))) if again else one)
    return sorted(damped, key=lambda one: -one.score)


class PassageRetriever:
    """Hybrid retrieval over one build."""

    def __init__(self, store: Store, embedder: Embedder, reranker: Reranker | None = None) -> None:
        store.check_model(embedder)
        self._store = store
        self._embedder = embedder
        self._reranker = reranker

    @property
    def reranks(self) -> bool:
        """Whether a model has a second look at the best passages."""
        return self._reranker is not None

    def search(
        self, query: str, *, expansion: str = "", report_ids: Ids[int] | None = None, chapters: Sequence[int] = (), k: int = 5
    ) -> list[Found]:
        """The k passages that fit a query best, best first, of the given reports only; empty when there are none.

        `expansion` are further words to search with; only the query's own words count for `coverage`.
        """
        content, question = content_of(query), query
        query = f"{_searched(query)} {expansion}"
        vector = self._embedder.encode_query(query)
        dense = dict(self._store.dense(vector, report_ids=report_ids, k=POOL))
        lexical = dict(self._store.lexical(query, report_ids=report_ids, k=POOL))
        # The topic's chapter competes even when it shares no word with the question.
        at_home = self._in_chapters(report_ids, chapters) if report_ids is not None and chapters else set()
        mixed = mix_scores(lexical, dense)
        found = []
        for row in self._passages(mixed.keys() | at_home):
            score = mixed.get(row.id, 0.0) + CHAPTER_BONUS * (row.chapter in chapters)
            headings = tuple(json.loads(row.headings))
            held = coverage(content, " ".join((*headings, row.text)))
            found.append(Found(row.report_id, row.chapter, headings, row.text, row.start, row.end, score, held))
        found.sort(key=lambda f: -f.score)
        found = found if report_ids is not None and len(report_ids) <= FEW else damp_repeats(found)
        return self._look_again(question, found)[:k]

    def _look_again(self, question: str, found: list[Found]) -> list[Found]:
        """The passages, the best of them in the reranker's order where there is one."""
        if self._reranker is None:
            return found
        best = found[:RERANKED]
        given = self._reranker.scores(question, [" ".join((*one.headings, one.text)) for one in best])
        best = [replace(one, score=ABOVE + score) for one, score in zip(best, given, strict=True)]
        return sorted(best, key=lambda one: -one.score) + found[RERANKED:]

    def search_plan(self, plan: Plan, *, report_ids: Ids[int] | None = None, k: int = 5) -> list[Found]:
        """The k passages that fit what a Plan looks for, the chapters of its topic preferred."""
        topic = load_lexicon().topics.get(plan.topic or "")
        chapters = topic.chapters if topic else ()
        return self.search(plan.query, expansion=plan.expansion, report_ids=report_ids, chapters=chapters, k=k)

    def likeness(self, query: str, texts: Sequence[str]) -> list[float]:
        """The cosine of a query, in the words that reports use, with each text."""
        likeness: list[float] = (self._embedder.encode(texts) @ self._embedder.encode_query(_searched(query))).tolist()
        return likeness

    def _passages(self, ids: Ids[int]) -> Sequence[Row[Any]]:
        query = select(schema.passages).where(schema.passages.c.id.in_(bindparam("ids", expanding=True)))
        with self._store.engine.connect() as connection:
            return connection.execute(query, {"ids": sorted(ids)}).all()

    def _in_chapters(self, report_ids: Ids[int], chapters: Sequence[int]) -> set[int]:
        c = schema.passages.c
        query = (
            select(c.id)
            .where(c.report_id.in_(bindparam("ids", expanding=True)), c.chapter.in_(bindparam("chapters", expanding=True)))
            .limit(POOL)
        )
        with self._store.engine.connect() as connection:
            return set(connection.scalars(query, {"ids": sorted(report_ids)[:1000], "chapters": list(chapters)}))


def _searched(query: str) -> str:
    """The words to search with: the query's own and those that reports use for what it names."""
    return with_chinese(in_report_words(query).replace("|", " "))
