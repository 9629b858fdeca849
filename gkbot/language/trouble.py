"""What can go wrong with a language model, as one short list of codes; each has a note for the reader.

ModelTrouble          the model gave nothing that can be used; the answer goes on without it
ModelMissing          the model cannot be used at all: a mistake in the settings
"""

from __future__ import annotations

from typing import Literal

from gkbot.errors import BotError

Code = Literal[
    "unreachable", "slow", "refused", "cut_off", "garbage", "rate_limited", "no_access", "failed", "unsupported", "no_answer"
]


class ModelTrouble(Exception):
    """Why the model's part of an answer is left out; holds a code and nothing of what the model's server said."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


class ModelMissing(BotError):
    """The model that the settings name cannot be loaded: why, and the way out, in one line."""


def trouble_of(error: BaseException) -> ModelTrouble:
    """The trouble that an error of a model's library means; its text, which may hold a key, is left behind."""
    from langchain_core import exceptions as known

    table: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Code], ...] = (
        ((known.ModelTimeoutError, TimeoutError), "slow"),
        (known.ModelConnectionError, "unreachable"),
        (known.ModelRateLimitError, "rate_limited"),
        ((known.ModelAuthenticationError, known.ModelPermissionDeniedError), "no_access"),
        (known.OutputParserException, "garbage"),
        (ConnectionError, "unreachable"),
        ((ValueError, TypeError, LookupError), "garbage"),
    )
    for kind, code in table:
        if isinstance(error, kind):
            return ModelTrouble(code)
    return ModelTrouble(_by_name(type(error).__name__))


def _by_name(name: str) -> Code:
    """The trouble that the name of an error tells of, where its class is the library's own."""
    words: tuple[tuple[str, Code], ...] = (
        ("Timeout", "slow"),
        ("Refusal", "refused"),
        ("ContentFilter", "refused"),
        ("LengthFinish", "cut_off"),
        ("RemoteProtocol", "cut_off"),
        ("IncompleteRead", "cut_off"),
        ("ReadError", "cut_off"),
        ("JSONDecode", "garbage"),
        ("Validation", "garbage"),
        ("RateLimit", "rate_limited"),
        ("Connect", "unreachable"),
    )
    return next((code for word, code in words if word in name), "failed")
