"""Answers about the reports themselves: contacts, which reports there are, what period they cover; and definitions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import get_args

from sqlalchemy import Row, bindparam, select

from gkbot.answer import AnswerStatus, AnswerTable, Coverage
from gkbot.collection import Listed
from gkbot.compose.draft import LINES_UP_TO, Draft
from gkbot.plan import ContactField
from gkbot.words.lexicon import load_lexicon
from index.storage import schema
from index.storage.store import Store

SEARCHED_UP_TO = 10  # reports in which the use of a term is looked for
PHONE = re.compile(r"(?<![\d-])(?:\(?0\d{2,3}\)?[ \-—–]*)?\d{7,8}(?!\d)|(?<!\d)1\d{10}(?!\d)")


def _rows(store: Store, reports: Sequence[Listed]) -> dict[int, Row[tuple[object, ...]]]:
    query = select(schema.reports).where(schema.reports.c.id.in_(bindparam("ids", expanding=True)))
    with store.engine.connect() as connection:
        return {row.id: row for row in connection.execute(query, {"ids": [report.id for report in reports]})}


def compose_contact(draft: Draft, store: Store, reports: Sequence[Listed]) -> AnswerStatus:
    """The contact details each body's newest report states, verbatim; not_stated when it states none of those asked for."""
    newest = {report.organisation: report for report in sorted(reports, key=lambda r: r.year or 0)}
    rows = _rows(store, list(newest.values()))
    stated_any = False
    for report in newest.values():
        row = rows[report.id]
        stated = {field: getattr(row, field) for field in draft.plan.fields if getattr(row, field)}
        lacking = [field for field in draft.plan.fields if field not in stated]
        if stated:
            stated_any = True
            fields = draft.join(
                (draft.say("contact_field", field=draft.say(f"field_{f}"), value=v) for f, v in stated.items()), "separator"
            )
            draft.sentence(
                draft.say("contact", report=draft.report(report), fields=fields, mark=_contact_marks(draft, report, row, stated))
            )
        if lacking and (not stated or len(draft.plan.fields) < len(get_args(ContactField))):
            fields = draft.join(draft.say(f"field_{f}") for f in lacking)
            draft.write("contact_missing", report=draft.report(report), fields=fields, mark=draft.title_mark(report))
    return "answered" if stated_any else "not_stated"


def _contact_marks(draft: Draft, report: Listed, row: Row[tuple[object, ...]], fields: Iterable[str]) -> str:
    places, fields = [], set(fields)
    if fields - {"website"} and row.contact_start is not None:
        places.append((row.contact_start, row.contact_end))
    if "website" in fields and row.website_start is not None:
        places.append((row.website_start, row.website_end))
    return "".join(draft.cite(report, start, end) for start, end in dict.fromkeys(places))


def phone_in(query: str) -> str | None:
    """The digits of the phone number that a question holds, None where there is none."""
    found = PHONE.search(query)
    return re.sub(r"\D", "", found.group()) if found else None


def compose_owner(draft: Draft, store: Store, reports: Sequence[Listed], number: str) -> AnswerStatus:
    """Whose phone a number is: the newest report of each body that states it, with or without the area code."""
    rows = _rows(store, reports)
    owners = {}
    for report in sorted(reports, key=lambda r: r.year or 0):
        numbers = (rows[report.id].phone_normalised or "").split("、")
        if any(re.sub(r"\D", "", stated).endswith(number) for stated in numbers):
            owners[report.organisation] = report
    for report in owners.values():
        row = rows[report.id]
        mark = _contact_marks(draft, report, row, ("phone",))
        draft.sentence(draft.say("phone_owner", phone=row.phone, report=draft.report(report), mark=mark))
    if not owners:
        draft.write("phone_unknown", looked_at=len(reports))
    draft.coverage = Coverage(matched=len(owners), looked_at=len(reports))
    return "answered" if owners else "not_stated"


