"""The review of a report as a plain object for other programs: the lines of `gkbot check --json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from index.checks.omissions import Finding
from index.form import EDITIONS
from index.report import Check, Report, Span, State
from index.review import Review, count_states
from ui.shell.check_places import cell_labels, headings_at


def review_object(review: Review) -> dict[str, Any]:
    """One file as a plain object: what was read, all checks with values and places, what is missing and what to look at."""
    report = review.report
    if report is None:
        return {"file": review.file, "readable": False, "fine": False, "error": review.failure}
    return {
        "file": review.file,
        "readable": True,
        "fine": review.is_fine,
        "title": report.title,
        "organisation": report.organisation.full,
        "kind": report.organisation.kind,
        "region": asdict(report.region),
        "year": report.year,
        "period": {"start": report.period.start, "end": report.period.end} if report.period else None,
        "contact": {key: value for key, value in asdict(report.contact).items() if not key.endswith("place")},
        "edition": report.edition,
        "tables": {key: _count_object(counts) for key, counts in count_states(report).items()},
        "indicators": len(report.indicators),
        "figures": len(report.figures),
        "checks": [_check_object(report, check) for check in review.checks],
        "suspect": _suspect_object(review),
        "missing": [_finding_object(report, f) for f in review.findings if f.is_missing],
        "hints": [_finding_object(report, f) for f in review.findings if not f.is_missing],
        "warnings": list(report.warnings),
    }


def _count_object(counts: Mapping[State, int] | None) -> dict[str, int] | None:
    return None if counts is None else {state.value: counts.get(state, 0) for state in State}


def _suspect_object(review: Review) -> dict[str, object] | None:
    suspect = review.suspect
    return None if suspect is None else {"key": suspect.key, "number": suspect.number, "expected": suspect.expected}


def _check_object(report: Report, check: Check) -> dict[str, Any]:
    cells = {cell.key: cell for cell in report.cells}
    return {
        "code": check.code,
        "status": check.status.value,
        "detail": check.detail,
        "left": check.left,
        "right": check.right,
        "places": [_place_object(report, place) for place in check.places],
        "cells": [
            _cell_name(report, key)
            | ({"raw": cells[key].raw, "start": cells[key].start, "end": cells[key].end} if key in cells else {})
            for key in check.cells
        ],
        "other_file": check.other_file,
        "other_cells": [_cell_name(report, key) for key in check.other_cells],
    }


def _cell_name(report: Report, key: str) -> dict[str, Any]:
    row, column = cell_labels(report.edition or EDITIONS[0], key)
    return {"key": key, "row": row, "column": column}


def _finding_object(report: Report, finding: Finding) -> dict[str, Any]:
    place = _place_object(report, finding.place) if finding.place else None
    return {"code": finding.code, **finding.values, "place": place}


def _place_object(report: Report, place: Span) -> dict[str, Any]:
    return {
        "headings": list(headings_at(report, place.start)),
        "quote": report.text[place.start : place.end],
        "start": place.start,
        "end": place.end,
    }


def review_line(review: Review) -> str:
    """One file as a line of JSON."""
    return json.dumps(review_object(review), ensure_ascii=False)
