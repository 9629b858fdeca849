"""Numbers of scans that may be misread are taken only where an equation of the form bears them out."""

from __future__ import annotations

import pytest

from index.checks.doubts import confirm_doubtful
from index.document import ILLEGIBLE
from index.form import load_form
from index.report import Cell, Span, State

GROUP = ("upheld", "corrected", "other", "pending", "total")


def _cells(*raws: str) -> dict[str, Cell]:
    """The first group of table 4 with these values; a number with the mark is unreadable as it stands."""
    keys = [f"T4.review.{column}" for column in GROUP]
    return {key: _cell(key, raw) for key, raw in zip(keys, raws, strict=True)}


def _cell(key: str, raw: str) -> Cell:
    is_number = raw.isdigit()
    return Cell(key, raw, State.NUMBER if is_number else State.UNREADABLE, int(raw) if is_number else None, 7, 9, Span(0, 9))


def test_a_number_with_which_the_equation_holds_is_taken_and_its_mark_left_out() -> None:
    (cell,) = confirm_doubtful("2021", _cells("1", f"2{ILLEGIBLE}", "3", "4", "10")).values()
    assert (cell.key, cell.raw, cell.state, cell.number) == ("T4.review.corrected", "2", State.NUMBER, 2)
    assert (cell.start, cell.end) == (7, 8)


def test_several_numbers_may_bear_each_other_out() -> None:
    assert len(confirm_doubtful("2021", _cells("1", f"2{ILLEGIBLE}", "3", f"4{ILLEGIBLE}", f"10{ILLEGIBLE}"))) == 3


@pytest.mark.parametrize(
    "raws",
    [
        ("1", f"3{ILLEGIBLE}", "3", "4", "10"),
        ("1", f"2{ILLEGIBLE}", ILLEGIBLE, "4", "10"),
        ("1", ILLEGIBLE, "3", "4", "10"),
        ("1", "2", "3", "4", "11"),
    ],
    ids=["broken", "not checkable", "no guess", "no doubt"],
)
def test_no_other_cell_is_touched(raws: tuple[str, ...]) -> None:
    assert not confirm_doubtful("2021", _cells(*raws))


@pytest.mark.parametrize("edition", ["2021", "2019"])
def test_a_number_no_equation_has_stays_in_doubt(edition: str) -> None:
    key = load_form(edition).cell_keys()[0]
    assert not confirm_doubtful(edition, {key: Cell(key, f"5{ILLEGIBLE}", State.UNREADABLE, None, 0, 2, Span(0, 2))})
