"""Names are read a syllable a character, without tones, by the word they stand in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sample.text import load_stock
from index.spelling import syllables


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("樟树市", "zhang shu shi"),
        ("重庆市", "chong qing shi"),
        ("长沙市", "chang sha shi"),
        ("厦门市", "xia men shi"),
        ("西安市", "xi an shi"),
        ("吕梁市", "lv liang shi"),
        ("银行", "yin hang"),
        ("行政", "xing zheng"),
        ("园区管委会", "yuan qu guan wei hui"),
    ],
)
def test_a_word_is_read_as_it_is_spoken(word: str, read: str) -> None:
    assert syllables(word) == tuple(read.split())


@pytest.mark.parametrize("text", ["", "2023", "abc", "樟树市2023年", "LED屏 3块", "（一）", "🙂园"])
def test_there_is_one_entry_a_character_and_what_is_not_chinese_stands_for_itself(text: str) -> None:
    read = syllables(text)
    assert len(read) == len(text)
    assert all(syllable == character for syllable, character in zip(read, text, strict=True) if not "一" <= character <= "龥")


@given(text=st.text(alphabet="园区管委会市县局政府 2023abＡ（）。\n", max_size=20))
def test_any_text_has_one_syllable_a_character(text: str) -> None:
    assert len(syllables(text)) == len(text)


def test_readings_are_plain_letters() -> None:
    for place in load_stock()["places"]:
        assert all(syllable.isascii() and syllable.islower() for syllable in syllables(place["county"]))
