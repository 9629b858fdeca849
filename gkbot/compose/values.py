"""Answers made of single cells of the form: look-ups, and yes or no. Every number has the mark of its table row."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from gkbot.answer import AnswerStatus, AnswerTable, Coverage
from gkbot.collection import Listed
from gkbot.compose.checks import note_conflicts
from gkbot.compose.draft import FIRST_LINES, LINES_UP_TO, Draft, percent_text
from gkbot.compose.formula import note_value
from gkbot.facts import Facts, Value
from gkbot.plan import Condition, MeasureRef, Operator, Scope
from gkbot.words.lexicon import load_lexicon
from index.report import State

SENTENCES_UP_TO = 3  # more reports than this are shown as a table
TOLD = frozenset({State.NUMBER, "undefined"})  # what answers a question: a number, or that a rate has no meaning
EMPTY = frozenset({State.BLANK, State.DASH})
MEETS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
# Under which name of Coverage a value without a number is told.
KINDS = {
    State.BLANK: "blank",
    State.DASH: "blank",
    State.UNREADABLE: "unreadable",
    "missing": "missing",
    "not_counted": "missing",
    "undefined": "undefined",
}


def compose_lookup(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """The value of each measure in each report; the candidates and a question back when nobody was named."""
    plan = draft.plan
    refs = spread(plan.measures, reports)
    unnamed = not (plan.scope.organisations or plan.scope.kinds or plan.scope.regions) or plan.ambiguous
    asks_back = unnamed and len(reports) > 1
    if asks_back:
        draft.write("clarify")
    columns = [facts.values(reports, ref) for ref in refs]
    if len(reports) <= SENTENCES_UP_TO and not asks_back:
        for values in zip(*columns, strict=True):
            draft.sentence(draft.join((value_sentence(draft, value, short=i > 0) for i, value in enumerate(values)), "separator"))
    else:
        # Who is asked back chooses from a few; the table holds all.
        write_rows(draft, columns, up_to=FIRST_LINES if asks_back else LINES_UP_TO)
    note_carried_in(draft, facts, reports, refs)
    note_conflicts(draft, facts, reports, refs)
    if asks_back:
        draft.write("clarify_close")
    return "clarify" if asks_back else status_of(value for column in columns for value in column)


def status_of(values: Iterable[Value]) -> AnswerStatus:
    """Answered when one of the values tells something; a report whose cells are blank, unreadable or not there states nothing."""
    return "answered" if any(value.state in TOLD for value in values) else "not_stated"


def spread(refs: Sequence[MeasureRef], reports: Sequence[Listed]) -> tuple[MeasureRef, ...]:
    """A measure of several actions without one named stands for all of them: issued, repealed, valid."""
    measures = load_lexicon().measures
    if not any(ref.column is None and measures[ref.key].dimension == "action" for ref in refs):
        return tuple(refs)
    # The columns of the form that most of the reports use.
    editions = Counter(report.edition for report in reports if report.edition).most_common(1)
    edition = editions[0][0] if editions else "2021"
    spread: list[MeasureRef] = []
    for ref in refs:
        if ref.column is None and measures[ref.key].dimension == "action":
            spread += [MeasureRef(key=ref.key, column=column) for column in measures[ref.key].columns(edition)]
        else:
            spread.append(ref)
    return tuple(spread)


def value_sentence(draft: Draft, value: Value, *, short: bool = False) -> str:
    """One value in words, with its mark; `short` leaves out the report's name."""
    report = "" if short and draft.language == "zh" else draft.report(value.report)
    label = draft.label(value.measure, value.report.edition)
    if report and draft.language == "zh":
        label = label.removeprefix("本年度").removeprefix("本年")  # the report's name ends with the year
    measure = load_lexicon().measures[value.measure.key]
    known: dict[str, object] = {"report": report, "label": label, "mark": value_mark(draft, value)}
    note_value(draft, value)
    if value.state == "undefined":
        return draft.say("rate_undefined", formula=measure.formulas[draft.language], **known)
    if value.denominator is not None:
        known |= {"formula": measure.formulas[draft.language], "value": percent_text(value.number or 0)}
        return draft.say("rate_number", numerator=value.numerator, denominator=value.denominator, **known)
    if value.state == State.NUMBER:
        return draft.say("value_number", value=draft.value_text(value), **known)
    if value.state == "missing":
        return draft.say("value_missing", table=draft.say(f"table_{measure.table}"), **known)
    if value.state == "not_counted":
        return draft.say("value_not_counted", edition=value.report.edition, **known)
    if value.state == State.DASH:
        return draft.say("value_dash", raw=draft.cell_text(value.report, value.cells[0]), **known)
    return draft.say(f"value_{value.state}", **known)


