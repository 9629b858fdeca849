"""The chat's turns: what is refused, what the bot is handed, what becomes of a bot that breaks."""

from __future__ import annotations

import logging

import pytest
from toy_bot import ToyBot

pytest.importorskip("gradio", reason="needs gradio")
from gkbot.chain import QUESTION_LIMIT
from ui.bot import HISTORY_LIMIT
from ui.page import Conversation, find_problem, take_turn


def turn(question: str, conversation: Conversation) -> Conversation:
    return take_turn(ToyBot(), question, conversation.with_question(question), "zh")


@pytest.mark.parametrize(("length", "refused"), [(0, True), (1, False), (QUESTION_LIMIT, False), (QUESTION_LIMIT + 1, True)])
def test_empty_and_overlong_questions_are_refused(length: int, refused: bool) -> None:
    assert (find_problem("问" * length, "zh") is not None) == refused


def test_the_bot_is_handed_the_answers_so_far() -> None:
    first = turn("几轮", Conversation())
    second = turn("几轮", first)
    assert [answer.answer for answer in second.answers] == ["此前已有 0 轮。", "此前已有 1 轮。"]
    assert len(first.answers) == 1
    assert [message["role"] for message in second.messages] == ["user", "assistant", "user", "assistant"]


def test_a_long_conversation_hands_on_only_its_end() -> None:
    conversation = Conversation()
    for _ in range(HISTORY_LIMIT + 3):
        conversation = turn("几轮", conversation)
    assert len(conversation.answers) == HISTORY_LIMIT
    assert len(conversation.messages) == 2 * (HISTORY_LIMIT + 3)


def test_each_answer_has_its_own_source_ids() -> None:
    conversation = turn("哪些", turn("哪些", Conversation()))
    ids = {
        message["content"].split('<details class="gk-source" id="')[1].split('"')[0] for message in conversation.messages[1::2]
    }
    assert len(ids) == 2


def test_a_bot_that_breaks_is_logged_and_leaves_the_history_alone(caplog: pytest.LogCaptureFixture) -> None:
    before = turn("几轮", Conversation())
    with caplog.at_level(logging.ERROR):
        after = turn("出错", before)
    assert after.answers == before.answers
    assert "系统内部出错" in after.messages[-1]["content"]
    assert "fire" not in after.messages[-1]["content"]
    assert "the index is on fire" in caplog.text
