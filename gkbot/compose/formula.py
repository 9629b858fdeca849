"""How a computed number came about: formulas whose terms are numbers of cited cells, for the notes of an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gkbot.collection import Listed
from gkbot.compose.draft import FIRST_LINES, LINES_UP_TO, ROWS_UP_TO, Draft, number_text, percent_text
from gkbot.facts import Value
from index.form import load_form

NUMBERING = re.compile(r"^(?:[一二三四五六七]、|[（(][一二三四五六七][)）]|\d+\.)")


def note_value(draft: Draft, value: Value) -> None:
    """Note how a rate, or a number of several cells, came about."""
    if value.number is None:
        return
    if value.denominator is not None:
        over, under = (cell_terms(draft, value.report, keys) for keys in (value.cells, value.per_cells))
        formula = f"{over} ÷ {under} = {percent_text(value.number)}"
    elif len(value.cells) > 1:
        formula = f"{_labelled_terms(draft, value)} = {number_text(value.number)}"
    else:
        return
    what = f"{draft.report(value.report)}{draft.say('colon')}{draft.label(value.measure)}"
    draft.note_computed(f"{what} = {formula}")
    if value.blanks:
        draft.note("blank", "note_blank_cells", count=value.blanks)


def cell_terms(draft: Draft, report: Listed, keys: Sequence[str]) -> str:
    """The numbers of cells as a term: 24, or (24 + 3) for several; what is 0 is left out."""
    numbers = [number for number in draft.cell_numbers(report, keys).values() if number] or [0]
    said = " + ".join(map(number_text, numbers))
    return f"({said})" if len(numbers) > 1 else said


def sum_terms(numbers: Sequence[int | float]) -> str:
    """The numbers as a sum, 3 + 0 + 4, of many only the first."""
    if len(numbers) > LINES_UP_TO:
        return f"{sum_terms(numbers[:FIRST_LINES])} + …"
    return " + ".join(map(number_text, numbers))


def cell_label(report: Listed, key: str) -> str:
    """The label of a cell's row without its numbering, in tables of several actions or results with that of its column."""
    table, row_key, column = key.split(".")
    row = next(r for r in load_form(report.edition or "2021").table(table).rows if r.key == row_key)
    label = NUMBERING.sub("", row.label)
    return label if table == "T3" else f"{label}{next(c.label for c in row.columns if c.key == column)}"


def _labelled_terms(draft: Draft, value: Value) -> str:
    numbers = draft.cell_numbers(value.report, value.cells)
    if len(numbers) > ROWS_UP_TO:
        numbers = {key: number for key, number in numbers.items() if number} or dict(list(numbers.items())[:1])
    if len({key.split(".")[1] for key in value.cells}) == 1:
        return " + ".join(map(number_text, numbers.values()))
    return " + ".join(f"{number_text(number)}（{cell_label(value.report, key)}）" for key, number in numbers.items())
