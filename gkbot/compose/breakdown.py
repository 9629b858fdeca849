"""Answers that split a number: applications by type of applicant, the year's results by outcome; only what is not zero."""

from __future__ import annotations

from collections.abc import Sequence

from gkbot.answer import AnswerStatus, AnswerTable, Coverage
from gkbot.collection import Listed
from gkbot.compose.checks import note_conflicts
from gkbot.compose.draft import LINES_UP_TO, Draft, number_text
from gkbot.compose.formula import note_value
from gkbot.compose.values import SENTENCES_UP_TO, status_of, value_mark, value_sentence
from gkbot.facts import Facts, Value
from gkbot.plan import MeasureRef
from gkbot.words.lexicon import column_label, load_lexicon
from index.report import State

NO_OUTCOMES = ("new", "carried_in", "carried_out", "total")
APPLICANTS = ("natural", "business", "research", "public_welfare", "legal_service", "other")


def compose_breakdown(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """A measure split by applicant type, or the outcomes of the year's applications; only what is not zero."""
    totals = []
    if len(reports) > SENTENCES_UP_TO and draft.plan.by == ("outcome",) and not draft.plan.scope.organisations:
        return _compose_together(draft, facts, reports)
    for report in reports:
        for by in draft.plan.by:
            whole = MeasureRef(key="total")
            if by == "applicant" or _grounds(draft, report):
                whole = draft.plan.measures[0].model_copy(update={"column": None})
            total = facts.values([report], whole)[0]
            if total not in totals:
                draft.sentence(_split(draft, facts, total, by))
            totals.append(total)
    if len(totals) > 1:
        draft.chart = None  # which would be that of the last one only
    note_conflicts(draft, facts, reports, draft.plan.measures)
    return status_of(totals)


def _compose_together(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """The outcomes of many reports added up, the most frequent first; which reports they come from is in the table."""
    asked = draft.plan.measures[0] if _grounds(draft, reports[0]) else MeasureRef(key="total")
    values = [v for v in facts.values(reports, asked.model_copy(update={"column": None})) if v.state == State.NUMBER]
    within = [value.report for value in values if value.number]
    parts: dict[MeasureRef, list[Value]] = {}
    for report in within:
        for _, part in _outcomes(draft, facts, report):
            parts.setdefault(part.measure, []).append(part)
    sums = {ref: sum(part.number or 0 for part in told) for ref, told in parts.items()}
    ordered = sorted(parts, key=lambda ref: -sums[ref])
    known = {"count": len(values), "scope": draft.scope_text(), "label": draft.label(asked)}
    draft.write("breakdown_together", total=sum(v.number or 0 for v in values), **known)
    draft.foresee(within)
    shown = max(LINES_UP_TO // max(len(ordered), 1), 1)
    for ref in ordered:
        mark = draft.marks(value_mark(draft, part) for part in parts[ref][:shown])
        draft.write("list_part", label=draft.label(ref), value=number_text(sums[ref]), count=len(parts[ref]), mark=mark)
    told = [p for ref in ordered for p in parts[ref]]
    rows = [(p.report.organisation, p.report.year, draft.label(p.measure), p.number) for p in told]
    names = ("table_organisation", "table_year", "table_counts", "table_value")
    sources = [(None, None, None, p.proof) for p in told]
    draft.table = AnswerTable(columns=tuple(map(draft.say, names)), rows=tuple(rows), sources=tuple(sources))
    draft.draw("bar", asked, [(draft.label(ref), sums[ref]) for ref in ordered], reports[0].edition)
    draft.coverage = Coverage(matched=len(within), looked_at=len(reports))
    return status_of(values)


def _grounds(draft: Draft, report: Listed) -> tuple[str, ...]:
    """Of refusals asked about, the rows that are their grounds; nothing where all outcomes are asked for."""
    asked = load_lexicon().measures[draft.plan.measures[0].key]
    return asked.cells[report.edition or "2021"] if len(asked.cells["2021"]) > 1 and asked.key != "handled" else ()


def _split(draft: Draft, facts: Facts, total: Value, by: str) -> str:
    if total.state != State.NUMBER:
        return value_sentence(draft, total)
    known: dict[str, object] = {
        "report": draft.report(total.report),
        "label": draft.label(total.measure),
        "mark": draft.cite_cells(total.report, total.cells),
    }
    if not total.number:
        return draft.say("breakdown_none", **known)
    parts = _applicants(draft, facts, total) if by == "applicant" else _outcomes(draft, facts, total.report)
    draft.draw("bar", total.measure, [(label, v.number or 0) for label, v in parts], total.report.edition)
    said = draft.join(
        draft.say("breakdown_part", label=label, value=draft.value_text(v), mark=draft.cite_cells(v.report, v.cells))
        for label, v in parts
    )
    if by == "outcome" and _grounds(draft, total.report):
        note_value(draft, total)
        return draft.say("breakdown_ground", total=draft.value_text(total), parts=said, **known)
    return draft.say(f"breakdown_{by}", total=draft.value_text(total), parts=said, **known)


def _applicants(draft: Draft, facts: Facts, total: Value) -> list[tuple[str, Value]]:
    report = total.report
    values = [facts.values([report], total.measure.model_copy(update={"column": column}))[0] for column in APPLICANTS]
    labels = [column_label("T3", column, report.edition or "2021", draft.language) for column in APPLICANTS]
    return [(label, value) for label, value in zip(labels, values, strict=True) if value.number]


def _outcomes(draft: Draft, facts: Facts, report: Listed) -> list[tuple[str, Value]]:
    asked = load_lexicon().measures[draft.plan.measures[0].key]
    column = draft.plan.measures[0].column if asked.dimension == "applicant" else None
    grounds = _grounds(draft, report)
    parts = []
    for measure in load_lexicon().measures.values():
        templates = measure.cells[report.edition or "2021"]
        is_outcome = len(templates) == 1 and templates[0].startswith("T3.") and not measure.per
        if not is_outcome or (grounds and templates[0] not in grounds) or measure.key in NO_OUTCOMES:
            continue
        value = facts.values([report], MeasureRef(key=measure.key, column=column))[0]
        if value.number:
            parts.append((draft.label(MeasureRef(key=measure.key)), value))
    return parts
