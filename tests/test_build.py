"""Making a build: what gets in, what is listed, and that nothing but a verified build ever answers."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from toy_reports import ToyEmbedder, ToyFolder, toy_report

from index.errors import BuildError, Locked
from index.report import Passage, Report
from index.storage import schema
from index.storage.build import BuildSummary, build_index
from index.storage.draft import searchable_texts
from index.storage.gate import ChangedAnswer
from index.storage.home import SEAL, Home
from index.storage.manifest import FileEntry, Manifest, read_manifest, write_manifest
from index.storage.progress import Step
from index.storage.store import Store, open_store
from index.storage.verify import verify_build


@pytest.fixture
def folder(tmp_path: Path) -> ToyFolder:
    made = ToyFolder(tmp_path / "reports")
    made.add("2023/water.txt", toy_report())
    made.add("forest.txt", toy_report("云山县林业局", 2022, "林业局公开造林计划。", edition="2019"))
    return made


def _build(folder: ToyFolder, home: Path, **options: Any) -> BuildSummary:
    return build_index([folder.path], Home(home), ToyEmbedder(), read=folder.read, **options)


def _rows(store: Store, table: Any) -> list[dict[str, Any]]:
    with store.engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def _current(home: Path) -> Path:
    folder = Home(home).current()
    assert folder is not None
    return folder


def test_the_summary_and_the_manifest_say_what_was_built(folder: ToyFolder, home: Path) -> None:
    folder.add("film.mp4", None)
    summary = _build(folder, home)
    manifest = read_manifest(_current(home))
    assert summary.read == (("2023/water.txt", ("an empty cell",)), ("forest.txt", ("an empty cell",)))
    assert (summary.failed, summary.removed, summary.skipped, summary.passages) == ((), (), 1, 3)
    assert summary.build_id == manifest.build == _current(home).name
    assert (manifest.counts.reports, manifest.counts.passages, manifest.counts.figures) == (2, 3, 2)
    assert (manifest.model.id, manifest.model.dimensions, manifest.schema) == ("toy@1", 64, schema.VERSION)
    assert list(manifest.files) == ["2023/water.txt", "forest.txt"]
    assert all(entry.uid == entry.sha256[:12] for entry in manifest.files.values())
    assert {"chromadb", "rjieba"} <= manifest.versions.keys()


def test_facts_read_back_are_the_facts_of_the_report(folder: ToyFolder, home: Path) -> None:
    _build(folder, home)
    store = open_store(Home(home))
    water = next(row for row in _rows(store, schema.reports) if row["organisation"] == "云山县水务局")
    report = toy_report()
    assert (water["file"], water["year"], water["edition"]) == ("2023/water.txt", 2023, "2021")
    assert (water["kind"], water["province"], water["city"], water["county"]) == ("bureau", "东海省", "云州市", "云山县")
    assert (water["phone"], water["email"], water["address"]) == ("000-5550123", "xx@example.invalid", None)
    assert (water["period_from"], water["period_to"], water["website_start"]) == ("2023-01-01", "2023-12-31", None)
    assert report.text[water["contact_start"] : water["contact_end"]] == "全年通过网站公开信息128条。"
    assert store.text(water["id"]) == report.text
    mine = {
        table.name: [row for row in _rows(store, table) if row["report_id"] == water["id"]]
        for table in (schema.aliases, schema.chapters, schema.figures, schema.checks, schema.passages)
    }
    assert [row["alias"] for row in mine["aliases"]] == ["水务局"]
    assert [(row["number"], row["heading"]) for row in mine["chapters"]] == [(1, "一、总体情况")]
    assert [(row["value"], row["value_max"], row["unit"], row["approximate"]) for row in mine["figures"]] == [
        (128, None, "条", False)
    ]
    (check,) = mine["checks"]
    assert (check["code"], check["status"], check["left"], check["right"]) == ("T3.sum", "broken", 7, 12)
    assert json.loads(check["cells"]) == ["T3.new.natural", "T3.new.total"]
    assert [row["text"] for row in mine["passages"]] == [passage.text for passage in report.passages]
    assert all(report.text[row["start"] : row["end"]] == row["text"] for row in mine["passages"])
    store.close()


def test_only_numbers_have_a_value_and_whole_ones_stay_exact(folder: ToyFolder, home: Path) -> None:
    _build(folder, home)
    store = open_store(Home(home))
    (row,) = _rows(store, schema.cells["2021"])
    filled = {name: value for name, value in row.items() if isinstance(value, float)}
    assert filled == {"t3_new_natural": 7, "t3_new_total": 2**53 - 1}
    assert len(_rows(store, schema.cells["2019"])) == 1
    store.close()


def test_a_report_without_edition_year_or_passages_is_taken(folder: ToyFolder, home: Path) -> None:
    bare = replace(toy_report("云山县档案馆", None, edition=None), passages=(), period=None)
    folder.add("bare.txt", bare)
    assert dict(_build(folder, home).read).keys() == {"2023/water.txt", "bare.txt", "forest.txt"}


def test_reports_without_any_passage_make_a_build(tmp_path: Path, home: Path) -> None:
    folder = ToyFolder(tmp_path / "reports")
    folder.add("a.txt", replace(toy_report(), passages=()))
    assert _build(folder, home).passages == 0
    store = open_store(Home(home))
    assert store.lexical("公开") == store.dense(ToyEmbedder().encode(["公开"])[0]) == []
    store.close()


def test_a_passage_that_embeds_to_nothing_does_not_fail_the_build(folder: ToyFolder, home: Path) -> None:
    report = toy_report("云山县档案馆")
    folder.add("zero.txt", replace(report, passages=(Passage(1, (), "", 0, 0),)))
    assert _build(folder, home).passages == 4


def _read_badly(folder: ToyFolder, error: Exception) -> Callable[[Path, str], Report]:
    def read(path: Path, file: str) -> Report:
        if file == "bad.txt":
            raise error
        return folder.read(path, file)

    return read


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (None, "this is not a report"),
        (IndexError("list index\nout of range"), "unexpected IndexError: list index"),
        (RecursionError("too deep"), "unexpected RecursionError: too deep"),
    ],
)
def test_a_file_that_fails_is_listed_and_the_rest_is_served(
    folder: ToyFolder, home: Path, error: Exception | None, reason: str
) -> None:
    folder.add("bad.txt", None)
    read = _read_badly(folder, error) if error else folder.read
    summary = build_index([folder.path], Home(home), ToyEmbedder(), read=read)
    assert summary.failed == (("bad.txt", reason),)
    assert len(summary.read) == 2
    assert read_manifest(_current(home)).failed == {"bad.txt": reason}


def test_a_report_that_cannot_be_stored_leaves_no_rows_behind(folder: ToyFolder, home: Path) -> None:
    report = toy_report("云山县档案馆")
    twice = replace(report, organisation=replace(report.organisation, aliases=("档案馆", "\ud800")))
    folder.add("a.txt", twice)
    summary = _build(folder, home)
    assert [file for file, _ in summary.failed] == ["a.txt"]
    store = open_store(Home(home))
    assert {row["organisation"] for row in _rows(store, schema.reports)} == {"云山县水务局", "云山县林业局"}
    store.close()


def test_nothing_readable_is_an_error_and_switches_nothing(folder: ToyFolder, home: Path) -> None:
    _build(folder, home)
    before = _current(home)
    folder.reports.clear()
    with pytest.raises(BuildError, match=r"none of the 2 files .*2023/water\.txt: this is not a report"):
        _build(folder, home)
    assert _current(home) == before
    assert list(Home(home).builds.iterdir()) == [before]


def test_of_the_same_content_twice_one_is_kept_and_the_other_listed(folder: ToyFolder, home: Path) -> None:
    (folder.path / "copy.txt").write_bytes((folder.path / "forest.txt").read_bytes())
    summary = _build(folder, home)
    assert summary.failed == (("copy.txt", "the same content as forest.txt, which is kept"),)


def test_of_two_reports_of_one_body_and_year_the_later_is_kept_and_the_other_listed(folder: ToyFolder, home: Path) -> None:
    folder.add("zz.txt", toy_report("云山县水务局", 2023, "更正后的报告与原来的大不相同。"))
    folder.add("yy.txt", toy_report("云山县水务局", 2022, "上一年的报告。"))
    ((file, reason),) = _build(folder, home).failed
    assert file == "2023/water.txt"
    assert reason.startswith("another report of 云山县水务局 2023 is in zz.txt, which is kept because it is named later")
    assert "2023/water.txt" not in read_manifest(_current(home)).files


def test_reports_without_a_year_do_not_exclude_each_other(folder: ToyFolder, home: Path) -> None:
    for name in ("a.txt", "b.txt"):
        folder.add(name, toy_report("云山县档案馆", None))
    assert _build(folder, home).failed == ()


def test_a_rebuild_drops_what_is_gone_and_says_so(folder: ToyFolder, home: Path) -> None:
    first = _build(folder, home)
    (folder.path / "forest.txt").unlink()
    second = _build(folder, home)
    assert second.removed == ("forest.txt",)
    assert [file for file, _ in second.read] == ["2023/water.txt"]
    assert Home(home).finished() == (first.build_id, second.build_id)
    store = open_store(Home(home))
    assert store.build_id == second.build_id
    assert [row["organisation"] for row in _rows(store, schema.reports)] == ["云山县水务局"]
    assert store.lexical("造林计划") == []
    store.close()


def test_a_file_that_fails_now_is_not_called_removed(folder: ToyFolder, home: Path) -> None:
    _build(folder, home)
    folder.add("forest.txt", None)
    del folder.reports["report forest.txt"]
    assert _build(folder, home).removed == ()


def test_an_open_store_goes_on_answering_from_its_build(folder: ToyFolder, home: Path) -> None:
    first = _build(folder, home)
    store = open_store(Home(home))
    (folder.path / "forest.txt").unlink()
    _build(folder, home)
    assert store.build_id == first.build_id
    assert len(store.lexical("造林计划")) == 1
    store.close()


def test_the_same_files_give_the_same_passage_ids_and_scores(folder: ToyFolder, home: Path) -> None:
    found = []
    for _ in range(2):
        _build(folder, home)
        store = open_store(Home(home))
        found.append((_rows(store, schema.passages), store.lexical("公开信息")))
        store.close()
    assert found[0] == found[1]


def test_keep_says_how_many_builds_stay(folder: ToyFolder, home: Path) -> None:
    ids = [_build(folder, home, keep=2).build_id for _ in range(3)]
    assert list(Home(home).finished()) == ids[1:]


def test_a_damaged_current_build_does_not_stand_in_the_way(folder: ToyFolder, home: Path) -> None:
    _build(folder, home)
    (_current(home) / SEAL).write_text("[]", encoding="utf-8")
    assert _build(folder, home).removed == ()


def test_what_a_crash_left_behind_is_cleared_by_the_next_build(folder: ToyFolder, home: Path) -> None:
    left = Home(home).builds / "20200101T000000.000000-dead"
    left.mkdir(parents=True)
    (left / "facts.sqlite").write_bytes(b"half")
    _build(folder, home)
    assert [path.name for path in Home(home).builds.iterdir()] == [_current(home).name]


def test_a_second_writer_is_refused(folder: ToyFolder, home: Path) -> None:
    with Home(home).lock(), pytest.raises(Locked):
        _build(folder, home)


def test_an_interrupted_build_leaves_the_old_one_and_no_rubbish(folder: ToyFolder, home: Path) -> None:
    _build(folder, home)
    before = _current(home)

    def interrupt(step: Step) -> None:
        if step.name == "verifying":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _build(folder, home, progress=interrupt)
    assert _current(home) == before
    assert list(Home(home).builds.iterdir()) == [before]


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("step", ["reading", "indexing", "verifying"])
def test_a_killed_build_leaves_the_old_one_answering_and_is_cleared_by_the_next(folder: ToyFolder, home: Path, step: str) -> None:
    _build(folder, home)
    before = _current(home)
    program = f"""
