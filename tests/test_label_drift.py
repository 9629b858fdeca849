"""However labels drift and values are spelt, no cell is read wrong, and what is not read is said to be in doubt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from drifted_report import DRIFTS, HARMLESS, SPELLINGS, drift
from every_writer import WRITINGS, Writing
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from judge_reading import Tally, judge_cells, rows_with, said_to_be_in_doubt, start_tally
from written_report import BLANK, EDITIONS, Printed, lay_tables, make_report

from index.reading import read_report
from index.report import State

FIXED = settings(
    derandomize=True,
    database=None,
    deadline=None,
    # An example is a file that takes long to shrink, and as it is it names its drifts.
    phases=(Phase.generate,),
    # The folder is the same for all examples on purpose: each writes its file anew.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
QUICK = [writing for writing in WRITINGS if writing.name.split(":")[0] in ("text", "html", "docx")]
EXACT = [writing for writing in QUICK if not writing.drops_blanks]
SHARES = (0.1, 0.4, 1.0)


@pytest.fixture(scope="module")
def tally(request: pytest.FixtureRequest) -> Tally:
    return start_tally(request.config, "cells read, by drift of labels and spelling of values")


@settings(FIXED, max_examples=100)
@given(
    writing=st.sampled_from(EXACT),
    edition=st.sampled_from(EDITIONS),
    drifts=st.sets(st.sampled_from(HARMLESS)),
    share=st.sampled_from(SHARES),
    spellings=st.sets(st.sampled_from(sorted(SPELLINGS))),
    seed=st.integers(0, 10_000),
)
def test_harmless_drift_costs_no_cell(
    writing: Writing,
    edition: str,
    drifts: set[str],
    share: float,
    spellings: set[str],
    seed: int,
    tmp_path: Path,
    tally: Tally,
) -> None:
    written = drift(make_report(edition, "full", seed % 7), drifts, share, spellings, Random(seed))
    path = writing.write(written, tmp_path)
    verdict = judge_cells(read_report(path, path.name), written.cells)
    for name in drifts | spellings:
        tally.add(f"harmless, {name}", verdict.counts)
    # A row with a word among its values may be given up as a whole.
    doubtful = rows_with(written, State.UNREADABLE)
    faults = [fault for fault in verdict.faults if fault.startswith("wrong") or fault.split()[1].rstrip(":") not in doubtful]
    assert not faults, "\n".join(faults[:10])


@settings(FIXED, max_examples=180)
@given(
    writing=st.sampled_from(QUICK),
    edition=st.sampled_from(EDITIONS),
    drifts=st.sets(st.sampled_from(sorted(DRIFTS)), min_size=1, max_size=4),
    share=st.sampled_from(SHARES),
    spellings=st.sets(st.sampled_from(sorted(SPELLINGS)), min_size=1),
    seed=st.integers(0, 10_000),
)
def test_no_drift_makes_a_cell_wrong(
    writing: Writing,
    edition: str,
    drifts: set[str],
    share: float,
    spellings: set[str],
    seed: int,
    tmp_path: Path,
    tally: Tally,
) -> None:
    written = drift(make_report(edition, "full", seed % 7), drifts, share, spellings, Random(seed))
    path = writing.write(written, tmp_path)
    report = read_report(path, path.name)
    verdict = judge_cells(report, written.cells)
    for name in drifts:
        tally.add(f"any, {name}", verdict.counts)
    assert not verdict.lines("wrong"), "\n".join(verdict.lines("wrong")[:10])
    silent = [fault for fault in verdict.faults if not said_to_be_in_doubt(report, fault.split()[1].rstrip(":"))]
    assert not silent, "\n".join(silent[:10])


# Found among many thousand more drifted reports than are tried here, each cut down to what it takes.
FOUND = {
    "a question mark alone in a cell of a full grid": (
        "text: full pipes",
        "2021",
        {},
        {"T2.licences.decisions": Printed("？", State.UNREADABLE)},
    ),
    "the rule below a Markdown header whose label is broken over two lines": (
        "text: markdown",
        "2021",
        {"行政复议": "行政\n复议"},
        {},
    ),
    "an empty value before one that a merged cell repeats, below a broken heading": (
        "text: repeating markdown",
        "2019",
        {"上一年项目数量": "上一年\n项目数量"},
        {"T2.fees.previous_items": BLANK},
    ),
    "the replacement character alone in a cell": (
        "text: full tab rows",
        "2021",
        {},
        {"T2.penalties.decisions": Printed("\ufffd", State.UNREADABLE), "T3.new.total": Printed("\ufffd", State.UNREADABLE)},
    ),
    "a number in brackets behind a label": (
        "text: full pipes",
        "2021",
        {},
        {"T2.licences.decisions": Printed("（1722）", State.UNREADABLE)},
    ),
    "a damaged number behind the empty cell of a merged label": (
        "text: tabs",
        "2021",
        {"自然人": "自然人（件）", "总计": "总计（件）"},
        {"T3.partial.natural": Printed("2O", State.UNREADABLE)},
    ),
    "a thin blank between groups of digits": (
        "text: full tab rows",
        "2021",
        {},
        {"T2.rules.issued": Printed("2\u2009835", State.NUMBER, 2835), "T2.rules.valid": BLANK},
    ),
}


@pytest.mark.parametrize(("name", "edition", "labels", "values"), FOUND.values(), ids=FOUND)
def test_what_was_found_is_no_longer_wrong(
    name: str, edition: str, labels: dict[str, str], values: dict[str, Printed], tmp_path: Path
) -> None:
    plain = make_report(edition, "full")
    cells = {**plain.cells, **values}
    tables = tuple(
        table.change(lambda cell: replace(cell, text=labels.get(cell.text, cell.text))) for table in lay_tables(edition, cells)
    )
    writing = next(writing for writing in WRITINGS if writing.name == name)
    path = writing.write(replace(plain, tables=tables, cells=cells), tmp_path)
    assert not judge_cells(read_report(path, path.name), cells).lines("wrong")
