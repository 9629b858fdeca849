"""Answers over many reports: sums, averages, ranks and comparisons; every summand has the mark of its table row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from gkbot.answer import AnswerStatus, Coverage
from gkbot.collection import Listed
from gkbot.compose.change import write_change
from gkbot.compose.checks import note_conflicts
from gkbot.compose.draft import LINES_UP_TO, Draft, number_text, percent_text
from gkbot.compose.formula import sum_terms
from gkbot.compose.values import (
    EMPTY,
    coverage_of,
    note_coverage,
    note_editions,
    report_before,
    set_table,
    shown,
    spread,
    status_of,
    value_mark,
    value_sentence,
    write_rows,
)
from gkbot.facts import Facts, Value
from gkbot.measures import can_add
from gkbot.plan import MeasureRef, Scope
from gkbot.words.lexicon import load_lexicon
from index.report import State

COUNTED = EMPTY | {State.NUMBER}
PROVEN_UP_TO = 20  # reports of a rank whose contradictions are told
LARGEST = 5  # summands named where there are too many to name all


def compose_sum(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """The sum (or average) of a measure over the reports, each summand with its mark; blanks count as 0 and are said."""
    refs = spread(draft.plan.measures, reports)
    told, totals = [], []
    for ref in refs:
        values = facts.values(reports, ref)
        told += values
        counted = [v for v in values if v.state in COUNTED]
        draft.coverage = coverage_of(values)
        if counted:
            _write_total(draft, ref, counted)
            totals.append(sum(v.number or 0 for v in counted))
        if counted and draft.plan.operation == "share":
            _write_share(draft, facts, ref, totals[-1])
        set_table(draft, [ref], [values])
        if draft.coverage.blank:
            draft.note("blank", "note_blank", count=len(draft.coverage.blank))
        note_coverage(draft, draft.coverage)
        note_editions(draft, values)
    if draft.plan.ask == "sum" and len(totals) == len(refs) > 1 and can_add(draft.plan.measures):
        _write_grand_total(draft, refs[0], totals)
    note_conflicts(draft, facts, reports, refs)
    return status_of(told)


def _write_grand_total(draft: Draft, ref: MeasureRef, totals: Sequence[float]) -> None:
    """What the sums of several measures give together."""
    formula = " + ".join(map(number_text, totals))
    amount = draft.amount(round(sum(totals), 2), draft.unit(ref, None))
    draft.sentence(draft.say("grand_total", total=amount, formula=formula))
    draft.note_computed(f"{formula} = {number_text(round(sum(totals), 2))}")


def _write_share(draft: Draft, facts: Facts, ref: MeasureRef, part: float) -> None:
    """What part of all reports on the same years a sum is."""
    everyone = draft.collection.reports_in(Scope(years=draft.plan.scope.years))
    values = [v for v in facts.values(everyone, ref) if v.number is not None]
    whole = round(sum(v.number or 0 for v in values), 2)
    if not whole:
        return
    known = {"part": number_text(part), "whole": number_text(whole), "value": percent_text(part / whole)}
    draft.sentence(draft.say("share_of_reports", count=len(values), **known))
    draft.note_computed(f"{known['part']} ÷ {known['whole']} = {known['value']}")


def _write_total(draft: Draft, ref: MeasureRef, counted: Sequence[Value]) -> None:
    rate = bool(load_lexicon().measures[ref.key].per)
    numbers = [round(100 * (v.number or 0), 2) if rate else v.number or 0 for v in counted]
    total, unit = sum(numbers), "%" if rate else draft.unit(ref, counted[0].report.edition)
    scope = draft.scope_text() or draft.say("scope_any")
    known = {"count": len(counted), "scope": scope, "label": draft.label(ref), "total": draft.amount(round(total, 2), unit)}
    draft.note_computed(f"{sum_terms(numbers)} = {number_text(round(total, 2))}")
    if draft.plan.ask == "average":
        mean = round(total / len(counted), 2)
        draft.sentence(draft.say("average", mean=draft.amount(mean, unit), **known))
        draft.note_computed(f"{number_text(round(total, 2))} ÷ {len(counted)} = {number_text(mean)}")
        write_rows(draft, [counted])
        return
    if len(counted) <= LINES_UP_TO:
        draft.foresee(v.report for v in counted)
        draft.sentence(draft.say("sum", parts=draft.join(_part(draft, v) for v in counted), **known))
        return
    largest = sorted(counted, key=lambda v: v.number or 0, reverse=True)[:LARGEST]
    draft.foresee(v.report for v in largest)
    draft.sentence(draft.say("sum_short", parts=draft.join(_part(draft, v) for v in largest), **known))


def _part(draft: Draft, v: Value) -> str:
    value = draft.value_text(v) if v.state == State.NUMBER else draft.say(f"cell_{State.BLANK}")
    return draft.say("part", report=draft.report(v.report), value=value, mark=draft.cite_cells(v.report, v.cells))


def compose_rank(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """The reports in the order of a measure; equal values share a place and are named."""
    ref = spread(draft.plan.measures, reports)[0]
    if draft.plan.operation == "difference":
        return _rank_changes(draft, facts, reports, ref)
    values = facts.values(reports, ref)
    counted = sorted((v for v in values if v.state == State.NUMBER), key=lambda v: v.number or 0, reverse=draft.plan.descending)
    placed = _place(counted, draft.plan.limit or draft.plan.place)
    draft.coverage = coverage_of(values)
    if placed:
        order = draft.say("descending" if draft.plan.descending else "ascending")
        _write_focus(draft, placed)
        draft.write("rank_intro", scope=draft.scope_text(), label=draft.label(ref), order=order)
        # Of one place only those who hold it: the second of two who share the first is told among them.
        told = [entry for entry in placed if entry[0] == placed[-1][0]] if draft.plan.place else placed
        lines = shown(draft, [(v,) for _, v, _ in told])
        for place, v, tied in told[: len(lines)]:
            mark = draft.cite_cells(v.report, (*v.cells, *v.per_cells))
            text = draft.say("tied", value=draft.value_text(v)) if tied else draft.value_text(v)
            draft.lines.append(f"{place}. {draft.report(v.report)}{draft.say('colon')}{text}{mark}")
        set_table(draft, [ref], [[v for _, v, _ in placed]])
        points = [(f"{v.report.organisation} {v.report.year}", v.number or 0) for _, v, _ in placed[:LINES_UP_TO]]
        draft.draw("bar", ref, points, placed[0][1].report.edition)
    else:
        write_rows(draft, [values])
    note_coverage(draft, draft.coverage)
    note_editions(draft, values)
    note_conflicts(draft, facts, [v.report for v in counted[:PROVEN_UP_TO]], [ref])
    return status_of(values)


def _place(ordered: Sequence[Value], limit: int | None) -> list[tuple[int, Value, bool]]:
    """Each value with its place and whether it shares it; those that share the last place within the limit are all there."""
    placed: list[tuple[int, Value, bool]] = []
    for _, group in groupby(ordered, key=lambda v: v.number):
        tied, place = list(group), len(placed) + 1
        if limit and place > limit:
            break
        placed += [(place, v, len(tied) > 1) for v in tied]
    return placed


def _write_focus(draft: Draft, placed: Sequence[tuple[int, Value, bool]]) -> None:
    """Which place the bodies take that are asked about."""
    for place, v, _ in placed:
        if v.report.organisation in draft.plan.focus:
            known = {"count": len(placed), "value": draft.value_text(v), "mark": value_mark(draft, v)}
            draft.write("rank_place", organisation=draft.report(v.report), place=place, **known)


def _rank_changes(draft: Draft, facts: Facts, reports: Sequence[Listed], ref: MeasureRef) -> AnswerStatus:
    """The reports in the order of a measure's change from the year before; of two years asked about, from one to the other."""
    years = draft.plan.scope.years
    reports = [report for report in reports if len(years) < 2 or report.year == years[-1]]
    pairs = [(report, before) for report in reports if (before := report_before(draft, report))]
    both = list(zip(facts.values([r for r, _ in pairs], ref), facts.values([b for _, b in pairs], ref), strict=True))
    changes = [(round(now.number - then.number, 6), now, then) for now, then in both if None not in (now.number, then.number)]  # type: ignore[operator]
    changes.sort(key=lambda change: change[0], reverse=draft.plan.descending)
    draft.write(
        "rank_intro_change",
        scope=draft.scope_text(),
        label=draft.label(ref),
        order=draft.say("descending" if draft.plan.descending else "ascending"),
    )
    for change, now, then in changes[: draft.plan.limit or LINES_UP_TO]:
        place = 1 + sum(other > change if draft.plan.descending else other < change for other, _, _ in changes)
        if draft.plan.place in (None, place):
            said = (
                percent_text(change) if now.denominator is not None else draft.amount(change, draft.unit(ref, now.report.edition))
            )
            known = {"change": ("+" if change > 0 else "") + said, "then": draft.value_text(then), "now": draft.value_text(now)}
            mark = draft.marks(value_mark(draft, v) for v in (now, then))
            draft.write("rank_change", place=place, report=draft.report(now.report), mark=mark, **known)
    set_table(draft, [ref], [[now for _, now, _ in changes]])
    draft.coverage = Coverage(matched=len(changes), looked_at=len(reports))
    return "answered" if changes else "no_data"


