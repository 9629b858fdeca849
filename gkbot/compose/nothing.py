"""Answers when there is nothing to answer with: no such report, outside the reports, an empty index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gkbot.answer import AnswerStatus, AnswerTable, Coverage
from gkbot.collection import Body, Listed, short_region
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
        _show(draft, draft.collection.reports_in(Scope(organisations=scope.organisations)))
    else:
        _write_collection(draft)
    return "no_data"


def _show(draft: Draft, reports: Sequence[Listed]) -> None:
    """The reports that there are instead, as the answer's table."""
    columns = (draft.say("table_organisation"), draft.say("table_year"))
    draft.table = AnswerTable(columns=columns, rows=tuple((report.organisation, report.year) for report in reports))


def _filters(draft: Draft, scope: Scope) -> str:
    return "".join(scope.regions) + draft.join(draft.say(f"kind_{kind}").strip() for kind in scope.kinds)


def _write_collection(draft: Draft) -> None:
    reports = draft.collection.reports
    if len(reports) <= NAMED_UP_TO:
        draft.write("there_is", reports=draft.join(map(draft.report, reports)))
        _show(draft, reports)
        return
    near = [body.full for body in draft.collection.bodies.values() if _is_near(body, draft.plan)][:NAMED_UP_TO]
    if near:
        draft.write("there_is_near", bodies=draft.join(near))
        _show(draft, draft.collection.reports_in(Scope(organisations=tuple(near))))
        return
    draft.coverage = Coverage(matched=0, looked_at=len(reports))
    first, last = draft.collection.years[0], draft.collection.years[-1]
    draft.write("there_is_many", count=len(reports), first=first, last=last)
    by_year = Counter(report.year for report in reports)
    columns = (draft.say("table_year"), draft.say("table_reports"))
    draft.table = AnswerTable(columns=columns, rows=tuple((year, by_year[year]) for year in draft.collection.years))


def _is_near(body: Body, plan: Plan) -> bool:
    """Whether a body lies in the innermost region that an unknown name or the scope speaks of."""
    innermost = body.regions[-1] if body.regions else ""
    return bool(innermost) and any(short_region(innermost) in name for name in (*plan.unknown, *plan.scope.regions))


def compose_out_of_scope(draft: Draft) -> AnswerStatus:
    """That the question is not about the reports, and what can be asked."""
    draft.write("courtesy" if draft.plan.topic == "courtesy" else "out_of_scope")
    return "out_of_scope"
