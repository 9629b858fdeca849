"""A build opened for reading: its facts by SQL, a report's text and places, and the passages nearest to a question.

Opening costs milliseconds: Chroma and the segments are loaded at the first search of passages, because a question
about a table needs neither. Knows nothing of questions.
"""

from __future__ import annotations

import json
import sqlite3
import weakref
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Engine, QueuePool, bindparam, create_engine, func, select

from index.errors import ModelMismatch, NoBuild
from index.form import load_form
from index.report import Span, State
from index.storage import schema
from index.storage.holds import Hold
from index.storage.home import Home
from index.storage.manifest import Manifest, read_manifest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.search.embedding import Embedder
    from index.search.segments import Segments
    from index.search.vectors import Vectors
    from index.storage.extents import Extents

FACTS, CHROMA, SEGMENTS = "facts.sqlite", "chroma", "segments"

# Up to here the nearest of all passages are found by scoring every one, in 5 ms and without loading Chroma; beyond, Chroma
# takes 3 ms at 100,000 passages. Passages chosen by a filter are always scored: under one, Chroma takes 125 to 160 ms.
EXACT_UP_TO = 20_000
ROWS_UP_TO = 200  # reports whose cells are read row by row; of more, whole columns are read and kept
COLUMNS_KEPT = 64  # 160 KB each at 20,000 reports

Content = int | float | State  # what a cell holds: its number, or what stands there instead
_DECODER = json.JSONDecoder()
_STATES = {letter: state for state, letter in schema.STATE_LETTERS.items()}


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where a cell stands in its report's text and what stands there; `row` is the place of its table row."""

    state: State
    raw: str
    start: int
    end: int
    row: Span
    number: int | float | None


class Places(Mapping[str, CellPlace]):
    """The places of a report's cells by cell key, each read when it is asked for: of some 200, an answer cites a few."""

    def __init__(self, record: bytes) -> None:
        self._record = zlib.decompress(record).decode()

    def __getitem__(self, key: str) -> CellPlace:
        # No text within the record can look like a key: its quotes have a backslash before them.
        name = f'"{key}":'
        at = self._record.find(name)
        if at < 0:
            raise KeyError(key)
        state, raw, start, end, row_start, row_end, number = _DECODER.raw_decode(self._record, at + len(name))[0]
        return CellPlace(State(state), raw, start, end, Span(row_start, row_end), number)

    def __iter__(self) -> Iterator[str]:
        return iter(json.loads(self._record))

    def __len__(self) -> int:
        return len(json.loads(self._record))


