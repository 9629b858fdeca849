"""What happens while a question is being answered: its stages, the text as it is written, at the end the Answer.

Knows nothing of who shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gkbot.answer import Answer

StageName = Literal["understanding", "looking_up", "writing"]


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done from now on."""

    name: StageName


@dataclass(frozen=True, slots=True)
class Text:
    """The next piece of the answer's Markdown, already checked against what it cites."""

    text: str


# The Answer comes last, once; its text takes the place of the pieces before it, which may have been a false start.
Event = Stage | Text | Answer
