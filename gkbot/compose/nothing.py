"""Answers when there is nothing to answer with: no such report, outside the reports, an empty index."""

from __future__ import annotations

from gkbot.answer import AnswerStatus
from gkbot.collection import Body, short_region
from gkbot.compose.draft import Draft
from gkbot.plan import Plan, Scope

NAMED_UP_TO = 12  # reports named one by one when saying what there is


def compose_no_report(draft: Draft) -> AnswerStatus:
    """Which report is missing, and what there is instead: the body's other years, else the collection."""
    scope = draft.plan.scope
    who = draft.join([*scope.organisations, *draft.plan.unknown]) or _filters(draft, scope) or draft.say("any_body")
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
    near = [body.full for body in draft.collection.bodies.values() if _is_near(body, draft.plan)]
    if near and len(reports) > NAMED_UP_TO:
        draft.write("there_is_near", bodies=draft.join(near[:NAMED_UP_TO]))
    elif len(reports) <= NAMED_UP_TO:
        draft.write("there_is", reports=draft.join(map(draft.report, reports)))
    else:
        draft.write("there_is_many", count=len(reports), years=draft.join(map(str, draft.collection.years)))


def _is_near(body: Body, plan: Plan) -> bool:
    """Whether a body lies in the innermost region that an unknown name or the scope speaks of."""
    innermost = body.regions[-1] if body.regions else ""
    return bool(innermost) and any(short_region(innermost) in name for name in (*plan.unknown, *plan.scope.regions))


def compose_out_of_scope(draft: Draft) -> AnswerStatus:
    """That the question is not about the reports, and what can be asked."""
    draft.write("out_of_scope")
    return "out_of_scope"
