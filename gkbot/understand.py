"""From a question and the conversation before it to a Plan, by rules and the lexicon alone.

Knows what is in the index only through the Collection; looks nothing up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, cast

from gkbot.answer import Answer, Language
from gkbot.chinese_conditions import AGAINST_AVERAGE, AGAINST_BODY, NTH, RANK_OF, changes, order, read_conditions, spell
from gkbot.collection import Collection
from gkbot.conditions import COUNT, FEWER, MORE, find_conditions, read_number, rises_or_falls
from gkbot.contrasts import find_contrasts, says_multiple
from gkbot.followup import (
    body_ahead,
    carry_whom,
    is_reasoned,
    is_small_talk,
    leans_on_measures,
    only_names,
    plans_before,
    points_back,
    turn_plan,
)
from gkbot.hearing import Heard, expansion_of, listen, query_of
from gkbot.lexicon import HAN, Lexicon, fold, load_lexicon
from gkbot.matching import EMPTY
from gkbot.measures import can_add, whole_of
from gkbot.numerals import read_numerals
from gkbot.plan import Ask, Condition, ContactField, Kind, MeasureRef, Plan, Scope
from gkbot.thesaurus import load_thesaurus

ABOUT_REPORTS = 2  # things of the thesaurus that a question must name to be about reports
# Words that show a question is about disclosure reports although it names no body, measure or topic.
DOMAIN = re.compile(
    "公开|年报|报告|政务|申请|规范性文件|许可|处罚|复议|诉讼|结转|栏目|政策解读|disclos|report|request|applicat|information|openness"
)
# Which bodies lack a report, or whether all have one.
ABSENT = re.compile(
    r"(?:lack|missing|without|\bno\b|n['’]t|\bnot\b|every|\ball\b|each|everyone|everybody)[^?.]*\breports?\b|没有.*报告|缺.{0,6}(?:报告|年报)|都有.*(?:报告|年报)"
)
# What a rate is, asked of no report.
MEANING = re.compile(
    r"^(?:what(?:['’]s| is| are)(?: meant by)? (?:an? |the )?[\w\- ]+"
    r"|.*\b(?:calculat|comput|defin|mean|work(?:ed)? out)\w*.*)\?*$"
    r"|是什么(?:意思)?[?？]*$|怎么(?:计)?算|如何计?算|什么叫|什么是|定义|含义"
)
EACH_BODY = re.compile(
    r"\b(?:each|every|all|by|per)(?: of)?(?: the)? "
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
ABOUT = re.compile(
    r"\b(?:request|application)s? (?:\w+ ){0,2}?"
    r"(?:about|concern\w*|regarding|relat(?:ed|ing) to|involving|on the subject of|dealing with|to do with|for|on)\b"
)
NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?![\w.]*年)")
LACKING = re.compile(
    "(?:缺少?|漏|(?<!有)没有?|未|尚无|无)(?:收录|交|发布?|公布|提供|报送|上传|公开|见|收到?)?了?(?:的)?(?:它|其|任何)?"
    "[^,，。公信申]{0,4}(?:年报|年度报告|报告)"
    "|(?:年报|报告)(?:还)?(?:缺|没有?|未|不)(?:收录|交|发布?|公布|提供|报送|上传|全|齐)|缺(?:了)?(?:哪|几)[些几个]?年"
)
ALL_BODIES = re.compile(
    "(?:收录|库里|里面|这里|资料|数据库|系统|索引|一共|总共|涉及|包括|覆盖|有|查)(?:都|一共|总共)?(?:收录)?(?:了)?(?:有|查)?(?:了)?"
    "(?:哪些|多少|几|哪几)个?家?(?:不同)?(?:的)?(?:单位|机关|部门|机构|街道|园区|乡镇|开发区|服务中心)(?:的(?:年?报告?|资料|数据))?[?？]?$"
)
BY_REGION = re.compile(
    "(?:报告|年报|单位|机关)[^,，]{0,4}最多的?(?:是|在)?(?:哪个?|什么)(?:省|市|县|区|地方|地区)|"
    "(?:哪个|哪些|哪一?个|各个?|几个|每个?)(?:县级|地级)?(?:省|市|县|区|州|地区|地方)[^,，]{0,6}(?:报告|年报|单位|机关|最多)"
    "|(?:单位|报告|机关)[^,，]{0,8}(?:在|属于|来自|位于|分布在)(?:哪|什么)些?个?(?:县级|地级)?(?:省|市|县|区|州|地区|地方)"
    r"|(?:which|what) (?:[a-z-]+ )?(?:city|county|district|province|region)"
)
# Why applications were refused, asked beside their number.
REASONS = re.compile(
    r"(?:为什么|为何|为啥|原因|理由)[^,，]{0,6}[?？]?$|\b(?:and|for) (?:why|what reasons?|on what grounds?)\b|\bwhy\b\W*$"
)
# The first and the last of the reports themselves.
ENDS = re.compile(
    "最(?:早|旧|老|先)的?(?:一|那)?[份年]?的?[^,，]{0,4}(?:报告|年报)|(?:报告|年报)[^,，]{0,6}最(?:早|旧)"
    "|(?:oldest|earliest|first) (?:\\w+ )?report"
    "|(?P<newest>最(?:新|近|晚|后)的?(?:一|那)?[份年]?的?[^,，]{0,4}(?:报告|年报)|(?:报告|年报)[^,，]{0,6}最(?:新|晚)"
    "|(?:newest|latest|most recent|last) (?:\\w+ )?report)"
)
EACH_YEAR = re.compile(
    "(?:都|均|全)有(?:年度)?(?:报告|年报)|(?:报告|年报)(?:都|均)(?:有|全|齐)"
    r"|reports? (?:\w+ )?(?:for|on|from|in|of) (?:both|each|every|all)|(?:both|every|each|all)(?: of)?(?: the)? years?"
)
# Between two topics that are both asked for.
JOINED = re.compile(
    f"[{HAN}]{{0,3}}(?:和|与|及|以及|还有|、|,|，|跟)[{HAN}]{{0,4}}|(?: \\w+)?,? (?:and|plus|as well as|&)(?: \\w+){{0,2}} "
)
RESULTS = ("upheld", "corrected", "other", "pending")
NATURAL = MeasureRef(key="new", column="natural")
RATES = {
    NATURAL: MeasureRef(key="natural_share"),
    MeasureRef(key="denied"): MeasureRef(key="denial_rate"),
    MeasureRef(key="unable"): MeasureRef(key="unable_rate"),
    MeasureRef(key="carried_out"): MeasureRef(key="carry_rate"),
}
SHARE_OF_ALL = re.compile("占(?:了|到)?(?:全部|所有|全[省市县区])")
OF_ITS_OWN = re.compile(r"\bof (?:its|their|his|her)\b")
# 申请 that is counted itself beside reconsiderations and suits: 申请5件以上或者有复议.
REPORTS = re.compile("报告|年报|report|how many|number")
COUNTED = re.compile("(?<!行政)申请(?:量|数)?(?:在|有|为|是|超过|不到|少于|大于|多于|\\d)")
# What the narrative of reports tells of beside disclosure itself.
TOLD = re.compile(
    "培训|微信|微博|网站|公众号|提案|建议|热线|信箱|政策|新媒体|监督|考核|平台|解读|审核|领导小组|条例|信访|咨询|回应|活动|经费"
)
ELSEWHERE = re.compile(
    "热线|工单|提案|建议|信箱|留言|问政|意见|hotline|proposal|suggestion|work order|call"
    "|citizen cases|upload|letter|message|news|deput"
)
APPLICATIONS = re.compile("申请|request|applicat")
NOT_BEFORE = re.compile(r"(?:\bnot|\bnever|n['’]t) $")
CLAUSE = re.compile(r"[,，;；]|\band\b|[和与及]")
LIMIT = re.compile(
    rf"(?:前|最[多高大少低小]的|top |bottom |first |last |lowest |highest )({COUNT})(?!\d|件|条)"
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
PLACE = re.compile(
    "(second|third|fourth|fifth|2nd|3rd|4th|5th)[- ]?"
    "(?:place|most|highest|largest|biggest|greatest|busiest|fewest|lowest|smallest|least|last)"
    "|第([二三四五])(?:多|高|大|少|低|小|名|位)|(runner[- ]up)|(?:came|ranks?|ranked|placed|is|was) "
    "(second|third|fourth|fifth)(?![a-z])"
)
ALL_REPORTS = re.compile(
    r"(?:[一二三四五六七八九十两\d]+|所有|全部|各|每)(?:份|个|家)?(?:的)?(?:报告|单位|机关)"
    r"|(?:all|the|of the) (?:\w+ )?(?:reports|agencies|bodies)"
)


def understand(
    question: str, collection: Collection, *, history: Sequence[Answer] = (), today: int, language: Language | None = None
) -> Plan:
    """The Plan for a question asked in a conversation; `today` is the calendar year that relative years count from."""
    plans = plans_before(history)
    before = plans[-1] if plans else None
    heard = listen(question, collection, today=today, language=language, before=before.language if before else None)
    scope, carried = _scope(heard, plans, collection)
    ahead = body_ahead(heard, history)
    if ahead and ahead in collection.bodies and before and scope == before.scope:
        scope = Scope(organisations=(ahead,), years=scope.years)
    scope = scope.model_copy(update={"without": heard.without})
    known: dict[str, Any] = {
        "scope": scope,
        "unknown": heard.named.unknown or carried,
        "guessed": heard.named.guessed,
        "language": heard.language,
        "assumed_years": heard.years.assumed,
    }
    turned = before and (before if only_names(heard) else turn_plan(heard, before))
    if turned:
        return turned.model_copy(update=known)
    if load_lexicon().courtesy.search(fold(question).strip()):
        return Plan(ask="refuse", topic="courtesy", language=heard.language)
    if history and is_small_talk(heard):
        return Plan(ask="refuse", language=heard.language)
    ask, parts = _decide(heard, before)
    if before and ask == "refuse":
        ask = "passage"
    if ask == "lookup" and len(parts["measures"]) == 1 and len(scope.organisations) == 2 and "compare" in heard.slot("ask"):
        ask = "compare"  # what was the difference, of the bodies spoken about before
    understood: dict[str, Any] = known | {
        "query": query_of(heard),
        "expansion": expansion_of(heard),
        "ambiguous": heard.named.alternatives,
        "unheard": heard.unheard if "measures" in parts else (),
    }
    return Plan(ask=ask, **understood | parts | _scope_parts(ask, scope, heard))


# ---- For whom and when ----------------------------------------------------------------------------------------------


def _scope(heard: Heard, plans: Sequence[Plan], collection: Collection) -> tuple[Scope, tuple[str, ...]]:
    """Whom and when a question asks about, and bodies without a report taken over; what isn't mentioned stays as it was."""
    organisations, regions = heard.named.bodies, heard.named.regions
    kinds = () if organisations else cast("tuple[Kind, ...]", heard.slot("kind"))
    years = heard.years.years
    if not plans or ALL_REPORTS.search(heard.text):
        return Scope(organisations=organisations, kinds=kinds, regions=regions, years=years), ()
    before = plans[-1].scope
    # A new body is asked about in the same year only where the question leans on what came before.
    leans = points_back(heard)
    if organisations or heard.named.unknown or _lists_bodies(heard) or ((kinds or regions) and not leans):
        same_year = before.years if leans else ()
        return Scope(organisations=organisations, kinds=kinds, regions=regions, years=years or same_year), ()
    if regions and not kinds and before.organisations:
        # And Zhangshu? — the bodies there that are of the kind spoken about.
        alike = {cast("Kind", collection.bodies[full].kind) for full in before.organisations if full in collection.bodies}
        there = collection.reports_in(Scope(kinds=tuple(alike), regions=regions))
        bodies = tuple(dict.fromkeys(report.organisation for report in there))
        if alike and bodies:
            return Scope(organisations=bodies, years=years or before.years), ()
    if kinds or regions:
        told = {"organisations": (), "kinds": kinds or before.kinds, "regions": regions or before.regions}
        return before.model_copy(update=told | {"years": years or before.years}), ()
    scope, unknown = carry_whom(heard, plans)
    return scope.model_copy(update={"years": years or scope.years}), unknown


