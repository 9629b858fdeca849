"""In a terminal the words of an answer come as they are written, and what was shown too early is told anew."""

from __future__ import annotations

from io import StringIO

import pytest
from toy_bot import STATED, ToyBot, make_answer

from ui.shell.live import follow, language_of, rest_of
from ui.shell.plain import plain_answer

ANSWER = make_answer(text="收到3件[2]。", citations=(STATED,))


def test_stages_and_words_go_where_they_are_wanted() -> None:
    stages, text = StringIO(), StringIO()
    answer, shown = follow(ToyBot().stream("青溪镇收到几件？"), "zh", stages=stages, text=text)
    assert stages.getvalue() == "正在理解问题\n正在查阅报告\n正在撰写回答\n"
    assert text.getvalue() == shown == answer.answer


def test_nothing_is_shown_where_nothing_is_wanted() -> None:
    answer, shown = follow(ToyBot().stream("青溪镇收到几件？"), "zh", stages=None, text=None)
    assert shown == ""
    assert rest_of(answer, shown) == plain_answer(answer)


def test_what_was_shown_is_not_printed_again() -> None:
    assert ANSWER.answer + rest_of(ANSWER, ANSWER.answer) == plain_answer(ANSWER)


def test_a_false_start_is_followed_by_the_whole_answer() -> None:
    assert rest_of(ANSWER, "收到9件").strip() == plain_answer(ANSWER)


@pytest.mark.parametrize(("question", "language"), [("收到几件", "zh"), ("Zhangshu?", "en"), ("樟树 2023?", "zh")])
def test_stages_are_told_in_the_language_of_the_question(question: str, language: str) -> None:
    assert language_of(question) == language