def compose_trend(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """A measure by year: of one body its values, of several the sum of each year with how many reports stand behind it."""
    ref = spread(draft.plan.measures, reports)[0]
    values = facts.values(reports, ref)
    by_year: dict[int, list[Value]] = {}
    for value in values:
        if value.report.year is not None and value.state == State.NUMBER:
            by_year.setdefault(value.report.year, []).append(value)
    if not by_year:
        draft.sentence(draft.join((value_sentence(draft, v) for v in values), "separator"))
        return status_of(values)
    summed = len({report.organisation for report in reports}) > 1 and not load_lexicon().measures[ref.key].per
    who = draft.scope_text() if summed else draft.join(dict.fromkeys(report.organisation for report in reports))
    draft.write("trend_intro", who=who, label=draft.label(ref))
    points = []
    for year, here in sorted(by_year.items()):
        points += _write_year(draft, year, here, summed=summed)
    if not summed and len(by_year) > 1 and all(len(here) == 1 for here in by_year.values()):
        years = sorted(by_year)
        write_change(draft, by_year[years[-1]][0], by_year[years[0]][0])
    draft.draw("line", ref, points, next(iter(by_year.values()))[0].report.edition)
    set_table(draft, [ref], [values])
    draft.coverage = coverage_of(values)
    note_coverage(draft, draft.coverage)
    note_editions(draft, values)
    note_conflicts(draft, facts, reports, [ref])
    return "answered"


def _write_year(draft: Draft, year: int, here: Sequence[Value], *, summed: bool) -> list[tuple[str, int | float]]:
    """The line of a year, or of each report of the year where they are not summed; what it adds to the chart."""
    if not summed:
        draft.foresee(v.report for v in here)
        for v in here:
            draft.write("trend_value", year=year, value=draft.value_text(v), mark=value_mark(draft, v))
        return [(str(year), v.number or 0) for v in here]
    numbers = [v.number or 0 for v in here]
    total = sum(numbers)
    largest = sorted(here, key=lambda v: v.number or 0, reverse=True)[:LARGEST]
    draft.foresee(v.report for v in largest)
    mark = draft.marks(value_mark(draft, v) for v in largest)
    amount = draft.amount(total, draft.unit(here[0].measure, here[0].report.edition))
    draft.write("trend_sum", year=year, value=amount, count=len(here), mark=mark)
    draft.note_computed(f"{year}{draft.say('colon')}{sum_terms(numbers)} = {number_text(total)}")
    return [(str(year), total)]


def compose_compare(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """A measure in several reports side by side, with the difference of the first two where there are just two."""
    told: list[Value] = []
    refs = spread(draft.plan.measures, reports)
    if len(refs) > 1 and len(reports) == 1:
        return _compare_measures(draft, facts, reports[0], refs)
    for ref in refs:
        values = facts.values(reports, ref)
        told += values
        draft.sentence(draft.join((value_sentence(draft, v) for v in values), "separator"))
        counted = sorted((v for v in values if v.state == State.NUMBER), key=lambda v: v.number or 0, reverse=True)
        if len(values) == 2 and len(counted) == 2:
            _write_difference(draft, *counted)
        elif len(counted) > 1:
            most = [draft.report(v.report) for v in counted if v.number == counted[0].number]
            draft.sentence(draft.say("compare_most", who=draft.join(most)))
        set_table(draft, [ref], [values])
        note_editions(draft, values)
    note_conflicts(draft, facts, reports, draft.plan.measures)
    return status_of(told)


def _compare_measures(draft: Draft, facts: Facts, report: Listed, refs: Sequence[MeasureRef]) -> AnswerStatus:
    """Several measures of one report side by side, with the difference where there are just two of one unit."""
    values = [facts.values([report], ref)[0] for ref in refs]
    draft.sentence(draft.join((value_sentence(draft, v, short=i > 0) for i, v in enumerate(values)), "separator"))
    counted = sorted((v for v in values if v.state == State.NUMBER), key=lambda v: v.number or 0, reverse=True)
    units = {(draft.unit(v.measure, report.edition), v.denominator is None) for v in values}
    if len(values) == len(counted) == 2 and len(units) == 1:
        _write_difference(draft, *counted, named=tuple(draft.label(v.measure, report.edition) for v in counted))
    note_conflicts(draft, facts, [report], refs)
    return status_of(values)


def _write_difference(draft: Draft, first: Value, second: Value, *, named: Sequence[str] = ()) -> None:
    """By how much the first is above the second, each `named` or by its report; rates differ by percentage points."""
    names = named or (draft.report(first.report), draft.report(second.report))
    known: dict[str, object] = {"first": names[0], "second": names[1]}
    if first.number == second.number:
        draft.sentence(draft.say("compare_equal", value=draft.value_text(first), **known))
        return
    if first.denominator is not None:
        terms = [round(100 * (v.number or 0), 2) for v in (first, second)]
        said, sign, key = number_text(round(terms[0] - terms[1], 2)), "%", "compare_points"
    else:
        terms = [v.number or 0 for v in (first, second)]
        difference = round(terms[0] - terms[1], 6)
        said, sign, key = draft.amount(difference, draft.unit(first.measure, first.report.edition)), "", "compare_more"
    formula = " − ".join(f"{number_text(term)}{sign}" for term in terms)
    draft.sentence(draft.say(key, difference=said, formula=formula, **known))
    draft.note_computed(f"{formula} = {number_text(round(terms[0] - terms[1], 6))}{sign}")
