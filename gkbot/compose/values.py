"""Answers made of single cells of the form: look-ups, and yes or no. Every number has the mark of its table row."""

from __future__ import annotations

from collections.abc import Sequence

from gkbot.answer import AnswerStatus, AnswerTable, Coverage
from gkbot.collection import Listed
from gkbot.compose.checks import note_conflicts
from gkbot.compose.draft import LINES_UP_TO, Draft, percent_text
from gkbot.facts import Facts, Value
from gkbot.lexicon import load_lexicon
from gkbot.measures import whole_of
from gkbot.plan import Condition, MeasureRef
from index.form import load_form
from index.report import State

SENTENCES_UP_TO = 3  # more reports than this are shown as a table


def compose_lookup(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """The value of each measure in each report; the candidates and a question back when nobody was named."""
    plan = draft.plan
    refs = spread(plan.measures, reports)
    unnamed = not (plan.scope.organisations or plan.scope.kinds or plan.scope.regions) or plan.ambiguous
    asks_back = unnamed and len(reports) > 1
    if asks_back:
        draft.write("clarify")
    if len(reports) <= SENTENCES_UP_TO and not asks_back:
        for report in reports:
            values = [facts.values([report], ref)[0] for ref in refs]
            draft.sentence(draft.join((value_sentence(draft, value, short=i > 0) for i, value in enumerate(values)), "separator"))
    else:
        write_rows(draft, facts, reports, refs)
    note_carried_in(draft, facts, reports, refs)
    note_conflicts(draft, facts, reports, refs)
    if asks_back:
        draft.write("clarify_close")
    return "clarify" if asks_back else "answered"


def spread(refs: Sequence[MeasureRef], reports: Sequence[Listed]) -> tuple[MeasureRef, ...]:
    """A measure of several actions without one named stands for all of them: issued, repealed, valid."""
    measures, edition = load_lexicon().measures, next((r.edition for r in reports if r.edition), "2021")
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
    measure = load_lexicon().measures[value.measure.key]
    mark = draft.cite_cells(value.report, (*value.cells, *value.per_cells)) if value.state != "not_counted" else ""
    if value.state == "undefined" or value.denominator is not None:
        key = "rate_undefined" if value.state == "undefined" else "rate_number"
        known: dict[str, object] = {"report": report, "label": label, "formula": measure.formulas[draft.language], "mark": mark}
        if value.state != "undefined":
            known |= {"value": percent_text(value.number or 0), "numerator": value.numerator, "denominator": value.denominator}
        return draft.say(key, **known)
    if value.state == State.NUMBER:
        if len(value.cells) > 1:
            _note_sum_of_cells(draft, value)
        return draft.say("value_number", report=report, label=label, value=draft.value_text(value), mark=mark)
    if value.state == "missing":
        return draft.say("value_missing", report=report, label=label, table=draft.say(f"table_{measure.table}"))
    if value.state == "not_counted":
        return draft.say("value_not_counted", report=report, label=label, edition=value.report.edition)
    return draft.say(
        f"value_{value.state}", report=report, label=label, mark=mark, **({"raw": value.raw} if value.state == "dash" else {})
    )


def _note_sum_of_cells(draft: Draft, value: Value) -> None:
    labels = [_row_label(key, value.report.edition) for key in value.cells]
    if len(labels) <= 3:
        draft.note("computed", "note_computed", formula=f"{draft.label(value.measure)} = {' + '.join(labels)}")
    else:
        draft.note("computed", "note_computed", formula=f"{draft.label(value.measure)} = {labels[0]} + … + {labels[-1]}")
    if value.blanks:
        draft.note("blank", "note_blank", count=1)


def _row_label(key: str, edition: str | None) -> str:
    table, row_key, _ = key.split(".")
    return next(row.label for row in load_form(edition or "2021").table(table).rows if row.key == row_key)


def write_rows(draft: Draft, facts: Facts, reports: Sequence[Listed], refs: Sequence[MeasureRef]) -> None:
    """Many reports as lines and as a table, one row a report and one column a measure."""
    columns = [facts.values(reports, ref) for ref in refs]
    rows = []
    for i, report in enumerate(reports):
        values = [column[i] for column in columns]
        rows.append((report.organisation, report.year, *(v.number for v in values)))
        if i >= LINES_UP_TO:
            continue
        marks = draft.marks(draft.cite_cells(report, (*v.cells, *v.per_cells)) for v in values if v.state == State.NUMBER)
        said = draft.join(
            f"{draft.label(v.measure, report.edition) if len(refs) > 1 else ''}{cell_text(draft, v)}" for v in values
        )
        draft.write("list_item", report=draft.report(report), value=said, mark=marks)
    note_rest(draft, len(reports))
    set_table(draft, refs, rows)


def set_table(draft: Draft, refs: Sequence[MeasureRef], rows: Sequence[tuple[str | int | float | None, ...]]) -> None:
    names = (draft.say("table_organisation"), draft.say("table_year"), *(draft.label(ref) for ref in refs))
    draft.table = AnswerTable(columns=names, rows=tuple(rows))


def cell_text(draft: Draft, value: Value) -> str:
    if value.state == State.NUMBER:
        return draft.value_text(value)
    return {"blank": "（空白）", "dash": value.raw}.get(value.state, "—") if draft.language == "zh" else f"({value.state})"


def note_rest(draft: Draft, count: int) -> None:
    """Say that reports beyond the first LINES_UP_TO stand in the table only, their sources in the reports' same row."""
    if count > LINES_UP_TO:
        draft.note("not_all_cited", "note_rest", shown=LINES_UP_TO, count=count)


def coverage_of(values: Sequence[Value]) -> Coverage:
    """How many of the reports looked at gave a number (a blank counts), which lack the table, which could not be read."""
    counted = (State.NUMBER, State.BLANK, State.DASH)
    names: dict[str, list[str]] = {"missing": [], "unreadable": []}
    for value in values:
        if value.state in ("missing", State.UNREADABLE):
            names[value.state].append(f"{value.report.organisation} {value.report.year}")
    return Coverage(
        matched=sum(value.state in counted for value in values),
        looked_at=len(values),
        unreadable=tuple(names["unreadable"]),
        missing=tuple(names["missing"]),
    )


def note_editions(draft: Draft, values: Sequence[Value]) -> None:
    """Say that years of another edition of the form do not count the measure and so are left out."""
    if any(v.state == "not_counted" for v in values) and any(v.state == State.NUMBER for v in values):
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


def compose_share(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """What part of its whole a measure is: an applicant type of all applications, an outcome of all results."""
    for report in reports:
        for ref in spread(draft.plan.measures, reports):
            part, whole = facts.values([report], ref)[0], facts.values([report], whole_of(ref))[0]
            if part.state != State.NUMBER or whole.state != State.NUMBER:
                draft.sentence(value_sentence(draft, part if part.state != State.NUMBER else whole))
                continue
            known = {
                "report": draft.report(report),
                "part": draft.label(ref, report.edition),
                "whole": draft.label(whole.measure, report.edition),
                "numerator": part.number,
                "denominator": whole.number,
                "mark": draft.marks((draft.cite_cells(report, part.cells), draft.cite_cells(report, whole.cells))),
            }
            if whole.number:
                draft.sentence(draft.say("share", value=percent_text((part.number or 0) / whole.number), **known))
            else:
                draft.sentence(draft.say("share_undefined", **known))
    note_conflicts(draft, facts, reports, draft.plan.measures)
    return "answered"


def compose_yes_no(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """Yes or no by the cells' values, then the values themselves."""
    refs = spread([condition.measure for condition in draft.plan.conditions] or draft.plan.measures, reports)
    values = [facts.values([report], ref)[0] for report in reports for ref in refs]
    numbers = [v.number for v in values if v.state == State.NUMBER]
    said = draft.join((value_sentence(draft, v, short=i > 0) for i, v in enumerate(values)), "separator")
    condition = draft.plan.conditions[0] if draft.plan.conditions else None
    if not numbers:
        draft.sentence(said)
    elif condition and (condition.operator, condition.value) not in ((">", 0), ("=", 0)):
        met = all(meets(n or 0, condition) for n in numbers)
        draft.sentence(draft.say("yes_condition" if met else "no_condition") + said)
    else:
        draft.sentence(draft.say("yes" if any(numbers) else "no") + said)
    note_conflicts(draft, facts, reports, refs)
    return "answered"


def meets(number: float, condition: Condition) -> bool:
    value = condition.value
    return {
        "=": number == value,
        "!=": number != value,
        ">": number > value,
        ">=": number >= value,
        "<": number < value,
        "<=": number <= value,
    }[condition.operator]
