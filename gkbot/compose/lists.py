"""Answers that list or count the reports which meet conditions: all of them, never a selection, with coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gkbot.answer import AnswerStatus, Coverage
from gkbot.collection import Listed
from gkbot.compose.checks import note_conflicts
from gkbot.compose.draft import Draft, number_text, percent_text
from gkbot.compose.values import cell_text, coverage_of, meets, note_coverage, set_table, shown, spread, value_mark
from gkbot.facts import Facts, Value
from gkbot.lexicon import load_lexicon
from gkbot.plan import Condition
from index.report import State

PROVEN_UP_TO = 20  # reports whose rows are shown when none matches

Row = tuple[Value, ...]  # the values of a report, one a condition


@dataclass(frozen=True, slots=True)
class Sifted:
    """The rows of the reports looked at: those that meet the conditions, those that don't, and what the others lack."""

    matched: list[Row]
    others: list[Row]
    coverage: Coverage


def compose_list(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """Every report that meets the conditions, with its values; never a selection."""
    conditions = _spread_conditions(draft.plan.conditions, reports)
    refs = [condition.measure for condition in conditions]
    # A measure of several actions without one named stands for any of them: issued, repealed, valid.
    any_of = draft.plan.any_of or len(draft.plan.conditions) < len(conditions)
    sifted = _sift([*zip(*(facts.values(reports, ref) for ref in refs), strict=True)], conditions, any_of=any_of)
    matched, others = sifted.matched, sifted.others
    draft.coverage = sifted.coverage
    known = {"looked_at": len(reports), "scope": draft.scope_text(), "condition": _say_conditions(draft, conditions)}
    if draft.plan.ask == "count":
        draft.write("count", matched=len(matched), **known)
    elif matched:
        draft.write("list_found", matched=len(matched), **known)
    else:
        draft.write("list_none", **known)
    # That none is above zero is shown by the rows that say so.
    told = matched or others[:PROVEN_UP_TO]
    for row in shown(draft, told):
        _write_row(draft, row)
    if told:
        set_table(draft, refs, told)
    if matched and others:
        zeros = all(value.number == 0 for row in others for value in row)
        draft.lines.append("")
        draft.write("list_rest_zero" if zeros else "list_rest")
    if sifted.coverage.blank:
        draft.note("blank", "note_blank_list", count=len(sifted.coverage.blank))
    note_coverage(draft, sifted.coverage)
    note_conflicts(draft, facts, [row[0].report for row in matched] or reports, refs)
    return "answered" if matched or others else "not_stated"


def _spread_conditions(conditions: Sequence[Condition], reports: Sequence[Listed]) -> tuple[Condition, ...]:
    return tuple(
        condition.model_copy(update={"measure": ref}) for condition in conditions for ref in spread([condition.measure], reports)
    )


def _sift(rows: Sequence[Row], conditions: Sequence[Condition], *, any_of: bool) -> Sifted:
    matched, others, lacking = [], [], []
    for row in rows:
        without = next((value for value in row if value.state != State.NUMBER), None)
        if without is not None:
            lacking.append(without)
        elif _meets(row, conditions, any_of=any_of):
            matched.append(row)
        else:
            others.append(row)
    coverage = coverage_of(lacking).model_copy(update={"matched": len(matched), "looked_at": len(rows)})
    return Sifted(matched, others, coverage)


def _meets(row: Row, conditions: Sequence[Condition], *, any_of: bool) -> bool:
    """All zero for "none", any above for "some": 复议、诉讼全部为0 wants every value, 有复议或诉讼 wants one."""
    met = (meets(value.number or 0, condition) for value, condition in zip(row, conditions, strict=True))
    return any(met) if any_of and conditions[0].operator != "=" else all(met)


def _write_row(draft: Draft, row: Sequence[Value]) -> None:
    report = row[0].report
    said = draft.join(
        f"{draft.label(v.measure, report.edition)} {cell_text(draft, v)}" if len(row) > 1 else cell_text(draft, v) for v in row
    )
    draft.write("list_item", report=draft.report(report), value=said, mark=draft.marks(value_mark(draft, v) for v in row))


def _value_text(condition: Condition) -> str:
    if load_lexicon().measures[condition.measure.key].per:
        return percent_text(condition.value)
    return number_text(condition.value)


def _say_conditions(draft: Draft, conditions: Sequence[Condition]) -> str:
    keys: dict[tuple[str, float], str] = {(">", 0): "condition_gt0", ("=", 0): "condition_eq0"}
    said = []
    for condition in conditions:
        key = keys.get((condition.operator, condition.value), "condition")
        known: dict[str, object] = {"label": draft.label(condition.measure)}
        if key == "condition":
            known |= {"operator": condition.operator, "value": _value_text(condition)}
        said.append(draft.say(key, **known))
    return draft.join(said, "and")
