"""Numbers out of a build: fixed, parameterised SQL on its read-only connection.

Takes reports and measures, gives values with the cells that prove them; knows nothing of questions or wording.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, select

from gkbot.answer import Proof
from gkbot.collection import Listed
from gkbot.plan import MeasureRef
from gkbot.words.lexicon import load_lexicon
from index.report import State, Status
from index.storage import schema
from index.storage.store import Content, Store

NUMBERS = (int, float)
IDS_AT_ONCE = 5000  # stays well under SQLite's limit on bound variables


class Value(NamedTuple):  # a tuple is made four times as fast as a frozen dataclass, and a sum makes one a report
    """A measure of one report, in 件 or 万元 (a ratio for rates).

    `state` is a State, or "missing" (the table was not found), "not_counted" (that edition doesn't count it) or
    "undefined" (a rate over 0). `blanks` cells were blank or a dash and counted as 0. `cells` prove the number.
    """

    report: Listed
    measure: MeasureRef
    state: str
    number: int | float | None
    cells: tuple[str, ...]
    blanks: int = 0
    per_cells: tuple[str, ...] = ()
    numerator: int | float | None = None
    denominator: int | float | None = None

    @property
    def proof(self) -> Proof | None:
        """The cells as a table of an answer names them."""
        return (self.report.uid, *self.cells, *self.per_cells) if self.cells else None


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check of a report as stored, with its two values, its cells and its places in the text."""

    report: Listed
    code: str
    status: Status
    detail: str
    left: float | None
    right: float | None
    cells: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    other_file: str | None = None  # the report on the year before, for a check between years, with its cells
    other_cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One number of a report's narrative as stored."""

    report: Listed
    value: int | float
    value_max: int | float | None
    unit: str
    counts: str
    approximate: bool
    chapter: int
    start: int
    end: int
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One number of a statistics table from before the form as stored; start:end is its row."""

    report: Listed
    path: tuple[str, ...]
    name: str
    unit: str
    column: str
    state: State
    number: int | float | None
    start: int
    end: int


class Facts:
    """The numbers of one build."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def values(self, reports: Sequence[Listed], measure: MeasureRef) -> list[Value]:
        """The measure's value in each report, in the order given."""
        editions = {report.edition for report in reports}
        if len(editions) == 1:
            return self._values(reports, measure, *editions)
        found = {e: iter(self._values([report for report in reports if report.edition == e], measure, e)) for e in editions}
        return [next(found[report.edition]) for report in reports]

    def _values(self, reports: Sequence[Listed], ref: MeasureRef, edition: str | None) -> list[Value]:
        if edition is None:
            return [Value(report, ref, "missing", None, ()) for report in reports]
        measure = load_lexicon().measures[ref.key]
        keys, per = measure.cell_keys(edition, ref.column), measure.per_keys(edition, ref.column)
        if not keys:
            return [Value(report, ref, "not_counted", None, ()) for report in reports]
        contents = self._store.contents(edition, (*keys, *per), [report.id for report in reports])
        rows = zip(reports, contents, strict=True)
        if len(keys) + len(per) > 1:
            return [_value(report, ref, keys, per, row) for report, row in rows]
        number = State.NUMBER  # Python 3.11 takes as long to look a member of an enum up as to make a Value
        return [
            Value(report, ref, number, row[0], keys) if isinstance(row[0], NUMBERS) else _value(report, ref, keys, per, row)
            for report, row in rows
        ]

    def _rows(self, query: Select[Any], ids: Sequence[int]) -> Iterable[Row[Any]]:
        """The rows of a query that takes report ids as `ids`, asked for in pages."""
        with self._store.engine.connect() as connection:
            for at in range(0, len(ids), IDS_AT_ONCE):
                yield from connection.execute(query, {"ids": list(ids[at : at + IDS_AT_ONCE])})

    def checks(self, reports: Sequence[Listed], *, only_broken: bool = False) -> list[CheckRow]:
        """The checks of the reports, or those of them that are broken."""
        by_id = {report.id: report for report in reports}
        query = select(schema.checks).where(schema.checks.c.report_id.in_(bindparam("ids", expanding=True)))
        if only_broken:
            query = query.where(schema.checks.c.status == Status.BROKEN)
        return [
            CheckRow(
                by_id[row.report_id],
                row.code,
                Status(row.status),
                row.detail,
                row.left,
                row.right,
                tuple(json.loads(row.cells)),
                tuple((start, end) for start, end in json.loads(row.places)),
                row.other_file,
                tuple(json.loads(row.other_cells)),
            )
            for row in self._rows(query, list(by_id))
        ]

    def indicators(self, reports: Sequence[Listed]) -> list[IndicatorRow]:
        """The rows of the statistics tables that reports from before the form have, report by report in their order."""
        by_id = {report.id: report for report in reports}
        table = schema.indicators
        query = select(table).where(table.c.report_id.in_(bindparam("ids", expanding=True))).order_by(table.c.id)
        return [
            IndicatorRow(
                by_id[row.report_id],
                tuple(json.loads(row.path)),
                row.name,
                row.unit,
                row.column,
                State(row.state),
                None if row.number is None else _plain(row.number),
                row.row_start,
                row.row_end,
            )
            for row in self._rows(query, list(by_id))
        ]

    def figures(self, reports: Sequence[Listed]) -> list[FigureRow]:
        """All numbers of the narratives of the reports."""
        by_id = {report.id: report for report in reports}
        query = (
            select(schema.figures)
            .where(schema.figures.c.report_id.in_(bindparam("ids", expanding=True)))
            .order_by(schema.figures.c.id)
        )
        return [
            FigureRow(
                by_id[row.report_id],
                _plain(row.value),
                None if row.value_max is None else _plain(row.value_max),
                row.unit,
                row.counts,
                row.approximate,
                row.chapter,
                row.start,
                row.end,
                row.sentence_start,
                row.sentence_end,
            )
            for row in self._rows(query, list(by_id))
        ]


def _value(
    report: Listed, ref: MeasureRef, keys: tuple[str, ...], per: tuple[str, ...], contents: tuple[Content | None, ...]
) -> Value:
    if None in contents:
        return Value(report, ref, "missing", None, keys)
    if State.UNREADABLE in contents:
        return Value(report, ref, State.UNREADABLE, None, keys)
    numbers = [0 if isinstance(content, str) else content for content in contents if content is not None]
    empty = [content for content in contents if isinstance(content, str)]
    if len(empty) == len(contents):
        return Value(report, ref, empty[0], None, keys)
    total = _plain(sum(numbers[: len(keys)]))
    if not per:
        return Value(report, ref, State.NUMBER, total, keys, len(empty))
    below = _plain(sum(numbers[len(keys) :]))
    if not below:
        return Value(report, ref, "undefined", None, keys, len(empty), per, total, below)
    return Value(report, ref, State.NUMBER, total / below, keys, len(empty), per, total, below)


def _plain(number: float) -> int | float:
    return int(number) if float(number).is_integer() else number
