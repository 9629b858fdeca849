"""Every usual way to write a year is read, relative ones against today, and what only looks like a year is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkbot.understanding.years import Years, find_years
from gkbot.words.lexicon import fold

TODAY = 2026
CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
SPELLINGS = (
    "{year}年收到多少申请",
    "{year}年度收到多少申请",
    "{full_width}年收到多少申请",
    "{chinese}年收到多少申请",
    "{chinese_zero}年收到多少申请",
    "{short}年收到多少申请",
    "{chinese_short}年收到多少申请",
    "{year} 年收到多少申请",
    "收到多少申请（{year}）",
    "{year}年12月31日以前收到多少申请",
    "How many requests in {year}?",
    "How many requests in FY{year}?",
    "How many requests in FY {year}?",
    "requests received ({year} report)",
)


def read(question: str) -> Years:
    return find_years(fold(question), TODAY)


@given(year=st.integers(2008, 2049), spelling=st.sampled_from(SPELLINGS))
def test_a_year_is_read_in_every_spelling(year: int, spelling: str) -> None:
    digits = str(year)
    said = spelling.format(
        year=digits,
        full_width=digits.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        chinese=digits.translate(CHINESE),
        chinese_zero=digits.translate(CHINESE).replace("〇", "零"),
        short=digits[2:],
        chinese_short=digits[2:].translate(CHINESE),
    )
    found = read(said)
    assert (found.years, found.assumed) == ((year,), ())


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("2021年和2023年各收到多少", (2021, 2023)),
        ("2021、2022年各收到多少", (2021, 2022)),
        ("2023和2021年谁多", (2021, 2023)),
        ("2021/2022收到多少", (2021, 2022)),
        ("21年和23年各收到多少", (2021, 2023)),
        ("二〇二一年和二〇二三年", (2021, 2023)),
        ("2021-2023年", (2021, 2022, 2023)),
        ("2021—2023年", (2021, 2022, 2023)),
        ("2021～2023年", (2021, 2022, 2023)),
        ("2021年至2023年", (2021, 2022, 2023)),
        ("2021年度到2023年度", (2021, 2022, 2023)),
        ("从2021到2023年", (2021, 2022, 2023)),
        ("二〇二一年到二〇二三年", (2021, 2022, 2023)),
        ("from 2021 to 2023", (2021, 2022, 2023)),
        ("2021 through 2023", (2021, 2022, 2023)),
        ("2021 until 2023", (2021, 2022, 2023)),
        ("in 2021 and 2023", (2021, 2023)),
        ("between 2021 and 2023", (2021, 2022, 2023)),
        ("2007年", (2007,)),
        ("没有说是哪一年", ()),
        ("", ()),
    ],
)
def test_several_years_and_ranges_are_read(question: str, years: tuple[int, ...]) -> None:
    assert read(question).years == years


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("去年收到多少", (2025,)),
        ("前年收到多少", (2024,)),
        ("大前年收到多少", (2023,)),
        ("今年收到多少", (2026,)),
        ("上一年度收到多少", (2025,)),
        ("近三年收到多少", (2023, 2024, 2025)),
        ("最近两年收到多少", (2024, 2025)),
        ("过去5年收到多少", (2021, 2022, 2023, 2024, 2025)),
        ("how many last year", (2025,)),
        ("how many this year", (2026,)),
        ("over the last three years", (2023, 2024, 2025)),
        ("in the past 2 years", (2024, 2025)),
    ],
)
def test_relative_years_count_from_today_and_are_said_to_be_assumed(question: str, years: tuple[int, ...]) -> None:
    found = read(question)
    assert (found.years, found.assumed) == (years, years)


@given(today=st.integers(2015, 2049))
def test_last_year_moves_with_today(today: int) -> None:
    assert find_years("去年", today).years == (today - 1,)


def test_a_year_beside_a_relative_one_is_not_assumed() -> None:
    found = read("2021年和去年各收到多少")
    assert (found.years, found.assumed) == ((2021, 2025), (2025,))


@pytest.mark.parametrize("question", ["比去年多多少", "较上年度增加多少", "上年结转多少件", "上年度结转几件"])
def test_a_comparison_and_a_row_of_the_form_name_no_year(question: str) -> None:
    assert read(question).years == ()


@pytest.mark.parametrize(
    "question",
    [
        "行政许可136件",
        "电话0000-2023456",
        "第二十条第（一）项",
        "国办公开办函30号",
        "3年内的文件",
        "12345热线",
        "邮编000003",
        "19.5万元",
        "许可超过2000件的单位",
        "more than 2000 licences",
        "收到2024件申请",
    ],
)
def test_other_numbers_are_no_years(question: str) -> None:
    assert read(question).years == ()


@pytest.mark.parametrize("question", ["樟山局2023年收到多少申请", "樟山局二三年收到多少申请", "樟山局从2021到2023收到多少申请"])
def test_what_is_left_no_longer_names_the_year(question: str) -> None:
    left = read(question).rest
    assert read(left).years == ()
    assert left.startswith("樟山局")
    assert left.endswith("收到多少申请")


@pytest.mark.parametrize(
    ("question", "years"),
    [
        pytest.param(
            "2021至今年",
            (2021, 2022, 2023, 2024, 2025, 2026),
            marks=pytest.mark.xfail(strict=True, reason="a range up to a relative year"),
        ),
    ],
)
def test_years_that_are_not_read_yet(question: str, years: tuple[int, ...]) -> None:
    assert read(question).years == years
