"""The page's own words in Chinese and English, from labels.toml. Knows nothing of where they are shown."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from string import Template
from typing import Protocol

from gkbot.answer import Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")
LANGUAGE_TAGS: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}


@cache
def _read_labels() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(resources.files("ui").joinpath("labels.toml").read_text(encoding="utf-8"))


def page_labels(language: Language) -> Mapping[str, str]:
    """The words of the page around the conversation, by key."""
    return _read_labels()[language]["page"]


def say_of_report(language: Language, key: str, **values: object) -> str:
    """The words for `key` on the page of a report, with `values` put in; plain text, not HTML. Raises KeyError."""
    return Template(_read_labels()[language]["report"][key]).substitute(values)


def say_of_refusal(language: Language, key: str, **values: object) -> str:
    """The words for `key` on the page of a refusal, with `values` put in; plain text, not HTML. Raises KeyError."""
    return Template(_read_labels()[language]["refusal"][key]).substitute(values)


def say_of_login(language: Language, key: str) -> str:
    """The words for `key` on the log-in page; plain text, not HTML. Raises KeyError."""
    return _read_labels()[language]["login"][key]


def say_of_admin(language: Language, key: str, **values: object) -> str:
    """The words for `key` on the administration page, with `values` put in; plain text, not HTML. Raises KeyError."""
    return Template(_read_labels()[language]["admin"][key]).substitute(values)


def say_kind(language: Language, kind: str) -> str:
    """What a kind of body is called. Raises KeyError."""
    return _read_labels()[language]["kind"][kind]


def say(language: Language, key: str, **values: object) -> str:
    """The words for `key` inside a message, with `values` put in; plain text, not HTML. Raises KeyError."""
    return Template(_read_labels()[language]["message"][key]).substitute(values)


def say_status(language: Language, status: str) -> str | None:
    """What heads an answer of this status; None for one that simply answers."""
    return _read_labels()[language]["status"].get(status)


class Asked(Protocol):
    """What of a request tells its language; Starlette's and Gradio's requests both have it."""

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def query_params(self) -> Mapping[str, str]: ...


def page_language(request: Asked) -> Language:
    """The language of the page that a request asks for."""
    return preferred_language(request.headers.get("accept-language"), request.query_params.get("lang"))


def preferred_language(accept_language: str | None, wanted: str | None = None) -> Language:
    """The page's language: the one wanted in its address, else the first of an Accept-Language header; English or Chinese."""
    return "en" if (wanted or accept_language or "").strip().lower().startswith("en") else "zh"
