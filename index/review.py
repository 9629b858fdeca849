"""Reads reports that are not indexed, as before publishing: what was read, what agrees, what is missing, report by report.

Writes nothing anywhere. Knows nothing of how it is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.checks.omissions import Finding, find_omissions
from index.checks.suspects import Suspect, find_suspect
from index.checks.year_checks import compare_years
from index.form import EDITIONS, load_form
from index.intake.paths import find_sources, make_sandbox, read_sources, unpack
from index.limits import Limits
from index.report import Check, Report, State, Status


@dataclass(frozen=True, slots=True)
class Review:
    """One file: its report, or None and the one line that says why; its checks, those against the year before included."""

    file: str
    report: Report | None
    failure: str = ""
    checks: tuple[Check, ...] = ()
    findings: tuple[Finding, ...] = ()
    suspect: Suspect | None = None

    @property
    def is_fine(self) -> bool:
        """Whether the file was read whole and nothing in it disagrees."""
        if self.report is None or any(check.status is Status.BROKEN for check in self.checks):
            return False
        lost = any(finding.code == "table" for finding in self.findings)
        return not lost and not any(cell.state is State.UNREADABLE for cell in self.report.cells)


def review_files(paths: Sequence[Path], limits: Limits) -> list[Review]:
    """The reviews of all report files at or below these paths, by file name; BuildError when a path does not exist."""
    with make_sandbox(limits) as sandbox:
        sources = find_sources(paths, sandbox, limits)
        read = [
            (source.name, unpack(packed.data).report if packed else None, failure)
            for source, packed, failure in read_sources(sources.files, sandbox, limits)
        ]
    years = compare_years([report for _, report, _ in read if report is not None])
    reviews = [
        review_report(report, years.get(report.file, ())) if report else Review(file, None, failure)
        for file, report, failure in read
    ]
    reviews += [Review(file, None, reason) for file, reason in sources.failed.items()]
    return sorted(reviews, key=lambda review: review.file)


def review_report(report: Report, years: Sequence[Check] = ()) -> Review:
    """The review of one report; `years` are its checks against the year before."""
    return Review(
        report.file,
        report,
        "",
        (*report.checks, *years),
        find_omissions(report),
        find_suspect(report.edition, report.cells),
    )


def count_states(report: Report) -> dict[str, Counter[State] | None]:
    """How many cells of each table are in which state; None for a table that was not found."""
    counts: dict[str, Counter[State] | None] = {}
    for table in load_form(report.edition or EDITIONS[0]).tables:
        states = [cell.state for cell in report.cells if cell.key.startswith(f"{table.key}.")]
        counts[table.key] = Counter(states) if states else None
    return counts
