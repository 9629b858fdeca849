"""Why a file was not read, in Chinese: every reason the readers give has its words, and nothing in it is lost."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import index
from index.readers import REFUSED
from index.readers.sniff import KINDS
from ui.reasons import say_reason

HAN = re.compile("[\u4e00-\u9fff]")
FOLDER = Path(index.__file__).parent
SAMPLE = "7"


def _texts(path: Path) -> Iterator[str]:
    """What a module gives as reasons, with SAMPLE for everything that is put in."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _name(node.func) in ("UnreadableReport", "append") and node.args:
            is_warning = isinstance(node.func, ast.Attribute) and _name(node.func.value) == "warnings"
            if _name(node.func) == "UnreadableReport" or is_warning:
                yield from _literal(node.args[0])
        elif isinstance(node, ast.Call):
            yield from (text for word in node.keywords if word.arg == "failure" for text in _literal(word.value))
        elif isinstance(node, ast.Return) and path.name == "archive.py":
            yield from (text for text in _literal(node.value) if "; " in text)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _literal(node: ast.expr | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else SAMPLE for part in node.values]
        yield "".join(map(str, parts)).removeprefix(f"{SAMPLE}: ")


REASONS = sorted({text for path in FOLDER.rglob("*.py") for text in _texts(path) if re.search("[a-z]{3}", text)})


def test_the_readers_give_reasons() -> None:
    assert len(REASONS) > 45


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_chinese_words(reason: str) -> None:
    chinese = say_reason(reason, "zh")
    assert HAN.search(chinese)
    assert chinese != reason
    assert chinese.count(SAMPLE) >= reason.count(SAMPLE) - reason.count("7z")


def test_what_is_put_in_is_taken_over() -> None:
    assert say_reason("200 MB, more than the limit of 64 MB; raise GKBOT_MAX_FILE_MB or leave it out", "zh") == (
        "文件有200 MB，超过上限64 MB，请调高GKBOT_MAX_FILE_MB或去掉此文件"
    )
    assert say_reason("named .doc but is a Word file (.docx), read as that", "zh") == (
        "文件名是.doc，实际是Word文件（.docx），已按实际格式读取"
    )


@pytest.mark.parametrize("suffix", REFUSED)
def test_formats_no_reader_takes_are_named_with_the_way_out(suffix: str) -> None:
    chinese = say_reason(f"{KINDS[suffix]}, which no reader takes; {REFUSED[suffix]}", "zh")
    assert re.fullmatch("[A-Za-z0-9]+(?:压缩包|文件)，不能直接读取，请.*", chinese)


def test_english_stays_as_the_index_says_it() -> None:
    assert all(say_reason(reason, "en") == reason for reason in REASONS)
