"""The two public reports read as they were published: every cell, blanks as blanks, numbers, contact and contradictions."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index.checks.omissions import find_omissions
from index.form import Table, load_form
from index.reading import read_report
from index.report import Report, State, Status
from index.values import read_value

SHARED = Path(__file__).parents[1].parent / "shared"
GOLD_FILE = SHARED / "gold" / "public_gold.json"
GOLD: dict[str, dict[str, Any]] = (
    {gold["id"]: gold for gold in json.loads(GOLD_FILE.read_text(encoding="utf-8"))} if GOLD_FILE.exists() else {}
)
SHANGHAI, HUAIAN = "001", "002"
EDITIONS = {SHANGHAI: "2019", HUAIAN: "2021"}

pytestmark = pytest.mark.skipif(not GOLD, reason=f"{GOLD_FILE} is not here")
each_report = pytest.mark.parametrize("number", EDITIONS)


@cache
def read(number: str) -> Report:
    file = GOLD[number]["file"]
    return read_report(SHARED / "reports" / "public" / file, file)


def listed(number: str) -> dict[str, Any]:
    """What the gold says of every cell: the printed text of an amount, a number, or None for a blank."""
    gold, form = GOLD[number]["gold"], load_form(EDITIONS[number])
    tables = {"T2": gold["table2" if number == HUAIAN else "table2_2019"], "T3": gold["table3"], "T4": gold["table4"]}
    return {key: value for name, rows in tables.items() for key, value in _by_key(form.table(name), rows).items()}


def _by_key(table: Table, rows: dict[str, Any]) -> dict[str, Any]:
    """The gold's rows are in the form's order, under short names."""
    values = [row if isinstance(row, list) else [row] for row in rows.values()]
    return {
        f"{table.key}.{row.key}.{column.key}": value
        for row, own in zip(table.rows, values, strict=True)
        for column, value in zip(row.columns, own, strict=True)
    }


@each_report
def test_every_cell_is_right_and_blanks_are_blank(number: str) -> None:
    report, gold = read(number), listed(number)
    assert report.edition == EDITIONS[number]
    assert {cell.key for cell in report.cells} == set(gold)
    for cell in report.cells:
        said = gold[cell.key]
        unit = next(c.unit for c in load_form(report.edition).table(cell.key[:2]).row(cell.key.split(".")[1]).columns)
        expected = read_value(str(said), unit)[1] if isinstance(said, str) else said
        assert (cell.number, cell.state) == (expected, State.BLANK if said is None else State.NUMBER), cell.key
        assert report.text[cell.start : cell.end] == cell.raw


def test_the_amount_keeps_what_was_printed() -> None:
    cell = next(cell for cell in read(SHANGHAI).cells if cell.key == "T2.procurement.amount")
    assert (cell.raw, cell.number) == ("251000元", 251000)


@each_report
def test_who_reports_is_right(number: str) -> None:
    report, gold = read(number), GOLD[number]
    assert (report.organisation.full, report.year) == (gold["organisation"], gold["year"])
    region = (report.region.province, report.region.city, report.region.county)
    assert [place for place in region if place] == gold["region"]
    names = {"地址": "address", "邮编": "postcode", "电话": "phone", "邮箱": "email", "网站": "website"}
    for name, said in gold["gold"]["contact"].items():
        assert "".join((getattr(report.contact, names[name]) or "").split()) == said
    assert report.warnings == ()


@each_report
def test_every_number_of_the_narrative_is_found(number: str) -> None:
    free = [(figure.value, figure.approximate) for figure in read(number).figures]
    missing = []
    for name, said in GOLD[number]["gold"]["narrative"].items():
        match = re.fullmatch(r"-?([\d.]+)(%?)(余?)", str(said))
        assert match is not None
        value = (float(match[1]), bool(match[3]))
        if value in free:
            free.remove(value)
        else:
            missing.append(name)
    assert missing == []


def test_the_contradictions_of_shanghai_are_found_and_no_others() -> None:
    broken = [(c.code, c.left, c.right) for c in read(SHANGHAI).checks if c.status is Status.BROKEN]
    assert broken == [("X-open", 258, 275), ("X-unable", 265, 337), ("X-review_upheld", 7, 5), ("X-suit_upheld", 9, 8)]
    assert [c.left for c in read(SHANGHAI).checks if c.code == "W-share"] == [33.9]


def test_shanghais_blank_totals_are_not_checkable_and_its_blanks_are_counted() -> None:
    checks = {c.code: c for c in read(SHANGHAI).checks}
    assert checks["T3-3.granted"].status is Status.NOT_CHECKABLE
    assert checks["T3-2.total"].status is Status.NOT_CHECKABLE
    blanks = [(c.left, c.right) for c in read(SHANGHAI).checks if c.code == "blank"]
    assert blanks == [(126, 161), (9, 15)]


def test_all_of_huaian_holds() -> None:
    checks = read(HUAIAN).checks
    assert len([c for c in checks if c.code.startswith("T")]) == 42
    assert {c.status for c in checks} == {Status.HOLDS}
    assert {"X-new", "X-total", "X-carried_in", "X-carried_out", "X-review_corrected", "X-suit_pending"} <= {
        c.code for c in checks
    }
    assert find_omissions(read(HUAIAN)) == ()
