"""A cell is a number only when it can be read as one number and no other; blank, dash and unreadable stay apart."""

from __future__ import annotations

import pytest

from index.report import State
from index.values import is_value, names_unit, read_value, unit_said


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("0", 0),
        ("０", 0),
        ("1,234", 1234),
        ("12，345", 12345),
        ("1,234,567.5", 1234567.5),
        ("１２", 12),
        ("96171.6", 96171.6),
        ("-8", -8),
        ("－8", -8),
        ("−8", -8),
        ("+3", 3),
        ("3件", 3),
        ("3 件", 3),
        ("22（其中修订16件）", 22),
        ("22\n（其中修订\n16件）", 22),
        ("200\n0", 2000),
        ("961\n71.6", 96171.6),
        ("3985\n758", 3985758),
        ("3①", 3),
        ("12 *", 12),
        ("3[1]", 3),
    ],
)
def test_numbers_are_read_in_every_spelling(raw: str, number: float) -> None:
    assert read_value(raw, "件") == (State.NUMBER, number)


@pytest.mark.parametrize(
    "raw",
    [
        "3\n5",
        "961\n71.\n6",
        "20\n000",
        "12\n345\n6",
        "1 2",
        "1\n件\n2",
        "O",
        "一",
        "12,34",
        "约20",
        "20余",
        "3/4",
        "0.",
        "1-2",
        "9" * 16,
        "1" * 5000,
    ],
)
def test_what_may_be_two_numbers_or_none_is_unreadable(raw: str) -> None:
    assert read_value(raw, "件") == (State.UNREADABLE, None)
    assert not is_value(raw)


@pytest.mark.parametrize("raw", ["", " ", "\xa0", "\u3000\n"])
def test_blanks_are_blank(raw: str) -> None:
    assert read_value(raw, "件") == (State.BLANK, None)


@pytest.mark.parametrize("raw", ["-", "—", "——", "-\n-", "ー", "一一", "/", "／", "无", "…", "不涉及"])
def test_dashes_and_words_for_nothing_are_no_numbers(raw: str) -> None:
    assert read_value(raw, "件") == (State.DASH, None)
    assert is_value(raw)


@pytest.mark.parametrize(
    ("raw", "unit", "said", "number"),
    [
        ("251000元", "元", None, 251000),
        ("160.5964万元", "元", None, 1605964),
        ("¥251,000.00", "元", None, 251000),
        ("1.2亿元", "元", None, 120_000_000),
        ("35.5", "元", "万元", 355_000),
        ("251000元", "元", "万元", 251000),
        ("8000元", "万元", None, 0.8),
        ("8000", "万元", "元", 0.8),
        ("35.5", "万元", None, 35.5),
    ],
)
def test_amounts_come_in_the_unit_of_the_form(raw: str, unit: str, said: str | None, number: float) -> None:
    assert read_value(raw, unit, said=said) == (State.NUMBER, number)


@pytest.mark.parametrize(("raw", "number"), [("减3", -3), ("减少3项", -3), ("增2", 2), ("增加 2", 2), ("-1", -1), ("4", 4)])
def test_more_and_less_are_signs_where_the_column_counts_a_change(raw: str, number: int) -> None:
    assert read_value(raw, "项", signed=True) == (State.NUMBER, number)


def test_elsewhere_words_before_a_number_make_it_unreadable() -> None:
    assert read_value("减3", "件") == (State.UNREADABLE, None)


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("本年收费金额（单位：万元）", "万元"),
        ("采购总金额(元)", "元"),
        ("采购总金额\n（单位：亿元）", "亿元"),
        ("采购总金额", None),
        ("元旦", None),
    ],
)
def test_a_heading_may_name_the_unit(heading: str, unit: str | None) -> None:
    assert unit_said(heading) == unit


@pytest.mark.parametrize(
    ("raw", "names"), [("251000元", True), ("0.5 万元", True), ("251000", False), ("3件", False), ("", False)]
)
def test_a_cell_may_name_its_unit_of_money(raw: str, names: bool) -> None:
    assert names_unit(raw) is names