def _scope_parts(ask: Ask, scope: Scope, heard: Heard) -> dict[str, Any]:
    """What the ask changes about whose reports are meant: a body whose place is asked for stands among all others."""
    if ask == "rank" and RANK_OF.search(heard.text) and scope.organisations:
        return {"scope": scope.model_copy(update={"organisations": ()}), "focus": scope.organisations}
    if ask in ("list", "count") and _against_body(heard):
        return {"scope": scope.model_copy(update={"organisations": ()}), "focus": scope.organisations}
    if ask == "change" and len(scope.years) > 1 and scope.years[-1] - scope.years[0] == len(scope.years) - 1 == 1:
        return {"scope": scope.model_copy(update={"years": scope.years[-1:]})}
    return {}


def _lists_bodies(heard: Heard) -> bool:
    return "list" in heard.slot("ask") and bool(heard.slot("bodies"))


# ---- What is asked --------------------------------------------------------------------------------------------------


def _decide(heard: Heard, before: Plan | None) -> tuple[Ask, dict[str, Any]]:
    """What the question asks, and the parts of the Plan that say of what."""
    asks, terms = set(heard.slot("ask")), heard.slot("term")
    if terms and not (heard.named.bodies or heard.years.years) and ("definition" in asks or _asks_what(heard)):
        return "definition", {"terms": terms}
    if LACKING.search(heard.text) and not heard.slot("measure") and not heard.slot("contact"):
        return "metadata", {"absent": True}
    if ALL_BODIES.search(heard.text) and not heard.slot("measure") and not heard.slot("generic"):
        return "metadata", {"topic": "bodies"}
    if BY_REGION.search(heard.text) and not heard.slot("measure") and not heard.named.bodies:
        return "metadata", {"topic": "regions"}
    if MEANING.search(heard.text) and not _names_whom(heard, None) and not heard.years.years:
        rates = tuple(ref for ref in _measures(heard) if load_lexicon().measures[ref.key].per)
        if rates:
            return "definition", {"measures": rates}
    if "check" in asks and "metadata" in asks:
        asks -= {"metadata"}  # which reports contradict themselves
    if heard.slot("contact") and not heard.slot("measure") and "share" not in asks:
        return _decide_contact(heard, asks)
    if "check" in asks and not heard.slot("measure") and not heard.slot("topic"):
        return "check", {}
    counts = heard.slot("measure") or heard.slot("generic")
    if not counts and not heard.slot("topic"):
        ends = ENDS.search(heard.text)
        if ends:
            return "metadata", {"place": 1, "descending": bool(ends["newest"])}
        lists = asks & {"list", "count", "metadata"} and not ("yes_no" in asks or heard.slot("negation"))
        if EACH_YEAR.search(heard.text) and lists and len(heard.years.years) != 1:
            return "metadata", {"topic": "bodies", "spell": 0}
    if (asks & {"metadata", "count"} and not counts and not heard.slot("topic")) or _asks_for_reports(heard, asks):
        if "count" in asks and not REPORTS.search(heard.text):
            return "metadata", {"topic": "bodies"}
        return "metadata", {"topic": "period" if heard.slot("period") else None, "absent": bool(ABSENT.search(heard.text))}
    measures = _measures(heard)
    if before and before.measures and not heard.slot("measure") and "share" in asks and not _columns_named(heard):
        measures = before.measures  # as a share of all requests?
    if before and before.measures and not heard.slot("measure") and _columns_named(heard):
        # 自然人的有多少？ goes on about what was counted before, even where it says 申请 or 提了几件.
        measures = _with_columns(before.measures, heard)
    if "check" in asks or (not measures and {"sum", "yes_no"} <= asks and NUMBER.search(heard.text)):
        # 申请表的数对不对 asks about the whole table, 收到的申请和正文一致吗 about one row of it.
        return "check", {"measures": measures if any(m.slot == "measure" for m in heard.marks) else ()}
    if measures and _asks_change(heard, asks):
        return "change", {"measures": measures}
    if not measures and before and leans_on_measures(heard, before):
        measures = _with_columns(before.measures, heard)
    by = _breakdown(heard, asks)
    if REASONS.search(heard.text) and any(is_reasoned(ref) for ref in measures) and not asks & {"list", "yes_no"}:
        return "breakdown", {"measures": tuple(ref for ref in measures if is_reasoned(ref)), "by": ("outcome",)}
    if not measures and by:
        measures = (MeasureRef(key="new"),)
    if by == ("outcome",) and measures and all(load_lexicon().measures[ref.key].table == "T4" for ref in measures):
        # 复议结果怎么样: the table's own columns.
        return "lookup", {"measures": tuple(MeasureRef(key=ref.key, column=c) for ref in measures for c in (None, *RESULTS))}
    if measures and by and not heard.slot("applicant") and "share" not in asks:
        return "breakdown", {"measures": measures, "by": by}
    if heard.language == "en" and _is_about_something_else(heard):
        return "figure", {"topic": next(iter(heard.slot("topic")), None)}
    by_itself = bool(measures) and heard.language == "en" and not heard.slot("topic")
    if (
        measures
        and (asks or by_itself or heard.slot("negation") or _names_whom(heard, before))
        and not _asks_for_words(heard, asks, measures)
    ):
        return _decide_measured(heard, asks, measures)
    topic = next(iter(heard.slot("topic")), None)
    if heard.language == "zh" and not (topic or before or _speaks_of_reports(heard)):
        return "refuse", {}
    if asks & {"value", "share", "compare", "sum", "rank_desc", "rank_asc"}:
        return "figure", {
            "topic": topic,
            "operation": _operation(asks),
            "descending": "rank_asc" not in asks or "rank_desc" in asks,
        }
    if topic or before or heard.named.bodies or heard.named.regions or heard.named.unknown or _is_of_reports(heard):
        return "passage", {"topic": topic, "also": _also(heard)}
    return "refuse", {}


