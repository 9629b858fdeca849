"""A build while it is written: reports go out and in, passages are embedded and laid into segments.

It starts empty or as a copy of a finished build, of which only what changes is written. Knows nothing of files to read or of
which build answers.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import OperationalError

from index.checks.year_checks import check_years
from index.intake.paths import Reading
from index.intake.worker import describe
from index.report import Report
from index.search.lexical import MOST_ROWS
from index.search.ranges import Numbers
from index.search.segments import Segments, link_segments, merge_last, write_segment
from index.search.vectors import VectorRow, Vectors
from index.storage import schema
from index.storage.facts import create_facts, delete_reports, drop_spellings, insert_report, open_facts
from index.storage.manifest import Counts
from index.storage.store import CHROMA, FACTS, SEGMENTS

if TYPE_CHECKING:
    from index.search.embedding import Embedder
    from index.search.rows import Array

ENCODE_BATCH = 5000  # texts a time: Chroma takes 5461 rows at once, and 5000 vectors of 256 are 5 MB
NOT = -1  # embedded before
SHORTEST_NAME = 3  # characters; cutting shorter names out of a passage would cut words (我局, 园区)
NOTHING = Counts(0, 0, 0)


@dataclass(slots=True)
class _Waiting:
    """Passages that are in the facts and not yet in a segment; `stored` are the ids of their vectors in `before`, or NOT."""

    rows: list[VectorRow] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    stored: list[int] = field(default_factory=list)


class Draft:
    """An unfinished build in a folder of its own; close it in any case."""

    def __init__(
        self,
        folder: Path,
        engine: Engine,
        vectors: Vectors,
        embedder: Embedder,
        counts: Counts = NOTHING,
        before: Segments | None = None,
    ) -> None:
        self.counts = counts
        self._before = before
        self._folder = folder
        self._engine = engine
        self._vectors = vectors
        self._embedder = embedder
        self._waiting = _Waiting()
        self._bodies: set[str] = set()  # whose reports are others now
        self._names: set[str] = set()  # what may be in no report any more
        self._next_passage = Segments.open(folder / SEGMENTS).end
        with engine.connect() as connection:
            self._next_report = 1 + (connection.scalar(select(func.max(schema.reports.c.id))) or 0)

    @classmethod
    def create(cls, folder: Path, embedder: Embedder, before: Segments | None = None) -> Draft:
        """A build without any report; `before` has vectors that need not be made again."""
        (folder / SEGMENTS).mkdir(parents=True)
        return cls(folder, create_facts(folder / FACTS), Vectors.create(folder / CHROMA), embedder, before=before)

    @classmethod
    def copy(cls, source: Path, counts: Counts, folder: Path, embedder: Embedder) -> Draft:
        """A build with all that is in a finished one, made with the same model."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / FACTS, folder / FACTS)
        link_segments(source / SEGMENTS, folder / SEGMENTS)
        vectors = Vectors.copy(source / CHROMA, folder / CHROMA)
        return cls(folder, open_facts(folder / FACTS), vectors, embedder, counts)

    def remove(self, report_ids: Collection[int]) -> None:
        """Take reports out; their rows in the segments stay, and nobody asks for them."""
        with self._engine.begin() as connection:
            gone = delete_reports(connection, report_ids)
        self._vectors.remove(gone.passage_ids)
        self._bodies |= gone.bodies
        self._names |= gone.names
        self._count(-len(report_ids), -len(gone.passage_ids), -gone.figures)

    def rename(self, report_id: int, file: str) -> None:
        """Give a report the name that its file has now."""
        r = schema.reports.c
        with self._engine.begin() as connection:
            connection.execute(update(schema.reports).where(r.id == report_id).values(file=file))
            self._bodies.add(str(connection.scalar(select(r.organisation).where(r.id == report_id))))

    def add(self, reading: Reading, stored: Sequence[int] | None = None) -> str | None:
        """Take a report in; gives the reason when it cannot be stored. `stored` are the ids of its passages in `before`."""
        report, first, report_id = reading.report, self._next_passage, self._next_report
        try:
            with self._engine.begin() as connection:
                own = {"uid": reading.sha256[:12], "sha256": reading.sha256, "changed": reading.changed}
                insert_report(connection, report, report_id=report_id, first_passage=first, **own)
        except OperationalError:  # the disk is full, or the like: that is not the report's fault
            raise
        except Exception as error:
            # What a reader made of a file nobody foresaw may be nothing SQLite can hold.
            return describe(error)
        waiting = self._waiting
        waiting.rows += [VectorRow(i, report_id, report.year, p.chapter) for i, p in enumerate(report.passages, first)]
        waiting.texts += searchable_texts(report)
        waiting.stored += stored or [NOT] * len(report.passages)
        self._next_passage += len(report.passages)
        self._next_report += 1
        self._bodies.add(report.organisation.full)
        self._count(1, len(report.passages), len(report.figures))
        return None

    def finish(self, tell: Callable[[int, int], None]) -> None:
        """Embed what was added and bring up to date what depends on several reports; `tell` gets passages done and in all."""
        total = len(self._waiting.texts)
        for start in range(0, total, MOST_ROWS):
            self._lay_down(start, min(start + MOST_ROWS, total), lambda done: tell(done, total))
        tell(total, total)
        with self._engine.begin() as connection:
            check_years(connection, self._bodies)
            drop_spellings(connection, self._names)

    def close(self) -> None:
        """Let go of all files."""
        self._vectors.close()
        self._engine.dispose()

    def _count(self, reports: int, passages: int, figures: int) -> None:
        before = self.counts
        self.counts = Counts(before.reports + reports, before.passages + passages, before.figures + figures)

    def _lay_down(self, start: int, end: int, tell: Callable[[int], None]) -> None:
        """Write some of the passages that wait as a segment, and to Chroma."""
        texts, first = self._waiting.texts[start:end], self._waiting.rows[start].passage_id
        write_segment(self._folder / SEGMENTS, first, texts, self._embedder.dimensions, self._vectors_of(start, end, tell))
        merge_last(self._folder / SEGMENTS)

    def _vectors_of(self, start: int, end: int, tell: Callable[[int], None]) -> Iterator[Array]:
        """The vectors of passages in parts, each of which goes to Chroma, too."""
        for at in range(start, end, ENCODE_BATCH):
            tell(at)
            part = slice(at, min(at + ENCODE_BATCH, end))
            vectors = self._encode(self._waiting.texts[part], np.asarray(self._waiting.stored[part], dtype=np.int64))
            self._vectors.add(self._waiting.rows[part], vectors)
            yield vectors

    def _encode(self, texts: Sequence[str], stored: Numbers) -> Array:
        vectors = np.empty((len(texts), self._embedder.dimensions), dtype=np.float32)
        known, fresh = np.flatnonzero(stored != NOT), np.flatnonzero(stored == NOT)
        if len(known) and self._before is not None:
            vectors[known] = self._before.vectors(stored[known])
        if len(fresh):
            vectors[fresh] = self._embedder.encode([texts[i] for i in fresh.tolist()])
        return vectors


def searchable_texts(report: Report) -> list[str]:
    """What both indexes see of each passage: headings and text, without the names of the organisation and the year.

    Organisation and year are filters. Left in, they match every heading of a report and crowd out what was asked.
    """
    names = sorted({report.organisation.full, *report.organisation.aliases}, key=len, reverse=True)
    cut = [re.escape(name) for name in names if len(name) >= SHORTEST_NAME]
    if report.year is not None:
        cut.append(rf"(?<!\d){report.year}\s*年度?")
    told = re.compile("|".join(cut) or r"(?!)")
    return [told.sub("", "\n".join((*passage.headings, passage.text))) for passage in report.passages]
