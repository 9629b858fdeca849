"""First token vectors: which tokens stand near which, weighed as positive PMI and brought down by a singular value
decomposition. Knows nothing of questions or passages.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse  # type: ignore[import-untyped]

WINDOW = 6
PART = 2_000_000  # token pairs counted at a time
SMOOTHING = 0.75  # of the context distribution: keeps rare contexts from ruling the PMI
RARE = 3  # pairs seen less often say nothing and are most of the matrix
CHANCE = 0.5  # of the squared length
COMMON = 1e-3  # share of all tokens from which on a token's vector is shortened
OVERSAMPLING = 32
POWER_ITERATIONS = 2

Ids = npt.NDArray[np.int32]
Vectors = npt.NDArray[np.float32]


def first_vectors(texts: Sequence[Ids], *, tokens: int, dimensions: int, generator: np.random.Generator) -> Vectors:
    """One row a token: its direction from the company it keeps, half by chance, its length smaller the commoner it is."""
    association = positive_pmi(count_neighbours(texts, tokens))
    left, values = truncated_svd(association, dimensions, generator)
    vectors = left * np.sqrt(values)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    # Half of each is chance: company alone makes words of one kind so alike that the very word asked for gets lost.
    chance = generator.normal(0, 1 / np.sqrt(dimensions), vectors.shape)
    # Tokens never seen start near nothing: what they are is in their parts.
    unseen = lengths == 0
    vectors = np.where(unseen, 0.1 * chance, np.sqrt(1 - CHANCE) * vectors + np.sqrt(CHANCE) * chance)
    counts = np.bincount(np.concatenate(texts), minlength=tokens)
    weight = COMMON / (COMMON + counts / counts.sum())
    weight[0] = 0  # the unknown token must not move a vector
    weighted: Vectors = (vectors * weight[:, None]).astype(np.float32)
    return weighted


def count_neighbours(texts: Sequence[Ids], tokens: int) -> sparse.csr_matrix:
    """Symmetric matrix of how often two tokens stand within the window, nearer ones counting more."""
    # -1 between texts keeps the end of one from neighbouring the start of the next.
    gap = np.full(WINDOW, -1, dtype=np.int32)
    flat = np.concatenate([piece for text in texts for piece in (text, gap)])
    total = sparse.csr_matrix((tokens, tokens), dtype=np.float32)
    for start in range(0, len(flat), PART):
        part = flat[start : start + PART + WINDOW]
        for distance in range(1, WINDOW + 1):
            first, second = part[:PART], part[distance : PART + distance]
            first = first[: len(second)]
            real = (first >= 0) & (second >= 0)
            nearness = np.full(int(real.sum()), 1 / distance, dtype=np.float32)
            total = total + sparse.csr_matrix((nearness, (first[real], second[real])), shape=(tokens, tokens))
    return (total + total.T).tocsr()


def positive_pmi(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """The counts as positive pointwise mutual information, rare pairs dropped."""
    pairs = counts.tocoo()
    row_sums = np.asarray(counts.sum(axis=1)).ravel() + 1e-9
    context = row_sums**SMOOTHING
    context /= context.sum()
    kept = pairs.data >= RARE
    row, column, count = pairs.row[kept], pairs.col[kept], pairs.data[kept]
    pmi = np.log(count / row_sums[row] / context[column])
    positive = pmi > 0
    values = pmi[positive].astype(np.float32)
    return sparse.csr_matrix((values, (row[positive], column[positive])), shape=counts.shape)


def truncated_svd(
    matrix: sparse.csr_matrix, rank: int, generator: np.random.Generator
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The first left singular vectors and values, by random projection with power iterations."""
    sketch = matrix @ generator.normal(size=(matrix.shape[1], rank + OVERSAMPLING)).astype(np.float32)
    for _ in range(POWER_ITERATIONS):
        basis, _ = np.linalg.qr(sketch)
        sketch = matrix @ (matrix.T @ basis.astype(np.float32))
    basis, _ = np.linalg.qr(sketch)
    small, values, _ = np.linalg.svd((matrix.T @ basis.astype(np.float32)).T, full_matrices=False)
    return np.asarray(basis @ small[:, :rank], dtype=np.float64), np.asarray(values[:rank], dtype=np.float64)
