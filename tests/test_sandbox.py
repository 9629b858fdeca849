"""Calls in worker processes: whatever one of them does costs its own call and no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import harmful
import pytest
from processes import is_alive, wait_until_gone

from index.intake.sandbox import CALLS_PER_WORKER, Outcome, Sandbox
from index.limits import MB, Limits
from index.readers.archive import Member

LIMITS = Limits(seconds=20, memory_bytes=1024 * MB, workers=2)
ROOT = Path(__file__).parents[1]
posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has neither these signals nor these limits")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, "index.errors") as made:
        yield made


def _one(sandbox: Sandbox, function: object, *arguments: object) -> Outcome:
    (outcome,) = sandbox.map(function, [arguments])  # type: ignore[arg-type]
    return outcome


def test_outcomes_come_in_the_order_of_the_calls(sandbox: Sandbox) -> None:
    waits = [0.3, 0.0, 0.1, 0.0]
    assert [outcome.value for outcome in sandbox.map(harmful.sleep, [(wait,) for wait in waits])] == waits
    assert [outcome.value for outcome in sandbox.map(harmful.double, ((n,) for n in range(300)))] == [2 * n for n in range(300)]


def test_calls_run_side_by_side_in_processes_that_are_kept(sandbox: Sandbox) -> None:
    pids = {outcome.value for outcome in sandbox.map(harmful.say_process, [()] * 40)}
    assert 1 <= len(pids) <= 2
    assert os.getpid() not in pids
    started = time.perf_counter()
    list(sandbox.map(harmful.sleep, [(0.8,)] * 4))
    assert time.perf_counter() - started < 4 * 0.8


def test_workers_are_found_from_any_folder(tmp_path: Path) -> None:
    (tmp_path / "index.py").write_text("raise SystemExit('the wrong index')", encoding="utf-8")
    program = """
from index.limits import Limits
from index.intake.sandbox import Sandbox
import os
os.chdir(os.environ["ELSEWHERE"])
with Sandbox(Limits(workers=1), "index.errors") as sandbox:
    print(next(sandbox.map(abs, [(-7,)])).value)
"""
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"} | {"ELSEWHERE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("7\n", "")


def test_a_few_small_calls_need_one_worker_only() -> None:
    with Sandbox(replace(LIMITS, workers=4), "index.intake.paths") as fresh:
        assert len({outcome.value for outcome in fresh.map(harmful.say_process, [()] * 12)}) == 1


@posix_only
@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (harmful.stumble, "unexpected IndexError: list index"),
        (harmful.crash, "the process reading it died (SIGSEGV): damaged, or too much for its reader"),
        (harmful.leave, "the process reading it died (exit code 3): damaged, or too much for its reader"),
        (harmful.eat_memory, "needs more than 1024 MB of memory to be read; raise GKBOT_READ_MEMORY_MB or leave it out"),
        (harmful.eat_memory_slowly, "needs more than 1024 MB of memory to be read; raise GKBOT_READ_MEMORY_MB or leave it out"),
        (harmful.raise_interrupt, "the process reading it died (SIGINT): damaged, or too much for its reader"),
        (harmful.give_trap, "the process reading it died (it sent what is no report)"),
        (harmful.give_socket_family, "the process reading it died (it sent what is no report)"),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_harm_costs_one_call_and_is_told_in_one_line(sandbox: Sandbox, function: object, reason: str) -> None:
    before, bad, after = _one(sandbox, harmful.double, 1), _one(sandbox, function), _one(sandbox, harmful.double, 2)
    assert (before.value, after.value) == (2, 4)
    assert bad.value is None
    assert bad.failure is not None
    assert bad.failure.startswith(reason)
    assert "\n" not in bad.failure
    assert not Path("trapped").exists()


def test_a_refusal_is_handed_on_as_it_is(sandbox: Sandbox) -> None:
    assert _one(sandbox, harmful.refuse, "a.txt") == Outcome(failure="a.txt: is no report")


def test_plain_data_comes_back_as_it_was(sandbox: Sandbox) -> None:
    assert _one(sandbox, harmful.give_member) == Outcome(Member("a.txt", 7))


def test_what_a_reader_prints_reaches_nobody_and_it_can_read_no_input(
    sandbox: Sandbox, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _one(sandbox, harmful.print_much).value == "well"
    assert _one(sandbox, harmful.read_input).value == ""
    assert capfd.readouterr() == ("", "")


def test_a_worker_gets_no_settings_and_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GKBOT_HOME", "somewhere")
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    with Sandbox(LIMITS, "index.errors") as fresh:
        names = _one(fresh, harmful.list_environment).value
    assert "PATH" in names
    assert not {"GKBOT_HOME", "OPENAI_API_KEY"} & set(names)


def test_temporary_files_are_gone_with_the_sandbox() -> None:
    with Sandbox(LIMITS, "index.errors") as fresh:
        left = Path(_one(fresh, harmful.leave_file).value)
        assert left.exists()
    assert not left.exists()
    assert not left.parent.exists()


@posix_only
@pytest.mark.parametrize(("function", "most"), [(harmful.sleep, 10), (harmful.hang_deaf, 15)])
def test_a_hang_ends_when_its_time_is_up(function: object, most: float) -> None:
    with Sandbox(replace(LIMITS, seconds=1), "index.errors") as hasty:
        assert _one(hasty, harmful.double, 1).value == 2
        started = time.perf_counter()
        outcome = _one(hasty, function, *((60,) if function is harmful.sleep else ()))
        assert time.perf_counter() - started < most
        assert outcome.failure == "took more than 1 s to read; raise GKBOT_READ_SECONDS or leave it out"
        assert _one(hasty, harmful.double, 2).value == 4


@posix_only
def test_programs_a_reader_has_started_end_with_its_time(tmp_path: Path) -> None:
    with Sandbox(replace(LIMITS, seconds=1), "index.errors") as hasty:
        assert "took more than" in str(_one(hasty, harmful.start_program, str(tmp_path / "pid")).failure)
        assert wait_until_gone(int((tmp_path / "pid").read_text(encoding="utf-8")))


def test_workers_are_replaced_after_many_calls() -> None:
    with Sandbox(replace(LIMITS, workers=1), "index.errors") as single:
        pids = [outcome.value for outcome in single.map(harmful.say_process, [()] * (CALLS_PER_WORKER + 1))]
    assert len(set(pids)) == 2
    assert len(set(pids[:CALLS_PER_WORKER])) == 1


@posix_only
def test_leaving_early_ends_all_workers_at_once() -> None:
    with Sandbox(LIMITS, "index.errors") as fresh:
        pids = {outcome.value for outcome in fresh.map(harmful.say_process, [()] * 20)}
        outcomes = fresh.map(harmful.sleep, [(0.0,), (60.0,), (60.0,)])
        next(outcomes)
        started = time.perf_counter()
    assert time.perf_counter() - started < 4
    assert all(wait_until_gone(pid) for pid in pids)


@posix_only
def test_workers_end_with_a_parent_that_is_killed_and_leave_nothing(tmp_path: Path) -> None:
    program = """
import sys, harmful
from index.limits import Limits
from index.intake.sandbox import Sandbox
with Sandbox(Limits(workers=1), "index.errors") as sandbox:
    print(next(sandbox.map(harmful.say_process, [()])).value, flush=True)
    sys.stdin.read()
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"))), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", program], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_alive(pid)
        assert len(list(tmp_path.iterdir())) == 1
        parent.send_signal(signal.SIGKILL)
        assert wait_until_gone(pid)
    assert not list(tmp_path.iterdir())
