"""The passage vectors of a build as rows of one file, mapped into memory: the exact scores of any passages.

Beside Chroma, whose answers are approximate and whose filters and import are slow: a thousand vectors fetched from it take
20 ms, here less than one. Knows nothing of models or SQL; a vector goes by its row number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

MANY = 0.25  # share of the rows from which on scoring all of them is quicker than gathering some


def write_rows(path: Path, shape: tuple[int, int], parts: Iterable[Array]) -> None:
    """Write the parts, `shape` (rows, dimensions) together, one behind the other; ValueError when they are of another shape."""
    rows = 0
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": np.dtype(np.float32).str, "fortran_order": False, "shape": shape})
        for part in parts:
            file.write(np.ascontiguousarray(part, dtype=np.float32).tobytes())
            rows += len(part)
    if rows != shape[0]:
        raise ValueError(f"{rows} vectors were written, expected {shape[0]}")


def open_rows(path: Path) -> Array:
    """The rows in a file, mapped, not read; FileNotFoundError or ValueError when there are none."""
    rows: Array = np.load(path, mmap_mode="r")
    return rows


def best_rows(rows: Array, vector: Array, k: int, ids: Sequence[int] | None = None) -> list[tuple[int, float]]:
    """The k rows of highest score (row, cosine), best first, equal scores by row; of `ids`, which ascend, where given."""
    wanted = np.arange(len(rows)) if ids is None else np.asarray(ids, dtype=np.int64)
    scores = (rows @ vector)[wanted] if ids is None or len(ids) > MANY * len(rows) else rows[wanted] @ vector
    best = np.argsort(-scores, kind="stable")[:k]
    return [(int(wanted[i]), float(scores[i])) for i in best]
