"""Tables without ruling lines, from where their numbers stand: columns are where numbers stand one above the other.

Only tables with several numbers in a row are looked for. Knows nothing of the official form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.document import ILLEGIBLE
from index.readers.laid_page import Page, PageTable, Part, TextLine
from index.readers.ruling import RuledTable

_VALUE = re.compile(r"(?:[-+−]?[\d,.，．０-９]+|[-−—–/]+)(?:[件项个宗条]|[万亿]?元)?")
_ORDINAL = re.compile(r"(?:第?[一二三四五六七八九十]+[、.．条]|[（(][一二三四五六七八九十]+[）)]|\d{1,2}[、.．](?!\d))")
_HEADING = re.compile(r"[一二三四五六七八九十]+[、.．]")
# Digits, and what stands alone for nothing.
_MARKS = re.compile(r"\d|(?<!\S)[-−—–/]+(?!\S)")
_FEWEST = 4
# Below the last row of a page there is at most the page's number.
_FOOT_LINES = 1

# Shares of the character size: how far apart the lines of one row stand when some of its cells have two, and rows of one table.
_SAME_ROW = 0.8
_SAME_TABLE = 7.0
_CENTRED = 0.55
_LINE_PITCH = 1.6
_PADDING = 1.3


@dataclass(frozen=True, slots=True)
class _Word:
    """A number, or a line of a label, at its place."""

    part: Part
    line: TextLine

    @property
    def text(self) -> str:
        return self.part.text

    @property
    def x0(self) -> float:
        return self.part.x0

    @property
    def x1(self) -> float:
        return self.part.x1

    @property
    def y(self) -> float:
        return self.part.y


@dataclass(slots=True)
class _Label:
    words: list[_Word]

    @property
    def middle(self) -> float:
        return (self.words[0].y + self.words[-1].y) / 2


def find_unruled_tables(page: Page) -> Page:
    """The page with the tables among its lines; where numbers are there but not their columns, they are made ILLEGIBLE."""
    lines = list(page.lines)
    tables = list(page.tables)
    for zone in _find_zones(lines):
        is_last = sum(1 for line in lines if line.top > zone[-1].bottom) <= _FOOT_LINES
        table, used = _read_zone(zone, may_go_on=is_last)
        if table is None:
            lines = [_blot(line) if line in zone else line for line in lines]
        else:
            tables.append(table)
            lines = [rest for line in lines if (rest := _without(line, used.get(id(line), set()))) is not None]
    return replace(page, lines=tuple(lines), tables=tuple(sorted(tables, key=lambda table: table.top)))


def _find_zones(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """The runs of lines in which rows of numbers follow each other."""
    zones: list[list[TextLine]] = []
    last: TextLine | None = None
    for at, line in enumerate(lines):
        if not _trailing_values(line):
            continue
        if last is not None and line.top - last.bottom <= _SAME_TABLE * line.size:
            zones[-1] += lines[lines.index(zones[-1][-1]) + 1 : at + 1]
        else:
            zones.append([line])
        last = line
    return [_widen(zone, lines) for zone in zones]


def _widen(zone: list[TextLine], lines: Sequence[TextLine]) -> list[TextLine]:
    """The zone with the lines above and below it in which its outer rows may have begun or go on."""
    first, last = lines.index(zone[0]), lines.index(zone[-1])
    while first and _is_near(lines[first - 1], lines[first]) and _is_piece(lines[first - 1], zone):
        first -= 1
    while last + 1 < len(lines) and _is_near(lines[last], lines[last + 1]) and _is_piece(lines[last + 1], zone):
        last += 1
    return list(lines[first : last + 1])


def _is_near(upper: TextLine, lower: TextLine) -> bool:
    return lower.top - upper.bottom < _SAME_ROW * lower.size


def _is_piece(line: TextLine, zone: Sequence[TextLine]) -> bool:
    """Whether a line is a piece of a row and not running text or a heading: with a number of its own, or a short label."""
    is_short = line.x1 < max(other.x1 for other in zone) - 8 * line.size
    has_value = any(_VALUE.fullmatch(part.text) for part in line.parts)
    is_alike = abs(line.size - zone[0].size) < 0.15 * line.size
    return is_alike and (has_value or is_short) and not _HEADING.match(line.text)


# A zone as a table


def _read_zone(zone: Sequence[TextLine], *, may_go_on: bool) -> tuple[PageTable | None, dict[int, set[Part]]]:
    """The table in a zone and the parts of lines that went into it; None when its columns are not clear.

    One that ends the page `may_go_on` on the next, its last row in the middle.
    """
    size = sorted(line.size for line in zone)[len(zone) // 2]
    edge = min(part.x0 for line in zone for part in _trailing_values(line)) - 1
    columns = _find_columns([_Word(part, line) for line in zone for part in line.parts if _is_value_at(part, edge)])
    if len(columns) < _FEWEST:
        return None, {}
    # Wider numbers than those of the widest row begin further left.
    edge = sum(columns[0]) / 2 - _pitch(columns) / 2
    words = [_Word(part, line) for line in zone for part in line.parts if part.x0 >= edge]
    labels = _find_labels(zone, edge, size)
    rows = _join_rows(_find_rows(words, size), labels, size)
    cells = [_sort_into(columns, row) for row in rows]
    # Text of neighbouring cells runs into one where it is set tight.
    is_tight = any(word.x1 - word.x0 > _pitch(columns) for word in words) or any(
        part.x0 < edge < part.x1 - size for line in zone for part in line.parts
    )
    if is_tight or any(_stands_twice(own) for row in cells for own in row):
        return None, {}
    is_labelled = any(_find_label(labels, row, size) for row in rows)
    # Nothing but numbers: only a single row is sure to be whole.
    if not is_labelled and (
        len(rows) > 1 or any(_VALUE.fullmatch(part.text) for line in zone for part in line.parts if part.x0 < edge)
    ):
        return None, {}
    used: dict[int, set[Part]] = {}
    texts: list[list[list[TextLine]]] = []
    for at, (row, own) in enumerate(zip(rows, cells, strict=True)):
        label = _find_label(labels, row, size)
        named = label.words if label else []
        if is_labelled and not label:
            # Numbers nobody can say the row of.
            own = [[replace(word, part=replace(word.part, text=ILLEGIBLE)) for word in words[:1]] for words in own]
        is_open = may_go_on and at + 1 == len(rows)
        texts.append([[_as_line(word) for word in named], *(_read_cell(words, columns, is_open=is_open) for words in own)])
        for word in [*row, *named]:
            used.setdefault(id(word.line), set()).add(word.part)
    return _make_table(texts, columns, rows, edge), used


def _is_value_at(part: Part, edge: float) -> bool:
    return part.x0 >= edge and bool(_VALUE.fullmatch(part.text))


def _pitch(columns: Sequence[tuple[float, float]]) -> float:
    """How far apart columns stand, from middle to middle."""
    return min((sum(other) - sum(one)) / 2 for one, other in pairwise(columns))


def _trailing_values(line: TextLine) -> list[Part]:
    """The values at the end of a line that has enough of them to be a row."""
    values: list[Part] = []
    for part in reversed(line.parts):
        if not _VALUE.fullmatch(part.text):
            break
        values.append(part)
    return values if len(values) >= _FEWEST else []


def _find_columns(values: Sequence[_Word]) -> list[tuple[float, float]]:
    """From where to where the numbers of each column reach."""
    columns: list[tuple[float, float]] = []
    for word in sorted(values, key=lambda word: word.x0):
        if columns and word.x0 < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], word.x1))
        else:
            columns.append((word.x0, word.x1))
    return columns


def _find_rows(values: Sequence[_Word], size: float) -> list[list[_Word]]:
    rows: list[list[_Word]] = []
    for word in sorted(values, key=lambda word: word.y):
        if rows and word.y - rows[-1][-1].y <= _SAME_ROW * size:
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _sort_into(columns: Sequence[tuple[float, float]], row: Sequence[_Word]) -> list[list[_Word]]:
    cells: list[list[_Word]] = [[] for _ in columns]
    for word in row:
        middle = (word.x0 + word.x1) / 2
        cells[min(range(len(columns)), key=lambda at: abs(sum(columns[at]) / 2 - middle))].append(word)
    return cells


def _join_rows(rows: list[list[_Word]], labels: Sequence[_Label], size: float) -> list[list[_Word]]:
    """The rows, with one that has no label and follows close below taken for the second lines of the one above."""
    joined: list[list[_Word]] = []
    for row in rows:
        is_close = bool(joined) and row[0].y - joined[-1][-1].y <= _LINE_PITCH * size and len(row) < len(joined[-1])
        if is_close and _find_label(labels, row, size) is None:
            joined[-1] += row
        else:
            joined.append(row)
    return joined


def _find_label(labels: Sequence[_Label], row: Sequence[_Word], size: float) -> _Label | None:
    """The label whose middle is at the height of the row's middle."""
    middle = (min(word.y for word in row) + max(word.y for word in row)) / 2
    return next((label for label in labels if abs(label.middle - middle) <= _CENTRED * size), None)


