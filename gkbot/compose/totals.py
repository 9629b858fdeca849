"""Answers over many reports: sums, averages, ranks and comparisons; every summand has the mark of its table row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from gkbot.answer import AnswerStatus
from gkbot.collection import Listed
from gkbot.compose.checks import note_conflicts
from gkbot.compose.draft import LINES_UP_TO, Draft, number_text, percent_text
from gkbot.compose.values import coverage_of, note_editions, note_rest, set_table, spread, value_sentence, write_rows
from gkbot.facts import Facts, Value
from gkbot.lexicon import load_lexicon
from index.report import State

PROVEN_UP_TO = 20  # reports of a rank whose contradictions are told


def compose_sum(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """The sum (or average) of a measure over the reports, each summand with its mark; blanks count as 0 and are said."""
    refs = spread(draft.plan.measures, reports)
    for ref in refs:
        values = facts.values(reports, ref)
        counted = [v for v in values if v.state in (State.NUMBER, State.BLANK, State.DASH)]
        blanks = sum(v.state != State.NUMBER for v in counted)
        left_out = [v for v in values if v.state not in (State.NUMBER, State.BLANK, State.DASH, "not_counted")]
        total = sum(v.number or 0 for v in counted)
        unit = draft.unit(ref, counted[0].report.edition if counted else None)
        known = {"count": len(counted), "label": draft.label(ref), "total": draft.amount(total, unit)}
        if draft.plan.ask == "average" and counted:
            draft.sentence(draft.say("average", mean=draft.amount(round(total / len(counted), 2), unit), **known))
        else:
            parts = draft.join(
                draft.say(
                    "part",
                    organisation=v.report.organisation,
                    year=v.report.year,
                    value=draft.value_text(v),
                    mark=draft.cite_cells(v.report, v.cells),
                )
                for v in counted[:LINES_UP_TO]
            )
            if len(counted) > LINES_UP_TO:
                draft.sentence(draft.say("sum_short", **known))
            else:
                draft.sentence(draft.say("sum", parts=parts, **known))
        formula = " + ".join(number_text(v.number or 0) for v in counted[:LINES_UP_TO])
        more = " + …" if len(counted) > LINES_UP_TO else ""
        draft.note("computed", "note_computed", formula=f"{formula}{more} = {number_text(total)}")
        note_rest(draft, len(counted))
        set_table(draft, [ref], [(v.report.organisation, v.report.year, v.number) for v in values])
        if blanks:
            draft.note("blank", "note_blank", count=blanks)
        if left_out:
            draft.note("unreadable", "note_unreadable", count=len(left_out))
        draft.coverage = coverage_of(values)
        note_editions(draft, values)
    if draft.plan.ask == "average":
        write_rows(draft, facts, reports, refs)
    note_conflicts(draft, facts, reports, refs)
    return "answered"


def compose_rank(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """The reports in the order of a measure; equal values share a place and are named."""
    ref = spread(draft.plan.measures, reports)[0]
    values = facts.values(reports, ref)
    counted = sorted((v for v in values if v.state == State.NUMBER), key=lambda v: v.number or 0, reverse=draft.plan.descending)
    order = draft.say("descending" if draft.plan.descending else "ascending")
    draft.write("rank_intro", scope=draft.scope_text(), label=draft.label(ref), order=order)
    place, shown, rows = 0, 0, []
    for _, group in groupby(counted, key=lambda v: v.number):
        tied = list(group)
        place = shown + 1
        if (draft.plan.limit or draft.plan.place) and place > (draft.plan.limit or draft.plan.place or 0):
            break
        for v in tied:
            rows.append((v.report.organisation, v.report.year, v.number))
            # Of one place only those who hold it: the second of two who share the first is told among them.
            if len(rows) <= LINES_UP_TO and shown + len(tied) >= (draft.plan.place or 0):
                mark = draft.cite_cells(v.report, (*v.cells, *v.per_cells))
                draft.lines.append(f"{place}. {draft.report(v.report)}{draft.say('colon')}{draft.value_text(v)}{mark}")
        shown += len(tied)
    note_rest(draft, len(rows))
    set_table(draft, [ref], rows)
    edition = counted[0].report.edition if counted else None
    draft.draw(
        "bar",
        ref,
        [(f"{organisation} {year}", number) for organisation, year, number in rows[:LINES_UP_TO] if number is not None],
        edition,
    )
    draft.coverage = coverage_of(values)
    undefined = sum(v.state == "undefined" for v in values)
    if undefined:
        draft.note("undefined", "note_undefined", count=undefined)
    note_editions(draft, values)
    note_conflicts(draft, facts, [v.report for v in counted[:PROVEN_UP_TO]], [ref])
    return "answered"


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
        return "answered"
    summed = len({report.organisation for report in reports}) > 1 and not load_lexicon().measures[ref.key].per
    who = draft.scope_text() if summed else draft.join(dict.fromkeys(report.organisation for report in reports))
    draft.write("trend_intro", who=who, label=draft.label(ref))
    points = []
    for year, here in sorted(by_year.items()):
        unit = draft.unit(ref, here[0].report.edition)
        total = sum(v.number or 0 for v in here)
        mark = draft.marks(draft.cite_cells(v.report, (*v.cells, *v.per_cells)) for v in here[: LINES_UP_TO // len(by_year)])
        if summed:
            draft.write("trend_sum", year=year, value=draft.amount(total, unit), count=len(here), mark=mark)
            points.append((str(year), total))
            continue
        for v in here:
            draft.write("trend_value", year=year, value=draft.value_text(v), mark=mark)
            points.append((str(year), v.number or 0))
    draft.draw("line", ref, points, next(iter(by_year.values()))[0].report.edition)
    set_table(draft, [ref], [(v.report.organisation, v.report.year, v.number) for v in values])
    draft.coverage = coverage_of(values)
    note_editions(draft, values)
    note_conflicts(draft, facts, reports, [ref])
    return "answered"


def compose_compare(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """A measure in several reports side by side, with the difference of the first two where there are just two."""
    for ref in spread(draft.plan.measures, reports):
        values = facts.values(reports, ref)
        draft.sentence(draft.join((value_sentence(draft, v) for v in values), "separator"))
        counted = [v for v in values if v.state == State.NUMBER]
        if len(values) == 2 and len(counted) == 2:
            first, second = sorted(counted, key=lambda v: v.number or 0, reverse=True)
            _write_difference(draft, first, second)
        elif counted:
            draft.sentence(draft.say("compare_most", organisation=max(counted, key=lambda v: v.number or 0).report.organisation))
        set_table(draft, [ref], [(v.report.organisation, v.report.year, v.number) for v in values])
    note_conflicts(draft, facts, reports, draft.plan.measures)
    return "answered"


def _write_difference(draft: Draft, first: Value, second: Value) -> None:
    if first.number == second.number:
        draft.sentence(
            draft.say(
                "compare_equal",
                first=draft.report(first.report),
                second=draft.report(second.report),
                value=draft.value_text(first),
            )
        )
        return
    difference = (first.number or 0) - (second.number or 0)
    unit = draft.unit(first.measure, first.report.edition)
    said = percent_text(difference) if first.denominator is not None else draft.amount(difference, unit)
    draft.sentence(
        draft.say(
            "compare_more",
            first=draft.report(first.report),
            second=draft.report(second.report),
            difference=said,
            value_first=number_text(first.number),
            value_second=number_text(second.number),
        )
    )
