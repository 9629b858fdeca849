"""The page's own words in Chinese and English, from labels.toml. Knows nothing of where they are shown."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from string import Template

from gkbot.answer import Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def _read_labels() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(resources.files("ui").joinpath("labels.toml").read_text(encoding="utf-8"))


def page_labels(language: Language) -> Mapping[str, str]:
    """The words of the page around the conversation, by key."""
    return _read_labels()[language]["page"]


def say(language: Language, key: str, **values: object) -> str:
    """The words for `key` inside a message, with `values` put in; plain text, not HTML. Raises KeyError."""
    return Template(_read_labels()[language]["message"][key]).substitute(values)


def say_status(language: Language, status: str) -> str | None:
    """What heads an answer of this status; None for one that simply answers."""
    return _read_labels()[language]["status"].get(status)


def preferred_language(accept_language: str | None) -> Language:
    """The page's language for a browser's Accept-Language header: English if that comes first, Chinese otherwise."""
    return "en" if (accept_language or "").strip().lower().startswith("en") else "zh"
