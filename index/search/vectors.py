"""The passage vectors of a build in Chroma: written once, then asked for the nearest of all.

Scores are cosine similarities. Knows nothing of models or SQL; a vector goes by its passage id, with `report_id`, `year`
and `chapter` beside it. Texts stay out of Chroma: they are in the facts database, and writing them here made a build
three times slower and larger.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

COLLECTION = "passages"
_DATABASE = "chroma.sqlite3"
EXPLORED = 400  # candidates that a search looks at; asking for more of them makes it slower, not better
# 32 neighbours and a search of 400 gave a recall of 0.99 where Chroma's defaults (16, 100) gave 0.94, for 2 ms a question.
_CONFIGURATION: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": EXPLORED}
}
GET_PAGE = 300  # vectors fetched at a time; measured 20 ms a thousand, growing faster than the page beyond this
OVERFETCH = 4  # the search is approximate: asking for more than k loses fewer of the best k


@dataclass(frozen=True, slots=True)
class VectorRow:
    """What is kept beside a passage's vector; `year` None where the report has none."""

    passage_id: int
    report_id: int
    year: int | None
    chapter: int


@dataclass(frozen=True, slots=True)
class Vectors:
    """An opened collection; any number of threads may ask it. Close it when done."""

    _client: Client
    _collection: Collection

    @classmethod
    def create(cls, folder: Path) -> Vectors:
        """A new, empty collection in a folder (made when it is not there)."""
        folder.mkdir(parents=True, exist_ok=True)
        client = _client(folder)
        # Without `embedding_function=None` Chroma would try to download a model.
        return cls(client, client.create_collection(COLLECTION, embedding_function=None, configuration=_CONFIGURATION))

    @classmethod
    def open(cls, folder: Path) -> Vectors:
        """The collection in a folder; FileNotFoundError when there is none. Chroma writes to the folder even to read it."""
        if not (folder / _DATABASE).is_file():
            raise FileNotFoundError(f"no Chroma collection in {folder}")
        client = _client(folder)
        return cls(client, client.get_collection(COLLECTION, embedding_function=None))

    @classmethod
    def copy(cls, source: Path, target: Path) -> Vectors:
        """The collection of one folder in another, new one, to be added to; readers of the first are not disturbed."""
        if not (source / _DATABASE).is_file():
            raise FileNotFoundError(f"no Chroma collection in {source}")
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(f"{_DATABASE}*"))
        # Chroma writes to its database even where it only reads: a plain copy might catch it in the middle.
        with (
            closing(sqlite3.connect(f"{(source / _DATABASE).resolve().as_uri()}?mode=ro", uri=True)) as database,
            closing(sqlite3.connect(target / _DATABASE)) as copy,
        ):
            database.backup(copy)
        return cls.open(target)

    def close(self) -> None:
        """Let go of the files; a second call does nothing."""
        self._client.close()

    def add(self, rows: Sequence[VectorRow], vectors: Array) -> None:
        """Add a vector for each of the rows, in batches that Chroma takes."""
        size = self._client.get_max_batch_size()
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            self._collection.add(
                ids=[str(row.passage_id) for row in part],
                embeddings=vectors[start : start + size],
                metadatas=[_metadata(row) for row in part],
            )

    def remove(self, passage_ids: Sequence[int]) -> None:
        """Take the vectors of some passages out."""
        for page in _pages(passage_ids, self._client.get_max_batch_size()):
            self._collection.delete(ids=[str(passage_id) for passage_id in page])

    def count(self) -> int:
        """How many vectors there are."""
        return self._collection.count()

    def get(self, passage_ids: Sequence[int]) -> tuple[list[int], Array]:
        """The ids that are there, with their vectors (n, dimensions)."""
        import numpy as np

        ids: list[int] = []
        pages: list[Array] = []
        for page in _pages(passage_ids, GET_PAGE):
            found = self._collection.get(ids=[str(passage_id) for passage_id in page], include=["embeddings"])
            if found["ids"]:
                ids.extend(int(name) for name in found["ids"])
                pages.append(np.asarray(found["embeddings"], dtype=np.float32))
        return ids, np.concatenate(pages) if pages else np.zeros((0, 0), dtype=np.float32)

    def nearest(self, vector: Array, k: int) -> list[tuple[int, float]]:
        """The k nearest passages, best first."""
        # Not held against `count()`, which takes longer than the search: Chroma gives what there is.
        n = max(k, min(k * OVERFETCH, EXPLORED))
        found = self._collection.query(query_embeddings=vector[None, :], n_results=n, include=["distances"])
        distances = found["distances"] or [[]]
        return best_first((int(name), 1.0 - distance) for name, distance in zip(found["ids"][0], distances[0], strict=True))[:k]


def best_first(scored: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """Pairs of passage id and score, highest score first, equal scores by id."""
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))


def is_chromas(error: Exception) -> bool:
    """Whether it is Chroma that says what is wrong, as with a full disk."""
    from chromadb.errors import ChromaError

    return isinstance(error, ChromaError)


def _client(folder: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    # Declared as an interface that has no `close`.
    return cast("Client", chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False)))


def _metadata(row: VectorRow) -> dict[str, int]:
    known = {"report_id": row.report_id, "chapter": row.chapter}
    # Chroma has no None: a report without a year has no key.
    return known if row.year is None else known | {"year": row.year}


def _pages(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (items[start : start + size] for start in range(0, len(items), size))
