"""Pairs of a query and the text that answers it, drawn without end from statutes and question sets.

A statute gives its own questions: a clause asks for the article it was cut from, a heading for an article under it. Some
questions are put in English word by word, which is all that a mean of token vectors can tell. Knows nothing of vectors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.training.corpus import Article, QuestionSet
from index.training.glossary import SUFFIXES, Entry

Ids = npt.NDArray[np.int32]

CLAUSE = re.compile(r"[^，。；：！？、,;:!?\n]+[，。；：！？、,;:!?\n]*")
SHORTEST_CLAUSE = 4  # characters; shorter ones are joined to the next
LONGEST_TEXT = 256  # tokens
HEADINGS = 0.15  # share of queries that are headings
# Share of clauses that stay in the text they ask for: real questions share words with what answers them. With 0.2, a point less.
LEFT_IN = 0.6
ENGLISH = 0.1  # share of queries put in English, where enough of them can be
ENOUGH_ENGLISH = 2  # words
LONGEST_PHRASE = 4  # tokens of a Chinese word that is one in English
# Words that make a question of a clause, so that they learn to weigh nothing.
FRAMES = (
    "有哪些", "是什么", "如何", "怎么", "怎样", "什么时候", "为什么", "多少", "几", "是否", "有没有", "谁", "哪个", "哪里", 
    "在什么情况下", "请问", "具体", "情况", "存在哪些", "主要", "包括哪些", "需要", "什么", "做了哪些", "采取了什么",
    "多长时间", "由谁负责",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """As many queries as texts, the i-th text answering the i-th query; `sources` is equal where two texts are of one source."""

    queries: list[Ids]
    texts: list[Ids]
    sources: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TokenisedArticle:
    """An article as token ids, clause by clause."""

    heading: Ids
    clauses: tuple[Ids, ...]


class PairSource:
    """Draws batches: `articles` of statutes and paragraphs, and questions on paragraphs, all as token ids."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        articles: Sequence[Article],
        sets: Sequence[QuestionSet],
        glossary: Sequence[Entry],
        generator: np.random.Generator,
    ) -> None:
        self._generator = generator
        self._english = _english_of(tokenizer, glossary)
        fillers = [word for entry in glossary if not entry.chinese for word in entry.english]
        self._fillers = encode(tokenizer, (*fillers, *SUFFIXES))
        paragraphs = [Article("", paragraph) for one in sets for paragraph in one.paragraphs]
        everything = tokenise_articles(tokenizer, [*articles, *paragraphs])
        self._articles = [article for article in everything[: len(articles)] if len(article.clauses) > 1]
        self._paragraphs = everything[len(articles) :]
        questions = encode(tokenizer, [question for one in sets for question in one.questions])
        answers: list[int] = []
        for one in sets:
            first = sum(len(earlier.paragraphs) for earlier in sets[: sets.index(one)])
            answers.extend(first + answer for answer in one.answers)
        self._questions = questions
        self._answers = np.array(answers)
        self._frames = [ids for ids in encode(tokenizer, FRAMES) if len(ids)]

    def all_texts(self) -> list[Ids]:
        """Every text once, as token ids."""
        whole = [np.concatenate((article.heading, *article.clauses)) for article in [*self._articles, *self._paragraphs]]
        return [*whole, *self._questions]

    def draw_statutes(self, size: int) -> Batch:
        """A batch of queries made from statute articles."""
        rows = self._generator.choice(len(self._articles), size, replace=False)
        pairs = [self._cut_out(self._articles[row]) for row in rows]
        return Batch([query for query, _ in pairs], [text for _, text in pairs], rows)

    def draw_questions(self, size: int) -> Batch:
        """A batch of people's questions, a quarter of them replaced by clauses cut out of the same paragraphs."""
        rows = self._generator.choice(len(self._questions), min(size, len(self._questions)), replace=False)
        sources = self._answers[rows]
        pairs = []
        for row, source in zip(rows, sources, strict=True):
            paragraph = self._paragraphs[source]
            if self._generator.random() < 0.25 and len(paragraph.clauses) > 1:
                pairs.append(self._cut_out(paragraph))
            else:
                pairs.append((self._worded(self._questions[row]), _joined(paragraph.clauses)))
        return Batch([query for query, _ in pairs], [text for _, text in pairs], sources)

    def _cut_out(self, article: TokenisedArticle) -> tuple[Ids, Ids]:
        """A query and the article's text: one to three clauses or the heading, some of them taken out of the text."""
        chance = self._generator.random(5)
        start = int(chance[0] * len(article.clauses))
        taken = 1 + int(3 * chance[1] ** 2)
        clauses = article.clauses[start : start + taken]
        rest = (*article.clauses[:start], *article.clauses[start + taken :])
        if len(article.heading) and chance[2] < HEADINGS:
            return self._worded(article.heading), _joined(article.clauses)
        query = self._worded(self._framed(np.concatenate(clauses)))
        text = rest if rest and chance[3] >= LEFT_IN else article.clauses
        return query, _joined((article.heading, *text) if len(article.heading) and chance[4] < 0.3 else text)

    def _worded(self, query: Ids) -> Ids:
        """The query with some of its words left out, or in English."""
        english = self._in_english(query) if self._generator.random() < ENGLISH else None
        return self._thinned(query) if english is None else english

    def _in_english(self, query: Ids) -> Ids | None:
        """What the glossary has words for, in these words among others that say nothing; None where it is too little."""
        words: list[Ids] = []
        at = 0
        while at < len(query):
            phrases = (tuple(query[at : at + length].tolist()) for length in range(LONGEST_PHRASE, 0, -1))
            phrase = next((phrase for phrase in phrases if phrase in self._english), None)
            if phrase is not None:
                ways = self._english[phrase]
                words.append(ways[self._generator.integers(len(ways))])
            at += len(phrase or (0,))
        if len(words) < ENOUGH_ENGLISH:
            return None
        fillers = self._generator.integers(len(self._fillers), size=len(words))
        return np.concatenate((*words, *(self._fillers[filler] for filler in fillers)))

    def _framed(self, query: Ids) -> Ids:
        if self._generator.random() < 0.5:
            return query
        return np.concatenate((query, self._frames[self._generator.integers(len(self._frames))]))

    def _thinned(self, query: Ids) -> Ids:
        """The query with one token in ten left out: no single word may carry it alone."""
        kept = query[self._generator.random(len(query)) > 0.1]
        return kept if len(kept) else query