def _also(heard: Heard) -> tuple[str, ...]:
    """The topics named beside the first one, joined to it by and: 存在的问题和改进措施, problems and improvements."""
    marks = [mark for mark in heard.marks if mark.slot == "topic"]
    joined = [b.key for a, b in pairwise(marks) if a.key != b.key and JOINED.fullmatch(heard.text[a.end : b.start])]
    return tuple(dict.fromkeys(key for key in joined if key != marks[0].key))


def _speaks_of_reports(heard: Heard) -> bool:
    """Whether a question names a body, a place, a kind, a year or something that reports tell of."""
    named = heard.named
    whom = named.bodies or named.regions or named.unknown or heard.slot("kind") or heard.slot("bodies") or heard.years.years
    return bool(whom or TOLD.search(heard.text) or DOMAIN.search(heard.text))


def _asks_change(heard: Heard, asks: set[str]) -> bool:
    """Whether a measure is asked for against the year before, for each report by itself: not which reports rose or fell."""
    chosen = asks & {"list", "metadata", "count", "rank_desc", "rank_asc", "trend"} and not heard.named.bodies
    if chosen:
        return False
    if heard.slot("change"):
        return True
    years = heard.years.years
    return len(years) == 2 and years[1] - years[0] == 1 and _changes(heard) and len(heard.named.bodies) < 2


