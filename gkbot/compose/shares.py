"""What part of its whole a measure is: of one report in a sentence, of many all together and report by report."""

from __future__ import annotations

from collections.abc import Sequence

from gkbot.answer import AnswerStatus, AnswerTable
from gkbot.collection import Listed
from gkbot.compose.checks import note_conflicts
from gkbot.compose.draft import Draft, number_text, percent_text
from gkbot.compose.formula import cell_terms, sum_terms
from gkbot.compose.values import SENTENCES_UP_TO, coverage_of, note_coverage, shown, spread, status_of, value_sentence
from gkbot.facts import Facts, Value
from gkbot.measures import whole_of
from index.report import State

Pair = tuple[Value, Value]  # a part and its whole


def compose_share(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """The share of an applicant type in all applications, of an outcome in all results, or of what the plan names."""
    told: list[Value] = []
    for ref in spread(draft.plan.measures, reports):
        pairs = list(zip(facts.values(reports, ref), facts.values(reports, draft.plan.of or whole_of(ref)), strict=True))
        readable = [pair for pair in pairs if all(value.state == State.NUMBER for value in pair)]
        told += [value for pair in readable for value in pair]
        if len(readable) > SENTENCES_UP_TO:
            _write_together(draft, pairs, readable)
        else:
            _write_each(draft, pairs)
    note_conflicts(draft, facts, reports, draft.plan.measures)
    return status_of(told)


def _write_each(draft: Draft, pairs: Sequence[Pair]) -> None:
    for part, whole in pairs:
        unread = next((value for value in (part, whole) if value.state != State.NUMBER), None)
        if unread is not None:
            draft.sentence(value_sentence(draft, unread))
            continue
        draft.sentence(
            draft.say(
                "share" if whole.number else "share_undefined", report=draft.report(part.report), **_known(draft, part, whole)
            )
        )
        _note(draft, part, whole)


def _write_together(draft: Draft, pairs: Sequence[Pair], readable: Sequence[Pair]) -> None:
    """The share in the sum of all reports, then that of each, also as a table."""
    parts, wholes = ([value.number or 0 for value in side] for side in zip(*readable, strict=True))
    known = _known(draft, *readable[0]) | {
        "count": len(readable),
        "scope": draft.scope_text() or draft.say("scope_any"),
        "numerator": number_text(sum(parts)),
        "denominator": number_text(sum(wholes)),
        "value": percent_text(sum(parts) / sum(wholes)) if sum(wholes) else "",
    }
    draft.write("share_total" if sum(wholes) else "share_total_undefined", **known)
    for numbers in (parts, wholes):
        draft.note_computed(f"{sum_terms(numbers)} = {number_text(sum(numbers))}")
    if sum(wholes):
        draft.note_computed(f"{known['numerator']} ÷ {known['denominator']} = {known['value']}")
    for part, whole in shown(draft, readable):
        line = _known(draft, part, whole)
        value = draft.say("share_line" if whole.number else "share_line_undefined", **line)
        draft.write("list_item", report=draft.report(part.report), value=value, mark=line["mark"])
        _note(draft, part, whole)
    columns = (
        draft.say("table_organisation"),
        draft.say("table_year"),
        str(known["part"]),
        str(known["whole"]),
        draft.say("table_share"),
    )
    draft.table = AnswerTable(
        columns=columns,
        rows=tuple(_row(part, whole) for part, whole in pairs),
        sources=tuple((None, None, part.proof, whole.proof, None) for part, whole in pairs),
    )
    draft.coverage = coverage_of([part if part.state != State.NUMBER else whole for part, whole in pairs])
    note_coverage(draft, draft.coverage)


def _row(part: Value, whole: Value) -> tuple[str | int | float | None, ...]:
    share = percent_text(part.number / whole.number) if part.number is not None and whole.number else None
    return part.report.organisation, part.report.year, part.number, whole.number, share


def _known(draft: Draft, part: Value, whole: Value) -> dict[str, object]:
    report = part.report
    return {
        "part": draft.label(part.measure, report.edition),
        "whole": draft.label(whole.measure, report.edition),
        "mark": draft.marks((draft.cite_cells(report, part.cells), draft.cite_cells(report, whole.cells))),
        "value": percent_text((part.number or 0) / whole.number) if whole.number else "",
        "numerator": part.number,
        "denominator": whole.number,
    }


def _note(draft: Draft, part: Value, whole: Value) -> None:
    if whole.number:
        over, under = (cell_terms(draft, part.report, value.cells) for value in (part, whole))
        draft.note_computed(f"{over} ÷ {under} = {percent_text((part.number or 0) / whole.number)}")
