"""Conditions that set two numbers of one body against each other: two measures, a part and its whole, a year and another.

Knows the words of both languages; decides nothing about whose reports are meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gkbot.measures import whole_of
from gkbot.plan import Condition, MeasureRef, Operator
from gkbot.understanding.chinese_conditions import read_conditions
from gkbot.understanding.english_conditions import FEWER, MORE, WORDS
from gkbot.understanding.hearing import Heard
from gkbot.words.lexicon import load_lexicon

Placed = Sequence[tuple[MeasureRef, int]]  # measures with where the question speaks of them

# What stands right before the second measure: 自然人申请比|企业多, 许可超过|处罚, more from individuals than from |companies.
ABOVE = re.compile("(?:超过|多于|高于|大于|大过)了?(?:收到|来自)?的?$|(?:exceed|outnumber|surpass)\\w* (?:the |their |those )*$")
BELOW = re.compile("(?:少于|低于|小于|不到|不足|不如|不及)了?(?:收到|来自)?的?$")
BESIDE = re.compile("(?:比|较)(?:收到|来自)?的?$")
THAN = re.compile(r"\bthan ((?:[a-z]+ ){0,4})$")
TURNED = re.compile("(?:更|还|要)?(?:(?P<more>[多高大])|[少低小])")
# Words of a multiple of the year before, with the multiple.
MULTIPLES: tuple[tuple[re.Pattern[str], Operator, float], ...] = (
    (re.compile("(?:增加|增长|增|涨|多)了?(?:两|2)倍|tripl(?:ed|ing)|three ?fold|three times"), ">=", 3),
    (
        re.compile("翻了?(?:一|1)?(?:番|倍)|成倍|(?:增加|增长|增|涨|多)了?(?:一|1)倍|doubl(?:ed|ing)|twice|two ?fold|two times"),
        ">=",
        2,
    ),
    (re.compile("减半|(?:减|降|少)了?(?:一半|五成)|腰斩|halv(?:ed|ing)|by half"), "<=", 0.5),
)
ALL_BEFORE = re.compile(
    "(?:全部|全都|一律|悉数|申请[^,，]{0,3}(?:都|均|全))(?:给|被|给予|予以|得到)?了?$"
    r"|\b(?:all|every)(?: of)?(?: the| its| their)? (?:requests?|applications?)(?: [a-z]+){0,3} $"
)
ALL_AFTER = re.compile(
    r"^了?(?:全部|所有|每一?件)"
    r"|^ (?:all|every|each)(?: single)?(?: one)?(?: of)?(?: the| its| their)? (?:requests?|applications?)"
)


def find_contrasts(heard: Heard, placed: Placed) -> tuple[Condition, ...]:
    """The conditions of a question that compares measures, years or a part with all of it; none where it does not."""
    return _years(heard, placed) or _two_measures(heard.text, placed) or _whole(heard, placed) or _multiple(heard, placed)


def says_multiple(word: str) -> bool:
    """Whether a word says how many times as much: 翻倍, doubled."""
    return any(pattern.search(word) for pattern, _, _ in MULTIPLES)


def _two_measures(text: str, placed: Placed) -> tuple[Condition, ...]:
    """自然人申请比企业多, more licences than penalties."""
    if len(placed) != 2 or placed[0][1] == placed[1][1]:
        return ()
    (first, start), (second, end) = sorted(placed, key=lambda pair: pair[1])
    operator = _operator(text[:start], text[start:end], text[end:])
    return (Condition(measure=first, operator=operator, value=0, against="measure", other=second),) if operator else ()


def _operator(before: str, between: str, after: str) -> Operator | None:
    if ABOVE.search(between):
        return ">"
    if BELOW.search(between):
        return "<"
    if BESIDE.search(between):
        turned = TURNED.search(after)
        return None if not turned else ">" if turned["more"] else "<"
    than = THAN.search(between)
    if not than or set(than[1].split()) & set(WORDS):
        return None
    more, fewer = MORE.search(before + between), FEWER.search(before + between)
    return ">" if more else "<" if fewer else None


def _whole(heard: Heard, placed: Placed) -> tuple[Condition, ...]:
    """全部予以公开, granted every request: a part as large as its whole, of those that have one."""
    if len(placed) != 1:
        return ()
    ref = placed[0][0]
    total = whole_of(ref).model_copy(update={"column": ref.column})
    counted = total.key == "total" or (ref.key, total.key) == ("total", "handled")
    mark = next((m for m in heard.marks if m.slot == "measure" and m.key == ref.key), None)
    if mark is None or not counted or load_lexicon().measures[ref.key].per:
        return ()
    if not (ALL_BEFORE.search(heard.text[: mark.start]) or ALL_AFTER.search(heard.text[mark.end :])):
        return ()
    whole = Condition(measure=ref, operator="=", value=0, against="measure", other=total)
    if heard.slot("negation"):
        return (whole.model_copy(update={"operator": "<"}),)
    return whole, Condition(measure=ref, operator=">", value=0)


def _multiple(heard: Heard, placed: Placed) -> tuple[Condition, ...]:
    """翻倍, doubled: against the year before."""
    years = heard.years.years
    if len(years) > 1 and years[-1] - years[0] != 1:
        return ()
    for pattern, operator, times in MULTIPLES:
        if pattern.search(heard.text):
            return tuple(Condition(measure=ref, operator=operator, value=0, against="before", times=times) for ref, _ in placed)
    return ()


def _years(heard: Heard, placed: Placed) -> tuple[Condition, ...]:
    """2022年有申请而2023年没有: of each year what its own part of the question says; nothing where both say the same."""
    conditions: list[list[Condition]] = []
    refs = [ref for ref, _ in placed]
    for year, part in heard.by_year:
        keys = {mark.key for mark in load_lexicon().find(part, ("measure", "generic"))}
        refs = [ref for ref in refs if ref.key in keys] or refs
        found = read_conditions(part, [(ref, 0) for ref in refs], changes=False)
        if found.any_of:
            return ()
        conditions.append([condition.model_copy(update={"year": year}) for condition in found.conditions])
    said = [[(c.measure, c.operator, c.value) for c in of_year] for of_year in conditions]
    return tuple(c for of_year in conditions for c in of_year) if len(said) == 2 and said[0] != said[1] else ()
