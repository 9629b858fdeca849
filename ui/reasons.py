"""Why a file was not read, or not wholly, in the language asked for: the index says it in English, reasons.toml has the Chinese.

Knows nothing of how files are read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from string import Template
from typing import Any

from gkbot.answer import Language
from index.readers.ocr import INSTALL_OCR


def say_reason(reason: str, language: Language) -> str:
    """The reason or warning in that language; one that reasons.toml does not have as it is."""
    if language == "en":
        return reason
    for said, chinese in _load_reasons():
        match = said.fullmatch(reason)
        if match:
            return chinese.substitute({gap: _say_part(text) for gap, text in match.groupdict().items()})
    return reason


def say_word(key: str, language: Language, **values: object) -> str:
    """A word of the table `gkbot index` ends with."""
    return Template(_load()[language][key]).substitute(values)


@cache
def _load() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("ui").joinpath("reasons.toml").read_text(encoding="utf-8"))


@cache
def _load_reasons() -> tuple[tuple[re.Pattern[str], Template], ...]:
    return tuple((_as_pattern(reason["en"]), Template(reason["zh"])) for reason in _load()["reasons"])


def _as_pattern(phrase: str) -> re.Pattern[str]:
    """What matches the phrase with anything in its gaps."""
    parts = re.split(r"\$\{(\w+)\}", phrase)
    return re.compile("".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)), re.DOTALL)


def _say_part(text: str) -> str:
    """What a gap holds: a kind of file in Chinese, all else as it is."""
    named = re.fullmatch(r"named (\.\w+)", text)
    return f"文件名是{named[1]}" if named else _PARTS.get(text, text)


_PARTS = {
    "without an ending": "文件名没有后缀",
    "text": "纯文本",
    "a web page": "网页",
    "a web archive": "网页归档文件",
    "a Word file (.docx)": "Word文件（.docx）",
    "an old Word file (.doc)": "旧版Word文件（.doc）",
    "an RTF file": "RTF文件",
    "an OpenDocument text": "OpenDocument文本",
    "a PDF": "PDF",
    "a PNG picture": "PNG图片",
    "a JPEG picture": "JPEG图片",
    "a ZIP archive": "ZIP压缩包",
    "a RAR archive": "RAR压缩包",
    "a 7z archive": "7z压缩包",
    "a gzip archive": "gzip压缩包",
    "an OFD file": "OFD文件",
    "an Excel file": "Excel文件",
    "a PowerPoint file": "PPT文件",
    "an old Office file, but no Word file": "旧版Office文件，但不是Word",
    INSTALL_OCR: INSTALL_OCR.replace("reading pictures needs OCR: ", "读图片要安装文字识别："),
    "no reason given": "没有说明原因",
    "not even its kind can be told": "认不出是什么图片",
}
