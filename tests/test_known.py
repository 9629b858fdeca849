"""Indexing again reads what is new, takes over the rest, and ends in the same index as indexing everything anew."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_index import embedder, samples, write_reports
from sqlalchemy import select

from index.report import Report
from index.storage import known, schema
from index.storage.build import BuildSummary, build_index
from index.storage.home import Home
from index.storage.loading import load_report
from index.storage.store import open_store

Index = Callable[..., BuildSummary]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Three reports, two of them of one body on two years."""
    two_years = [s for s in samples() if s.organisation == samples()[0].organisation][:2]
    other = next(s for s in samples() if s.organisation != samples()[0].organisation)
    folder = tmp_path / "reports"
    write_reports(folder, [*two_years, other])
    return folder


def _index(home: Path, *paths: Path, add: bool = False) -> BuildSummary:
    return build_index(list(paths), Home(home), embedder(), add=add)


def _all(home: Path) -> dict[str, Report]:
    store = open_store(Home(home))
    with store.engine.connect() as connection:
        uids = list(connection.scalars(select(schema.reports.c.uid)))
    loaded = [load_report(store, uid) for uid in uids]
    store.close()
    return {report.file: report for report in loaded}


def test_what_is_unchanged_is_taken_over_and_the_index_is_the_same(reports: Path, home: Path) -> None:
    first = _index(home, reports)
    before = _all(home)
    again = _index(home, reports)
    assert (first.kept, again.kept, again.changed, again.removed) == (0, 3, (), ())
    assert again.read == first.read
    assert _all(home) == before
    assert any(check.other_file for report in before.values() for check in report.checks)


def test_a_changed_file_is_read_and_its_changed_cells_are_told(reports: Path, home: Path) -> None:
    _index(home, reports)
    file = sorted(reports.iterdir())[0]
    donor = next(s for s in samples() if s.file not in {path.name for path in reports.iterdir()} and not s.defect)
    old = _all(home)[file.name]
    file.write_text(donor.text, encoding="utf-8")
    summary = _index(home, reports)
    ((name, changes),) = summary.changed
    assert (summary.kept, name) == (2, file.name)
    new = {cell.key: cell.number for cell in _all(home)[file.name].cells}
    was = {cell.key: cell.number for cell in old.cells}
    assert changes == tuple((key, was[key], new[key]) for key in was if was[key] != new[key])
    assert changes


def test_adding_keeps_the_rest_and_replaces_what_has_the_same_name(reports: Path, home: Path, tmp_path: Path) -> None:
    first, *rest = sorted(reports.iterdir())
    _index(home, *rest)
    summary = _index(home, first, add=True)
    assert (summary.kept, summary.removed) == (2, ())
    together = _all(home)
    _index(tmp_path / "other", reports)
    assert together == _all(tmp_path / "other")


def test_what_is_left_out_of_a_new_index_is_dropped(reports: Path, home: Path) -> None:
    _index(home, reports)
    gone = sorted(reports.iterdir())[0]
    gone.unlink()
    summary = _index(home, reports)
    assert (summary.kept, summary.removed) == (2, (gone.name,))


def test_a_file_in_an_archive_is_known_by_its_content_too(reports: Path, home: Path, tmp_path: Path) -> None:
    _index(home, reports)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in sorted(reports.iterdir()):
            archive.write(path, path.name)
    shutil.rmtree(reports)
    summary = _index(home, tmp_path / "all.zip")
    assert summary.kept == 3
    assert all(file.startswith("all.zip/") for file in _all(home))


def test_another_reader_reads_everything_anew(reports: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _index(home, reports)
    monkeypatch.setattr(known, "reader_version", lambda: "another")
    assert _index(home, reports).kept == 0
    assert _index(home, reports).kept == 3
