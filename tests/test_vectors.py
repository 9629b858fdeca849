"""Passage vectors in Chroma: nearest neighbours, and what is there after reopening."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from index.search.vectors import VectorRow, Vectors

COUNT = 40


@pytest.fixture(scope="module")
def rows() -> npt.NDArray[np.float32]:
    made = np.random.default_rng(7).normal(size=(COUNT, 16)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, rows: npt.NDArray[np.float32]) -> Path:
    """Forty passages, four a report, in reports 1 to 10; only odd reports have a year."""
    folder = tmp_path_factory.mktemp("vectors") / "chroma"
    made = Vectors.create(folder)
    made.add([VectorRow(i, 1 + i // 4, 2023 if (1 + i // 4) % 2 else None, 1) for i in range(COUNT)], rows)
    made.close()
    return folder


@pytest.fixture
def vectors(written: Path) -> Iterator[Vectors]:
    opened = Vectors.open(written)
    yield opened
    opened.close()


def test_vectors_come_back_as_they_were_written(vectors: Vectors, rows: npt.NDArray[np.float32]) -> None:
    assert vectors.count() == COUNT
    ids, found = vectors.get([5, 3, 99])
    assert sorted(ids) == [3, 5]
    assert np.array_equal(found, rows[ids])


def test_nearest_agrees_with_the_exact_order(vectors: Vectors, rows: npt.NDArray[np.float32]) -> None:
    found = vectors.nearest(rows[11], 5)
    assert [i for i, _ in found] == np.argsort(-(rows @ rows[11]))[:5].tolist()
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)


def test_asking_for_more_than_there_is_gives_all(vectors: Vectors, rows: npt.NDArray[np.float32]) -> None:
    assert len(vectors.nearest(rows[0], COUNT + 5)) == COUNT


def test_more_rows_than_one_batch_are_all_written(tmp_path: Path) -> None:
    made = Vectors.create(tmp_path / "chroma")
    count = made._client.get_max_batch_size() + 1
    made.add([VectorRow(i, 1, 2023, 1) for i in range(count)], np.ones((count, 2), dtype=np.float32))
    assert made.count() == count
    made.close()


def test_an_empty_collection_answers_with_nothing(tmp_path: Path) -> None:
    made = Vectors.create(tmp_path / "chroma")
    vector = np.ones(4, dtype=np.float32)
    assert made.nearest(vector, 3) == []
    made.close()


def test_opening_makes_no_collection_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Vectors.open(tmp_path / "chroma")
    assert not (tmp_path / "chroma").exists()
