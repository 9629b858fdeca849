"""The passages of a build in segments, each a folder of immutable files: vectors and posting lists, row by row.

Passage ids go through all segments: the first row of each has the id that the folder is named after. A passage that is gone
leaves its row behind; which ones count is said by whoever asks (`Ranges` of ids). Builds share the files of a segment by
hard links. Knows nothing of reports, models or SQL.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.search.lexical import MOST_ROWS, Postings, keys_of, rarity, tokens
from index.search.ranges import Numbers, Ranges
from index.search.rows import Array, open_rows, score_rows, write_rows

VECTORS = "vectors.npy"
# The last segments are made one while the one before is less than this many times larger: their number grows with the
# logarithm of what was added, and a passage is copied a few times in all.
GROWTH = 4

_DECIMALS, _ROUNDING = 6, 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """One opened segment; its rows have the ids from `first` on."""

    folder: Path
    first: int
    vectors: Array
    postings: Postings

    @classmethod
    def open(cls, folder: Path) -> Segment:
        """The segment in a folder, mapped, not read; FileNotFoundError or ValueError when it is not whole."""
        return cls(folder, int(folder.name), open_rows(folder / VECTORS), Postings.open(folder))

    @property
    def end(self) -> int:
        """The id behind its last row."""
        return self.first + len(self.vectors)

    def check(self, dimensions: int) -> None:
        """Raise ValueError unless vectors and posting lists are of the same rows, and the vectors of so many dimensions."""
        rows, lists = len(self.vectors), self.postings
        if self.vectors.shape != (rows, dimensions):
            raise ValueError(f"vectors of {self.vectors.shape[1:]} in segment {self.first}, expected {dimensions}")
        if lists.rows.size and int(lists.rows.max()) >= rows:
            raise ValueError(f"segment {self.first} has {rows} vectors, but lists row {int(lists.rows.max())}")


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """The opened segments of a build, in the order of their ids; any number of threads may ask them."""

    parts: tuple[Segment, ...]

    @classmethod
    def open(cls, folder: Path) -> Segments:
        """The segments in a folder; FileNotFoundError or ValueError when one is not whole, or one in between is missing."""
        parts = tuple(Segment.open(path) for path in sorted(folder.iterdir()))
        for before, after in pairwise(parts):
            if before.end != after.first:
                raise ValueError(f"no segment of the passages from {before.end} to {after.first}")
        return cls(parts)

    @property
    def end(self) -> int:
        """The id behind the last row; 0 when there is no segment."""
        return self.parts[-1].end if self.parts else 0

    def vectors(self, ids: Numbers) -> Array:
        """The vectors of some passages, in the order given."""
        found = np.empty((len(ids), self.parts[0].vectors.shape[1] if self.parts else 0), dtype=np.float32)
        for part in self.parts:
            mine = np.flatnonzero((ids >= part.first) & (ids < part.end))
            found[mine] = part.vectors[ids[mine] - part.first]
        return found

    def dense(self, vector: Array, ids: Ranges) -> Array:
        """The dot product of a vector with that of each of the passages, in the order of their ids."""
        return _joined([score_rows(part.vectors, vector, mine) for part, mine in self._within(ids)])

    def lexical(self, query: str, ids: Ranges, living: Ranges) -> Array:
        """The BM25 score of each of the passages for a query, in the order of their ids; 0 where no token is shared.

        How rare a token is, is counted among all that is `living`.
        """
        counted = Counter(tokens(query))
        keys = keys_of(counted)
        holding = np.zeros(len(keys), dtype=np.int64)
        gone = living.gaps(self.end)
        for part in self.parts:
            holding += part.postings.holding(keys, gone.within(part.first, part.end))
        rare = rarity(holding, living.size)
        factors = {at: times * rare[at] for at, times in enumerate(counted.values()) if holding[at]}
        return _joined([part.postings.scores(factors, keys, mine) for part, mine in self._within(ids)])

    def _within(self, ids: Ranges) -> Iterator[tuple[Segment, Ranges]]:
        """The segments that hold some of these ids, with the rows they are."""
        for part in self.parts:
            mine = ids.within(part.first, part.end)
            if mine.starts.size:
                yield part, mine


def best(
    scores: Array, ids: Ranges, k: int, order: Callable[[Numbers], Numbers], above: float = -np.inf
) -> list[tuple[int, float]]:
    """The k best passages that score `above` something as (id, score), best first, equal ones by what `order` gives for ids."""
    if k < len(scores):
        least = np.partition(scores, len(scores) - k)[len(scores) - k]
        places = np.flatnonzero(scores >= least - _ROUNDING)
    else:
        places = np.arange(len(scores))
    places = places[scores[places] > above]
    found = ids.at(places)
    # The last bits of a score depend on which rows were scored together.
    rounded = np.round(scores[places].astype(np.float64), _DECIMALS)
    first = np.lexsort((order(found), -rounded))[:k]
    return list(zip(found[first].tolist(), rounded[first].tolist(), strict=True))


def write_segment(folder: Path, first: int, texts: Sequence[str], dimensions: int, vectors: Iterable[Array]) -> None:
    """Write one more segment: the rows from id `first` on, and their vectors in parts; at most MOST_ROWS of them."""
    own = folder / f"{first:012}"
    own.mkdir(parents=True)
    write_rows(own / VECTORS, (len(texts), dimensions), vectors)
    Postings.of(texts).write(own)


def link_segments(source: Path, target: Path) -> None:
    """Have the segments of one folder in another, new one; they are copied where the file system has no links."""
    shutil.copytree(source, target, copy_function=_link)


def merge_last(folder: Path) -> int:
    """Make the last segments one while the one before is not much larger, with the same ids; returns how many went into it."""
    parts = list(Segments.open(folder).parts)
    taken = parts[-1:]
    while len(taken) < len(parts):
        before, size = parts[-len(taken) - 1], taken[-1].end - taken[0].first
        if len(before.vectors) >= GROWTH * size or len(before.vectors) + size > MOST_ROWS:
            break
        taken.insert(0, before)
    if len(taken) > 1:
        _merge(folder, taken)
    return len(taken)


def _merge(folder: Path, parts: Sequence[Segment]) -> None:
    first, rows = parts[0].first, parts[-1].end - parts[0].first
    made = folder / "merged"
    made.mkdir()
    write_rows(made / VECTORS, (rows, parts[0].vectors.shape[1]), (part.vectors for part in parts))
    Postings.concatenate([(part.postings, part.first - first) for part in parts]).write(made)
    for part in parts:
        shutil.rmtree(part.folder)
    made.rename(folder / parts[0].folder.name)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _joined(parts: Sequence[Array]) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
