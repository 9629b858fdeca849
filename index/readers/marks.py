"""Single signs told by their shape: dashes and slashes, of which the recogniser makes all sorts of letters, and what is no digit.

Everything is in dots of the picture. Knows nothing of recognising characters.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

import numpy as np

from index.readers.picture import Box, Picture, find_marks

# Shares of a character's size: how wide a dash is, how wide the long one of Chinese texts, and how high at most.
_DASH, _LONG_DASH, _FLAT = (0.15, 0.7), (0.7, 0.87), 0.3
# A dash is as thick at its end as elsewhere, but for a dot; the numeral 一 has a serif, or reaches further.
_UNEVEN = 1
# Shares of a slash's height: how far it leans at least and at most, and how far its stroke strays from a straight one.
_LEAN, _STRAY = (0.18, 1.3), 0.06
_SHORTEST_SLASH = 0.6
# Widths of a digit over its height: an O is rounder than any 0, an l without serifs narrower than any 1.
_WIDEST_DIGIT, _NARROWEST_DIGIT = 0.77, 0.22
# The digits of a table are equally high; an l, a bracket or a slash among them is higher, a small o lower.
_LOWEST_DIGIT, _HIGHEST_DIGIT = 0.88, 1.1
# From one digit to the next, over their height.
_WIDEST_STEP = 0.76
_POINTS = frozenset(".,。，")


def read_sign(ink: Picture, line: Box, room: Box, size: float) -> str | None:
    """The dashes or the slash a line of text in a cell consists of; None for all else. `size` is how high a character is.

    Flat strokes at the rim of the cell, its `room`, are the rest of a ruling line.
    """
    marks = find_marks(ink, line)
    if len(marks) == 1 and (slash := _read_slash(ink, marks[0], size)):
        return slash
    is_flat = line.y1 - line.y0 < _FLAT * size
    is_in_middle = abs(line.y0 + line.y1 - room.y0 - room.y1) < (room.y1 - room.y0) / 2
    if not (is_flat and is_in_middle):
        return None
    signs = [_read_dash(ink, mark, size) for mark in marks]
    return "".join(sign for sign in signs if sign) if all(signs) else None


def _read_dash(ink: Picture, mark: Box, size: float) -> str | None:
    width = (mark.x1 - mark.x0) / size
    if _DASH[0] < width < _DASH[1]:
        return "-"
    thickness = np.count_nonzero(ink[mark.y0 : mark.y1, mark.x0 : mark.x1], axis=0)
    is_even = mark.y1 - mark.y0 <= np.median(thickness) + _UNEVEN
    return "—" * round(width) if is_even and any(_LONG_DASH[0] < width / n < _LONG_DASH[1] for n in (1, 2)) else None


def _read_slash(ink: Picture, mark: Box, size: float) -> str | None:
    """A slash: one straight stroke that leans, equally thick from top to bottom."""
    height = mark.y1 - mark.y0
    part = ink[mark.y0 : mark.y1, mark.x0 : mark.x1] > 0
    widths = np.count_nonzero(part, axis=1)
    if height < _SHORTEST_SLASH * size or not widths.all():
        return None
    rows = np.arange(height)
    middles = (part @ np.arange(part.shape[1])) / widths
    slope, start = np.polyfit(rows, middles, 1)
    strays = float(np.abs(middles - slope * rows - start).max())
    is_even = widths.max() <= 1.5 * np.median(widths) + 1
    if not is_even or strays > max(1.5, _STRAY * height) or not _LEAN[0] < abs(slope) < _LEAN[1]:
        return None
    return "/" if slope < 0 else "\\"


def find_usual_height(ink: Picture, lines: Iterable[Box]) -> float:
    """How high the marks of most numbers are, given the lines that are numbers; 0 when there are none."""
    heights = [mark.y1 - mark.y0 for line in lines for mark in find_marks(ink, line)]
    return median(heights) if heights else 0.0


def has_shape_of_digits(ink: Picture, line: Box, text: str, usual: float) -> bool:
    """Whether each mark may be the digit it was read as, digits being `usual` high; of marks that touch, how large they are."""
    marks = find_marks(ink, line)
    if len(marks) != len(text):
        widest = _WIDEST_STEP * len(text) * (line.y1 - line.y0)
        return _is_usual(line, usual) and line.x1 - line.x0 <= widest + 1
    return all(_may_be(char, mark, usual) for char, mark in zip(text, marks, strict=True) if char not in _POINTS)


def _is_usual(mark: Box, usual: float) -> bool:
    return _LOWEST_DIGIT * usual - 1 <= mark.y1 - mark.y0 <= _HIGHEST_DIGIT * usual + 1


def _may_be(char: str, mark: Box, usual: float) -> bool:
    width, height = mark.x1 - mark.x0, mark.y1 - mark.y0
    if not _is_usual(mark, usual):
        return False
    if char == "0":
        return width <= _WIDEST_DIGIT * height + 1
    return char != "1" or width >= _NARROWEST_DIGIT * height
