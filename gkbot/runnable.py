"""The chain as a LangChain Runnable. Importing it costs half a second: only who wants a Runnable pays for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import run_in_executor

from gkbot.answer import Answer
from gkbot.chain import Question, Steps
from gkbot.events import Event


class AnswerChain(Runnable[Question, Any]):
    """Question and history in, Answer out; streamed, the events of answering it, the Answer last."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self.name = "answer"

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """The Answer to a question; QuestionError when it is empty or too long."""
        answer: Answer = self._call_with_config(self.steps.ask, input, config)
        return answer

    def stream(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Event]:
        """The events of answering a question, the Answer last; raises as `invoke` does."""
        yield from self._transform_stream_with_config(iter([input]), self._events, config)

    async def astream(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> AsyncIterator[Event]:
        """As `stream`; the work is done in threads."""
        events = self.stream(input, config)
        try:
            while (event := await run_in_executor(config, next, events, None)) is not None:
                yield event
        finally:
            await run_in_executor(config, events.close)  # type: ignore[attr-defined]

    def _events(self, asked: Iterator[Question]) -> Iterator[Event]:
        for question in asked:
            yield from self.steps.stream(question)
