"""A watched folder: files that arrive are indexed once they have settled, and nothing that goes wrong ends the watching."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from sample_index import samples, write_reports

from index.errors import BuildError, Locked
from index.storage.home import Home
from index.storage.manifest import read_manifest
from ui.cli import MISTAKE, main
from ui.shell.watch import watch_folders

SETTLE = 0.3
PATIENCE = 30.0


def wait_for(met: Callable[[], bool]) -> bool:
    ends = time.monotonic() + PATIENCE
    while not met() and time.monotonic() < ends:
        time.sleep(0.02)
    return met()


@contextmanager
def watching(folder: Path, run: Callable[[], None], poll: float | None = None) -> Iterator[list[str]]:
    """Watches in a thread; gives what it complains of."""
    stop, told = Event(), list[str]()

    def watch() -> None:
        watch_folders([folder], run, settle=SETTLE, poll=poll, stop=stop, complain=lambda error: told.append(str(error)))

    thread = Thread(target=watch)
    thread.start()
    try:
        yield told
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.mark.parametrize("poll", [None, 0.2])
def test_a_file_that_is_still_being_written_is_left_until_it_has_settled(tmp_path: Path, poll: float | None) -> None:
    seen: list[str] = []

    def run() -> None:
        seen.append("".join(path.read_text(encoding="utf-8") for path in sorted(tmp_path.iterdir())))

    with watching(tmp_path, run, poll):
        assert wait_for(lambda: seen == [""])
        with (tmp_path / "a.txt").open("w", encoding="utf-8") as file:
            for piece in range(8):
                file.write(str(piece))
                file.flush()
                time.sleep(SETTLE / 3)
        assert wait_for(lambda: len(seen) > 1)
        assert seen == ["", "01234567"]
        (tmp_path / "a.txt").unlink()
        assert wait_for(lambda: seen[2:] == [""])


def test_what_arrives_during_a_run_is_seen_by_the_next(tmp_path: Path) -> None:
    seen: list[int] = []

    def run() -> None:
        seen.append(len(list(tmp_path.iterdir())))
        if len(seen) == 1:
            (tmp_path / "late.txt").write_text("x", encoding="utf-8")

    with watching(tmp_path, run):
        assert wait_for(lambda: seen == [0, 1])


def test_a_failed_run_is_told_and_the_next_goes_on(tmp_path: Path) -> None:
    runs: list[int] = []

    def run() -> None:
        runs.append(1)
        if len(runs) == 1:
            raise BuildError("nothing there yet")

    with watching(tmp_path, run) as told:
        assert wait_for(lambda: told == ["nothing there yet"])
        (tmp_path / "a.txt").write_text("x", encoding="utf-8")
        assert wait_for(lambda: len(runs) == 2)


def test_a_run_that_finds_another_writer_is_tried_again(tmp_path: Path) -> None:
    runs: list[int] = []

    def run() -> None:
        runs.append(1)
        if len(runs) < 3:
            raise Locked("another gkbot is writing")

    with watching(tmp_path, run) as told:
        assert wait_for(lambda: len(runs) == 3)
        time.sleep(0.1)
    assert told == ["another gkbot is writing"] * 2


def test_only_folders_are_watched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    assert main(["index", "--watch", str(tmp_path / "a.txt")]) == MISTAKE
    assert "is no folder" in capsys.readouterr().err


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "inf", "nan"])
def test_a_wait_that_is_none_is_refused(seconds: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["index", "--watch", str(tmp_path), "--settle", seconds]) == MISTAKE
    assert "no number of seconds" in capsys.readouterr().err


@pytest.mark.slow
def test_the_command_follows_a_folder(tmp_path: Path, home: Path) -> None:
    import subprocess
    import sys

    write_reports(tmp_path / "in", samples()[:1])
    command = [sys.executable, "-m", "ui", "index", "--watch", "--settle", "0.5", str(tmp_path / "in")]

    def reports() -> int:
        current = Home(home).current()
        return read_manifest(current).counts.reports if current else 0

    with subprocess.Popen(command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True) as watcher:
        assert wait_for(lambda: reports() == 1)
        write_reports(tmp_path / "in", samples()[:3])
        assert wait_for(lambda: reports() == 3)
        (tmp_path / "in" / samples()[0].file).unlink()
        assert wait_for(lambda: reports() == 2)
        assert watcher.stdout is not None
        told = 0
        while told < 3:
            told += "answers now" in watcher.stdout.readline()
        watcher.terminate()
