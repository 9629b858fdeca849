"""Aligns the grids of a document to the official form, for whichever edition their labels show.

A row is found by its label and the form's order, never by the count of pipes or tabs; what cannot be placed surely is
`unreadable` and never shifted, and a table that is not there gives no cells at all. Knows nothing of chapters' wording.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import compress, pairwise

from index.checks.doubts import confirm_doubtful
from index.document import Document, Grid, GridCell
from index.form import EDITIONS, Column, Form, Row, Table, cell_key, load_form
from index.report import Cell, Chapter, Span, State
from index.tables.labels import CLOSE, SHORTEST_FUZZY, Labels, closeness, load_labels, match_row
from index.values import is_value, read_value, unit_said
from index.wording import normalise_label, squeeze

_MOSTLY_RIGHT = 4
_FEWEST_SUMS = 3
_ORGANISATIONS = "法人或其他组织"
CHAPTER_OF_TABLE = {"T2": 2, "T3": 3, "T4": 4}


@dataclass(frozen=True, slots=True)
class Alignment:
    """The cells found, the edition they follow (None when no table shows it), and what was missing or not placed."""

    edition: str | None
    cells: tuple[Cell, ...]
    warnings: tuple[str, ...]


Line = tuple[GridCell, ...]


def align_tables(document: Document, chapters: Sequence[Chapter]) -> Alignment:
    """Every cell of the form that the document's grids hold, in the form's order."""
    lines = [row for block in document.blocks if isinstance(block, Grid) for row in block.rows]
    edition = decide_edition(lines, document.text)
    form = load_form(edition or EDITIONS[0])
    cells: list[Cell] = []
    warnings: list[str] = []
    for table in form.tables:
        found = align_table(form, table, _lines_of(table, lines, chapters)) if edition else {}
        found |= confirm_doubtful(form.edition, found)
        cells.extend(found[key] for key in _keys(table) if key in found)
        warnings.extend(_describe_gaps(table, found))
    return Alignment(edition, tuple(cells), tuple(warnings))


def decide_edition(lines: Iterable[Line], text: str = "") -> str | None:
    """The edition whose own labels the tables carry; None when no table of the form is there.

    Where no cell is such a label, the whole text is asked: labels may be run together in one.
    """
    rows = list(lines)
    labels = Counter(normalise_label(cell.raw) for line in rows for cell in line if cell.raw)
    edition = _edition_with_most(labels, lambda label, own: label in own) or _edition_with_most(labels, _is_like)
    if edition is not None:
        return edition
    if sum(1 for row in load_form(EDITIONS[0]).table("T3").rows if normalise_label(row.label) in labels) < 3:
        return _edition_of_review(labels)
    return find_edition(text) or _edition_of_applications(rows, labels)


def find_edition(text: str) -> str | None:
    """The edition whose own labels a text has most of, wherever they stand in it; None without any."""
    bare = squeeze(text)
    scores = {edition: sum(bare.count(squeeze(label)) for label in load_form(edition).signature) for edition in EDITIONS}
    best = max(EDITIONS, key=lambda edition: scores[edition])
    return best if scores[best] else None


def _edition_with_most(labels: Counter[str], is_own: Callable[[str, frozenset[str]], bool]) -> str | None:
    """The edition with the most labels of its own among these; None without any."""
    scores = {edition: sum(n for label, n in labels.items() if is_own(label, _own_labels(edition))) for edition in EDITIONS}
    best = max(EDITIONS, key=lambda edition: scores[edition])
    return best if scores[best] else None


def _is_like(label: str, own: Iterable[str]) -> bool:
    return len(label) > SHORTEST_FUZZY and closeness(label, own) >= CLOSE


def _edition_of_applications(lines: Iterable[Line], labels: Iterable[str]) -> str:
    """Without table 2 the row 其他处理 tells: only the later form parts it into three, only the earlier has numbers in it."""
    form = load_form("2021").table("T3")
    later = {normalise_label(form.row(key).label) for key in ("other_no_correction", "other_no_fee")}
    if any(_is_like(label, later) for label in labels):
        return "2021"
    other = normalise_label(load_form("2019").table("T3").row("other").label)
    pairs = (pair for line in lines for pair in pairwise(cell for cell in line if cell.raw))
    return "2019" if any(normalise_label(label.raw) == other and _is_value(value) for label, value in pairs) else "2021"


def _edition_of_review(labels: Counter[str]) -> str | None:
    """Table 4 is alike in both editions; read alone, it is taken as the current one's."""
    return EDITIONS[0] if {"未经复议直接起诉", "复议后起诉"} <= labels.keys() else None


@cache
def _own_labels(edition: str) -> frozenset[str]:
    form = load_form(edition)
    also = {also for table in form.tables for row in table.rows for column in row.columns for also in column.also}
    return frozenset(normalise_label(label) for label in form.signature) | frozenset(normalise_label(label) for label in also)


