"""Reports arrive while people ask: whatever ends the writing, an answer comes from one whole build, and the next run goes on."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from arriving import Writer, end_reading, reading, write_generation, writing
from sample_index import build_home

from index.report import Report
from index.storage.home import Home
from index.storage.loading import load_report
from index.storage.manifest import Manifest
from index.storage.store import open_store
from index.storage.verify import verify_build

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

FEW, MANY = 5, 100
IN_A_ROW = 2  # runs that are broken off before one is left to finish
SECONDS = 180
READERS = 8


@dataclass(slots=True)
class Place:
    """Where reports arrive and are indexed; `generation` counts up with each change of the reports."""

    folder: Path
    home: Path
    generation: int = 0
    broken_off: int = 0
    finished: int = 0
    seconds: list[float] = field(default_factory=list)

    def arrive(self) -> None:
        self.generation += 1
        write_generation(self.folder, self.generation)

    def finish(self, writer: Writer, log: Path) -> None:
        """A run that nobody disturbs leaves a whole build of what is in the folder, and nothing else behind."""
        code, seconds = writer.run(self.folder, self.home)
        assert code == 0, log.read_text(encoding="utf-8")
        self.finished += 1
        self.seconds.append(seconds)
        current = Home(self.home).current()
        assert current is not None
        verify_build(current, manifest_of(self.home))
        assert Home(self.home).unfinished() == ()
        assert not list(self.home.glob("*.part"))


def manifest_of(home: Path) -> Manifest:
    with closing(open_store(Home(home))) as store:
        return store.manifest


def reports_of(home: Path) -> dict[str, Report]:
    """Everything that is known of each report, passages included, by file."""
    with closing(open_store(Home(home))) as store:
        return {file: load_report(store, entry.uid) for file, entry in store.manifest.files.items()}


def kill_at_random(place: Place, writer: Writer, times: int, chance: random.Random) -> None:
    """Kill runs at moments spread over the time that one takes."""
    for _ in range(times):
        place.arrive()
        run = writer.start(place.folder, place.home)
        time.sleep(chance.uniform(0, min(place.seconds)))
        with suppress(ProcessLookupError):
            os.kill(run, signal.SIGKILL)
        place.broken_off += writer.wait() == -signal.SIGKILL


def assert_whole(met: Mapping[str, Any], place: Place, log: Path) -> None:
    assert met["errors"] == []
    assert met["generations"]
    assert all(len(found) == 1 for found in met["generations"].values()), met["generations"]
    assert "not told" not in log.read_text(encoding="utf-8")
    place.home.joinpath("clean").mkdir()
    clean = build_home(place.home / "clean", [place.folder])
    assert reports_of(place.home) == reports_of(clean.path)


def break_off(moments: int, in_a_row: int, pause: float, place: Place, log: Path, writer: Writer) -> None:
    """Runs are killed while somebody asks, some in a row, then one is left to finish."""
    chance = random.Random(moments)
    with reading(place.home, pause) as reader:
        while place.broken_off < moments:
            kill_at_random(place, writer, in_a_row, chance)
            place.finish(writer, log)
        met = end_reading(reader)
    assert_whole(met, place, log)
    print(
        f"{place.broken_off} runs killed, {place.finished} finished, {len(met['times'])} questions answered "
        f"from {len(met['generations'])} builds, no error"
    )


@contextmanager
def arriving(tmp_path: Path, home: Path | None = None) -> Iterator[tuple[Place, Path, Writer]]:
    """A home with two builds, the second added to the first as all later ones are, and who writes there, with its log."""
    place, log = Place(tmp_path / "in", home or tmp_path / "home"), tmp_path / "log"
    with writing(log) as writer:
        for _ in range(2):
            place.arrive()
            place.finish(writer, log)
        yield place, log, writer


def test_killed_runs_and_a_disk_that_takes_no_more_disturb_nobody(tmp_path: Path) -> None:
    with arriving(tmp_path) as (place, log, writer):
        assert fill_up(place, log, writer, (0, 3_000, 150_000)) == 3
        assert "cannot write" in log.read_text(encoding="utf-8")
        break_off(FEW, FEW, 0.5, place, log, writer)


@pytest.mark.slow
def test_a_hundred_killed_runs_disturb_no_reader(tmp_path: Path) -> None:
    with arriving(tmp_path) as (place, log, writer):
        break_off(MANY, IN_A_ROW, 0.05, place, log, writer)


# ---- A full disk -----------------------------------------------------------------------------------------------------------


def fill_up(place: Place, log: Path, writer: Writer, run: Sequence[int]) -> int:
    """Runs that cannot write more than so many bytes to a file; how many failed, each in one line."""
    failed = 0
    for largest in run:
        before = Home(place.home).current()
        place.arrive()
        code, _ = writer.run(place.folder, place.home, largest)
        assert code in (0, 1), log.read_text(encoding="utf-8")
        if code == 1:
            failed += 1
            assert Home(place.home).current() == before
            assert Home(place.home).unfinished() == ()
    return failed


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A file system of so many bytes."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.slow
def test_a_full_disk_leaves_the_old_build_answering(tmp_path: Path) -> None:
    if shutil.which("mount") is None:
        pytest.skip("needs mount")
    chance = random.Random(3)
    with small_disk(tmp_path / "small", 256 << 20) as disk, arriving(tmp_path, disk / "home") as (place, log, writer):
        build = shutil.disk_usage(disk).used // 2
        failed = 0
        with reading(place.home, 0.05) as reader:
            for _ in range(25):
                ballast = disk / "ballast"
                free = shutil.disk_usage(disk).free
                with ballast.open("wb") as file:
                    left = chance.randrange(0, build)
                    file.write(bytes(1 << 20) * ((free - left) >> 20) + bytes((free - left) & 0xFFFFF))
                before = Home(place.home).current()
                place.arrive()
                code, _ = writer.run(place.folder, place.home)
                ballast.unlink()
                assert code in (0, 1), log.read_text(encoding="utf-8")
                if code == 1:
                    failed += 1
                    assert Home(place.home).current() == before
            place.finish(writer, log)
            met = end_reading(reader)
        assert failed > 5
        assert_whole(met, place, log)
    print(f"{failed} of 25 runs met a full disk; {len(met['times'])} questions answered, no error")


# ---- Many readers ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_eight_readers_ask_on_while_reports_are_added(tmp_path: Path) -> None:
    writes: list[tuple[float, float]] = []
    with arriving(tmp_path) as (place, log, writer), ExitStack() as stack:
        readers = [stack.enter_context(reading(place.home, 0.2)) for _ in range(READERS)]
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            place.arrive()
            began = time.monotonic()
            place.finish(writer, log)
            writes.append((began, time.monotonic()))
            time.sleep(2)
        mets = [end_reading(reader) for reader in readers]
    assert [met["errors"] for met in mets] == [[]] * READERS
    builds: dict[str, set[int]] = {}
    for met in mets:
        for build, found in met["generations"].items():
            builds.setdefault(build, set()).update(found)
    assert all(len(found) == 1 for found in builds.values())
    assert len(builds) > 3
    times = [tuple(time_) for met in mets for time_ in met["times"]]
    during = [seconds for when, seconds in times if any(start <= when <= end for start, end in writes)]
    outside = [seconds for when, seconds in times if not any(start <= when <= end for start, end in writes)]
    for name, found in (("during a run", sorted(during)), ("outside", sorted(outside))):
        p50, p99 = (found[int(len(found) * share)] * 1000 for share in (0.5, 0.99))
        print(f"{READERS} readers, {len(writes)} runs, {name}: {len(found)} questions, p50 {p50:.0f} ms, p99 {p99:.0f} ms")
