"""Answers that put reports together by region or kind of body: sums, averages and ranks of groups."""

from __future__ import annotations

from collections.abc import Sequence

from gkbot.answer import AnswerStatus, AnswerTable
from gkbot.collection import Listed
from gkbot.compose.draft import LINES_UP_TO, Draft
from gkbot.compose.values import coverage_of, spread, value_mark
from gkbot.facts import Facts, Value
from gkbot.words.lexicon import load_lexicon
from index.report import State

LEVELS = {"province": 0, "city": 1}


def compose_groups(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """The measure of each region or kind, most first; of a rate what all its reports give together."""
    ref = spread(draft.plan.measures, reports)[0]
    values = facts.values(reports, ref)
    groups: dict[str, list[Value]] = {}
    for value in values:
        if value.state == State.NUMBER:
            groups.setdefault(_group(draft, value.report), []).append(value)
    totals = {name: _total(draft, members) for name, members in groups.items()}
    ordered = sorted(totals, key=lambda name: totals[name], reverse=draft.plan.descending)[: draft.plan.limit]
    draft.write("groups", label=draft.label(ref), scope=draft.scope_text())
    shown = LINES_UP_TO // max(len(ordered), 1)
    for name in ordered:
        mark = draft.marks(value_mark(draft, value) for value in groups[name][:shown])
        draft.write("group", name=name, value=_text(draft, groups[name][0], totals[name]), count=len(groups[name]), mark=mark)
    names = (draft.say("table_group"), draft.label(ref), draft.say("table_reports"))
    draft.table = AnswerTable(columns=names, rows=tuple((name, totals[name], len(groups[name])) for name in ordered))
    draft.draw("bar", ref, [(name, totals[name]) for name in ordered], reports[0].edition)
    draft.coverage = coverage_of(values)
    return "answered"


def _group(draft: Draft, report: Listed) -> str:
    if draft.plan.group == "kind":
        return draft.say(f"kind_{report.kind}").strip()
    level = LEVELS.get(draft.plan.group or "", -1)
    return report.regions[level] if -len(report.regions) <= level < len(report.regions) else draft.say("region_unknown")


def _total(draft: Draft, members: Sequence[Value]) -> float:
    if load_lexicon().measures[members[0].measure.key].per:
        return sum(v.numerator or 0 for v in members) / (sum(v.denominator or 0 for v in members) or 1)
    total = sum(v.number or 0 for v in members)
    return total / len(members) if draft.plan.ask == "average" else total


def _text(draft: Draft, value: Value, total: float) -> str:
    if value.denominator is not None:
        return draft.value_text(value.__class__(value.report, value.measure, value.state, total, (), denominator=1))
    return draft.amount(round(total, 2), draft.unit(value.measure, value.report.edition))