def _stands_twice(words: Sequence[_Word]) -> bool:
    """Whether two numbers stand side by side in what was taken for one column."""
    return any(abs(one.y - other.y) < one.line.size / 2 for one, other in pairwise(words))


def _find_labels(zone: Sequence[TextLine], edge: float, size: float) -> list[_Label]:
    """The labels next to the numbers, their lines together: one begins where a line is numbered or stands alone."""
    labels: list[_Label] = []
    for line in zone:
        parts = [part for part in line.parts if part.x0 < edge and not _VALUE.fullmatch(part.text)]
        if not parts:
            continue
        word = _Word(parts[-1], line)
        # Labels of several rows stand beside these, their lines in between.
        begun = next((label for label in reversed(labels) if _is_below(label.words[-1], word, size)), None)
        if begun is None or _ORDINAL.match(word.text):
            labels.append(_Label([word]))
        else:
            begun.words.append(word)
    return labels


def _is_below(upper: _Word, lower: _Word, size: float) -> bool:
    """Whether one word is the line right below the other, in the same column."""
    overlap = min(upper.x1, lower.x1) - max(upper.x0, lower.x0)
    return lower.y - upper.y < _LINE_PITCH * size and overlap > 0.5 * min(upper.x1 - upper.x0, lower.x1 - lower.x0)


