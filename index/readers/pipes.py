"""Tables written with pipes: a row a line, or a cell a line with the pipe before it, behind it or on a line of its own.

A dump that knows only how wide the table is fills its rows up with pipes; those stand for no cells. Where such filling cannot be
told from an empty cell, no cell is made of it: a row too short is better than a wrong one. Knows nothing of the official form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

PIPE = re.compile(r"[|｜]")
_LONE = re.compile(r"\s*[|｜]\s*")
_BEFORE = re.compile(r"\s*[|｜]\s*[^|｜\s][^|｜]*")
_BEHIND = re.compile(r"[^|｜]*[^|｜\s]\s*[|｜]\s*")
_FILLING = re.compile(r"\|{2,}\s*$")
_NOTHING_BUT_FILLING = re.compile(r"\s*\|{2,}\s*")
_OPENING = re.compile(r"^\s*[|｜]")
_CLOSING = re.compile(r"[|｜]+\s*$")
_NUMBER = re.compile(r"\s*[-—/]?[\d,.，．]*\s*(?:万?元|件)?\s*")
_MOSTLY = 0.9
_MOSTLY_ONE = 3
_ENOUGH = 6
_MOST_BROKEN = 40  # lines of one row; fifteen narrow headings may be broken in each


class PipeStyle(Enum):
    """How a text writes its tables with pipes."""

    ROWS = "a row a line"
    BEFORE = "a cell a line, the pipe before it"
    BEHIND = "a cell a line, the pipe behind it"
    LONE = "cells and pipes on lines of their own"


@dataclass(frozen=True, slots=True)
class PipeUse:
    """The style, whether rows are filled up with pipes, and whether every row is opened or closed by one."""

    style: PipeStyle = PipeStyle.ROWS
    is_filled: bool = False
    is_opened: bool = False
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The characters `start:end` of a line or of a text, without the blanks around them; an empty cell has start == end."""

    start: int
    end: int


def join_broken_rows(lines: Sequence[str]) -> list[str]:
    """The lines with those together that make one row, where rows go from a pipe that opens them to one that closes them."""
    joined: list[str] = []
    at = 0
    while at < len(lines):
        end = _end_of_row(lines, at)
        joined.append("\n".join(lines[at:end]))
        at = end
    piped = [row for row in joined if PIPE.search(row)]
    whole = sum(1 for row in piped if _OPENING.match(row) and _CLOSING.search(row))
    return joined if whole >= _MOSTLY * len(piped) else list(lines)


def _end_of_row(lines: Sequence[str], at: int) -> int:
    """Where the row ends that begins in this line: behind the line itself unless a later one closes what it opens."""
    if not _OPENING.match(lines[at]) or _CLOSING.search(lines[at]):
        return at + 1
    for end in range(at + 1, min(at + _MOST_BROKEN, len(lines))):
        if not lines[end].strip() or _OPENING.match(lines[end]):
            break
        if _CLOSING.search(lines[end]):
            return end + 1
    return at + 1


def find_pipe_use(lines: Sequence[str]) -> PipeUse:
    """How these lines use pipes, all of them together: tables of one file were dumped by one tool."""
    piped = [line for line in lines if PIPE.search(line)]
    if not piped:
        return PipeUse()
    several = sum(1 for line in piped if len([part for part in PIPE.split(line) if part.strip()]) > 1)
    is_filled = any(_FILLING.search(line) for line in piped)
    if len(piped) - several < max(_ENOUGH, _MOSTLY_ONE * several):
        opened, closed = (sum(1 for line in piped if edge.search(line)) for edge in (_OPENING, _CLOSING))
        most = _MOSTLY * len(piped)
        return PipeUse(PipeStyle.ROWS, is_filled, opened >= most, closed >= most)
    before, behind = (sum(1 for line in piped if shape.fullmatch(line)) for shape in (_BEFORE, _BEHIND))
    if before == behind == 0:
        return PipeUse(PipeStyle.LONE, is_filled)
    return PipeUse(PipeStyle.BEFORE if before > behind else PipeStyle.BEHIND, is_filled)


def split_row(line: str, use: PipeUse) -> list[Place]:
    """The cells of a row on one line."""
    end = len(line.rstrip())
    borders = [match.start() for match in PIPE.finditer(line)]
    if use.is_filled:
        end, borders = _drop_filling(line, borders)
    elif use.is_closed and borders[-1] == end - 1:
        end = borders.pop()
    edges = list(zip([-1, *borders], [*borders, end], strict=True))
    if use.is_opened and len(edges) > 1 and not line[: edges[0][1]].strip():
        edges = edges[1:]
    return [trim(line, left + 1, right) for left, right in edges]


def _drop_filling(line: str, borders: list[int]) -> tuple[int, list[int]]:
    """Where the last cell ends, and the pipes before that: "5 | ||" and "5 |||" are one cell, "5 |  |||" two."""
    closing = _CLOSING.search(line)
    end = closing.start() if closing else len(line.rstrip())
    kept = [border for border in borders if border < end]
    if kept and line[kept[-1] + 1 : end] in ("", " "):
        end = kept.pop()
    return end, kept


