"""Which single cell explains all broken equations of a table: one wrong digit breaks every equation the cell stands in.

Knows nothing of why a cell is wrong, in the report or in reading it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.checks.equations import Equation, check_equation, equations
from index.report import Cell, Check, Status


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell and the number with which all equations it stands in would hold."""

    key: str
    number: int | float
    expected: int | float


def find_suspect(edition: str | None, cells: Iterable[Cell]) -> Suspect | None:
    """The one cell that explains at least two broken equations, all there are in its table; None when there is none such."""
    if edition is None:
        return None
    by_key = {cell.key: cell for cell in cells}
    checked = [(equation, check_equation(equation, by_key)) for equation in equations(edition)]
    broken = [pair for pair in checked if pair[1].status is Status.BROKEN]
    if len(broken) < 2:
        return None
    sound = {key for _, check in checked if check.status is Status.HOLDS for key in check.cells}
    shared = set.intersection(*(set(check.cells) for _, check in broken)) - sound
    found = [suspect for key in shared if (suspect := _explain(key, broken, by_key)) is not None]
    return found[0] if len(found) == 1 else None


def _explain(key: str, broken: Iterable[tuple[Equation, Check]], cells: Mapping[str, Cell]) -> Suspect | None:
    """The cell with the number that mends every broken equation; None when they ask for different ones."""
    number = cells[key].number or 0
    wanted = {number + _missing(check) * (1 if key in equation.left else -1) for equation, check in broken}
    expected = wanted.pop()
    return Suspect(key, number, expected) if not wanted and expected >= 0 else None


def _missing(check: Check) -> int | float:
    """How much the left side of a broken equation lacks."""
    return (check.right or 0) - (check.left or 0)
