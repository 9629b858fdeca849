"""The tables that `gkbot export` writes: every number of every report, each with the text it stands in."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sample_index import odd_store, sample_home, sample_store, samples
from sqlalchemy import func, select

from index.storage import schema
from index.storage.tabular import TABLES, export_table
from ui.cli import MISTAKE, OK, main


@cache
def table(name: str) -> tuple[dict[str, Any], ...]:
    made = export_table(sample_store(), name)
    return tuple(dict(zip(made.columns, row, strict=True)) for row in made.rows)


def texts() -> dict[str, str]:
    with sample_store().engine.connect() as connection:
        joined = select(schema.reports.c.uid, schema.texts.c.text).join(schema.texts)
        return {row.uid: row.text for row in connection.execute(joined)}


def test_every_cell_is_the_one_printed_and_names_its_report() -> None:
    told = {(row["file"], row["key"]): row["number"] for row in table("cells")}
    assert told == {(sample.file, key): number for sample in samples() for key, number in sample.cells.items()}
    bodies = {(row["file"], row["organisation"], row["year"]) for row in table("cells")}
    assert bodies == {(sample.file, sample.organisation, sample.year) for sample in samples()}


@pytest.mark.parametrize("name", ["cells", "figures", "checks"])
def test_the_quote_of_each_number_is_what_stands_there(name: str) -> None:
    texts_by_uid, quoted = texts(), [row for row in table(name) if row["quote"] is not None]
    assert len(quoted) > len(samples())
    for row in quoted:
        assert texts_by_uid[row["report"]][row["start"] : row["end"]] == row["quote"]
    if name == "cells":
        assert all(row["raw"] in row["quote"] for row in quoted)


def test_a_report_has_one_row_with_all_its_cells_and_what_is_broken() -> None:
    rows = {row["file"]: row for row in table("reports")}
    assert len(rows) == len(table("reports")) == len(samples())
    for sample in samples():
        assert {key: rows[sample.file][key] for key in sample.cells} == dict(sample.cells)
        assert bool(rows[sample.file]["broken_checks"]) is (sample.defect is not None)


@pytest.mark.parametrize(
    ("name", "rows"), [("figures", schema.figures), ("checks", schema.checks), ("indicators", schema.indicators)]
)
def test_no_row_of_the_build_is_left_out(name: str, rows: Any) -> None:
    with sample_store().engine.connect() as connection:
        assert len(table(name)) == connection.scalar(select(func.count()).select_from(rows))


def test_a_cell_that_is_blank_or_unreadable_says_so_and_has_no_number() -> None:
    made = export_table(odd_store(), "cells")
    told = {
        (row["organisation"], row["key"]): (row["number"], row["state"], row["raw"])
        for row in (dict(zip(made.columns, r, strict=True)) for r in made.rows)
    }
    assert told["青屿市砚石局", "T3.new.total"] == (None, "blank", "")
    assert told["青屿市听澜局", "T3.new.total"] == (None, "dash", "/")
    assert told["青屿市栖云局", "T3.new.business"] == (None, "unreadable", "l2")


def test_another_table_is_refused() -> None:
    with pytest.raises(ValueError, match="expected one of cells, reports"):
        export_table(sample_store(), "passages")


@pytest.mark.parametrize("name", TABLES)
def test_the_command_writes_each_table(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GKBOT_HOME", str(sample_home().path))
    assert main(["export", str(tmp_path / "out.csv"), "--table", name]) == OK
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sum(1 for _ in csv.reader(file)) == len(table(name)) + 1
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.parametrize(
    ("file", "more", "told"), [("a.ods", [], "csv, xlsx, parquet"), ("a.csv", ["--table", "x"], "cells"), ("no/a.csv", [], "no")]
)
def test_what_cannot_be_written_is_one_line_and_leaves_nothing(
    file: str, more: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GKBOT_HOME", str(sample_home().path))
    assert main(["export", str(tmp_path / file), *more]) == MISTAKE
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert told in error
    assert list(tmp_path.iterdir()) == []
