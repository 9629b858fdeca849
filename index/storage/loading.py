"""A report as it went into a build: the rows of the facts database put together again. Knows nothing of how it is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from index.report import (
    Cell,
    Chapter,
    Check,
    Contact,
    Figure,
    Indicator,
    Organisation,
    Passage,
    Period,
    Region,
    Report,
    Span,
    State,
    Status,
)
from index.storage import schema
from index.storage.store import Store, plain_number


def load_report(store: Store, uid: str) -> Report:
    """The report whose file has that uid (12 hex digits), as it was read; KeyError when there is none."""
    with store.engine.connect() as connection:
        row = connection.execute(select(schema.reports).where(schema.reports.c.uid == uid)).one_or_none()
        if row is None:
            raise KeyError(f"no report {uid} in build {store.build_id}")
        aliases = tuple(r.alias for r in _rows(connection, schema.aliases, row.id))
        return Report(
            row.file,
            str(_rows(connection, schema.texts, row.id)[0].text),
            row.title,
            Organisation(row.organisation, row.kind, aliases),
            Region(row.province, row.city, row.county),
            row.year,
            row.edition,
            _contact(row),
            _period(row),
            tuple(Chapter(r.number, r.heading, r.start, r.end) for r in _rows(connection, schema.chapters, row.id)),
            _cells(store, row.id),
            tuple(map(_indicator, _rows(connection, schema.indicators, row.id))),
            tuple(map(_figure, _rows(connection, schema.figures, row.id))),
            tuple(map(_passage, _rows(connection, schema.passages, row.id))),
            tuple(map(_check, _rows(connection, schema.checks, row.id))),
            tuple(json.loads(row.warnings)),
        )


def load_broken(store: Store) -> Iterator[tuple[int, Check]]:
    """Every check of a build that does not hold, with the id of its report; of one report in the order of `Report.checks`."""
    with store.engine.connect() as connection:
        query = select(schema.checks).where(schema.checks.c.status == Status.BROKEN.value)
        for row in connection.execute(query):
            yield row.report_id, _check(row)


def _rows(connection: Connection, table: Table, report_id: int) -> list[Row[Any]]:
    return list(connection.execute(select(table).where(table.c.report_id == report_id)))


def _contact(row: Row[Any]) -> Contact:
    return Contact(
        row.address,
        row.phone,
        row.postcode,
        row.email,
        row.website,
        _span(row.contact_start, row.contact_end),
        _span(row.website_start, row.website_end),
        row.fax,
        row.phone_normalised,
    )


def _period(row: Row[Any]) -> Period | None:
    place = _span(row.period_start, row.period_end)
    return Period(row.period_from, row.period_to, place) if place else None


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _cells(store: Store, report_id: int) -> tuple[Cell, ...]:
    places = store.cell_places(report_id)
    return tuple(Cell(key, p.raw, p.state, p.number, p.start, p.end, p.row) for key, p in places.items())


def _indicator(r: Row[Any]) -> Indicator:
    return Indicator(
        tuple(json.loads(r.path)),
        r.name,
        r.unit,
        r.column,
        r.raw,
        State(r.state),
        plain_number(r.number),
        r.start,
        r.end,
        Span(r.row_start, r.row_end),
    )


def _figure(r: Row[Any]) -> Figure:
    value = plain_number(r.value)
    assert value is not None  # the column takes no NULL
    sentence = Span(r.sentence_start, r.sentence_end)
    return Figure(value, plain_number(r.value_max), r.unit, r.counts, r.approximate, r.chapter, r.start, r.end, sentence)


def _passage(r: Row[Any]) -> Passage:
    return Passage(r.chapter, tuple(json.loads(r.headings)), r.text, r.start, r.end)


def _check(r: Row[Any]) -> Check:
    return Check(
        r.code,
        Status(r.status),
        r.detail,
        plain_number(r.left),
        plain_number(r.right),
        tuple(json.loads(r.cells)),
        tuple(Span(*place) for place in json.loads(r.places)),
        r.other_file,
        tuple(json.loads(r.other_cells)),
    )