def trim(text: str, start: int, end: int) -> Place:
    """The place without the blanks around what stands there."""
    inner = text[start:end]
    if not inner.strip():
        return Place(end, end)
    return Place(start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip()))


# A cell a line


@dataclass(frozen=True, slots=True)
class PipeLine:
    """A line of a text and where it starts."""

    text: str
    start: int

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    @property
    def has_pipe(self) -> bool:
        return bool(PIPE.search(self.text))

    @property
    def is_lone(self) -> bool:
        return bool(_LONE.fullmatch(self.text))


def mark_cells(lines: Sequence[str], use: PipeUse) -> list[bool]:
    """Which lines belong to a table: those with a pipe, and in some styles those next to one."""
    marked = [bool(PIPE.search(line)) for line in lines]
    if use.style in (PipeStyle.ROWS, PipeStyle.BEHIND):
        return marked
    filled = [at for at, line in enumerate(lines) if line.strip()]
    usual = _usual_gap(lines, filled)
    result = marked.copy()
    for (before, at), (_, after) in zip(pairwise([-1, *filled]), pairwise([*filled, -1]), strict=True):
        if marked[at]:
            continue
        follows = before >= 0 and marked[before] and at - before - 1 <= usual
        result[at] = (after >= 0 and marked[after]) or (follows and (use.style is PipeStyle.LONE or _goes_on(lines[before])))
    return result


def _goes_on(line: str) -> bool:
    """Whether a line without a pipe may go on with the cell of this line before it."""
    return not _LONE.fullmatch(line) and not _NUMBER.fullmatch(PIPE.sub("", line))


def _usual_gap(lines: Sequence[str], filled: Sequence[int]) -> int:
    """How many empty lines stand between a pipe and the text behind it, most of the time."""
    gaps = Counter(
        after - at - 1 for at, after in pairwise(filled) if _LONE.fullmatch(lines[at]) and not PIPE.search(lines[after])
    )
    return gaps.most_common(1)[0][0] if gaps else 0


def split_stream(lines: Sequence[PipeLine], use: PipeUse) -> Iterator[list[Place]]:
    """The rows of a table with a cell a line, as places in the text."""
    if use.style is PipeStyle.BEHIND:
        yield from _split_behind(lines, use)
    elif use.style is PipeStyle.BEFORE:
        yield from _split_before(lines)
    else:
        yield from _split_lone(lines)


def _split_before(lines: Sequence[PipeLine]) -> Iterator[list[Place]]:
    row: list[Place] = []
    filled = [line for line in lines if not line.is_blank]
    for at, line in enumerate(filled):
        after = filled[at + 1] if at + 1 < len(filled) else None
        if line.has_pipe:
            is_closing = line.is_lone and (after is None or not after.has_pipe)
            if not is_closing:
                row += [_shift(place, line.start) for place in split_row(line.text, PipeUse(is_opened=True))]
        elif row and _goes_on(filled[at - 1].text):
            row[-1] = Place(row[-1].start, line.start + len(line.text.rstrip()))
        else:
            if row:
                yield row
            row = [_shift(trim(line.text, 0, len(line.text)), line.start)]
    if row:
        yield row


def _split_lone(lines: Sequence[PipeLine]) -> Iterator[list[Place]]:
    texts = [line.text for line in lines]
    usual = _usual_gap(texts, [at for at, line in enumerate(lines) if not line.is_blank])
    row: list[Place] = []
    gap, after_pipe, before = 0, False, ""
    for line in lines:
        if line.is_blank:
            gap += 1
            continue
        if line.has_pipe:
            if after_pipe or not row:
                row.append(Place(line.start, line.start))
            after_pipe = True
        else:
            place = _shift(trim(line.text, 0, len(line.text)), line.start)
            if after_pipe and gap > usual:
                row.append(Place(place.start, place.start))
                after_pipe = False
            if row and not after_pipe and not gap and not _NUMBER.fullmatch(before):
                row[-1] = Place(row[-1].start, place.end)
            elif row and not after_pipe:
                yield row
                row = [place]
            else:
                row.append(place)
            after_pipe = False
            before = line.text
        gap = 0
    if after_pipe:
        row.append(Place(lines[-1].start, lines[-1].start))
    if row:
        yield row


def _split_behind(lines: Sequence[PipeLine], use: PipeUse) -> Iterator[list[Place]]:
    """Rows end where filling begins; without any they run on, since nothing else tells where one ends."""
    row: list[Place] = []
    empty: list[Place] = []
    for line in (line for line in lines if not line.is_blank):
        if _NOTHING_BUT_FILLING.fullmatch(line.text):
            empty.clear()
            if row:
                yield row
            row = []
            continue
        for place in (
            split_row(line.text, PipeUse(is_filled=use.is_filled, is_closed=True)) if not line.is_lone else (Place(0, 0),)
        ):
            if place.start == place.end:
                empty.append(_shift(place, line.start))
                continue
            # In a filled table, empty cells before a word may be what fills up the row above.
            if not use.is_filled or _NUMBER.fullmatch(line.text[place.start : place.end]):
                row += empty
            empty.clear()
            row.append(_shift(place, line.start))
    if not use.is_filled:
        row += empty
    if row:
        yield row


def _shift(place: Place, by: int) -> Place:
    return Place(place.start + by, place.end + by)
