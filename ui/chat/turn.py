"""One turn with the bot: the question checked, what is shown while it is being answered, and what when there is no answer.

Knows nothing of Gradio.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

from gkbot.answer import Answer, Language
from gkbot.chain import QUESTION_LIMIT
from gkbot.events import Stage, Text
from gkbot.plan import Scope
from index.errors import GkbotIndexError, NoBuild
from ui.bot import Bot
from ui.chat.conversation import Conversation
from ui.chat.message import Surroundings, failure_message, stage_message
from ui.labels import say
from ui.web.shelf import Shelf

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 0.1  # pieces of text come faster than a page is worth drawing


def find_problem(question: str, language: Language) -> str | None:
    """Why a question cannot be asked, in words for the reader; None when it can."""
    if not question:
        return say(language, "empty_question")
    if len(question) > QUESTION_LIMIT:
        return say(language, "long_question", length=len(question), limit=QUESTION_LIMIT)
    return None


def take_turn(
    bot: Bot, question: str, asked: Conversation, language: Language, filters: Scope, shelf: Shelf, where: Surroundings
) -> Iterator[Conversation]:
    """The conversation as it grows by the answer to `question`, which already stands in it; the last one holds the answer.

    A bot that breaks costs one line.
    """
    stage, text, shown = "understanding", "", time.monotonic()
    yield asked.with_reply(stage_message(stage, language))
    try:
        for event in bot.stream(question, asked.answers, None, filters):
            if isinstance(event, Answer):
                yield asked.with_answer(event, shelf, where)
                return
            if isinstance(event, Stage):
                stage = event.name
            elif isinstance(event, Text):
                text += event.text
            if isinstance(event, Stage) or time.monotonic() - shown > SECONDS_BETWEEN:
                shown = time.monotonic()
                yield asked.with_reply(stage_message(stage, language, text))
    except NoBuild:
        yield asked.with_reply(failure_message(language, "no_index"))
    except GkbotIndexError as error:  # the operator's to mend, who reads it in the log
        log.error("no answer to %r: %s", question, error)
        yield asked.with_reply(failure_message(language, "index_trouble"))
    except Exception:  # whatever the bot stumbles over, the reader is owed a sentence and the operator a traceback
        log.exception("no answer to %r", question)
        yield asked.with_reply(failure_message(language))
