"""Table 2 aligned to the form: blocks of rows, each under a header row of its own. Knows nothing of other tables."""

from __future__ import annotations

from collections.abc import Sequence

from index.document import GridCell
from index.form import Column, Row, Table
from index.report import Cell
from index.tables.cells import Line, find_label, make_cells, strip_surplus
from index.tables.labels import CLOSE, Labels, closeness
from index.values import unit_said
from index.wording import normalise_label


def align_rows_under_headers(table: Table, lines: Sequence[Line], labels: Labels) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    done: set[str] = set()
    header: Line = ()
    for line in lines:
        if any(normalise_label(cell.raw) == "信息内容" for cell in line):
            header = line
            continue
        label = find_label(labels, line, done)
        if label is None:
            continue
        at, row = label
        done.add(row.key)
        values = _values_under_header(row, line, at, header)
        said = {column.key: unit for column in row.columns if (unit := _unit_in_header(column, header))}
        cells.update((cell.key, cell) for cell in make_cells(table, row, values, line, said))
    return cells


def _unit_in_header(column: Column, header: Line) -> str | None:
    """The unit of money that the header names for a column (万元), or None."""
    return next(
        (unit for cell in header if (unit := unit_said(cell.raw)) and _is_label_of(normalise_label(cell.raw), column)), None
    )


def _values_under_header(row: Row, line: Line, at: int, header: Line) -> list[GridCell | None]:
    """The row's values by the header above it; by plain order where the header does not name its columns."""
    names = [normalise_label(cell.raw) for cell in header]
    base = names.index("信息内容") if "信息内容" in names else 0
    values = line[at + 1 :]
    # A heading merged over several columns may be repeated in each, and so may the value below it.
    places = [[i - base - 1 for i in range(base, len(names)) if _is_label_of(names[i], column)] for column in row.columns]
    if not all(places):
        known = strip_surplus(values, len(row.columns))
        # A first value that is empty may be a blank one, or go on with the label.
        is_sure = known is not None and known[0] is values[0]
        return list(known) if known is not None and is_sure else [None] * len(row.columns)
    below = [[values[place] for place in own if place < len(values)] for own in places]
    stray = any(cell.raw for place, cell in enumerate(values) if not any(place in own for own in places))
    if stray or not all(below) or any(len({cell.raw for cell in own if cell.raw}) > 1 for own in below):
        # The columns of the two rows are not the same.
        return list(values) if len(values) == len(row.columns) else [None] * len(row.columns)
    return [next((cell for cell in own if cell.raw), own[0]) for own in below]


def _is_label_of(text: str, column: Column) -> bool:
    labels = {normalise_label(label) for label in (column.label, *column.also)}
    return bool(text) and (text in labels or closeness(text, labels) >= CLOSE)
