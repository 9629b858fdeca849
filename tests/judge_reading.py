"""Holds a report as read against the report as written: each cell right, unreadable (and said so), missing, or wrong.

Wrong means: the reader gives a state or a number that does not stand there, without saying that it could not read it.
Knows nothing of formats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from written_report import GROUPS, Printed, WrittenReport

from index.form import load_form
from index.report import Cell, Report, State

OUTCOMES = ("right", "unreadable", "missing", "wrong")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many cells came out each way, and which did not come out right, each as one line."""

    counts: Counter[str]
    faults: tuple[str, ...]

    def lines(self, outcome: str) -> list[str]:
        """The faults of one outcome."""
        return [fault for fault in self.faults if fault.startswith(outcome)]


def judge_cells(report: Report, truth: Mapping[str, Printed]) -> Verdict:
    """Every cell of the truth looked up in the report; cells the truth does not have are wrong."""
    read = {cell.key: cell for cell in report.cells}
    counts: Counter[str] = Counter()
    faults: list[str] = []
    for key in [*truth, *(key for key in read if key not in truth)]:
        outcome = _outcome(read.get(key), truth.get(key))
        counts[outcome] += 1
        if outcome != "right":
            faults.append(f"{outcome} {key}: written {truth.get(key)}, read {_describe(read.get(key))}")
    return Verdict(counts, tuple(faults))


def _outcome(cell: Cell | None, truth: Printed | None) -> str:
    if cell is None:
        return "missing"
    if truth is None:
        return "unreadable" if cell.state is State.UNREADABLE else "wrong"
    if (cell.state, cell.number) == (truth.state, truth.number):
        return "right"
    return "unreadable" if cell.state is State.UNREADABLE else "wrong"


def _describe(cell: Cell | None) -> str:
    return "nothing" if cell is None else f"{cell.state} {cell.number} ({cell.raw!r})"


def rows_with(report: WrittenReport, *states: State) -> frozenset[str]:
    """The keys of all rows with a cell in one of those states; table 4 is one row."""
    lines: dict[str, list[str]] = {}
    for key in report.cells:
        table, row, _ = key.split(".")
        lines.setdefault("T4" if row in GROUPS else f"{table}.{row}", []).append(key)
    return frozenset(key for keys in lines.values() if any(report.cells[key].state in states for key in keys) for key in keys)


def misplaced(report: Report) -> Iterator[str]:
    """Cells whose place in the text does not hold what they say."""
    for cell in report.cells:
        quote = report.text[cell.start : cell.end]
        if cell.raw and "".join(quote.split()) != "".join(cell.raw.split()):
            yield f"{cell.key} says {cell.raw!r}, at its place stands {quote!r}"


def said_to_be_in_doubt(report: Report, key: str) -> bool:
    """Whether the reader warns of the cell's table: an equation broken or not checkable, an unreadable cell, a warning."""
    table = key[:2]
    checks = (check for check in report.checks if check.status != "holds")
    return (
        any(cell.startswith(table) for check in checks for cell in check.cells)
        or any(cell.key.startswith(table) and cell.state is State.UNREADABLE for cell in report.cells)
        or any(f" {table} " in f" {warning} " for warning in report.warnings)
    )


def cell_count(edition: str) -> int:
    """How many cells the form has."""
    return len(load_form(edition).cell_keys())


@dataclass
class Tally:
    """Counts by name, printed when pytest ends."""

    title: str
    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, name: str, counts: Mapping[str, int]) -> None:
        """Adds to the counts of that name."""
        self.counts.setdefault(name, Counter()).update(counts)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """One line a name."""
        if not self.counts:
            return
        terminalreporter.section(self.title)
        width = max(map(len, self.counts))
        for name, counts in self.counts.items():
            line = "  ".join(f"{counts[outcome]:6d} {outcome}" for outcome in counts)
            terminalreporter.write_line(f"{name:<{width}}  {line}")


def start_tally(config: pytest.Config, title: str) -> Tally:
    """A tally that prints itself at the end of this run."""
    tally = Tally(title)
    config.pluginmanager.register(tally)
    return tally
