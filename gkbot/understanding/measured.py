"""What a question asks of the numbers it names: each, the sum, a share, a rank, the bodies they choose; with filter and order."""

from __future__ import annotations

import re
from typing import Any

from gkbot.measures import can_add, rate_of, whole_of
from gkbot.plan import Ask, Condition, MeasureRef
from gkbot.understanding.chinese_conditions import (
    AGAINST_AVERAGE,
    AGAINST_BODY,
    CHANGED,
    NTH,
    NUMERAL,
    RANK_OF,
    changes,
    order,
    read_conditions,
    spell,
)
from gkbot.understanding.contrasts import find_contrasts, says_multiple
from gkbot.understanding.counted import place_of
from gkbot.understanding.english_conditions import COUNT, FEWER, MORE, PERCENT, find_conditions, read_number, rises_or_falls
from gkbot.understanding.hearing import Heard
from gkbot.understanding.numerals import read_numerals
from gkbot.words.lexicon import load_lexicon
from index.wording import read_numeral

WHICH_PART = re.compile(
    r"(?:哪|什么)一?个?(?:项|类|种|条|情形|理由|原因)|\b(?:which|what) (?:\w+ )?(?:grounds?|reasons?|categor|types?|rows?|items?)"
)
EACH_BODY = re.compile(
    r"\b(?:each|every|by|per)(?: of)?(?: the)? "
    "(?:bod|agenc|organi|authorit|institution|unit|park|bureau|government|township|subdistrict)"
)
GROUPS = (
    ("province", re.compile(r"(?:by|per|each|every|which|what|across) provinces?\b|各省|按省|哪个省")),
    ("city", re.compile(r"(?:by|per|each|every|which|what|across) (?:city|cities)\b|各(?:地级)?市(?!场)|按(?:地级)?市|哪个市")),
    (
        "region",
        re.compile(
            r"(?:by|per|each|every|which|what|across) (?:the )?"
            r"(?:regions?|count(?:y|ies)|districts?|places?|areas?|localit(?:y|ies))"
            r"\b(?! (?:gov|bur|off|aud|fin))"
            r"|各(?:个)?(?:地区|地方|地|县|区)|按(?:地区|区域|县|区)|(?:哪|那)个(?:地区|地方|县|区)|分地区"
        ),
    ),
    (
        "kind",
        re.compile(
            r"(?:by|per|each|every|which|what|across) (?:the )?(?:kinds?|types?|categor(?:y|ies)|sorts?) of "
            r"(?:bod|agenc|organi|author|institution|unit|office)"
            r"|by (?:body |agency )?(?:kind|type|category)\b(?! of appl)"
            r"|(?:按|各|哪)(?:个)?(?:类|种|类型|类别)(?:的)?(?:单位|机关|机构)|按(?:单位|机构|机关)(?:类型|类别|性质)"
        ),
    ),
)
SHARE_OF_ALL = re.compile("占(?:了|到)?(?:全部|所有|全[省市县区])")
OF_ITS_OWN = re.compile(r"\bof (?:its|their|his|her)\b")
LIMIT = re.compile(
    rf"(?:前|最[多高大少低小]的){NUMERAL}(?!\d|件|条)|(?:top |bottom |first |last |lowest |highest )({COUNT})(?!\d)"
    rf"|(?:which|the|what) ({COUNT}) (?:\w+ ){{1,4}}?(?:ha[ds]|got|received|with|made|issued|were|are)"
)
ORDINALS = {
    "second": 2,
    "2nd": 2,
    "二": 2,
    "third": 3,
    "3rd": 3,
    "三": 3,
    "fourth": 4,
    "4th": 4,
    "四": 4,
    "fifth": 5,
    "5th": 5,
    "五": 5,
}
ORDINALS["runner-up"] = ORDINALS["runner up"] = 2
SPAN = re.compile(r"(?:[两二三四五几\d]|这些?)年(?:里|来|间|以来|之间|下来)|\bover the (?:\w+ )?years\b")
IN_PERCENT = re.compile(
    r"[降增涨跌升减]幅|幅度|(?:增|减|降|涨)[^,，]{0,4}(?:百分之?几|百分比|几成|%)|增长率|\bper ?cent|\bpercentage|%"
)
RATIO = re.compile(r"(?:多少|几)倍|之比|比值|[与和跟同][^,，占]{2,12}的比例|\bratio\b|\bhow many times")
CLAIM = re.compile(r"\d[^,，]{0,6}(?:对吗|对不对|是真的吗?|属实吗?|是不是真的|没错吧)|\b(?:right|true|correct)\?$")
EVERY_REPORT = re.compile(
    r"(?:所有|全部|全体)的?(?:报告|年报|单位|机关|部门)"
    r"|\b(?:all|across)(?: of)?(?: the)? (?:bod|agenc|organi|authorit|institution|report)"
)
PLACE = re.compile(
    "(second|third|fourth|fifth|2nd|3rd|4th|5th)[- ]?"
    "(?:place|most|highest|largest|biggest|greatest|busiest|fewest|lowest|smallest|least|last)"
    "|第([二三四五])(?:多|高|大|少|低|小|名|位)|(runner[- ]up)|(?:came|ranks?|ranked|placed|is|was) "
    "(second|third|fourth|fifth)(?![a-z])"
)


