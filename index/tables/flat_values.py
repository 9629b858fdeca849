"""Which of the numbers behind a label are the values of its row, where lines may also hold a page's number or wrapped digits.

Knows nothing of labels or of documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from index.form import Row
from index.tables.pieces import Piece
from index.values import read_value

Values = Sequence[Piece]


def choose_values(values: Values, rows: Sequence[Row], *, label_line: int | None, in_line: bool, is_paged: bool) -> Values:
    """The values that fill these rows, one behind the other; others, too many, too few or none, where that is not sure.

    `label_line` is where their label ends; with rows `in_line`, values belong there and not on a line of their own. Text
    `is_paged` when it has page numbers: it was laid out, so a line may hold no more than the end of a number.
    """
    width = sum(len(row.columns) for row in rows)
    values = _drop_surplus_blanks(values, width)
    chunks = [tuple(chunk) for _, chunk in groupby(values, key=lambda piece: piece.line)]
    if len(chunks) == 1:
        # A number alone on its line may be a page's, and stand where an empty cell has left nothing.
        return () if in_line and len(values) == 1 and values[0].line != label_line else values
    if all(len(chunk) == 1 for chunk in chunks) and not in_line and not (is_paged and have_totals(rows)):
        return values
    # Over several lines only sums tell which numbers belong together.
    sums = [choice for choice in _list_choices(chunks, values) if len(choice) == width and adds_up(choice, rows)]
    return sums[0] if len({tuple(piece.text for piece in choice) for choice in sums}) == 1 else ()


def _drop_surplus_blanks(values: Values, width: int) -> Values:
    is_surplus = len(values) > width and all(piece.is_blank for piece in values[width:]) and not values[width - 1].is_blank
    return values[:width] if is_surplus else values


def _list_choices(chunks: Sequence[Values], values: Values) -> Iterator[Values]:
    """Each line alone, each with the wrapped end of its last number from the next, all together."""
    yield from chunks
    for chunk, after in pairwise(chunks):
        if len(after) == 1:
            last = replace(chunk[-1], text=f"{chunk[-1].text}\n{after[0].text}", end=after[0].end)
            yield (*chunk[:-1], last)
    yield values


def adds_up(values: Values, rows: Sequence[Row]) -> bool:
    """Whether the last value of each row is the total of those before it, as the form says; False where it does not."""
    at = 0
    if not have_totals(rows) or len(values) != sum(len(row.columns) for row in rows):
        return False
    for row in rows:
        numbers = [read_value(piece.text, row.columns[0].unit)[1] for piece in values[at : at + len(row.columns)]]
        at += len(row.columns)
        if None in numbers:
            return False
        *parts, total = (number or 0 for number in numbers)
        if sum(parts) != total:
            return False
    return True


def have_totals(rows: Sequence[Row]) -> bool:
    return all(row.columns[-1].key == "total" for row in rows)
