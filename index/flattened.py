"""Puts the form's tables together again where a file has nothing but their text: labels and numbers, parted by blanks or lines.

A label is followed by its values up to the next label. What has as many values as the form asks for is a row; with fewer, an
empty cell has left nothing behind and nobody can say where, so such a row is handed on as it is and comes out unreadable.
Knows nothing of file formats.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, groupby
from typing import NamedTuple

from index.chapters import find_headings
from index.document import Block, Document, Grid, GridCell, Paragraph
from index.form import EDITIONS, Column, Form, Row, Table, load_form
from index.labels import Labels, load_labels, match_row
from index.report import Span, State
from index.tables import CHAPTER_OF_TABLE, Line, align_table, find_edition
from index.values import is_value
from index.wording import is_page_number, join_lines, normalise_label, squeeze

# What the tables are headed by besides the labels of rows and columns.
_FRAME = (
    "信息内容 申请人情况 法人或其他组织 本年度办理结果 行政复议 行政诉讼 未经复议直接起诉 复议后起诉",
    "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和 第二十条第一五六八九项",
)
_TABLE_BEGINS = {"T2": "信息内容", "T3": "申请人情况", "T4": "未经复议直接起诉"}
_LONGEST_LABEL = 60
_NUMERALS = re.compile(r"[\d一二三四五六七八九十]+")
_BEGINS_LABEL = re.compile(r"[一二三四][、.．]|[（(][一二三四五六七][）)]|\d[.．、]")
_GLUED = re.compile(r"(?P<label>.*[^\d,.，．])(?P<value>\d[\d,，]*(?:[.．]\d+)?)")
_ORDINAL_MARK = re.compile(r"[.．、)）]")
_AROUND = 4  # words before and behind the values that a label may have its parts in
_MOST_STRANGE = 2  # pieces in a row that are no part of a table's head, before it is taken to be over


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, a number or an empty cell, on which line it stands and where."""

    text: str
    start: int
    end: int
    line: int
    is_value: bool
    is_blank: bool = False

    @property
    def cell(self) -> GridCell:
        return GridCell(self.text, self.start, self.end)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words, and the values that follow them."""

    words: tuple[_Piece, ...]
    values: tuple[_Piece, ...]


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


def _restore(document: Document, form: Form, zones: dict[str, Span]) -> tuple[int, list[_Found]]:
    """How many cells of the form are read in all, and the tables that read better put together than as they stand."""
    readable = 0
    better: list[_Found] = []
    for table in form.tables:
        zone = zones[table.key]
        score = _score(form, table, [row for row in _rows(document) if zone.start <= row[0].start < zone.end])
        if score.readable < sum(len(row.columns) for row in table.rows):
            found = _put_together(form, table, tuple(_cut(document, zone)))
            if found and (other := _score(form, table, found.lines)) > score:
                better.append(found)
                score = other
        readable += score.readable
    return readable, better


def _rows(document: Document) -> Iterator[Line]:
    yield from (row for block in document.blocks if isinstance(block, Grid) for row in block.rows)


class _Score(NamedTuple):
    """How many cells can be read; then how many there are, since a cell that is there but not readable is no missing one."""

    readable: int
    there: int


def _score(form: Form, table: Table, lines: Sequence[Line]) -> _Score:
    cells = align_table(form, table, lines).values()
    return _Score(sum(1 for cell in cells if cell.state is not State.UNREADABLE), len(cells))


def _find_zones(text: str) -> dict[str, Span]:
    """Where each table may stand: in its chapter, or between those around it where its heading is missing."""
    headings = find_headings(text)
    zones: dict[str, Span] = {}
    for key, number in CHAPTER_OF_TABLE.items():
        start = max((heading.end for heading in headings if heading.number <= number), default=0)
        end = min((heading.start for heading in headings if heading.number > number), default=len(text))
        zones[key] = Span(start, max(start, end))
    return zones


# Pieces


def _cut(document: Document, zone: Span) -> Iterator[_Piece]:
    """The words, numbers and empty cells within a zone, in order."""
    text = document.text
    ends = list(accumulate(len(line) + 1 for line in text.split("\n")))
    for block in document.blocks:
        if block.end < zone.start or block.start >= zone.end:
            continue
        if isinstance(block, Grid):
            for cell in (cell for row in block.rows for cell in row if zone.start <= cell.start < zone.end):
                yield from _cut_cell(cell, bisect_right(ends, cell.start))
            continue
        start, end = max(block.start, zone.start), min(block.end, zone.end)
        for line in re.finditer(r"[^\n]+", text[start:end]):
            if not is_page_number(line.group()):
                yield from _cut_line(line.group(), start + line.start(), bisect_right(ends, start + line.start()))


def _cut_cell(cell: GridCell, line: int) -> Iterator[_Piece]:
    if not cell.raw:
        yield _Piece("", cell.start, cell.end, line, is_value=True, is_blank=True)
        return
    parts = cell.raw.split()
    if len(parts) > 1 and all(map(is_value, parts)):
        yield from _cut_line(cell.raw, cell.start, line)
    else:
        yield _Piece(cell.raw, cell.start, cell.end, line, is_value(cell.raw))


def _cut_line(line: str, start: int, number: int) -> Iterator[_Piece]:
    whole = line.strip()
    if is_value(whole):
        left = start + len(line) - len(line.lstrip())
        yield _Piece(whole, left, left + len(whole), number, is_value=True)
        return
    words = list(re.finditer(r"\S+", line))
    at = 0
    while at < len(words):
        first = last = words[at]
        if at + 1 < len(words) and first.group().isdecimal() and _ORDINAL_MARK.match(words[at + 1].group()):
            # The number of a sub-item, cut off from its dot.
            at += 1
            last = words[at]
        text = line[first.start() : last.end()]
        yield _Piece(text, start + first.start(), start + last.end(), number, first is last and is_value(text))
        at += 1


def _group(pieces: Iterable[_Piece]) -> Iterator[_Run]:
    words: list[_Piece] = []
    values: list[_Piece] = []
    for piece in pieces:
        if not piece.is_value and values:
            yield _Run(tuple(words), tuple(values))
            words, values = [], []
        (values if piece.is_value else words).append(piece)
    if words or values:
        yield _Run(tuple(words), tuple(values))


# Rows


def _put_together(form: Form, table: Table, pieces: tuple[_Piece, ...]) -> _Found | None:
    """The table's rows among these pieces; None when not one is there."""
    inner = pieces[_find_beginning(table.key, pieces) :]
    runs = list(_group(inner))
    lines = _find_side_by_side(table, runs) if table.key == "T4" else list(_find_rows(form, table, runs))
    if table.key != "T4" and sum(1 for line in lines if is_value(line[-1].raw)) < 2:
        lines = _find_rows_apart(form, table, inner) or lines
    if not lines:
        return None
    cells = [cell for line in lines for cell in line]
    first, last = min(cell.start for cell in cells), max(cell.end for cell in cells)
    start = _find_border(
        form, table, [piece for piece in reversed(pieces) if piece.end <= first], first, lambda piece: piece.start
    )
    end = _find_border(form, table, [piece for piece in pieces if piece.start >= last], last, lambda piece: piece.end)
    return _Found(tuple(lines), Span(start, end))


