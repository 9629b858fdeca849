"""The conditions of a Chinese question: numbers, averages, the year before, years running, places of a rank.

Works on the words and measures that were heard; knows nothing of what is in an index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gkbot.plan import Condition, MeasureRef, Operator
from gkbot.understanding.numerals import read_numerals
from gkbot.words.lexicon import load_lexicon
from index.wording import read_numeral

# Between parts that each carry a condition of their own: 收到申请但没有复议, 既有复议又有诉讼.
APART = re.compile(
    r"[,，;；。]|并且|而且|但是|但|同时|且|却|又|也|还(?=有|收)|既|或者?(?=有|没|收|被)|(?<!有)(?=没)|(?<=\d件)有"
    r"| but | yet | and (?=(?:no|not|at|more|fewer|less|\w*over) )"
)
EITHER = re.compile("或者?|任一|任意|其中之一| or ")
TOGETHER = re.compile(r"既.*又|同时|并且|而且|但|都(?!没)|两者|,且|且| both | but ")
UNIT = r"(?:多)?(?:件|起|份|个|宗|条|万元|%|次|requests|applications|decisions)"
NUMBER = re.compile(r"(?<![\da-z.])(\d+(?:\.\d+)?)\s*(%|成)?(?![\w.]*年)")
BETWEEN = re.compile(
    rf"(?<![\da-z.])(\d+(?:\.\d+)?)(?:{UNIT})?(?:到|至|-|~|—|–|和|与| and | to )(\d+(?:\.\d+)?)(?:{UNIT})?"
    r"(?=之?间|以内|的|$|[,，?？]| )"
)
AFTER_NUMBER: tuple[tuple[re.Pattern[str], Operator], ...] = (
    (re.compile(rf"(\d+(?:\.\d+)?)(%|成)?(?:{UNIT})?(?:\(含\))?(?:及|或)?(?:以上|之上|起步| or more| and more)"), ">="),
    (re.compile(rf"(\d+(?:\.\d+)?)(%|成)?(?:{UNIT})?(?:及|或)?(?:以下|以内|之内|之下| or (?:fewer|less))"), "<="),
)
EXACTLY = re.compile(
    rf"(?:只有|只|仅|正好|刚好|恰好|恰恰|就|是|为|收到了?|exactly |only )?(?:收到?了?)?(\d+(?:\.\d+)?)(%|成)?{UNIT}"
    "(?!报告|年报|材料|单位|机关|部门)"  # how many are asked about is no number of what they count
)
INVERSE: dict[Operator, Operator] = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "!=", "!=": "="}
NEGATED = re.compile(r"(?:没有?|未|不是|不)$|\bnot $")
FELL = re.compile(
    "越来越[少低小]|(?<!多)少(?=的|吗|没|[?？,，]|$)|下降|减少|降低|回落|下滑|变少|少了|降了|减了|跌|更少|要少|有所减|decreas|declin|fell|fewer|dropp"
)
ROSE = re.compile(
    "越来越[多高大]|多(?=的|吗|没|[?？,，]|$)|增加|增长|增多|上升|上涨|变多|多了|涨了?|升了|翻番|翻倍|更多|要多|有所增|increas|grew|rose|more"
)
MEAN = "(?:平均|均值|average|mean)"
AVERAGE_ABOVE = re.compile(
    f"(?:超过?|高于|大于|多于|高出|above|over|more than|higher than)[^,，]{{0,8}}{MEAN}|平均[^,，]{{0,4}}(?:以上|之上)"
)
AVERAGE_BELOW = re.compile(
    f"(?:低于|少于|不到|不足|小于|below|under|less than|lower than)[^,，]{{0,8}}{MEAN}|平均[^,，]{{0,4}}(?:以下|之下)"
)
AVERAGE = re.compile(MEAN)
NUMERAL = r"([一二两三四五六七八九十]+|\d+)"
NTH = re.compile(rf"(?:倒数)?第{NUMERAL}(?=多|少|高|低|大|小|名|位|的[是谁]|$|[?？])|倒数第?{NUMERAL}")
RISING = re.compile(r"倒数|第[一二两三四五六七八九十\d]+(?:少|低|小)")
ASCENDING = re.compile("[从由][低少小]到[高多大]|升序")
RANK_OF = re.compile(
    "排(?:名|在|到|行|位)*(?:老)?(?:第)?几|第几(?:名|位|多|高|少|低)?|名次|排名如何|排名怎么样|什么位次|哪个位置"
)
CHANGED = re.compile(f"{FELL.pattern}|{ROSE.pattern}|[高低](?=的|吗|没|[?？,，]|$)|变化")
VERB = re.compile("越来越|下降|减少|降低|回落|下滑|增加|增长|上升|上涨|翻番|翻倍")
AGAINST_AVERAGE = re.compile(f"{AVERAGE_ABOVE.pattern}|{AVERAGE_BELOW.pattern}")
RUNNING = re.compile(r"连续(?:多年|几年|(\d+)年)|(\d+)年连续")
EVERY_YEAR = re.compile(
    "每一?年(?:都|均)|年年|历年(?:都|均|来都?|从未|没)|一直(?:都)?|始终|从来|从未|从没|各年(?:都|均)|每个年度(?:都|均)"
)
BOTH_YEARS = re.compile("(?:都|均)(?!有(?:年度)?(?:报告|年报))|全(?!部|县|市|区|省|年)")
# A name that was blanked out after 比 or 超过 is the body to compare with: 比(榆泊县政府)多的单位.
AGAINST_BODY = re.compile("(?:比|超过|高于|多于|大于|少于|低于|不及|不如|小于) +(?:的)?(?:(?:还|更|要)?[多少高低大小]|的|$)")
LESS = re.compile("少于|低于|不及|不如|小于|(?:还|更|要)?(?:少|低|小)(?=的)")
# 一件都没收到 says none, not one.
NOT_ONE = re.compile(f"1{UNIT}[^,，。;；]{{0,8}}(?:都|也)(?:没|未|不)")
UNTRUE_ZERO = re.compile("不(?:为|是|等于)(?:0|零)|非(?:0|零)")


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions, and whether one of them met is enough."""

    conditions: tuple[Condition, ...]
    any_of: bool