import os, signal, sys
from pathlib import Path
from index.storage.build import build_index
from index.storage.home import Home
from toy_reports import ToyEmbedder, toy_report
def die(told):
    if told.name == {step!r}:
        os.kill(os.getpid(), signal.SIGKILL)
paths, home = [Path({str(folder.path / "forest.txt")!r})], Home(Path({str(home)!r}))
build_index(paths, home, ToyEmbedder(), read=lambda *_: toy_report(), progress=die)
"""
    root = Path(__file__).parents[1]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(root), str(root / "tests")))}
    done = subprocess.run([sys.executable, "-c", program], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    assert _current(home) == before
    # Files are read before there is a folder for what comes of them.
    assert len(list(Home(home).builds.iterdir())) == (1 if step == "reading" else 2)
    store = open_store(Home(home))
    assert len(store.lexical("造林计划")) == 1
    store.close()
    after = _build(folder, home)
    assert Home(home).finished() == (before.name, after.build_id)
    assert len(list(Home(home).builds.iterdir())) == 2


def _lose_a_row(build: Path) -> None:
    with sqlite3.connect(build / "facts.sqlite") as connection:
        connection.execute("DELETE FROM passages WHERE id = 0")
    connection.close()


def _lose_a_posting_list(build: Path) -> None:
    (part,) = (build / "segments").iterdir()
    np.save(part / "rows.npy", np.load(part / "rows.npy")[:-1])


def _lose_a_segment(build: Path) -> None:
    (part,) = (build / "segments").iterdir()
    shutil.rmtree(part)


def _lose_the_collection(build: Path) -> None:
    (build / "chroma" / "chroma.sqlite3").unlink()


def _break_the_database(build: Path) -> None:
    content = bytearray((build / "facts.sqlite").read_bytes())
    content[4096:12288] = bytes(8192)
    (build / "facts.sqlite").write_bytes(content)


@pytest.mark.parametrize(
    "damage", [_lose_a_row, _lose_a_posting_list, _lose_a_segment, _lose_the_collection, _break_the_database]
)
def test_a_build_that_does_not_verify_never_answers(folder: ToyFolder, home: Path, damage: Callable[[Path], None]) -> None:
    _build(folder, home)
    before = _current(home)

    def damage_before_verifying(step: Step) -> None:
        if step.name == "verifying":
            (made,) = (path for path in Home(home).builds.iterdir() if path != before)
            damage(made)

    with pytest.raises(BuildError) as refused:
        _build(folder, home, progress=damage_before_verifying)
    assert "\n" not in str(refused.value)
    assert _current(home) == before
    assert list(Home(home).builds.iterdir()) == [before]


def _other_counts(manifest: Manifest) -> Manifest:
    return replace(manifest, counts=replace(manifest.counts, figures=manifest.counts.figures + 1))


def _other_file(manifest: Manifest) -> Manifest:
    return replace(manifest, files={"other.txt": FileEntry("0" * 64, "0" * 12)})


@pytest.mark.parametrize("change", [_other_counts, _other_file])
def test_verifying_compares_the_facts_with_the_manifest(
    folder: ToyFolder, home: Path, change: Callable[[Manifest], Manifest]
) -> None:
    _build(folder, home)
    manifest = read_manifest(_current(home))
    verify_build(_current(home), manifest)
    with pytest.raises(BuildError):
        verify_build(_current(home), change(manifest))


def test_a_manifest_read_back_is_the_one_written(folder: ToyFolder, home: Path, tmp_path: Path) -> None:
    folder.add("bad.txt", None)
    _build(folder, home)
    manifest = read_manifest(_current(home))
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest


def test_progress_tells_each_step_with_its_counts(folder: ToyFolder, home: Path) -> None:
    steps: list[Step] = []
    _build(folder, home, progress=steps.append)
    assert list(dict.fromkeys(step.name for step in steps)) == ["reading", "storing", "indexing", "verifying"]
    assert [(step.done, step.total) for step in steps if step.name == "reading"] == [(0, 2), (1, 2), (2, 2)]
    assert {step.total for step in steps if step.name == "indexing"} == {3}
    assert all(step.done <= step.total for step in steps)


def test_what_failed_earlier_is_still_told_after_adding(folder: ToyFolder, home: Path) -> None:
    bad, worse = folder.add("bad.txt", None), folder.add("worse.txt", None)
    _build(folder, home)
    more = folder.add("more.txt", toy_report("云山县档案馆"))
    folder.reports["report worse.txt"] = toy_report("云山县民政局")
    summary = build_index([more, worse], Home(home), ToyEmbedder(), read=folder.read, add=True)
    assert summary.failed == ()
    assert summary.new == ("more.txt", "worse.txt")
    assert read_manifest(_current(home)).failed == {"bad.txt": "this is not a report"}
    bad.unlink()
    _build(folder, home)
    assert read_manifest(_current(home)).failed == {}


def test_the_exam_sees_the_new_build_and_the_one_before(folder: ToyFolder, home: Path) -> None:
    seen: list[tuple[str, str | None, int]] = []

    def exam(new: Store, before: Store | None) -> tuple[ChangedAnswer, ...]:
        seen.append((new.build_id, before.build_id if before else None, len(new.lexical("公开"))))
        return (ChangedAnswer("?", "1", "2"),)

    first = _build(folder, home, exam=exam)
    second = _build(folder, home, exam=exam)
    assert [ids[:2] for ids in seen] == [(first.build_id, None), (second.build_id, first.build_id)]
    assert all(found > 0 for *_, found in seen)
    assert second.answers == (ChangedAnswer("?", "1", "2"),)


def test_a_build_that_fails_its_exam_never_answers(folder: ToyFolder, home: Path) -> None:
    _build(folder, home)
    before = _current(home)

    def exam(new: Store, old: Store | None) -> tuple[ChangedAnswer, ...]:
        raise BuildError("wrong: 1 is not 2")

    with pytest.raises(BuildError, match="1 is not 2"):
        _build(folder, home, exam=exam)
    assert _current(home) == before
    assert list(Home(home).builds.iterdir()) == [before]


def test_passages_are_searched_without_their_organisation_and_year() -> None:
    report = toy_report("云山县水务局", 2023, "2023年度，云山县水务局（以下简称水务局）共2023条，比12023年多。")
    assert searchable_texts(report) == ["政府信息公开工作年度报告\n一、总体情况\n，（以下简称）共2023条，比12023年多。"]