def _find_beginning(key: str, pieces: Sequence[_Piece]) -> int:
    """Where the table can begin at the earliest: counts in the sentences before it are none of its cells."""
    mark = _TABLE_BEGINS[key]
    return next((at for at, piece in enumerate(pieces) if mark in squeeze(piece.text)), 0)


def _find_rows(form: Form, table: Table, runs: Sequence[_Run]) -> Iterator[Line]:
    labels = load_labels(form.edition, table.key)
    done: set[str] = set()
    passed: set[str] = set()
    for run, after in zip(runs, [*runs[1:], None], strict=True):
        found = _match_run(labels, run, after, passed)
        if found is None:
            yield from _find_headers(table, run.words)
            continue
        yield from _find_headers(table, run.words[: found.first])
        done.add(found.row.key)
        passed |= _up_to(table, found.row)
        values = _choose_values(found.values, len(found.row.columns), found.label[0].end, run.words[-1].line)
        yield (found.label[0], *(piece.cell for piece in values), *found.label[1:])
    words = [word for run in runs for word in run.words]
    missing = [row for row in table.rows if row.key not in done]
    yield from ((label,) for row in missing if (label := _find_alone(labels, words, row)))


@dataclass(frozen=True, slots=True)
class _Match:
    """A row with the cells of its label (a second one behind the values), its values, and which word its label begins with."""

    row: Row
    label: tuple[GridCell, ...]
    values: tuple[_Piece, ...]
    first: int


