"""Soft coverage: how much of a question's words each of a few texts holds, a word of near meaning counting in part.

Knows nothing of reports or indexes; what is near is for the embedding model to say.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.search.embedding import Embedder

WORD = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
WEIGHT = 0.5  # of soft coverage beside the mixed score; 0.3 and 1 did about as well
RERANKED = 20  # passages


def add_nearness(scores: Mapping[int, float], query: str, texts: Mapping[int, str], embedder: Embedder) -> dict[int, float]:
    """The scores with soft coverage of the query added for the best RERANKED of them, by which no other may be overtaken."""
    best = sorted(scores, key=lambda i: (-scores[i], i))[:RERANKED]
    covered = dict(zip(best, soft_coverage(query, [texts[i] for i in best], embedder), strict=True))
    top = max(covered.values(), default=0.0) or 1.0
    return {i: score + (WEIGHT * covered[i] / top if i in covered else 0.0) for i, score in scores.items()}


def soft_coverage(query: str, texts: Sequence[str], embedder: Embedder) -> list[float]:
    """For each text the share, 0 to 1, of the query's words that it holds; a rare word counts more, a near one by its cosine."""
    import numpy as np

    asked = _words(query)
    held = [_words(text) for text in texts]
    if not asked or not any(held):
        return [0.0] * len(texts)
    rows = {word: row for row, word in enumerate(dict.fromkeys([*asked, *(word for words in held for word in words)]))}
    vectors = embedder.encode(list(rows))
    near = np.maximum(vectors[: len(asked)] @ vectors.T, 0)
    holding = Counter(word for words in held for word in words)
    weights = np.array([math.log(1 + (len(texts) + 1) / (holding[word] + 0.5)) for word in asked])
    return [float(weights @ near[:, [rows[w] for w in words]].max(axis=1) / weights.sum()) if words else 0.0 for words in held]


def _words(text: str) -> list[str]:
    import rjieba

    return list(dict.fromkeys(word for word in rjieba.cut(text.lower()) if WORD.fullmatch(word)))
