"""Puts the form's tables together again where a file has nothing but their text: labels and numbers, parted by blanks or lines.

A label is followed by its values up to the next label. What has as many values as the form asks for is a row; with fewer, an
empty cell has left nothing behind and nobody can say where, so such a row is handed on as it is and comes out unreadable.
Knows nothing of file formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from index.document import Block, Document, Grid, Paragraph
from index.form import EDITIONS, Form, Table, load_form
from index.narrative.chapters import find_headings
from index.report import Cell, Span, State
from index.tables.cells import Line
from index.tables.editions import find_edition
from index.tables.flat_rows import NUMERALS, find_rows, find_rows_apart, find_side_by_side, list_columns
from index.tables.grids import CHAPTER_OF_TABLE, align_table
from index.tables.labels import load_labels
from index.tables.pieces import Piece, cut_pieces, group_runs
from index.values import is_value
from index.wording import is_page_number, join_lines, squeeze

# What the tables are headed by besides the labels of rows and columns.
_FRAME = (
    "信息内容 申请人情况 法人或其他组织 本年度办理结果 行政复议 行政诉讼 未经复议直接起诉 复议后起诉",
    "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和 第二十条第一五六八九项",
)
_TABLE_BEGINS = {"T2": "信息内容", "T3": "申请人情况", "T4": "未经复议直接起诉"}
_STRANGE_HEADINGS = ("序号", "编号", "代码", "备注", "说明", "单位", "计量单位")
_IN_SENTENCE = re.compile(r"[，。；]")
_ENOUGH_WORDS = 5  # of a table's head, to be known without any number
_MOST_STRANGE = 2  # words in a row that are no part of a table's head, before it is taken to be over


@dataclass(frozen=True, slots=True)
class _Found:
    """The rows of a table, and the characters they and its head stand in."""

    lines: tuple[Line, ...]
    place: Span


def restore_tables(document: Document) -> Document:
    """The document with the form's tables as grids, where more of them can be read so; else the document itself."""
    zones = _find_zones(document.text)
    edition = find_edition(document.text)
    choices = [_restore(document, load_form(edition), zones) for edition in ((edition,) if edition else EDITIONS)]
    # The later edition wins where both read as much.
    _, found = max(choices, key=lambda choice: choice[0])
    return replace(document, blocks=tuple(_put_in(document, found))) if found else document


def _restore(document: Document, form: Form, zones: dict[str, _Zone]) -> tuple[int, list[_Found]]:
    """How many cells of the form are read in all, and the tables that read better put together than as they stand."""
    readable = 0
    better: list[_Found] = []
    after = 0
    for table in form.tables:
        zone = replace(zones[table.key], start=max(zones[table.key].start, after))
        lines = tuple(row for row in _rows(document) if zone.start <= row[0].start < zone.end)
        standing = _read(form, table, lines)
        if standing.readable < sum(len(row.columns) for row in table.rows):
            found = _put_together(form, table, cut_pieces(document, zone.start, zone.end), zone)
            found = found and replace(found, lines=_merge(standing, _read(form, table, found.lines), table))
            other = _read(form, table, found.lines if found else ())
            if found and (other.score > standing.score or not (standing.cells or lines)):
                better.append(found)
                standing = replace(other, end=found.place.end)
        after = max(after, standing.end)
        readable += standing.readable
    return readable, better


def _merge(standing: _Reading, found: _Reading, table: Table) -> tuple[Line, ...]:
    """The rows found, but those as they stand that read better so (one with a word among its values).

    A row as it stands is also kept where what was found is nothing but another choice among its cells.
    """
    kept = {
        key: line
        for key, line in standing.by_row.items()
        if standing.count(key) > found.count(key) or _is_choice(found.by_row.get(key, ()), line)
    }
    if kept and table.key == "T4":
        return standing.lines
    lost = [found.by_row[key] for key in kept if key in found.by_row]
    # Header rows tell of the rows below them.
    return tuple(sorted((*kept.values(), *(line for line in found.lines if line not in lost)), key=_start_of))


def _start_of(line: Line) -> int:
    return min((cell.start for cell in line if cell.raw), default=line[0].start)


def _is_choice(found: Line, line: Line) -> bool:
    """Whether a row found takes whole cells with values from a row that has label and values."""
    values = {(cell.start, cell.end) for cell in line if is_value(cell.raw)}
    return bool(values) and any((cell.start, cell.end) in values for cell in found)


def _rows(document: Document) -> Iterator[Line]:
    yield from (row for block in document.blocks if isinstance(block, Grid) for row in block.rows)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is read of a table among some rows, and where the last row of it ends."""

    lines: tuple[Line, ...]
    cells: tuple[Cell, ...]
    end: int

    @property
    def readable(self) -> int:
        """How many cells can be read."""
        return sum(1 for cell in self.cells if cell.state is not State.UNREADABLE)

    @property
    def score(self) -> tuple[int, int]:
        """To compare by: a cell that is there but not readable is still better than a missing one."""
        return self.readable, len(self.cells)

    def count(self, row: str) -> int:
        """How many cells of a row can be read."""
        return sum(1 for cell in self.cells if _row_of(cell) == row and cell.state is not State.UNREADABLE)

    @property
    def by_row(self) -> dict[str, Line]:
        """The line each row of the form was read from."""
        starts = {_start_of(line): line for line in self.lines if any(cell.raw for cell in line)}
        return {_row_of(cell): starts[cell.row.start] for cell in self.cells if cell.row.start in starts}


def _row_of(cell: Cell) -> str:
    return cell.key.split(".")[1]


def _read(form: Form, table: Table, lines: tuple[Line, ...]) -> _Reading:
    cells = tuple(align_table(form, table, lines).values())
    return _Reading(lines, cells, max((cell.row.end for cell in cells), default=0))


@dataclass(frozen=True, slots=True)
class _Zone:
    """Where a table may stand; `is_own` when its chapter was found, `is_paged` when the text has page numbers."""

    start: int
    end: int
    is_own: bool
    is_paged: bool


def _find_zones(text: str) -> dict[str, _Zone]:
    """Each table's chapter, or what lies between those around it where its heading is missing."""
    headings = find_headings(text)
    is_paged = any(map(is_page_number, text.split("\n")))
    zones: dict[str, _Zone] = {}
    for key, number in CHAPTER_OF_TABLE.items():
        start = max((heading.end for heading in headings if heading.number <= number), default=0)
        end = min((heading.start for heading in headings if heading.number > number), default=len(text))
        zones[key] = _Zone(start, max(start, end), any(heading.number == number for heading in headings), is_paged)
    return zones


