"""The statistics table of reports before the official form, as free rows: indicator, unit and number under their headings.

Two kinds are met, 指标名称｜计量单位｜代码｜本期实际｜本年累计 and 统计指标｜单位｜统计数; which rows they have differs by place
and year, so nothing here is mapped on the form. Knows nothing of the form or of chapters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.document import Document
from index.report import Indicator, Span, State
from index.tables.indicator_rows import NUMBERINGS, UNIT_IN_LABEL, Row, level_of_label, read_rows
from index.values import is_value, read_value
from index.wording import fold

_PART = re.compile(r"其中[:,]?")
_REMARK = re.compile(r"\([^()]{3,}\)")
_SECTION, _TOP = 1, 2


def read_indicators(document: Document) -> tuple[Indicator, ...]:
    """Every number of the statistics tables in a document, in order; none when it has no such table."""
    return tuple(_place_rows(read_rows(document)))


@dataclass(slots=True)
class _Open:
    """A row that later ones may be part of; `lists_parts` marks those below 其中."""

    label: str
    rank: float
    unit: str
    indent: int
    lists_parts: bool


@dataclass(slots=True)
class _Path:
    """The rows above the next one, outermost first."""

    rows: list[_Open] = field(default_factory=list)

    def add(self, label: str, unit: str, indent: int) -> tuple[str, ...]:
        """Put a row in its place; returns its path with its own label last."""
        folded = fold(label)
        part = _PART.match(folded)
        level = level_of_label(folded[part.end() :] if part else folded)
        rank = self._rank_part(level, indent) if part else level or self._rank_unnumbered(unit, indent)
        listed = bool(part) or (level is None and rank not in (_SECTION, _TOP))
        self._close(rank)
        self.rows.append(_Open(label, rank, unit, indent, listed))
        return tuple(row.label for row in self.rows)

    def add_section(self, label: str) -> None:
        """A merged cell to the left of the rows that belong to it."""
        if not any(row.label == label for row in self.rows):
            self._close(_SECTION)
            self.rows.append(_Open(label, _SECTION, "", 0, False))

    def _close(self, rank: float) -> None:
        while self.rows and self.rows[-1].rank >= rank:
            self.rows.pop()

    def _rank_part(self, level: int | None, indent: int) -> float:
        """Below the row before it; beside an earlier 其中 that is indented alike, where there are parts between the two."""
        beside = next((row for row in self.rows if row.lists_parts and row.indent == indent > 0), None)
        if beside is not None and level is None:
            return beside.rank
        above = self.rows[-1].rank if self.rows else 0
        return max(level or 0, above + 0.5)

    def _rank_unnumbered(self, unit: str, indent: int) -> float:
        """One more part of an open 其中 when it counts in the same unit and is indented as far; a row of its own otherwise."""
        last = next(
            (row for row in reversed(self.rows) if row.lists_parts and level_of_label(_without_part(row.label)) is None), None
        )
        if last is not None and last.unit == unit and (indent >= last.indent or not last.indent):
            return last.rank
        return _TOP


def _place_rows(rows: Iterable[Row]) -> Iterator[Indicator]:
    path = _Path()
    for row in rows:
        for section in row.labels[:-1]:
            path.add_section(section)
        labels = path.add(row.labels[-1], row.unit, row.indent)
        if not row.unit and not any(is_value(cell.raw) and not _is_dash(cell.raw) for _, cell in row.values):
            continue  # 一、主动公开情况, a heading
        for column, cell in row.values:
            state, number = read_value(cell.raw, row.unit)
            yield Indicator(labels, _name(labels[-1]), row.unit, column, cell.raw, state, number, cell.start, cell.end, row.place)


def table_span(indicators: Sequence[Indicator]) -> Span | None:
    """The characters from the first row of the statistics table to its last; None without one."""
    if not indicators:
        return None
    return Span(min(i.row.start for i in indicators), max(i.row.end for i in indicators))


def _without_part(label: str) -> str:
    return _PART.sub("", fold(label), count=1)


def _name(label: str) -> str:
    """The label without 其中, numbering and remark: what is counted."""
    bare = _without_part(label)
    numbering = next((match for _, pattern in NUMBERINGS if (match := pattern.match(bare))), None)
    start = len(label) - len(bare) + (numbering.end() if numbering else 0)
    rest = label[start:]
    remark = _REMARK.search(fold(rest)) or UNIT_IN_LABEL.search(fold(rest))
    return (rest[: remark.start()] + rest[remark.end() :] if remark else rest).strip(" *")


def _is_dash(raw: str) -> bool:
    return read_value(raw, "")[0] is State.DASH
