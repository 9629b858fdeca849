"""Contrastive training: a query must be nearer to its own text than to every other text of the batch.

Knows nothing of where the pairs come from.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import torch
from scipy import sparse  # type: ignore[import-untyped]
from torch.nn import functional

from index.training.pairs import Batch, Ids

SCALE = 20.0  # inverse temperature of the cosines
CUT_WEIGHT = 0.25  # of a cut's loss beside that of the whole vector; with 1, two points less for the whole
WARM_UP = 0.05  # share of the steps
REPORT_EVERY = 100

Vectors = npt.NDArray[np.float32]


def train_vectors(
    vectors: Vectors,
    parts: sparse.csr_matrix,
    draw: Callable[[int], Batch],
    *,
    cuts: Sequence[int],
    steps: int,
    learning_rate: float,
    report: Callable[[str], None],
) -> Vectors:
    """The token vectors after `steps` batches; `draw(step)` gives each batch.

    A token's vector is the sum of those of its `parts`. The first dimensions of a vector alone, as many as each of the `cuts`,
    are taught to do the same work as the whole (Matryoshka).
    """
    weights = torch.nn.Parameter(torch.from_numpy(vectors.copy()))
    moved = torch.zeros(len(vectors))
    seen, texts, began = 0.0, 0, time.perf_counter()
    for step in range(1, steps + 1):
        batch = draw(step)
        loss = batch_loss(mean_vectors(weights, parts, batch.queries), mean_vectors(weights, parts, batch.texts), batch, cuts)
        loss.backward()  # type: ignore[no-untyped-call]
        move_rows(weights, moved, learning_rate * _share(step / steps))
        seen += loss.item()
        texts += len(batch.queries) + len(batch.texts)
        if step % REPORT_EVERY == 0:
            speed = texts / (time.perf_counter() - began)
            report(f"step {step}/{steps}: loss {seen / REPORT_EVERY:.3f}, {speed:,.0f} texts/s")
            seen = 0.0
    baked: Vectors = (parts @ weights.detach().numpy()).astype(np.float32)
    return baked


def batch_loss(queries: torch.Tensor, texts: torch.Tensor, batch: Batch, cuts: Sequence[int]) -> torch.Tensor:
    """Cross-entropy of finding the text for each query and the query for each text: the whole vector's and that of its cuts."""
    sources = torch.from_numpy(batch.sources)
    # Another question on the same paragraph is no wrong answer.
    same = (sources[:, None] == sources[None, :]) & ~torch.eye(len(sources), dtype=torch.bool)
    right = torch.arange(len(sources))

    def loss_of(cut: int) -> torch.Tensor:
        likeness = SCALE * functional.normalize(queries[:, :cut], dim=1) @ functional.normalize(texts[:, :cut], dim=1).T
        likeness = likeness.masked_fill(same, float("-inf"))
        return (functional.cross_entropy(likeness, right) + functional.cross_entropy(likeness.T, right)) / 2

    return torch.stack([loss_of(queries.shape[1]), *(CUT_WEIGHT * loss_of(cut) for cut in cuts)]).sum()


def mean_vectors(weights: torch.Tensor, parts: sparse.csr_matrix, texts: Sequence[Ids]) -> torch.Tensor:
    """One vector a text, of any length: it points where the mean of its tokens' vectors points."""
    tokens = np.concatenate(texts)
    counts = np.diff(parts.indptr)[tokens]
    ends = np.cumsum(counts)
    places = np.arange(ends[-1]) + np.repeat(parts.indptr[tokens] - ends + counts, counts)
    firsts = np.cumsum([0, *map(len, texts[:-1])])
    return functional.embedding_bag(
        torch.from_numpy(parts.indices[places].astype(np.int64)),
        weights,
        torch.from_numpy((ends - counts)[firsts]),
        mode="sum",
        per_sample_weights=torch.from_numpy(parts.data[places]),
    )


def move_rows(weights: torch.nn.Parameter, moved: torch.Tensor, learning_rate: float) -> None:
    """One step of Adagrad with one rate a row, `moved` being the sum of its squared gradients so far; clears the gradient.

    Adam goes on moving a token for steps after it was seen, far enough to make noise of the rare ones.
    """
    with torch.no_grad():
        gradient: torch.Tensor = weights.grad  # type: ignore[assignment]
        gradient[0] = 0  # the unknown token stays at zero
        moved += gradient.square().sum(dim=1)
        weights.sub_(learning_rate * gradient / (moved.sqrt()[:, None] + 1e-12))
    weights.grad = None


def _share(progress: float) -> float:
    """How much of the learning rate is used: rising at first, then falling to nothing."""
    return min(progress / WARM_UP, (1 - progress) / (1 - WARM_UP))
