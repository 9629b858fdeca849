"""A scanned page made ready: background evened, turned straight, its ruling lines found, its ink cut into lines of text.

Everything is in dots of the picture. Knows nothing of recognising characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.readers.ruling import Rule

Picture = NDArray[np.uint8]

# Points: characters of a table are some ten points high, so longer strokes are ruling lines.
_SHORTEST_LINE = 25.0
_SHORTEST_POST = 16.0
_THICKEST = 4.0
# Gaps in lines are closed up to this length; more, and lines of neighbouring tables would meet through a heading between them.
_GAP_ACROSS, _GAP_DOWN = 10.0, 5.0
_MOST_TURNED = 4.0
# Dots, at 150 an inch: smaller spots are dirt, the smallest dot of a number is larger.
_SPECK = 5
_BACKGROUND = 16
_INK = 190
_FAINT = 220


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a picture."""

    x0: int
    y0: int
    x1: int
    y1: int


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A straight page on white and its ink (255 where there is any), both also without ruling lines, and those lines.

    Strokes of large characters are as long as short lines, so only tables are to be read without them. `scale` is dots a point.
    """

    grey: Picture
    ink: Picture
    unruled: Picture
    unruled_ink: Picture
    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    scale: float


def clean_picture(grey: Picture, scale: float) -> CleanPicture:
    """The picture straightened and on white, with its ruling lines."""
    grey = even_background(grey)
    angle = find_angle(grey < _INK)
    if abs(angle) > 0.04:
        grey = turn(grey, angle)
    ink = find_ink(grey)
    across, down = _find_strokes(grey, scale)
    lines = np.maximum(_grow(across, 1), _grow(down, 1))
    unruled, unruled_ink = grey.copy(), ink.copy()
    unruled[lines > 0] = 255
    unruled_ink[lines > 0] = 0
    rules = tuple(Rule(y, x0, x1) for x0, y, x1, _ in _measure(across, scale, along=0))
    posts = tuple(Rule(x, y0, y1) for x, y0, _, y1 in _measure(down, scale, along=1))
    return CleanPicture(grey, ink, unruled, unruled_ink, rules, posts, scale)


def even_background(grey: Picture) -> Picture:
    """The picture with shade and yellowed paper made white."""
    import cv2

    small = cv2.resize(grey, None, fx=1 / _BACKGROUND, fy=1 / _BACKGROUND, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 5)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = grey.astype(np.float32) * 255 / np.maximum(paper, 40)
    return np.asarray(np.clip(even, 0, 255), dtype=np.uint8)


def find_ink(grey: Picture) -> Picture:
    """255 where there is ink, 0 elsewhere, specks left out."""
    import cv2

    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    _, ink = cv2.threshold(soft, _INK, 255, cv2.THRESH_BINARY_INV)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    is_speck = stats[:, cv2.CC_STAT_AREA] < _SPECK
    if count > 1 and is_speck.any():
        ink[is_speck[labels]] = 0
    return np.asarray(ink, dtype=np.uint8)


def find_angle(ink: NDArray[np.bool_]) -> float:
    """By how many degrees the page is turned: at that angle lines of text and rules are sharpest."""
    import cv2

    small = cv2.resize(ink.astype(np.uint8) * 255, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    half = np.asarray(small, dtype=np.uint8)
    best = 0.0
    for span, step in ((_MOST_TURNED, 0.5), (0.5, 0.1), (0.1, 0.02)):
        angles = np.arange(best - span, best + span + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(turn(half, float(angle), paper=0))))
    return best


def _sharpness(ink: Picture) -> float:
    profile = ink.sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(profile)).sum())


def compare_gaps(ink: Picture) -> float:
    """How much more of the height than of the width is empty: well above 1 where lines of text run across."""
    rows, columns = (float(np.mean(~np.any(ink, axis=axis))) for axis in (1, 0))
    return rows / max(columns, 0.001)


def turn(grey: Picture, angle: float, *, paper: int = 255) -> Picture:
    """The picture turned back by `angle` degrees around its middle."""
    import cv2

    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned: Any = cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper)
    return np.asarray(turned, dtype=np.uint8)


def _find_strokes(grey: Picture, scale: float) -> tuple[Picture, Picture]:
    """Where there are long horizontal and long vertical strokes, faint ones too, small gaps in them closed."""
    import cv2

    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    _, ink = cv2.threshold(soft, _FAINT, 255, cv2.THRESH_BINARY_INV)
    strokes = []
    for length, gap, is_across in ((_SHORTEST_LINE, _GAP_ACROSS, True), (_SHORTEST_POST, _GAP_DOWN, False)):
        # Thickened first, since a thin line that is not quite straight steps from one row of dots to the next.
        thick = cv2.dilate(ink, np.ones((3, 1) if is_across else (1, 3), np.uint8))
        long = cv2.morphologyEx(thick, cv2.MORPH_OPEN, _bar(length * scale, is_across=is_across))
        closed = cv2.morphologyEx(long, cv2.MORPH_CLOSE, _bar(gap * scale, is_across=is_across))
        strokes.append(np.asarray(closed, dtype=np.uint8))
    return strokes[0], strokes[1]


def _bar(length: float, *, is_across: bool) -> Picture:
    return np.ones((1, round(length)) if is_across else (round(length), 1), np.uint8)


def _grow(mask: Picture, by: int) -> Picture:
    import cv2

    return np.asarray(cv2.dilate(mask, np.ones((2 * by + 1, 2 * by + 1), np.uint8)), dtype=np.uint8)


def _measure(mask: Picture, scale: float, *, along: int) -> Iterator[tuple[float, float, float, float]]:
    """The strokes as x0, y0, x1, y1 with their middle across; what is thick is no line."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for x, y, width, height, _ in stats[1:]:
        thickness = (height, width)[along]
        if thickness > _THICKEST * scale:
            continue
        if along == 0:
            yield float(x), y + height / 2, float(x + width), y + height / 2
        else:
            yield x + width / 2, float(y), x + width / 2, float(y + height)