def read_conditions(
    text: str, measures: Sequence[tuple[MeasureRef, int]], *, changes: bool, exact: bool = True, body: bool = False
) -> Filter:
    """The filter a question puts on its measures, each given with its place in the text: above zero unless said otherwise.

    `changes` says that the question compares with the year before; `exact` that a bare number is asked for as it stands;
    `body` that the measure is compared with that of a body.
    """
    conditions: list[Condition] = []
    groups = _groups(text, measures)
    for part, refs in groups:
        read = read_numerals(part)
        for ref in refs:
            conditions += _of_measure(read, ref, changes=changes, exact=exact, body=body)
    all_above = all((c.operator, c.value, c.against) == (">", 0, "number") for c in conditions)
    apart = len(groups) > 1 or bool(TOGETHER.search(text))
    either = bool(EITHER.search(text)) or (all_above and not apart)
    return Filter(tuple(dict.fromkeys(conditions)), either and len(conditions) > 1)


def _groups(text: str, measures: Sequence[tuple[MeasureRef, int]]) -> list[tuple[str, list[MeasureRef]]]:
    """The text cut where a new condition begins; what holds no measure belongs to the part before it."""
    cuts = [0, *(m.end() for m in APART.finditer(text)), len(text)]
    groups: list[tuple[str, list[MeasureRef]]] = []
    for start, end in pairwise(cuts):
        refs = [ref for ref, at in measures if start <= at < end]
        if groups and (not refs or not groups[-1][1]):
            groups[-1] = (groups[-1][0] + text[start:end], groups[-1][1] + refs)
        else:
            groups.append((text[start:end], refs))
    return groups


