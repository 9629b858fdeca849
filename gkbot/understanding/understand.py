"""From a question and the conversation before it to a Plan, by rules and the lexicon alone.

Knows what is in the index only through the Collection; looks nothing up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, get_args

from gkbot.answer import Answer, Language
from gkbot.collection import Collection
from gkbot.plan import Ask, ContactField, MeasureRef, Plan, Scope
from gkbot.understanding.counted import find_measures, names_columns, with_columns
from gkbot.understanding.followup import (
    body_ahead,
    both_measures,
    compares_bodies,
    compares_years,
    is_ground,
    is_reasoned,
    is_small_talk,
    leans_on_measures,
    only_names,
    plans_before,
    turn_plan,
)
from gkbot.understanding.hearing import Heard, expansion_of, listen, query_of
from gkbot.understanding.measured import WHICH_PART, asks_for_change, decide_measured, in_percent, whole_named
from gkbot.understanding.whom import find_scope, turn_scope
from gkbot.words.lexicon import HAN, fold, load_lexicon
from gkbot.words.thesaurus import load_thesaurus

# What is not worked out of the numbers.
NOT_COMPUTED = re.compile(
    r"中位数|众数|但不(?:是|为|含)(?:0|零)的?|非零|标准差|方差|相关性|人均|预测"
    r"|\b(?:median|mode|standard deviation|variance|correlation|per capita|forecast)\b"
)
# What was charged, without a word of what for: the form's administrative fees and chapter six's processing fee.
AMOUNT = re.compile("收费|收了?(?:多少|几)(?:万|钱)?的?费|fees?|charge")
NAMED_FEE = re.compile("行政事业性|处理费|信息公开费|administrative|process|handling|request|appl")
REFUSED = re.compile(r"拒绝|不予?公开|驳回|\b(?:refus|den(?:y|ied|ial)|reject|withh)")
MAIN_REASON = re.compile(
    r"\b(?:biggest|main|chief|top|single|common\w*|frequent\w*) (?:\w+ )?(?:reasons?|grounds?)\b|主要的?(?:原因|理由)"
)
OVER_REPORTS = {"count", "rank_desc", "rank_asc", "sum", "average", "trend"}
ABOUT_REPORTS = 2  # things of the thesaurus that a question must name to be about reports
# Words that show a question is about disclosure reports although it names no body, measure or topic.
DOMAIN = re.compile(
    "公开|年报|报告|政务|申请|规范性文件|许可|处罚|复议|诉讼|结转|栏目|政策解读|disclos|report|request|applicat|information|openness"
)
# Which bodies lack a report, or whether all have one.
ABSENT = re.compile(
    r"reports? (?:\w+ )?missing\b"
    r"|(?:lack|missing|without|\bno\b|n['’]t|\bnot\b|every|\ball\b|each|everyone|everybody)[^?.]*\breports?\b"
    r"|没有.*报告|缺.{0,6}(?:报告|年报)|都有.*(?:报告|年报)"
)
# What a rate is, asked of no report.
MEANING = re.compile(
    r"^(?:what(?:['’]s| is| are)(?: meant by)? (?:an? |the )?[\w\- ]+"
    r"|.*\b(?:calculat|comput|defin|mean|work(?:ed)? out)\w*.*)\?*$"
    r"|是什么(?:意思)?[?？]*$|怎么(?:计)?算|如何计?算|什么叫|什么是|定义|含义"
)
# Why something may be withheld at all, asked of no report.
WHY_LAWFUL = re.compile(r"(?:为什么|为何|为啥|凭什么|依据什么)(?:就|也)?(?:可以|能|能够|允许|要|会)|\bwhy (?:can|may|are|is)\b")
# What was left without a number: cells, or a measure of the form.
BLANKS = re.compile(
    "空白|留空|空着|空缺|漏填|(?:没有?|未)填(?!补|平)|缺失值|没(?:有)?填写|(?:单元格|表格|栏)[^,，]{0,6}(?:为空|是空|空的)"
    r"|\bblanks?\b|\b(?:empty|unfilled|missing) (?:cells?|fields?|values?|data)"
    r"|left (?:it |them )?(?:empty|blank)|not fill\w*|n['’]t fill\w*"
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
COUNTED_BODIES = re.compile(
    "(?:多少|几)(?:个|家)(?:不同的?)?(?:单位|机关|部门|机构|街道|园区|乡镇)|how many (?:different )?(?:bodies|agencies|organi)"
)
BY_REGION = re.compile(
    "(?:报告|年报|单位|机关)[^,，]{0,4}最多的?(?:是|在)?(?:哪个?|什么)(?:省|市|县|区|地方|地区)|"
    "(?:哪个|哪些|哪一?个|各个?|几个|每个?)(?:县级|地级)?(?:省|市|县|区|州|地区|地方)[^,，]{0,6}(?:报告|年报|单位|机关|最多)"
    "|(?:单位|报告|机关)[^,，]{0,8}(?:在|属于|来自|位于|分布在)(?:哪|什么)些?个?(?:县级|地级)?(?:省|市|县|区|州|地区|地方)"
    r"|(?:which|what) (?:[a-z-]+ )?(?:city|county|district|province|region)"
    r"(?!s? (?:are|is|were|was) (?:the )?(?!in\b|covered|index))"
)
# Why applications were refused, asked beside their number.
REASONS = re.compile(
    r"(?:为什么|为何|为啥|原因|理由)[^,，]{0,6}[?？]?$|主要的?(?:原因|理由)"
    r"|\b(?:under|on|for) (?:which|what) (?:grounds?|reasons?)|\b(?:and|for) (?:why|what reasons?|on what grounds?)\b|\bwhy\b\W*$"
)
# The first and the last of the reports themselves.
ENDS = re.compile(
    "最(?:早|旧|老|先)的?(?:一|那)?[份年]?的?[^,，]{0,4}(?:报告|年报)|(?:报告|年报)[^,，]{0,6}最(?:早|旧)"
    "|(?:oldest|earliest|first) (?:\\w+ )?report|reports?(?: \\w+){0,4} (?:earliest|oldest|first)"
    "|(?P<newest>最(?:新|近|晚|后)的?(?:一|那)?[份年]?的?[^,，]{0,4}(?:报告|年报)|(?:报告|年报)[^,，]{0,6}最(?:新|晚)"
    "|(?:newest|latest|most recent|last) (?:\\w+ )?report)"
)
WHICH_YEAR = re.compile(r"(?:哪|那)(?:一)?个?年|\b(?:which|what) years?\b|\bin wh(?:ich|at) year")
EACH_YEAR = re.compile(
    "(?:都|均|全)有(?:年度)?(?:报告|年报)|(?:报告|年报)(?:都|均)(?:有|全|齐)"
    r"|reports? (?:\w+ )?(?:for|on|from|in|of) (?:both|each|every|all)|(?:both|every|each|all)(?: of)?(?: the)? years?"
)
# Topics that hold no numbers.
OF_WORDS = ("problems", "measures")
# Between two topics that are both asked for.
JOINED = re.compile(
    f"[{HAN}]{{0,3}}(?:和|与|及|以及|还有|、|,|，|跟)[{HAN}]{{0,4}}|(?: \\w+){{0,4}},? (?:and|plus|as well as|&)(?: \\w+){{0,4}} "
)
# What a body does to check itself, and the numbers that a reader wants checked.
OWN_CHECK = re.compile(
    r"怎么办|谁|多久|(?:怎么|如何|怎样)(?:处理|保证|确保|做到|避免|防止|纠正|发现|检查|核对)"
    r"|\bwho\b|how (?:often|frequently|many times)|\b(?:does|did|do|will)\b.*\bchecks?\b(?! out)"
)
CHECKED = re.compile("表|数字|数据|勾稽|加起来|正文|figure|number|table|total|add up|sum|consisten|data|match|agree|balance")
# What applications were about, not how many there were.
SUBSTANCE = re.compile(r"\b(?:content|contents|subject|topic|substance)\b of|\bwhat\b.*\babout\W*$|\bwhat did\b.*\bconcern\W*$")
IN_WHAT = re.compile("(?:差|好|难|错|强|弱|体现|表现|问题|不足|原因)(?:都|又)?(?:出)?在(?:哪|什么地方)")
NAMES_REPORTS = re.compile("报告|年报|report|年|year")
SOMEBODY = re.compile(r"谁|什么人|哪位|\bwho\b")
RESULTS = ("upheld", "corrected", "other", "pending")
# 申请 that is counted itself beside reconsiderations and suits: 申请5件以上或者有复议.
REPORTS = re.compile("报告|年报|report|how many|number")
# What the narrative of reports tells of beside disclosure itself.
TOLD = re.compile(
    "培训|微信|微博|网站|公众号|提案|建议|热线|信箱|政策|新媒体|监督|考核|平台|解读|审核|领导小组|条例|信访|咨询|回应|活动|经费"
)


def understand(
    question: str, collection: Collection, *, history: Sequence[Answer] = (), today: int, language: Language | None = None
) -> Plan:
    """The Plan for a question asked in a conversation; `today` is the calendar year that relative years count from."""
    plans = plans_before(history)
    before = plans[-1] if plans else None
    heard = listen(question, collection, today=today, language=language, before=before.language if before else None)
    scope, carried = find_scope(heard, plans, collection)
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
    if before and before.measures and (compares_bodies(heard, before) or compares_years(heard, before)):
        refs = find_measures(heard) if heard.slot("measure") else before.measures
        return Plan(ask="compare", measures=refs, **known)
    both = both_measures(heard, plans)
    if before and len(both) > 1:
        before = before.model_copy(update={"measures": both})
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
    plan = Plan(ask=ask, **understood | parts | turn_scope(ask, scope, heard))
    return plan.model_copy(update={"unheard": (*plan.unheard, *_set_aside(heard, plan))})


def _decide(heard: Heard, before: Plan | None) -> tuple[Ask, dict[str, Any]]:
    """What the question asks, and the parts of the Plan that say of what."""
    asks, terms = set(heard.slot("ask")), heard.slot("term")
    unnamed = not (heard.named.bodies or heard.years.years)
    if terms and unnamed and ("definition" in asks or _asks_what(heard) or WHY_LAWFUL.search(heard.text)):
        return "definition", {"terms": terms}
    if LACKING.search(heard.text) and not heard.slot("measure") and not heard.slot("contact"):
        return "metadata", {"absent": True}
    if ALL_BODIES.search(heard.text) and not heard.slot("measure") and not heard.slot("generic"):
        return "metadata", {"topic": "bodies"}
    if BY_REGION.search(heard.text) and not heard.slot("measure") and not heard.named.bodies:
        return "metadata", {"topic": "regions"}
    if MEANING.search(heard.text) and not _names_whom(heard, None) and not heard.years.years:
        rates = tuple(ref for ref in find_measures(heard) if load_lexicon().measures[ref.key].per)
        if rates:
            return "definition", {"measures": rates}
    if WHICH_YEAR.search(heard.text) and asks & {"rank_desc", "rank_asc"}:
        asks -= {"metadata", "list"}  # in which year a number was highest, not which years there are
        if before and before.measures and not (heard.slot("measure") or heard.slot("generic")):
            return decide_measured(heard, asks, before.measures)
    if "check" in asks and OWN_CHECK.search(heard.text) and not CHECKED.search(heard.text):
        asks -= {"check"}  # who checks what is published, what is done about mistakes
    if "check" in asks and "metadata" in asks:
        asks -= {"metadata"}  # which reports contradict themselves
    if heard.slot("contact") and not heard.slot("measure") and "share" not in asks and not IN_WHAT.search(heard.text):
        return _decide_contact(heard, asks)
    if BLANKS.search(heard.text) and not (asks & {"value", "sum", "share"} and heard.named.bodies and heard.slot("measure")):
        return "check", {"topic": "blanks", "measures": tuple(r for r in find_measures(heard) if heard.slot("measure"))}
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
    somebody = len(heard.named.bodies) == 1 or (heard.named.regions and _names_matter(heard))
    if "count" in asks and somebody and not NAMES_REPORTS.search(heard.text):
        asks -= {"metadata", "count"}  # 接入多少个单位 is a number that one body's report tells
        asks.add("value")
    of_bodies = COUNTED_BODIES.search(heard.text) and not (heard.named.bodies or counts or heard.slot("topic"))
    if of_bodies and asks & {"metadata", "count"}:
        return "metadata", {"topic": "bodies"}
    if (asks & {"metadata", "count"} and not counts and not heard.slot("topic")) or _asks_for_reports(heard, asks):
        if "count" in asks and not REPORTS.search(heard.text):
            return "metadata", {"topic": "bodies"}
        return "metadata", {"topic": "period" if heard.slot("period") else None, "absent": bool(ABSENT.search(heard.text))}
    measures = find_measures(heard)
    whole = whole_named(heard)
    if before and before.measures and "share" in asks and whole and measures == (whole,):
        return "share", {"measures": before.measures, "of": whole}  # 占不予公开的几成, of what was counted before
    if before and before.measures and not heard.slot("measure") and "share" in asks and not names_columns(heard):
        measures = before.measures  # as a share of all requests?
    if before and before.measures and not heard.slot("measure") and names_columns(heard):
        # 自然人的有多少？ goes on about what was counted before, even where it says 申请 or 提了几件.
        measures = with_columns(before.measures, heard)
    if "fee" in heard.slot("topic") and not measures and asks & OVER_REPORTS and not NAMED_FEE.search(heard.text):
        measures = (MeasureRef(key="fees"),)
    if "check" in asks or (not measures and {"sum", "yes_no"} <= asks and NUMBER.search(heard.text)):
        # 申请表的数对不对 asks about the whole table, 收到的申请和正文一致吗 about one row of it.
        return "check", {"measures": measures if any(m.slot == "measure" for m in heard.marks) else ()}
    if before and before.ask == "breakdown" and WHICH_PART.search(heard.text) and asks & {"rank_desc", "rank_asc"}:
        return "breakdown", {"measures": before.measures, "by": before.by}
    if MAIN_REASON.search(heard.text) and [ref.key for ref in measures] == ["granted"]:
        return "breakdown", {"measures": (MeasureRef(key="new"),), "by": ("outcome",)}  # why requests could not be granted
    if not measures and before and heard.slot("change"):
        measures = before.measures  # 比上一年多还是少
    if measures and _asks_change(heard, asks):
        return "change", {"measures": measures} | in_percent(heard)
    if not measures and before and leans_on_measures(heard, before):
        measures = with_columns(before.measures, heard)
    if (
        "fee" in heard.slot("topic")
        and "value" in asks
        and {ref.key for ref in measures} <= {"fees"}
        and (AMOUNT.search(heard.text) and not NAMED_FEE.search(heard.text))
    ):
        return "lookup", {"measures": (MeasureRef(key="fees"),), "topic": "fee"}
    by = _breakdown(heard, asks)
    reasons = REASONS.search(heard.text)
    one_ground = "value" in asks and bool(measures) and all(map(is_ground, measures))  # 第三方权益的理由拒了几件
    if (
        reasons
        and not one_ground
        and any(is_reasoned(ref) for ref in measures)
        and ("要" in reasons[0] or not asks & {"list", "yes_no"} or (bool(heard.named.bodies) and "yes_no" not in asks))
    ):
        return "breakdown", {"measures": tuple(ref for ref in measures if is_reasoned(ref)), "by": ("outcome",)}
    if not measures and by:
        reasoned = tuple(ref for ref in before.measures if is_reasoned(ref)) if before and not REFUSED.search(heard.text) else ()
        measures = reasoned or (MeasureRef(key="denied" if by == ("outcome",) and REFUSED.search(heard.text) else "new"),)
    if by == ("outcome",) and measures and all(load_lexicon().measures[ref.key].table == "T4" for ref in measures):
        # 复议结果怎么样: the table's own columns.
        return "lookup", {"measures": tuple(MeasureRef(key=ref.key, column=c) for ref in measures for c in (None, *RESULTS))}
    if by == ("outcome",) and one_ground:
        by = ()
    if measures and by and not heard.slot("applicant") and "share" not in asks:
        return "breakdown", {"measures": measures, "by": by}
    if heard.language == "en" and _is_about_something_else(heard):
        return "figure", {"topic": next(iter(heard.slot("topic")), None)}
    by_itself = bool(measures) and heard.language == "en" and not heard.slot("topic")
    if (
        measures
        and (asks or by_itself or heard.slot("negation") or _names_whom(heard, before) or _is_noun_phrase(heard))
        and not _asks_for_words(heard, asks, measures)
    ):
        return decide_measured(heard, asks, measures)
    topic = next(iter(heard.slot("topic")), None)
    if heard.language == "zh" and not (topic or before or _speaks_of_reports(heard)):
        return "refuse", {}
    counted = asks & {"value", "share", "compare", "sum", "rank_desc", "rank_asc"}
    if topic in OF_WORDS and counted <= {"compare", "sum"}:
        counted = set()  # problems are compared and summed up in words
    if counted and not _asks_for_no_number(heard, asks):
        return "figure", {
            "topic": topic,
            "operation": _operation(asks),
            "descending": "rank_asc" not in asks or "rank_desc" in asks,
        }
    named = heard.named
    if topic or before or named.bodies or named.regions or named.unknown or heard.slot("kind") or _is_of_reports(heard):
        return "passage", {"topic": topic, "also": _also(heard)}
    return "refuse", {}


def _set_aside(heard: Heard, plan: Plan) -> tuple[str, ...]:
    """What was heard but is not answered beside the numbers asked for: a phone number, a median."""
    if not plan.measures:
        return ()
    marks = (heard.text[mark.start : mark.end] for mark in heard.marks if mark.slot == "contact" and not plan.fields)
    sums = (match.group() for match in NOT_COMPUTED.finditer(heard.text) if not plan.conditions)
    return tuple(dict.fromkeys([*marks, *sums]))


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
    return len(years) == 2 and years[1] - years[0] == 1 and asks_for_change(heard) and len(heard.named.bodies) < 2


def _is_of_reports(heard: Heard) -> bool:
    """Whether a question that names nobody is about what reports write of."""
    named = {concept.english for _, _, concept in load_thesaurus().find(heard.text)}
    return bool(DOMAIN.search(heard.text)) or len(named) >= ABOUT_REPORTS


def _asks_for_no_number(heard: Heard, asks: set[str]) -> bool:
    """Whether what would ask for a number or a rank asks for words: who leads the work, what a request was about."""
    if SUBSTANCE.search(heard.text):
        return True
    return not asks & {"value", "share", "compare", "sum"} and bool(SOMEBODY.search(heard.text))


def _names_matter(heard: Heard) -> bool:
    """Whether a question names something that reports write about, beside bodies and what every report is full of."""
    found = {concept for _, _, concept in load_thesaurus().find(heard.text) if concept.english != "departments"}
    return any(not load_thesaurus().common.intersection(concept.says) for concept in found)


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
    fields: tuple[ContactField, ...] = get_args(ContactField) if "all" in keys else keys  # type: ignore[assignment]
    if asks & {"list", "metadata"} and not heard.named.bodies:
        return "list", {"fields": fields, "conditions": (), "descending": not heard.slot("negation")}
    return "contact", {"fields": fields}


def _is_about_something_else(heard: Heard) -> bool:
    """Whether the applications asked for are qualified by what nobody understood: requests about land expropriation."""
    about = ABOUT.search(heard.text)
    return bool(about) and any(re.search(rf"\b{re.escape(word)}\b", heard.text[about.end() :]) for word in heard.unheard)  # type: ignore[union-attr]


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


def _is_noun_phrase(heard: Heard) -> bool:
    """Whether a question does no more than name what it asks for, of whom or when: 各街道2023年的处罚数."""
    return bool(heard.slot("kind") or heard.years.years) and not heard.leftover.others


def _names_whom(heard: Heard, before: Plan | None) -> bool:
    return bool(heard.named.bodies or heard.named.regions or heard.named.unknown or before)


def _asks_for_words(heard: Heard, asks: set[str], measures: tuple[MeasureRef, ...]) -> bool:
    """Whether a question that mentions a measure asks for the report's words: 申请涉及什么内容？ 依据哪个文件清理规范性文件？"""
    if SUBSTANCE.search(heard.text) and len(heard.named.bodies) == 1:
        return True
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
