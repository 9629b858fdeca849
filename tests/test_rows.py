"""Passage vectors as mapped rows: what is read is what was written, and scores are the exact ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from index.search.rows import best_rows, open_rows, write_rows

COUNT = 40


@pytest.fixture
def rows(tmp_path: Path) -> npt.NDArray[np.float32]:
    made = np.random.default_rng(7).normal(size=(COUNT, 16)).astype(np.float32)
    write_rows(tmp_path / "rows.npy", made.shape, (made[:7], made[7:], made[:0]))
    opened = open_rows(tmp_path / "rows.npy")
    assert isinstance(opened, np.memmap)
    assert np.array_equal(opened, made)
    return opened


@pytest.mark.parametrize("ids", [None, [3], [1, 2, 5, 8], list(range(0, COUNT, 2))])
def test_the_best_of_the_rows_asked_for_come_first(rows: npt.NDArray[np.float32], ids: list[int] | None) -> None:
    found = best_rows(rows, rows[5], 6, ids)
    inside = range(COUNT) if ids is None else ids
    assert [i for i, _ in found] == sorted(inside, key=lambda i: -float(rows[i] @ rows[5]))[:6]
    assert [score for _, score in found] == pytest.approx([float(rows[i] @ rows[5]) for i, _ in found], rel=1e-5)


def test_rows_of_equal_score_come_in_their_order(tmp_path: Path) -> None:
    write_rows(tmp_path / "rows.npy", (3, 2), [np.ones((3, 2), dtype=np.float32)])
    assert [i for i, _ in best_rows(open_rows(tmp_path / "rows.npy"), np.ones(2, dtype=np.float32), 3)] == [0, 1, 2]


def test_no_rows_give_nothing(tmp_path: Path) -> None:
    write_rows(tmp_path / "rows.npy", (0, 4), [])
    assert best_rows(open_rows(tmp_path / "rows.npy"), np.ones(4, dtype=np.float32), 3) == []


def test_fewer_vectors_than_promised_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2 vectors were written, expected 3"):
        write_rows(tmp_path / "rows.npy", (3, 4), [np.ones((2, 4), dtype=np.float32)])
