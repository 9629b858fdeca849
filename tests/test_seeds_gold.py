"""The five sample reports read as two careful people read them: every cell, name, contact, heading and contradiction."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index.reading import read_report
from index.report import Figure, Report, Status

SHARED = Path(__file__).parents[1].parent / "shared"
GOLD_FILE = SHARED / "gold" / "seeds_gold.json"
GOLD: list[dict[str, Any]] = json.loads(GOLD_FILE.read_text(encoding="utf-8")) if GOLD_FILE.exists() else []

pytestmark = pytest.mark.skipif(not GOLD, reason=f"{GOLD_FILE} is not here")
each_report = pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold["file"][:3])


@cache
def read(file: str) -> Report:
    return read_report(SHARED / "reports" / "seeds" / file, file)


@each_report
def test_every_cell_is_right(gold: dict[str, Any]) -> None:
    expected = {
        f"{table}.{row}.{column}": value
        for table in ("T2", "T3", "T4")
        for row, columns in gold["tables"][table].items()
        for column, value in columns.items()
    }
    assert len(expected) == 200
    assert {cell.key: cell.number for cell in read(gold["file"]).cells} == expected


@each_report
def test_cells_and_rows_stand_where_they_say(gold: dict[str, Any]) -> None:
    report = read(gold["file"])
    for cell in report.cells:
        assert report.text[cell.start : cell.end] == cell.raw
        assert cell.row.start <= cell.start <= cell.end <= cell.row.end


@each_report
def test_who_reports_on_which_year_is_right(gold: dict[str, Any]) -> None:
    report = read(gold["file"])
    assert (report.title, report.year, report.edition) == (gold["title"], gold["year"], gold["form_edition"])
    assert (report.organisation.full, report.organisation.kind) == (
        gold["organisation"]["full"],
        gold["organisation"]["kind_group"],
    )
    assert [chapter.heading for chapter in report.chapters[1:]] == gold["headings"]
    assert report.warnings == ()


@each_report
def test_the_region_is_what_text_and_divisions_tell(gold: dict[str, Any]) -> None:
    region, expected = read(gold["file"]).region, gold["region"]
    # A district that only the web site of publication showed cannot be read out of the text.
    outside = any(name == expected["county"] and name in expected["inferred"] for name in expected["inferred"])
    outside = outside and expected["county"] not in read(gold["file"]).text
    assert (region.province, region.city) == (expected["province"], expected["city"])
    assert region.county == (None if outside else expected["county"])


@each_report
def test_the_contact_is_verbatim_and_missing_parts_are_none(gold: dict[str, Any]) -> None:
    report = read(gold["file"])
    for part in ("address", "phone", "postcode", "email", "website"):
        assert getattr(report.contact, part) == gold["contact"][part], part
    if report.contact.place is not None:
        assert report.contact.address is not None
        assert report.contact.address in report.text[report.contact.place.start : report.contact.place.end]


@each_report
def test_the_period_is_read_where_it_is_stated(gold: dict[str, Any]) -> None:
    period = read(gold["file"]).period
    if gold["period"]["stated"]:
        assert period is not None
        assert (period.start, period.end) == (gold["period"]["start"], gold["period"]["end"])
    else:
        assert period is None


@each_report
def test_all_equations_of_the_form_hold(gold: dict[str, Any]) -> None:
    equations = [check for check in read(gold["file"]).checks if check.code.startswith("T")]
    assert len(equations) == 42
    assert {check.status for check in equations} == {Status.HOLDS}


@each_report
def test_hard_contradictions_are_found_and_no_others(gold: dict[str, Any]) -> None:
    report = read(gold["file"])
    hard = [entry for entry in gold["contradictions"] if entry["severity"] == "hard"]
    broken = [check for check in report.checks if check.status is Status.BROKEN]
    assert len(broken) == len(hard)
    for check, entry in zip(broken, hard, strict=True):
        quote = "".join(report.text[place.start : place.end] for place in check.places)
        assert all(evidence in quote for evidence in entry["evidence"])


def test_the_contradictions_name_both_values() -> None:
    broken = [(c.code, c.left, c.right) for g in GOLD for c in read(g["file"]).checks if c.status is Status.BROKEN]
    assert broken == [("X-new", 1, 0), ("X-parts", 35, 0)]


def is_figure(number: dict[str, Any]) -> bool:
    """Whether a listed number counts something: names (“869”行动, “12345”热线) and the month of an event do not."""
    return number.get("note") != "not a quantity" and number["unit"] != "月"


def test_all_narrative_numbers_come_out_right() -> None:
    listed = [(read(gold["file"]), gold["numbers"]) for gold in GOLD]
    figures = sum(count_figures_found(report, [n for n in numbers if is_figure(n)]) for report, numbers in listed)
    others = [(report, n) for report, numbers in listed for n in numbers if not is_figure(n)]
    left_out = sum(not any(f.value == n["value"] and stands_at(report, f, n) for f in report.figures) for report, n in others)
    total = sum(len(numbers) for _, numbers in listed)
    print(f"\nnarrative numbers right: {figures + left_out} of {total}, {figures} as figures, {left_out} as names or dates")
    assert (figures, left_out, total) == (89, 3, 92)


def count_figures_found(report: Report, numbers: list[dict[str, Any]]) -> int:
    """How many of the listed numbers have a figure of that value, range and vagueness at the listed words; each counts once."""
    free = list(report.figures)
    found = 0
    for number in numbers:
        match = next((figure for figure in free if is_same(figure, number) and stands_at(report, figure, number)), None)
        if match is not None:
            free.remove(match)
            found += 1
    return found


def is_same(figure: Figure, number: dict[str, Any]) -> bool:
    # 三片区 counts pieces in the list, and 片区 in the report's own word.
    units = (number["unit"], "片区" if number["unit"] == "个" else number["unit"])
    said = (figure.value, figure.value_max, figure.approximate)
    return said == (number["value"], number.get("value_max"), number.get("approx", False)) and figure.unit in units


def stands_at(report: Report, figure: Figure, number: dict[str, Any]) -> bool:
    """Whether the figure lies within one of the places of the listed words (some sentences stand twice)."""
    start = report.text.find(number["evidence"])
    while start >= 0:
        if start <= figure.end and figure.start <= start + len(number["evidence"]):
            return True
        start = report.text.find(number["evidence"], start + 1)
    return False


@each_report
def test_passages_are_verbatim_and_leave_the_tables_out(gold: dict[str, Any]) -> None:
    report = read(gold["file"])
    for passage in report.passages:
        quote = report.text[passage.start : passage.end]
        assert "".join(quote.split()) == "".join(passage.text.split())
        assert "本年新收政府信息公开申请数量" not in passage.text
        assert passage.headings
    narrative = "".join("".join(passage.text.split()) for passage in report.passages)
    phrases = gold["problems"] + gold["improvements"]
    assert all("".join(phrase.split()) in narrative for phrase in phrases)


@each_report
def test_aliases_are_names_of_their_own(gold: dict[str, Any]) -> None:
    aliases = read(gold["file"]).organisation.aliases
    assert len(set(aliases)) == len(aliases)
    assert not {"园区", "管委会", "中心", "我局", "我委", "我单位", "经开区"} & set(aliases)


@pytest.mark.parametrize(
    ("number", "alias"),
    [
        ("000", "樟树工业园区管理委员会"),
        ("000", "樟树园区"),
        ("001", "樟树工信局"),
        ("001", "市工信局"),
        ("001", "樟树市工业和信息化局"),
        ("002", "张店经开区"),
        ("002", "张店开发区"),
        ("002", "张店经济开发区"),
        ("003", "樟树市行政服务中心"),
        ("004", "江南科技产业园"),
        ("004", "江南科技园"),
        ("004", "江南园"),
    ],
)
def test_usual_short_names_are_aliases(number: str, alias: str) -> None:
    gold = next(gold for gold in GOLD if gold["file"].startswith(number))
    assert alias in read(gold["file"]).organisation.aliases