def _match_run(labels: Labels, run: _Run, after: _Run | None, passed: set[str]) -> _Match | None:
    """The row of the form a run is; None when its words end with no label, or no value follows them."""
    if not run.words:
        return None
    found = _match_label(labels, run.words, passed)
    if found is not None:
        return _Match(found[0], (found[1],), run.values, found[2]) if run.values else None
    glued = _part_glued(run.words[-1])
    found = _match_label(labels, (*run.words[:-1], glued[0]), passed) if glued else None
    if found is not None and glued:
        return _Match(found[0], (found[1],), (glued[1], *run.values), found[2])
    return _match_around(labels, run, after, passed) if run.values and after else None


def _match_around(labels: Labels, run: _Run, after: _Run, passed: set[str]) -> _Match | None:
    """The row whose label begins before the values and ends behind them, maybe with words of a merged cell between."""
    for at, front in _windows(run.words[-_AROUND:]):
        for start in range(min(_AROUND, len(after.words))):
            for end in range(start + 1, min(start + _AROUND, len(after.words)) + 1):
                whole = normalise_label(front + _run_together(after.words[start:end]))
                row = next((row for row, own in labels.rows if whole in own and row.key not in passed), None)
                if row is not None:
                    first = max(0, len(run.words) - _AROUND) + at
                    back = _label_cell(after.words[start:end], _run_together(after.words[start:end]))
                    return _Match(row, (_label_cell(run.words[first:], front), back), run.values, first)
    return None


def _find_alone(labels: Labels, words: Sequence[_Piece], row: Row) -> GridCell | None:
    """The label of a row whose values were not found."""
    own = next(own for other, own in labels.rows if other is row)
    found = _find_next(words, 0, own)
    return found[0] if found else None


def _up_to(table: Table, row: Row) -> set[str]:
    """The keys of a row and those above it: rows come in the form's order."""
    at = table.rows.index(row)
    return {above.key for above in table.rows[: at + 1]}


def _part_glued(piece: _Piece) -> tuple[_Piece, _Piece] | None:
    """A label and the number stuck to its end (重复申请25)."""
    match = _GLUED.fullmatch(piece.text)
    if match is None:
        return None
    border = piece.start + match.start("value")
    label = replace(piece, text=match["label"], end=border)
    return label, _Piece(match["value"], border, piece.end, piece.line, is_value=True)


def _match_label(labels: Labels, words: Sequence[_Piece], done: set[str]) -> tuple[Row, GridCell, int] | None:
    """The row whose label these words end with, the label's cell, and which word it begins with."""
    windows = list(_windows(words))
    for at, text in reversed(windows):
        row = next((row for row, own in labels.rows if normalise_label(text) in own and row.key not in done), None)
        if row is not None:
            return row, _label_cell(words[at:], text), at
    if words and (within := _match_within(labels, words[-1], done)):
        return *within, len(words) - 1
    for at, text in windows:
        if at == len(words) - 1 or _BEGINS_LABEL.match(words[at].text):
            row = match_row(labels, normalise_label(text), done)
            if row is not None:
                return row, _label_cell(words[at:], text), at
    return None


def _windows(words: Sequence[_Piece]) -> Iterator[tuple[int, str]]:
    """The last word, the last two and so on, run together, with the place of the first."""
    text = ""
    for at in reversed(range(len(words))):
        text = words[at].text + text
        if len(text) > _LONGEST_LABEL:
            return
        yield at, text


def _label_cell(words: Sequence[_Piece], text: str) -> GridCell:
    return GridCell(text, words[0].start, words[-1].end)


def _match_within(labels: Labels, word: _Piece, done: set[str]) -> tuple[Row, GridCell] | None:
    """The row whose label ends a word that begins with the label of its group ((三)不予公开1.属于国家秘密)."""
    for at in range(1, len(word.text)):
        label = normalise_label(word.text[at:])
        row = next((row for row, own in labels.rows if label in own and row.key not in done), None)
        if row is not None:
            group = _NUMERALS.sub("", squeeze(word.text[:at]))
            is_group = any(f"本年度办理结果{own}".endswith(group) for own in (*labels.groups, ""))
            return (row, GridCell(word.text[at:], word.start + at, word.end)) if is_group else None
    return None


def _choose_values(values: Sequence[_Piece], width: int, label_end: int, label_line: int) -> Sequence[_Piece]:
    """The values of a row without the bare page number or the surplus empty cells behind them; all, when that does not help."""
    if len(values) > width and all(piece.is_blank for piece in values[width:]) and not values[width - 1].is_blank:
        return values[:width]
    chunks = [tuple(chunk) for _, chunk in groupby(values, key=lambda piece: piece.line)]
    whole = [chunk for chunk in chunks if len(chunk) == width and (width > 1 or chunk[0].line == label_line)]
    others_are_single = all(len(chunk) == 1 and chunk[0].text.isdecimal() for chunk in chunks if chunk not in whole)
    if len(values) > width and len(whole) == 1 and others_are_single:
        return whole[0]
    return values