def value_mark(draft: Draft, value: Value) -> str:
    """The marks of a value's cells; of what has no cells, that of the report's title: it is there, and lacks them."""
    return draft.cite_cells(value.report, (*value.cells, *value.per_cells)) or draft.title_mark(value.report)


def write_rows(draft: Draft, columns: Sequence[Sequence[Value]], up_to: int = LINES_UP_TO) -> None:
    """Many reports as lines and as a table, one row a report and one column a measure."""
    rows = list(zip(*columns, strict=True))
    for values in shown(draft, rows, up_to):
        report = values[0].report
        several = len(columns) > 1
        said = draft.join(f"{draft.label(v.measure, report.edition) if several else ''}{cell_text(draft, v)}" for v in values)
        draft.write("list_item", report=draft.report(report), value=said, mark=draft.marks(value_mark(draft, v) for v in values))
    set_table(draft, [column[0].measure for column in columns], columns)


def shown(draft: Draft, rows: Sequence[Sequence[Value]], up_to: int = LINES_UP_TO) -> Sequence[Sequence[Value]]:
    """The rows of values that get a line each: all, or the first where there are more; says so, and fetches what citing takes."""
    if len(rows) > up_to:
        draft.note("not_all_cited", "note_rest", shown=FIRST_LINES, count=len(rows))
        rows = rows[:FIRST_LINES]
    draft.foresee(values[0].report for values in rows)
    return rows


def set_table(draft: Draft, refs: Sequence[MeasureRef], columns: Sequence[Sequence[Value]]) -> None:
    """Give the answer its table: body and year, then a column of values for each measure."""
    names = (draft.say("table_organisation"), draft.say("table_year"), *(draft.label(ref) for ref in refs))
    reports = [value.report for value in columns[0]]
    numbers = ([value.number for value in column] for column in columns)
    rows = zip([r.organisation for r in reports], [r.year for r in reports], *numbers, strict=True)
    nowhere = (None,) * len(reports)
    sources = zip(nowhere, nowhere, *([value.proof for value in column] for column in columns), strict=True)
    # Of a sum over thousands of reports, to validate what we made ourselves takes as long as to make it.
    draft.table = AnswerTable.model_construct(columns=names, rows=tuple(rows), sources=tuple(sources))


def cell_text(draft: Draft, value: Value) -> str:
    """A value as it is told in a list: its number, or what stands in its place."""
    if value.state == State.NUMBER:
        return draft.value_text(value)
    if value.state == State.DASH:
        return f"“{draft.cell_text(value.report, value.cells[0])}”"
    return draft.say(f"cell_{value.state}")


def coverage_of(values: Sequence[Value]) -> Coverage:
    """How many of the reports looked at gave a number (a blank counts as 0), and why the others didn't."""
    names: dict[str, list[str]] = {}
    for value in values:
        if value.state in KINDS:
            names.setdefault(KINDS[value.state], []).append(f"{value.report.organisation} {value.report.year}")
    lacking = sum(len(bodies) for kind, bodies in names.items() if kind != "blank")
    return Coverage(
        matched=len(values) - lacking, looked_at=len(values), **{kind: tuple(bodies) for kind, bodies in names.items()}
    )


def note_coverage(draft: Draft, coverage: Coverage) -> None:
    """Say which of the reports looked at could not be read or have no such rate."""
    for code, bodies in (("unreadable", coverage.unreadable), ("undefined", coverage.undefined)):
        if bodies:
            draft.note(code, f"note_{code}", count=len(bodies))


