"""Sums of cells: what they come to when some are blank, and what they are called in the form's words.

Knows nothing of the narrative.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.checks.metrics import Metric, Sum
from index.form import load_form
from index.report import Cell, State

_NAMED_UP_TO = 2


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of cells: `blanks` of them were not filled in, and some row totals were `added_up` from the applicants' columns."""

    value: int | float
    blanks: int
    added_up: bool

    def remark(self) -> str:
        """What must be said of the sum: blanks counted as 0, totals added up; an empty string when nothing."""
        remarks = ["总计栏空白，按各列相加"] if self.added_up else []
        remarks += [f"{self.blanks}个空白单元格按0计"] if self.blanks else []
        return f"（{'，'.join(remarks)}）" if remarks else ""


def add_cells(keys: Sum, cells: Mapping[str, Cell]) -> Total | None:
    """The sum of these cells, blanks as 0; None when one is missing or cannot be read, or none is filled in."""
    if any(key not in cells for key in keys):
        return None
    value: int | float = 0
    blanks, filled, added_up = 0, 0, False
    for key in keys:
        cell = cells[key]
        if cell.state is State.UNREADABLE:
            return None
        if cell.number is not None:
            value += cell.number
            filled += 1
            continue
        parts = _applicants_of(key, cells)
        if any(part.state is State.UNREADABLE for part in parts):
            return None
        numbers = [part.number for part in parts if part.number is not None]
        value += sum(numbers)
        blanks += not numbers
        added_up |= bool(numbers)
        filled += bool(numbers)
    return Total(value, blanks, added_up) if filled else None


def _applicants_of(key: str, cells: Mapping[str, Cell]) -> list[Cell]:
    """The cells of a row of table 3 beside its total."""
    table, row, column = key.split(".")
    if table != "T3" or column != "total":
        return []
    return [cell for other, cell in cells.items() if other.startswith(f"T3.{row}.") and other != key]


def name_sum(keys: Sum, metric: Metric) -> str:
    """The cells of a sum in the form's words (本年新收＋上年结转), or the metric's own where they are many."""
    if len(keys) > _NAMED_UP_TO:
        return f"“{metric.label}”各行之和"
    return "＋".join(f"“{_name_cell(key)}”" for key in keys)


def _name_cell(key: str) -> str:
    table, row_key, column_key = key.split(".")
    form = next(form for form in (load_form("2021"), load_form("2019")) if key in form.cell_keys())
    row = form.table(table).row(row_key)
    column = next(column.label for column in row.columns if column.key == column_key)
    label = re.sub(r"^(?:[一二三四五六七]、|（[一二三四五六七]）|\d+\.)|（.{2,}）", "", row.label)
    return label if table == "T3" and column_key == "total" else f"{label}／{column}"
