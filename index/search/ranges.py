"""Sets of passages as ranges of their numbers: a report's passages lie together, those of a year nearly so.

Knows nothing of what a passage is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Ranges:
    """Ascending ranges `starts[i]:ends[i]` that neither touch nor overlap; none is empty."""

    starts: Numbers
    ends: Numbers

    @classmethod
    def join(cls, starts: npt.ArrayLike, ends: npt.ArrayLike) -> Ranges:
        """The ranges of these bounds, which do not overlap, in any order; empty ones are dropped, touching ones made one."""
        lower, upper = np.asarray(starts, dtype=np.int64), np.asarray(ends, dtype=np.int64)
        lower, upper = lower[lower < upper], upper[lower < upper]
        if not len(lower):
            return cls(lower, upper)
        order = np.argsort(lower)
        lower, upper = lower[order], upper[order]
        parted = lower[1:] != upper[:-1]
        return cls(lower[np.concatenate(([True], parted))], upper[np.concatenate((parted, [True]))])

    @property
    def size(self) -> int:
        """How many numbers there are in all."""
        return int((self.ends - self.starts).sum())

    @property
    def offsets(self) -> Numbers:
        """How many numbers there are before each range."""
        lengths = self.ends - self.starts
        before: Numbers = np.cumsum(lengths) - lengths
        return before

    def within(self, first: int, end: int) -> Ranges:
        """The part of the ranges inside `first:end`, counted from `first`."""
        one, behind = np.searchsorted(self.ends, first, "right"), np.searchsorted(self.starts, end, "left")
        starts, ends = self.starts[one:behind], self.ends[one:behind]
        return Ranges(np.maximum(starts, first) - first, np.minimum(ends, end) - first)

    def gaps(self, end: int) -> Ranges:
        """What of `0:end` is in none of the ranges."""
        return Ranges.join(np.concatenate(([0], self.ends)), np.concatenate((self.starts, [end])))

    def numbers(self) -> Numbers:
        """All numbers, ascending."""
        lengths = self.ends - self.starts
        every: Numbers = np.repeat(self.starts - self.offsets, lengths) + np.arange(lengths.sum())
        return every

    def at(self, places: Numbers) -> Numbers:
        """The numbers at some places in the order of all."""
        offsets = self.offsets
        of = np.searchsorted(offsets, places, "right") - 1
        return self.starts[of] + places - offsets[of]
