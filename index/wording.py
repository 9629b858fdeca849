"""Text made comparable: labels without numbering and punctuation, running text without line breaks, Chinese numerals as numbers.

Knows nothing of the form or of reports; whatever it changes, it can say where in the original text it stood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from index.report import Span

# One character for one character, so that a place in the folded text is the same place in the original.
_FOLD: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0xA0: " ",
    0x2002: " ",
    0x2003: " ",
}
_FOLD |= {ord(dash): "-" for dash in "—–―‐‑−"} | {0xFF61: "。"}

# Pairs of lines, traditional characters above the simplified ones (after OpenCC); none that simplified text uses itself.
_TRADITIONAL = "traditional.txt"

_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+[、.,]|\([一二三四五六七八九十]+\)|\d{1,2}[.、)](?!\d))")
# One character in brackets numbers something (第（一）项); more are a remark.
_REMARK = re.compile(r"\([^()]{2,}\)")
# A circled number is that of an item or of a footnote.
_MARK = re.compile(r"[①-⑳¹²³]")
_NOT_WORD = re.compile(r"[\W_]+")

_PAGE_NUMBER = re.compile(r"\s*(?:-\s*\d{1,4}\s*-|第\s*\d{1,4}\s*页(?:\s*[,/]?\s*共\s*\d{1,4}\s*页)?)\s*")

# Format characters, and thin blanks between groups of digits.
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]|(?<=\d)[\u2006-\u200a\u202f](?=\d{3}(?!\d))")

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "O": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_SENTENCE_END = re.compile(r"[。!?！？]+[”’」』\"')）]*")


def fold(text: str) -> str:
    """The text with full-width forms, traditional characters, dashes and odd blanks replaced one for one."""
    return text if text.isascii() else text.translate(_load_folding())


@cache
def _load_folding() -> dict[int, int | str]:
    return _FOLD | _load_simplified()


@cache
def _load_simplified() -> dict[int, int | str]:
    lines = (files(__package__) / _TRADITIONAL).read_text(encoding="utf-8").split()
    return {
        ord(old): new for above, below in zip(lines[::2], lines[1::2], strict=True) for old, new in zip(above, below, strict=True)
    }


def _compose(text: str) -> str:
    """The text in plain forms, for comparing only: its length may change."""
    return unicodedata.normalize("NFKC", text).translate(_load_simplified())


@lru_cache(maxsize=4096)
def normalise_label(text: str) -> str:
    """What is left of a label to compare: no white space, punctuation, numbering or bracketed remark."""
    bare = re.sub(r"\s+", "", _compose(_MARK.sub("", text)))
    bare = _ORDINAL.sub("", bare)
    return _NOT_WORD.sub("", _REMARK.sub("", bare))


def drop_invisible(text: str) -> str:
    """The text without what nobody sees: zero-width characters, soft hyphens, thin blanks between groups of digits."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def squeeze(text: str) -> str:
    """The text without white space and punctuation, so that words are found however they are broken."""
    return _NOT_WORD.sub("", _compose(text))


def is_page_number(line: str) -> bool:
    """Whether a line is nothing but the number of a page, marked as one (- 4 -, 第4页); a bare number may be a value."""
    return bool(_PAGE_NUMBER.fullmatch(fold(line)))


def read_numeral(text: str) -> int:
    """The value of a Chinese numeral (两, 三十, 一百零五) or of digits read one by one (二〇二三); ValueError otherwise."""
    if text.isdecimal():
        return int(text)
    if not text or any(char not in _DIGITS and char not in _POWERS and not char.isdecimal() for char in text):
        raise ValueError(f"not a numeral: {text!r}")
    if not any(char in _POWERS for char in text):
        return int("".join(str(_DIGITS.get(char, char)) for char in text))
    above, within, digit = 0, 0, 0  # what stands before 万, what follows it, and the last digit read
    for char in text:
        power = _POWERS.get(char, 0)
        if not power:
            digit = _DIGITS[char] if char in _DIGITS else int(char)
        elif power < _POWERS["万"]:
            within, digit = within + (digit or 1) * power, 0
        else:
            above, within, digit = (above + within + digit or 1) * power, 0, 0
    return above + within + digit


@dataclass(frozen=True, slots=True)
class RunningText:
    """Text with its line breaks taken out; `offsets[i]` is where its character i stands in the document."""

    text: str
    offsets: tuple[int, ...]

    def place(self, start: int, end: int) -> Span:
        """Where the characters `start:end` of this text stand in the document."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


def join_lines(text: str, start: int, end: int) -> RunningText:
    """The characters `start:end` as one line: line breaks, the blanks around them, outer blanks and page numbers taken out."""
    kept: list[int] = []
    for line in re.finditer(r"[^\n]+", text[start:end]):
        inner = line.group()
        if is_page_number(inner):
            continue
        left = len(inner) - len(inner.lstrip())
        right = len(inner.rstrip())
        kept.extend(range(start + line.start() + left, start + line.start() + max(left, right)))
    return RunningText("".join(text[place] for place in kept), tuple(kept))


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a running text as start and end, blanks at their edges left out."""
    start = 0
    for end in [match.end() for match in _SENTENCE_END.finditer(text)] + [len(text)]:
        left = start + len(text[start:end]) - len(text[start:end].lstrip())
        right = start + len(text[start:end].rstrip())
        if left < right:
            yield left, right
        start = end
