"""Writing the facts database: a report as rows of the tables in `schema.py`.

Knows nothing of files to read, passages to find or builds to switch.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Table, create_engine, delete, event, insert, select

from index.form import load_form
from index.report import Cell, Check, Figure, Indicator, Report, Span, State
from index.spelling import syllables
from index.storage import schema
from index.storage.store import CellPlace, pack_places

T = TypeVar("T")
Row = dict[str, Any]
_ENCODER = json.JSONEncoder(ensure_ascii=False)  # json.dumps makes one for every call, which took a quarter of all writing
SQL_PAGE = 10_000  # values in one IN (...); SQLite takes about 32,000 variables


@dataclass(frozen=True, slots=True)
class Gone:
    """What was deleted with some reports: ids of passages, how many figures, and whose they were by all names and places."""

    passage_ids: tuple[int, ...]
    figures: int
    bodies: frozenset[str]
    names: frozenset[str]


def create_facts(path: Path) -> Engine:
    """An engine on a new facts database with its tables; nobody reads it before the build is finished."""
    engine = open_facts(path)
    schema.metadata.create_all(engine)
    return engine


def open_facts(path: Path) -> Engine:
    """An engine that writes to the facts database of an unfinished build."""
    engine = create_engine(URL.create("sqlite", database=str(path)))

    @event.listens_for(engine, "connect")
    def _write_fast(connection: Any, _: Any) -> None:
        # A crash leaves an unfinished build, which is thrown away whole: the build syncs its files once, before its seal.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA foreign_keys = ON")

    return engine


def insert_report(
    connection: Connection, report: Report, *, report_id: int, uid: str, sha256: str, first_passage: int, changed: str = ""
) -> None:
    """Insert all rows of a report; its passages get the ids from `first_passage` on, in their order."""
    own = {"id": report_id, "uid": uid, "sha256": sha256, "changed": changed}
    connection.execute(insert(schema.reports), _report_row(report) | own)
    _insert(connection, schema.texts, [{"report_id": report_id, "text": report.text}])
    _insert(connection, schema.aliases, [{"report_id": report_id, "alias": a} for a in report.organisation.aliases])
    spellings = [{"word": word, "pinyin": _pinyin(word)} for word in _names(report)]
    connection.execute(insert(schema.spellings).prefix_with("OR IGNORE"), spellings)
    _insert(
        connection,
        schema.chapters,
        [
            {"report_id": report_id, "number": c.number, "heading": c.heading, "start": c.start, "end": c.end}
            for c in report.chapters
        ],
    )
    if report.edition is not None and report.edition in schema.cells:
        _insert(connection, schema.cells[report.edition], [_cells_row(report.cells, report.edition) | {"report_id": report_id}])
    _insert(connection, schema.places, [{"report_id": report_id, "record": pack_places(map(_place, report.cells))}])
    _insert(connection, schema.indicators, [_indicator_row(i) | {"report_id": report_id} for i in report.indicators])
    _insert(connection, schema.figures, [_figure_row(f) | {"report_id": report_id} for f in report.figures])
    _insert(connection, schema.checks, [check_row(c) | {"report_id": report_id} for c in report.checks])
    _insert(
        connection,
        schema.passages,
        [
            {
                "id": passage_id,
                "report_id": report_id,
                "chapter": p.chapter,
                "headings": _json(p.headings),
                "text": p.text,
                "start": p.start,
                "end": p.end,
            }
            for passage_id, p in enumerate(report.passages, first_passage)
        ],
    )


@lru_cache(maxsize=1 << 16)  # reports share places, and those of one body its names
def _pinyin(word: str) -> str:
    return "'".join(syllables(word))


def delete_reports(connection: Connection, report_ids: Iterable[int]) -> Gone:
    """Delete all rows of some reports but the spellings of names, which others may share."""
    r, passage_ids, figures = schema.reports.c, list[int](), 0
    bodies, names = set[str](), set[str]()
    for page in _pages(report_ids, SQL_PAGE):
        for row in connection.execute(select(r.organisation, r.province, r.city, r.county).where(r.id.in_(page))):
            bodies.add(row.organisation)
            names |= set(filter(None, row))
        names |= set(connection.scalars(select(schema.aliases.c.alias).where(schema.aliases.c.report_id.in_(page))))
        passage_ids += connection.scalars(select(schema.passages.c.id).where(schema.passages.c.report_id.in_(page)))
        for table in reversed(schema.metadata.sorted_tables):
            if "report_id" in table.c:
                deleted = connection.execute(delete(table).where(table.c.report_id.in_(page)))
                figures += deleted.rowcount if table is schema.figures else 0
        connection.execute(delete(schema.reports).where(r.id.in_(page)))
    return Gone(tuple(passage_ids), figures, frozenset(bodies), frozenset(names))


def drop_spellings(connection: Connection, names: Iterable[str]) -> None:
    """Delete the spellings of those names and places that no report has any more."""
    r, words = schema.reports.c, schema.spellings.c.word
    having = [select(column).where(column.is_not(None)) for column in (r.organisation, schema.aliases.c.alias)]
    having += [select(column).where(column.is_not(None)).distinct() for column in (r.province, r.city, r.county)]
    for page in _pages(names, SQL_PAGE):
        gone = delete(schema.spellings).where(words.in_(page), *(words.not_in(column) for column in having))
        connection.execute(gone)


def _names(report: Report) -> set[str]:
    places = (report.region.province, report.region.city, report.region.county)
    return {report.organisation.full, *report.organisation.aliases, *(place for place in places if place)}


def _insert(connection: Connection, table: Table, rows: list[Row]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _report_row(report: Report) -> Row:
    contact, period = report.contact, report.period
    return {
        "file": report.file,
        "title": report.title,
        "organisation": report.organisation.full,
        "kind": report.organisation.kind,
        "province": report.region.province,
        "city": report.region.city,
        "county": report.region.county,
        "year": report.year,
        "edition": report.edition,
        "address": contact.address,
        "phone": contact.phone,
        "phone_normalised": contact.phone_normalised,
        "fax": contact.fax,
        "postcode": contact.postcode,
        "email": contact.email,
        "website": contact.website,
        "period_from": period.start if period else None,
        "period_to": period.end if period else None,
        **_span_row("contact", contact.place),
        **_span_row("website", contact.website_place),
        **_span_row("period", period.place if period else None),
        "warnings": _json(report.warnings),
    }


def _span_row(name: str, span: Span | None) -> Row:
    return {f"{name}_start": span.start if span else None, f"{name}_end": span.end if span else None}


def _cells_row(cells: Iterable[Cell], edition: str) -> Row:
    by_key = {cell.key: cell for cell in cells}
    letters = (
        schema.STATE_LETTERS[by_key[key].state] if key in by_key else schema.NO_CELL for key in load_form(edition).cell_keys()
    )
    # Whole numbers up to 2**53 stay exact in a column of floats.
    numbers = {schema.column_name(key): float(n) for key, cell in by_key.items() if (n := _number(cell)) is not None}
    return {"states": "".join(letters), **numbers}


def _number(cell: Cell) -> int | float | None:
    return cell.number if cell.state is State.NUMBER else None


def _place(cell: Cell) -> tuple[str, CellPlace]:
    return cell.key, CellPlace(cell.state, cell.raw, cell.start, cell.end, cell.row, _number(cell))


def _indicator_row(indicator: Indicator) -> Row:
    return {
        "path": _json(indicator.path),
        "name": indicator.name,
        "unit": indicator.unit,
        "column": indicator.column,
        "raw": indicator.raw,
        "state": indicator.state.value,
        "number": None if indicator.number is None else float(indicator.number),
        "start": indicator.start,
        "end": indicator.end,
        "row_start": indicator.row.start,
        "row_end": indicator.row.end,
    }


def _figure_row(figure: Figure) -> Row:
    return {
        "value": float(figure.value),
        "value_max": None if figure.value_max is None else float(figure.value_max),
        "unit": figure.unit,
        "counts": figure.counts,
        "approximate": figure.approximate,
        "chapter": figure.chapter,
        "start": figure.start,
        "end": figure.end,
        "sentence_start": figure.sentence.start,
        "sentence_end": figure.sentence.end,
    }


def check_row(check: Check) -> Row:
    """A check as a row of `schema.checks`, without its report."""
    return {
        "code": check.code,
        "status": check.status.value,
        "detail": check.detail,
        "left": check.left,
        "right": check.right,
        "cells": _json(check.cells),
        "places": _json([[place.start, place.end] for place in check.places]),
        "other_file": check.other_file,
        "other_cells": _json(check.other_cells),
    }


def _json(value: Any) -> str:
    return _ENCODER.encode(value)


def _pages(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while page := list(islice(rest, size)):
        yield page
