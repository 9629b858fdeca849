"""Which years a question names, in every usual spelling; relative years are said back as years.

Knows nothing of what is in the index.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
WORDS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "two": 2, "three": 3, "four": 4, "five": 5}
RELATIVE = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上一年度": -1,
    "上年度": -1,
    "今年": 0,
    "本年度": 0,
    "last year": -1,
    "this year": 0,
}

# Reports have been due since 2008: 2000 to 2007 are years only where 年 says so. 超过2000件 is no year.
COUNTED = "件|条|份|起|宗|篇|万|元|人|个|次"
MORE_THAN = "".join(
    f"(?<!{word} )" for word in ("than", "over", "least", "most", "above", "below", "under", "exactly", "exceeding")
)
# 23年, and 21 and 22 in 21、22、23年 and 21-23年.
SHORT = r"(?<![\d.])[0-4]\d(?=年|(?:[/、,，~到至—–和-][0-4]\d)+年)"
FULL = rf"(?<!\d)(?:200[0-7](?= ?年)|20(?:0[89]|[1-4]\d)(?!\d|\.\d| ?(?:{COUNTED})))"
YEAR = rf"(?:{MORE_THAN}{FULL}|{SHORT})"
CHINESE_YEAR = re.compile("二[〇零][〇零一二三四][〇零一二三四五六七八九](?=年)|[〇零一二三四][〇零一二三四五六七八九](?=年)")
RANGE = re.compile(
    rf"(?:({FULL}|{SHORT})(?:年度?)?(?:到|至|-|—|~|–| to | through | until )|between ({YEAR}) and )({YEAR})(?:年度?)?"
)
SINCE = re.compile(rf"(?:ever )?since (?:fy ?)?({YEAR})|from ({YEAR}) (?:on|onwards?)|(?:自|从)?({YEAR})年?以来")
SPAN = re.compile(r"(?:近|最近|过去)(一|两|二|三|四|五|\d)年|(?:last|past) (two|three|four|five|\d) years")
THAN_YEAR = re.compile(r"(?<=than )(20[0-4]\d)(?!\d| \w+s\b)")
SINGLE = re.compile(rf"(?:fy ?)?({YEAR})(?!\d)(?:年度?)?(?:的)?")

# Where what is said of a year may end: 2022年有申请(而)2023年没有.
APART = re.compile(
    f"[,，;；]|但是?|而|却|不过|(?<=[有到件的过])(?={YEAR}|去年|今年|前年)| (?:but|and|yet|while|whereas|although|though) "
)
SAYS = re.compile("[有没无未超收发为不多少件]|[a-z]")


@dataclass(frozen=True, slots=True)
class Years:
    """The years named, ascending; `assumed` are those that were only said relative to today; `rest` the question without them."""

    years: tuple[int, ...]
    assumed: tuple[int, ...]
    rest: str


def find_years(folded: str, today: int) -> Years:
    """The years in a folded question; `today` is the calendar year that 去年 and 近三年 count from."""
    text = CHINESE_YEAR.sub(lambda m: m.group().translate(DIGITS), folded)
    years: set[int] = set()
    assumed: set[int] = set()

    def take_range(match: re.Match[str]) -> str:
        first, last = _full(match.group(1) or match.group(2)), _full(match.group(3))
        years.update(range(first, last + 1) if first <= last <= first + 30 else (first, last))
        return " "

    def take_since(match: re.Match[str]) -> str:
        first = _full(next(filter(None, match.groups())))
        years.update(range(first, max(today, first + 1)))
        return " "

    def take_span(match: re.Match[str]) -> str:
        said = match.group(1) or match.group(2)
        count = int(said) if said.isdigit() else WORDS[said]
        assumed.update(range(today - count, today))
        return " "

    def take_single(match: re.Match[str]) -> str:
        years.add(_full(match.group(1)))
        return " "

    text = RANGE.sub(take_range, text)
    text = SINCE.sub(take_since, text)
    text = SPAN.sub(take_span, text)
    text = SINGLE.sub(take_single, text)
    if years:
        text = THAN_YEAR.sub(take_single, text)  # more in 2024 than 2023: beside another year it is no number
    for word, offset in RELATIVE.items():
        # 比去年多 asks for a change, 上年结转 is a row of the form; neither names the year asked about.
        if re.search(rf"(?<!比)(?<!较){word}(?!结转|遗留|转|留|没办|未办|没有办|剩)", text):
            assumed.add(today + offset)
            text = text.replace(word, " ")
    return Years(tuple(sorted(years | assumed)), tuple(sorted(assumed)), re.sub(r" +", " ", text).strip())


def parts_by_year(folded: str, today: int) -> tuple[tuple[int, str], ...]:
    """The two parts of a folded question that each say something of one year, with the year; none where it is not so."""
    for cut in APART.finditer(folded):
        first, second = find_years(folded[: cut.start()], today), find_years(folded[cut.end() :], today)
        if len(first.years) != 1 or len(second.years) != 1 or first.years == second.years:
            continue
        if SAYS.search(first.rest) and SAYS.search(second.rest):
            return (first.years[0], first.rest), (second.years[0], second.rest)
    return ()


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)
