"""A build opened for reading: its facts by SQL, a report's text and places, and the passages nearest to a question.

Opening costs milliseconds: Chroma and the lexical index are loaded at the first search of passages, because a question
about a table needs neither. Knows nothing of questions.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import Engine, QueuePool, create_engine, select

from index.errors import ModelMismatch, NoBuild
from index.report import Span, State
from index.storage import schema
from index.storage.home import Home
from index.storage.manifest import Manifest, read_manifest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.search.embedding import Embedder
    from index.search.lexical import Lexical
    from index.search.vectors import Vectors

FACTS, CHROMA, LEXICAL = "facts.sqlite", "chroma", "lexical"

# Up to here the vectors of the chosen passages are fetched and scored exactly (20 ms a thousand). Beyond, Chroma searches
# under a filter: 125 to 160 ms at 100,000 passages, against 3 ms without one.
EXACT_UP_TO = 2000
SQL_PAGE = 10_000  # values in one IN (...); SQLite takes about 32,000 variables
PLACES_KEPT = 64  # reports whose places stay unpacked; a question cites a handful


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where a cell stands in its report's text and what stands there; `row` is the place of its table row."""

    state: State
    raw: str
    start: int
    end: int
    row: Span


class Store:
    """An opened build; any number of threads may use it. Close it when done."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.manifest = manifest
        self.engine = read_only_engine(folder / FACTS)
        self._folder = folder
        self._opening = Lock()
        self._vectors: Vectors | None = None
        self._lexical: Lexical | None = None
        self._places = lru_cache(PLACES_KEPT)(self._read_places)

    @property
    def build_id(self) -> str:
        """The id of the build that is open."""
        return self.manifest.build

    def text(self, report_id: int) -> str:
        """The extracted text of a report; KeyError when there is no such report."""
        with self.engine.connect() as connection:
            found = connection.scalar(select(schema.texts.c.text).where(schema.texts.c.report_id == report_id))
        if found is None:
            raise KeyError(f"no report {report_id} in build {self.build_id}")
        return str(found)

    def cell_places(self, report_id: int) -> dict[str, CellPlace]:
        """The places of a report's cells by cell key ("T3.new.total"); KeyError when there is no such report."""
        return dict(self._places(report_id))

    def check_model(self, embedder: Embedder) -> None:
        """Raise ModelMismatch unless the embedder is the one the build was made with; call it before the first `dense`."""
        made_with = self.manifest.model
        if (embedder.id, embedder.dimensions) != (made_with.id, made_with.dimensions):
            raise ModelMismatch(
                f"build {self.build_id} was made with embedding model {made_with.id} ({made_with.dimensions} dimensions), "
                f"the one set now is {embedder.id} ({embedder.dimensions}): set that model again, or run gkbot index PATH"
            )

    def dense(
        self, vector: NDArray[np.float32], *, report_ids: Collection[int] | None = None, k: int = 10
    ) -> list[tuple[int, float]]:
        """The k passages nearest to a unit vector as (passage id, cosine), best first, of these reports only where given."""
        if report_ids is None:
            return self._opened_vectors().nearest(vector, k)
        if not report_ids:
            return []
        passage_ids = self._passage_ids(report_ids)
        if len(passage_ids) <= EXACT_UP_TO:
            return self._opened_vectors().scores(vector, passage_ids)[:k]
        return self._opened_vectors().nearest(vector, k, report_ids=sorted(report_ids))

    def lexical(self, query: str, *, report_ids: Collection[int] | None = None, k: int = 10) -> list[tuple[int, float]]:
        """The k passages that share most with the query as (passage id, BM25 > 0), best first, of these reports only."""
        import numpy as np

        rows = np.asarray(self._passage_ids(report_ids), dtype=np.int64) if report_ids is not None else None
        scores = self._opened_lexical().scores(query, rows)
        # A stable sort keeps equal scores in the order of their ids.
        best = np.argsort(-scores, kind="stable")[:k]
        return [(int(i if rows is None else rows[i]), float(scores[i])) for i in best if scores[i] > 0]

    def close(self) -> None:
        """Let go of all files."""
        with self._opening:
            if self._vectors is not None:
                self._vectors.close()
            self._vectors = self._lexical = None
        self._places.cache_clear()
        self.engine.dispose()

    def _passage_ids(self, report_ids: Collection[int]) -> list[int]:
        passages = schema.passages.c
        wanted = sorted(report_ids)
        found: list[int] = []
        with self.engine.connect() as connection:
            for start in range(0, len(wanted), SQL_PAGE):
                page = wanted[start : start + SQL_PAGE]
                found.extend(connection.scalars(select(passages.id).where(passages.report_id.in_(page))))
        return sorted(found)

    def _read_places(self, report_id: int) -> dict[str, CellPlace]:
        with self.engine.connect() as connection:
            record = connection.scalar(select(schema.places.c.record).where(schema.places.c.report_id == report_id))
        if record is None:
            raise KeyError(f"no report {report_id} in build {self.build_id}")
        return unpack_places(record)

    def _opened_vectors(self) -> Vectors:
        with self._opening:
            if self._vectors is None:
                from index.search.vectors import Vectors

                self._vectors = Vectors.open(self._folder / CHROMA)
            return self._vectors

    def _opened_lexical(self) -> Lexical:
        with self._opening:
            if self._lexical is None:
                from index.search.lexical import Lexical

                self._lexical = Lexical.open(self._folder / LEXICAL)
            return self._lexical


def open_store(home: Home) -> Store:
    """The build that answers, opened for reading; NoBuild when there is none or this version cannot read it."""
    folder = home.current()
    if folder is None:
        raise NoBuild(f"nothing has been indexed in {home.path} yet: run gkbot index PATH")
    manifest = read_manifest(folder)
    if manifest.schema != schema.VERSION:
        raise NoBuild(
            f"build {folder.name} has facts of version {manifest.schema}, expected {schema.VERSION}: "
            "run gkbot index PATH to build anew"
        )
    return Store(folder, manifest)


def read_only_engine(path: Path) -> Engine:
    """An engine on a SQLite file that refuses every write, for use from several threads."""
    # `as_uri` escapes what a path may hold (?, #, %), which a URL put together by hand would trip over.
    uri = f"{path.resolve().as_uri()}?mode=ro"
    connect = partial(sqlite3.connect, uri, uri=True, check_same_thread=False)
    return create_engine("sqlite://", creator=connect, poolclass=QueuePool)


def pack_places(places: Iterable[tuple[str, CellPlace]]) -> bytes:
    """The record that `schema.places` keeps of a report's cells."""
    record = {key: [p.state.value, p.raw, p.start, p.end, p.row.start, p.row.end] for key, p in places}
    return zlib.compress(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())


def unpack_places(record: bytes) -> dict[str, CellPlace]:
    """What `pack_places` has packed."""
    unpacked = json.loads(zlib.decompress(record))
    return {
        key: CellPlace(State(state), raw, start, end, Span(row_start, row_end))
        for key, (state, raw, start, end, row_start, row_end) in unpacked.items()
    }