class Store:
    """An opened build; any number of threads may use it. Close it when done."""

    def __init__(self, folder: Path, manifest: Manifest, hold: Hold | None = None) -> None:
        self.manifest = manifest
        self._hold = hold
        self.engine = read_only_engine(folder / FACTS)
        # Who forgets a store lets go of its files, too: those of a build that is gone would take up the disk until the end.
        weakref.finalize(self, self.engine.dispose).atexit = False
        self._folder = folder
        self._opening = Lock()
        self._vectors: Vectors | None = None
        self._searched: tuple[Segments, Extents] | None = None
        self._columns: dict[tuple[str, str], list[Content | None]] = {}

    @property
    def build_id(self) -> str:
        """The id of the build that is open."""
        return self.manifest.build

    def text(self, report_id: int) -> str:
        """The extracted text of a report; KeyError when there is no such report."""
        return self.texts([report_id])[report_id]

    def texts(self, report_ids: Sequence[int]) -> dict[int, str]:
        """The extracted texts of reports by their ids; KeyError when one of them is not there."""
        return {report_id: str(text) for report_id, text in self._of_each(schema.texts.c.text, report_ids)}

    def cell_places(self, report_id: int) -> Places:
        """The places of a report's cells by cell key ("T3.new.total"); KeyError when there is no such report."""
        return self.places([report_id])[report_id]

    def places(self, report_ids: Sequence[int]) -> dict[int, Places]:
        """The places of several reports' cells by report id; KeyError when one of them is not there."""
        return {report_id: Places(record) for report_id, record in self._of_each(schema.places.c.record, report_ids)}

    def contents(self, edition: str, keys: Sequence[str], report_ids: Sequence[int]) -> list[tuple[Content | None, ...]]:
        """What these cells of an edition's reports hold: a row a report in the order given, None where there is no such cell."""
        if len(report_ids) <= ROWS_UP_TO:
            return self._read_contents(edition, keys, report_ids)
        columns = [self._column(edition, key) for key in keys]
        return list(zip(*([column[report_id] for report_id in report_ids] for column in columns), strict=True))

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
        from index.search.segments import best

        segments, extents = self.passages()
        chosen = self._chosen(report_ids)
        if chosen is None and extents.all.size > EXACT_UP_TO:
            return self._opened_vectors().nearest(vector, k)
        ids = extents.all if chosen is None else extents.ranges(chosen)
        return best(segments.dense(vector, ids), ids, k, extents.order)

    def lexical(self, query: str, *, report_ids: Collection[int] | None = None, k: int = 10) -> list[tuple[int, float]]:
        """The k passages that share most with the query as (passage id, BM25 > 0), best first, of these reports only."""
        from index.search.segments import best

        segments, extents = self.passages()
        chosen = self._chosen(report_ids)
        ids = extents.all if chosen is None else extents.ranges(chosen)
        return best(segments.lexical(query, ids, extents.all), ids, k, extents.order, above=0)

    def passages(self) -> tuple[Segments, Extents]:
        """The segments of the build, and where in them the passages of each report lie."""
        with self._opening:
            if self._searched is None:
                from index.search.segments import Segments
                from index.storage.extents import read_extents

                with self.engine.connect() as connection:
                    self._searched = Segments.open(self._folder / SEGMENTS), read_extents(connection)
            return self._searched

    def close(self) -> None:
        """Let go of all files."""
        with self._opening:
            if self._vectors is not None:
                self._vectors.close()
            self._vectors = self._searched = None
        self._columns.clear()
        self.engine.dispose()
        if self._hold is not None:
            self._hold.release()

    def _chosen(self, report_ids: Collection[int] | None) -> Collection[int] | None:
        """The reports to search, None for all of them."""
        return None if report_ids is None or len(report_ids) == self.manifest.counts.reports else report_ids

    def _of_each(self, column: Column[Any], report_ids: Sequence[int]) -> list[tuple[int, Any]]:
        """The value that each of some reports has in a column of a table with one row a report."""
        owner = column.table.c.report_id
        query = select(owner, column).where(owner.in_(bindparam("ids", expanding=True)))
        with self.engine.connect() as connection:
            found = [(row[0], row[1]) for row in connection.execute(query, {"ids": list(report_ids)})]
        absent = set(report_ids) - {report_id for report_id, _ in found}
        if absent:
            raise KeyError(f"no report {min(absent)} in build {self.build_id}")
        return found

    def _read_contents(self, edition: str, keys: Sequence[str], report_ids: Sequence[int]) -> list[tuple[Content | None, ...]]:
        table = schema.cells[edition]
        at = [_cell_numbers(edition)[key] for key in keys]
        numbers = (table.c[schema.column_name(key)] for key in keys)
        query = select(table.c.report_id, table.c.states, *numbers).where(table.c.report_id.in_(bindparam("ids", expanding=True)))
        with self.engine.connect() as connection:
            found = {
                report_id: tuple(_content(number, states[i]) for i, number in zip(at, row, strict=True))
                for report_id, states, *row in connection.execute(query, {"ids": list(report_ids)})
            }
        nothing = (None,) * len(keys)
        return [found.get(report_id, nothing) for report_id in report_ids]

    def _column(self, edition: str, key: str) -> list[Content | None]:
        found = self._columns.get((edition, key))
        if found is None:
            if len(self._columns) >= COLUMNS_KEPT:
                self._columns.clear()
            found = self._columns[edition, key] = self._read_column(edition, key)
        return found

    def _read_column(self, edition: str, key: str) -> list[Content | None]:
        """What a cell holds in every report, by report id."""
        table = schema.cells[edition]
        letter = func.substr(table.c.states, _cell_numbers(edition)[key] + 1, 1)
        query = select(table.c.report_id, table.c[schema.column_name(key)], letter)
        with self.engine.connect() as connection:
            last = connection.scalar(select(func.max(schema.reports.c.id))) or 0
            column: list[Content | None] = [None] * (last + 1)
            for report_id, number, state in connection.execute(query):
                column[report_id] = _content(number, state)
        return column

    def _opened_vectors(self) -> Vectors:
        with self._opening:
            if self._vectors is None:
                from index.search.vectors import Vectors

                self._vectors = Vectors.open(self._folder / CHROMA)
                # Chroma keeps what it has opened until it is told otherwise.
                weakref.finalize(self, self._vectors.close).atexit = False
            return self._vectors


def open_store(home: Home) -> Store:
    """The build that answers, opened for reading; NoBuild when there is none or this version cannot read it."""
    folder, hold = _hold_current(home)
    manifest = read_manifest(folder)
    if manifest.schema != schema.VERSION:
        raise NoBuild(
            f"build {folder.name} has facts of version {manifest.schema}, expected {schema.VERSION}: "
            "run gkbot index PATH to build anew"
        )
    return Store(folder, manifest, hold)


def _hold_current(home: Home) -> tuple[Path, Hold]:
    """The folder of the build that answers, held."""
    while (folder := home.current()) is not None:
        try:
            return folder, home.hold(folder.name)
        except (BlockingIOError, FileNotFoundError):
            # Replaced and removed since the pointer was read: by now it names another one.
            continue
    raise NoBuild(f"nothing has been indexed in {home.path} yet: run gkbot index PATH")


def read_only_engine(path: Path) -> Engine:
    """An engine on a SQLite file that refuses every write, for use from several threads."""
    # `as_uri` escapes what a path may hold (?, #, %), which a URL put together by hand would trip over.
    uri = f"{path.resolve().as_uri()}?mode=ro"
    connect = partial(sqlite3.connect, uri, uri=True, check_same_thread=False)
    return create_engine("sqlite://", creator=connect, poolclass=QueuePool)


def pack_places(places: Iterable[tuple[str, CellPlace]]) -> bytes:
    """The record that `schema.places` keeps of a report's cells."""
    record = {key: [p.state.value, p.raw, p.start, p.end, p.row.start, p.row.end, p.number] for key, p in places}
    return zlib.compress(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())


@cache
def _cell_numbers(edition: str) -> dict[str, int]:
    return {key: number for number, key in enumerate(load_form(edition).cell_keys())}


def _content(number: float | None, letter: str) -> Content | None:
    return _STATES.get(letter) if number is None else plain_number(number)


def plain_number(number: float | None) -> int | float | None:
    """A number of the facts database as it was read: whole ones without a fraction."""
    return int(number) if number is not None and number.is_integer() else number
