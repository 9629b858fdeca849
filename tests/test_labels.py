"""The page's words are there in both languages, and the browser's first language decides."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from gkbot.answer import AnswerStatus, Language
from ui.labels import preferred_language, say, say_status

UI = Path(__file__).parents[1] / "ui"
LABELS = tomllib.loads((UI / "labels.toml").read_text(encoding="utf-8"))


def placeholders(words: str) -> set[str]:
    return {piece.split("}")[0] for piece in words.split("${")[1:]}


@pytest.mark.parametrize("group", ["page", "message", "status", "admin"])
def test_both_languages_say_the_same_things(group: str) -> None:
    chinese, english = LABELS["zh"][group], LABELS["en"][group]
    assert chinese.keys() == english.keys()
    assert {key: placeholders(words) for key, words in chinese.items()} == {
        key: placeholders(words) for key, words in english.items()
    }


def test_every_word_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in UI.rglob("*.py"))
    keys = [key for group in ("page", "message") for key in LABELS["zh"][group]]
    # Some are put together from a family and a name: f"stage_{name}".
    families = set(re.findall(r"""f["']([a-z]+)_\{""", code))
    unused = [key for key in keys if f'"{key}"' not in code and key.partition("_")[0] not in families]
    assert unused == []


def test_every_status_but_answered_is_said() -> None:
    assert set(LABELS["zh"]["status"]) == set(get_args(AnswerStatus)) - {"answered"}
    assert say_status("zh", "answered") is None


def test_values_are_put_in() -> None:
    assert (
        say("en", "long_question", length=501, limit=500)
        == "The question is too long: 501 characters, at most 500. Please shorten it."
    )


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en-GB,en;q=0.9,zh-CN;q=0.8", "en"),
        ("EN", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr-FR,en;q=0.5", "zh"),
        ("", "zh"),
        (None, "zh"),
    ],
)
def test_chinese_unless_english_comes_first(header: str | None, language: Language) -> None:
    assert preferred_language(header) == language
