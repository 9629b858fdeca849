"""What in the indexed reports contradicts itself: every check that does not hold, and whose. Knows nothing of questions."""

from __future__ import annotations

from collections.abc import Collection as Some
from dataclasses import dataclass

from gkbot.collection import Collection, Listed
from index.report import Check
from index.storage.loading import load_broken
from index.storage.store import Store


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that does not hold, the `number`th of its report (from 1); `other` is that of the year before, if compared."""

    report: Listed
    number: int
    check: Check
    other: Listed | None


def find_broken(store: Store, collection: Collection, reports: Some[Listed]) -> tuple[Finding, ...]:
    """The findings in these reports of a build, in the reports' order and in each as they stand in it."""
    wanted = {report.id: report for report in reports}
    by_file = {report.file: report for report in collection.reports}
    counted: dict[int, int] = {}
    found = []
    for report_id, check in load_broken(store):
        if report_id in wanted:
            counted[report_id] = counted.get(report_id, 0) + 1
            other = by_file.get(check.other_file) if check.other_file else None
            found.append(Finding(wanted[report_id], counted[report_id], check, other))
    return tuple(sorted(found, key=lambda finding: finding.report.order))
