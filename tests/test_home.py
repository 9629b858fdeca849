"""The home folder: finished builds, the pointer, the lock."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.errors import BuildError, Locked
from index.storage.home import SEAL, Home


def _finish(home: Home, *build_ids: str) -> None:
    for build_id in build_ids:
        (home.builds / build_id).mkdir(parents=True)
        (home.builds / build_id / SEAL).write_text("{}", encoding="utf-8")


def test_a_new_home_has_no_current_build(home: Path) -> None:
    assert Home(home).current() is None
    assert Home(home).finished() == ()


def test_switch_makes_a_finished_build_current_and_leaves_no_draft(home: Path) -> None:
    _finish(Home(home), "a", "b")
    Home(home).switch("a")
    Home(home).switch("b")
    assert Home(home).current() == Home(home).builds / "b"
    assert sorted(path.name for path in home.iterdir()) == ["CURRENT", "builds"]


def test_switch_refuses_an_unfinished_build_and_keeps_the_pointer(home: Path) -> None:
    _finish(Home(home), "a")
    Home(home).switch("a")
    (home / "builds" / "b").mkdir()
    with pytest.raises(BuildError, match="b"):
        Home(home).switch("b")
    assert Home(home).current() == home / "builds" / "a"


def test_rolling_back_goes_one_build_at_a_time_and_says_when_there_is_none(home: Path) -> None:
    _finish(Home(home), "a", "b", "c")
    Home(home).switch("c")
    assert [Home(home).roll_back(), Home(home).roll_back()] == ["b", "a"]
    with pytest.raises(BuildError, match="no older build"):
        Home(home).roll_back()
    assert Home(home).current() == home / "builds" / "a"


@pytest.mark.parametrize("named", ["", "gone", "../.."])
def test_a_pointer_that_names_no_build_means_no_build(home: Path, named: str) -> None:
    _finish(Home(home), "a")
    (home / "CURRENT").write_text(named, encoding="utf-8")
    assert Home(home).current() is None


def test_build_ids_are_new_and_sort_by_time(home: Path) -> None:
    ids = [Home(home).new_build_id() for _ in range(50)]
    assert len(set(ids)) == 50
    assert ids == sorted(ids)


@pytest.mark.parametrize(("keep", "left"), [(3, ["a", "c", "d", "e"]), (1, ["a", "e"]), (0, ["a"]), (9, list("abcde"))])
def test_prune_keeps_the_newest_and_always_the_current_one(home: Path, keep: int, left: list[str]) -> None:
    _finish(Home(home), *"abcde")
    Home(home).switch("a")
    Home(home).prune(keep)
    assert list(Home(home).finished()) == left
    assert sorted(path.name for path in Home(home).builds.iterdir()) == left


def test_a_build_that_is_read_is_not_removed_before_it_is_let_go_of(home: Path) -> None:
    _finish(Home(home), *"abc")
    Home(home).switch("c")
    hold, again = Home(home).hold("a"), Home(home).hold("a")
    assert Home(home).prune(1) == ("b",)
    hold.release()
    assert Home(home).prune(1) == ()
    del again
    assert Home(home).prune(1) == ("a",)
    with pytest.raises(FileNotFoundError):
        Home(home).hold("a")


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_hold_dies_with_its_process(home: Path) -> None:
    _finish(Home(home), *"ab")
    Home(home).switch("b")
    with holding(f"held = Home(Path({str(home)!r})).hold('a')") as reader:
        assert Home(home).prune(1) == ()
        reader.kill()
        reader.wait()
    assert Home(home).prune(1) == ("a",)


def test_only_unfinished_builds_are_cleared(home: Path) -> None:
    _finish(Home(home), "a")
    (home / "builds" / "b" / "chroma").mkdir(parents=True)
    (home / "builds" / "b" / "chroma" / "x").write_text("x", encoding="utf-8")
    assert Home(home).clear_unfinished() == ("b",)
    assert [path.name for path in Home(home).builds.iterdir()] == ["a"]


def test_a_second_writer_is_told_at_once(home: Path) -> None:
    with Home(home).lock(), pytest.raises(Locked, match=str(home)) as refused, Home(home).lock():
        pass
    assert "\n" not in str(refused.value)
    with Home(home).lock():
        pass


def test_a_lock_dies_with_its_process(home: Path) -> None:
    with holding(f"lock = Home(Path({str(home)!r})).lock(); lock.__enter__()") as holder:
        with pytest.raises(Locked), Home(home).lock():
            pass
        holder.kill()
    with Home(home).lock():
        pass


@contextmanager
def holding(code: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has run the code and waits."""
    program = f"import sys\nfrom pathlib import Path\nfrom index.storage.home import Home\n{code}\nprint('held', flush=True)\n"
    program += "sys.stdin.read()"
    root = Path(__file__).parents[1]
    with subprocess.Popen([sys.executable, "-c", program], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        yield holder
