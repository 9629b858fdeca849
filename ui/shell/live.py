"""An answer being made, shown in a terminal: its stages, and the text as it is written. Knows nothing of how it is made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO

from gkbot.answer import Answer, Language
from gkbot.events import Event, Stage, Text
from gkbot.words.lexicon import HAN
from ui.labels import say
from ui.shell.plain import plain_answer


def follow(events: Iterable[Event], language: Language, *, stages: TextIO | None, text: TextIO | None) -> tuple[Answer, str]:
    """The Answer that the events end in, and what was shown of it; `stages` and `text` say where to, None nowhere."""
    shown = ""
    for event in events:
        if isinstance(event, Stage) and stages:
            print(say(language, f"stage_{event.name}"), file=stages, flush=True)
        if isinstance(event, Text) and text:
            shown += event.text
            print(event.text, end="", file=text, flush=True)
        if isinstance(event, Answer):
            return event, shown
    raise AssertionError("the events ended without an Answer")


def language_of(question: str) -> Language:
    """The language to tell the stages in before the question is understood."""
    return "zh" if re.search(f"[{HAN}]", question) else "en"


def rest_of(answer: Answer, shown: str) -> str:
    """What is left to print of an answer: all of it where what was shown is not how it begins."""
    whole = plain_answer(answer)
    if shown and whole.startswith(shown):
        return whole[len(shown) :]
    return f"\n\n{whole}" if shown else whole
