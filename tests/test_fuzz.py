"""Damaged files: no crash, no hang, and no wrong number that the reader does not itself call in doubt."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from fuzzer import Case, list_cases
from judge_reading import Tally, judge_cells, said_to_be_in_doubt, start_tally
from written_report import WrittenReport

from index.errors import UnreadableReport
from index.reading import read_report
from index.report import Report, Status

SECONDS_A_FILE = 10
AT_LEAST = 200
EACH = 12
SEED = 0
CASES = tuple(list_cases(EACH))


class TooSlow(Exception):
    """A file took longer than SECONDS_A_FILE."""


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Ends what runs inside after so many seconds, where the system has alarms."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def tally(request: pytest.FixtureRequest) -> Tally:
    return start_tally(request.config, "damaged files, by damage")


def test_there_are_enough_damaged_files() -> None:
    assert len(CASES) >= AT_LEAST


@pytest.mark.slow
@pytest.mark.parametrize("damage", sorted({case.damage for case in CASES}))
def test_damage_never_crashes_hangs_or_makes_a_number_wrong_in_silence(damage: str, tmp_path: Path, tally: Tally) -> None:
    faults: list[str] = []
    for case in CASES:
        if case.damage != damage:
            continue
        path, written = case.make(tmp_path, SEED)
        counts, found = _judge(case, path, written)
        tally.add(damage, counts)
        tally.add("all", counts)
        # One line a file is enough to see what went wrong.
        faults += [f"{case.source}, {case.edition}: {found[0]} and {len(found) - 1} more"] if found else []
    assert not faults, f"{len(faults)} files:\n" + "\n".join(faults)


def _judge(case: Case, path: Path, written: WrittenReport) -> tuple[Counter[str], list[str]]:
    counts = Counter(
        dict.fromkeys(("files", "refused", "right", "unreadable", "missing", "wrong in doubt", "wrong in silence"), 0)
    )
    counts["files"] = 1
    try:
        with time_limit(SECONDS_A_FILE):
            report = read_report(path, path.name)
    except UnreadableReport:
        counts["refused"] = 1
        return counts, []
    except TooSlow:
        return counts, [f"took longer than {SECONDS_A_FILE} s"]
    # Whatever else a damaged file raises is the crash this test looks for.
    except Exception as error:
        return counts, [f"crashed with {error!r}"]
    verdict = judge_cells(report, written.cells)
    counts.update({outcome: verdict.counts[outcome] for outcome in ("right", "unreadable", "missing")})
    wrong = verdict.lines("wrong")
    silent = [fault for fault in wrong if not said_to_be_in_doubt(report, fault.split()[1].rstrip(":"))]
    counts["wrong in silence"], counts["wrong in doubt"] = len(silent), len(wrong) - len(silent)
    return counts, silent + _unnoticed(case, report)


def _unnoticed(case: Case, report: Report) -> list[str]:
    """A number that was changed must break an equation, unless its table was not found at all."""
    found = {cell.key[:2] for cell in report.cells}
    if case.damage != "number changed" or not {"T3", "T4"} <= found:
        return []
    return [] if any(check.status is Status.BROKEN for check in report.checks) else ["a changed number breaks no equation"]