def _of_measure(text: str, ref: MeasureRef, *, changes: bool, exact: bool, body: bool) -> list[Condition]:
    if body:
        return [Condition(measure=ref, operator="<" if LESS.search(text) else ">", value=0, against="body")]
    if AVERAGE.search(text):
        if AVERAGE_BELOW.search(text):
            return [Condition(measure=ref, operator="<", value=0, against="average")]
        if AVERAGE_ABOVE.search(text):
            return [Condition(measure=ref, operator=">", value=0, against="average")]
    found = _compared(text, ref)
    if UNTRUE_ZERO.search(text):
        found.append(Condition(measure=ref, operator=">", value=0))
    if found:
        return found
    if FELL.search(text) and changes:
        return [Condition(measure=ref, operator="<", value=0, against="before")]
    if ROSE.search(text) and changes:
        return [Condition(measure=ref, operator=">", value=0, against="before")]
    bare = EXACTLY.search(text) if exact and not NOT_ONE.search(text) else None
    if bare:
        return [Condition(measure=ref, operator="=", value=_value(bare[1], bare[2], ref))]
    negated = _is_negated(text)
    return [Condition(measure=ref, operator="=" if negated else ">", value=0)]


def _is_negated(text: str) -> bool:
    """Whether a clause denies; 没有 within a measure's own words does not: 没有办完."""
    marks = load_lexicon().find(text, ["negation", "measure"])
    own = [(mark.start, mark.end) for mark in marks if mark.slot == "measure"]
    return any(m.slot == "negation" and not any(start < m.end and m.start < end for start, end in own) for m in marks)


def _compared(text: str, ref: MeasureRef) -> list[Condition]:
    between = BETWEEN.search(text)
    if between:
        low, high = (_value(number, None, ref) for number in between.groups())
        return [Condition(measure=ref, operator=">=", value=low), Condition(measure=ref, operator="<=", value=high)]
    ends: list[tuple[Operator, re.Match[str] | None]] = [(op, pattern.search(text)) for pattern, op in AFTER_NUMBER]
    found = [Condition(measure=ref, operator=operator, value=_value(m[1], m[2], ref)) for operator, m in ends if m]
    if found:
        return found
    for mark in load_lexicon().find(text, ["comparison"]):
        number = NUMBER.match(text[mark.end :].lstrip())
        if number:
            said: Operator = mark.key  # type: ignore[assignment]
            operator = INVERSE[said] if NEGATED.search(text[: mark.start]) else said
            found.append(Condition(measure=ref, operator=operator, value=_value(number[1], number[2], ref)))
    return found


def _value(number: str, sign: str | None, ref: MeasureRef) -> float:
    """A number in the unit of its measure: rates are ratios, 50% and 五成 are 0.5."""
    value = float(number)
    if not load_lexicon().measures[ref.key].per:
        return value
    return value / 10 if sign == "成" else value / 100


def changes(text: str, years: int, *, against: bool) -> bool:
    """Whether a question compares with another year: 比上年少 (`against`), 2023年比2022年下降, 下降的单位."""
    return bool(CHANGED.search(text)) and (against or years == 2 or bool(VERB.search(text)))


def spell(text: str, years: int) -> int | None:
    """In how many years running a condition must be met, 0 for every year, None where years stand by themselves."""
    running = RUNNING.search(read_numerals(text))
    if running:
        return int(running[1] or running[2] or 2)
    return 0 if EVERY_YEAR.search(text) or (years > 1 and BOTH_YEARS.search(text)) else None


def order(text: str, asks: set[str], years: int, *, against: bool, limit: int | None) -> dict[str, Any]:
    """The parts of a Plan that say which end of a rank is asked for, and how many places of it, or which single one."""
    place = NTH.search(text)
    fewest = bool(RISING.search(text)) or bool(ASCENDING.search(text)) or ("rank_asc" in asks and "rank_desc" not in asks)
    parts: dict[str, Any] = {"descending": not fewest, "limit": limit}
    if changes(text, years, against=against):
        parts |= {"operation": "difference", "descending": fewest if FELL.search(text) else not fewest}
    if place:
        parts |= {"place": read_numeral(place[1] or place[2]), "limit": None}
    return parts
