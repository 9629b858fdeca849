"""An answer begins with yes or no only where its sentences are sure."""

from __future__ import annotations

import pytest

from gkbot.passages.answering import Features, Rated
from gkbot.passages.sentences import Sentence, Zone
from gkbot.passages.verdict import verdict_of

NOTHING = Features(**dict.fromkeys(Features.__dataclass_fields__, 0.0))


def rated(text: str, probability: float = 0.9, zone: Zone = "") -> Rated:
    sentence = Sentence(1, 1, ("一、总体情况",), text, 0, len(text), "", 0, 0, zone)
    return Rated(sentence, NOTHING, probability)


@pytest.mark.parametrize(
    ("question", "text", "verdict"),
    [
        ("有没有组织培训?", "定期组织职工培训。", True),
        ("收费了吗?", "本年度没有产生信息公开处理费。", False),
        ("did charge any processing fee?", "全年未收取信息处理费。", False),
        ("网站信息更新及时吗?", "网站信息更新不及时。", False),
        ("有没有组织培训?", "下一步将组织培训。", None),  # a plan
        ("是否由局长负责?", "由分管领导负责。", None),  # one of the leaders, not this one
        ("没有组织培训吗?", "定期组织职工培训。", None),  # asked the other way round
        ("组织了几次培训,有没有考核?", "定期组织职工培训。", None),  # two questions
        ("怎么组织培训?", "定期组织职工培训。", None),
    ],
)
def test_yes_and_no_are_said_only_where_a_sentence_says_it(question: str, text: str, verdict: bool | None) -> None:
    assert verdict_of(question, [rated(text)]) is verdict


def test_sentences_that_disagree_say_neither() -> None:
    told = [rated("定期组织职工培训。"), rated("本年度未组织培训。")]
    assert verdict_of("有没有组织培训?", told) is None


def test_an_unlikely_sentence_says_neither() -> None:
    assert verdict_of("有没有组织培训?", [rated("定期组织职工培训。", 0.7)]) is None
    assert verdict_of("有没有组织培训?", []) is None


def test_a_problem_told_beside_does_not_take_the_yes_back() -> None:
    assert verdict_of("有没有组织培训?", [rated("定期组织职工培训。"), rated("培训力度有待加强。", zone="problems")]) is True
