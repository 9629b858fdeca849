"""The equations of the form (identities of tables 3 and 4) and what the narrative says against the tables.

A broken check is a fact to report, not an error. Blank parts count as 0 and the detail says so; a blank total is not checkable.
What is only unusual (code W-...) is never called broken.
Knows nothing of how cells and figures were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isclose

from index.checks.narrative_checks import check_narrative
from index.form import Table, cell_key, load_form
from index.report import Cell, Check, Figure, State, Status
from index.values import names_unit

_MAIN_ROWS = ("new", "carried_in", "total", "carried_out")


@dataclass(frozen=True, slots=True)
class Equation:
    """Left side = right side, each a list of cells to add up; `totals` are the cells that must not be blank."""

    code: str
    what: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    totals: tuple[str, ...]


class Gap(StrEnum):
    """What keeps an equation from being checked, in the words of its detail."""

    NO_ROW = "表中缺少有关行"
    UNREADABLE = "有单元格无法辨认"
    BLANK_TOTAL = "合计栏未填"
    HIDDEN_TOTAL = "有的行各列已填而总计栏未填"


def run_checks(
    edition: str | None, cells: Iterable[Cell], figures: Iterable[Figure], text: str, year: int | None
) -> tuple[Check, ...]:
    """Every equation of the tables that were found, then text against table and text against itself."""
    by_key = {cell.key: cell for cell in cells}
    found: list[Check] = []
    if edition is not None:
        tables = {key.partition(".")[0] for key in by_key}
        found += [check_equation(equation, by_key) for equation in equations(edition) if equation.left[0][:2] in tables]
        found += [*count_blanks(edition, by_key), *find_oddities(edition, by_key)]
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
    gap = find_gap(equation, cells)
    if gap is not None:
        return Check(equation.code, Status.NOT_CHECKABLE, f"{equation.what}：{gap.value}，无法核对", cells=keys)
    left, right = (_add(cells[key] for key in side) for side in (equation.left, equation.right))
    blanks = sum(1 for key in keys if cells[key].state is not State.NUMBER)
    remark = f"（{blanks}个空白单元格按0计）" if blanks else ""
    if isclose(left, right, abs_tol=1e-9):
        return Check(equation.code, Status.HOLDS, f"{equation.what}：{left}＝{right}{remark}", left, right, keys)
    return Check(equation.code, Status.BROKEN, f"{equation.what}不成立：左边{left}，右边{right}{remark}", left, right, keys)


def find_gap(equation: Equation, cells: Mapping[str, Cell]) -> Gap | None:
    """Why the equation cannot be checked, or None when it can."""
    keys = equation.left + equation.right
    if any(key not in cells for key in keys):
        return Gap.NO_ROW
    if any(cells[key].state is State.UNREADABLE for key in keys):
        return Gap.UNREADABLE
    if any(cells[key].state is not State.NUMBER for key in equation.totals):
        return Gap.BLANK_TOTAL
    if any(_hides_number(key, cells) for key in keys):
        return Gap.HIDDEN_TOTAL
    return None


def _hides_number(key: str, cells: Mapping[str, Cell]) -> bool:
    """Whether a row's total is blank though its columns are not, so that the blank does not mean 0."""
    table, row, column = key.split(".")
    if cells[key].state is State.NUMBER or (table, column) != ("T3", "total"):
        return False
    return any(cell.number for other, cell in cells.items() if other.startswith(f"T3.{row}."))


def _add(cells: Iterable[Cell]) -> int | float:
    total = sum(cell.number or 0 for cell in cells)
    return int(total) if total == int(total) else round(total, 6)


# What was left blank, and what is unusual


def count_blanks(edition: str, cells: Mapping[str, Cell]) -> Iterator[Check]:
    """For each table with cells that hold no number, how many: `left` of `right`."""
    for table in load_form(edition).tables:
        own = [cell for key, cell in cells.items() if key.startswith(f"{table.key}.")]
        kinds = (("空白", State.BLANK), ("横线等符号", State.DASH), ("无法辨认", State.UNREADABLE))
        counts = [(name, sum(cell.state is state for cell in own)) for name, state in kinds]
        empty = tuple(cell.key for cell in own if cell.state is not State.NUMBER)
        if empty:
            said = "，".join(f"{name}{count}个" for name, count in counts if count)
            detail = f"{table.title}表{len(own)}个单元格中没有数字的{len(empty)}个：{said}"
            yield Check("blank", Status.NOT_CHECKABLE, detail, len(empty), len(own), empty)


def find_oddities(edition: str, cells: Mapping[str, Cell]) -> Iterator[Check]:
    """What the form does not forbid but hardly happens; `left` and `right` are the two numbers."""
    numbers = {key: cell.number for key, cell in cells.items() if cell.number is not None}
    for code, what, left, right in _bounds(edition):
        if {*left, *right} <= numbers.keys():
            small, large = (_add(cells[key] for key in side) for side in (left, right))
            if small > large:
                yield Check(
                    f"W-{code}", Status.NOT_CHECKABLE, f"{what}：{small}大于{large}，请核实", small, large, (*left, *right)
                )
    for key, number in numbers.items():
        column = key.rsplit(".", 1)[1]
        if number < 0 and column != "change":
            yield Check("W-negative", Status.NOT_CHECKABLE, f"单元格填的是负数：{number}", number, 0, (key,))
        elif number != int(number) and column not in _MONEY:
            yield Check("W-fraction", Status.NOT_CHECKABLE, f"件数填的是小数：{number}", number, None, (key,))
    amount = cells.get("T2.procurement.amount")
    if amount is not None and amount.number and not names_unit(amount.raw):
        detail = f"采购总金额“{amount.raw}”没有写明单位，按元计"
        yield Check("W-unit", Status.NOT_CHECKABLE, detail, amount.number, None, (amount.key,))


_MONEY = ("amount", "amount_wan_yuan")


def _bounds(edition: str) -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """Sums that as a rule are not greater than others: code, what they are, the smaller side, the greater side."""
    for row, label in (("rules", "规章"), ("norms", "规范性文件")):
        cell = f"T2.{row}."
        if edition == "2021":
            what = f"{label}本年制发件数一般不超过本年废止与现行有效件数之和"
            yield f"T2.{row}", what, (f"{cell}issued",), (f"{cell}repealed", f"{cell}valid")
            continue
        published = (f"{cell}newly_published",)
        yield f"T2.{row}", f"{label}本年新公开数量一般不超过本年新制作数量", published, (f"{cell}made",)
        yield f"T2.{row}.total", f"{label}本年新公开数量一般不超过对外公开总数量", published, (f"{cell}total_published",)
