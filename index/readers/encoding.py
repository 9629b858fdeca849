"""Bytes as text: by their mark, as UTF-8 where they are that, else by what was declared or what reads as Chinese.

What a page declares may be wrong, and UTF-8 can hardly be met by accident, so content decides first. Knows nothing of formats.
"""

from __future__ import annotations

import codecs
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.errors import UnreadableReport

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
LEGACY = ("gb18030", "big5")
LARGEST = 64 * 1024 * 1024  # bytes; a report with every table drawn lavishly has far less than one million

# Lead bytes of the characters in daily use: the first level of GB 2312 and of Big5.
_DAILY = (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6))
# Reports, simplified or traditional, have over 0.98 of their characters in daily use; text in a wrong encoding 0.1 to 0.55.
_LEAST_DAILY = 0.65
_ENOUGH = 30
_LINE_ENOUGH = 8
_LOST = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, and what of it could not be read."""

    text: str
    warnings: tuple[str, ...] = ()


def read_bounded(path: Path, name: str) -> bytes:
    """The content of a file; UnreadableReport when it is far larger than any report."""
    size = path.stat().st_size
    if size > LARGEST:
        raise UnreadableReport(f"{name}: {size // 2**20} MB is no report's size (at most {LARGEST // 2**20}); leave it out")
    return path.read_bytes()


def decode(data: bytes, name: str, declared: str | None = None) -> Decoded:
    """The bytes as text; UnreadableReport for binary content, or when no encoding makes sense of them.

    `declared` is the encoding the file names itself, used where the content leaves a choice.
    """
    mark, encoding = next(((mark, encoding) for mark, encoding in MARKS if data.startswith(mark)), (b"", None))
    data = data[len(mark) :]
    encoding = encoding or _guess_wide(data)
    if encoding is None and b"\0" in data:
        raise UnreadableReport(f"{name}: the file is binary, not text; save the report as text first")
    text = _try(data, encoding or "utf-8")
    if text is None:
        text = _choose(data, (encoding,) if encoding else ("utf-8", *_order(declared)), name)
    _refuse_garbled(text, name)
    return Decoded(text, _warn(text))


def _order(declared: str | None) -> tuple[str, ...]:
    """The legacy encodings, that of the family declared first."""
    return LEGACY[::-1] if (declared or "").lower().startswith("big5") else LEGACY


def _guess_wide(data: bytes) -> str | None:
    """UTF-16 without a mark, which shows by the zero bytes of its digits and line ends on one side only."""
    even, odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
    # On the other side stand those of 一, U+4E00, and few others.
    if len(data) % 2 or max(even, odd) < 8 or max(even, odd) < 3 * min(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _choose(data: bytes, candidates: tuple[str, ...], name: str) -> str:
    """The reading in which most is Chinese in daily use and least is lost; the earlier one where they are alike."""
    texts = [data.decode(candidate, errors="replace") for candidate in candidates]
    best = max(texts, key=_quality)
    if not any(_is_word(char) for char in best) or best.count(_LOST) * 5 > len(best):
        raise UnreadableReport(f"{name}: neither UTF-8 nor GB18030 text, nor UTF-16 or Big5; save the report as UTF-8")
    return best


def _quality(text: str) -> float:
    counts = _count_daily(text)
    lost = text.count(_LOST)
    return (counts.daily - lost) / max(1, counts.all + lost)


def _refuse_garbled(text: str, name: str) -> None:
    counts = _count_daily(text)
    strange = counts.all - counts.daily + text.count(_LOST)
    if counts.all >= _ENOUGH and strange > (1 - _LEAST_DAILY) * (counts.daily + strange):
        raise UnreadableReport(
            f"{name}: garbled, {strange} of {counts.daily + strange} characters are in no daily use; "
            "it was read or saved in a wrong encoding, get the file anew"
        )


def _warn(text: str) -> tuple[str, ...]:
    lost = text.count(_LOST)
    if lost:
        return (f"{lost} characters are in no known encoding",)
    garbled = sum(1 for line in text.splitlines() if _is_garbled(line))
    return (f"{garbled} lines are garbled",) if garbled else ()


def _is_garbled(line: str) -> bool:
    # Most lines are plain, and counting each one's characters would cost more than all the rest.
    if len(line) < _LINE_ENOUGH:
        return False
    counts = _count_daily(line)
    return counts.all >= _LINE_ENOUGH and counts.daily < _LEAST_DAILY * counts.all


@dataclass(frozen=True, slots=True)
class _Counts:
    all: int
    daily: int


def _count_daily(text: str) -> _Counts:
    counts = Counter(char for char in text if _is_word(char))
    return _Counts(counts.total(), sum(n for char, n in counts.items() if _is_daily(char)))


def _is_word(char: str) -> bool:
    """Whether it is a Chinese character, or one of the places that wrong decoding puts characters in."""
    return "\u3400" <= char <= "\u9fff" or "\ue000" <= char <= "\uf8ff" or char > "\uffff"


@lru_cache(maxsize=8192)
def _is_daily(char: str) -> bool:
    return any(first <= _lead(char, codec) <= last for codec, first, last in _DAILY)


def _lead(char: str, codec: str) -> int:
    try:
        encoded = char.encode(codec)
    except UnicodeEncodeError:
        return 0
    return encoded[0] if len(encoded) == 2 else 0
