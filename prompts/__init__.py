"""The bot's words: answer phrases in Chinese and English, and prompt texts for language models. Knows nobody."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Template

LANGUAGES = ("zh", "en")


@cache
def phrases(language: str) -> Mapping[str, str]:
    """The answer phrases of a language ("zh", "en") by key, with $variables left open."""
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}, expected one of {', '.join(LANGUAGES)}")
    data: dict[str, str] = tomllib.loads((files(__name__) / f"{language}.toml").read_text(encoding="utf-8"))
    return data


def say(language: str, key: str, **values: object) -> str:
    """The phrase with its variables filled in; KeyError names a phrase that is missing or a variable that was not given."""
    return Template(phrases(language)[key]).substitute({name: str(value) for name, value in values.items()})
