"""A chat model of any provider behind three calls: a reply, a streamed reply, a reply of a given form; each within a time limit.

Knows nothing of questions or reports. Whatever goes wrong is a ModelTrouble, whose text never holds what a server said.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import AsyncGenerator, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import cached_property
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, cast

from pydantic import BaseModel, ValidationError

from gkbot.language.trouble import ModelMissing, ModelTrouble, trouble_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

log = logging.getLogger(__name__)

Message = tuple[Literal["system", "human", "ai"], str]
Method = Literal["json_schema", "function_calling", "json_mode", "text"]
Form = TypeVar("Form", bound=BaseModel)
T = TypeVar("T")

LONGEST_REPLY = 8000  # characters; what goes on longer is no answer
CUT, REFUSED = frozenset(("length", "max_tokens", "MAX_TOKENS")), frozenset(("content_filter", "refusal", "safety", "SAFETY"))
FINISHED_BY = ("finish_reason", "stop_reason", "done_reason")
JSON = re.compile(r"\{.*\}", re.DOTALL)
FENCED = re.compile(r"<think>.*?</think>", re.DOTALL)


@dataclass(frozen=True)
class ModelChoice:
    """Which model and how it is spoken to.

    `name` is `provider:model` as LangChain's `init_chat_model` takes it; `url` and `key` of its server where it is not the
    provider's own. `seconds` is the time that all calls for one question may take together. `method` is how a reply of a given
    form is asked for. A prompt has at most `characters`.
    """

    name: str
    url: str | None = None
    key: str | None = field(default=None, repr=False)
    seconds: float = 60.0
    method: Method = "json_schema"
    characters: int = 12_000
    temperature: float = 0.0


@dataclass(frozen=True, slots=True)
class Reply(Generic[Form]):
    """A reply of a form, or None with the reason why it is none; `text` is what the model said."""

    form: Form | None
    reason: str
    text: str


class LanguageModel:
    """One chat model; any number of threads may call it. Close it when done."""

    def __init__(self, choice: ModelChoice) -> None:
        self.choice = choice
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = Lock()

    @property
    def name(self) -> str:
        """The model as it is named in answers."""
        return self.choice.name

    def deadline(self) -> float:
        """When the time for a question that begins now is up, in seconds of the monotonic clock."""
        return time.monotonic() + self.choice.seconds

    @cached_property
    def chat(self) -> BaseChatModel:
        """LangChain's model; ModelMissing when its package is not there or its name fits no provider."""
        from langchain.chat_models import init_chat_model

        choice = self.choice
        options: dict[str, Any] = {"temperature": choice.temperature, "timeout": choice.seconds, "max_retries": 0}
        if choice.url:
            # A server of one's own often asks for no key, its client library always for something.
            options |= {"base_url": choice.url, "api_key": choice.key or "none"}
        elif choice.key:
            options["api_key"] = choice.key
        try:
            model: BaseChatModel = init_chat_model(choice.name, **options)
        except ImportError as error:
            package = re.search(r"langchain[-_]\w+", str(error))
            wanted = package[0].replace("_", "-") if package else "the package of its provider"
            install = "pip install 'gkbot[llm]'" if wanted == "langchain-openai" else f"pip install {wanted}"
            raise ModelMissing(f"the language model {choice.name} needs {wanted}: {install}") from None
        except Exception as error:
            # Providers refuse in ways of their own, and may quote a key in what they say.
            told = f"the language model {choice.name} cannot be set up ({type(error).__name__}): GKBOT_LLM is provider:model, "
            raise ModelMissing(f"{told}such as openai:NAME, GKBOT_LLM_KEY its key, GKBOT_LLM_URL the server") from None
        return model

    def reply(self, messages: Sequence[Message], deadline: float) -> str:
        """What the model says to these messages."""
        return "".join(self.stream(messages, deadline))

    def stream(self, messages: Sequence[Message], deadline: float) -> Iterator[str]:
        """What the model says, in pieces as they come; a generator that is closed early ends the call."""
        chat, pieces = self.chat, SimpleQueue[str | BaseException | None]()

        async def pump() -> None:
            try:
                async with aclosing(_pieces(chat, messages)) as coming:
                    async for piece in coming:
                        pieces.put(piece)
                pieces.put(None)
            except BaseException as error:  # whatever a provider raises is told to the thread that waits
                pieces.put(error)

        running = self._start(pump())
        try:
            while (piece := self._next(pieces, deadline)) is not None:
                yield piece
        finally:
            running.cancel()

    def propose(self, messages: Sequence[Message], form: type[Form], deadline: float) -> Reply[Form]:
        """A reply of the given form, or the reason why what came is none."""
        if self.choice.method == "text":
            return _read(self.reply(messages, deadline), form)
        asking = self.chat.with_structured_output(form, method=self.choice.method, include_raw=True)
        running = self._start(_ask(asking, messages))
        try:
            got: dict[str, Any] = running.result(max(deadline - time.monotonic(), 0))
        except ValidationError as error:  # some providers check the form themselves
            return Reply(None, _why(error), "")
        except BaseException as error:  # providers fail in ways of their own, and a call that was ended counts as one that failed
            raise self._told(error) from None
        finally:
            running.cancel()
        _check_end(got["raw"].response_metadata)
        if got["raw"].additional_kwargs.get("refusal"):
            raise ModelTrouble("refused")
        if isinstance(got["parsed"], form):
            return Reply(got["parsed"], "", _said(got["raw"]))
        return _read(_said(got["raw"]), form)

    def close(self) -> None:
        """End the calls that are still running."""
        with self._lock:
            if self._loop:
                self._loop.call_soon_threadsafe(self._loop.stop)
            self._loop = None

    def _next(self, pieces: SimpleQueue[str | BaseException | None], deadline: float) -> str | None:
        try:
            piece = pieces.get(timeout=max(deadline - time.monotonic(), 0.001))
        except Empty:
            raise self._told(TimeoutError()) from None
        if isinstance(piece, ModelTrouble):
            raise piece
        if isinstance(piece, BaseException):
            raise self._told(piece) from None
        return piece

    def _told(self, error: BaseException) -> ModelTrouble:
        trouble = trouble_of(error)
        log.warning("language model %s: %s (%s)", self.name, trouble.code, type(error).__name__)
        return trouble

    def _start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin work in the loop that all calls share: only there a call that hangs can be ended."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                Thread(target=_run, args=(self._loop,), name="language model", daemon=True).start()
            return asyncio.run_coroutine_threadsafe(work, self._loop)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    """Run a loop until it is stopped, then end what is left in it."""
    try:
        loop.run_forever()
        loop.run_until_complete(_end_calls())
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


