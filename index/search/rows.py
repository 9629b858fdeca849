"""Passage vectors as rows of one file, mapped into memory: the exact scores of any passages.

Beside Chroma, whose answers are approximate and whose filters and import are slow: a thousand vectors fetched from it take
20 ms, here less than one. Knows nothing of models or SQL; a vector goes by its row number.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.search.ranges import Ranges

Array = npt.NDArray[np.float32]


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
    rows: Array = np.load(path, mmap_mode="r").view(np.ndarray)
    return rows


def score_rows(rows: Array, vector: Array, ranges: Ranges) -> Array:
    """The dot product of a vector with each row in the ranges, in order."""
    scores = np.empty(ranges.size, dtype=np.float32)
    at = 0
    for start, end in zip(ranges.starts.tolist(), ranges.ends.tolist(), strict=True):
        np.dot(rows[start:end], vector, out=scores[at : at + end - start])
        at += end - start
    return scores
