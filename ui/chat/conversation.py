"""A conversation as one browser tab has it, and as much of it as the browser keeps over a reload. Knows nothing of Gradio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from gkbot.answer import Answer
from ui.bot import HISTORY_LIMIT
from ui.chat.message import Surroundings, answer_message, question_message
from ui.web.shelf import Shelf

SAVED_CHARACTERS = 400_000  # of JSON: well below what a browser stores for a site, and what a request may carry


@dataclass(frozen=True)
class Conversation:
    """What one browser tab has said: `messages` as shown, `answers` as the bot needs them for follow-ups."""

    messages: tuple[dict[str, str], ...] = ()
    answers: tuple[Answer, ...] = ()

    def with_question(self, question: str) -> Conversation:
        """The same with a question that has no answer yet."""
        return replace(self, messages=(*self.messages, {"role": "user", "content": question_message(question)}))

    def with_reply(self, html: str) -> Conversation:
        """The same with a message of the bot that is no answer."""
        return replace(self, messages=(*self.messages, {"role": "assistant", "content": html}))

    def with_answer(self, answer: Answer, shelf: Shelf, where: Surroundings) -> Conversation:
        """The same with an answer, which is put on the shelf."""
        kept = shelf.put(answer)
        return replace(self.with_reply(answer_message(kept, where)), answers=(*self.answers, kept)[-HISTORY_LIMIT:])


def save(conversation: Conversation, door: str) -> dict[str, Any]:
    """What the browser is to keep: the last answers that fit, a very large one without table and sources.

    `door` names the page that it belongs to.
    """
    saved: list[dict[str, Any]] = []
    room = SAVED_CHARACTERS
    for answer in reversed(conversation.answers):
        size = len(answer.model_dump_json())
        if size > SAVED_CHARACTERS // 2:
            answer = answer.model_copy(update={"table": None, "chart": None, "citations": ()})
            size = len(answer.model_dump_json())
        if size > room:
            break
        room -= size
        saved.insert(0, answer.model_dump(mode="json"))
    return {"door": door, "answers": saved}


def restore(saved: object, door: str, shelf: Shelf, where: Surroundings) -> Conversation:
    """The conversation that a browser kept for this door; an empty one for anything else, since browsers send what they like."""
    conversation = Conversation()
    if not isinstance(saved, dict) or saved.get("door") != door or not isinstance(saved.get("answers"), Sequence):
        return conversation
    for kept in saved["answers"][-HISTORY_LIMIT:]:
        try:
            answer = Answer.model_validate(kept)
        except ValidationError:  # of an earlier version, or tampered with
            continue
        conversation = conversation.with_question(answer.question).with_answer(answer, shelf, where)
    return conversation