def _contrasts(heard: Heard, measures: tuple[MeasureRef, ...]) -> tuple[Condition, ...]:
    """The conditions that set numbers of one body against each other; of a body named only where yes or no is asked for."""
    if is_against_body(heard):
        return ()
    found = find_contrasts(heard, [(ref, place_of(heard, ref)) for ref in measures])
    return () if heard.named.bodies and not all(c.other or c.against == "number" for c in found) else found


def decide_measured(heard: Heard, asks: set[str], measures: tuple[MeasureRef, ...]) -> tuple[Ask, dict[str, Any]]:
    """What is asked of the measures, and the parts of the Plan that say how: filter, order, whole, group."""
    ask, chinese = _ask_of_measures(heard, asks, measures), heard.language == "zh"
    left = heard.leftover
    if chinese and left.limits and ask in ("lookup", "yes_no", "share", "change", "trend", "sum"):
        # The form does not know the limit; only the report's own words may.
        return "figure", {"measures": measures, "unheard": left.limits}
    if ask == "yes_no" and left.others and not heard.slot("measure"):
        return "passage", {}  # 依申请公开答复及时吗 asks for more than whether there were applications
    if ask == "breakdown":
        return ask, {"measures": measures, "by": ("applicant",) if measures[0].key == "new" else ("outcome",)}
    parts: dict[str, Any] = {"measures": measures} | ({"unheard": (*left.limits, *left.others)} if chinese else {})
    group = next((name for name, pattern in GROUPS if pattern.search(heard.text)), None)
    if group and not heard.named.bodies:
        ask = ask if ask in ("average", "rank") else "sum"
        return ask, parts | {"group": group, "descending": "rank_asc" not in asks, "limit": _limit(heard)}
    contrasts = _contrasts(heard, measures) if ask in ("list", "count", "yes_no") else ()
    if contrasts:
        unheard = heard.unheard if not chinese else parts["unheard"]
        parts["unheard"] = tuple(word for word in unheard if not says_multiple(word))
        return ask, parts | {"conditions": contrasts}
    if ask in ("list", "count", "yes_no"):
        return ask, parts | (_filter(heard, measures) if chinese else _english_filter(heard, measures))
    if ask == "share":
        if len(measures) == 2 and RATIO.search(heard.text):
            return ask, parts | {"measures": measures[:1], "of": measures[1]}
        whole = whole_named(heard)
        if whole:
            return ask, parts | {"of": whole, "measures": tuple(ref for ref in measures if ref != whole) or measures}
        outcomes = tuple(ref for ref in measures if whole_of(ref).key == "total")
        measures = outcomes if outcomes and all(ref.column is None for ref in measures) else measures
        parts_only = tuple(ref for ref in measures if not any(whole_of(other) == ref for other in measures if other != ref))
        return ask, parts | {"measures": parts_only or measures}
    if ask in ("trend", "compare"):
        parts |= in_percent(heard)
    if ask == "sum" and "share" in asks:
        parts["operation"] = "share"
    if ask != "rank":
        return ask, parts
    if "share" in asks:
        # Of a part of the applications it is the share that is ranked; where there is no such rate, that is said.
        parts["measures"] = tuple(map(rate_of, measures))
        parts["unheard"] = (*parts.get("unheard", ()), *_share_words(heard, parts["measures"]))
    if chinese:
        return ask, parts | order(
            heard.text, asks, len(heard.years.years), against=bool(heard.slot("change")), limit=_limit(heard)
        )
    place = _nth(heard)
    turn = rises_or_falls(heard)
    if turn and asks & {"rank_desc", "rank_asc"}:
        descending = (turn == ">") == ("rank_desc" in asks)
        parts["unheard"] = tuple(word for word in heard.unheard if not (MORE.search(word) or FEWER.search(word)))
        return ask, parts | {"operation": "difference", "descending": descending, "limit": _limit(heard), "place": place}
    return ask, parts | {"descending": "rank_asc" not in asks, "limit": None if place else _limit(heard), "place": place}


