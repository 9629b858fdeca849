"""What one year carries over must come in the next, for the same body only; in a build as between two reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from form_pages import write_page, zero_page
from sqlalchemy import select

from index.checks.year_checks import check_years, compare_years
from index.reading import read_report
from index.report import Report, Status
from index.storage import schema
from index.storage.facts import create_facts, insert_report

ZERO = ["0"] * 7


def read(
    tmp_path: Path, year: int, *, out: list[str] = ZERO, into: list[str] = ZERO, name: str = "青屿市岚桥局", edition: str = "2021"
) -> Report:
    page = write_page(edition, *zero_page(edition, carried_out=out, carried_in=into))
    path = tmp_path / f"{name}{year}.txt"
    path.write_text(page.replace("青屿市岚桥局2023年", f"{name}{year}年"), encoding="utf-8")
    return read_report(path, path.name)


def row(natural: str, business: str = "0") -> list[str]:
    total = int(natural or 0) + int(business or 0)
    return [natural, business, "0", "0", "0", "0", str(total)]


def test_what_is_carried_over_is_compared_column_by_column(tmp_path: Path) -> None:
    later = read(tmp_path, 2023, into=row("2", "2"))
    found = compare_years([later, read(tmp_path, 2022, out=row("3", "2"))])
    assert list(found) == [later.file]
    by_code = {check.code: check for check in found[later.file]}
    assert {code for code, check in by_code.items() if check.status is Status.BROKEN} == {"Y-1.natural", "Y-1.total"}
    natural = by_code["Y-1.natural"]
    assert (natural.left, natural.right) == (3, 2)
    assert (natural.cells, natural.other_cells) == (("T3.carried_in.natural",), ("T3.carried_out.natural",))
    assert natural.other_file == "青屿市岚桥局2022.txt"
    assert "2022年结转下年度3件" in natural.detail
    assert "2023年上年结转2件" in natural.detail


def test_the_two_editions_are_compared_with_each_other(tmp_path: Path) -> None:
    later = read(tmp_path, 2021, into=row("4"))
    found = compare_years([read(tmp_path, 2020, out=row("4"), edition="2019"), later])
    assert {check.status for check in found[later.file]} == {Status.HOLDS}
    assert len(found[later.file]) == 7


def test_a_blank_is_not_compared_and_a_blank_row_is_left_out(tmp_path: Path) -> None:
    later = read(tmp_path, 2023, into=["", "0", "0", "0", "0", "0", "0"])
    found = compare_years([read(tmp_path, 2022), later])
    assert [check.status for check in found[later.file]].count(Status.NOT_CHECKABLE) == 1
    blank = read(tmp_path, 2023, into=[""] * 7)
    assert compare_years([read(tmp_path, 2022), blank]) == {blank.file: ()}


@pytest.mark.parametrize(("name", "year"), [("青屿市岚桥局", 2021), ("海屿市岚桥局", 2022), ("青屿市岚桥局", 2024)])
def test_other_bodies_and_years_apart_are_not_compared(tmp_path: Path, name: str, year: int) -> None:
    own = read(tmp_path, 2023, out=row("5"), into=row("9"))
    other = read(tmp_path, year, out=row("1"), into=row("5"), name=name)
    found = compare_years([own, other])
    assert all(check.status is Status.HOLDS for checks in found.values() for check in checks if check.code == "Y-1.natural")
    assert set(found) == ({other.file} if year == 2024 else set())


def test_a_build_gets_its_checks_between_years_once(tmp_path: Path) -> None:
    reports = [
        read(tmp_path, 2020, out=row("4"), edition="2019"),
        read(tmp_path, 2021, into=row("3"), out=row("1")),
        read(tmp_path, 2022, into=row("1")),
        read(tmp_path, 2022, into=row("8"), name="海屿市岚桥局"),
    ]
    engine = create_facts(tmp_path / "facts.sqlite")
    with engine.begin() as connection:
        for at, report in enumerate(reports, 1):
            insert_report(connection, report, report_id=at, uid=str(at), sha256=str(at), first_passage=at * 100)
        assert check_years(connection) == 14
        assert check_years(connection) == 14
    with engine.connect() as connection:
        c = schema.checks.c
        rows = connection.execute(
            select(c.report_id, c.status, c.left, c.right, c.other_file).where(c.code == "Y-1.natural")
        ).all()
    engine.dispose()
    assert [tuple(found) for found in rows] == [(2, "broken", 4, 3, reports[0].file), (3, "holds", 1, 1, reports[1].file)]