async def _end_calls() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


async def _ask(asking: Any, messages: Sequence[Message]) -> Any:
    return await asking.ainvoke(list(messages))


async def _pieces(chat: BaseChatModel, messages: Sequence[Message]) -> AsyncGenerator[str, None]:
    """The text of a streamed reply; ModelTrouble where its end says that it is no whole reply."""
    said = 0
    ends: dict[str, Any] = {}
    # Closed at once: left to the garbage collector, the connection below it may be closed while it is still read.
    async with aclosing(cast("AsyncGenerator[BaseMessage, None]", chat.astream(list(messages)))) as chunks:
        async for chunk in chunks:
            ends |= chunk.response_metadata
            if chunk.additional_kwargs.get("refusal"):
                raise ModelTrouble("refused")
            text = _said(chunk)
            said += len(text)
            if said > LONGEST_REPLY:
                raise ModelTrouble("cut_off")
            if text:
                yield text
    _check_end(ends)
    if not said:
        raise ModelTrouble("refused")


def _check_end(metadata: dict[str, Any]) -> None:
    """ModelTrouble when a reply was cut off or refused; a server of OpenAI's protocol that names no end was cut off, too."""
    reason = next((str(metadata[name]) for name in FINISHED_BY if metadata.get(name)), "")
    if any(word in reason for word in CUT) or (not reason and metadata.get("model_provider") == "openai"):
        raise ModelTrouble("cut_off")
    if any(word in reason for word in REFUSED):
        raise ModelTrouble("refused")


def _said(message: BaseMessage) -> str:
    """The text of a message; of one that calls a tool what it calls it with."""
    calls = getattr(message, "tool_calls", None)
    return json.dumps(calls[0]["args"], ensure_ascii=False) if calls and not message.text else str(message.text)


def _read(text: str, form: type[Form]) -> Reply[Form]:
    """The form that a text holds as JSON, whatever stands around it."""
    found = JSON.search(FENCED.sub("", text))
    if found is None:
        return Reply(None, "the reply holds no JSON object", text)
    try:
        return Reply(form.model_validate_json(found[0]), "", text)
    except ValidationError as error:
        return Reply(None, _why(error), text)


def _why(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc'])) or 'the reply'}: {first['msg']}"
