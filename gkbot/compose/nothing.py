"""Answers when there is nothing to answer with: no such report, outside the reports, an empty index."""

from __future__ import annotations

from gkbot.answer import AnswerStatus
from gkbot.compose.draft import Draft
from gkbot.plan import Scope

NAMED_UP_TO = 12  # reports named one by one when saying what there is


def compose_no_report(draft: Draft) -> AnswerStatus:
    """Which report is missing, and what there is instead: the body's other years, else the collection."""
    scope = draft.plan.scope
    who = draft.join([*scope.organisations, *draft.plan.unknown]) or _filters(draft, scope)
    if scope.years and not draft.plan.unknown:
        draft.write("no_report_year", who=who, years=draft.join(map(str, scope.years)))
    else:
        draft.write("no_report", who=who)
    if scope.organisations:
        for organisation in scope.organisations:
            years = draft.join(map(str, draft.collection.bodies[organisation].years), "years_separator")
            draft.write("there_is_year", organisation=organisation, years=years)
    else:
        _write_collection(draft)
    return "no_data"


def _filters(draft: Draft, scope: Scope) -> str:
    return "".join(scope.regions) + draft.join(draft.say(f"kind_{kind}").strip() for kind in scope.kinds)


def _write_collection(draft: Draft) -> None:
    reports = draft.collection.reports
    if len(reports) <= NAMED_UP_TO:
        draft.write("there_is", reports=draft.join(map(draft.report, reports)))
    else:
        draft.write("there_is_many", count=len(reports), years=draft.join(map(str, draft.collection.years)))


def compose_out_of_scope(draft: Draft) -> AnswerStatus:
    """That the question is not about the reports, and what can be asked."""
    draft.write("out_of_scope")
    return "out_of_scope"
