"""Finds the rows of the form among words and numbers: a label is followed by its values up to the next label.

Knows nothing of documents or of chapters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest

from index.document import GridCell
from index.form import Column, Form, Row, Table
from index.tables.applications import read_heading
from index.tables.cells import Line
from index.tables.flat_values import adds_up, choose_values, have_totals
from index.tables.labels import Labels, load_labels, match_row
from index.tables.pieces import Piece, Run
from index.wording import normalise_label, squeeze

_LONGEST_LABEL = 60
_SPANNING = ("信息内容", "法人或其他组织")
NUMERALS = re.compile(r"[\d一二三四五六七八九十]+")
_BEGINS_LABEL = re.compile(r"[一二三四][、.．]|[（(][一二三四五六七][）)]|\d[.．、]")
_GLUED = re.compile(r"(?P<label>.*[^\d,.，．])(?P<value>\d[\d,，]*(?:[.．]\d+)?)")
_SUBTOTALS = ("小计", "合计")  # rows the form does not have
_STRANGE = 3
_SURE = 5  # characters of a label, its number included
_AROUND = 8  # words before and behind the values that a label may have its parts in
_SHORTEST_SPELT = 8


def find_rows(form: Form, table: Table, runs: Sequence[Run], *, is_strange: bool, is_paged: bool) -> Iterator[Line]:
    """The rows of a table with the header rows above them: label, then values, as many as there are; labels alone at the end.

    In a table that `is_strange`, with a column the form does not have, sums have to show that the values are the form's.
    """
    labels = load_labels(form.edition, table.key)
    passed: set[str] = set()
    matches: list[tuple[_Match, Run | None]] = []
    for run, after in zip_longest(runs, runs[1:]):
        found = _match_run(labels, run, after, passed)
        yield from _find_headers(table, run.words[: found.first] if found else run.words)
        if found is not None:
            passed |= _up_to(table, found.row)
            matches.append((found, after))
    # Whether values stand on the line of their label or on lines of their own shows only in all rows together.
    in_line = sum(1 for found, _ in matches if found.is_in_line) * 2 > len(matches)
    is_strange = is_strange or _has_strange_column(matches)
    for found, after in matches:
        values = choose_values(found.values, (found.row,), label_line=found.line, in_line=in_line, is_paged=is_paged)
        if is_strange and not adds_up(values, (found.row,)):
            values = ()
        values = _drop_ordinal(labels, values, after)
        yield (*found.front, *(piece.cell for piece in values), *found.back)
    words = [word for run in runs for word in run.words]
    done = {found.row.key for found, _ in matches}
    yield from ((label,) for row in table.rows if row.key not in done and (label := _find_alone(labels, words, row)))


def _has_strange_column(matches: Sequence[tuple[_Match, Run | None]]) -> bool:
    """Whether there may be a column the form does not have: then a row as long as the form's may lack a value and have that one.

    A few longer rows may end with a page's number, which other rows with a total do not take for a value.
    """
    longer = sum(1 for found, _ in matches if sum(not value.is_blank for value in found.values) > len(found.row.columns))
    return longer >= (max(_STRANGE, len(matches) // 4) if have_totals([found.row for found, _ in matches]) else 1)


@dataclass(frozen=True, slots=True)
class _Match:
    """A row, the cells of its label before and behind its values, and the values.

    Its label begins with the word `first`, and the words before the values end on the line `line`.
    """

    row: Row
    front: tuple[GridCell, ...]
    back: tuple[GridCell, ...]
    values: tuple[Piece, ...]
    first: int
    line: int

    @property
    def is_in_line(self) -> bool:
        """Whether the values begin on the line their label ends on."""
        return self.values[0].line == self.line


def _match_run(labels: Labels, run: Run, after: Run | None, passed: set[str]) -> _Match | None:
    """The row of the form a run is; None when its words end with no label, or no value follows them."""
    if not run.words or squeeze(run.words[-1].text) in _SUBTOTALS:
        return None
    line = run.words[-1].line
    found = _match_label(labels, run.words, passed)
    if found is not None:
        return _Match(found[0], (found[1],), (), run.values, found[2], line) if run.values else None
    glued = _part_glued(run.words[-1])
    found = _match_label(labels, (*run.words[:-1], glued[0]), passed) if glued else None
    if found is not None and glued:
        return _Match(found[0], (found[1],), (), (glued[1], *run.values), found[2], line)
    return _match_around(labels, run, after, passed) if run.values and after else None


def _match_around(labels: Labels, run: Run, after: Run, passed: set[str]) -> _Match | None:
    """The row whose label begins before the values and ends behind them, with words of merged cells between its own."""
    before = run.words[-_AROUND:]
    words = (*before, *after.words[:_AROUND])
    for row, _ in labels.rows:
        for label in () if row.key in passed else _plain_labels(row):
            used = _spell(label, words)
            front, back = [at for at in used if at < len(before)], [at for at in used if at >= len(before)]
            if front and (back or front[-1] < len(before)):
                cells = tuple(words[at].cell for at in front), tuple(words[at].cell for at in back)
                return _Match(row, *cells, run.values, len(run.words) - len(before) + front[0], before[-1].line)
    return None


def _plain_labels(row: Row) -> Iterator[str]:
    """A row's label without punctuation and number, with and without its bracket; short ones are too easily spelt."""
    numbered = bool(_BEGINS_LABEL.match(row.label))
    for label in (squeeze(row.label)[1 if numbered else 0 :], normalise_label(row.label)):
        if len(label) >= _SHORTEST_SPELT:
            yield label


