"""The table `gkbot index` ends with: what was read, what was read with warnings and why, what failed and why.

Lines of aligned columns, or a table with rules where a terminal shows it. Knows nothing of how reports are read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from index.storage.build import BuildSummary

MOST_READ = 40  # files read well that are named one by one
MOST_REMOVED = 10
MOST_WARNED = 400  # files with warnings; those that failed are always all named
WIDEST_NAME = 60  # columns; longer names push their reason aside


@dataclass(frozen=True, slots=True)
class Row:
    """One file, or one group of files that are not named."""

    state: str
    file: str
    why: str = ""


def print_summary(summary: BuildSummary) -> None:
    """Print the table and the line under it."""
    rows = tuple(list_rows(summary))
    if sys.stdout.isatty():
        _print_ruled(rows)
    else:
        print("\n".join(align_rows(rows)))
    print(summary_line(summary))


def list_rows(summary: BuildSummary) -> Iterator[Row]:
    """The rows in the order of what deserves to be seen last: read, with warnings, removed, failed."""
    well = [Row("read", file) for file, warnings in summary.read if not warnings]
    warned = [Row("warnings", file, "; ".join(warnings)) for file, warnings in summary.read if warnings]
    yield from _cut(well, MOST_READ, "read")
    yield from _cut(warned, MOST_WARNED, "warnings")
    yield from _cut([Row("removed", file) for file in summary.removed], MOST_REMOVED, "removed")
    yield from (Row("failed", file, reason) for file, reason in summary.failed)


def _cut(rows: Sequence[Row], most: int, state: str) -> Iterator[Row]:
    yield from rows[:most]
    if len(rows) > most:
        yield Row(state, f"and {len(rows) - most} more files")


def align_rows(rows: Sequence[Row]) -> Iterator[str]:
    """The rows as lines whose columns stand below each other, Chinese characters counted as two wide."""
    first = max((len(row.state) for row in rows), default=0)
    second = max((_width(row.file) for row in rows if row.why and _width(row.file) <= WIDEST_NAME), default=0)
    for row in rows:
        gap = " " * max(0, second - _width(row.file))
        yield f"{row.state:{first}}  {row.file}{gap}  {row.why}".rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def summary_line(summary: BuildSummary) -> str:
    """The counts in one line."""
    warned = sum(1 for _, warnings in summary.read if warnings)
    return (
        f"{len(summary.read)} reports read, {len(summary.failed)} failed, {warned} with warnings, "
        f"{summary.skipped} other files left out, {summary.passages} passages, {summary.seconds:.1f} s; "
        f"build {summary.build_id} answers now"
    )


def _print_ruled(rows: Sequence[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    styles = {"read": "green", "warnings": "yellow", "failed": "red", "removed": "dim"}
    table = Table("", "file", "why", show_lines=False)
    for row in rows:
        # Text, not markup: a file's name may hold brackets.
        table.add_row(Text(row.state, styles[row.state]), Text(row.file), Text(row.why))
    Console().print(table)
