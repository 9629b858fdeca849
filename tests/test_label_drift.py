"""However labels drift and values are spelt, no cell is read wrong, and what is not read is said to be in doubt."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from drifted_report import DRIFTS, HARMLESS, SPELLINGS, drift
from every_writer import WRITINGS, Writing
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from judge_reading import Tally, judge_cells, rows_with, said_to_be_in_doubt, start_tally
from written_report import EDITIONS, make_report

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
