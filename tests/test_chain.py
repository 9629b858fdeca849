"""The chain is a LangChain Runnable: called alone, in a batch, asynchronously and within other chains, with a conversation."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import cache
from typing import Any

import pytest
from langchain_core.runnables import Runnable, RunnableLambda
from sample_index import embedder, sample_store

from gkbot.answer import Answer
from gkbot.chain import QUESTION_LIMIT, Question, Steps, build_chain
from gkbot.errors import QuestionError
from gkbot.events import Event, Stage
from gkbot.runnable import AnswerChain
from index.search.embedding import Embedder

ASKED = "墨渡县政府2023年收到几件申请"


@cache
def chain() -> AnswerChain:
    return build_chain(sample_store(), embedder, today=lambda: date(2026, 3, 1))


def told(answer: Answer) -> dict[str, Any]:
    """An answer without the time it took."""
    return answer.model_dump(exclude={"seconds"})


def test_it_is_a_runnable_that_takes_a_question_and_gives_an_answer() -> None:
    assert isinstance(chain(), Runnable)
    answer = chain().invoke({"question": ASKED})
    assert isinstance(answer, Answer)
    assert (answer.question, answer.status, answer.citations[0].value) == (ASKED, "answered", 37)
    assert answer.build == sample_store().build_id
    assert answer.model is None
    assert answer.seconds >= 0


def test_a_batch_answers_each_question_in_its_place() -> None:
    questions = [ASKED, "今天天气怎么样", "墨渡县政府的电话"]
    answers = chain().batch([{"question": question} for question in questions])
    assert [answer.question for answer in answers] == questions
    assert [answer.status for answer in answers] == ["answered", "out_of_scope", "answered"]


def test_asynchronous_calls_answer_the_same() -> None:
    async def ask() -> tuple[Answer, list[Answer]]:
        return await chain().ainvoke({"question": ASKED}), await chain().abatch([{"question": ASKED}] * 3)

    alone, together = asyncio.run(ask())
    expected = told(chain().invoke({"question": ASKED}))
    assert told(alone) == expected
    assert [told(answer) for answer in together] == [expected] * 3


STAGES = [Stage("understanding"), Stage("looking_up"), Stage("writing")]


def test_it_streams_its_stages_and_the_answer() -> None:
    *stages, answer = chain().stream({"question": ASKED})
    assert stages == STAGES
    assert told(answer) == told(chain().invoke({"question": ASKED}))


def test_it_streams_asynchronously_too() -> None:
    async def ask() -> list[Event]:
        return [event async for event in chain().astream({"question": ASKED})]

    *stages, answer = asyncio.run(ask())
    assert stages == STAGES
    assert told(answer) == told(chain().invoke({"question": ASKED}))


def test_what_follows_in_a_stream_gets_the_answer() -> None:
    status: Runnable[Answer, str] = RunnableLambda(lambda answer: answer.status)
    assert list((chain() | status).stream({"question": ASKED})) == ["answered"]


def test_it_joins_other_runnables() -> None:
    asked: Runnable[str, Question] = RunnableLambda(lambda question: Question(question=question))
    status: Runnable[Answer, str] = RunnableLambda(lambda answer: answer.status)
    assert (asked | chain() | status).invoke(ASKED) == "answered"
    assert chain().with_retry().invoke({"question": ASKED}).status == "answered"


def test_the_history_makes_a_follow_up() -> None:
    first = chain().invoke({"question": ASKED, "history": []})
    second = chain().invoke({"question": "那2024年呢？", "history": [first]})
    assert second.citations[0].value == 21
    assert chain().invoke({"question": "那枫漓县政府呢？", "history": [first, second]}).citations[0].value == 154


def test_the_same_question_gives_the_same_answer() -> None:
    for question in (ASKED, "墨渡县政府2023年存在哪些问题", "2023年哪些单位收到申请"):
        assert told(chain().invoke({"question": question})) == told(chain().invoke({"question": question}))


def test_id_and_language_are_taken_over() -> None:
    answer = chain().invoke({"question": ASKED, "id": "q7", "language": "en"})
    assert (answer.id, answer.language) == ("q7", "en")
    assert "received" in answer.answer


def test_last_year_counts_from_the_day_given() -> None:
    steps = build_chain(sample_store(), embedder, today=lambda: date(2025, 1, 1))
    answer = steps.invoke({"question": "墨渡县政府去年收到几件申请"})
    assert (answer.plan["scope"]["years"], answer.citations[0].value) == ([2024], 21)
    assert any(note.code == "assumed_year" for note in answer.notes)


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "　"])
def test_an_empty_question_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        chain().invoke({"question": question})


def test_a_question_may_be_long_but_not_too_long() -> None:
    longest = ASKED + "？" * (QUESTION_LIMIT - len(ASKED))
    assert chain().invoke({"question": longest}).status == "answered"
    with pytest.raises(QuestionError, match=rf"{QUESTION_LIMIT + 1} characters, at most {QUESTION_LIMIT}"):
        chain().invoke({"question": longest + "？"})


@pytest.mark.parametrize(
    "question",
    [
        "？",
        "。。。",
        "🙂",
        "\x00",
        "2023",
        "'; drop table reports; --",
        "[1] [2]",
        "<b>",
        "${organisation}",
        "%s %d",
        "a" * 500,
        "申" * 500,
    ],
)
def test_odd_questions_are_answered_somehow(question: str) -> None:
    answer = chain().invoke({"question": question})
    assert answer.question == question.strip()
    assert answer.answer


def test_the_model_is_loaded_once_and_only_for_passages() -> None:
    loaded = []

    def load() -> Embedder:
        loaded.append(1)
        return embedder()

    steps = build_chain(sample_store(), load)
    steps.invoke({"question": ASKED})
    steps.invoke({"question": "2023年哪些单位收到申请"})
    assert loaded == []
    for _ in range(2):
        steps.invoke({"question": "墨渡县政府2023年存在哪些问题"})
    assert loaded == [1]


def test_the_steps_alone_answer_the_same() -> None:
    steps = Steps(sample_store(), embedder, lambda: date(2026, 3, 1))
    assert told(steps.answer(steps.understand({"question": ASKED}))) == told(chain().invoke({"question": ASKED}))
