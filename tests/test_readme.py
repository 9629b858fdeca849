"""Both READMEs tell the truth about the tree: every folder in the file map, every path in it there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("index", "gkbot", "prompts", "ui")
READMES = ("README.md", "README.zh-CN.md")
each_readme = pytest.mark.parametrize("readme", READMES)


def _mapped(readme: str) -> list[str]:
    """The paths at the line starts of fenced blocks, in their order."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return re.findall(rf"^(?:{'|'.join(PACKAGES)})/\S*", "".join(blocks), re.MULTILINE)


def _edited(readme: str) -> list[str]:
    """The paths in backticks in the last column of tables."""
    rows = [line for line in (ROOT / readme).read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [path for row in rows for path in re.findall(r"`([^`]+)`", row.rstrip("| ").rpartition("|")[2])]


def _existing() -> set[str]:
    """Every folder with modules or data in it; what its modules do, each says in its first line."""
    files = (path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    return {f"{file.parent.as_posix()}/" for file in files if "__pycache__" not in file.parts}


@each_readme
def test_the_file_map_lists_every_folder(readme: str) -> None:
    assert _existing() - set(_mapped(readme)) == set()


@each_readme
def test_the_file_map_lists_nothing_that_is_not_there(readme: str) -> None:
    mapped = _mapped(readme)
    assert [path for path in mapped if not (ROOT / path).exists()] == []
    assert len(mapped) == len(set(mapped))


@each_readme
def test_what_is_to_be_edited_is_there(readme: str) -> None:
    paths = _edited(readme)
    assert len(paths) >= 8
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_both_languages_say_the_same() -> None:
    assert _mapped(READMES[0]) == _mapped(READMES[1])
    assert _edited(READMES[0]) == _edited(READMES[1])


@each_readme
def test_the_first_commands_come_first(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    first = text.index("```")
    assert text[first:].split("```")[1].count("\n") <= 4
    assert "make run" in text[first:].split("```")[1]
    assert "make test" in text[first:].split("```")[1]
    assert text[:first].count("\n") <= 10
