"""Tables are found by their lines: merged cells, lines in pieces, open sides; what divides nothing is no table."""

from __future__ import annotations

from itertools import pairwise

import pytest

from index.readers.ruling import Rule, RuledTable, find_ruled_tables, merge_rules


def grid(xs: list[float], ys: list[float]) -> tuple[list[Rule], list[Rule]]:
    """All lines of a table with no merged cell."""
    return [Rule(y, xs[0], xs[-1]) for y in ys], [Rule(x, ys[0], ys[-1]) for x in xs]


XS, YS = [50.0, 150.0, 250.0, 350.0], [100.0, 120.0, 140.0, 160.0]


def only(tables: list[RuledTable]) -> RuledTable:
    assert len(tables) == 1
    return tables[0]


def test_every_box_between_lines_is_a_cell() -> None:
    table = only(find_ruled_tables(*grid(XS, YS)))
    assert (list(table.xs), list(table.ys), table.count_cells()) == (XS, YS, 9)


def test_boxes_without_a_line_between_them_are_one_cell() -> None:
    lines, posts = grid(XS, YS)
    # The first row is one cell, the first column below it another.
    posts[1:3] = [Rule(150, 120, 160), Rule(250, 120, 160)]
    lines[2] = Rule(140, 150, 350)
    table = only(find_ruled_tables(lines, posts))
    assert table.cells == ((0, 0, 0), (3, 4, 5), (3, 7, 8))


def test_lines_drawn_cell_by_cell_and_doubled_make_the_same_table() -> None:
    pieces = [Rule(y + shift, a, b) for y in YS for a, b in pairwise(XS) for shift in (0, 1.4)]
    posts = [Rule(x + shift, a, b) for x in XS for a, b in pairwise(YS) for shift in (-0.7, 0.7)]
    assert only(find_ruled_tables(pieces, posts)).count_cells() == 9


@pytest.mark.parametrize("gap", [1.0, 3.5])
def test_a_line_broken_by_a_small_gap_still_divides(gap: float) -> None:
    lines, posts = grid(XS, YS)
    lines[1:2] = [Rule(120, 50, 200), Rule(120, 200 + gap, 350)]
    assert only(find_ruled_tables(lines, posts)).count_cells() == 9


def test_a_table_open_at_its_sides_keeps_its_outer_cells() -> None:
    lines, posts = grid(XS, YS)
    table = only(find_ruled_tables(lines, posts[1:3]))
    assert (list(table.xs), table.count_cells()) == (XS, 9)


def test_a_table_without_the_line_at_the_page_break_keeps_its_last_row() -> None:
    lines, posts = grid(XS, YS)
    table = only(find_ruled_tables(lines[:-1], posts))
    assert (list(table.ys), table.count_cells()) == (YS, 9)


def test_a_frame_around_a_page_an_underline_and_a_checkbox_are_no_tables() -> None:
    lines, posts = grid(XS, YS)
    frame = grid([20.0, 575.0], [20.0, 820.0])
    box = grid([60.0, 70.0], [105.0, 115.0])
    found = find_ruled_tables([*lines, *frame[0], *box[0], Rule(500, 60, 300)], [*posts, *frame[1], *box[1]])
    assert only(found).count_cells() == 9


def test_two_tables_on_a_page_come_in_their_order() -> None:
    upper, lower = grid(XS, YS), grid([60.0, 200.0, 340.0], [300.0, 320.0])
    found = find_ruled_tables([*lower[0], *upper[0]], [*lower[1], *upper[1]])
    assert [table.count_cells() for table in found] == [9, 2]


def test_a_point_is_in_one_box_or_outside() -> None:
    table = only(find_ruled_tables(*grid(XS, YS)))
    assert (table.find_box(51, 101), table.find_box(349, 159), table.find_box(351, 110)) == ((0, 0), (2, 2), None)


def test_a_cell_taken_apart_is_its_boxes() -> None:
    lines, posts = grid(XS, YS)
    posts[1:3] = [Rule(150, 120, 160), Rule(250, 120, 160)]
    table = only(find_ruled_tables(lines, posts))
    parted = table.split([table.cells[0][0]])
    assert (table.count_cells(), parted.count_cells(), parted.cells[1:]) == (7, 9, table.cells[1:])


def test_rules_on_one_line_are_joined_only_where_they_meet() -> None:
    assert merge_rules([Rule(10, 0, 50), Rule(10.4, 50, 90), Rule(10.2, 200, 240)]) == [
        Rule(pytest.approx(10.2), 0, 90),
        Rule(pytest.approx(10.2), 200, 240),
    ]
