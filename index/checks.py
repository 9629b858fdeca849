"""The equations of the form (identities of tables 3 and 4) and what the narrative says against the tables.

A broken check is a fact to report, not an error. Blank parts count as 0 and the detail says so; a blank total is not checkable.
Knows nothing of how cells and figures were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isclose

from index.form import Table, cell_key, load_form
from index.narrative_checks import check_narrative
from index.report import Cell, Check, Figure, State, Status

_MAIN_ROWS = ("new", "carried_in", "total", "carried_out")


@dataclass(frozen=True, slots=True)
class Equation:
    """Left side = right side, each a list of cells to add up; `totals` are the cells that must not be blank."""

    code: str
    what: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    totals: tuple[str, ...]


def run_checks(
    edition: str | None, cells: Iterable[Cell], figures: Iterable[Figure], text: str, year: int | None
) -> tuple[Check, ...]:
    """Every equation of the tables that were found, then text against table and text against itself."""
    by_key = {cell.key: cell for cell in cells}
    found: list[Check] = []
    if edition is not None:
        tables = {key.partition(".")[0] for key in by_key}
        found += [check_equation(equation, by_key) for equation in equations(edition) if equation.left[0][:2] in tables]
    found += check_narrative(tuple(figures), by_key, text, year)
    return tuple(found)


def equations(edition: str) -> Iterator[Equation]:
    """The 39 equations of table 3 and the three of table 4, in that order."""
    form = load_form(edition)
    yield from _equations_of_applications(form.table("T3"))
    for at, row in enumerate(form.table("T4").rows, start=1):
        keys = [cell_key("T4", row.key, column.key) for column in row.columns]
        yield Equation(f"T4-{at}", f"{row.label}：各结果之和＝总计", tuple(keys[:-1]), (keys[-1],), (keys[-1],))


def _equations_of_applications(table: Table) -> Iterator[Equation]:
    columns = table.rows[0].columns
    replies = [row.key for row in table.rows if row.key not in _MAIN_ROWS]
    for column in columns:
        new, carried_in, total, carried_out = (cell_key("T3", row, column.key) for row in _MAIN_ROWS)
        what = f"{column.label}：本年新收＋上年结转＝总计＋结转下年度"
        yield Equation(f"T3-1.{column.key}", what, (new, carried_in), (total, carried_out), (new, total))
    for column in columns:
        total = cell_key("T3", "total", column.key)
        parts = tuple(cell_key("T3", row, column.key) for row in replies)
        yield Equation(f"T3-2.{column.key}", f"{column.label}：各项办理结果之和＝总计", parts, (total,), (total,))
    for row in table.rows:
        keys = [cell_key("T3", row.key, column.key) for column in columns]
        yield Equation(f"T3-3.{row.key}", f"{row.label}：各类申请人之和＝总计", tuple(keys[:-1]), (keys[-1],), (keys[-1],))


def check_equation(equation: Equation, cells: Mapping[str, Cell]) -> Check:
    """Whether the equation holds over these cells."""
    keys = equation.left + equation.right
    gap = _find_gap(equation, cells)
    if gap:
        return Check(equation.code, Status.NOT_CHECKABLE, f"{equation.what}：{gap}，无法核对", cells=keys)
    left, right = (_add(cells[key] for key in side) for side in (equation.left, equation.right))
    blanks = sum(1 for key in keys if cells[key].state is not State.NUMBER)
    remark = f"（{blanks}个空白单元格按0计）" if blanks else ""
    if isclose(left, right, abs_tol=1e-9):
        return Check(equation.code, Status.HOLDS, f"{equation.what}：{left}＝{right}{remark}", left, right, keys)
    return Check(equation.code, Status.BROKEN, f"{equation.what}不成立：左边{left}，右边{right}{remark}", left, right, keys)


def _find_gap(equation: Equation, cells: Mapping[str, Cell]) -> str:
    """Why the equation cannot be checked, or an empty string."""
    keys = equation.left + equation.right
    if any(key not in cells for key in keys):
        return "表中缺少有关行"
    if any(cells[key].state is State.UNREADABLE for key in keys):
        return "有单元格无法辨认"
    if any(cells[key].state is not State.NUMBER for key in equation.totals):
        return "合计栏未填"
    return ""


def _add(cells: Iterable[Cell]) -> int | float:
    total = sum(cell.number or 0 for cell in cells)
    return int(total) if total == int(total) else round(total, 6)