def _is_of_reports(heard: Heard) -> bool:
    """Whether a question that names nobody is about what reports write of."""
    named = {concept.english for _, _, concept in load_thesaurus().find(heard.text)}
    return bool(DOMAIN.search(heard.text)) or len(named) >= ABOUT_REPORTS


def _operation(asks: set[str]) -> str | None:
    """What to compute from the narrative's numbers, where the question asks for more than the numbers."""
    for name, words in (("share", {"share"}), ("rank", {"rank_desc", "rank_asc"}), ("difference", {"compare"}), ("sum", {"sum"})):
        if asks & words:
            return name
    return None


def _asks_what(heard: Heard) -> bool:
    if heard.language == "en" and (
        heard.years.years or heard.named.regions or set(heard.slot("ask")) - {"list", "breakdown", "yes_no"}
    ):
        return False
    return bool(re.search(r"是什么|是哪[几两三四五些]|是怎么|有哪些?类|分(成|为)|what|into which|explain|means?", heard.text))


def _asks_for_reports(heard: Heard, asks: set[str]) -> bool:
    """哪份报告是2021年的？ — a list with nothing asked of the reports but body, region or year."""
    if "list" not in asks or asks - {"list", "yes_no"}:
        return False
    content = ("measure", "contact", "topic", "applicant", "result", "action")
    left = re.sub(
        r"哪[些个几家份]*|报告|单位|机关|是|的|有|来自|属于|年|which|what|report(s)?|agenc\w+|bod\w+|are|is|the|from|in|of|there|do|you|have|for|[\s?？。,，]",
        "",
        heard.text,
    )
    if any(heard.slot(slot) for slot in content):
        return False
    return not left or (heard.language == "en" and not heard.slot("generic") and not heard.unheard)


