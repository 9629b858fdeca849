"""Table 3 aligned to the form: one list of rows, the same seven columns in each. Knows nothing of other tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import compress

from index.document import GridCell
from index.form import Column, Row, Table
from index.report import Cell, State
from index.tables.cells import Line, find_label, holds_value, make_cells, possible_shifts
from index.tables.labels import Labels
from index.values import read_value
from index.wording import normalise_label, squeeze

_MOSTLY_RIGHT = 4
_FEWEST_SUMS = 3
_ORGANISATIONS = "法人或其他组织"


def align_rows_in_order(table: Table, lines: Sequence[Line], labels: Labels) -> dict[str, Cell]:
    width = len(table.rows[0].columns)
    headers = {normalise_label(column.label) for column in table.rows[0].columns}
    heads: list[Line] = []
    labelled: list[tuple[Row, Line, int]] = []
    alone: list[tuple[Row, Line]] = []
    done: set[str] = set()
    for line in lines:
        if sum(1 for cell in line if read_heading(cell.raw) in headers) >= 2 and not any(holds_value(cell) for cell in line):
            heads.append(line)
            continue
        label = find_label(labels, line, done)
        if label is None:
            continue
        at, row = label
        if _has_values(line[at + 1 :], width):
            done.add(row.key)
            labelled.append((row, line, at))
        else:
            alone.append((row, line))
    rows = _drop_extra_column([(line, at) for _, line, at in labelled], width)
    labelled = [(row, line, at) for (row, _, _), (line, at) in zip(labelled, rows, strict=True)]
    usual = _usual_shifts(rows, width)
    full = _grid_width(rows, width)
    order = _order_columns(table.rows[0].columns, heads)
    totals = _find_totals(rows, width)
    cells: dict[str, Cell] = {}
    for row, line, at in labelled:
        values: list[GridCell | None] = _values_of(line, at, width, usual, full) if len(line) >= full else [None] * width
        values[-1] = values[-1] or totals.get(line)
        sorted_values = [values[place] for place in order] if order else [None] * width
        cells.update((cell.key, cell) for cell in make_cells(table, row, sorted_values, line))
    # Most labels show that the table is there; one or two may be words of another.
    if len(done) + len({row.key for row, _ in alone} - done) > len(table.rows) // 2:
        for row, line in alone:
            if row.key not in done:
                cells.update((cell.key, cell) for cell in make_cells(table, row, [None] * width, line))
    return cells


def _order_columns(columns: Sequence[Column], heads: Sequence[Line]) -> list[int] | None:
    """Where among a row's values each column stands, by the headings; None when those are in an order that tells nothing.

    The headings stand in two rows, those of the organisations below one that spans them all.
    """
    places = {normalise_label(column.label): at for at, column in enumerate(columns)}
    first, *inner, last = range(len(columns))
    said = list(dict.fromkeys(places.get(read_heading(cell.raw), -1) for line in heads for cell in line))
    outer = [at for at in said if at in (first, last)]
    found = [at for at in said if at in inner]
    if outer == [last, first] or (found != sorted(found) and len(found) < len(inner)):
        return None
    order = [first, *(found if len(found) == len(inner) else inner), last]
    return [order.index(at) for at in range(len(columns))]


def read_heading(text: str) -> str:
    """A column's heading to compare, without that of the columns it is one of (法人或其他组织（商业企业）)."""
    bare = squeeze(text).removeprefix(_ORGANISATIONS)
    return bare if bare and bare != squeeze(text) else normalise_label(text)


def _has_values(values: Line, width: int) -> bool:
    """A row of numbers, or a row of blanks as wide as the form; a header or a stray label has neither."""
    return any(holds_value(cell) for cell in values) or (len(values) >= width and not any(cell.raw for cell in values))


def _values_of(line: Line, at: int, width: int, usual: dict[tuple[int, int], int], full: int) -> list[GridCell | None]:
    """The row's values; None for each where more cells stand behind its label and nothing tells which of them are the values."""
    values = line[at + 1 :]
    shifts = possible_shifts(values, width)
    if shifts and not any(cell.raw for cell in values):
        return list(values[:width])
    shift = usual.get((at, len(line)))
    is_short = any(other and place + 1 + other + width > len(line) for (place, _), other in usual.items())
    if is_short and shift is None and values and not values[0].raw:
        # Other rows have empty cells that are no values, and this one may have lost cells at its end.
        return [None] * width
    if len(shifts) == 1 and _is_sure(shifts[0], values):
        shift = shifts[0]
    elif len(line) == full:
        # Rows of a grid all end with the same column.
        shift = len(values) - width
    return list(values[shift : shift + width]) if shift in shifts and shift is not None else [None] * width


