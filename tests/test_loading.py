"""A report comes out of a build as it was read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sample_index import ODD, odd_store, sample_store, samples, write_odd
from sqlalchemy import select

from index.reading import read_report
from index.report import Report
from index.storage import schema
from index.storage.loading import load_report
from index.storage.store import Store


def _loaded(store: Store, file: str) -> Report:
    with store.engine.connect() as connection:
        uid = connection.scalar(select(schema.reports.c.uid).where(schema.reports.c.file == file))
    return load_report(store, str(uid))


def _read(folder: Path, file: str, text: str) -> Report:
    (folder / file).write_text(text, encoding="utf-8")
    return read_report(folder / file, file)


def _without_years(report: Report) -> Report:
    """Less the checks against the year before, which a build adds."""
    return replace(report, checks=tuple(check for check in report.checks if check.other_file is None))


def test_a_loaded_report_is_the_one_that_was_read(tmp_path: Path) -> None:
    for sample in samples()[:12]:
        read = _read(tmp_path, sample.file, sample.text)
        assert read.cells
        assert _without_years(_loaded(sample_store(), sample.file)) == _without_years(read)


@pytest.mark.parametrize("body", ODD)
def test_blank_unreadable_and_missing_cells_come_out_as_such(body: str, tmp_path: Path) -> None:
    file = f"{body}.txt"
    assert _without_years(_loaded(odd_store(), file)) == _without_years(_read(tmp_path, file, write_odd(body, *ODD[body])))


def test_an_unknown_report_is_a_key_error_that_names_it() -> None:
    with pytest.raises(KeyError, match="no report 0123456789ab in build"):
        load_report(sample_store(), "0123456789ab")
