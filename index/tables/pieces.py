"""A stretch of a document as words, numbers and empty cells in order, whatever layout they stood in.

Knows nothing of the official form.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from index.document import Document, Grid, GridCell
from index.values import is_value
from index.wording import is_page_number

_ORDINAL_MARK = re.compile(r"[.．、)）]")
_ORDINAL = re.compile(r"[(（]?\d{1,2}[.．、)）]")
# Labels are Chinese words and punctuation; anything else stands for a value, be it one nobody can read (？, 2O, （30）, U+FFFD).
_OF_LABEL = re.compile(r"[\u3400-\u9fff]|^[()（）\[\]〔〕《》“”‘’\"'、，。：；,.．:;·|｜]+$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a number or an empty cell, on which line it stands and where."""

    text: str
    start: int
    end: int
    line: int
    is_value: bool
    is_blank: bool = False

    @property
    def cell(self) -> GridCell:
        """The piece as a cell of a table."""
        return GridCell(self.text, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Run:
    """Words, and the values that follow them."""

    words: tuple[Piece, ...]
    values: tuple[Piece, ...]


def cut_pieces(document: Document, first: int, last: int) -> tuple[Piece, ...]:
    """The words, numbers and empty cells within the characters `first:last`, in order."""
    return tuple(_mark_ordinals(_cut(document, first, last)))


def _cut(document: Document, first: int, last: int) -> Iterator[Piece]:
    text = document.text
    ends = list(accumulate(len(line) + 1 for line in text.split("\n")))
    for block in document.blocks:
        if block.end < first or block.start >= last:
            continue
        if isinstance(block, Grid):
            for cell in (cell for row in block.rows for cell in _without_covered(row) if first <= cell.start < last):
                yield from _cut_cell(cell, bisect_right(ends, cell.start))
            continue
        start, end = max(block.start, first), min(block.end, last)
        for line in re.finditer(r"[^\n]+", text[start:end]):
            if not is_page_number(line.group()):
                yield from _cut_line(line.group(), start + line.start(), bisect_right(ends, start + line.start()))


def _without_covered(row: Sequence[GridCell]) -> Sequence[GridCell]:
    """The row without the empty cells before its label: a merged cell covers them."""
    filled = next((at for at, cell in enumerate(row) if cell.raw), 0)
    return row if _is_value(row[filled].raw) else row[filled:]


def _cut_cell(cell: GridCell, line: int) -> Iterator[Piece]:
    if not cell.raw:
        yield Piece("", cell.start, cell.end, line, is_value=True, is_blank=True)
        return
    parts = cell.raw.split()
    if len(parts) > 1 and all(map(_is_value, parts)):
        yield from _cut_line(cell.raw, cell.start, line)
    else:
        yield Piece(cell.raw, cell.start, cell.end, line, _is_value(cell.raw))


def _cut_line(line: str, start: int, number: int) -> Iterator[Piece]:
    whole = line.strip()
    if is_value(whole):
        left = start + len(line) - len(line.lstrip())
        yield Piece(whole, left, left + len(whole), number, is_value=True)
        return
    for word in re.finditer(r"\S+", line):
        yield Piece(word.group(), start + word.start(), start + word.end(), number, _is_value(word.group()))


def _is_value(text: str) -> bool:
    return is_value(text) or not _OF_LABEL.search(text)


def _mark_ordinals(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces with the number of an item as a word where it stands before its label (5 .要求…, (5) 要求…)."""
    for piece, after in pairwise((*pieces, None)):
        if piece is None:
            continue
        is_before_mark = piece.text.isdecimal() and after is not None and _ORDINAL_MARK.match(after.text)
        is_marked = _ORDINAL.fullmatch(piece.text) and after is not None and not after.is_value
        yield replace(piece, is_value=False) if is_before_mark or is_marked else piece


def group_runs(pieces: Iterable[Piece]) -> Iterator[Run]:
    """The pieces as words with the values behind them."""
    words: list[Piece] = []
    values: list[Piece] = []
    for piece in pieces:
        if not piece.is_value and values:
            yield Run(tuple(words), tuple(values))
            words, values = [], []
        (values if piece.is_value else words).append(piece)
    if words or values:
        yield Run(tuple(words), tuple(values))