def _is_sure(shift: int, values: Line) -> bool:
    """Whether the values begin here: behind empty cells an empty value may as well be one of those."""
    return shift == 0 or bool(values[shift].raw)


def _drop_extra_column(rows: list[tuple[Line, int]], width: int) -> list[tuple[Line, int]]:
    """The rows without a column the form does not have (a remark, a subtotal), where the totals prove which one it is.

    Where they do not, nobody knows which cells are whose, and the rows that have it keep their labels only.
    """
    longer = [len(line) - at - 1 > width for line, at in rows]
    if all(possible_shifts(line[at + 1 :], width) for (line, at), is_longer in zip(rows, longer, strict=True) if is_longer):
        return rows
    choices = [[_cut_column(line, at, width, column) for line, at in rows] for column in range(width + 1)]
    proven = [choice for choice in choices if _are_totals_right([*compress(choice, longer)], width)]
    is_column = 2 * sum(longer) > len(rows)
    if is_column and proven and all(_texts(choice) == _texts(proven[0]) for choice in proven):
        return proven[0]
    return [(line[: at + 1], at) if len(line) - at - 1 > width else (line, at) for line, at in rows]


def _cut_column(line: Line, at: int, width: int, column: int) -> tuple[Line, int]:
    """The row without the column that many places before its end, if it has one cell too many for the form."""
    cut = len(line) - 1 - column
    is_longer = len(line) - at - 1 > width and not any(cell.raw for cell in line[at + 1 : len(line) - width - 1])
    return ((*line[: at + 1], *line[len(line) - width - 1 : cut], *line[cut + 1 :]) if is_longer else line), at


def _are_totals_right(rows: list[tuple[Line, int]], width: int) -> bool:
    """Whether the last of a row's values is the sum of the others, in enough rows to show that these are the form's columns."""
    right = wrong = 0
    for line, at in rows:
        states = [read_value(cell.raw, "件") for cell in line[at + 1 :]]
        if len(states) != width or any(state is State.UNREADABLE for state, _ in states):
            wrong += 1
        elif states[-1][0] is State.NUMBER:
            *parts, total = (number or 0 for _, number in states)
            right, wrong = right + (sum(parts) == total), wrong + (sum(parts) != total)
    return right > _MOSTLY_RIGHT * wrong


def _find_totals(rows: list[tuple[Line, int]], width: int) -> dict[Line, GridCell]:
    """The last value of each row that lost its empty cells, where all rows of the table end with the sum of what they have.

    A single value may be a part or the total, and two alike may be two parts, so neither shows that rows end with totals.
    """
    totals: dict[Line, GridCell] = {}
    sums: list[int | float] = []
    for line, at in rows:
        filled = [cell for cell in line[at + 1 :] if cell.raw]
        numbers = [read_value(cell.raw, "件") for cell in filled]
        if not any(number for _, number in numbers) or any(state is State.UNREADABLE for state, _ in numbers):
            continue
        *parts, total = (number or 0 for _, number in numbers)
        if sum(parts) != total:
            return {}
        sums.append(total)
        if len(filled) < width and not any(cell.raw for cell in line[at + 1 + len(filled) :]):
            totals[line] = filled[-1]
    return totals if len(sums) >= _FEWEST_SUMS and len(set(sums)) > 1 else {}


def _texts(rows: list[tuple[Line, int]]) -> list[list[str]]:
    return [[cell.raw for cell in line] for line, _ in rows]


def _grid_width(rows: list[tuple[Line, int]], width: int) -> int:
    """How many cells every row has to have, where most are equally long wherever their label stands, some without an empty cell
    more than the form has; 0 where they are not.
    """
    length, count = Counter(len(line) for line, _ in rows).most_common(1)[0] if rows else (0, 0)
    places = {at for line, at in rows if len(line) == length}
    is_grid = 2 * count > len(rows) and len(places) > 1 and length - 1 - width in places
    return length if is_grid else 0


def _usual_shifts(rows: list[tuple[Line, int]], width: int) -> dict[tuple[int, int], int]:
    """How far behind the label the values begin, by place of the label and length of the row, where rows leave no doubt."""
    shifts: dict[tuple[int, int], set[int]] = {}
    for line, at in rows:
        possible = possible_shifts(line[at + 1 :], width)
        if len(possible) == 1 and line[at + 1 + possible[0]].raw:
            shifts.setdefault((at, len(line)), set()).add(possible[0])
    return {shape: found.pop() for shape, found in shifts.items() if len(found) == 1}
