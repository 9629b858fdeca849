"""The dates that a plainly spelt text states, in Chinese or English. Knows nothing of other numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.wording import read_numeral

Date = tuple[int | None, int | None, int | None]  # year, month, day as far as told

_DIGIT = "零〇一二三四五六七八九"
_NAMES = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
_MONTHS = {name: at for at, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTH = f"(?P<m>{'|'.join(name.capitalize() for name in sorted(_MONTHS, key=len, reverse=True))})"
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:{_YEAR}年度?)?(?P<m>\d{{1,2}})月(?:份)?(?:(?P<d>\d{{1,2}})[日号])?",
        rf"{_YEAR}[-/.](?P<m>0?[1-9]|1[0-2])[-/.](?P<d>[0-3]?\d)(?!\d)",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b\.?,?(?:\s+{_YEAR})?",
        rf"\b{_MONTH}\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH}\.?,?\s+{_YEAR}(?P<d>)",
        rf"\b(?:in|of|by|since|until|from|to|and|late|early|mid)[ -]{_MONTH}\b(?P<y>)(?P<d>)",
    )
)
_IN_NUMERALS = re.compile(
    rf"(?:[{_DIGIT}]{{4}}年)?(?<![{_DIGIT}十百])[一二三四五六七八九十]{{1,2}}月(?:份)?(?:[一二三四五六七八九十]{{1,3}}[日号])?|[一二][{_DIGIT}]{{3}}(?=年)"
)
_NUMERAL = re.compile(f"[{_DIGIT}十]+")


def write_in_digits(text: str) -> str:
    """The text with dates and years in Chinese numerals written in digits: 二〇二三年三月 as 2023年3月."""
    return _IN_NUMERALS.sub(lambda date: _NUMERAL.sub(lambda m: str(read_numeral(m[0])), date[0]), text)


def find_dates(text: str) -> Iterator[tuple[re.Match[str], Date]]:
    """The dates of a text with where they stand; each place is told once."""
    taken: list[re.Match[str]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            month = int(match["m"]) if match["m"].isdigit() else _MONTHS[match["m"].lower()]
            if 1 <= month <= 12 and not any(match.start() < t.end() and t.start() < match.end() for t in taken):
                taken.append(match)
                year, day = (int(match[name]) if match[name] else None for name in "yd")
                yield match, (year, month, day)


def is_within(date: Date, other: Date) -> bool:
    """Whether a date is told by another that tells at least as much."""
    return all(told is None or told == known for told, known in zip(date, other, strict=True))
