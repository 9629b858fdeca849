"""What cells and places of a checked report are called: labels of the form, headings of the report."""

from __future__ import annotations

from index.form import EDITIONS, load_form
from index.report import Report


def cell_labels(edition: str, key: str) -> tuple[str, str]:
    """The labels of a cell's row and column; those of the other edition where this one has no such cell."""
    form = next(form for form in map(load_form, (edition, *EDITIONS)) if key in form.cell_keys())
    table, row_key, column_key = key.split(".")
    row = form.table(table).row(row_key)
    return row.label, next(column.label for column in row.columns if column.key == column_key)


def headings_at(report: Report, at: int) -> tuple[str, ...]:
    """The headings above a place of the text, outermost first; none in title and preface."""
    passage = next((p for p in report.passages if p.start <= at < p.end), None)
    if passage is not None:
        return passage.headings if passage.chapter else ()
    chapter = next((c for c in report.chapters if c.number and c.start <= at < c.end), None)
    return (chapter.heading,) if chapter else ()
