"""One report, every format and layout: what is read is what was written, and what a layout loses is never made up."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from every_writer import WRITINGS, Writing
from judge_reading import Tally, judge_cells, misplaced, rows_with, start_tally
from written_report import EDITIONS, WrittenReport, make_report

from index.intake.paths import find_sources, make_sandbox, read_sources, unpack
from index.limits import Limits
from index.reading import read_report
from index.report import Report, State, Status

KEEPS_EQUATIONS = ("ordinary", "full")


@pytest.fixture(scope="module")
def tally(request: pytest.FixtureRequest) -> Tally:
    return start_tally(request.config, "cells read, by format and layout")


def _cases() -> Iterator[Any]:
    for writing in WRITINGS:
        for edition in writing.editions:
            marks = [pytest.mark.slow] if writing.is_slow else []
            yield pytest.param(writing, edition, marks=marks, id=f"{writing.name}, {edition}")


@pytest.mark.parametrize(("writing", "edition"), list(_cases()))
def test_reading_gives_back_what_was_written(writing: Writing, edition: str, tmp_path: Path, tally: Tally) -> None:
    if writing.missing():
        pytest.skip(writing.missing())
    faults: list[str] = []
    for number, content in enumerate(writing.contents):
        written = make_report(edition, content, number)
        path = writing.write(written, tmp_path)
        report = read_report(path, path.name)
        tally.add(writing.name, judge_cells(report, written.cells).counts)
        faults += [f"{content}: {fault}" for fault in _faults(writing, written, report, content)]
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:20])


def _faults(writing: Writing, written: WrittenReport, report: Report, content: str) -> Iterator[str]:
    # Where an empty cell leaves nothing behind, neither a row with one nor a row with a word in it can be told apart for sure.
    doubtful = rows_with(written, State.BLANK, State.UNREADABLE) if writing.drops_blanks else frozenset()
    for fault in judge_cells(report, written.cells).faults:
        outcome, key = fault.split()[:2]
        if outcome == "wrong" or not (writing.loose or key.rstrip(":") in doubtful):
            yield fault
    yield from misplaced(report)
    yield from _faults_of_narrative(written, report)
    if content in KEEPS_EQUATIONS:
        yield from (f"broken: {check.detail}" for check in report.checks if check.status is Status.BROKEN)


def _faults_of_narrative(written: WrittenReport, report: Report) -> Iterator[str]:
    pairs: list[tuple[str, object, object]] = [
        ("edition", written.edition, report.edition),
        ("organisation", written.organisation, report.organisation.full),
        ("kind", written.kind, report.organisation.kind),
        ("year", written.year, report.year),
    ]
    names = ("address", "phone", "postcode", "email", "website")
    pairs += [(name, getattr(written.contact, name), getattr(report.contact, name)) for name in names]
    pairs.append(("chapters", [1, 2, 3, 4, 5, 6], [chapter.number for chapter in report.chapters if chapter.number]))
    pairs.append(("figures not found", set(), set(written.figures - {figure.value for figure in report.figures})))
    yield from (f"{name}: written {meant!r}, read {found!r}" for name, meant, found in pairs if meant != found)


ARCHIVED = ("text: tabs", "text: gb18030", "html: portal", "docx: merged", "pdf: thin bars")


def test_reports_in_an_archive_are_read_like_files(tmp_path: Path) -> None:
    writings = [writing for writing in WRITINGS if writing.name in ARCHIVED and not writing.missing()]
    written: dict[str, WrittenReport] = {}
    archive = tmp_path / "年报.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, writing in enumerate(writings):
            report = make_report(EDITIONS[number % 2], "full", number)
            path = writing.write(report, tmp_path)
            packed.write(path, f"年报/{number}/{path.name}")
            written[f"{archive.name}/年报/{number}/{path.name}"] = report
    with make_sandbox(Limits()) as calls:
        sources = find_sources([archive], calls, Limits())
        readings = {source.name: (reading, failure) for source, reading, failure in read_sources(sources.files, calls, Limits())}
    assert not sources.failed
    assert readings.keys() == written.keys()
    for name, (reading, failure) in readings.items():
        assert reading is not None, f"{name}: {failure}"
        read = unpack(reading.data).report
        assert not judge_cells(read, written[name].cells).faults
        assert read.organisation.full == written[name].organisation