def _ask_of_measures(heard: Heard, asks: set[str], measures: tuple[MeasureRef, ...]) -> Ask:
    several, text = len(heard.named.bodies) > 1, heard.text
    chosen = heard.language == "zh" and bool(AGAINST_AVERAGE.search(text) or asks_for_change(heard)) and not heard.named.bodies
    if asks & {"rank_desc", "rank_asc"} and "list" in asks and not heard.named.bodies and not rises_or_falls(heard):
        return "rank"  # 几个单位里哪个最低 counts nobody
    if "count" in asks and (not heard.named.bodies or is_against_body(heard)):
        return "count"
    if is_against_body(heard) and "list" in asks:
        return "list"
    if asks & {"list", "metadata"} and rises_or_falls(heard):
        return "rank" if asks & {"rank_desc", "rank_asc"} else "list"
    one_body = len(heard.named.bodies) == 1 and asks & {"rank_desc", "rank_asc"} and not RANK_OF.search(text)
    if one_body and len(measures) > 1 and len({ref.key for ref in measures}) == 1:
        return "compare"  # individuals or companies, which filed most
    if one_body and len(measures) == 1 and WHICH_PART.search(text):
        return "breakdown"
    if asks & {"rank_desc", "rank_asc"} or _nth(heard) or (heard.language == "zh" and (NTH.search(text) or RANK_OF.search(text))):
        return "rank"
    if chosen and asks & {"list", "yes_no", "compare", "average"}:
        return "list"
    if "average" in asks:
        return "average"
    if SPAN.search(text) and heard.named.bodies and not several and CHANGED.search(text):
        return "yes_no" if "yes_no" in asks else "trend"  # 两年里少了多少
    if "trend" in asks and not (spell(text, len(heard.years.years)) is not None and asks & {"list", "yes_no"}):
        return "trend"
    if len(measures) == 2 and RATIO.search(text):
        return "share"
    if "share" in asks and not any(load_lexicon().measures[ref.key].per for ref in measures):
        # 街道收到的申请占全部单位的比例: a part of the bodies, told by their sum.
        return "sum" if _is_share_of_reports(heard, measures) else "share"
    if (several and ("compare" in asks or "list" in asks)) or ("compare" in asks and len(heard.years.years) > 1):
        return "compare"
    if "sum" in asks and (several or not heard.named.bodies or len(heard.years.years) != 1 or _are_added(heard, measures)):
        return "sum"
    if "compare" in asks and len(measures) > 1 and "list" not in asks:
        return "compare"  # more reconsiderations than suits: both values side by side, and how far apart they are
    if asks & {"list", "metadata"} and not several:
        return "list"
    if CLAIM.search(text) and heard.named.bodies and not heard.slot("negation") and not heard.slot("comparison"):
        return "lookup"  # the number beside which a claim stands; whether it is near enough is the reader's to say
    if "yes_no" in asks and "value" not in asks:
        return "yes_no" if heard.named.bodies else "list"
    if EVERY_REPORT.search(text) and "value" in asks and not heard.named.bodies:
        return "sum"
    # The number of each body is asked for: all of them in order, not one that must be chosen.
    return "rank" if EACH_BODY.search(heard.text) and not heard.named.bodies and len(measures) == 1 else "lookup"


def _are_added(heard: Heard, measures: tuple[MeasureRef, ...]) -> bool:
    return len(measures) > 1 and can_add(measures) and not re.search("分别|各(?:是|有)|respectively|each", heard.text)


