"""What a follow-up takes over from the turns before it: whom it points back to, and plans that it only turns.

A follow-up changes only what it mentions. Knows nothing of what is in the index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gkbot.answer import Answer
from gkbot.passages.matching import EMPTY
from gkbot.plan import Condition, MeasureRef, Operator, Plan, Scope
from gkbot.understanding.hearing import Heard
from gkbot.words.lexicon import fold, load_lexicon

POINTS_BACK = re.compile(
    r"^(?:那|那么|它|他们|其|这|该|再|还|and\b|what about|how about|its\b|their\b|then\b|or\b|same\b|also\b)"
    r"|呢[?？]?$|也(?:说|查|看|给|列|讲|报|来)"
    r"|\b(?:its|their|they|it|them|those|that|these)\b"
)
# 前一年呢: of the years spoken of before.
YEAR_BEFORE = re.compile(
    r"^\W*(?:那|那么)?(?:前|上)一?年度?的?(?:呢|情况)?\W*$"
    r"|^\W*(?:and |what about |how about )?(?:in )?the (?:year before|previous year)\W*$"
)
FORMER = re.compile(r"前者|前一[个家]|第一[个家]|\bformer\b|\bthe first (?:one|body)?")
LATTER = re.compile(r"后者|后一[个家]|第二[个家]|\blatter\b|\bthe second (?:one|body)?")
# 和2023年相比呢, more than in 2023: the year spoken of before stands against the one named.
AGAINST_YEAR = re.compile(
    r"(?:比|较|和|与|跟|同|相比|对比)(?:起|于)?(?:20\d\d|\d\d)年|(?:比|较|和|与|跟)(?:起)?(?:前年|去年|上年|上一年)"
    r"|\b(?:than|with|to|versus|vs\.?|against) (?:in |the )?20\d\d"
)
COMPARES = re.compile("比|较|相差|差|多|少|增|减|变|than|compar|versus|vs|against|more|fewer|differ")
AGAINST_BODY = re.compile(
    "(?:比|较|超过|不如) |(?:和|与|跟) [^,，]{0,4}比|\\b(?:than|with|to|versus|vs\\.?|against)\\b *(?:the |that of )?\\W*$"
)
TOGETHER = re.compile(
    r"它们|两者|二者|两家|这几[个家]|两年|加起来|相差|差多少"
    r"|\b(?:the difference|they|them|both|the two|together|these|combined)\b"
)
AHEAD = re.compile(
    r"它的?|该单位|这个单位|这家|第一名|榜首"
    r"|\b(?:its?|that (?:one|body)|the (?:first|top|winner)(?: one| body)?)(?:['’]s)?(?![a-z])"
)
HOW_FIGURED = re.compile(r"怎么算|如何计算|怎么得(?:来|出)|\b(?:calculat|comput|work(?:ed)? (?:that |it )?out|derive|figured)")
BOTH_MEASURES = re.compile(
    r"[这那]?[两二2][项类种个](?:数|数字)?(?!单位|机关|园区|街道|部门|年)"
    r"|\b(?:these|those|the) two(?! (?:bod|agenc|year))|\bboth of (?:them|these)"
)
WHY = re.compile(
    r"^(?:那|那么)?(?:为什么|为何|什么原因|什么理由|why"
    r"|on what grounds?|for what reasons?)(?: (?:is|was|were) (?:that|it|they))?$"
)
DIFFERENCE = re.compile(
    r"^(?:那|那么)?(?:多|少|差|相差|差距|高|低)(?:了|是|有)?(?:多少|几)(?:件|个|份|倍)?$"
    r"|^(?:and )?by how (?:many|much)$|^how (?:many|much) (?:more|fewer|less)$"
)
WHICH = re.compile(
    r"^(?:那|那么|都|分别|具体|请列出)*(?:是|有)?(?:哪些|哪几|哪|谁)[个家]?(?:单位|机关|部门)?$"
    r"|^(?:and )?(?:which|what)(?: ones?| are they)?$|^who(?: are they)?$"
)
REASONED = frozenset(("denied", "unable", "refused", "other_handling", "denial_rate", "unable_rate"))
CONTENT = ("measure", "contact", "topic", "applicant", "result", "action", "term")
SWAPPED = ("lookup", "list", "count", "sum", "average", "rank", "compare", "trend", "share", "change", "yes_no")
# A follow-up that asks the same of another measure.
ABOUT_ANOTHER = re.compile(r"呢[?？]?$|^\W*(?:and|or|what about|how about|same for)\b")
COMPLEMENT: dict[Operator, Operator] = {">": "<=", "<=": ">", "<": ">=", ">=": "<", "=": "!=", "!=": "="}


def plans_before(history: Sequence[Answer]) -> list[Plan]:
    """The Plans of the turns before, oldest first; what lay outside the reports is forgotten."""
    plans = [Plan.model_validate(answer.plan) for answer in history]
    return [plan for plan in plans if plan.ask != "refuse"]


def points_back(heard: Heard) -> bool:
    """Whether a question leans on what came before: by a word that says so, by a correction, or by holding names alone."""
    return heard.corrects or bool(POINTS_BACK.search(fold(heard.question))) or not _left(heard)


def compares_years(heard: Heard, before: Plan) -> bool:
    """Whether a follow-up sets the year spoken of before against one that it names."""
    said = fold(heard.question)
    return bool(heard.years.years and before.scope.years and AGAINST_YEAR.search(said) and COMPARES.search(said))


def compares_bodies(heard: Heard, before: Plan) -> bool:
    """Whether a follow-up sets the body spoken of before against one that it names: 比张店多吗, than Zhangdian?"""
    ahead = len(heard.named.bodies) == 1 and len(before.scope.organisations) == 1
    return ahead and heard.named.bodies != before.scope.organisations and bool(AGAINST_BODY.search(heard.text))


def only_names(heard: Heard) -> bool:
    """Whether a follow-up changes nothing but body or year: 那张店呢？ 2022年呢？ 不是樟树，是张店。"""
    named = heard.named
    others = any(pattern.search(heard.text) for pattern in (FORMER, LATTER, YEAR_BEFORE))
    if not (named.bodies or named.regions or heard.years.years or named.unknown or heard.slot("kind") or others):
        return False
    asks = set(heard.slot("ask")) - {"yes_no"}
    if YEAR_BEFORE.search(heard.text):
        return True
    if asks or any(heard.slot(slot) for slot in CONTENT) or heard.slot("negation"):
        return False
    return points_back(heard)


def carry_whom(heard: Heard, plans: Sequence[Plan]) -> tuple[Scope, tuple[str, ...]]:
    """Whom a follow-up that names nobody is about, and the bodies among them that no report belongs to."""
    before = plans[-1]
    scope = before.scope
    pair = _last_bodies(plans)
    if len(pair) > 1 and (FORMER.search(heard.text) or LATTER.search(heard.text)):
        return scope.model_copy(update={"organisations": (pair[0 if FORMER.search(heard.text) else -1],)}), ()
    if TOGETHER.search(heard.text) and len(scope.organisations) == 1:
        alike = _alike(plans)
        bodies = tuple(dict.fromkeys(body for plan in alike for body in plan.scope.organisations))
        years = tuple(sorted({year for plan in alike for year in plan.scope.years}))
        return scope.model_copy(update={"organisations": bodies, "years": years if len(bodies) == 1 else scope.years}), ()
    return scope, () if scope.organisations else before.unknown


def body_ahead(heard: Heard, history: Sequence[Answer]) -> str | None:
    """The body at the head of the rank just given, where a follow-up points back to one: its phone number, 第一名的地址."""
    if not history or history[-1].plan["ask"] != "rank" or not history[-1].table or not AHEAD.search(heard.text):
        return None
    rows = history[-1].table.rows
    return str(rows[0][0]) if rows else None


def _last_bodies(plans: Sequence[Plan]) -> tuple[str, ...]:
    """The bodies last spoken of together, else the last two one after the other."""
    together = next((plan.scope.organisations for plan in reversed(plans) if len(plan.scope.organisations) > 1), ())
    return together or tuple(dict.fromkeys(body for plan in plans for body in plan.scope.organisations))[-2:]


def _alike(plans: Sequence[Plan]) -> list[Plan]:
    """The last plans in a row that ask for the same measures of named bodies."""
    alike: list[Plan] = []
    for plan in reversed(plans):
        if plan.measures != plans[-1].measures or not plan.scope.organisations:
            break
        alike.insert(0, plan)
    return alike


def turn_plan(heard: Heard, before: Plan) -> Plan | None:
    """The plan before turned round where a follow-up asks just that: its opposite, its reasons, how it was worked out."""
    swapped = _swap_measure(heard, before)
    if swapped:
        return swapped
    if any(heard.slot(slot) for slot in CONTENT):
        return None
    text = re.sub(r"\W+$", "", heard.text.strip())
    if before.measures and HOW_FIGURED.search(text):
        return before
    if before.measures and DIFFERENCE.search(text):
        return before.model_copy(update={"ask": "compare", "conditions": ()})
    if before.conditions and before.ask in ("count", "list") and WHICH.search(text):
        return before.model_copy(update={"ask": "list"})
    if WHY.match(text) and any(map(is_reasoned, before.measures)):
        return before.model_copy(update={"ask": "breakdown", "by": ("outcome",), "conditions": ()})
    if before.ask in ("list", "count") and before.conditions and heard.slot("negation") and not heard.named.bodies:
        return before.model_copy(update={"conditions": tuple(map(_complement, before.conditions)), "any_of": False})
    return None


def both_measures(heard: Heard, plans: Sequence[Plan]) -> tuple[MeasureRef, ...]:
    """The measures of the last two plans, where a follow-up speaks of both together: 这两项加起来."""
    if not BOTH_MEASURES.search(heard.text):
        return ()
    told = [plan.measures for plan in plans if plan.measures]
    return tuple(dict.fromkeys(ref for refs in told[-2:] for ref in refs))


def _swap_measure(heard: Heard, before: Plan) -> Plan | None:
    """The plan before asked of the measures that a follow-up names and nothing else: 诉讼呢, and the penalties?"""
    keys = tuple(dict.fromkeys("norms" if key == "documents" else key for key in heard.slot("measure")))
    others = set(CONTENT) - {"measure", "topic", "term"}
    if not keys or not before.measures or before.ask not in SWAPPED or set(heard.slot("ask")) - {"yes_no"}:
        return None
    if (
        any(heard.slot(slot) for slot in others)
        or (heard.slot("negation") and not before.conditions)
        or _left(heard)
        or not ABOUT_ANOTHER.search(heard.text)
    ):
        return None
    turned = {(ref, key): _same_column(key, ref) for ref in before.measures for key in keys}
    refs = tuple(dict.fromkeys(turned.values()))
    conditions = tuple(
        c.model_copy(update={"measure": turned[c.measure, key]})
        for c in before.conditions
        for key in keys
        if not c.other and (c.measure, key) in turned
    )
    if heard.slot("negation"):
        conditions = tuple(Condition(measure=ref, operator="=", value=0) for ref in refs)
    return before.model_copy(update={"measures": refs, "conditions": conditions, "of": None, "unheard": ()})


def _same_column(key: str, ref: MeasureRef) -> MeasureRef:
    """A measure with the column of another one, where it has such a column."""
    column = ref.column if ref.column in load_lexicon().measures[key].dimensions else None
    return MeasureRef(key=key, column=column)


def is_reasoned(ref: MeasureRef) -> bool:
    """Whether the form tells the grounds of what a measure counts."""
    return ref.key in REASONED or ref.key.startswith(("denied_", "refused_"))


def is_ground(ref: MeasureRef) -> bool:
    """Whether a measure is a single ground or reason, which has no parts of its own."""
    return ref.key.startswith(("denied_", "refused_", "unable_", "other_")) and ref.key not in ("unable_rate", "other_handling")


def _complement(condition: Condition) -> Condition:
    if (condition.operator, condition.value) == (">", 0):
        return condition.model_copy(update={"operator": "="})
    if (condition.operator, condition.value) == ("=", 0):
        return condition.model_copy(update={"operator": ">"})
    return condition.model_copy(update={"operator": COMPLEMENT[condition.operator]})


def leans_on_measures(heard: Heard, before: Plan) -> bool:
    """Whether a follow-up asks of what was counted before: its sum, average, order, part, course over the years."""
    if not before.measures or heard.slot("topic") or heard.slot("contact"):
        return False
    if heard.slot("applicant") or heard.slot("result") or heard.slot("action"):
        return True
    turns = {"sum", "average", "rank_desc", "rank_asc", "compare", "trend", "share", "count"}
    return bool(re.search("表|数字|table", heard.text)) or (bool(turns & set(heard.slot("ask"))) and not _left(heard))


def is_small_talk(heard: Heard) -> bool:
    """Whether words after an answer have nothing to do with the reports: thanks, the weather, a joke."""
    if load_lexicon().small_talk.search(heard.text):
        return True
    named = heard.named
    if named.bodies or named.regions or named.unknown or heard.years.years or heard.language != "en":
        return False
    marked = any(mark.slot not in ("ask", "negation", "comparison") for mark in heard.marks)
    return bool(heard.unheard) and not marked and not POINTS_BACK.search(fold(heard.question))


def _left(heard: Heard) -> str:
    """What no mark covers and no asking word explains."""
    covered = {i for mark in heard.marks for i in range(mark.start, mark.end)}
    rest = "".join(" " if i in covered else c for i, c in enumerate(heard.text))
    if heard.language == "en":
        return " ".join(heard.unheard)
    rest = FORMER.sub("", LATTER.sub("", TOGETHER.sub("", rest)))
    return re.sub(r"[\W那它他其这该再还请问谁中里]+", "", EMPTY.sub("", rest))
