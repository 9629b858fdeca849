"""Making a build: report files in; a complete, verified, immutable index out, and the pointer switched to it.

Whatever goes wrong before the switch, the build that answered goes on answering. Knows nothing of file formats or
questions.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from index.checks.year_checks import check_years
from index.errors import BuildError, NoBuild
from index.intake.paths import (
    Calls,
    Entry,
    InProcess,
    Reader,
    Reading,
    find_sources,
    make_sandbox,
    read_sources,
    unpack,
)
from index.intake.rivals import settle
from index.intake.sources import Sources
from index.intake.spool import Spool
from index.intake.worker import describe
from index.limits import Limits
from index.report import Report
from index.search.lexical import write_lexical
from index.search.rows import write_rows
from index.search.vectors import VectorRow, Vectors
from index.storage import schema
from index.storage.checksums import checksum_files
from index.storage.facts import create_facts, insert_report
from index.storage.gate import ChangedAnswer, Exam, pass_gate
from index.storage.home import Home
from index.storage.known import Known, Readings, open_known
from index.storage.manifest import Counts, FileEntry, Manifest, Model, read_manifest, write_manifest
from index.storage.originals import origin_of
from index.storage.progress import Progress, Step
from index.storage.store import CHROMA, FACTS, LEXICAL, ROWS
from index.storage.whole import sync_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.search.embedding import Embedder

Changes = tuple[tuple[str, int | float | None, int | float | None], ...]

ENCODE_BATCH = 5000  # texts a time: Chroma takes 5461 rows at once, and 5000 vectors of 256 are 5 MB
SHORTEST_NAME = 3  # characters; cutting shorter names out of a passage would cut words (我局, 园区)
LIBRARIES = ("chromadb", "bm25s", "rjieba", "SQLAlchemy")  # those whose files or tokens a build depends on


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build was made of: `read` as (file, warnings), `failed` as (file, reason), `removed` files of the build before.

    `new` are the files that the build before did not have, `changed` those whose content is another than there, with the cells
    that are other now as (key, before, now); `kept` counts the files that were not read again. `skipped` counts files in the
    folders that no reader is there for. `answers` are those to the exam's questions that are others now.
    """

    build_id: str
    read: tuple[tuple[str, tuple[str, ...]], ...]
    failed: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    new: tuple[str, ...]
    changed: tuple[tuple[str, Changes], ...]
    kept: int
    skipped: int
    passages: int
    seconds: float
    answers: tuple[ChangedAnswer, ...] = ()


@dataclass(slots=True)
class _Intake:
    """What has been taken into the facts database so far, file by file."""

    files: dict[str, FileEntry] = field(default_factory=dict)
    origins: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    warnings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    rows: list[VectorRow] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # what both indexes see of each passage
    changed: dict[str, Changes] = field(default_factory=dict)
    figures: int = 0
    answers: tuple[ChangedAnswer, ...] = ()


def build_index(
    paths: Sequence[Path],
    home: Home,
    embedder: Embedder,
    *,
    read: Reader | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    keep: int = 3,
    add: bool = False,
    exam: Exam | None = None,
) -> BuildSummary:
    """Index all reports in these files and folders and answer from them from now on; what is not among them is dropped.

    With `add`, what was indexed before stays, but for files of the same name. A file whose content was indexed before is not
    read again. One that cannot be read within `limits` is listed and stops nothing. Files are read in worker processes; a
    reader given as `read` is called in this one. The newest `keep` builds stay for a way back. Raises Locked when another
    process is writing, BuildError when nothing could be read, or the build does not verify or fails the `exam`.
    """
    started = time.perf_counter()
    tell = progress or (lambda step: None)
    limits = limits or Limits()
    with _open_calls(read, limits) as calls:
        sources = find_sources(paths, calls, limits)
        with home.lock(), closing(open_known(home)) as known:
            home.clear_unfinished()
            before = _read_current(home)
            build_id = home.new_build_id()
            # What a reader of the caller's own does nobody knows: all of it is done again.
            readings = read_sources(sources.files, calls, limits, read) if read else known.read(sources.files, calls, limits)
            failed_before: Mapping[str, str] = {}
            if add:
                named = {*sources.failed, *(source.name for source in sources.files)}
                readings = chain(readings, known.others(named))
                failed_before = {file: reason for file, reason in before.failed.items() if file not in named} if before else {}
            intake = _write_build(build_id, home, embedder, sources, readings, known, tell, exam, failed_before)
            home.switch(build_id)
            home.prune(keep)
    files_before = set(before.files) if before else set()
    return BuildSummary(
        build_id=build_id,
        read=tuple(sorted(intake.warnings.items())),
        failed=tuple(sorted(intake.failed.items())),
        removed=tuple(sorted(files_before - {*intake.files, *intake.failed})),
        new=tuple(sorted(intake.files.keys() - files_before)),
        changed=tuple(sorted(intake.changed.items())),
        kept=len(known.kept & intake.files.keys()),
        skipped=sources.skipped,
        passages=len(intake.texts),
        seconds=time.perf_counter() - started,
        answers=intake.answers,
    )