def _decide_contact(heard: Heard, asks: set[str]) -> tuple[Ask, dict[str, Any]]:
    keys = heard.slot("contact")
    fields: tuple[ContactField, ...] = ("address", "phone", "postcode", "email", "website") if "all" in keys else keys  # type: ignore[assignment]
    if asks & {"list", "metadata"} and not heard.named.bodies:
        return "list", {"fields": fields, "conditions": (), "descending": not heard.slot("negation")}
    return "contact", {"fields": fields}


def _measures(heard: Heard) -> tuple[MeasureRef, ...]:
    lexicon = load_lexicon()
    keys = [key for key in _slot_outside_topics(heard, "measure") if _is_meant(lexicon, key, heard)]
    keys = [_canonical(key) for key in keys if not (key == "documents" and "norms" in keys)]
    keys = [key for key in keys if not _says_something_of_another(heard, key)]
    keys = [key for key in keys if not any(_is_part(lexicon, other, key) for other in keys) or _asked_apart(heard, key)]
    tables = {lexicon.measures[key].table for key in keys}
    if "T3" not in tables and ("T4" not in tables or COUNTED.search(heard.text)):
        keys += [key for key in _slot_outside_topics(heard, "generic") if not _is_modified(heard, key)]
    refs = []
    for key in keys:
        measure = lexicon.measures[key]
        columns = _columns(heard, measure.dimension) if measure.dimension else ()
        if measure.dimension == "action":
            columns = tuple(c for c in columns if c != "decisions")
        whole = (None,) if columns and measure.dimension != "action" and _asked_before_columns(heard, key) else ()
        refs += [MeasureRef(key=key, column=column) for column in (*whole, *columns) or (None,)]
    return tuple(dict.fromkeys(refs))


def _slot_outside_topics(heard: Heard, slot: str) -> tuple[str, ...]:
    """The keys of a slot but for marks that are part of a longer word for a topic: processing in information processing fee."""
    topics = [m for m in heard.marks if m.slot == "topic"]
    kept = [
        m
        for m in heard.marks
        if m.slot == slot and not any(t.start <= m.start and m.end <= t.end and t.end - t.start > m.end - m.start for t in topics)
    ]
    return tuple(dict.fromkeys(mark.key for mark in kept))


