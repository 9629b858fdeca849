"""A table in parts, one a page, becomes one grid of texts: rows and labels that a page break cut in two are joined again.

Whether two pieces are one is decided by room: a cell breaks off only where its line was full. Knows nothing of the official form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.readers.laid_page import PageTable, TextLine
from index.readers.ruling import SAME_LINE

# Points: what a cell keeps free on both sides together (Word leaves 0.19 cm a side), and how far a table may be shifted.
_PADDING = 13.0
_SAME_WIDTH = 8.0
_REPEATED_HEADER = 4

_VALUE = re.compile(r"[-+−—–/]*[\d,.，．％%]*")
_HAS_DIGIT = re.compile(r"\d")
_DIGIT_END = re.compile(r"[\d,.，．]$")
_DIGIT_START = re.compile(r"^[\d,.，．]")
_WIDE = re.compile(r"[^\x00-\x7f]")
_ORDINAL = re.compile(r"(?:第?[一二三四五六七八九十]+[、.．条]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.．](?!\d))")


@dataclass(frozen=True, slots=True)
class JoinedTable:
    """A table's rows as texts, all of one length; a merged cell has its text first and is empty after that."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class _Cell:
    """A cell of one part: columns `first:last` of the joined table, rows `top:bottom` of the part."""

    first: int
    last: int
    top: int
    bottom: int
    width: float
    text: str
    # The last line as it stands, to tell whether it was full.
    end: TextLine | None = None


@dataclass(slots=True)
class _Part:
    height: int
    cells: list[_Cell] = field(default_factory=list)


def continues_table(above: PageTable, below: PageTable) -> bool:
    """Whether a table at the top of a page may go on with the one that ended the page before: both are as wide."""
    return abs(_width(above) - _width(below)) <= _SAME_WIDTH


def _width(table: PageTable) -> float:
    return table.shape.xs[-1] - table.shape.xs[0]


def join_parts(parts: Sequence[PageTable]) -> JoinedTable:
    """The table that these parts make, in the columns of all of them."""
    columns = _find_columns(parts)
    first, *others = [_read_part(part, columns) for part in parts]
    rows = first
    for part in others:
        _drop_repeated_header(rows, part)
        rows = _join_pair(rows, part)
    return JoinedTable(_lay_rows(rows, len(columns) - 1))


def _find_columns(parts: Sequence[PageTable]) -> list[float]:
    """Where the columns of all parts begin, from the table's own left edge, and where the last one ends."""
    columns: list[float] = []
    for x in sorted(x - part.shape.xs[0] for part in parts for x in part.shape.xs):
        if not columns or x - columns[-1] > SAME_LINE:
            columns.append(x)
    return columns


def _read_part(table: PageTable, columns: list[float]) -> _Part:
    shape = table.shape
    part = _Part(len(shape.cells))
    for cell, places in shape.list_boxes().items():
        rows, across = [row for row, _ in places], [column for _, column in places]
        left, right = shape.xs[min(across)], shape.xs[max(across) + 1]
        lines = table.lines.get(cell, ())
        part.cells.append(
            _Cell(
                _nearest(columns, left - shape.xs[0]),
                _nearest(columns, right - shape.xs[0]),
                min(rows),
                max(rows) + 1,
                right - left,
                join_cell_lines(lines, right - left),
                lines[-1] if lines else None,
            )
        )
    return part


def _nearest(columns: list[float], x: float) -> int:
    return min(range(len(columns)), key=lambda at: abs(columns[at] - x))


def join_cell_lines(lines: Sequence[TextLine], width: float) -> str:
    """A cell's text: lines joined where the cell was too narrow for them, parted by a line break where that is not sure."""
    text = ""
    for before, line in zip((None, *lines), lines, strict=False):
        if before is not None and not _is_wrapped(before, line.text, width):
            text += "\n"
        text += line.text
    return text


def _is_wrapped(before: TextLine, text: str, width: float) -> bool:
    """Whether `text` is the rest of the line before it; of digits only where one more would not have fitted."""
    if _DIGIT_END.search(before.text) and _DIGIT_START.match(text):
        return _is_full(before, text, width)
    return bool(_WIDE.match(before.text[-1]) or _WIDE.match(text[0]))


def _is_full(line: TextLine, following: str, width: float) -> bool:
    char = line.size if _WIDE.match(following[0]) else line.size / 2
    return width - (line.x1 - line.x0) < char + _PADDING