def _lines_of(table: Table, lines: list[Line], chapters: Sequence[Chapter]) -> list[Line]:
    """The rows inside the table's own chapter, or all rows where that chapter was not found."""
    number = CHAPTER_OF_TABLE[table.key]
    chapter = next((chapter for chapter in chapters if chapter.number == number), None)
    if chapter is None:
        return lines
    # A last row of nothing but empty cells lies behind the chapter's last word.
    end = min((other.start for other in chapters if other.start > chapter.start), default=chapter.end + 1)
    return [line for line in lines if chapter.start <= line[0].start < end]


def align_table(form: Form, table: Table, lines: Sequence[Line]) -> dict[str, Cell]:
    """The cells of one table, by their keys, among rows that may also be another's."""
    if table.key == "T4":
        return _align_side_by_side(table, lines)
    labels = load_labels(form.edition, table.key)
    lines = [_close_label(labels, line) for line in lines]
    columns = table.rows[0].columns
    if all(row.columns == columns for row in table.rows):
        return _align_rows_in_order(table, lines, labels)
    return _align_rows_under_headers(table, lines, labels)


# Table 2: blocks, each with a header row of its own


def _align_rows_under_headers(table: Table, lines: Sequence[Line], labels: Labels) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    done: set[str] = set()
    header: Line = ()
    for line in lines:
        if any(normalise_label(cell.raw) == "信息内容" for cell in line):
            header = line
            continue
        label = _find_label(labels, line, done)
        if label is None:
            continue
        at, row = label
        done.add(row.key)
        values = _values_under_header(row, line, at, header)
        said = {column.key: unit for column in row.columns if (unit := _unit_in_header(column, header))}
        cells.update((cell.key, cell) for cell in _make_cells(table, row, values, line, said))
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
        known = _strip_surplus(values, len(row.columns))
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


# Table 3: one list of rows, the same seven columns in each


def _align_rows_in_order(table: Table, lines: Sequence[Line], labels: Labels) -> dict[str, Cell]:
    width = len(table.rows[0].columns)
    headers = {normalise_label(column.label) for column in table.rows[0].columns}
    heads: list[Line] = []
    labelled: list[tuple[Row, Line, int]] = []
    alone: list[tuple[Row, Line]] = []
    done: set[str] = set()
    for line in lines:
        if sum(1 for cell in line if read_heading(cell.raw) in headers) >= 2 and not any(_is_value(cell) for cell in line):
            heads.append(line)
            continue
        label = _find_label(labels, line, done)
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
        cells.update((cell.key, cell) for cell in _make_cells(table, row, sorted_values, line))
    # Most labels show that the table is there; one or two may be words of another.
    if len(done) + len({row.key for row, _ in alone} - done) > len(table.rows) // 2:
        for row, line in alone:
            if row.key not in done:
                cells.update((cell.key, cell) for cell in _make_cells(table, row, [None] * width, line))
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
    return any(_is_value(cell) for cell in values) or (len(values) >= width and not any(cell.raw for cell in values))


def _values_of(line: Line, at: int, width: int, usual: dict[tuple[int, int], int], full: int) -> list[GridCell | None]:
    """The row's values; None for each where more cells stand behind its label and nothing tells which of them are the values."""
    values = line[at + 1 :]
    shifts = _possible_shifts(values, width)
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


def _strip_surplus(values: Line, width: int) -> Line | None:
    """The `width` values of a row, when the empty cells beyond them can only lie on one side; None when that is not sure."""
    shifts = _possible_shifts(values, width)
    if shifts and not any(cell.raw for cell in values):
        return values[:width]
    return values[shifts[0] : shifts[0] + width] if len(shifts) == 1 else None


def _possible_shifts(values: Line, width: int) -> list[int]:
    """How many leading cells may be surplus: those before and behind the `width` values must be empty."""
    surplus = len(values) - width
    return [
        shift
        for shift in range(surplus + 1)
        if not any(cell.raw for cell in values[:shift]) and not any(cell.raw for cell in values[shift + width :])
    ]


def _drop_extra_column(rows: list[tuple[Line, int]], width: int) -> list[tuple[Line, int]]:
    """The rows without a column the form does not have (a remark, a subtotal), where the totals prove which one it is.

    Where they do not, nobody knows which cells are whose, and the rows that have it keep their labels only.
    """
    longer = [len(line) - at - 1 > width for line, at in rows]
    if all(_possible_shifts(line[at + 1 :], width) for (line, at), is_longer in zip(rows, longer, strict=True) if is_longer):
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
        possible = _possible_shifts(line[at + 1 :], width)
        if len(possible) == 1 and line[at + 1 + possible[0]].raw:
            shifts.setdefault((at, len(line)), set()).add(possible[0])
    return {shape: found.pop() for shape, found in shifts.items() if len(found) == 1}


# Table 4: one row of fifteen values, three groups side by side