def _is_part(lexicon: Lexicon, part: str, whole: str) -> bool:
    """Whether one measure is a row of another: with 属于国家秘密 named, 不予公开 is not asked for beside it."""
    inner, outer = lexicon.measures[part], lexicon.measures[whole]
    return whole != "handled" and not outer.per and not inner.per and set(inner.cells["2021"]) < set(outer.cells["2021"])


def _asked_before_columns(heard: Heard, key: str) -> bool:
    """Whether a measure's own number is asked for before its columns are: 复议几件，维持几件."""
    mark = next((m for m in heard.marks if m.slot in ("measure", "generic") and m.key == key), None)
    column = next((m for m in heard.marks if m.slot in ("applicant", "result")), None)
    if mark is None or column is None or column.start < mark.end:
        return False
    between = heard.text[mark.start : column.start]
    return bool(re.search("(?:多少|几).*[,，;；?？]", between)) or bool(
        re.search(r"[,;?] (?:and )?(?:how many|how much)", between)
    )


def _says_something_of_another(heard: Heard, key: str) -> bool:
    """Whether what would mean applications concluded, or not yet, only says what was done with another measure.

    Permits decided on; requests not answered because nothing was ready-made.
    """
    mark = next((m for m in heard.marks if m.slot == "measure" and m.key == key), None)
    if mark is None or key not in ("total", "carried_out"):
        return False
    said = heard.text[mark.start : mark.end]
    if key == "total" and APPLICATIONS.search(said):
        return False
    cuts = [0, *(m.end() for m in CLAUSE.finditer(heard.text)), len(heard.text)]
    start, end = max(cut for cut in cuts if cut <= mark.start), min(cut for cut in cuts if cut >= mark.end)
    beside = {m.key for m in heard.marks if m.slot == "measure" and m is not mark and start <= m.start < end}
    tables = {load_lexicon().measures[key].table for key in beside}
    if key == "carried_out":
        return "T3" in tables and " not " in said
    return "T2" in tables or ("T3" in tables and bool(NOT_BEFORE.search(heard.text[: mark.start])))


def _asked_apart(heard: Heard, key: str) -> bool:
    """Whether a measure's own number is asked for before its parts are: 诉讼多少，其中直接起诉多少."""
    mark = next((m for m in heard.marks if m.slot == "measure" and m.key == key), None)
    return mark is not None and bool(re.match(r"[^,，]{0,4}(?:多少|几|有).*?其中", heard.text[mark.end :]))


def _is_modified(heard: Heard, key: str) -> bool:
    """Whether words that nobody understood qualify the applications asked for: 逾期没人领的申请有几件."""
    mark = next(m for m in heard.marks if m.slot == "generic" and m.key == key)
    before = re.search(f"[{HAN}]*的?$", heard.text[: mark.start])
    if not before or not before.group().endswith("的"):
        return False
    understood = {i for m in heard.marks if m is not mark for i in range(m.start, m.end)}
    left = "".join(c for i, c in enumerate(before.group(), before.start()) if i not in understood)
    left = EMPTY.sub("", re.sub(r"[一二两三四五六七八九十\d]+[年份个家]", "", left))
    return len(left) >= 2


def _is_about_something_else(heard: Heard) -> bool:
    """Whether the applications asked for are qualified by what nobody understood: requests about land expropriation."""
    about = ABOUT.search(heard.text)
    return bool(about) and any(re.search(rf"\b{re.escape(word)}\b", heard.text[about.end() :]) for word in heard.unheard)  # type: ignore[union-attr]


def _columns(heard: Heard, dimension: str) -> tuple[str, ...]:
    """The columns a question names, but for those that are part of a measure's own name (自然人占比)."""
    whole = [m for m in heard.marks if m.slot == "measure" and not load_lexicon().measures[m.key].dimension]
    marks = [m for m in heard.marks if m.slot == dimension and not any(w.start <= m.start and m.end <= w.end for w in whole)]
    return tuple(dict.fromkeys(mark.key for mark in marks))


def _canonical(key: str) -> str:
    return "norms" if key == "documents" else key


def _is_meant(lexicon: Lexicon, key: str, heard: Heard) -> bool:
    measure = lexicon.measures[key]
    if measure.needs and not heard.slot(measure.needs):
        return False
    mark = next(m for m in heard.marks if m.slot == "measure" and m.key == key)
    if key in ("new", "total") and ELSEWHERE.search(heard.text) and not APPLICATIONS.search(heard.text):
        # Hotline calls, proposals and the like are counted in the narrative, not in the table of applications.
        return False
    # 没有经过复议, without reconsideration: names the way around the measure, not the measure.
    return not re.search(r"(?:without|未经)\W*$", heard.text[: mark.start]) or len(heard.slot("measure")) == 1


