"""Contrastive training: a query must be nearer to its own text than to every other text of the batch.

Knows nothing of where the pairs come from.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from index.training.pairs import Batch, Ids

SCALE = 20.0  # inverse temperature of the cosines
WARM_UP = 0.05  # share of the steps
REPORT_EVERY = 200

Vectors = npt.NDArray[np.float32]


def train_vectors(
    vectors: Vectors, draw: Callable[[int], Batch], *, steps: int, learning_rate: float, report: Callable[[str], None]
) -> Vectors:
    """The token vectors after `steps` batches; `draw(step)` gives each batch."""
    weights = torch.nn.Parameter(torch.from_numpy(vectors.copy()))
    optimiser = torch.optim.Adam([weights], lr=learning_rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, learning_rate, total_steps=steps, pct_start=WARM_UP)
    seen, texts, began = 0.0, 0, time.perf_counter()
    for step in range(1, steps + 1):
        batch = draw(step)
        loss = batch_loss(weights, batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        weights.grad[0] = 0  # type: ignore[index]  # the unknown token stays at zero
        optimiser.step()
        schedule.step()
        seen += loss.item()
        texts += len(batch.queries) + len(batch.texts)
        if step % REPORT_EVERY == 0:
            speed = texts / (time.perf_counter() - began)
            report(f"step {step}/{steps}: loss {seen / REPORT_EVERY:.3f}, {speed:,.0f} texts/s")
            seen = 0.0
    return weights.detach().numpy()


def batch_loss(weights: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Cross-entropy of finding the text for each query and the query for each text, averaged."""
    likeness = SCALE * mean_vectors(weights, batch.queries) @ mean_vectors(weights, batch.texts).T
    sources = torch.from_numpy(batch.sources)
    same = (sources[:, None] == sources[None, :]) & ~torch.eye(len(sources), dtype=torch.bool)
    # Another question on the same paragraph is no wrong answer.
    likeness = likeness.masked_fill(same, float("-inf"))
    right = torch.arange(len(sources))
    return (functional.cross_entropy(likeness, right) + functional.cross_entropy(likeness.T, right)) / 2


def mean_vectors(weights: torch.Tensor, texts: Sequence[Ids]) -> torch.Tensor:
    """One vector of length 1 a text."""
    ids = torch.from_numpy(np.concatenate(texts).astype(np.int64))
    offsets = torch.from_numpy(np.cumsum([0, *map(len, texts[:-1])]))
    return functional.normalize(functional.embedding_bag(ids, weights, offsets, mode="mean"), dim=1)