def _spell(label: str, words: Sequence[Piece]) -> list[int]:
    """The places of the words that make up a label one after the other, a few others between them; empty when they do not."""
    for first in range(len(words)):
        used, rest = [], label
        for at in range(first, len(words)):
            text = normalise_label(words[at].text) if at == first else squeeze(words[at].text)
            if text and rest.startswith(text):
                used.append(at)
                rest = rest.removeprefix(text)
            elif at == first:
                break
            if not rest:
                return used
    return []


def _find_alone(labels: Labels, words: Sequence[Piece], row: Row) -> GridCell | None:
    """The label of a row whose values were not found."""
    own = next(own for other, own in labels.rows if other is row)
    found = _find_next(words, 0, own)
    return found[0] if found else None


def _up_to(table: Table, row: Row) -> set[str]:
    """The keys of a row and those above it: rows come in the form's order."""
    at = table.rows.index(row)
    return {above.key for above in table.rows[: at + 1]}


def _part_glued(piece: Piece) -> tuple[Piece, Piece] | None:
    """A label and the number stuck to its end (重复申请25)."""
    match = _GLUED.fullmatch(piece.text)
    if match is None:
        return None
    border = piece.start + match.start("value")
    label = replace(piece, text=match["label"], end=border)
    return label, Piece(match["value"], border, piece.end, piece.line, is_value=True)


def _match_label(labels: Labels, words: Sequence[Piece], done: set[str]) -> tuple[Row, GridCell, int] | None:
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


def _windows(words: Sequence[Piece]) -> Iterator[tuple[int, str]]:
    """The last word, the last two and so on, run together, with the place of the first."""
    text = ""
    for at in reversed(range(len(words))):
        text = words[at].text + text
        if len(text) > _LONGEST_LABEL:
            return
        yield at, text


def _label_cell(words: Sequence[Piece], text: str) -> GridCell:
    return GridCell(text, words[0].start, words[-1].end)


def _match_within(labels: Labels, word: Piece, done: set[str]) -> tuple[Row, GridCell] | None:
    """The row whose label ends a word that begins with the label of its group ((三)不予公开1.属于国家秘密)."""
    for at in range(1, len(word.text)):
        label = normalise_label(word.text[at:])
        row = next((row for row, own in labels.rows if label in own and row.key not in done), None)
        if row is not None:
            group = NUMERALS.sub("", squeeze(word.text[:at]))
            is_group = any(f"本年度办理结果{own}".endswith(group) for own in (*labels.groups, ""))
            return (row, GridCell(word.text[at:], word.start + at, word.end)) if is_group else None
    return None


