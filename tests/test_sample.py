"""Made-up reports are what they claim: true to their own numbers, wrong only where they say so, never two alike."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from index.form import load_form
from index.reading import read_report
from index.report import Status
from index.sample.reports import Sample, _bodies, make_samples, write_samples
from index.sample.text import load_stock

FORM = load_form("2021")
INSIDE = ("new", "carried_in", "total", "carried_out")
ROWS = [row.key for row in FORM.table("T3").rows]
RESULTS = [key for key in ROWS if key not in INSIDE]
COLUMNS = [column.key for column in FORM.table("T3").rows[0].columns]


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return list(make_samples(240, seed=3))


def _broken(sample: Sample) -> set[str]:
    """The equations of the form that the printed cells do not keep."""
    cell, broken = sample.cells, set()
    for column in COLUMNS:
        new, carried_in, total, carried_out = (cell[f"T3.{row}.{column}"] for row in INSIDE)
        if new + carried_in != total + carried_out:
            broken.add(f"balance of {column}")
        if total != sum(cell[f"T3.{row}.{column}"] for row in RESULTS):
            broken.add(f"results of {column}")
    for row in ROWS:
        if cell[f"T3.{row}.total"] != sum(cell[f"T3.{row}.{column}"] for column in COLUMNS if column != "total"):
            broken.add(f"applicants of {row}")
    for group in ("review", "suit_direct", "suit_after"):
        if cell[f"T4.{group}.total"] != sum(cell[f"T4.{group}.{key}"] for key in ("upheld", "corrected", "other", "pending")):
            broken.add(f"outcome of {group}")
    return broken


def _numbers_printed(text: str) -> list[float]:
    """Every cell of the text that is a number, in its order, whichever the layout."""
    tabbed = re.findall(r"^\t(\d+(?:\.\d+)?)$", text, re.MULTILINE)
    piped = [cell for line in text.splitlines() if "|" in line for cell in map(str.strip, line.split("|")) if cell[:1].isdigit()]
    return [float(cell) for cell in tabbed or piped if re.fullmatch(r"[\d.]+", cell)]


def test_the_same_seed_gives_the_same_reports_and_another_seed_others(samples: list[Sample]) -> None:
    assert list(make_samples(240, seed=3)) == samples
    assert list(make_samples(7, seed=3)) == samples[:7]
    assert {sample.text for sample in make_samples(20, seed=4)}.isdisjoint(sample.text for sample in samples)


def test_the_equations_hold_but_where_broken_on_purpose(samples: list[Sample]) -> None:
    for sample in samples:
        expected = {"results of natural", "applicants of granted"} if sample.defect == "equation" else set()
        assert _broken(sample) == expected, sample.file


def test_the_text_prints_every_cell_in_the_order_of_the_form(samples: list[Sample]) -> None:
    for sample in samples:
        assert set(sample.cells) == set(FORM.cell_keys())
        assert _numbers_printed(sample.text) == [sample.cells[key] for key in FORM.cell_keys()], sample.file


def test_the_narrative_states_its_figures(samples: list[Sample]) -> None:
    for sample in samples:
        assert sample.figures["published"] == sum(sample.figures[way] for way in ("on_website", "on_media", "on_board"))
        for counts, value in sample.figures.items():
            assert re.search(rf"(?<!\d){value}(?!\d)", sample.text), (sample.file, counts)


def test_narrative_and_table_disagree_only_where_meant(samples: list[Sample]) -> None:
    for sample in samples:
        stated = sample.figures.get("applications", 0)
        assert (stated != sample.cells["T3.new.total"]) == (sample.defect == "text_table"), sample.file


def test_one_report_in_eight_is_wrong_on_purpose(samples: list[Sample]) -> None:
    assert [sum(sample.defect == defect for sample in samples) for defect in ("text_table", "equation")] == [15, 15]


def test_what_a_year_carries_out_the_next_carries_in(samples: list[Sample]) -> None:
    following = [(a, b) for a, b in pairwise(samples) if a.organisation == b.organisation]
    assert len(following) > 50
    for before, after in following:
        assert after.year == before.year + 1
        for column in COLUMNS:
            assert after.cells[f"T3.carried_in.{column}"] == before.cells[f"T3.carried_out.{column}"]
        valid = before.cells["T2.norms.valid"] + after.cells["T2.norms.issued"] - after.cells["T2.norms.repealed"]
        assert after.cells["T2.norms.valid"] == valid


def test_reports_are_of_all_kinds_sizes_and_both_layouts() -> None:
    dozen = list(make_samples(12))
    assert {sample.kind for sample in dozen} == {kind["key"] for kind in load_stock()["kinds"]}
    assert sum("|" in sample.text for sample in dozen) == 6
    assert {sample.year for sample in dozen} <= {2021, 2022, 2023, 2024}
    assert len({sample.cells["T3.new.total"] for sample in dozen}) >= 4
    assert any(sample.defect for sample in dozen)


def test_each_report_says_that_it_is_made_up_and_whom_to_ask(samples: list[Sample]) -> None:
    for sample in samples:
        assert load_stock()["statement"] in sample.text
        contact = sample.contact
        assert all(part and part in sample.text for part in (contact.address, contact.phone, contact.postcode, contact.email))
        assert f"{sample.organisation}{sample.year}年" in sample.text


def test_problems_come_with_their_measures(samples: list[Sample]) -> None:
    pairs = load_stock()["problems"]
    assert len(pairs) >= 12
    for sample in samples:
        named = [item for item in pairs if item["problem"] in sample.text]
        assert 2 <= len(named) <= 3
        assert all(item["measure"] in sample.text for item in named)


def test_names_suffice_for_twenty_thousand_reports() -> None:
    names = [body.name for body in _bodies(Random("any"))]
    assert len(names) == len(set(names)) >= 20_000


def test_asking_for_more_than_there_are_names_says_how_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    stock = load_stock()
    monkeypatch.setattr(
        "index.sample.reports.load_stock",
        lambda: stock | {"kinds": [kind for kind in stock["kinds"] if kind["key"] == "government"]},
    )
    with pytest.raises(ValueError, match=r"cannot make 50 reports: .* suffice for 12"):
        list(make_samples(50))


def test_files_hold_the_texts_and_carry_distinct_names(tmp_path: Path) -> None:
    paths = write_samples(tmp_path / "new" / "samples", 30, seed=1)
    assert len(set(paths)) == 30
    assert [path.read_bytes().decode("utf-8") for path in paths] == [sample.text for sample in make_samples(30, seed=1)]


def test_reading_gives_back_what_was_written(tmp_path: Path) -> None:
    for path, sample in zip(write_samples(tmp_path, 24, seed=5), make_samples(24, seed=5), strict=True):
        report = read_report(path, sample.file)
        assert {cell.key: cell.number for cell in report.cells} == sample.cells
        assert (report.organisation.full, report.organisation.kind) == (sample.organisation, sample.kind)
        assert (report.region.province, report.region.city, report.region.county) == (sample.province, sample.city, sample.county)
        assert report.year == sample.year
        assert replace(report.contact, place=None, website_place=None) == sample.contact
        assert {figure.value for figure in report.figures} >= set(sample.figures.values())
        assert any(check.status == Status.BROKEN for check in report.checks) == (sample.defect is not None)
