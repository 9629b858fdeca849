"""The table `gkbot index` ends with: what was read, what was read with warnings and why, what failed and why.

Lines of aligned columns, or a table with rules where a terminal shows it. Knows nothing of how reports are read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from gkbot.answer import Language
from ui.reasons import say_reason, say_word

if TYPE_CHECKING:
    from index.storage.build import BuildSummary, CellChanges
    from index.storage.gate import ChangedAnswer

MOST_NEW = 40  # new files read well that are named one by one
MOST_REMOVED = 10
MOST_CHANGED = 40
CELLS_SHOWN = 5  # of a report that changed
MOST_WARNED = 400  # files with warnings; those that failed are always all named
WIDEST_NAME = 60  # columns; longer names push their reason aside


@dataclass(frozen=True, slots=True)
class Row:
    """One file, or one group of files that are not named; `state` is new, warnings, changed, removed or failed."""

    state: str
    file: str
    why: str = ""


def print_summary(summary: BuildSummary, language: Language = "en") -> None:
    """Print the table and the line under it."""
    rows = tuple(list_rows(summary, language))
    if sys.stdout.isatty():
        _print_ruled(rows, language)
    elif rows:
        print("\n".join(align_rows(rows, language)))
    for line in answer_lines(summary.answers, language):
        print(line)
    if summary.anew:
        print(say_word("anew", language, why=summary.anew))
    print(summary_line(summary, language))


def list_rows(summary: BuildSummary, language: Language = "en") -> Iterator[Row]:
    """The rows in the order of what deserves to be seen last: new, with warnings, changed, removed, failed."""
    separator = say_word("separator", language)
    warned_of = dict(summary.read)
    new = [Row("new", file) for file in summary.new if not warned_of.get(file)]
    warned = [
        Row("warnings", file, separator.join(say_reason(warning, language) for warning in warnings))
        for file, warnings in summary.read
        if warnings
    ]
    yield from _cut(new, MOST_NEW, language)
    yield from _cut(warned, MOST_WARNED, language)
    changed = [Row("changed", file, _say_changes(changes, language)) for file, changes in summary.changed]
    yield from _cut(changed, MOST_CHANGED, language)
    yield from _cut([Row("removed", file) for file in summary.removed], MOST_REMOVED, language)
    yield from (Row("failed", file, say_reason(reason, language)) for file, reason in summary.failed)


def answer_lines(answers: Sequence[ChangedAnswer], language: Language) -> Iterator[str]:
    """The exam's questions whose answers are others now, each with the answer before and now."""
    for answer in answers:
        yield say_word("answer_changed", language, question=answer.question)
        yield from (f"  {sign} {' '.join(text.split())}" for sign, text in (("-", answer.before), ("+", answer.now)))


def _say_changes(changes: CellChanges, language: Language) -> str:
    told = [f"{key} {_say_number(before)} → {_say_number(now)}" for key, before, now in changes[:CELLS_SHOWN]]
    if len(changes) > CELLS_SHOWN:
        told.append(say_word("more_cells", language, count=len(changes) - CELLS_SHOWN))
    return say_word("separator", language).join(told) or say_word("no_cell", language)


def _say_number(number: float | None) -> str:
    return "–" if number is None else str(number)


def _cut(rows: Sequence[Row], most: int, language: Language) -> Iterator[Row]:
    yield from rows[:most]
    if len(rows) > most:
        yield Row(rows[0].state, say_word("and_more", language, count=len(rows) - most))


def align_rows(rows: Sequence[Row], language: Language = "en") -> Iterator[str]:
    """The rows as lines whose columns stand below each other, Chinese characters counted as two wide."""
    states = [say_word(row.state, language) for row in rows]
    first = max(map(_width, states), default=0)
    second = max((_width(row.file) for row in rows if row.why and _width(row.file) <= WIDEST_NAME), default=0)
    for state, row in zip(states, rows, strict=True):
        gaps = " " * (first - _width(state)), " " * max(0, second - _width(row.file))
        yield f"{state}{gaps[0]}  {row.file}{gaps[1]}  {row.why}".rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def summary_line(summary: BuildSummary, language: Language = "en") -> str:
    """The counts in one line."""
    return say_word(
        "summary",
        language,
        read=len(summary.read),
        new=len(summary.new),
        changed=len(summary.changed),
        kept=summary.kept,
        removed=len(summary.removed),
        failed=len(summary.failed),
        warned=sum(1 for _, warnings in summary.read if warnings),
        skipped=summary.skipped,
        passages=summary.passages,
        seconds=f"{summary.seconds:.1f}",
        build=summary.build_id,
    )


def _print_ruled(rows: Sequence[Row], language: Language) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    styles = {"new": "green", "warnings": "yellow", "failed": "red", "removed": "dim", "changed": "cyan"}
    table = Table(show_header=False)
    for row in rows:
        # Text, not markup: a file's name may hold brackets.
        table.add_row(Text(say_word(row.state, language), styles[row.state]), Text(row.file), Text(row.why))
    Console().print(table)
