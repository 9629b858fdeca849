"""Numbers that may be misread, as those of scans: taken where the equations of the form bear them out.

Knows nothing of how they were read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from index.checks.equations import check_equation, equations
from index.report import Cell, State, Status
from index.values import guess_in_doubt, read_value


def confirm_doubtful(edition: str, cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells in doubt as numbers, where an equation holds with them and none is broken; the others are left out."""
    guesses = {key: guessed for key, cell in cells.items() if (guessed := _guess(cell)) is not None}
    if not guesses:
        return {}
    trial = {**cells, **guesses}
    checks = [check_equation(equation, trial) for equation in equations(edition)]
    borne, refuted = (
        {key for check in checks if check.status is status for key in check.cells} for status in (Status.HOLDS, Status.BROKEN)
    )
    return {key: guesses[key] for key in guesses.keys() & (borne - refuted)}


def _guess(cell: Cell) -> Cell | None:
    guess = guess_in_doubt(cell.raw)
    state, number = read_value(guess, "") if guess else (State.UNREADABLE, None)
    if guess is None or state is not State.NUMBER:
        return None
    return replace(cell, raw=guess, state=state, number=number, end=cell.start + len(guess))
