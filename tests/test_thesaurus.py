"""The thesaurus hears what people call things, in Chinese and English, and gives the words that reports use."""

from __future__ import annotations

import pytest

from gkbot.passages.matching import content_of, coverage
from gkbot.words.thesaurus import Concept, in_report_words, load_thesaurus

CONCEPTS = load_thesaurus().concepts


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda c: c.english)
def test_what_reports_write_is_heard(concept: Concept) -> None:
    """A concept whose own words are not heard would never meet itself; a single character is part of too many others."""
    for word in concept.says:
        assert bool(concept.heard.search(word)) is (len(word) > 1)
        assert not set(word) & set("| ")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("厂家有难处找谁", "帮助企业解决困难"),
        ("发一条消息要几层人点头", "信息发布前须经三级审核"),
        ("老百姓去哪儿现场查资料", "设立政务公开查阅专区，方便群众"),
        ("who signs off before publication", "信息发布实行分级审核"),
        ("how many questionnaires were collected", "收回意见表40份，征集建议"),
        ("年终评价", "纳入年度绩效考核"),
    ],
)
def test_everyday_words_meet_the_words_of_reports(question: str, sentence: str) -> None:
    assert coverage(content_of(question), sentence) >= 0.6
    assert coverage(content_of(question), "全年天气晴好") == 0


def test_of_overlapping_matches_the_longest_stands() -> None:
    names = [concept.english for _, _, concept in load_thesaurus().find("召开新闻发布会")]
    assert "press conferences" in names
    assert "work news" not in names


def test_english_words_that_say_nothing_are_left_out() -> None:
    assert in_report_words("what is the") == ""
    assert "lighthouse" in in_report_words("what is the lighthouse")


def test_a_character_within_another_word_names_nothing() -> None:
    assert "编发" not in in_report_words("过期信息怎么处理")
