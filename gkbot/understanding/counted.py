"""Which of the form's numbers a question asks for, with the columns it names."""

from __future__ import annotations

import re

from gkbot.measures import RATES, rate_of
from gkbot.passages.matching import EMPTY
from gkbot.plan import MeasureRef
from gkbot.understanding.hearing import Heard
from gkbot.words.lexicon import HAN, Lexicon, load_lexicon

COUNTED = re.compile("(?<!行政)申请(?:量|数)?(?:在|有|为|是|超过|不到|少于|大于|多于|\\d)")
ELSEWHERE = re.compile(
    "热线|工单|提案|建议|信箱|留言|问政|意见|主意|点子|问卷|来信|咨询|投稿|hotline|proposal|suggestion|work order|call"
    "|citizen cases|upload|letter|message|news|deput"
)
APPLICATIONS = re.compile("申请|request|applicat")
NOT_BEFORE = re.compile(r"(?:\bnot|\bnever|n['’]t) $")
# Words for applicants that reports use of nobody else.
APPLICANTS = re.compile("自然人|商业企业|科研机构|公益组织|法律服务机构|律所|律师|法人|natural persons?|legal-service")
GROUNDS = ("denied_", "unable_", "refused_")
REFUSALS = ("denied", "unable", "refused")
CLAUSE = re.compile(r"[,，;；]|\band\b|[和与及]")


def find_measures(heard: Heard) -> tuple[MeasureRef, ...]:
    """The measures a question asks for, in its order, once for each column of theirs that it names."""
    lexicon = load_lexicon()
    keys = [key for key in _slot_outside_topics(heard, "measure") if _is_meant(lexicon, key, heard)]
    keys = [_canonical(key) for key in keys if not (key == "documents" and "norms" in keys)]
    keys = [key for key in keys if not _says_something_of_another(heard, key)]
    keys = [key for key in keys if not any(_is_part(lexicon, other, key) for other in keys) or _asked_apart(heard, key)]
    if any(key.startswith(GROUNDS) for key in keys):
        keys = [key for key in keys if key not in REFUSALS or _asked_apart(heard, key)]  # rejected as a duplicate
    tables = {lexicon.measures[key].table for key in keys}
    if "T3" not in tables and ("T4" not in tables or COUNTED.search(heard.text)):
        keys += [key for key in _slot_outside_topics(heard, "generic") if not _is_modified(heard, key)]
    if not keys and APPLICANTS.search(heard.text) and {"share", "rank_desc", "rank_asc"} & set(heard.slot("ask")):
        keys = ["new"]  # 商业企业占多少
    refs = []
    for key in keys:
        measure = lexicon.measures[key]
        columns = _columns(heard, measure.dimension) if measure.dimension else ()
        if measure.dimension == "action":
            columns = tuple(c for c in columns if c != "decisions")
        whole = (None,) if columns and measure.dimension != "action" and _asked_before_columns(heard, key) else ()
        own = [MeasureRef(key=key, column=column) for column in (*whole, *columns) or (None,)]
        refs += [rate_of(ref) for ref in own] if _asks_rate(heard, key) else own
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


def _columns(heard: Heard, dimension: str) -> tuple[str, ...]:
    """The columns a question names, but for those that are part of a measure's own name (自然人占比)."""
    whole = [m for m in heard.marks if m.slot == "measure" and not load_lexicon().measures[m.key].dimension]
    marks = [m for m in heard.marks if m.slot == dimension and not any(w.start <= m.start and m.end <= w.end for w in whole)]
    return tuple(dict.fromkeys(mark.key for mark in marks))


def _asks_rate(heard: Heard, key: str) -> bool:
    """Whether the rate of an outcome is asked for by its name: 予以公开率, 部分公开的比率."""
    marks = (mark for mark in heard.marks if mark.slot == "measure" and mark.key == key)
    return any(re.match(r"的?(?:比率|率)|[- ]rates?\b", heard.text[mark.end :]) for mark in marks)


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


def names_columns(heard: Heard) -> bool:
    """Whether a question names an applicant type, a result or an action."""
    return any(heard.slot(slot) for slot in ("applicant", "result", "action"))


def with_columns(refs: tuple[MeasureRef, ...], heard: Heard) -> tuple[MeasureRef, ...]:
    """The measures asked about before, of the applicant type, result or action that the follow-up names."""
    lexicon, changed = load_lexicon(), []
    for ref in refs:
        dimension = lexicon.measures[ref.key].dimension
        counted = next((base for base, rate in RATES.items() if rate == ref and base.column), None)
        if counted:
            # 自然人占几成, then 企业呢: the rate of another column.
            others = _columns(heard, lexicon.measures[counted.key].dimension or "")
            changed += [rate_of(counted.model_copy(update={"column": column})) for column in others] or [ref]
            continue
        columns = _columns(heard, dimension) if dimension else ()
        changed += [ref.model_copy(update={"column": column}) for column in columns] or [ref]
    return tuple(dict.fromkeys(changed))


def place_of(heard: Heard, ref: MeasureRef) -> int:
    """Where a question speaks of a measure: at the column asked for where there is one."""
    columns = [m.start for m in heard.marks if m.slot in ("applicant", "result", "action") and m.key == ref.column]
    keys = [m.start for m in heard.marks if m.slot in ("measure", "generic") and _canonical(m.key) == ref.key]
    return next(iter(columns or keys), 0)