def find_text_lines(ink: Picture, box: Box, size: float) -> list[Box]:
    """The lines of text in a box, from top to bottom, each as tight as its ink; `size` is how high a character is."""
    part = ink[box.y0 : box.y1, box.x0 : box.x1]
    bands = _find_runs(np.any(part, axis=1))
    merged: list[tuple[int, int]] = []
    for top, bottom in bands:
        # The strokes of one character (二) may leave empty rows between them.
        if merged and bottom - merged[-1][0] <= 1.15 * size:
            merged[-1] = (merged[-1][0], bottom)
        else:
            merged.append((top, bottom))
    lines = []
    for top, bottom in merged:
        columns = np.flatnonzero(part[top:bottom].any(axis=0))
        lines.append(Box(box.x0 + int(columns[0]), box.y0 + top, box.x0 + int(columns[-1]) + 1, box.y0 + bottom))
    return lines


def _find_runs(filled: Any) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], filled, [False])).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def tighten(ink: Picture, box: Box) -> Box | None:
    """The box as tight as the ink in it; None where there is none."""
    part = ink[box.y0 : box.y1, box.x0 : box.x1]
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not rows.size:
        return None
    return Box(box.x0 + int(columns[0]), box.y0 + int(rows[0]), box.x0 + int(columns[-1]) + 1, box.y0 + int(rows[-1]) + 1)


def find_widest_gap(ink: Picture, line: Box) -> int:
    """How wide the widest empty stretch between the characters of a line is."""
    gaps = _find_runs(~np.any(ink[line.y0 : line.y1, line.x0 : line.x1], axis=0))
    return max((end - start for start, end in gaps), default=0)


def find_marks(ink: Picture, line: Box) -> list[Box]:
    """The marks of a line that stand apart from each other, each as tight as its ink, from left to right."""
    runs = _find_runs(np.any(ink[line.y0 : line.y1, line.x0 : line.x1], axis=0))
    boxes = (tighten(ink, replace(line, x0=line.x0 + start, x1=line.x0 + end)) for start, end in runs)
    return [box for box in boxes if box is not None]


def cut_out(grey: Picture, box: Box, within: Box, margin: float) -> Picture:
    """That part of the picture with `margin` times its height around it, white where that would leave `within`.

    The margin is the picture's own, since the faint end of a stroke is not in the ink that the box was measured by.
    """
    pad = max(3, round(margin * (box.y1 - box.y0)))
    x0, y0 = max(within.x0, box.x0 - pad), max(within.y0, box.y0 - pad)
    x1, y1 = min(within.x1, box.x1 + pad), min(within.y1, box.y1 + pad)
    white = ((y0 - box.y0 + pad, box.y1 + pad - y1), (x0 - box.x0 + pad, box.x1 + pad - x1))
    return np.pad(grey[y0:y1, x0:x1], white, constant_values=255)


def find_cuts(grey: Picture, longest: int) -> list[int]:
    """Where to cut a long picture so that no part is longer than `longest`: at the emptiest rows."""
    ink = (grey < _INK).sum(axis=1)
    cuts = [0]
    while len(ink) - cuts[-1] > longest:
        start = cuts[-1] + 3 * longest // 4
        window = ink[start : cuts[-1] + longest]
        # The middle of the longest run of emptiest rows keeps clear of characters and lines.
        runs = _find_runs(window == window.min())
        first, last = max(runs, key=lambda run: run[1] - run[0])
        cuts.append(start + (first + last) // 2)
    return [*cuts, len(ink)]