def _english_of(tokenizer: Tokenizer, glossary: Sequence[Entry]) -> dict[tuple[int, ...], list[Ids]]:
    """The English ways, as token ids, to say each Chinese word of the glossary."""
    ways: dict[tuple[int, ...], list[Ids]] = {}
    for entry in glossary:
        english = encode(tokenizer, entry.english)
        for chinese in encode(tokenizer, entry.chinese):
            ways.setdefault(tuple(chinese.tolist()), []).extend(english)
    return ways


def tokenise_articles(tokenizer: Tokenizer, articles: Sequence[Article]) -> list[TokenisedArticle]:
    """The articles as token ids; clauses without any token are left out."""
    cut = [cut_clauses(article.text) for article in articles]
    clauses = iter(encode(tokenizer, [clause for one in cut for clause in one]))
    headings = encode(tokenizer, [article.heading for article in articles])
    return [
        TokenisedArticle(heading, tuple(ids for ids in (next(clauses) for _ in one) if len(ids)))
        for heading, one in zip(headings, cut, strict=True)
    ]


def cut_clauses(text: str) -> list[str]:
    """The text cut at its punctuation, pieces under four characters joined to what follows."""
    clauses: list[str] = []
    held = ""
    for clause in CLAUSE.findall(text):
        held += clause
        if len(held) > SHORTEST_CLAUSE:
            clauses.append(held)
            held = ""
    return [*clauses, held] if held else clauses


def encode(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Ids]:
    """Token ids of each text."""
    ids: list[Ids] = []
    for start in range(0, len(texts), 1000):
        batch = tokenizer.encode_batch_fast(list(texts[start : start + 1000]), add_special_tokens=False)
        ids.extend(np.array(encoding.ids, dtype=np.int32) for encoding in batch)
    return ids


def _joined(clauses: Sequence[Ids]) -> Ids:
    if not clauses:
        return np.empty(0, dtype=np.int32)
    return np.concatenate(clauses)[:LONGEST_TEXT]
