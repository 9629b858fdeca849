"""How good an embedder is alone: questions against all paragraphs of their set, by cosine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.search.embedding import Embedder, unit_rows
from index.training.corpus import QuestionSet

FIRST = (1, 5)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Share of questions whose paragraph is among the first 1 and the first 5, by the first `dimensions` of the vectors."""

    name: str
    paragraphs: int
    questions: int
    dimensions: int
    recall_at_1: float
    recall_at_5: float

    def __str__(self) -> str:
        figures = f"R@1 {self.recall_at_1:.1%}, R@5 {self.recall_at_5:.1%}"
        counts = f"{self.paragraphs:,} paragraphs, {self.questions:,} questions, {self.dimensions} dimensions"
        return f"{self.name} ({counts}): {figures}"


def judge(embedder: Embedder, questions: QuestionSet, dimensions: Sequence[int] = ()) -> list[Judgement]:
    """The embedder's figures on one set, one for each number of dimensions, all of them when none is given.

    A paragraph of equal cosine counts as standing before the right one.
    """
    asked, paragraphs = embedder.encode(questions.questions), embedder.encode(questions.paragraphs)
    judgements = []
    for cut in dimensions or (embedder.dimensions,):
        likeness = unit_rows(asked[:, :cut]) @ unit_rows(paragraphs[:, :cut]).T
        right = np.take_along_axis(likeness, np.array(questions.answers)[:, None], axis=1)
        ranks = (likeness >= right).sum(axis=1)
        shares = [float((ranks <= first).mean()) for first in FIRST]
        judgements.append(Judgement(questions.name, len(questions.paragraphs), len(questions.questions), cut, *shares))
    return judgements
