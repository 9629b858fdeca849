"""Answers that list or count the reports which meet conditions: all of them, never a selection, with coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from gkbot.answer import AnswerStatus, Coverage
from gkbot.collection import Listed
from gkbot.compose.checks import note_conflicts
from gkbot.compose.draft import Draft, number_text, percent_text
from gkbot.compose.values import (
    KINDS,
    MEETS,
    cell_text,
    coverage_of,
    note_coverage,
    report_before,
    set_table,
    shown,
    spread,
    value_mark,
    value_sentence,
)
from gkbot.facts import Facts, Value
from gkbot.plan import Condition, MeasureRef, Plan
from gkbot.words.lexicon import load_lexicon

PROVEN_UP_TO = 20  # reports whose rows are shown when none matches


class Tested(NamedTuple):  # as a Value: one a report
    """What one condition says of a report: its values, those it is compared with, and whether it is met."""

    values: tuple[Value, ...]
    before: tuple[Value | None, ...]
    met: bool | None  # None where it cannot be told
    others: tuple[Value, ...] = ()  # of the measure compared with


Row = tuple[Tested, ...]  # of a report, one a condition


@dataclass(frozen=True, slots=True)
class Sifted:
    """The rows of the reports looked at: those that meet the conditions, those that don't, and what the others lack."""

    matched: list[Row]
    others: list[Row]
    coverage: Coverage


