"""How good an embedder is alone: questions against all paragraphs of their set, by cosine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.search.embedding import Embedder
from index.training.corpus import QuestionSet

CUTS = (1, 5)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Share of questions whose paragraph is among the first 1 and the first 5."""

    name: str
    paragraphs: int
    questions: int
    recall_at_1: float
    recall_at_5: float

    def __str__(self) -> str:
        figures = f"R@1 {self.recall_at_1:.1%}, R@5 {self.recall_at_5:.1%}"
        return f"{self.name} ({self.paragraphs:,} paragraphs, {self.questions:,} questions): {figures}"


def judge(embedder: Embedder, questions: QuestionSet) -> Judgement:
    """The embedder's figures on one set; a paragraph of equal cosine counts as standing before the right one."""
    likeness = embedder.encode(questions.questions) @ embedder.encode(questions.paragraphs).T
    right = np.take_along_axis(likeness, np.array(questions.answers)[:, None], axis=1)
    ranks = (likeness >= right).sum(axis=1)
    shares = [float((ranks <= cut).mean()) for cut in CUTS]
    return Judgement(questions.name, len(questions.paragraphs), len(questions.questions), *shares)