def _contrasts(heard: Heard, measures: tuple[MeasureRef, ...]) -> tuple[Condition, ...]:
    """The conditions that set numbers of one body against each other; of a body named only where yes or no is asked for."""
    if _against_body(heard):
        return ()
    found = find_contrasts(heard, [(ref, _place(heard, ref)) for ref in measures])
    return () if heard.named.bodies and not all(c.other or c.against == "number" for c in found) else found


def _columns_named(heard: Heard) -> bool:
    return any(heard.slot(slot) for slot in ("applicant", "result", "action"))


def _with_columns(refs: tuple[MeasureRef, ...], heard: Heard) -> tuple[MeasureRef, ...]:
    """The measures asked about before, of the applicant type, result or action that the follow-up names."""
    lexicon, changed = load_lexicon(), []
    for ref in refs:
        dimension = lexicon.measures[ref.key].dimension
        columns = _columns(heard, dimension) if dimension else ()
        changed += [ref.model_copy(update={"column": column}) for column in columns] or [ref]
    return tuple(dict.fromkeys(changed))


def _breakdown(heard: Heard, asks: set[str]) -> tuple[str, ...]:
    if "breakdown" not in asks:
        return ()
    by = []
    for mark in heard.marks:
        if mark.slot == "ask" and mark.key == "breakdown":
            words = heard.text[mark.start : mark.end]
            if re.fullmatch("(?:分别|各)(?:是|有)?(?:多少|几)", words):
                continue
            overlaps = any(m.slot == "outcome" and m.start < mark.end and mark.start < m.end for m in heard.marks)
            by.append("outcome" if overlaps else "applicant")
    return tuple(dict.fromkeys(by))


def _names_whom(heard: Heard, before: Plan | None) -> bool:
    return bool(heard.named.bodies or heard.named.regions or heard.named.unknown or before)


def _asks_for_words(heard: Heard, asks: set[str], measures: tuple[MeasureRef, ...]) -> bool:
    """Whether a question that mentions a measure asks for the report's words: 申请涉及什么内容？ 依据哪个文件清理规范性文件？"""
    if asks & {"value", "sum", "average", "rank_desc", "rank_asc", "count", "yes_no", "breakdown", "share", "trend", "compare"}:
        return False
    if any(load_lexicon().measures[ref.key].per for ref in measures):
        return False
    if heard.language == "en" and not heard.unheard:
        return False
    if heard.named.bodies and "list" in asks and len(heard.named.bodies) == 1:
        return True
    return (
        bool(re.search(r"什么|怎么|如何|为何|为什么|\bwhat\b|\bhow\b(?! many| much)|\bwhy\b", heard.text)) and "list" not in asks
    )


def _decide_measured(heard: Heard, asks: set[str], measures: tuple[MeasureRef, ...]) -> tuple[Ask, dict[str, Any]]:
    ask, chinese = _ask_of_measures(heard, asks, measures), heard.language == "zh"
    left = heard.leftover
    if chinese and left.limits and ask in ("lookup", "yes_no", "share", "change", "trend", "sum"):
        # The form does not know the limit; only the report's own words may.
        return "figure", {"measures": measures, "unheard": left.limits}
    if ask == "yes_no" and left.others and not heard.slot("measure"):
        return "passage", {}  # 依申请公开答复及时吗 asks for more than whether there were applications
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
        return ask, parts | (_filter(heard, measures) if chinese else find_conditions(heard, measures))
    if ask == "share":
        whole = _whole_named(heard)
        if whole:
            return ask, parts | {"of": whole, "measures": tuple(ref for ref in measures if ref != whole) or measures}
        parts_only = tuple(ref for ref in measures if not any(whole_of(other) == ref for other in measures if other != ref))
        return ask, parts | {"measures": parts_only or measures}
    if ask == "sum" and "share" in asks:
        parts["operation"] = "share"
    if ask != "rank":
        return ask, parts
    if "share" in asks:
        # Of a part of the applications it is the share that is ranked; where there is no such rate, that is said.
        parts["measures"] = tuple(RATES.get(ref, ref) for ref in measures)
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
    chosen = heard.language == "zh" and bool(AGAINST_AVERAGE.search(text) or _changes(heard)) and not heard.named.bodies
    if "count" in asks and (not heard.named.bodies or _against_body(heard)):
        return "count"
    if _against_body(heard) and "list" in asks:
        return "list"
    if asks & {"list", "metadata"} and rises_or_falls(heard):
        return "rank" if asks & {"rank_desc", "rank_asc"} else "list"
    if asks & {"rank_desc", "rank_asc"} or _nth(heard) or (heard.language == "zh" and (NTH.search(text) or RANK_OF.search(text))):
        return "rank"
    if chosen and asks & {"list", "yes_no", "compare", "average"}:
        return "list"
    if "average" in asks:
        return "average"
    if "trend" in asks and not (spell(text, len(heard.years.years)) is not None and asks & {"list", "yes_no"}):
        return "trend"
    if "share" in asks and not any(load_lexicon().measures[ref.key].per for ref in measures):
        # 街道收到的申请占全部单位的比例: a part of the bodies, told by their sum.
        return "sum" if _is_share_of_reports(heard, measures) else "share"
    if (several and ("compare" in asks or "list" in asks)) or ("compare" in asks and len(heard.years.years) > 1):
        return "compare"
    if "sum" in asks and (several or not heard.named.bodies or len(heard.years.years) != 1 or _are_added(heard, measures)):
        return "sum"
    if "compare" in asks and len(measures) > 1 and "list" not in asks:
        return "lookup"  # more reconsiderations than suits: both values side by side
    if asks & {"list", "metadata"} and not several:
        return "list"
    if "yes_no" in asks and "value" not in asks:
        return "yes_no" if heard.named.bodies else "list"
    # The number of each body is asked for: all of them in order, not one that must be chosen.
    return "rank" if EACH_BODY.search(heard.text) and not heard.named.bodies and len(measures) == 1 else "lookup"


