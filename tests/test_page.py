"""The chat's turns: what is refused, what is shown meanwhile, what the bot is handed, what becomes of a bot that breaks."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from test_ui_sources import see
from toy_bot import ToyBot

from gkbot.chain import QUESTION_LIMIT
from gkbot.events import Event
from gkbot.plan import Scope
from index.errors import ModelError, NoBuild
from ui.bot import HISTORY_LIMIT
from ui.chat.conversation import Conversation
from ui.chat.message import Surroundings
from ui.chat.turn import find_problem, take_turn
from ui.web.shelf import Shelf


def turns(
    question: str, conversation: Conversation, bot: ToyBot | None = None, filters: Scope | None = None
) -> list[Conversation]:
    asked = conversation.with_question(question)
    return list(take_turn(bot or ToyBot(), question, asked, "zh", filters or Scope(), Shelf(), Surroundings()))


def turn(question: str, conversation: Conversation) -> Conversation:
    return turns(question, conversation)[-1]


@pytest.mark.parametrize(("length", "refused"), [(0, True), (1, False), (QUESTION_LIMIT, False), (QUESTION_LIMIT + 1, True)])
def test_empty_and_overlong_questions_are_refused(length: int, refused: bool) -> None:
    assert (find_problem("问" * length, "zh") is not None) == refused


def test_stages_are_shown_in_their_order_and_then_the_answer_alone() -> None:
    shown = [see(made.messages[-1]["content"]).text for made in turns("几轮", Conversation())]
    assert shown[0] == "正在理解问题"
    stages = [text for text in shown if text.startswith("正在") or "正在撰写" in text]
    assert stages == shown[:-1]
    assert "正在查阅报告" in stages
    assert shown[-1].startswith("此前已有 0 轮。")
    assert all(len(made.messages) == 2 for made in turns("几轮", Conversation()))


def test_filters_reach_the_bot() -> None:
    made = turns("筛选", Conversation(), filters=Scope(years=(2023,)))[-1]
    assert "2023" in made.messages[-1]["content"]


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


class Broken(ToyBot):
    def __init__(self, error: Exception) -> None:
        self.error = error

    def stream(self, *_: object, **__: object) -> Iterator[Event]:  # type: ignore[override]
        raise self.error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RuntimeError("the index is on fire"), "系统内部出错"),
        (NoBuild("no build in /secret/place"), "还没有可供查询的报告"),
        (ModelError("no model in /secret/place"), "请联系管理员"),
    ],
)
def test_a_bot_that_breaks_costs_one_line_and_leaves_the_history_alone(
    caplog: pytest.LogCaptureFixture, error: Exception, told: str
) -> None:
    before = turn("几轮", Conversation())
    with caplog.at_level(logging.ERROR):
        after = turns("出错", before, Broken(error))[-1]
    assert after.answers == before.answers
    assert told in after.messages[-1]["content"]
    assert "fire" not in after.messages[-1]["content"]
    assert "/secret/place" not in after.messages[-1]["content"]
    assert isinstance(error, NoBuild) or str(error) in caplog.text