def _align_side_by_side(table: Table, lines: Sequence[Line]) -> dict[str, Cell]:
    slots = [(row, column) for row in table.rows for column in row.columns]
    rows = [line for line in lines if _is_row_of_values(line, len(slots))]
    rows = [line for line in rows if any(_is_value(cell) for cell in line)] or rows[-1:]
    if not rows:
        return _align_one_below_the_other(table, lines)
    line, *others = rows
    # A second row of values is another year's or a sum: nothing tells which is meant.
    is_one = not any(_is_full(other, len(slots)) and _says(other) != _says(line) for other in others)
    values = _values_side_by_side(line, len(slots)) if is_one else None
    place = _place_of(line)
    return {
        cell_key(table.key, row.key, column.key): _make_cell(
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
    return {key: _make_cell(key, column, cell, _place_of(line)) for (key, column), (line, cell) in zip(keys, placed, strict=True)}


def _behind_label(line: Line, names: Sequence[str], width: int) -> Line:
    """The values behind the last of these labels in a row, where nothing else follows them; else none."""
    at = next((at for at, cell in reversed([*enumerate(line)]) if squeeze(cell.raw).endswith(tuple(names))), len(line))
    values = line[at + 1 : at + 1 + width]
    is_whole = len(values) == width and not any(cell.raw for cell in line[at + 1 + width :])
    return values if is_whole else ()


def _values_side_by_side(line: Line, width: int) -> Line | None:
    """The values of a row that may have a label of its own (件数) before them."""
    if len(line) > width and line[0].raw and not _is_value(line[0]):
        line = line[1:]
        if not _ends_with_sums(line[:width], width // 3):
            # The word may be what the first cell says, and the last cell a remark.
            return None
    if len(line) < width:
        return None
    return _strip_surplus(line, width) or (line[:width] if not any(cell.raw for cell in line[width:]) else None)


def _ends_with_sums(values: Line, size: int) -> bool:
    """Whether every group of that many values ends with its total."""
    numbers = [read_value(cell.raw, "件")[1] or 0 for cell in values]
    return all(sum(numbers[at : at + size - 1]) == numbers[at + size - 1] for at in range(0, len(numbers) - size + 1, size))


def _is_full(line: Line, width: int) -> bool:
    return len(line) >= width and sum(1 for cell in line if _is_value(cell)) >= width // 2


def _says(line: Line) -> list[str]:
    return [cell.raw for cell in line]


def _is_row_of_values(line: Line, width: int) -> bool:
    numbers = sum(1 for cell in line if _is_value(cell))
    words = sum(1 for cell in line if cell.raw) - numbers
    if words:
        # Some cells may say something else than a number, where all the others are there.
        return words <= width // 2 <= numbers and len(line) >= width
    return numbers >= width // 3 or len(line) >= width


# Labels


def _close_label(labels: Labels, line: Line) -> Line:
    """The row with its label in one cell, where it is parted or goes on behind the values that stand beside its lines."""
    texts = [bool(cell.raw) and not _is_value(cell) for cell in line]
    if not texts or not texts[0] or not texts[-1] or all(texts):
        return line
    first = texts.index(False)
    last = len(texts) - texts[::-1].index(False)
    whole = "".join(cell.raw for cell in (*line[:first], *line[last:]))
    is_label = any(normalise_label(whole) in own for _, own in labels.rows)
    return (replace(line[0], raw=whole), *line[first:last]) if is_label else line


def _find_label(labels: Labels, line: Line, done: set[str]) -> tuple[int, Row] | None:
    """Where in the row its label stands and which row of the form it is; the label nearest to the values counts."""
    for at in reversed(range(len(line))):
        if not line[at].raw or _is_value(line[at]):
            continue
        row = match_row(labels, normalise_label(line[at].raw), done)
        if row is not None:
            return at, row
    return None


# Values


def _is_value(cell: GridCell) -> bool:
    return is_value(cell.raw)


def _make_cells(
    table: Table, row: Row, values: Sequence[GridCell | None], line: Line, said: Mapping[str, str] | None = None
) -> list[Cell]:
    place = _place_of(line)
    units = said or {}
    return [
        _make_cell(cell_key(table.key, row.key, column.key), column, value, place, units.get(column.key))
        for column, value in zip(row.columns, values, strict=True)
    ]


def _make_cell(key: str, column: Column, value: GridCell | None, row: Span, said: str | None = None) -> Cell:
    if value is None:
        return Cell(key, "", State.UNREADABLE, None, row.start, row.end, row)
    state, number = read_value(value.raw, column.unit, said=said, signed=column.key == "change")
    return Cell(key, value.raw, state, number, value.start, value.end, row)


def _place_of(line: Line) -> Span:
    filled = [cell for cell in line if cell.raw] or list(line)
    return Span(filled[0].start, filled[-1].end)


# Gaps


def _keys(table: Table) -> list[str]:
    return [cell_key(table.key, row.key, column.key) for row in table.rows for column in row.columns]


def _describe_gaps(table: Table, cells: dict[str, Cell]) -> list[str]:
    if not cells:
        return [f"no table found: {table.key} {table.title}"]
    gaps: list[str] = []
    for row in table.rows:
        found = [cells.get(cell_key(table.key, row.key, column.key)) for column in row.columns]
        if not any(found):
            gaps.append(f"row not found: {table.key} {row.label}")
        elif any(cell is None or cell.state is State.UNREADABLE for cell in found):
            gaps.append(f"row not readable: {table.key} {row.label}")
    return gaps