def compose_contact_list(draft: Draft, store: Store, reports: Sequence[Listed]) -> AnswerStatus:
    """The reports that state (or, asked so, don't state) the contact details."""
    wanted = draft.plan.descending
    rows = _rows(store, reports)
    matched = [r for r in reports if any(getattr(rows[r.id], field) for field in draft.plan.fields) == wanted]
    known = {
        "looked_at": len(reports),
        "matched": len(matched),
        "fields": draft.join(draft.say(f"field_{f}") for f in draft.plan.fields),
    }
    if not matched:
        draft.write("contact_list_none", looked_at=len(reports))
    else:
        draft.write("contact_list" if wanted else "contact_list_missing", **known)
    for report in matched:
        row = rows[report.id]
        stated = {field: getattr(row, field) for field in draft.plan.fields if getattr(row, field)}
        said = draft.join((str(v) for v in stated.values()), "separator")
        mark = _contact_marks(draft, report, row, stated) if stated else draft.title_mark(report)
        draft.lines.append(f"- {draft.report(report)}{draft.say('colon') + said if said else ''}{mark}")
    draft.coverage = Coverage(matched=len(matched), looked_at=len(reports))
    return "answered"


def compose_metadata(draft: Draft, store: Store, reports: Sequence[Listed], *, asks_period: bool) -> AnswerStatus:
    """The reports in scope with year and region, or the statistics period they state."""
    if asks_period:
        return _compose_period(draft, store, reports)
    if draft.plan.absent:
        return _compose_absent(draft, reports)
    if draft.plan.place:
        end = (max if draft.plan.descending else min)((report.year or 0 for report in reports if report.year), default=None)
        reports = [report for report in reports if report.year == end]
    years = sorted({report.year for report in reports if report.year})
    draft.write("reports_found", count=len(reports), years=draft.join(map(str, years), "years_separator"))
    rows = []
    for report in reports:
        region = "".join(report.regions) or draft.say("region_unknown")
        draft.write(
            "reports_item", organisation=report.organisation, year=report.year, region=region, mark=draft.title_mark(report)
        )
        rows.append((report.organisation, report.year))
    draft.table = AnswerTable(columns=(draft.say("table_organisation"), draft.say("table_year")), rows=tuple(rows))
    draft.coverage = Coverage(matched=len(reports), looked_at=len(draft.collection.reports))
    return "answered"


def _compose_absent(draft: Draft, reports: Sequence[Listed]) -> AnswerStatus:
    """The bodies of the collection, within kinds and regions, that have no report on each year asked about."""
    scope = draft.plan.scope
    bodies = sorted({r.organisation for r in draft.collection.reports_in(scope.model_copy(update={"years": ()}))})
    rows: list[tuple[str, int]] = []
    for year in scope.years or draft.collection.years:
        present = {r.organisation for r in reports if r.year == year}
        lacking = [body for body in bodies if body not in present]
        draft.write("absent" if lacking else "absent_none", count=len(lacking), looked_at=len(bodies), year=year)
        draft.lines += [f"- {body}" for body in lacking[:LINES_UP_TO]]
        rows += [(body, year) for body in lacking]
    draft.table = AnswerTable(columns=(draft.say("table_organisation"), draft.say("table_year")), rows=tuple(rows))
    draft.coverage = Coverage(matched=len({body for body, _ in rows}), looked_at=len(bodies))
    return "answered"


def compose_bodies(draft: Draft, reports: Sequence[Listed]) -> AnswerStatus:
    """The bodies within the scope, each with the years it reported on."""
    by_body: dict[str, list[Listed]] = {}
    for report in reports:
        by_body.setdefault(report.organisation, []).append(report)
    if draft.plan.spell is not None:
        wanted = set(draft.plan.scope.years or draft.collection.years)
        by_body = {body: here for body, here in by_body.items() if wanted <= {report.year for report in here}}
        years_text = draft.join(map(str, sorted(wanted)), "years_separator")
        draft.write("bodies_each_year" if by_body else "bodies_no_year", count=len(by_body), years=years_text)
    else:
        draft.write("bodies_found", count=len(by_body), reports=len(reports))
    rows: list[tuple[str, int | None]] = []
    for at, (body, here) in enumerate(by_body.items()):
        years = draft.join((str(report.year) for report in here), "years_separator")
        rows += [(body, report.year) for report in here]
        if at < LINES_UP_TO:
            draft.write("bodies_item", organisation=body, years=years, mark=draft.title_mark(here[0]))
    if len(by_body) > LINES_UP_TO:
        draft.note("not_all_cited", "note_rest", shown=LINES_UP_TO, count=len(by_body))
    draft.table = AnswerTable(columns=(draft.say("table_organisation"), draft.say("table_year")), rows=tuple(rows))
    draft.coverage = Coverage(matched=len(by_body), looked_at=len(draft.collection.bodies))
    return "answered"


