"""Passage vectors as mapped rows: what is read is what was written, and scores are the exact ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from index.search.ranges import Ranges
from index.search.rows import open_rows, score_rows, write_rows

COUNT = 40


@pytest.fixture
def rows(tmp_path: Path) -> npt.NDArray[np.float32]:
    made = np.random.default_rng(7).normal(size=(COUNT, 16)).astype(np.float32)
    write_rows(tmp_path / "rows.npy", made.shape, (made[:7], made[7:], made[:0]))
    opened = open_rows(tmp_path / "rows.npy")
    assert isinstance(opened.base, np.memmap)
    assert np.array_equal(opened, made)
    return opened


@pytest.mark.parametrize("spans", [[(0, COUNT)], [(3, 4)], [(1, 3), (5, 6), (38, 40)], [(2, 2)]])
def test_the_rows_asked_for_are_scored_in_their_order(rows: npt.NDArray[np.float32], spans: list[tuple[int, int]]) -> None:
    found = score_rows(rows, rows[5], Ranges.join(*zip(*spans, strict=True)))
    assert found.tolist() == pytest.approx(
        [float(rows[i] @ rows[5]) for start, end in spans for i in range(start, end)], rel=1e-5
    )


def test_no_rows_give_nothing(tmp_path: Path) -> None:
    write_rows(tmp_path / "rows.npy", (0, 4), [])
    assert score_rows(open_rows(tmp_path / "rows.npy"), np.ones(4, dtype=np.float32), Ranges.join([], [])).tolist() == []


def test_fewer_vectors_than_promised_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2 vectors were written, expected 3"):
        write_rows(tmp_path / "rows.npy", (3, 4), [np.ones((2, 4), dtype=np.float32)])
