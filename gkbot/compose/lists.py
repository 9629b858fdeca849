"""Answers that list or count the reports which meet conditions: all of them, never a selection, with coverage."""

from __future__ import annotations

from collections.abc import Sequence

from gkbot.answer import AnswerStatus, Coverage
from gkbot.collection import Listed
from gkbot.compose.checks import note_conflicts
from gkbot.compose.draft import LINES_UP_TO, Draft, number_text
from gkbot.compose.values import cell_text, meets, note_rest, set_table, spread
from gkbot.facts import Facts, Value
from gkbot.plan import Condition
from index.report import State

PROVEN_UP_TO = 20  # reports whose rows are shown when none matches


def compose_list(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """Every report that meets the conditions, with its values; never a selection."""
    conditions = _spread_conditions(draft.plan.conditions, reports)
    matched, zeros, coverage = _matching(
        facts, reports, conditions, any_of=draft.plan.any_of or len(draft.plan.conditions) < len(conditions)
    )
    draft.coverage = coverage
    condition = _say_conditions(draft, conditions)
    known = {"looked_at": len(reports), "scope": draft.scope_text(), "matched": len(matched), "condition": condition}
    if draft.plan.ask == "count":
        draft.write("count", **known)
    elif not matched:
        draft.write("list_none", **{k: v for k, v in known.items() if k != "matched"})
    else:
        draft.write("list_found", **known)
    if not matched:
        # That none is above zero is shown by the rows that say so.
        columns = [facts.values(reports[:PROVEN_UP_TO], condition.measure) for condition in conditions]
        _write_matched(draft, [[v] for row in zip(*columns, strict=True) for v in row if v.state == State.NUMBER])
    _write_matched(draft, matched)
    rest = len(reports) - len(matched) - len(coverage.unreadable) - len(coverage.missing)
    if matched and rest:
        draft.lines.append("")
        draft.write(
            "list_rest_zero" if rest == zeros and conditions[0].operator == ">" and conditions[0].value == 0 else "list_rest",
            count=rest,
        )
    if coverage.unreadable:
        draft.note("unreadable", "note_unreadable", count=len(coverage.unreadable))
    note_conflicts(draft, facts, [values[0].report for values in matched] or reports, [c.measure for c in conditions])
    return "answered"


def _spread_conditions(conditions: Sequence[Condition], reports: Sequence[Listed]) -> tuple[Condition, ...]:
    return tuple(
        condition.model_copy(update={"measure": ref}) for condition in conditions for ref in spread([condition.measure], reports)
    )


def _matching(
    facts: Facts, reports: Sequence[Listed], conditions: Sequence[Condition], *, any_of: bool
) -> tuple[list[list[Value]], int, Coverage]:
    columns = [facts.values(reports, condition.measure) for condition in conditions]
    matched, zeros, unreadable, missing = [], 0, [], []
    for i, report in enumerate(reports):
        values = [column[i] for column in columns]
        if any(v.state in ("missing", "not_counted") for v in values):
            missing.append(f"{report.organisation} {report.year}")
        elif any(v.state != State.NUMBER for v in values):
            unreadable.append(f"{report.organisation} {report.year}")
        elif _meets(values, conditions, any_of=any_of):
            matched.append(values)
        else:
            zeros += all(v.number == 0 for v in values)
    return (
        matched,
        zeros,
        Coverage(matched=len(matched), looked_at=len(reports), unreadable=tuple(unreadable), missing=tuple(missing)),
    )


def _meets(values: Sequence[Value], conditions: Sequence[Condition], *, any_of: bool) -> bool:
    """All zero for "none", any above for "some": 复议、诉讼全部为0 wants every value, 有复议或诉讼 wants one."""
    met = [meets(value.number or 0, condition) for value, condition in zip(values, conditions, strict=True)]
    return any(met) if any_of and conditions[0].operator != "=" else all(met)


def _write_matched(draft: Draft, matched: Sequence[Sequence[Value]]) -> None:
    for values in matched[:LINES_UP_TO]:
        report = values[0].report
        said = draft.join(
            f"{draft.label(v.measure, report.edition)} {cell_text(draft, v)}" if len(values) > 1 else cell_text(draft, v)
            for v in values
        )
        mark = draft.marks(draft.cite_cells(report, v.cells) for v in values)
        draft.write("list_item", report=draft.report(report), value=said, mark=mark)
    note_rest(draft, len(matched))
    if matched:
        set_table(
            draft,
            [v.measure for v in matched[0]],
            [(vs[0].report.organisation, vs[0].report.year, *(v.number for v in vs)) for vs in matched],
        )


def _say_conditions(draft: Draft, conditions: Sequence[Condition]) -> str:
    keys: dict[tuple[str, float], str] = {(">", 0): "condition_gt0", ("=", 0): "condition_eq0"}
    said = []
    for condition in conditions:
        key = keys.get((condition.operator, condition.value), "condition")
        known: dict[str, object] = {"label": draft.label(condition.measure)}
        if key == "condition":
            known |= {"operator": condition.operator, "value": number_text(condition.value)}
        said.append(draft.say(key, **known))
    return draft.join(said, "and")