def _are_added(heard: Heard, measures: tuple[MeasureRef, ...]) -> bool:
    return len(measures) > 1 and can_add(measures) and not re.search("分别|各(?:是|有)|respectively|each", heard.text)


def _share_words(heard: Heard, measures: tuple[MeasureRef, ...]) -> tuple[str, ...]:
    """The words for a share, where the measures are no rates."""
    if any(load_lexicon().measures[ref.key].per for ref in measures):
        return ()
    return tuple(heard.text[m.start : m.end] for m in heard.marks if (m.slot, m.key) == ("ask", "share"))


def _is_share_of_reports(heard: Heard, measures: tuple[MeasureRef, ...]) -> bool:
    """Whether what bodies have is asked for as a part of what all have: 街道占全部申请的比例, the share that went to parks."""
    if OF_ITS_OWN.search(heard.text) or (_whole_named(heard) and not SHARE_OF_ALL.search(heard.text)):
        return False
    if not (heard.named.bodies or heard.named.regions or heard.slot("kind")):
        return bool(SHARE_OF_ALL.search(heard.text))
    whole = all(ref.column is None and whole_of(ref).key in (ref.key, "handled") for ref in measures)
    return whole and (bool(SHARE_OF_ALL.search(heard.text)) or heard.language == "en")


def _whole_named(heard: Heard) -> MeasureRef | None:
    """The measure that a share is asked of: 信访类申请占不予处理的比例."""
    at = heard.text.find("占")
    named = [m.key for m in heard.marks if m.slot == "measure" and m.start > at >= 0 and "占比" not in heard.text[at : at + 2]]
    return MeasureRef(key=named[0]) if named and not load_lexicon().measures[named[0]].per else None


def _against_body(heard: Heard) -> bool:
    """Whether bodies are chosen by a comparison with one that is named: 比榆泊县政府多的单位."""
    return heard.language == "zh" and len(heard.named.bodies) == 1 and bool(AGAINST_BODY.search(heard.text))


def _changes(heard: Heard) -> bool:
    return changes(heard.text, len(heard.years.years), against=bool(heard.slot("change")))


def _filter(heard: Heard, measures: tuple[MeasureRef, ...]) -> dict[str, Any]:
    """The filter that a list, a count or a yes or no in Chinese puts on its measures."""
    if "%" in read_numerals(heard.text):
        # 自然人申请超过一半: a share is meant, not a number of applications.
        placed = [(RATES.get(ref, ref), _place(heard, ref)) for ref in measures]
    else:
        placed = [(ref, _place(heard, ref)) for ref in measures]
    found = read_conditions(heard.text, placed, changes=_changes(heard), body=_against_body(heard))
    parts: dict[str, Any] = {"conditions": found.conditions, "any_of": found.any_of}
    return parts | {"spell": spell(heard.text, len(heard.years.years))}


def _place(heard: Heard, ref: MeasureRef) -> int:
    """Where a question speaks of a measure: at the column asked for where there is one."""
    columns = [m.start for m in heard.marks if m.slot in ("applicant", "result", "action") and m.key == ref.column]
    keys = [m.start for m in heard.marks if m.slot in ("measure", "generic") and _canonical(m.key) == ref.key]
    return next(iter(columns or keys), 0)


def _limit(heard: Heard) -> int | None:
    """How many places of a rank are asked for: 前三名, top 5, the three bodies with the most."""
    found = LIMIT.search(heard.text)
    return int(read_number(next(filter(None, found.groups()))) or 0) or None if found else None


def _nth(heard: Heard) -> int | None:
    """The one place of a rank that is asked for: second-highest."""
    found = PLACE.search(heard.text)
    return ORDINALS[next(filter(None, found.groups()))] if found else None
