"""A row of a grid and the cells made of it: labels found, values told from words, their places. Knows nothing of whole tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.document import GridCell
from index.form import Column, Row, Table, cell_key
from index.report import Cell, Span, State
from index.tables.labels import Labels, match_row
from index.values import is_value, read_value
from index.wording import normalise_label

Line = tuple[GridCell, ...]


def close_label(labels: Labels, line: Line) -> Line:
    """The row with its label in one cell, where it is parted or goes on behind the values that stand beside its lines."""
    texts = [bool(cell.raw) and not holds_value(cell) for cell in line]
    if not texts or not texts[0] or not texts[-1] or all(texts):
        return line
    first = texts.index(False)
    last = len(texts) - texts[::-1].index(False)
    whole = "".join(cell.raw for cell in (*line[:first], *line[last:]))
    is_label = any(normalise_label(whole) in own for _, own in labels.rows)
    return (replace(line[0], raw=whole), *line[first:last]) if is_label else line


def find_label(labels: Labels, line: Line, done: set[str]) -> tuple[int, Row] | None:
    """Where in the row its label stands and which row of the form it is; the label nearest to the values counts."""
    for at in reversed(range(len(line))):
        if not line[at].raw or holds_value(line[at]):
            continue
        row = match_row(labels, normalise_label(line[at].raw), done)
        if row is not None:
            return at, row
    return None


def holds_value(cell: GridCell) -> bool:
    return is_value(cell.raw)


def make_cells(
    table: Table, row: Row, values: Sequence[GridCell | None], line: Line, said: Mapping[str, str] | None = None
) -> list[Cell]:
    place = place_of(line)
    units = said or {}
    return [
        make_cell(cell_key(table.key, row.key, column.key), column, value, place, units.get(column.key))
        for column, value in zip(row.columns, values, strict=True)
    ]


def make_cell(key: str, column: Column, value: GridCell | None, row: Span, said: str | None = None) -> Cell:
    if value is None:
        return Cell(key, "", State.UNREADABLE, None, row.start, row.end, row)
    state, number = read_value(value.raw, column.unit, said=said, signed=column.key == "change")
    return Cell(key, value.raw, state, number, value.start, value.end, row)


def place_of(line: Line) -> Span:
    filled = [cell for cell in line if cell.raw] or list(line)
    return Span(filled[0].start, filled[-1].end)


def strip_surplus(values: Line, width: int) -> Line | None:
    """The `width` values of a row, when the empty cells beyond them can only lie on one side; None when that is not sure."""
    shifts = possible_shifts(values, width)
    if shifts and not any(cell.raw for cell in values):
        return values[:width]
    return values[shifts[0] : shifts[0] + width] if len(shifts) == 1 else None


def possible_shifts(values: Line, width: int) -> list[int]:
    """How many leading cells may be surplus: those before and behind the `width` values must be empty."""
    surplus = len(values) - width
    return [
        shift
        for shift in range(surplus + 1)
        if not any(cell.raw for cell in values[:shift]) and not any(cell.raw for cell in values[shift + width :])
    ]
