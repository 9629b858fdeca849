"""Lexical search: BM25 over words, single characters and character pairs together, kept as memory-mapped posting lists.

The three kinds together won the trial by twenty points over pairs alone: characters and pairs reach the names of bodies
that no dictionary has. A pair that is also a word counts twice, which is part of the mix that won. A list has the rows of
the texts that hold a token, ascending, so that a range of rows is a slice of it. How rare a token is does not stand in
here: that is a matter of all texts, wherever their lists lie. Knows nothing of reports: a text is its row number.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.search.ranges import Numbers, Ranges

_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_OTHER = rf"(?:(?![{_CHINESE}])[^\W_])+"
# A run of Chinese characters; or a Latin word or number as a whole, with the dots and hyphens inside it (160.5964, e-mail).
_RUN = re.compile(rf"(?P<chinese>[{_CHINESE}]+)|{_OTHER}(?:[.'\-]{_OTHER})*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")

_K1, _B = 1.5, 0.75
# Tokens of a usual passage. The mean of the texts at hand would change with every text, and all weights with it.
_USUAL_LENGTH = 400
MOST_ROWS = 50_000  # of one set of lists; a row is a number of 16 bits
_FEW = 4  # ranges up to which a slice for each is quicker than gathering

Keys = npt.NDArray[np.uint64]
Scores = npt.NDArray[np.float32]


def tokens(text: str) -> list[str]:
    """The tokens of a text: words, characters and pairs of its Chinese, lower-case words and numbers of the rest."""
    normal = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).lower())
    found: list[str] = []
    for run in _RUN.finditer(normal):
        found.extend(_chinese_tokens(run[0]) if run["chinese"] else (run[0],))
    return found


def _chinese_tokens(run: str) -> list[str]:
    import rjieba

    return [*rjieba.cut(run), *run, *(run[i : i + 2] for i in range(len(run) - 1))]


def keys_of(words: Iterable[str]) -> Keys:
    """The numbers of 64 bits that tokens go by in the files, which thus need no vocabulary."""
    return np.array([int.from_bytes(blake2b(word.encode(), digest_size=8).digest()) for word in words], dtype=np.uint64)


def rarity(holding: npt.NDArray[np.int64], texts: int) -> npt.NDArray[np.float64]:
    """What a token counts by how many of the texts hold it."""
    return np.log1p((texts - holding + 0.5) / (holding + 0.5))


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Posting lists, ascending by key: list i is `starts[i]:starts[i + 1]` of `rows` and of `weights`, a token's share of them.

    Any number of threads may ask them.
    """

    keys: Keys
    starts: Numbers
    rows: npt.NDArray[np.uint16]
    weights: Scores

    @classmethod
    def of(cls, texts: Iterable[str]) -> Postings:
        """The lists of at most MOST_ROWS texts."""
        vocabulary: dict[str, int] = {}
        numbers, counts = array("i"), array("i")  # a token of a text, and how often it is there
        distinct, sums = array("i"), array("i")  # a text's tokens
        for text in texts:
            found = Counter(tokens(text))
            numbers.extend([vocabulary.setdefault(token, len(vocabulary)) for token in found])
            counts.extend(found.values())
            distinct.append(len(found))
            sums.append(found.total())
        if len(distinct) > MOST_ROWS:
            raise ValueError(f"{len(distinct)} texts, expected {MOST_ROWS} at most")
        keys = keys_of(vocabulary)
        by_key = np.argsort(keys)
        places = np.empty(len(keys), dtype=np.int32)
        places[by_key] = np.arange(len(keys), dtype=np.int32)
        listed = places[np.asarray(numbers)]
        order = np.argsort(listed, kind="stable")  # rows stay ascending within a list
        much = np.asarray(counts, dtype=np.float32)
        usual = _K1 * (1 - _B + _B * np.asarray(sums, dtype=np.float32) / _USUAL_LENGTH)
        weights = much / (much + np.repeat(usual, distinct))
        rows = np.repeat(np.arange(len(distinct), dtype=np.uint16), distinct)
        starts = np.concatenate(([0], np.cumsum(np.bincount(listed, minlength=len(keys)))))
        return cls(keys[by_key], starts.astype(np.int64), rows[order], weights[order].astype(np.float32))

    @classmethod
    def concatenate(cls, parts: Sequence[tuple[Postings, int]]) -> Postings:
        """The lists of texts one behind the other: of each part the lists, and how many rows there are before it."""
        keys = np.unique(np.concatenate([part.keys for part, _ in parts]))
        places = [np.searchsorted(keys, part.keys) for part, _ in parts]
        lengths = np.zeros(len(keys), dtype=np.int64)
        for (part, _), at in zip(parts, places, strict=True):
            lengths[at] += np.diff(part.starts)
        starts = np.concatenate(([0], np.cumsum(lengths)))
        rows, weights = np.empty(starts[-1], dtype=np.uint16), np.empty(starts[-1], dtype=np.float32)
        free = starts[:-1].copy()
        for (part, before), at in zip(parts, places, strict=True):
            of_part = np.diff(part.starts)
            to = np.repeat(free[at] - part.starts[:-1], of_part) + np.arange(len(part.rows))
            rows[to] = part.rows + np.uint16(before)
            weights[to] = part.weights
            free[at] += of_part
        return cls(keys, starts, rows, weights)

    @classmethod
    def open(cls, folder: Path) -> Postings:
        """The lists in a folder, mapped, not read; FileNotFoundError or ValueError when they are not whole."""
        # Plain arrays over the mapped files: every slice of a numpy.memmap costs some microseconds more.
        opened = cls(*(np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in cls.__slots__))
        if not (len(opened.starts) == len(opened.keys) + 1 and opened.starts[-1] == len(opened.rows) == len(opened.weights)):
            raise ValueError(f"the posting lists in {folder} do not fit together")
        return opened

    def write(self, folder: Path) -> None:
        """Write the lists into a folder that is there."""
        for name in self.__slots__:
            np.save(folder / f"{name}.npy", getattr(self, name))

    def holding(self, keys: Keys, without: Ranges) -> npt.NDArray[np.int64]:
        """How many rows hold each of the tokens, those in some ranges left out."""
        begins, ends = self._find(keys)
        found = ends - begins
        if without.starts.size:
            for at in np.flatnonzero(found):
                lower, upper = self._cut(begins[at], ends[at], without)
                found[at] -= (upper - lower).sum()
        return found

    def scores(self, factors: Mapping[int, float], keys: Keys, ranges: Ranges) -> Scores:
        """For each row in the ranges, in order, the weights of the tokens it holds, each times its factor, by place in `keys`."""
        scores = np.zeros(ranges.size, dtype=np.float32)
        shifts = ranges.offsets - ranges.starts  # from a row to its place among the scores
        begins, ends = self._find(keys)
        for at, factor in factors.items():
            if begins[at] < ends[at]:
                self._add(scores, begins[at], ends[at], np.float32(factor), ranges, shifts)
        return scores

    def _add(self, scores: Scores, begin: int, end: int, factor: np.float32, ranges: Ranges, shifts: Numbers) -> None:
        """Add what one list gives."""
        lower, upper = self._cut(begin, end, ranges)
        lengths = upper - lower
        if len(lengths) <= _FEW:
            for at in np.flatnonzero(lengths):
                part = slice(lower[at], upper[at])
                scores[self.rows[part] + shifts[at]] += self.weights[part] * factor
            return
        held = np.flatnonzero(lengths)
        lengths = lengths[held]
        places = np.repeat(lower[held] - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
        scores[self.rows[places] + np.repeat(shifts[held], lengths)] += self.weights[places] * factor

    def _find(self, keys: Keys) -> tuple[Numbers, Numbers]:
        """Where the list of each token begins and ends; empty for a token that is not there."""
        if not len(self.keys):
            return np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.int64)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        begins = self.starts[at]
        return begins, np.where(self.keys[at] == keys, self.starts[at + 1], begins)

    def _cut(self, begin: int, end: int, ranges: Ranges) -> tuple[Numbers, Numbers]:
        """Where each of the ranges begins and ends within a list."""
        rows = self.rows[begin:end]
        # Bounds of the rows' own type: for any other numpy would copy the whole list.
        lower, upper = (np.searchsorted(rows, bounds.astype(np.uint16)) for bounds in (ranges.starts, ranges.ends))
        return lower + begin, upper + begin