# Page breaks


def _drop_repeated_header(above: _Part, below: _Part) -> None:
    """Take out of `below` the header rows that the table repeats on every page."""
    count = 0
    while count < min(_REPEATED_HEADER, below.height, above.height) and _is_same_row(above, below, count):
        count += 1
    if not count:
        return
    below.cells = [cell for cell in below.cells if cell.top >= count]
    for cell in below.cells:
        cell.top, cell.bottom = cell.top - count, cell.bottom - count
    below.height -= count


def _is_same_row(above: _Part, below: _Part, row: int) -> bool:
    one, other = (
        [(cell.first, cell.last, cell.bottom, cell.text) for cell in part.cells if cell.top == row] for part in (above, below)
    )
    return one == other and any(text for *_, text in one)


def _join_pair(above: _Part, below: _Part) -> _Part:
    pairs = _pair_at_break(above, below)
    local = [(one, other) for one, other in pairs if one.top == above.height - 1 and other.bottom == 1]
    # Where the cells differ, the row below is another one than that above, and only merged cells go on.
    is_alike = sum(1 for cell in below.cells if cell.bottom == 1) == sum(1 for _, other in pairs if other.bottom == 1)
    is_cut = is_alike and _is_row_cut(local)
    shift = above.height - is_cut
    taken: list[_Cell] = []
    for one, other in pairs:
        is_local = (one, other) in local
        if is_local and is_alike:
            is_one = is_cut
        else:
            # Two halves of a label over several rows, never of a number.
            is_half = _continues(one, other) and not _HAS_DIGIT.search(one.text + other.text)
            is_one = is_half or not (is_local or other.text)
        if is_one:
            one.text += other.text
            one.bottom = other.bottom + shift
            taken.append(other)
    for cell in below.cells:
        if not any(cell is other for other in taken):
            cell.top, cell.bottom = cell.top + shift, cell.bottom + shift
            above.cells.append(cell)
    above.height = shift + below.height
    return above


def _pair_at_break(above: _Part, below: _Part) -> list[tuple[_Cell, _Cell]]:
    """The cells that end at the break with those of the same columns that begin at it."""
    bottoms = {(cell.first, cell.last): cell for cell in above.cells if cell.bottom == above.height}
    tops = {(cell.first, cell.last): cell for cell in below.cells if cell.top == 0}
    return [(bottoms[place], tops[place]) for place in bottoms if place in tops]


def _is_row_cut(pairs: list[tuple[_Cell, _Cell]]) -> bool:
    """Whether the first row below the break is the rest of the last row above it, by the cells that are theirs alone."""
    if not any(one.text for one, _ in pairs) or not any(other.text for _, other in pairs):
        # All of the row's text is on one side.
        return bool(pairs)
    if len(pairs) < 2:
        return False
    label, *values = sorted(pairs, key=lambda pair: pair[0].first)
    if all(cell.text for cell in label) and not _continues(*label):
        return False
    if any(one.text and other.text for one, other in pairs):
        return all(_may_go_on(one, other) for one, other in values if one.text and other.text)
    # Label on one side of the break, values on the other.
    return any(one.text for one, _ in pairs) and any(other.text for _, other in pairs)


def _continues(one: _Cell, other: _Cell) -> bool:
    """Whether a label was broken off for want of room, and the text below the break goes on with it."""
    return bool(one.text and other.text) and not _ORDINAL.match(other.text) and _may_go_on(one, other)


def _may_go_on(one: _Cell, other: _Cell) -> bool:
    """Whether there was no room for the text below, which is not a value below its heading."""
    if _VALUE.fullmatch(other.text) and not _HAS_DIGIT.search(one.text):
        return False
    return one.end is not None and _is_full(one.end, other.text, one.width)


def _lay_rows(part: _Part, width: int) -> tuple[tuple[str, ...], ...]:
    rows = [[""] * width for _ in range(part.height)]
    begun: set[int] = set()
    for cell in sorted(part.cells, key=lambda cell: (cell.top, cell.first)):
        begun.add(cell.top)
        place = min(cell.first, width - 1)
        rows[cell.top][place] = "\n".join(filter(None, (rows[cell.top][place], cell.text)))
    # A row in which no cell begins is no row, only a line drawn across a part of the table.
    return tuple(tuple(row) for at, row in enumerate(rows) if at in begun)
