"""Aligns the grids of a document to the official form, for whichever edition their labels show.

A row is found by its label and the form's order, never by the count of pipes or tabs; what cannot be placed surely is
`unreadable` and never shifted, and a table that is not there gives no cells at all. Knows nothing of chapters' wording.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.checks.doubts import confirm_doubtful
from index.document import Document, Grid
from index.form import EDITIONS, Form, Table, cell_key, load_form
from index.report import Cell, Chapter, State
from index.tables.applications import align_rows_in_order
from index.tables.cells import Line, close_label
from index.tables.editions import decide_edition
from index.tables.labels import load_labels
from index.tables.proactive import align_rows_under_headers
from index.tables.reviews import align_side_by_side

CHAPTER_OF_TABLE = {"T2": 2, "T3": 3, "T4": 4}


@dataclass(frozen=True, slots=True)
class Alignment:
    """The cells found, the edition they follow (None when no table shows it), and what was missing or not placed."""

    edition: str | None
    cells: tuple[Cell, ...]
    warnings: tuple[str, ...]


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
        return align_side_by_side(table, lines)
    labels = load_labels(form.edition, table.key)
    lines = [close_label(labels, line) for line in lines]
    columns = table.rows[0].columns
    if all(row.columns == columns for row in table.rows):
        return align_rows_in_order(table, lines, labels)
    return align_rows_under_headers(table, lines, labels)


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
