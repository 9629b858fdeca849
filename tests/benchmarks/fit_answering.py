"""Learns from questions to made-up reports when a sentence answers, and prints the weights and how well they do.

python tests/benchmarks/fit_answering.py

Facts are split into those learned from and those held out: no held-out question, wording or answer was seen in learning.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from narrative_facts import Asked, is_held_out, questions  # noqa: E402
from sample_index import embedder, sample_collection, sample_store, samples  # noqa: E402

from gkbot.passages.answering import ENOUGH, Features, rate  # noqa: E402
from gkbot.passages.retrieve import PassageRetriever  # noqa: E402
from gkbot.passages.sentences import cut_sentences  # noqa: E402
from gkbot.understanding.understand import understand  # noqa: E402

NAMES = tuple(Features.__dataclass_fields__)
TODAY = 2025
RIDGE = 1.0  # keeps a weight that hardly matters near zero
STEPS = 30


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the features of every sentence it could be answered by, and which of them hold its answer."""

    asked: Asked
    features: np.ndarray
    answers: np.ndarray


def collect() -> Iterator[Case]:
    """The questions that the narrative is asked."""
    retriever = PassageRetriever(sample_store(), embedder())
    collection = sample_collection()
    for asked in questions(samples()):
        plan = understand(asked.question, collection, today=TODAY)
        if plan.ask not in ("passage", "figure"):
            continue
        found = retriever.search(
            plan.query, expansion=plan.expansion, report_ids=[r.id for r in collection.reports_in(plan.scope)], k=100
        )
        sentences = cut_sentences(found, sample_store().text)
        rated = rate(plan.query, plan.topic, sentences, retriever.likeness(plan.query, [s.text for s in sentences]))
        features = np.array([list(asdict(r.features).values()) for r in rated])
        answers = np.array([bool(asked.mark) and asked.mark in r.sentence.text for r in rated])
        yield Case(asked, features, answers)


def fit(cases: Sequence[Case]) -> np.ndarray:
    """The weights and, last, the bias of a logistic rule: each question counts once, its answer as much as all the rest."""
    x = np.vstack([np.hstack([case.features, np.ones((len(case.features), 1))]) for case in cases])
    y = np.concatenate([case.answers for case in cases]).astype(float)
    counts = np.concatenate([np.full(len(case.answers), 1 / len(case.answers)) for case in cases])
    counts = np.where(y > 0, 1.0, counts)
    weights = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (counts * (y - p)) - RIDGE * np.append(weights[:-1], 0)
        curvature = (x.T * (counts * p * (1 - p))) @ x + RIDGE * np.diag(np.append(np.ones(len(weights) - 1), 1e-6))
        weights += np.linalg.solve(curvature, gradient)
    return weights


def judge(cases: Iterable[Case], weights: np.ndarray, enough: float) -> dict[str, int]:
    """How many questions were answered rightly, with the wrong sentence, falsely, and how many passed over."""
    told = dict.fromkeys(("right", "wrong sentence", "missed", "false answer", "rightly silent"), 0)
    for case in cases:
        p = 1 / (1 + np.exp(-case.features @ weights[:-1] - weights[-1]))
        best = int(np.argmax(p))
        if case.asked.mark:
            told["missed" if p[best] < enough else "right" if case.answers[best] else "wrong sentence"] += 1
        else:
            told["rightly silent" if p[best] < enough else "false answer"] += 1
    return told


def main() -> None:
    cases = list(collect())
    learned = [case for case in cases if not is_held_out(case.asked.fact)]
    held_out = [case for case in cases if is_held_out(case.asked.fact)]
    weights = fit(learned)
    print({name: round(float(w), 2) for name, w in zip(NAMES, weights, strict=False)}, "bias", round(float(weights[-1]), 2))
    for enough in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        for name, part in (("learned", learned), ("held out", held_out)):
            told = judge(part, weights, enough)
            said = told["right"] + told["wrong sentence"] + told["false answer"]
            answerable = told["right"] + told["wrong sentence"] + told["missed"]
            precision, recall = told["right"] / max(said, 1), told["right"] / max(answerable, 1)
            print(f"{enough:.1f} {name:8} precision {precision:.3f} recall {recall:.3f} {told}{' *' if enough == ENOUGH else ''}")


if __name__ == "__main__":
    main()