def note_editions(draft: Draft, values: Sequence[Value]) -> None:
    """Say that years of another edition of the form do not count the measure and so are left out."""
    if {"not_counted", State.NUMBER} <= {v.state for v in values}:
        draft.note("editions", "note_editions")


def note_carried_in(draft: Draft, facts: Facts, reports: Sequence[Listed], refs: Sequence[MeasureRef]) -> None:
    """Say how many applications were carried in where 收到 was asked: it may mean new or new and carried in."""
    if [(ref.key, ref.column) for ref in refs] != [("new", None)] or len(reports) > SENTENCES_UP_TO:
        return
    for value in facts.values(reports, MeasureRef(key="carried_in")):
        if value.number:
            both = facts.values([value.report], MeasureRef(key="handled"))[0]
            mark = draft.cite_cells(value.report, value.cells)
            known = {"report": draft.report(value.report), "carried": draft.value_text(value), "both": draft.value_text(both)}
            draft.note("carried_in", "note_carried_in", mark=mark, **known)


def compose_yes_no(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """Yes or no by the cells' values, then the values themselves."""
    conditions = draft.plan.conditions
    asked = [ref for condition in conditions for ref in (condition.measure, condition.other) if ref]
    refs = spread(tuple(dict.fromkeys(asked)) or draft.plan.measures, reports)
    values = [facts.values([report], ref)[0] for report in reports for ref in refs]
    numbers = [v.number for v in values if v.state == State.NUMBER]
    told = (value_sentence(draft, v, short=i > 0 and v.report == values[i - 1].report) for i, v in enumerate(values))
    said = draft.join(told, "separator")
    condition = conditions[0] if conditions else None
    if not numbers:
        draft.sentence(said)
    elif condition and condition.other and not any(numbers):
        draft.sentence(said)  # all of nothing is neither yes nor no
    elif condition and condition.other:
        met = all(_meets_other(facts, report, condition) for report in reports)
        draft.sentence(draft.say("yes_condition" if met else "no_condition") + said)
    elif condition and condition.against == "before":
        ran = _runs(facts, reports, condition)
        draft.sentence(("" if ran is None else draft.say("yes_condition" if ran else "no_condition")) + said)
    elif condition and condition.operator == "=" and not condition.value:
        draft.sentence(draft.say("yes_none" if not any(numbers) else "no_condition") + said)
    elif condition and (condition.operator, condition.value) != (">", 0):
        met = all(MEETS[c.operator](n or 0, c.value) for c in draft.plan.conditions for n in numbers)
        draft.sentence(draft.say("yes_condition" if met else "no_condition") + said)
    else:
        draft.sentence(draft.say("yes" if any(numbers) else "no") + said)
    note_conflicts(draft, facts, reports, refs)
    return status_of(values)


def _runs(facts: Facts, reports: Sequence[Listed], condition: Condition) -> bool | None:
    """Whether a measure rose (or fell) from each report to the next of its years; None where there is but one number."""
    values = facts.values(sorted(reports, key=lambda report: report.year or 0), condition.measure)
    numbers = [value.number for value in values if value.number is not None]
    steps = [MEETS[condition.operator](now, then * condition.times) for then, now in pairwise(numbers)]
    return all(steps) if steps else None


def _meets_other(facts: Facts, report: Listed, condition: Condition) -> bool:
    """Whether a measure of a report stands to another as the condition says."""
    number, other = (facts.values([report], ref)[0].number for ref in (condition.measure, condition.other) if ref)
    return number is not None and other is not None and MEETS[condition.operator](number, other * condition.times)


def report_before(draft: Draft, report: Listed) -> Listed | None:
    """The body's report to compare with: of the earlier of two years asked about, else of the year before."""
    years = draft.plan.scope.years
    year = years[0] if len(years) > 1 else (report.year or 0) - 1
    found = draft.collection.reports_in(Scope(organisations=(report.organisation,), years=(year,)))
    return found[0] if found else None
