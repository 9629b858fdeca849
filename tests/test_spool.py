"""What is laid aside comes back as it was, in any order, and leaves no file."""

from __future__ import annotations

from pathlib import Path

from toy_reports import toy_report

from index.spool import Spool


def test_things_come_back_as_they_were_in_any_order(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    things = [toy_report("云山县水务局", year) for year in range(2020, 2030)]
    assert [spool.add(thing) for thing in things[:5]] == [0, 1, 2, 3, 4]
    assert spool.get(3) == things[3]
    assert [spool.add(thing) for thing in things[5:]] == [5, 6, 7, 8, 9]
    assert [spool.get(number) for number in reversed(range(10))] == things[::-1]
    spool.close()
    assert not list(tmp_path.iterdir())


def test_a_spool_without_anything_makes_no_file(tmp_path: Path) -> None:
    Spool(tmp_path / "gone").close()
    assert not list(tmp_path.iterdir())
