"""The retrieval chain as a LangChain Runnable: question and history in, Answer out.

chain = build_chain(store)
chain.invoke({"question": "哪些园区2023年收到了申请？", "history": []})
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, TypedDict, cast

from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough

from gkbot.answer import Answer, Language
from gkbot.collection import load_collection
from gkbot.compose import compose
from gkbot.errors import QuestionError
from gkbot.retrieve import PassageRetriever
from gkbot.understand import understand
from index.store import Store

if TYPE_CHECKING:
    from index.embedding import Embedder

QUESTION_LIMIT = 500  # characters


class Question(TypedDict, total=False):
    """What the chain takes: the question, the Answers before it (oldest first), a language to answer in, an id."""

    question: str
    history: Sequence[Answer]
    language: Language | None
    id: str


def build_chain(
    store: Store, embedder: Callable[[], Embedder], *, today: Callable[[], date] = date.today
) -> Runnable[Question, Answer]:
    """The chain over one opened build; `embedder` is called once, at the first question that needs passages.

    `invoke` raises QuestionError for an empty question or one over QUESTION_LIMIT characters.
    """
    collection = load_collection(store.engine)
    retriever = cache(lambda: PassageRetriever(store, embedder()))

    def plan(asked: dict[str, Any]) -> Any:
        return understand(
            _checked(asked["question"]),
            collection,
            history=asked.get("history") or (),
            today=today().year,
            language=asked.get("language"),
        )

    def answer(planned: dict[str, Any]) -> Answer:
        made = compose(planned["question"].strip(), planned["plan"], store, collection, retriever)
        seconds = round(time.monotonic() - planned["began"], 3)
        return made.model_copy(update={"id": planned.get("id") or "", "seconds": seconds})

    begin = RunnablePassthrough.assign(began=RunnableLambda(lambda _: time.monotonic(), name="begin"))
    understood = RunnablePassthrough.assign(plan=RunnableLambda(plan, name="understand"))
    # LangChain types a sequence by its first step's dict; what goes in and comes out is Question and Answer.
    return cast(Runnable[Question, Answer], begin | understood | RunnableLambda(answer, name="answer"))


def _checked(question: str) -> str:
    if not question.strip():
        raise QuestionError("the question is empty: ask something, for example 有哪些报告？")
    if len(question) > QUESTION_LIMIT:
        raise QuestionError(f"the question has {len(question)} characters, at most {QUESTION_LIMIT} are taken: shorten it")
    return question
