"""Ranges of numbers: they hold what sets of the same numbers hold."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest

from index.search.ranges import Ranges

END = 60


def made(seed: int) -> tuple[Ranges, list[int]]:
    """Ranges put together from pieces in any order, some of them empty or touching, and their numbers."""
    rng = Random(seed)
    cuts = sorted(rng.sample(range(END), 20))
    pieces = [piece for piece in pairwise(cuts) if rng.random() < 0.6] + [(7, 7)]
    rng.shuffle(pieces)
    return Ranges.join(*zip(*pieces, strict=True)), sorted(i for start, end in pieces for i in range(start, end))


@pytest.mark.parametrize("seed", range(8))
def test_ranges_hold_what_a_set_of_the_numbers_holds(seed: int) -> None:
    ranges, numbers = made(seed)
    assert ranges.numbers().tolist() == numbers
    assert ranges.size == len(numbers)
    assert ranges.gaps(END).numbers().tolist() == [i for i in range(END) if i not in numbers]
    assert ranges.within(13, 37).numbers().tolist() == [i - 13 for i in numbers if 13 <= i < 37]
    assert ranges.at(np.array([0, 3, len(numbers) - 1])).tolist() == [numbers[0], numbers[3], numbers[-1]]
    assert ranges.offsets.tolist() == [numbers.index(start) for start in ranges.starts]


@pytest.mark.parametrize("seed", range(8))
def test_ranges_neither_touch_nor_are_empty(seed: int) -> None:
    ranges, _ = made(seed)
    assert (ranges.starts < ranges.ends).all()
    assert (ranges.ends[:-1] < ranges.starts[1:]).all()


def test_nothing_has_no_numbers() -> None:
    nothing = Ranges.join([], [])
    assert (nothing.size, nothing.numbers().tolist(), nothing.within(0, 9).size) == (0, [], 0)
    assert nothing.gaps(3).numbers().tolist() == [0, 1, 2]
    assert nothing.gaps(0).size == 0