def in_percent(heard: Heard) -> dict[str, Any]:
    """The part of a Plan that wants a change told in per cent too: 降幅多大, by what percentage did it rise."""
    return {"operation": "share"} if IN_PERCENT.search(heard.text) else {}


def _share_words(heard: Heard, measures: tuple[MeasureRef, ...]) -> tuple[str, ...]:
    """The words for a share, where the measures are no rates."""
    if any(load_lexicon().measures[ref.key].per for ref in measures):
        return ()
    return tuple(heard.text[m.start : m.end] for m in heard.marks if (m.slot, m.key) == ("ask", "share"))


def _is_share_of_reports(heard: Heard, measures: tuple[MeasureRef, ...]) -> bool:
    """Whether what bodies have is asked for as a part of what all have: 街道占全部申请的比例, the share that went to parks."""
    named = whole_named(heard)
    if OF_ITS_OWN.search(heard.text) or (named and not SHARE_OF_ALL.search(heard.text)):
        return False
    if named and any(ref.column and ref.key == named.key for ref in measures):
        return False  # 被纠正的复议占全部复议
    if not (heard.named.bodies or heard.named.regions or heard.slot("kind")):
        return bool(SHARE_OF_ALL.search(heard.text))
    whole = all(ref.column is None and whole_of(ref).key in (ref.key, "handled") for ref in measures)
    return whole and (bool(SHARE_OF_ALL.search(heard.text)) or heard.language == "en")


def whole_named(heard: Heard) -> MeasureRef | None:
    """The measure that a share is asked of: 信访类申请占不予处理的比例."""
    at = heard.text.find("占")
    named = [m.key for m in heard.marks if m.slot == "measure" and m.start > at >= 0 and "占比" not in heard.text[at : at + 2]]
    return MeasureRef(key=named[0]) if named and not load_lexicon().measures[named[0]].per else None


def is_against_body(heard: Heard) -> bool:
    """Whether bodies are chosen by a comparison with one that is named: 比榆泊县政府多的单位."""
    return heard.language == "zh" and len(heard.named.bodies) == 1 and bool(AGAINST_BODY.search(heard.text))


def asks_for_change(heard: Heard) -> bool:
    """Whether a question asks how numbers changed against an earlier year."""
    return changes(heard.text, len(heard.years.years), against=bool(heard.slot("change")))


def _filter(heard: Heard, measures: tuple[MeasureRef, ...]) -> dict[str, Any]:
    """The filter that a list, a count or a yes or no in Chinese puts on its measures."""
    if "%" in read_numerals(heard.text):
        # 自然人申请超过一半: a share is meant, not a number of applications.
        placed = [(rate_of(ref), place_of(heard, ref)) for ref in measures]
    else:
        placed = [(ref, place_of(heard, ref)) for ref in measures]
    found = read_conditions(heard.text, placed, changes=asks_for_change(heard), body=is_against_body(heard))
    parts: dict[str, Any] = {"conditions": found.conditions, "any_of": found.any_of}
    return parts | {"spell": spell(heard.text, len(heard.years.years))}


def _english_filter(heard: Heard, measures: tuple[MeasureRef, ...]) -> dict[str, Any]:
    """The filter of an English question; of a count held against a percentage, the rate is meant."""
    found = find_conditions(heard, measures)
    if not PERCENT.search(heard.text) or any(load_lexicon().measures[ref.key].per for ref in measures):
        return found
    rates = ((c, rate_of(c.measure)) for c in found["conditions"])
    turned = (c if rate == c.measure else c.model_copy(update={"measure": rate, "value": c.value / 100}) for c, rate in rates)
    return found | {"conditions": tuple(turned)}


def _limit(heard: Heard) -> int | None:
    """How many places of a rank are asked for: 前三名, top 5, the three bodies with the most."""
    found = LIMIT.search(heard.text)
    if not found:
        return None
    said = next(filter(None, found.groups()))
    return int(read_number(said) or read_numeral(said)) or None


def _nth(heard: Heard) -> int | None:
    """The one place of a rank that is asked for: second-highest."""
    found = PLACE.search(heard.text)
    return ORDINALS[next(filter(None, found.groups()))] if found else None
