"""Lines of running text are joined where a file broke them, and nowhere else."""

from __future__ import annotations

import pytest

from index.readers.wrapping import find_wrapping, runs_on

PROSE = "2023年，青屿市岚桥局坚持以人民为中心，认真落实条例各项规定，持续做好主动公开、依申请公开和政策解读等工作，" * 4
FREE = find_wrapping(["（一）主动公开政府信息情况。", "全年公开信息3条。" * 9, "做好解读。"])


def wrap(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


@pytest.mark.parametrize("width", [22, 30, 38])
def test_the_width_that_lines_are_filled_to_is_found(width: int) -> None:
    wrapping = find_wrapping([*wrap(PROSE, width), "一、总体情况", "公开3条。"])
    assert wrapping.is_full(PROSE[:width])
    assert not wrapping.is_full(PROSE[: width - 6])


def test_latin_letters_and_digits_may_take_half_the_room() -> None:
    # Both columns wide 24, one of Chinese characters only, one half of digits.
    lines = ["全市共受理政府信息公开申请并且均在法定期限之内予以", "共受理 3119 件，答复 3050 件，上年结转 34 件，占1"] * 8
    wrapping = find_wrapping(lines)
    assert all(wrapping.is_full(line) for line in lines)


def test_paragraphs_of_any_length_are_not_wrapped() -> None:
    assert FREE.width is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("回应社会公众关", "切，服务发展。", False),  # no punctuation yet: it may be a title
        ("聚焦公众，回应社会公众关", "切，服务发展。", True),
        ("做好解读。", "加强培训。", False),
        ("一是做好公开；", "加强培训。", False),
        ("做好公开，", "（一）主动公开", False),
        ("做好公开，", "　　加强培训。", False),
        ("本报告根据《中华人民共和国政府", "信息公开条例》编制。", True),
        ("（一）主动公开、解读情况", "全年公开3条。", False),
    ],
)
def test_a_line_goes_on_only_within_a_sentence(before: str, after: str, expected: bool) -> None:
    assert runs_on(before, after, is_first=True, wrapping=FREE) is expected


def test_a_full_line_goes_on_even_after_a_colon() -> None:
    wrapping = find_wrapping(wrap(PROSE, 30))
    full = "如对本报告有任何疑问，请与青屿市岚桥局办公室联系（联系地址："
    assert runs_on(full, "云岭省青屿市海滨路1号）。", is_first=True, wrapping=wrapping)
    assert not runs_on("改进措施：", "加强培训。", is_first=True, wrapping=wrapping)
