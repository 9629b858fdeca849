"""Table 4 aligned to the form: one row of fifteen values, three groups side by side. Knows nothing of other tables."""

from __future__ import annotations

from collections.abc import Sequence

from index.form import Table, cell_key
from index.report import Cell
from index.tables.cells import Line, holds_value, make_cell, place_of, strip_surplus
from index.values import read_value
from index.wording import squeeze


def align_side_by_side(table: Table, lines: Sequence[Line]) -> dict[str, Cell]:
    slots = [(row, column) for row in table.rows for column in row.columns]
    rows = [line for line in lines if _is_row_of_values(line, len(slots))]
    rows = [line for line in rows if any(holds_value(cell) for cell in line)] or rows[-1:]
    if not rows:
        return _align_one_below_the_other(table, lines)
    line, *others = rows
    # A second row of values is another year's or a sum: nothing tells which is meant.
    is_one = not any(_is_full(other, len(slots)) and _says(other) != _says(line) for other in others)
    values = _values_side_by_side(line, len(slots)) if is_one else None
    place = place_of(line)
    return {
        cell_key(table.key, row.key, column.key): make_cell(
            cell_key(table.key, row.key, column.key), column, values[at] if values else None, place
        )
        for at, (row, column) in enumerate(slots)
    }


def _align_one_below_the_other(table: Table, lines: Sequence[Line]) -> dict[str, Cell]:
    """The cells of a table 4 turned: its three groups below one heading row, or a row for each of the fifteen results."""
    slots = [(row, column) for row in table.rows for column in row.columns]
    headings = [squeeze(column.label) for column in table.rows[0].columns]
    is_headed = any([squeeze(cell.raw) for cell in line if cell.raw][-len(headings) :] == headings for line in lines)
    names = [squeeze(row.label) for row in table.rows] if is_headed else headings * len(table.rows)
    width = len(slots) // len(names)
    parts = [(line, values) for line in lines if (values := _behind_label(line, names, width))]
    said = [squeeze(line[line.index(values[0]) - 1].raw) for line, values in parts]
    if len(said) != len(names) or not all(map(str.endswith, said, names)):
        return {}
    placed = [(line, cell) for line, values in parts for cell in values]
    keys = [(cell_key(table.key, row.key, column.key), column) for row, column in slots]
    return {key: make_cell(key, column, cell, place_of(line)) for (key, column), (line, cell) in zip(keys, placed, strict=True)}


def _behind_label(line: Line, names: Sequence[str], width: int) -> Line:
    """The values behind the last of these labels in a row, where nothing else follows them; else none."""
    at = next((at for at, cell in reversed([*enumerate(line)]) if squeeze(cell.raw).endswith(tuple(names))), len(line))
    values = line[at + 1 : at + 1 + width]
    is_whole = len(values) == width and not any(cell.raw for cell in line[at + 1 + width :])
    return values if is_whole else ()


def _values_side_by_side(line: Line, width: int) -> Line | None:
    """The values of a row that may have a label of its own (件数) before them."""
    if len(line) > width and line[0].raw and not holds_value(line[0]):
        line = line[1:]
        if not _ends_with_sums(line[:width], width // 3):
            # The word may be what the first cell says, and the last cell a remark.
            return None
    if len(line) < width:
        return None
    return strip_surplus(line, width) or (line[:width] if not any(cell.raw for cell in line[width:]) else None)


def _ends_with_sums(values: Line, size: int) -> bool:
    """Whether every group of that many values ends with its total."""
    numbers = [read_value(cell.raw, "件")[1] or 0 for cell in values]
    return all(sum(numbers[at : at + size - 1]) == numbers[at + size - 1] for at in range(0, len(numbers) - size + 1, size))


def _is_full(line: Line, width: int) -> bool:
    return len(line) >= width and sum(1 for cell in line if holds_value(cell)) >= width // 2


def _says(line: Line) -> list[str]:
    return [cell.raw for cell in line]


def _is_row_of_values(line: Line, width: int) -> bool:
    numbers = sum(1 for cell in line if holds_value(cell))
    words = sum(1 for cell in line if cell.raw) - numbers
    if words:
        # Some cells may say something else than a number, where all the others are there.
        return words <= width // 2 <= numbers and len(line) >= width
    return numbers >= width // 3 or len(line) >= width
