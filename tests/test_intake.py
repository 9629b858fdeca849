"""From paths to reports through worker processes: order, names, limits, archives, and one line for every bad file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from form_pages import write_page, zero_page
from toy_reports import ToyEmbedder, ToyFolder, toy_report

from index.errors import BuildError
from index.intake.paths import InProcess, find_sources, make_sandbox, read_sources, unpack
from index.intake.sandbox import Sandbox
from index.limits import MB, Limits
from index.reading import read_report
from index.sample.reports import make_samples
from index.storage.build import BuildSummary, build_index
from index.storage.home import Home
from index.storage.progress import Step
from index.storage.store import open_store

LIMITS = Limits(file_bytes=1 * MB, seconds=60, workers=2)
PAGE = write_page("2021", *zero_page())


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with make_sandbox(LIMITS) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    return made


def _write_samples(folder: Path, count: int) -> list[str]:
    samples = list(make_samples(count, seed=3))
    for sample in samples:
        (folder / sample.file).write_text(sample.text, encoding="utf-8")
    return [sample.file for sample in samples]


def _page(body: str) -> str:
    return PAGE.replace("青屿市岚桥局", body)


def test_reports_come_back_from_workers_as_they_are_read_here_and_in_order(folder: Path, sandbox: Sandbox) -> None:
    names = _write_samples(folder, 6)
    found = find_sources([folder], sandbox, LIMITS)
    readings = list(read_sources(found.files, sandbox, LIMITS))
    assert [source.name for source, _, _ in readings] == sorted(names)
    for source, reading, failure in readings:
        assert failure == ""
        assert reading is not None
        assert unpack(reading.data).report == read_report(source.path, source.name)


def test_what_stands_in_for_the_sandbox_gives_the_same(folder: Path, sandbox: Sandbox) -> None:
    _write_samples(folder, 2)
    (folder / "bad.txt").write_text("今天天气很好。", encoding="utf-8")
    sources = find_sources([folder], sandbox, LIMITS).files
    assert list(read_sources(sources, sandbox, LIMITS)) == list(read_sources(sources, InProcess(), LIMITS))


def test_members_of_archives_are_read_in_place_beside_files(folder: Path, sandbox: Sandbox) -> None:
    (folder / "a.txt").write_text(_page("青屿市梧桐局"), encoding="utf-8")
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr("2023/岚桥局.html", f"<html><body>{_page('青屿市岚桥局')}</body></html>")
        archive.writestr("2023/空.txt", "")
        archive.writestr("../trick.txt", _page("青屿市竹溪局"))
        archive.writestr("film.mp4", "x")
        archive.writestr("__MACOSX/2023/._岚桥局.html", "x")
        archive.writestr(".DS_Store", "x")
    (folder / "cut.zip").write_bytes((folder / "b.zip").read_bytes()[:200])
    found = find_sources([folder], sandbox, LIMITS)
    assert [source.name for source in found.files] == ["a.txt", "b.zip/2023/岚桥局.html", "b.zip/2023/空.txt"]
    assert found.skipped == 1
    assert list(found.failed) == ["b.zip/../trick.txt", "cut.zip"]
    assert found.failed["cut.zip"].startswith("a damaged or cut off archive")
    (_, first, _), (_, second, _), (_, third, failure) = read_sources(found.files, sandbox, LIMITS)
    assert first is not None
    assert second is not None
    assert (first.entry.organisation, second.entry.organisation) == ("青屿市梧桐局", "青屿市岚桥局")
    assert second.entry.file == unpack(second.data).report.file == "b.zip/2023/岚桥局.html"
    assert (third, failure) == (None, "the file is empty; get it again")


def test_archives_of_one_name_are_told_apart_and_control_characters_are_never_shown(folder: Path, sandbox: Sandbox) -> None:
    for part in ("x", "y"):
        (folder / part).mkdir()
        with zipfile.ZipFile(folder / part / "a.zip", "w") as archive:
            archive.writestr("red\x1b[31m.txt", PAGE)
    names = [source.name for source in find_sources([folder / "x" / "a.zip", folder / "y" / "a.zip"], sandbox, LIMITS).files]
    assert names == ["x/a.zip/red\\x1b[31m.txt", "y/a.zip/red\\x1b[31m.txt"]


def test_a_file_over_the_limit_is_not_opened(folder: Path, sandbox: Sandbox) -> None:
    with (folder / "large.txt").open("wb") as file:
        file.truncate(200 * MB)
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr("large.txt", bytes(2 * MB))
    found = find_sources([folder], sandbox, LIMITS)
    ((_, _, failure),) = read_sources(found.files, sandbox, LIMITS)
    assert failure == "200 MB, more than the limit of 1 MB; raise GKBOT_MAX_FILE_MB or leave it out"
    assert found.failed == {"b.zip/large.txt": "2 MB, more than the limit of 1 MB; raise GKBOT_MAX_FILE_MB or leave it out"}


def _build(folder: Path, home: Path) -> BuildSummary:
    return build_index([folder], Home(home), ToyEmbedder(), limits=LIMITS)


def test_a_build_reads_good_files_beside_bad_ones_and_says_why(folder: Path, home: Path) -> None:
    (name,) = _write_samples(folder, 1)
    (folder / "page.doc").write_text(f"<html><body>{_page('青屿市竹溪局')}</body></html>", encoding="utf-8")
    (folder / "same.txt").write_bytes((folder / name).read_bytes())
    (folder / "empty.docx").write_bytes(b"")
    (folder / "binary.txt").write_bytes(b"\0\1\2")
    (folder / "prose.txt").write_text("今天天气很好。", encoding="utf-8")
    (folder / "locked.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    summary = _build(folder, home)
    failed = dict(summary.failed)
    assert sorted(failed) == sorted(["empty.docx", "binary.txt", "prose.txt", "locked.docx", name])
    assert failed[name] == "the same content as same.txt, which is kept"
    assert all(reason and "\n" not in reason and not reason.startswith(file) for file, reason in failed.items())
    read = dict(summary.read)
    assert read["same.txt"] == ()
    assert "named .doc but is a web page, read as that" in read["page.doc"]
    store = open_store(Home(home))
    assert store.manifest.failed == failed
    assert store.manifest.files.keys() == read.keys()
    store.close()


def test_an_archive_without_anything_to_read_is_one_line(folder: Path, home: Path) -> None:
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr("film.mp4", "x")
    with pytest.raises(BuildError, match="the archives given hold no files of a kind that can be read"):
        _build(folder, home)


def test_the_same_report_in_a_folder_and_an_archive_is_one_report(folder: Path, home: Path) -> None:
    (folder / "a.txt").write_text(PAGE, encoding="utf-8")
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr("a.txt", PAGE)
    summary = _build(folder, home)
    assert [file for file, _ in summary.read] == ["b.zip/a.txt"]
    assert summary.failed == (("a.txt", "the same content as b.zip/a.txt, which is kept"),)


def test_the_better_reading_of_one_report_answers(tmp_path: Path, home: Path) -> None:
    toys = ToyFolder(tmp_path / "toys")
    good = toy_report("云山县档案馆", 2023)
    toys.add("a.html", good)
    toys.add("b.pdf", replace(good, warnings=("one", "two", "three")))
    summary = build_index([toys.path / "a.html", toys.path / "b.pdf"], Home(home), ToyEmbedder(), read=toys.read)
    assert [file for file, _ in summary.read] == ["a.html"]
    assert "read better" in dict(summary.failed)["b.pdf"]


def test_progress_counts_files_not_archives(folder: Path, home: Path) -> None:
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr("a.txt", PAGE)
        archive.writestr("b.txt", _page("青屿市竹溪局"))
    steps: list[Step] = []
    build_index([folder], Home(home), ToyEmbedder(), limits=LIMITS, progress=steps.append)
    assert steps[0] == Step("reading", 0, 2)
