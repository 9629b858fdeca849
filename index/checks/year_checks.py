"""Year against year: what a body carried into the next year must come in there, column by column (Y-1).

Works on two reports, or on all of a build's facts; knows nothing of files or of sentences.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import ColumnElement, Connection, delete, insert, select, true

from index.form import EDITIONS, cell_key, load_form
from index.report import Check, Region, Report, Status
from index.storage import schema
from index.storage.facts import check_row

CODE = "Y-1"
_COLUMNS = tuple((column.key, column.label) for column in load_form(EDITIONS[0]).table("T3").rows[0].columns)
_ROWS_AT_ONCE = 5000
_BODIES_AT_ONCE = 1000  # named in a query; beyond, all are checked


@dataclass(frozen=True, slots=True)
class BodyYear:
    """A body's year: its file, and the numbers of the rows that are carried over, by cell key; blanks are left out."""

    file: str
    organisation: str
    region: Region
    year: int
    numbers: Mapping[str, int | float]


def compare_years(reports: Sequence[Report]) -> dict[str, tuple[Check, ...]]:
    """The checks between reports on successive years of one body, by the file of the later one."""
    years = [
        BodyYear(
            report.file,
            report.organisation.full,
            report.region,
            report.year,
            {cell.key: cell.number for cell in report.cells if cell.number is not None},
        )
        for report in reports
        if report.year is not None and report.organisation.full
    ]
    years.sort(key=lambda year: (year.organisation, year.year))
    return {
        later.file: tuple(check_carried_over(earlier, later)) for earlier, later in pairwise(years) if _follows(earlier, later)
    }


def check_years(connection: Connection, bodies: Collection[str] | None = None) -> int:
    """Write the checks between years of a facts database anew, each to the later report; returns how many were written.

    Of these bodies only, where given.
    """
    r, c = schema.reports.c, schema.checks.c
    chosen = r.organisation.in_(bodies) if bodies is not None and len(bodies) <= _BODIES_AT_ONCE else true()
    connection.execute(delete(schema.checks).where(c.code.startswith(f"{CODE}."), c.report_id.in_(select(r.id).where(chosen))))
    rows: list[dict[str, object]] = []
    written = 0
    for (_, earlier), (report_id, later) in pairwise(_read_years(connection, chosen)):
        if _follows(earlier, later):
            rows += [check_row(check) | {"report_id": report_id} for check in check_carried_over(earlier, later)]
        if len(rows) >= _ROWS_AT_ONCE:
            connection.execute(insert(schema.checks), rows)
            written, rows = written + len(rows), []
    if rows:
        connection.execute(insert(schema.checks), rows)
    return written + len(rows)


def check_carried_over(earlier: BodyYear, later: BodyYear) -> Iterator[Check]:
    """One check a column, where at least one of the two rows has a number."""
    keys = {row: [cell_key("T3", row, column) for column, _ in _COLUMNS] for row in ("carried_out", "carried_in")}
    out = [earlier.numbers.get(key) for key in keys["carried_out"]]
    into = [later.numbers.get(key) for key in keys["carried_in"]]
    if all(number is None for number in out) or all(number is None for number in into):
        return
    for at, (column, label) in enumerate(_COLUMNS):
        left, right = out[at], into[at]
        known = left is not None and right is not None
        status = Status.NOT_CHECKABLE if not known else Status.HOLDS if left == right else Status.BROKEN
        said = [f"{label}：{earlier.year}年结转下年度{_said(left)}", f"{later.year}年上年结转{_said(right)}"]
        verdict = {Status.HOLDS: "两者一致", Status.BROKEN: "两者不符", Status.NOT_CHECKABLE: "无法核对"}[status]
        yield Check(
            f"{CODE}.{column}",
            status,
            "，".join((*said, verdict)),
            left,
            right,
            (keys["carried_in"][at],),
            (),
            earlier.file,
            (keys["carried_out"][at],),
        )


def _said(number: int | float | None) -> str:
    return "未填" if number is None else f"{number}件"


def _follows(earlier: BodyYear, later: BodyYear) -> bool:
    """Whether these are successive years of one body; a name alike in two places is two bodies."""
    if earlier.organisation != later.organisation or later.year != earlier.year + 1:
        return False
    levels = ("province", "city", "county")
    places = [(getattr(earlier.region, level), getattr(later.region, level)) for level in levels]
    return all(one is None or other is None or one == other for one, other in places)


def _read_years(connection: Connection, chosen: ColumnElement[bool]) -> Iterator[tuple[int, BodyYear]]:
    """The reports of the bodies chosen with their ids, by organisation and year."""
    r = schema.reports.c
    keys = [cell_key("T3", row, column) for row in ("carried_in", "carried_out") for column, _ in _COLUMNS]
    columns = {(edition, key): schema.cells[edition].c[schema.column_name(key)] for edition in EDITIONS for key in keys}
    query = select(r.id, r.file, r.organisation, r.province, r.city, r.county, r.year, r.edition, *columns.values())
    joined = schema.reports
    tables = schema.reports.outerjoin(schema.cells["2021"], schema.cells["2021"].c.report_id == joined.c.id).outerjoin(
        schema.cells["2019"], schema.cells["2019"].c.report_id == joined.c.id
    )
    query = query.select_from(tables).where(chosen, r.year.is_not(None), r.organisation != "")
    query = query.order_by(r.organisation, r.year, r.file)
    for row in connection.execute(query):
        found = {key: number for (edition, key), number in zip(columns, row[8:], strict=True) if edition == row.edition}
        numbers = {key: int(number) if number == int(number) else number for key, number in found.items() if number is not None}
        region = Region(row.province, row.city, row.county)
        yield row.id, BodyYear(row.file, row.organisation, region, row.year, numbers)
