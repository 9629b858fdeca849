"""The structured tables of a build as plain rows, each number with its source; what `gkbot export` writes.

Knows nothing of the files they are written to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, select
from sqlalchemy import Table as SqlTable

from index.form import EDITIONS, load_form
from index.report import Status
from index.storage import schema
from index.storage.store import Store, plain_number

Value = str | int | float | None
Row = tuple[Value, ...]

REPORTS_A_TIME = 200  # read together: a report's text and cells take some 100 KB
_WHOSE = ("report", "file", "organisation", "kind", "province", "city", "county", "year", "edition")
_CONTACT = ("address", "phone", "postcode", "email", "website", "fax")
_SOURCE = ("quote", "start", "end")


@dataclass(frozen=True, slots=True)
class Tabular:
    """A table: its columns, and its rows as they are read from the build."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def export_table(store: Store, name: str) -> Tabular:
    """One of TABLES, by organisation and year; ValueError for another name.

    `cells` has a row a cell of the form, `figures` a row a number of the narrative, `indicators` a row a number of a table from
    before the form, `checks` a row a check; each with its report and the verbatim `quote` at the characters `start:end` of the
    report's text. `reports` has a row a report, with a column for each cell of either edition.
    """
    if name not in _TABLES:
        raise ValueError(f"there is no table {name!r}, expected one of {', '.join(TABLES)}")
    columns, read = _TABLES[name]
    return Tabular(columns, read(store))


def _list_reports(store: Store) -> list[Any]:
    r = schema.reports.c
    with store.engine.connect() as connection:
        return list(connection.execute(select(schema.reports).order_by(r.organisation, r.year, r.file)))


def _whose(report: Any) -> Row:
    return report.uid, *(getattr(report, name) for name in _WHOSE[1:])


def _pages(store: Store) -> Iterator[tuple[list[Any], Mapping[int, str]]]:
    """The reports some at a time, with their texts."""
    reports = _list_reports(store)
    for start in range(0, len(reports), REPORTS_A_TIME):
        page = reports[start : start + REPORTS_A_TIME]
        yield page, store.texts([report.id for report in page])


# ---- A row a cell ----------------------------------------------------------------------------------------------------------

_CELL = ("table", "row", "column", "key", "number", "unit", "state", "raw")


def _cells(store: Store) -> Iterator[Row]:
    for page, texts in _pages(store):
        places = store.places([report.id for report in page])
        for report in page:
            names = _cell_names(report.edition) if report.edition else {}
            for key, place in places[report.id].items():
                if key in names:
                    quoted = texts[report.id][place.row.start : place.row.end], place.row.start, place.row.end
                    table, row, column, unit = names[key]
                    own = (table, row, column, key, place.number, unit, place.state.value, place.raw)
                    yield *_whose(report), *own, *quoted


def _cell_names(edition: str) -> dict[str, tuple[str, str, str, str]]:
    """What the form calls each cell: table, row under its group, column, unit."""
    return {
        f"{table.key}.{row.key}.{column.key}": (table.title, f"{row.group} {row.label}".strip(), column.label, column.unit)
        for table in load_form(edition).tables
        for row in table.rows
        for column in row.columns
    }


# ---- A row a report --------------------------------------------------------------------------------------------------------

_KEYS = tuple(dict.fromkeys(key for edition in EDITIONS for key in load_form(edition).cell_keys()))
_BROKEN = "broken_checks"


def _reports(store: Store) -> Iterator[Row]:
    broken = _count_broken(store)
    reports = _list_reports(store)
    for start in range(0, len(reports), REPORTS_A_TIME):
        page = reports[start : start + REPORTS_A_TIME]
        places = store.places([report.id for report in page])
        for report in page:
            numbers = {key: place.number for key, place in places[report.id].items()}
            contact = (getattr(report, name) for name in _CONTACT)
            yield *_whose(report), report.title, *contact, broken.get(report.id, 0), *(numbers.get(key) for key in _KEYS)


def _count_broken(store: Store) -> dict[int, int]:
    c = schema.checks.c
    counts: dict[int, int] = {}
    with store.engine.connect() as connection:
        for report_id in connection.scalars(select(c.report_id).where(c.status == Status.BROKEN.value)):
            counts[report_id] = counts.get(report_id, 0) + 1
    return counts


# ---- Rows of the other tables ----------------------------------------------------------------------------------------------


def _of_each(
    table: SqlTable, order: Sequence[Column[Any]], tell: Callable[[Any, str], Iterable[Value]]
) -> Callable[[Store], Iterator[Row]]:
    """What reads a table with some rows a report; `tell` makes the end of a row from one of its and the report's text."""

    def read(store: Store) -> Iterator[Row]:
        for page, texts in _pages(store):
            ids = [report.id for report in page]
            found: dict[int, list[Any]] = {}
            with store.engine.connect() as connection:
                for line in connection.execute(select(table).where(table.c.report_id.in_(ids)).order_by(*order)):
                    found.setdefault(line.report_id, []).append(line)
            for report in page:
                for line in found.get(report.id, ()):
                    yield *_whose(report), *tell(line, texts[report.id])

    return read


_FIGURE = ("counts", "number", "number_max", "unit", "approximate", "chapter")
_INDICATOR = ("path", "indicator", "unit", "column", "number", "state", "raw")
_CHECK = ("code", "status", "detail", "left", "right", "cells", "other_file")


def _figure(line: Any, text: str) -> Row:
    own = (line.counts, plain_number(line.value), plain_number(line.value_max), line.unit, int(line.approximate), line.chapter)
    return *own, text[line.sentence_start : line.sentence_end], line.sentence_start, line.sentence_end


def _indicator(line: Any, text: str) -> Row:
    path = " / ".join(json.loads(line.path))
    own = (path, line.name, line.unit, line.column, plain_number(line.number), line.state, line.raw)
    return *own, text[line.row_start : line.row_end], line.row_start, line.row_end


def _check(line: Any, text: str) -> Row:
    own = (line.code, line.status, line.detail, plain_number(line.left), plain_number(line.right))
    places = json.loads(line.places)
    start, end = places[0] if places else (None, None)
    quote = text[start:end] if places else None
    return *own, " ".join(json.loads(line.cells)), line.other_file, quote, start, end


_TABLES: Mapping[str, tuple[tuple[str, ...], Callable[[Store], Iterator[Row]]]] = {
    "cells": ((*_WHOSE, *_CELL, *_SOURCE), _cells),
    "reports": ((*_WHOSE, "title", *_CONTACT, _BROKEN, *_KEYS), _reports),
    "figures": ((*_WHOSE, *_FIGURE, *_SOURCE), _of_each(schema.figures, (schema.figures.c.id,), _figure)),
    "indicators": ((*_WHOSE, *_INDICATOR, *_SOURCE), _of_each(schema.indicators, (schema.indicators.c.id,), _indicator)),
    "checks": ((*_WHOSE, *_CHECK, *_SOURCE), _of_each(schema.checks, (schema.checks.c.code,), _check)),
}
TABLES = tuple(_TABLES)
