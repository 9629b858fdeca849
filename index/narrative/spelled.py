"""Numbers written in Chinese numerals: 两次, 一百二十条, 近百名, 百分之九十五, 三分之一, 三成.

Knows nothing of what they count. A lone numeral counts only with a unit that makes no word with it (一件事, 三农, 四方 do).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from index.wording import read_numeral

_DIGIT = "一二两三四五六七八九"
# 十二, 三十, 一百零五, 三千五百, 两万三千
_LONG = rf"(?:十[{_DIGIT}]?|[{_DIGIT}](?:[十百千万亿]零?[{_DIGIT}]?)+)"
_EDGE = rf"(?<![第{_DIGIT}十百千万亿零数几“\"每])"
_NO_NUMERAL = rf"(?![{_DIGIT}十百千])"
_LEAD = r"(?P<lead>将近|接近|近|大约|约|超过|超|突破|破|逾|上|过|达到?)"
_OVER, _AFTER = "(?P<over>余|多)", "(?P<after>余|多|左右|以上)?"
_SHORT_UNITS = r"[万亿]元|个?工作日|个月|人次|场次|次|级|片区|期|场|批|轮|名|篇|份|起|件|条|家|项|部|个|处|台|倍"
_DIGIT_ALONE = re.compile(rf"{_EDGE}(?P<value>[两二三四五六七八九]){_OVER}?(?P<unit>{_SHORT_UNITS}){_AFTER}{_NO_NUMERAL}")
# One at the end of its clause counts (召开会议一次); elsewhere it is a word (一次性, 最多跑一次).
_ONE = re.compile(r"(?<![第每统逐同这那某另任跑之])(?P<value>一)(?P<unit>次|期|场|篇|份|件|条|名|部|批|倍)(?=[,;。、]|$)")
_SHARE = re.compile(rf"{_LEAD}?(?P<whole>[百千{_DIGIT}十])分之(?P<part>{_LONG}|[{_DIGIT}百]){_AFTER}")
# 成 is a tenth, but not in 三成立 or 第三成员.
_TENTHS = re.compile(rf"{_EDGE}(?<!\d){_LEAD}?(?P<value>[{_DIGIT}\d])成{_AFTER}(?![立员果功为本效都份长熟品人年型套交])")


@dataclass(frozen=True, slots=True)
class SpelledNumber:
    """A number and its unit at `start:end`; the unit itself begins at `unit_start`."""

    start: int
    unit_start: int
    end: int
    value: int | float
    unit: str
    approximate: bool


def find_spelled(sentence: str, units: str) -> Iterator[SpelledNumber]:
    """The numerals of a folded sentence that count something; `units` is a pattern of what numbers may be counted in."""
    for match in _SHARE.finditer(sentence):
        percent = round(read_numeral(match["part"]) / read_numeral(match["whole"]) * 100, 2)
        yield _make(match, "whole", int(percent) if percent == int(percent) else percent, "%")
    for match in _TENTHS.finditer(sentence):
        yield _make(match, "value", 10 * read_numeral(match["value"]), "%")
    for pattern in (*_with_units(units), _DIGIT_ALONE, _ONE):
        for match in pattern.finditer(sentence):
            yield _make(match, "value", read_numeral(match["value"]), match["unit"])


def _make(match: re.Match[str], first: str, value: int | float, unit: str) -> SpelledNumber:
    """The number that begins at the group `first`; vague with a word such as 近, 余 or 以上 beside it."""
    words = match.groupdict()
    vague = bool(words.get("over") or words.get("after")) or words.get("lead") not in (None, "达", "达到")
    unit_start = match.start("unit") if "unit" in words else match.end()
    return SpelledNumber(match.start(first), unit_start, match.end(), value, unit, vague)


@cache
def _with_units(units: str) -> tuple[re.Pattern[str], ...]:
    """Numerals of several characters; and 百 alone where something says that it is about so many (近百条, 万余件; not 百姓)."""
    power = r"(?P<value>[百千万亿十]{1,2})"
    unit = rf"(?P<unit>(?:[万亿]元|{units}))(?<!字){_AFTER}{_NO_NUMERAL}"
    return (
        re.compile(rf"{_EDGE}{_LEAD}?(?P<value>{_LONG})(?<![万亿](?=元)){_OVER}?{unit}"),
        # A number of millions needs no unit: 粉丝超五十万.
        re.compile(rf"{_EDGE}{_LEAD}(?P<value>[{_DIGIT}十百千]+[万亿]){_OVER}?(?P<unit>)(?=[,;。、]|$)"),
        re.compile(rf"{_EDGE}{_LEAD}{power}{_OVER}?{unit}"),
        re.compile(rf"{_EDGE}{power}{_OVER}{unit}"),
    )