def _drop_ordinal(labels: Labels, values: Sequence[Piece], after: Run | None) -> Sequence[Piece]:
    """The values without a last one that is the number of the item behind it, parted from its label (5 要求…)."""
    if not values or not after or not after.words or values[-1].line != after.words[0].line:
        return values
    words = squeeze(_run_together(after.words[:_SURE]))
    numbered = (squeeze(row.label) for row, _ in labels.rows if row.label[0].isdecimal())
    is_ordinal = any(label[0] == squeeze(values[-1].text) and words.startswith(label[1:_SURE]) for label in numbered)
    return values[:-1] if is_ordinal else values


def _find_headers(table: Table, words: Sequence[Piece]) -> Iterator[Line]:
    """The header row among these words, where one is: the headings of the columns, in table 2 behind 信息内容."""
    known = {normalise_label(label) for column in list_columns(table) for label in (column.label, *column.also)} | set(_SPANNING)
    cells: list[GridCell] = []
    at = 0
    while at < len(words):
        size = next((size for size in range(1, 6) if read_heading(_run_together(words[at : at + size])) in known), 0)
        if size:
            cells.append(_label_cell(words[at : at + size], _run_together(words[at : at + size])))
        at += size or 1
    if len(cells) > 1:
        yield tuple(cells)


def list_columns(table: Table) -> Iterator[Column]:
    """The columns of all rows of a table."""
    yield from (column for row in table.rows for column in row.columns)


def _run_together(words: Sequence[Piece]) -> str:
    return "".join(word.text for word in words)


def find_side_by_side(table: Table, runs: Sequence[Run], *, is_sure: bool, is_paged: bool) -> list[Line]:
    """The single row of values of table 4; the fullest one when none has all of them, if it is sure to be this table's."""
    width = sum(len(row.columns) for row in table.rows)
    rows_of_values = [run for run in runs if len(run.values) >= width // 3]
    filled = [run.values for run in rows_of_values]
    chosen = [choose_values(values, table.rows, label_line=None, in_line=False, is_paged=is_paged) for values in filled]
    if not all(_ends_with_heading(table, run.words) for run in rows_of_values):
        # The word before them may be what the first cell says.
        chosen = [values for values in chosen if adds_up(values, table.rows)]
    whole = [values for values in chosen if len(values) == width]
    if any(_texts(values) != _texts(whole[0]) for values in (*whole, *filled) if whole and len(values) > width // 2):
        # Another year's, or a sum: nothing tells which is meant.
        whole = []
    # A row that is not sure is handed on without its last value, so that it is too short to be read.
    rows = whole[:1] or ([max(filled, key=len)[: width - 1]] if filled and is_sure else [])
    return [tuple(piece.cell for piece in row) for row in rows]


def _ends_with_heading(table: Table, words: Sequence[Piece]) -> bool:
    """Whether these words end with the heading of the last column."""
    return squeeze(_run_together(words[-3:])).endswith(squeeze(table.rows[-1].columns[-1].label))


def _texts(values: Sequence[Piece]) -> list[str]:
    return [piece.text for piece in values]


# Numbers that stand apart from their labels


def find_rows_apart(form: Form, table: Table, pieces: Sequence[Piece]) -> list[Line]:
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


def _find_next(words: Sequence[Piece], start: int, own: frozenset[str]) -> tuple[GridCell, int] | None:
    """The next words from `start` on that are one of these labels, and the place behind them."""
    for at in range(start, len(words)):
        for size in range(1, 8):
            text = _run_together(words[at : at + size])
            if len(text) > _LONGEST_LABEL:
                break
            if normalise_label(text) in own:
                return _label_cell(words[at : at + size], text), min(at + size, len(words))
    return None
