"""What is laid aside comes back as it was, in any order, and leaves no file."""

from __future__ import annotations

from pathlib import Path

from index.intake.spool import Spool


def test_what_is_laid_aside_comes_back_as_it_was_in_any_order(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    things = [bytes([at]) * at for at in range(10)]
    for thing in things[:5]:
        spool.add(thing)
    assert spool.get(3) == things[3]
    for thing in things[5:]:
        spool.add(thing)
    assert [spool.get(at) for at in reversed(range(10))] == things[::-1]
    spool.close()
    assert not list(tmp_path.iterdir())


def test_a_spool_without_anything_makes_no_file(tmp_path: Path) -> None:
    Spool(tmp_path / "gone").close()
    assert not list(tmp_path.iterdir())
