"""The bot's words are complete: the same phrases with the same variables in both languages, each used, none missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import get_args

import pytest

import prompts
from gkbot.language.trouble import Code
from gkbot.plan import Ask
from index.report import State, Status

ROOT = Path(__file__).parents[1]
CODE = [path for package in ("gkbot", "ui") for path in sorted((ROOT / package).rglob("*.py"))]
# Methods and functions whose first (for prompts.say and note: second) argument is the key of a phrase.
SAYERS = {"say": 0, "write": 0, "note": 1}
# Keys put together from a kind of thing and its name.
FAMILIES = {
    "value": [*(state.value for state in State), "missing", "not_counted"],
    "ask": list(get_args(Ask)),
    "field": ["address", "phone", "fax", "postcode", "email", "website"],
    "table": ["T2", "T3", "T4", "organisation", "year", "check", "left", "right", "status"],
    "cell": ["blank", "unreadable", "missing", "not_counted", "undefined"],
    "status": [status.value for status in Status],
    "breakdown": ["applicant", "outcome"],
    "model": list(get_args(Code)),
    "note": ["unreadable", "undefined"],
    "kind": ["park", "bureau", "government", "township", "subdistrict", "service_centre", "other"],
}


def variables(language: str) -> dict[str, set[str]]:
    return {key: set(Template(text).get_identifiers()) for key, text in prompts.phrases(language).items()}


def test_both_languages_have_the_same_phrases_with_the_same_variables() -> None:
    assert variables("zh") == variables("en")


@pytest.mark.parametrize("language", prompts.LANGUAGES)
def test_every_phrase_is_a_valid_template(language: str) -> None:
    invalid = [key for key, text in prompts.phrases(language).items() if not Template(text).is_valid()]
    assert invalid == []


@pytest.mark.parametrize("language", prompts.LANGUAGES)
def test_a_family_of_phrases_is_complete(language: str) -> None:
    missing = [f"{family}_{name}" for family, names in FAMILIES.items() for name in names]
    assert set(missing) - set(prompts.phrases(language)) == set()


def _strings(path: Path) -> Iterator[str]:
    """Every string constant of a module; of f-strings their constant parts."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _is_built(key: str, used: set[str]) -> bool:
    family, _, name = key.partition("_")
    return f"{family}_" in used and name in FAMILIES.get(family, [])


def test_every_phrase_is_used() -> None:
    used = {text for path in CODE for text in _strings(path)}
    assert {key for key in prompts.phrases("zh") if key not in used and not _is_built(key, used)} == set()


def _calls(path: Path) -> Iterator[tuple[str, set[str] | None, int]]:
    """Each key said in a module by a literal, with the variables given to it (None where they are not literal), and its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in SAYERS:
            continue
        at = SAYERS[name] + (
            isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "prompts"
        )
        if at >= len(node.args):
            continue
        given = {keyword.arg for keyword in node.keywords}
        known = None if None in given else {name for name in given if name is not None}
        for key in _literals(node.args[at]):
            yield key, known, node.lineno


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


@pytest.mark.parametrize("path", [p for p in CODE if "gkbot" in p.relative_to(ROOT).parts], ids=lambda path: path.stem)
def test_every_phrase_said_is_there_and_gets_its_variables(path: Path) -> None:
    """What `say` would only tell at run time, in a branch that no question may reach."""
    known = variables("zh")
    for key, given, line in _calls(path):
        assert key in known, f"{path.name}:{line} says {key!r}"
        if given is not None:
            assert known[key] <= given, f"{path.name}:{line} does not give {known[key] - given} to {key!r}"


def test_the_calls_are_seen() -> None:
    """That the test above looks at what it means to look at."""
    assert sum(len(list(_calls(path))) for path in CODE) > 50


def test_a_phrase_that_is_missing_or_not_filled_is_an_error() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        prompts.say("zh", "nonsense")
    with pytest.raises(KeyError, match="organisation"):
        prompts.say("zh", "report", year=2023)


def test_an_unknown_language_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="'fr', expected one of zh, en"):
        prompts.phrases("fr")


def test_values_are_put_in_as_they_are() -> None:
    assert prompts.say("zh", "report", organisation="${year}局", year=2023) == "${year}局2023年"


@pytest.mark.parametrize("language", prompts.LANGUAGES)
def test_phrases_are_in_their_language(language: str) -> None:
    """English phrases hold Chinese only as official terms in brackets, Chinese ones no English words."""
    for key, text in prompts.phrases(language).items():
        plain = re.sub(r"\$\{\w+\}", "", text)
        if language == "zh":
            assert not re.search(r"(?<!gkbot )\b(?!gkbot|index)[a-z]{3,}", plain), key
        else:
            assert not re.search("[一-龥]", re.sub("[（(][^()（）]*[)）]", "", plain)), key


def test_plans_ask_only_what_can_be_answered() -> None:
    """Every ask of a Plan has a composer; `Ask` and the code of `compose` are read, not repeated."""
    code = (ROOT / "gkbot" / "compose" / "__init__.py").read_text(encoding="utf-8")
    fallback = {"passage"}
    fields = {"contact"}  # a plan with contact fields is taken before its ask is looked at
    assert [ask for ask in get_args(Ask) if f'"{ask}"' not in code and ask not in fallback | fields] == []


@pytest.mark.parametrize("language", prompts.LANGUAGES)
@pytest.mark.parametrize("name", sorted(prompts.PROMPTS))
def test_a_prompt_declares_the_variables_that_its_text_has(name: str, language: str) -> None:
    text = Template(prompts.prompt_text(language, name))
    assert text.is_valid()
    assert set(text.get_identifiers()) == prompts.PROMPTS[name]
    _, user = prompts.prompt(language, name, **{variable: f"«{variable}»" for variable in prompts.PROMPTS[name]})
    assert "$" not in user


def test_every_prompt_text_is_declared_and_used() -> None:
    texts = {path.name for path in (ROOT / "prompts").glob("*.txt")}
    assert texts == {f"{name}.{language}.txt" for name in prompts.PROMPTS for language in prompts.LANGUAGES}
    used = {text for path in CODE for text in _strings(path)}
    assert prompts.PROMPTS.keys() <= used


def test_a_prompt_with_a_variable_too_few_or_too_many_is_an_error() -> None:
    with pytest.raises(ValueError, match="plan_again takes reason, got other"):
        prompts.prompt("zh", "plan_again", other="")


def test_a_prompt_takes_values_as_they_are() -> None:
    assert "${question} $reason 5$" in prompts.prompt("zh", "plan_again", reason="${question} $reason 5$")[1]
