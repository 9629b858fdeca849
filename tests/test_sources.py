"""Which files a build is made of, and under what names."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from index.errors import BuildError
from index.intake.sources import collect_sources

SUFFIXES = {".txt": None, ".docx": None}


def _touch(folder: Path, *files: str) -> None:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(file, encoding="utf-8")


def _names(*paths: Path) -> list[str]:
    return [source.name for source in collect_sources(paths, SUFFIXES).files]


def test_folders_are_searched_through_and_named_from_the_folder_given(tmp_path: Path) -> None:
    _touch(tmp_path, "b.txt", "a/2023/x.TXT", "a/y.docx")
    assert _names(tmp_path) == ["a/2023/x.TXT", "a/y.docx", "b.txt"]


def test_hidden_and_passing_files_do_not_exist_for_a_build(tmp_path: Path) -> None:
    _touch(tmp_path, "a.txt", ".b.txt", ".git/c.txt", "~$a.docx")
    assert _names(tmp_path) == ["a.txt"]
    assert collect_sources([tmp_path], SUFFIXES).skipped == 0


def test_files_no_reader_is_there_for_are_counted_in_folders_and_taken_when_named(tmp_path: Path) -> None:
    _touch(tmp_path, "a.txt", "b.jpg", "c/d.zip")
    assert collect_sources([tmp_path], SUFFIXES).skipped == 2
    assert _names(tmp_path / "b.jpg") == ["b.jpg"]


def test_a_hidden_folder_can_be_named(tmp_path: Path) -> None:
    _touch(tmp_path, ".reports/a.txt")
    assert _names(tmp_path / ".reports") == ["a.txt"]


def test_names_that_clash_get_as_many_folders_as_it_takes(tmp_path: Path) -> None:
    _touch(tmp_path, "x/in/a.txt", "y/in/a.txt", "z/b.txt")
    assert _names(tmp_path / "x" / "in", tmp_path / "y" / "in", tmp_path / "z") == ["b.txt", "x/in/a.txt", "y/in/a.txt"]


def test_a_file_given_twice_is_one_file(tmp_path: Path) -> None:
    _touch(tmp_path, "x/a.txt")
    assert _names(tmp_path, tmp_path / "x" / "a.txt", tmp_path / "x" / ".." / "x") == ["x/a.txt"]


def test_the_order_of_the_paths_changes_nothing_but_clashes(tmp_path: Path) -> None:
    _touch(tmp_path, "x/a.txt", "y/b.txt")
    assert _names(tmp_path / "y", tmp_path / "x") == _names(tmp_path / "x", tmp_path / "y") == ["a.txt", "b.txt"]


@pytest.mark.parametrize("given", ["gone", "empty", "other"])
def test_nothing_to_read_is_one_line(tmp_path: Path, given: str) -> None:
    _touch(tmp_path, "other/a.jpg")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BuildError, match=given) as refused:
        collect_sources([tmp_path / given], SUFFIXES)
    assert "\n" not in str(refused.value)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux file systems take any bytes as a name")
def test_a_name_that_is_no_utf8_becomes_one_that_can_be_stored(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + "/报告.txt".encode("gbk")
    with open(path, "w", encoding="utf-8") as file:
        file.write("x")
    (name,) = _names(tmp_path)
    assert name.encode("utf-8").endswith(b".txt")
    assert collect_sources([tmp_path], SUFFIXES).files[0].path.read_text(encoding="utf-8") == "x"