def _find_headers(table: Table, words: Sequence[_Piece]) -> Iterator[Line]:
    """The header row among these words, where one is: 信息内容 and the headings of the columns behind it."""
    start = next((at for at, word in enumerate(words) if normalise_label(word.text) == "信息内容"), None)
    if start is None:
        return
    known = {normalise_label(label) for column in _columns(table) for label in (column.label, *column.also)}
    cells = [words[start].cell]
    at = start + 1
    while at < len(words):
        size = next((size for size in range(1, 6) if normalise_label(_run_together(words[at : at + size])) in known), 0)
        if not size:
            break
        cells.append(_label_cell(words[at : at + size], _run_together(words[at : at + size])))
        at += size
    if len(cells) > 1:
        yield tuple(cells)


def _columns(table: Table) -> Iterator[Column]:
    yield from (column for row in table.rows for column in row.columns)


def _run_together(words: Sequence[_Piece]) -> str:
    return "".join(word.text for word in words)


def _find_side_by_side(table: Table, runs: Sequence[_Run]) -> list[Line]:
    """The single row of values of table 4; the fullest one when none has all of them."""
    width = sum(len(row.columns) for row in table.rows)
    filled = [_choose_values(run.values, width, 0, 0) for run in runs if len(run.values) >= width // 3]
    whole = [values for values in filled if len(values) == width]
    rows = whole[:1] or sorted(filled, key=len, reverse=True)[:1]
    return [tuple(piece.cell for piece in row) for row in rows]


# Numbers that stand apart from their labels


def _find_rows_apart(form: Form, table: Table, pieces: Sequence[_Piece]) -> list[Line]:
    """All labels in the form's order, each with its row of the numbers behind them all if those are as many as the form's.

    Labels without values where they are not; nothing when a label is missing.
    """
    labels = {row.key: own for row, own in load_labels(form.edition, table.key).rows}
    words = [piece for piece in pieces if not piece.is_value]
    cells: list[GridCell] = []
    at = 0
    for row in table.rows:
        found = _find_next(words, at, labels[row.key])
        if found is None:
            return []
        cell, at = found
        cells.append(cell)
    headers = list(_find_headers(table, words))
    values = [piece for piece in pieces if piece.is_value and piece.start >= cells[-1].end]
    rows = [tuple(chunk) for _, chunk in groupby(values, key=lambda piece: piece.line)]
    if [len(row) for row in rows] != [len(row.columns) for row in table.rows] or any(piece.is_blank for piece in values):
        return [*headers, *((cell,) for cell in cells)]
    return [*headers, *((cell, *(piece.cell for piece in row)) for cell, row in zip(cells, rows, strict=True))]


def _find_next(words: Sequence[_Piece], start: int, own: frozenset[str]) -> tuple[GridCell, int] | None:
    """The next words from `start` on that are one of these labels, and the place behind them."""
    for at in range(start, len(words)):
        for size in range(1, 8):
            text = _run_together(words[at : at + size])
            if len(text) > _LONGEST_LABEL:
                break
            if normalise_label(text) in own:
                return _label_cell(words[at : at + size], text), min(at + size, len(words))
    return None


# Blocks


def _find_border(form: Form, table: Table, pieces: Sequence[_Piece], border: int, edge: Callable[[_Piece], int]) -> int:
    """Where the table ends, going from its outermost cell at `border` over words that all belong to the form."""
    vocabulary = _load_vocabulary(form.edition, table.key)
    strange = 0
    for piece in pieces:
        if "。" in piece.text or strange > _MOST_STRANGE:
            break
        if _NUMERALS.sub("", squeeze(piece.text)) in vocabulary:
            border, strange = edge(piece), 0
        else:
            strange += 1
    return border


@cache
def _load_vocabulary(edition: str, key: str) -> str:
    """All words of a table and its head, without numerals, parted by a bar."""
    labels = load_labels(edition, key)
    own = [label for _, names in labels.rows for label in names]
    own += [squeeze(column.label) for column in _columns(load_form(edition).table(key))]
    words = [*(word for line in _FRAME for word in line.split()), *own, *labels.groups]
    return "|".join(_NUMERALS.sub("", word) for word in words)


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
