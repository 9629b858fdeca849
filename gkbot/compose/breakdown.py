"""Answers that split a number: applications by type of applicant, the year's results by outcome; only what is not zero."""

from __future__ import annotations

from collections.abc import Sequence

from gkbot.answer import AnswerStatus
from gkbot.collection import Listed
from gkbot.compose.checks import note_conflicts
from gkbot.compose.draft import Draft
from gkbot.compose.values import value_sentence
from gkbot.facts import Facts, Value
from gkbot.lexicon import column_label, load_lexicon
from gkbot.plan import MeasureRef
from index.report import State

APPLICANTS = ("natural", "business", "research", "public_welfare", "legal_service", "other")


def compose_breakdown(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """A measure split by applicant type, or the outcomes of the year's applications; only what is not zero."""
    for report in reports:
        sentences = []
        for by in draft.plan.by:
            sentences.append(_applicants(draft, facts, report) if by == "applicant" else _outcomes(draft, facts, report))
        for sentence in dict.fromkeys(sentences):
            draft.sentence(sentence)
    note_conflicts(draft, facts, reports, draft.plan.measures)
    return "answered"


def _applicants(draft: Draft, facts: Facts, report: Listed) -> str:
    ref = draft.plan.measures[0].model_copy(update={"column": None})
    total = facts.values([report], ref)[0]
    if total.state != State.NUMBER or not total.number:
        return value_sentence(draft, total) if total.state != State.NUMBER else _nothing_to_split(draft, total)
    parts, points = [], []
    for column in APPLICANTS:
        value = facts.values([report], ref.model_copy(update={"column": column}))[0]
        if value.number:
            label = column_label("T3", column, report.edition or "2021", draft.language)
            points.append((label, value.number))
            parts.append(
                draft.say(
                    "breakdown_part", label=label, value=draft.value_text(value), mark=draft.cite_cells(report, value.cells)
                )
            )
    draft.draw("bar", ref, points, report.edition)
    return draft.say(
        "breakdown_applicant",
        report=draft.report(report),
        label=draft.label(ref),
        total=draft.value_text(total),
        parts=draft.join(parts),
    )


def _nothing_to_split(draft: Draft, total: Value) -> str:
    return draft.say(
        "breakdown_none",
        report=draft.report(total.report),
        label=draft.label(total.measure),
        mark=draft.cite_cells(total.report, total.cells),
    )


def _outcomes(draft: Draft, facts: Facts, report: Listed) -> str:
    total = facts.values([report], MeasureRef(key="total"))[0]
    if total.state != State.NUMBER:
        return value_sentence(draft, total)
    if not total.number:
        return _nothing_to_split(draft, total)
    column = (
        draft.plan.measures[0].column if load_lexicon().measures[draft.plan.measures[0].key].dimension == "applicant" else None
    )
    parts = []
    for measure in load_lexicon().measures.values():
        templates = measure.cells[report.edition or "2021"]
        is_outcome = len(templates) == 1 and templates[0].startswith("T3.") and not measure.per
        if not is_outcome or measure.key in ("new", "carried_in", "carried_out", "total"):
            continue
        value = facts.values([report], MeasureRef(key=measure.key, column=column))[0]
        if value.number:
            parts.append(
                draft.say(
                    "breakdown_part",
                    label=draft.label(MeasureRef(key=measure.key)),
                    value=draft.value_text(value),
                    mark=draft.cite_cells(report, value.cells),
                )
            )
    return draft.say("breakdown_outcome", report=draft.report(report), total=draft.value_text(total), parts=draft.join(parts))