def compose_list(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """Every report that meets the conditions, with its values; never a selection."""
    conditions, years = draft.plan.conditions, draft.plan.scope.years
    if any(condition.against == "before" for condition in conditions) and len(years) > 1:
        reports = [report for report in reports if report.year == years[-1]]
    if any(condition.year for condition in conditions):
        reports = _of_all_years(reports, {condition.year for condition in conditions})
    averages = [_limit(draft, facts, reports, condition) for condition in conditions]
    tested = [_test(draft, facts, reports, c, average) for c, average in zip(conditions, averages, strict=True)]
    sifted = _sift([*zip(*tested, strict=True)], any_of=draft.plan.any_of)
    matched, others = sifted.matched, sifted.others
    if draft.plan.spell is not None:
        kept = _running(matched, reports, draft.plan)
        matched, others = kept, []
    draft.coverage = sifted.coverage.model_copy(update={"matched": len(matched)})
    _write_intro(draft, reports, matched, draft.join(_say_conditions(draft, reports, averages), _joint(draft)))
    # That none is above zero is shown by the rows that say so.
    told = [_values_of(row) for row in matched or others[:PROVEN_UP_TO]]
    for row, _ in zip(matched or others, shown(draft, told), strict=False):
        _write_row(draft, row)
    if told:
        _set_table(draft, told)
    if matched and others:
        zeros = all(value.number == 0 for row in others for tested in row for value in tested.values)
        draft.lines.append("")
        draft.write("list_rest_zero" if zeros else "list_rest")
    if sifted.coverage.blank:
        draft.note("blank", "note_blank_list", count=len(sifted.coverage.blank))
    note_coverage(draft, sifted.coverage)
    note_conflicts(draft, facts, [_values_of(row)[0].report for row in matched] or reports, [c.measure for c in conditions])
    return "answered" if matched or others or draft.plan.spell is not None else "not_stated"


def _values_of(row: Row) -> tuple[Value, ...]:
    """The values of a row, each measure once: a range is two conditions on one."""
    told = [value for tested in row for value in (*tested.values, *tested.others)]
    return tuple({(value.report.id, value.measure): value for value in told}.values())


def _of_all_years(reports: Sequence[Listed], years: set[int | None]) -> list[Listed]:
    """The last report of each body that has one on each of the years."""
    had: dict[str, set[int | None]] = {}
    for report in reports:
        had.setdefault(report.organisation, set()).add(report.year)
    return list({r.organisation: r for r in reports if had[r.organisation] >= years}.values())


def _set_table(draft: Draft, told: Sequence[Sequence[Value]]) -> None:
    """The table of the values told; what is said of two years has a row for each, unless of another measure."""
    rows = [list(group) for values in told for _, group in groupby(values, key=lambda value: value.report.id)]
    refs = [value.measure for value in rows[0]]
    if all([value.measure for value in values] == refs for values in rows):
        set_table(draft, refs, list(zip(*rows, strict=True)))


def _limit(draft: Draft, facts: Facts, reports: Sequence[Listed], condition: Condition) -> float | None:
    """The mean over the reports or the value of the body in focus, where a condition compares with it."""
    if condition.against == "body":
        within = draft.plan.scope.model_copy(update={"organisations": draft.plan.focus})
        ref = spread([condition.measure], reports)[0]
        told = facts.values(draft.collection.reports_in(within), ref)
        for value in told[-1:]:
            draft.sentence(value_sentence(draft, value))
        return next((value.number for value in reversed(told) if value.number is not None), None)
    if condition.against != "average":
        return None
    values = (value for ref in spread([condition.measure], reports) for value in facts.values(reports, ref))
    numbers = [value.number for value in values if value.number is not None]
    return sum(numbers) / len(numbers) if numbers else 0.0


def _test(draft: Draft, facts: Facts, reports: Sequence[Listed], condition: Condition, average: float | None) -> list[Tested]:
    if condition.year:
        return _test_year(draft, facts, reports, condition)
    refs = spread([condition.measure], reports)
    columns = [facts.values(reports, ref) for ref in refs]
    if condition.other:
        others = facts.values(reports, condition.other)
        return [_compared(condition, values, other) for values, other in zip(zip(*columns, strict=True), others, strict=True)]
    if condition.against != "before":
        nothing, limits = (None,) * len(refs), (condition.value if average is None else average,) * len(refs)
        return [_tested(condition, values, nothing, limits) for values in zip(*columns, strict=True)]
    earlier = [report_before(draft, report) for report in reports]
    found = [{v.report.id: v for v in facts.values([report for report in earlier if report], ref)} for ref in refs]
    befores = (tuple(values[report.id] if report else None for values in found) for report in earlier)
    return [
        _tested(condition, values, before, [_multiple(then, condition.times) for then in before])
        for values, before in zip(zip(*columns, strict=True), befores, strict=True)
    ]


def _multiple(value: Value | None, times: float) -> float | None:
    """So many times a value; None where it is unknown, or 0: nothing is twice 0."""
    number = value and value.number
    return number if number is None or times == 1 else number * times or None


def _test_year(draft: Draft, facts: Facts, reports: Sequence[Listed], condition: Condition) -> list[Tested]:
    """The condition tested on each body's report on its year; None where there is no such report."""
    plain = condition.model_copy(update={"year": None})
    within = {(r.organisation, r.year): r for r in draft.collection.reports}
    there = [within.get((report.organisation, condition.year)) for report in reports]
    tested = iter(_test(draft, facts, [report for report in there if report], plain, None))
    return [next(tested) if report else Tested((), (), None) for report in there]


def _compared(condition: Condition, values: tuple[Value, ...], other: Value) -> Tested:
    """A measure against another one of the same report."""
    nothing, limits = (None,) * len(values), (_multiple(other, condition.times),) * len(values)
    return _tested(condition, values, nothing, limits)._replace(others=(other,))


def _tested(
    condition: Condition, values: tuple[Value, ...], before: tuple[Value | None, ...], limits: Sequence[float | None]
) -> Tested:
    """Of a measure of several actions without one named any above the limit will do: issued, repealed, valid."""
    numbers = [value.number for value in values]
    if None in numbers or None in limits:
        return Tested(values, before, None)
    verdicts = map(MEETS[condition.operator], numbers, limits)
    return Tested(values, before, any(verdicts) if condition.operator in (">", ">=") else all(verdicts))


def _sift(rows: Sequence[Row], *, any_of: bool) -> Sifted:
    matched, others, lacking, compared = [], [], [], 0
    for row in rows:
        without = [value for tested in row for value in tested.values if value.state in KINDS]
        verdicts = [tested.met for tested in row]
        if without:
            lacking.append(without[0])
        elif None in verdicts:
            compared += 1
        elif any(verdicts) if any_of else all(verdicts):
            matched.append(row)
        else:
            others.append(row)
    coverage = coverage_of(lacking).model_copy(update={"matched": len(matched), "looked_at": len(rows) - compared})
    return Sifted(matched, others, coverage)


def _running(matched: Sequence[Row], reports: Sequence[Listed], plan: Plan) -> list[Row]:
    """Of the reports that match, those of bodies that do so in each of their years, or in so many years running."""
    years: dict[str, set[int]] = {}
    for report in reports:
        years.setdefault(report.organisation, set(plan.scope.years)).add(report.year or 0)
    met: dict[str, set[int]] = {}
    for row in matched:
        report = row[0].values[0].report
        met.setdefault(report.organisation, set()).add(report.year or 0)

    def holds(report: Listed) -> bool:
        body, year = report.organisation, report.year or 0
        if not plan.spell:
            return met[body] >= years[body]
        return any(met[body] >= set(range(first, first + plan.spell)) for first in range(year - plan.spell + 1, year + 1))

    return [row for row in matched if holds(row[0].values[0].report)]


def _write_intro(draft: Draft, reports: Sequence[Listed], matched: Sequence[Row], condition: str) -> None:
    known: dict[str, object] = {"looked_at": len(reports), "scope": draft.scope_text(), "condition": condition}
    if draft.plan.spell is not None:
        bodies = len({row[0].values[0].report.organisation for row in matched})
        known["looked_at"] = len({report.organisation for report in reports})
        spell = draft.say("spell_years", count=draft.plan.spell) if draft.plan.spell else draft.say("spell_each")
        draft.write("list_found_bodies" if matched else "list_none_bodies", matched=bodies, spell=spell, **known)
    elif any(c.year for c in draft.plan.conditions):
        draft.write("bodies_with" if matched else "bodies_without", matched=len(matched), **known)
    elif draft.plan.ask == "count":
        draft.write("count", matched=len(matched), **known)
    elif matched:
        draft.write("list_found", matched=len(matched), **known)
    else:
        draft.write("list_none", **known)


def _write_row(draft: Draft, row: Row) -> None:
    pairs = {(v.report.id, v.measure): (v, then) for tested in row for v, then in zip(tested.values, tested.before, strict=True)}
    pairs |= {(v.report.id, v.measure): (v, None) for tested in row for v in tested.others}
    report, years = row[0].values[0].report, len({report_id for report_id, _ in pairs})
    if years > 1:
        report = replace(report, year=None)
    said = draft.join(_value_text(draft, v, then, labelled=len(pairs) > 1, dated=years > 1) for v, then in pairs.values())
    told = [value for pair in pairs.values() for value in pair if value]
    draft.write("list_item", report=draft.report(report), value=said, mark=draft.marks(value_mark(draft, v) for v in told))


def _value_text(draft: Draft, value: Value, then: Value | None, *, labelled: bool, dated: bool = False) -> str:
    said = cell_text(draft, value)
    if dated:
        label = draft.label(value.measure, value.report.edition)
        return draft.say("value_of_year", year=value.report.year, label=label, value=said)
    if then:
        said = draft.say("value_before", value=said, year=then.report.year, before=cell_text(draft, then))
    return f"{draft.label(value.measure, value.report.edition)} {said}" if labelled else said


def _joint(draft: Draft) -> str:
    return "or" if draft.plan.any_of else "and"


def _say_conditions(draft: Draft, reports: Sequence[Listed], averages: Sequence[float | None]) -> list[str]:
    said = []
    for condition, average in zip(draft.plan.conditions, averages, strict=True):
        said += [_say_condition(draft, condition, average, ref) for ref in spread([condition.measure], reports)]
    return said


def _say_condition(draft: Draft, condition: Condition, average: float | None, ref: MeasureRef) -> str:
    label, rate = draft.label(ref), bool(load_lexicon().measures[ref.key].per)
    if condition.year:
        plain = condition.model_copy(update={"year": None})
        return draft.say("condition_of_year", year=condition.year, condition=_say_condition(draft, plain, average, ref))
    if condition.other:
        return draft.say("condition", label=label, operator=condition.operator, value=draft.label(condition.other))
    if condition.against == "before" and condition.times != 1:
        times = number_text(condition.times)
        return draft.say("condition_times", label=label, operator=condition.operator, times=times)
    if condition.against == "before":
        return draft.say("condition_rose" if condition.operator == ">" else "condition_fell", label=label)
    if average is not None and condition.against == "body":
        return draft.say("condition", label=label, operator=condition.operator, value=number_text(average))
    if average is not None:
        mean = percent_text(average) if rate else draft.amount(round(average, 2), draft.unit(ref, None))
        return draft.say("condition_average", label=label, operator=condition.operator, value=mean)
    if condition.value == 0 and condition.operator in (">", "="):
        return draft.say("condition_gt0" if condition.operator == ">" else "condition_eq0", label=label)
    value = percent_text(condition.value) if rate else number_text(condition.value)
    return draft.say("condition", label=label, operator=condition.operator, value=value)