# One table


def _put_together(form: Form, table: Table, pieces: tuple[Piece, ...], zone: _Zone) -> _Found | None:
    """The table's rows among these pieces, or no more than its head; None when not even that is there."""
    inner = pieces[_find_beginning(table.key, pieces) :]
    runs = list(group_runs(inner))
    if table.key == "T4":
        lines = find_side_by_side(table, runs, is_sure=zone.is_own, is_paged=zone.is_paged)
    else:
        is_strange = any(squeeze(piece.text) in _STRANGE_HEADINGS for piece in pieces)
        lines = list(find_rows(form, table, runs, is_strange=is_strange, is_paged=zone.is_paged))
        if sum(1 for line in lines if is_value(line[-1].raw)) < 2:
            lines = find_rows_apart(form, table, inner) or lines
    lines = lines or _find_bare_head(form, table, pieces)
    if not lines:
        return None
    cells = [cell for line in lines for cell in line]
    first, last = min(cell.start for cell in cells), max(cell.end for cell in cells)
    start = _find_border(
        form, table, [piece for piece in reversed(pieces) if piece.end <= first], first, lambda piece: piece.start
    )
    end = _find_border(form, table, [piece for piece in pieces if piece.start >= last], last, lambda piece: piece.end)
    return _Found(tuple(lines), Span(start, end))


def _find_bare_head(form: Form, table: Table, pieces: Sequence[Piece]) -> list[Line]:
    """The words of a table whose numbers are gone, as one row: they are no running text either."""
    vocabulary = _load_vocabulary(form.edition, table.key)
    runs = (tuple(run) for is_word, run in groupby(pieces, key=lambda piece: _is_of(vocabulary, piece)) if is_word)
    longest = max(runs, key=len, default=())
    return [tuple(word.cell for word in longest)] if len(longest) >= _ENOUGH_WORDS else []


def _find_beginning(key: str, pieces: Sequence[Piece]) -> int:
    """Where the table can begin at the earliest: counts in the sentences before it are none of its cells."""
    mark = _TABLE_BEGINS[key]
    return next((at for at, piece in enumerate(pieces) if mark in squeeze(piece.text)), 0)


def _find_border(form: Form, table: Table, pieces: Sequence[Piece], border: int, edge: Callable[[Piece], int]) -> int:
    """Where the table ends, going from its outermost cell at `border` over words that all belong to the form."""
    vocabulary = _load_vocabulary(form.edition, table.key)
    strange = 0
    for piece in pieces:
        if piece.is_value:
            break
        if _is_of(vocabulary, piece):
            border, strange = edge(piece), 0
        elif strange == _MOST_STRANGE or _IN_SENTENCE.search(piece.text):
            break
        else:
            strange += 1
    return border


def _is_of(vocabulary: str, piece: Piece) -> bool:
    return NUMERALS.sub("", squeeze(piece.text)) in vocabulary


@cache
def _load_vocabulary(edition: str, key: str) -> str:
    """All words of a table and its head, without numerals, parted by a bar."""
    labels = load_labels(edition, key)
    own = [label for _, names in labels.rows for label in names]
    own += [squeeze(column.label) for column in list_columns(load_form(edition).table(key))]
    words = [*(word for line in _FRAME for word in line.split()), *own, *labels.groups]
    return "|".join(NUMERALS.sub("", word) for word in words)


# Blocks


def _put_in(document: Document, found: Sequence[_Found]) -> list[Block]:
    """The blocks with the tables in place of what stood there."""
    blocks: list[Block] = [Grid(table.lines, table.place.start, table.place.end) for table in found]
    for block in document.blocks:
        if isinstance(block, Grid):
            rows = tuple(row for row in block.rows if not any(_lies_in(row[0].start, table.place) for table in found))
            if rows:
                blocks.append(Grid(rows, rows[0][0].start, max(cell.end for cell in rows[-1])))
        else:
            blocks.extend(_leave_out(document.text, block, [table.place for table in found]))
    return sorted(blocks, key=lambda block: (block.start, block.end))


def _lies_in(place: int, span: Span) -> bool:
    return span.start <= place < span.end


def _leave_out(text: str, paragraph: Paragraph, spans: Sequence[Span]) -> Iterator[Paragraph]:
    """What is left of a paragraph outside these places."""
    inside = sorted(
        (span for span in spans if span.start < paragraph.end and span.end > paragraph.start), key=lambda span: span.start
    )
    if not inside:
        yield paragraph
        return
    borders = [paragraph.start, *(place for span in inside for place in (span.start, span.end)), paragraph.end]
    for start, end in zip(borders[::2], borders[1::2], strict=True):
        running = join_lines(text, start, end) if start < end else None
        if running and running.text:
            yield Paragraph(running.text, running.offsets[0], running.offsets[-1] + 1)