@contextmanager
def _open_calls(read: Reader | None, limits: Limits) -> Iterator[Calls]:
    """Where files are read: in worker processes, or here when the caller brings the reader."""
    if read is not None:
        yield InProcess()
        return
    with make_sandbox(limits) as sandbox:
        yield sandbox


def _write_build(
    build_id: str,
    home: Home,
    embedder: Embedder,
    sources: Sources,
    readings: Readings,
    known: Known,
    tell: Progress,
    exam: Exam | None,
    failed_before: Mapping[str, str],
) -> _Intake:
    """Write, verify and seal a build; whatever goes wrong, nothing of it is left."""
    folder = home.builds / build_id
    folder.mkdir(parents=True)
    try:
        tell(Step("reading", 0, len(sources.files)))
        intake = _write_facts(folder, sources, readings, known, tell)
        _write_passages(folder, intake, embedder, tell)
        tell(Step("verifying"))
        manifest = _describe(build_id, intake, embedder, failed_before)
        intake.answers = pass_gate(folder, manifest, exam, home.current())
        _sync(folder)
        write_manifest(folder, replace(manifest, checksums=checksum_files(folder)))
        return intake
    except OSError as error:
        raise BuildError(f"cannot write build {build_id} in {home.builds}: {error.strerror or error}") from error
    finally:
        # Without its seal, what was written so far is of no use to anybody.
        home.clear_unfinished()


def _read_current(home: Home) -> Manifest | None:
    current = home.current()
    try:
        return read_manifest(current) if current else None
    except NoBuild:  # a damaged build is what this one replaces
        return None


def _write_facts(folder: Path, sources: Sources, readings: Readings, known: Known, tell: Progress) -> _Intake:
    """Read every file and write the rows of those that stay; reports that exclude each other are told apart once all are read."""
    intake = _Intake(failed=dict(sources.failed))
    spool = Spool(folder)
    engine = create_facts(folder / FACTS)
    try:
        entries = _read_all(readings, spool, intake, len(sources.files), tell)
        gone = settle(entries, lambda at: unpack(spool.get(at)))
        intake.failed |= gone
        for at, entry in enumerate(entries):
            tell(Step("storing", at, len(entries)))
            if entry.file not in gone:
                _take(unpack(spool.get(at)), engine, intake, known)
        with engine.begin() as connection:
            check_years(connection)
    finally:
        engine.dispose()
        spool.close()
    if not intake.files:
        raise BuildError(_describe_nothing(intake.failed))
    return intake


def _read_all(readings: Readings, spool: Spool, intake: _Intake, total: int, tell: Progress) -> list[Entry]:
    """Lay every reading aside; gives an entry for each, and notes the files that could not be read."""
    entries: list[Entry] = []
    for done, (source, reading, failure) in enumerate(readings, 1):
        if reading is None:
            intake.failed[source.name] = failure
        else:
            spool.add(reading.data)
            entries.append(reading.entry)
            intake.origins[source.name] = origin_of(source)
        tell(Step("reading", done, max(done, total)))
    return entries