def _read_cell(words: Sequence[_Word], columns: Sequence[tuple[float, float]], *, is_open: bool) -> list[TextLine]:
    """A cell's text; one in two lines is taken only where the first left no room, one that may go on only where it did."""
    if not words:
        return []
    first = words[0]
    char = 0.5 if first.text[-1].isascii() else 1.0
    is_full = _pitch(columns) - (first.x1 - first.x0) < (char + _PADDING) * first.line.size
    is_sure = is_full if len(words) > 1 else not (is_open and is_full)
    text = "".join(word.text for word in words) if is_sure else ILLEGIBLE
    return [_as_line(replace(first, part=replace(first.part, text=text)))]


def _as_line(word: _Word) -> TextLine:
    return replace(word.line, text=word.text, x0=word.x0, x1=word.x1, parts=(word.part,))


def _make_table(
    texts: Sequence[Sequence[list[TextLine]]],
    columns: Sequence[tuple[float, float]],
    rows: Sequence[Sequence[_Word]],
    edge: float,
) -> PageTable:
    borders = [edge, *((one[1] + other[0]) / 2 for one, other in pairwise(columns)), columns[-1][1] + 1]
    ys = (*(min(word.line.top for word in row) for row in rows), rows[-1][-1].line.bottom)
    labels = [line for row in texts for line in row[0]]
    if labels:
        borders.insert(0, min(line.x0 for line in labels) - 1)
    else:
        texts = [row[1:] for row in texts]
    width = len(borders) - 1
    numbers = tuple(tuple(range(at * width, (at + 1) * width)) for at in range(len(rows)))
    lines = {at * width + column: tuple(own) for at, row in enumerate(texts) for column, own in enumerate(row) if own}
    return PageTable(RuledTable(tuple(borders), ys, numbers), lines)


# What is left


def _without(line: TextLine, used: set[Part]) -> TextLine | None:
    parts = tuple(part for part in line.parts if part not in used)
    if not parts or len(parts) == len(line.parts):
        return line if parts else None
    return replace(line, text=" ".join(part.text for part in parts), x0=parts[0].x0, x1=parts[-1].x1, parts=parts)


def _blot(line: TextLine) -> TextLine:
    return replace(line, text=_MARKS.sub(ILLEGIBLE, line.text))
