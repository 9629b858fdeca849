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


# The prompt texts for language models, each with the variables it takes; every one stands in NAME.zh.txt and NAME.en.txt.
PROMPTS: Mapping[str, frozenset[str]] = {
    "word": frozenset(("question", "understood", "evidence", "not_stated")),
    "combine": frozenset(("question", "understood", "points")),
    "plan": frozenset(("question", "before", "kinds", "columns", "fields", "topics", "measures")),
    "plan_again": frozenset(("reason",)),
}
_ROLES_PARTED = "===\n"


@cache
def prompt_text(language: str, name: str) -> str:
    """A prompt as it stands in its file; the line === parts what the system says from what the user does."""
    return (files(__name__) / f"{name}.{language}.txt").read_text(encoding="utf-8")


def prompt(language: str, name: str, **values: str) -> tuple[str, str]:
    """A prompt's system part ("" where it has none) and user part, filled in; ValueError when `values` are not its variables."""
    if values.keys() != PROMPTS[name]:
        raise ValueError(f"prompt {name} takes {', '.join(sorted(PROMPTS[name]))}, got {', '.join(sorted(values))}")
    system, user = (Template(part).substitute(values).strip() for part in prompt_text(language, name).split(_ROLES_PARTED, 1))
    return system, user
