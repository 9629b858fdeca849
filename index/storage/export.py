"""What a build knows of each report, as plain objects for other programs: the lines of `gkbot reports --json`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from index.form import load_form
from index.storage import schema
from index.storage.store import Store

CONTACT = ("address", "phone", "postcode", "email", "website")
CONTACT_MORE = ("phone_normalised", "fax")


def report_objects(store: Store) -> Iterator[dict[str, Any]]:
    """One object a report, by file name: file, title, organisation, region, year, edition, contact, tables, indicators, checks.

    `tables` holds T2, T3 and T4 by row and column key; a cell without a number is None, a table that the report's edition
    does not have or that was not found is None. `indicators` are the rows of a statistics table from before the form.
    """
    with store.engine.connect() as connection:
        reports = connection.execute(select(schema.reports).order_by(schema.reports.c.file)).all()
        aliases = defaultdict(list)
        for row in connection.execute(select(schema.aliases)):
            aliases[row.report_id].append(row.alias)
        for report in reports:
            checks = connection.execute(select(schema.checks).where(schema.checks.c.report_id == report.id)).all()
            yield {
                "file": report.file,
                "title": report.title,
                "organisation": {"full": report.organisation, "kind": report.kind, "aliases": aliases[report.id]},
                "region": {"province": report.province, "city": report.city, "county": report.county},
                "year": report.year,
                "edition": report.edition,
                "contact": {field: getattr(report, field) for field in CONTACT},
                "contact_more": {field: getattr(report, field) for field in CONTACT_MORE},
                "tables": _tables(store, report.id, report.edition),
                "indicators": _indicators(store, report.id),
                "checks": [{"code": c.code, "status": c.status, "detail": c.detail} for c in checks],
            }


def _tables(store: Store, report_id: int, edition: str | None) -> dict[str, Any]:
    if edition is None:
        return {"T2": None, "T3": None, "T4": None}
    wide = schema.cells[edition]
    with store.engine.connect() as connection:
        numbers = connection.execute(select(wide).where(wide.c.report_id == report_id)).mappings().one()
    found = {key[:2] for key in store.cell_places(report_id)}
    return {
        table.key: {
            row.key: {c.key: _plain(numbers[schema.column_name(f"{table.key}.{row.key}.{c.key}")]) for c in row.columns}
            for row in table.rows
        }
        if table.key in found
        else None
        for table in load_form(edition).tables
    }


def _indicators(store: Store, report_id: int) -> list[dict[str, Any]]:
    """The rows of the statistics table in their order: path, indicator, unit, column, value, state, raw and place."""
    table = schema.indicators
    with store.engine.connect() as connection:
        rows = connection.execute(select(table).where(table.c.report_id == report_id).order_by(table.c.id)).all()
    return [
        {
            "path": json.loads(row.path),
            "indicator": row.name,
            "unit": row.unit,
            "column": row.column,
            "value": _plain(row.number),
            "state": row.state,
            "raw": row.raw,
            "start": row.start,
            "end": row.end,
        }
        for row in rows
    ]


def _plain(number: float | None) -> int | float | None:
    return int(number) if number is not None and number.is_integer() else number
