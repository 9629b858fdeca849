"""The retrieval chain: question and history in, Answer out; as plain steps, and as a LangChain Runnable of these steps.

chain = build_chain(store, load_embedder)
chain.invoke({"question": "哪些园区2023年收到了申请？", "history": []})
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict, cast

from gkbot.answer import Answer, Language
from gkbot.collection import load_collection
from gkbot.compose import compose
from gkbot.errors import QuestionError
from gkbot.plan import Plan
from gkbot.understand import understand
from index.storage.store import Store

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from gkbot.collection import Collection
    from gkbot.retrieve import PassageRetriever
    from index.search.embedding import Embedder

QUESTION_LIMIT = 500  # characters


class Question(TypedDict, total=False):
    """What the chain takes: the question, the Answers before it (oldest first), a language to answer in, an id."""

    question: str
    history: Sequence[Answer]
    language: Language | None
    id: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A question understood; `began` is when it came in, in seconds of the monotonic clock."""

    asked: Question
    plan: Plan
    began: float


@dataclass(frozen=True)
class Steps:
    """The steps of the chain over one opened build; `embedder` is called once, by the first question for passages."""

    store: Store
    embedder: Callable[[], Embedder]
    today: Callable[[], date] = date.today

    def understand(self, asked: Question) -> Planned:
        """The question with its Plan; QuestionError for an empty question or one over QUESTION_LIMIT characters."""
        began = time.monotonic()
        question = _checked(asked["question"])
        history, language = asked.get("history") or (), asked.get("language")
        plan = understand(question, self.collection, history=history, today=self.today().year, language=language)
        return Planned(asked, plan, began)

    def answer(self, planned: Planned) -> Answer:
        """The Answer to an understood question."""
        made = compose(planned.asked["question"].strip(), planned.plan, self.store, self.collection, lambda: self.retriever)
        seconds = round(time.monotonic() - planned.began, 3)
        return made.model_copy(update={"id": planned.asked.get("id") or "", "seconds": seconds})

    @cached_property
    def collection(self) -> Collection:
        """Who and what is in the build."""
        return load_collection(self.store.engine)

    @cached_property
    def retriever(self) -> PassageRetriever:
        """The search for passages; loads the embedding model, ModelMismatch when the build was made with another."""
        from gkbot.retrieve import PassageRetriever

        return PassageRetriever(self.store, self.embedder())


def build_chain(
    store: Store, embedder: Callable[[], Embedder], *, today: Callable[[], date] = date.today
) -> Runnable[Question, Answer]:
    """The chain over an opened build as a Runnable, to be used wherever LangChain takes one."""
    # 0.6 s, half of what a question from the shell takes: only who wants a Runnable pays for it.
    from langchain_core.runnables import RunnableLambda

    steps = Steps(store, embedder, today)
    chain: Any = RunnableLambda(steps.understand, name="understand") | RunnableLambda(steps.answer, name="answer")
    return cast("Runnable[Question, Answer]", chain)


def _checked(question: str) -> str:
    if not question.strip():
        raise QuestionError("the question is empty: ask something, for example 有哪些报告？")
    if len(question) > QUESTION_LIMIT:
        raise QuestionError(f"the question has {len(question)} characters, at most {QUESTION_LIMIT} are taken: shorten it")
    return question