def _describe_nothing(failed: Mapping[str, str]) -> str:
    if not failed:
        return "no report found: the archives given hold no files of a kind that can be read"
    name, reason = min(failed.items())
    return f"none of the {len(failed)} files could be read; the first is {name}: {reason}"


def _take(reading: Reading, engine: Engine, intake: _Intake, known: Known) -> None:
    """Write a report's rows to the facts database and the intake; one that cannot be stored is noted and leaves no rows."""
    report, uid = reading.report, reading.sha256[:12]
    report_id, first_passage = len(intake.files) + 1, len(intake.rows)
    try:
        with engine.begin() as connection:
            own = {"uid": uid, "sha256": reading.sha256, "changed": reading.changed}
            insert_report(connection, report, report_id=report_id, first_passage=first_passage, **own)
    except Exception as error:
        # What a reader made of a file nobody foresaw may be nothing SQLite can hold.
        intake.failed[report.file] = describe(error)
        return
    before = known.report(report.file) if report.file not in known.kept else None
    if before is not None:
        intake.changed[report.file] = _compare_cells(before, report)
    intake.files[report.file] = FileEntry(reading.sha256, uid, known.reader(report.file), *intake.origins[report.file])
    intake.warnings[report.file] = report.warnings
    intake.figures += len(report.figures)
    intake.rows += [VectorRow(i, report_id, report.year, p.chapter) for i, p in enumerate(report.passages, first_passage)]
    intake.texts += searchable_texts(report)


def _compare_cells(before: Report, report: Report) -> Changes:
    """The cells whose number is another now, as (key, before, now), in the form's order."""
    old, new = ({cell.key: cell.number for cell in each.cells} for each in (before, report))
    return tuple((key, old.get(key), new.get(key)) for key in {**old, **new} if old.get(key) != new.get(key))


def searchable_texts(report: Report) -> list[str]:
    """What both indexes see of each passage: headings and text, without the names of the organisation and the year.

    Organisation and year are filters. Left in, they match every heading of a report and crowd out what was asked.
    """
    names = sorted({report.organisation.full, *report.organisation.aliases}, key=len, reverse=True)
    cut = [re.escape(name) for name in names if len(name) >= SHORTEST_NAME]
    if report.year is not None:
        cut.append(rf"(?<!\d){report.year}\s*年度?")
    told = re.compile("|".join(cut) or r"(?!)")
    return [told.sub("", "\n".join((*passage.headings, passage.text))) for passage in report.passages]


def _write_passages(folder: Path, intake: _Intake, embedder: Embedder, tell: Progress) -> None:
    vectors = Vectors.create(folder / CHROMA)

    def add_parts() -> Iterator[NDArray[np.float32]]:
        for start in range(0, len(intake.rows), ENCODE_BATCH):
            tell(Step("indexing", start, len(intake.rows)))
            part = slice(start, start + ENCODE_BATCH)
            encoded = embedder.encode(intake.texts[part])
            vectors.add(intake.rows[part], encoded)
            yield encoded

    try:
        write_rows(folder / ROWS, (len(intake.rows), embedder.dimensions), add_parts())
    finally:
        vectors.close()
    write_lexical(folder / LEXICAL, intake.texts)


def _describe(build_id: str, intake: _Intake, embedder: Embedder, failed_before: Mapping[str, str]) -> Manifest:
    return Manifest(
        build=build_id,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        schema=schema.VERSION,
        model=Model(embedder.id, embedder.dimensions),
        counts=Counts(reports=len(intake.files), passages=len(intake.rows), figures=intake.figures),
        files=dict(sorted(intake.files.items())),
        failed=dict(sorted({**failed_before, **intake.failed}.items())),
        versions={library: version(library) for library in LIBRARIES},
    )


def _sync(folder: Path) -> None:
    """Wait until all files below the folder are on disk, so that the seal never gets there before them."""
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
            continue
        with path.open("rb+") as file:
            os.fsync(file.fileno())
