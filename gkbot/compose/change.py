"""Answers on how a measure changed against the year before: from both years' tables, else in the report's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gkbot.answer import AnswerStatus
from gkbot.collection import Listed
from gkbot.compose.checks import note_conflicts
from gkbot.compose.draft import Draft, number_text, percent_text
from gkbot.compose.values import spread, value_sentence
from gkbot.facts import Facts, Value
from gkbot.plan import MeasureRef, Scope
from index.report import State

SAID = re.compile(r"[^，,；;。\n]*(?:同比|与(?:往|上|去)年?[^，,。]{0,3}相?比|[比较](?:上|去|往)年)[^，,；;。\n]*")
BEFORE_IT = 60  # characters before such a clause in which it may name what changed


def compose_change(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """The change of each measure from the year before; no_data when neither that year nor the report's own words tell."""
    refs = spread(draft.plan.measures, reports)
    told = [_change(draft, facts, report, ref) for report in reports for ref in refs]
    note_conflicts(draft, facts, reports, refs)
    return "answered" if any(told) else "no_data"


def _change(draft: Draft, facts: Facts, report: Listed, ref: MeasureRef) -> bool:
    now = facts.values([report], ref)[0]
    draft.sentence(value_sentence(draft, now))
    before = _year_before(draft, report)
    if before:
        then = facts.values([before], ref)[0]
        draft.sentence(value_sentence(draft, then))
        return write_change(draft, now, then)
    said = _said_in_text(draft, report, ref)
    for start, end in said:
        draft.sentence(draft.say("change_said", text=draft.text_of(report, start, end), mark=draft.cite(report, start, end)))
    if not said:
        draft.write("change_unknown", organisation=report.organisation)
    return bool(said)


def _year_before(draft: Draft, report: Listed) -> Listed | None:
    if report.year is None:
        return None
    found = draft.collection.reports_in(Scope(organisations=(report.organisation,), years=(report.year - 1,)))
    return found[0] if found else None


def write_change(draft: Draft, now: Value, then: Value) -> bool:
    """By how much it rose or fell, in its unit or in percentage points; false where one of the years has no number."""
    if now.state != State.NUMBER or then.state != State.NUMBER or now.number is None or then.number is None:
        return False
    rose, rate = now.number >= then.number, now.denominator is not None
    terms = [round(100 * n, 2) if rate else n for n in (now.number, then.number)]
    more, less = (terms[0], terms[1]) if rose else (terms[1], terms[0])
    difference, sign = round(more - less, 6), "%" if rate else ""
    formula = f"{number_text(more)}{sign} − {number_text(less)}{sign}"
    said = (
        draft.say("points", value=number_text(difference))
        if rate
        else draft.amount(difference, draft.unit(now.measure, now.report.edition))
    )
    key = ("change_more" if rose else "change_less") if difference else "change_none"
    draft.sentence(draft.say(key, year=then.report.year, formula=formula, **({"difference": said} if difference else {})))
    draft.note_computed(f"{formula} = {number_text(difference)}{sign}")
    if draft.plan.operation == "share" and then.number and not rate and difference:
        share, ratio = percent_text(difference / then.number), f"{number_text(difference)} ÷ {number_text(terms[1])}"
        draft.sentence(draft.say("change_rose_by" if rose else "change_fell_by", value=share, formula=ratio))
        draft.note_computed(f"{ratio} = {share}")
    return True


def _said_in_text(draft: Draft, report: Listed, ref: MeasureRef) -> list[tuple[int, int]]:
    """Clauses of the narrative that compare with earlier years, about applications where these were asked about."""
    text = draft.raw(report, 0, None)
    about = re.compile("申请" if ref.key in ("new", "handled", "total") else re.escape(draft.label(ref, report.edition)[:4]))
    return [match.span() for match in SAID.finditer(text) if about.search(text[max(match.start() - BEFORE_IT, 0) : match.end()])]
