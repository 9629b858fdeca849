"""What is known of a report, as a plain object for other programs: a line of `gkbot reports --json`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from index.form import EDITIONS, Table, cell_key, load_form
from index.report import Indicator, Report
from index.storage import schema
from index.storage.loading import load_report
from index.storage.store import Store

CONTACT = ("address", "phone", "postcode", "email", "website")
CONTACT_MORE = ("phone_normalised", "fax")


def report_objects(store: Store) -> Iterator[dict[str, Any]]:
    """The `report_object` of every report of a build, by file name."""
    with store.engine.connect() as connection:
        uids = list(connection.scalars(select(schema.reports.c.uid).order_by(schema.reports.c.file)))
    return (report_object(load_report(store, uid)) for uid in uids)


def report_object(report: Report) -> dict[str, Any]:
    """The report as JSON takes it: file, title, organisation, region, year, edition, contact, tables, indicators, checks.

    `tables` holds T2, T3 and T4 by row and column key; a cell without a number is None, a table that the report's edition
    does not have or that was not found is None. `indicators` are the rows of a statistics table from before the form.
    """
    body, region = report.organisation, report.region
    return {
        "file": report.file,
        "title": report.title,
        "organisation": {"full": body.full, "kind": body.kind, "aliases": list(body.aliases)},
        "region": {"province": region.province, "city": region.city, "county": region.county},
        "year": report.year,
        "edition": report.edition,
        "contact": {field: getattr(report.contact, field) for field in CONTACT},
        "contact_more": {field: getattr(report.contact, field) for field in CONTACT_MORE},
        "tables": {table.key: _table(report, table) for table in load_form(report.edition or EDITIONS[0]).tables},
        "indicators": [_indicator(indicator) for indicator in report.indicators],
        "checks": [{"code": check.code, "status": check.status.value, "detail": check.detail} for check in report.checks],
    }


def _table(report: Report, table: Table) -> dict[str, Any] | None:
    numbers = {cell.key: cell.number for cell in report.cells if cell.key.startswith(f"{table.key}.")}
    if not numbers:
        return None
    return {row.key: {c.key: numbers.get(cell_key(table.key, row.key, c.key)) for c in row.columns} for row in table.rows}


def _indicator(indicator: Indicator) -> dict[str, Any]:
    """A row of the statistics table: path, indicator, unit, column, value, state, raw and place."""
    return {
        "path": list(indicator.path),
        "indicator": indicator.name,
        "unit": indicator.unit,
        "column": indicator.column,
        "value": indicator.number,
        "state": indicator.state.value,
        "raw": indicator.raw,
        "start": indicator.start,
        "end": indicator.end,
    }