def compose_regions(draft: Draft, reports: Sequence[Listed]) -> AnswerStatus:
    """Where the bodies lie, by the innermost region of each; the region with most bodies is told with them."""
    regions: dict[str, dict[str, list[Listed]]] = {}
    for report in reports:
        place = report.regions[-1] if report.regions else draft.say("region_unknown")
        regions.setdefault(place, {}).setdefault(report.organisation, []).append(report)
    ordered = sorted(regions.items(), key=lambda item: (-len(item[1]), item[0]))
    for place, bodies in (item for item in ordered if len(item[1]) == len(ordered[0][1])):
        mark = draft.marks(draft.title_mark(here[0]) for here in bodies.values())
        known = {"count": len(bodies), "reports": sum(map(len, bodies.values())), "bodies": draft.join(bodies)}
        draft.sentence(draft.say("regions_found", region=place, mark=mark, **known))
    columns = tuple(draft.say(key) for key in ("table_region", "table_bodies", "table_reports"))
    rows = ((place, len(bodies), sum(map(len, bodies.values()))) for place, bodies in ordered)
    draft.table = AnswerTable(columns=columns, rows=tuple(rows))
    return "answered"


def _compose_period(draft: Draft, store: Store, reports: Sequence[Listed]) -> AnswerStatus:
    rows, stated = _rows(store, reports), False
    for report in reports:
        row = rows[report.id]
        if row.period_from is None:
            draft.write("period_missing", report=draft.report(report), mark=draft.title_mark(report))
            continue
        stated = True
        mark = draft.cite(report, row.period_start, row.period_end)
        dates = {"start": _date(draft, row.period_from), "end": _date(draft, row.period_to)}
        draft.sentence(draft.say("period", report=draft.report(report), mark=mark, **dates))
    return "answered" if stated else "not_stated"


def _date(draft: Draft, iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{year}年{int(month)}月{int(day)}日" if draft.language == "zh" else iso


def compose_definition(draft: Draft, reports: Sequence[Listed]) -> AnswerStatus:
    """What terms of the form mean, by the Regulation, and where a report uses each; marked as a definition."""
    for term in draft.plan.terms:
        draft.lines.append(load_lexicon().terms[term][draft.language])
        _write_use(draft, term, reports)
    for ref in draft.plan.measures:
        formula = load_lexicon().measures[ref.key].formulas[draft.language]
        draft.write("measure_formula", label=draft.label(ref), formula=formula)
    draft.note("definition", "note_definition")
    return "answered"


def _write_use(draft: Draft, term: str, reports: Sequence[Listed]) -> None:
    """Name the first report that uses a term, with the line where it does."""
    lexicon = load_lexicon()
    words = next(pattern for slot, key, pattern in lexicon.words if (slot, key) == ("term", term))
    official = re.search("“(.+?)”", lexicon.terms[term]["zh"])
    for report in reports[:SEARCHED_UP_TO]:
        text = draft.raw(report, 0, None)
        found = (re.search(re.escape(official[1]), text) if official else None) or words.search(text)
        if found:
            start = text.rfind("\n", 0, found.start()) + 1
            end = text.find("\n", found.end())
            draft.write("term_used", report=draft.report(report), mark=draft.cite(report, start, len(text) if end < 0 else end))
            return
