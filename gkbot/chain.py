"""The retrieval chain: question and history in, Answer out; as plain steps, and as a LangChain Runnable of these steps.

chain = build_chain(store, load_embedder)
chain.invoke({"question": "哪些园区2023年收到了申请？", "history": []})  # the Answer
chain.stream({"question": "哪些园区2023年收到了申请？"})  # Stage, Text, ... and the Answer
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict

from gkbot.answer import Answer, Language
from gkbot.collection import load_collection
from gkbot.compose import compose
from gkbot.errors import QuestionError
from gkbot.events import Event, Stage
from gkbot.filters import apply_filters
from gkbot.plan import Plan, Scope
from gkbot.understanding.understand import understand
from index.storage.store import Store

if TYPE_CHECKING:
    from gkbot.collection import Collection
    from gkbot.language.models import LanguageModel
    from gkbot.passages.reranking import Reranker
    from gkbot.passages.retrieve import PassageRetriever
    from gkbot.runnable import AnswerChain
    from index.search.embedding import Embedder

QUESTION_LIMIT = 500  # characters


class Question(TypedDict, total=False):
    """What the chain takes: the question, the Answers before it (oldest first), a language to answer in, an id.

    `filters` are years, regions, kinds and bodies to stay within where the question names none itself.
    """

    question: str
    history: Sequence[Answer]
    language: Language | None
    filters: Scope | None
    id: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A question understood; `began` is when it came in, in seconds of the monotonic clock."""

    asked: Question
    plan: Plan
    began: float

    def seconds(self) -> float:
        """How long ago the question came in."""
        return round(time.monotonic() - self.began, 3)


@dataclass(frozen=True)
class Steps:
    """The steps of the chain over one opened build; `embedder` is called once, by the first question for passages."""

    store: Store
    embedder: Callable[[], Embedder]
    today: Callable[[], date] = date.today
    model: LanguageModel | None = None
    reranker: Reranker | None = None

    def ask(self, asked: Question) -> Answer:
        """The Answer to a question; raises as `understand` does."""
        *_, answer = self.stream(asked)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, asked: Question) -> Iterator[Event]:
        """What happens while a question is being answered, the Answer last; raises as `understand` does."""
        yield Stage("understanding")
        planned = self.understand(asked)
        yield Stage("looking_up")
        answer = self.answer(planned)
        if self.model:
            from gkbot.language.speaking import speak

            answer = yield from speak(self.model, planned, answer, self.collection, self.answer)
        else:
            yield Stage("writing")
        yield answer.model_copy(update={"seconds": planned.seconds()})

    def understand(self, asked: Question) -> Planned:
        """The question with its Plan; QuestionError for an empty question or one over QUESTION_LIMIT characters."""
        began = time.monotonic()
        question = checked(asked["question"])
        history, language = asked.get("history") or (), asked.get("language")
        plan = understand(question, self.collection, history=history, today=self.today().year, language=language)
        return Planned(asked, plan, began)

    def answer(self, planned: Planned) -> Answer:
        """The Answer to an understood question, within its filters."""
        asked = planned.asked
        plan, notes = apply_filters(planned.plan, asked.get("filters") or Scope(), self.collection)
        made = compose(asked["question"].strip(), plan, self.store, self.collection, lambda: self.retriever)
        told = {"id": asked.get("id") or "", "notes": (*made.notes, *notes), "seconds": planned.seconds()}
        return made.model_copy(update=told)

    @cached_property
    def collection(self) -> Collection:
        """Who and what is in the build."""
        return load_collection(self.store.engine)

    @cached_property
    def retriever(self) -> PassageRetriever:
        """The search for passages; loads the embedding model, ModelMismatch when the build was made with another."""
        from gkbot.passages.retrieve import PassageRetriever

        return PassageRetriever(self.store, self.embedder(), self.reranker)


def build_chain(
    store: Store,
    embedder: Callable[[], Embedder],
    *,
    today: Callable[[], date] = date.today,
    model: LanguageModel | None = None,
) -> AnswerChain:
    """The chain over an opened build as a Runnable, to be used wherever LangChain takes one."""
    from gkbot.runnable import AnswerChain

    return AnswerChain(Steps(store, embedder, today, model))


def checked(question: str) -> str:
    """The question itself; QuestionError when it is empty or has more than QUESTION_LIMIT characters."""
    if not question.strip():
        raise QuestionError("the question is empty: ask something, for example 有哪些报告？")
    if len(question) > QUESTION_LIMIT:
        raise QuestionError(f"the question has {len(question)} characters, at most {QUESTION_LIMIT} are taken: shorten it")
    return question
