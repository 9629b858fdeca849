"""Answers from the statistics table that reports had before the official form: free rows of indicator, unit and number.

They are never put into the cells of the form: what they count differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from gkbot.collection import Listed
from gkbot.compose.draft import Draft, number_text
from gkbot.facts import Facts, IndicatorRow
from gkbot.passages.matching import asked_units, content_of, coverage, fits_unit
from index.report import State

ASKS = frozenset({"lookup", "figure", "yes_no"})
ROW_FITS = 0.6  # share of a question's content that a row with those above it must hold


def compose_indicators(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> list[Listed]:
    """Write what the statistics tables of reports without an edition hold of the question; returns the reports left to answer."""
    if draft.plan.ask not in ASKS:
        return list(reports)
    answered = set()
    found = facts.indicators([report for report in reports if report.edition is None])
    for report, rows in groupby(found, key=lambda row: row.report):
        fitting = _fitting(draft, list(rows))
        if fitting:
            answered.add(report.id)
            draft.sentence(draft.join((_say(draft, row) for row in fitting), "separator"))
    if answered:
        draft.note("indicators", "note_indicators")
    return [report for report in reports if report.id not in answered]


def _fitting(draft: Draft, rows: Sequence[IndicatorRow]) -> list[IndicatorRow]:
    """The row, column by column, that with the names above it holds most of the question, and of equals most by its own name."""
    if not rows:
        return []
    content, units = content_of(draft.plan.query), asked_units(draft.plan.query)
    fits = {row: coverage(content, " ".join(row.path)) for row in rows if not row.unit or fits_unit(row.unit, units)}
    if not fits:
        return []
    best = max(fits, key=lambda row: (round(fits[row], 2), coverage(content, row.name), -len("".join(row.path))))
    return [row for row in fits if row.path == best.path] if fits[best] >= ROW_FITS else []


def _say(draft: Draft, row: IndicatorRow) -> str:
    locator = " / ".join(filter(None, (" › ".join(row.path), row.column)))
    mark = draft.cite(row.report, row.start, row.end, locator=locator, value=row.number)
    known: dict[str, object] = {"report": draft.report(row.report), "name": row.name, "column": row.column, "mark": mark}
    if row.state is State.NUMBER:
        return draft.say("indicator", value=f"{number_text(row.number)}{row.unit}", **known)
    return draft.say("indicator_empty", **known)
