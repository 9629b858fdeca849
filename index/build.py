"""Making a build: report files in; a complete, verified, immutable index out, and the pointer switched to it.

Whatever goes wrong before the switch, the build that answered goes on answering. Knows nothing of file formats or
questions.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from index import schema
from index.errors import BuildError, NoBuild, UnreadableReport
from index.facts import create_facts, insert_report
from index.home import Home, sync_folder
from index.lexical import write_lexical
from index.manifest import Counts, FileEntry, Manifest, Model, read_manifest, write_manifest
from index.readers import SUFFIXES
from index.reading import read_report
from index.report import Report
from index.sources import Source, collect_sources
from index.store import CHROMA, FACTS, LEXICAL
from index.vectors import VectorRow, Vectors
from index.verify import verify_build

if TYPE_CHECKING:
    from index.embedding import Embedder

Reader = Callable[[Path, str], Report]
Progress = Callable[[str], None]

TELL_EVERY = 100  # files between two lines of progress
ENCODE_BATCH = 5000  # texts a time: Chroma takes 5461 rows at once, and 5000 vectors of 256 are 5 MB
SHORTEST_NAME = 3  # characters; cutting shorter names out of a passage would cut words (我局, 园区)
LIBRARIES = ("chromadb", "bm25s", "rjieba", "SQLAlchemy")  # those whose files or tokens a build depends on


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build was made of: `read` as (file, warnings), `failed` as (file, reason), `removed` files of the build before.

    `skipped` counts files in the folders that no reader is there for.
    """

    build_id: str
    read: tuple[tuple[str, tuple[str, ...]], ...]
    failed: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    skipped: int
    passages: int
    seconds: float


@dataclass(slots=True)
class _Intake:
    """What has been taken into the facts database so far, file by file."""

    files: dict[str, FileEntry] = field(default_factory=dict)
    warnings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    rows: list[VectorRow] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # what both indexes see of each passage
    figures: int = 0
    by_content: dict[str, str] = field(default_factory=dict)  # SHA-256 to file
    by_body_and_year: dict[tuple[str, int | None], str] = field(default_factory=dict)  # and the file that has them


def build_index(
    paths: Sequence[Path],
    home: Home,
    embedder: Embedder,
    *,
    read: Reader = read_report,
    progress: Progress | None = None,
    keep: int = 3,
) -> BuildSummary:
    """Index all reports in these files and folders and answer from them from now on; what is not among them is dropped.

    A file that cannot be read is listed and stops nothing. The newest `keep` builds stay for a way back. Raises Locked
    when another process is writing, BuildError when nothing could be read or the build does not verify.
    """
    started = time.perf_counter()
    tell = progress or (lambda line: None)
    sources = collect_sources(paths, SUFFIXES)
    with home.lock():
        home.clear_unfinished()
        before = _files_of_current(home)
        build_id = home.new_build_id()
        folder = home.builds / build_id
        folder.mkdir(parents=True)
        try:
            tell(f"reading {len(sources.files)} files")
            intake = _write_facts(folder, sources.files, read, tell)
            tell(f"indexing {len(intake.texts)} passages")
            _write_passages(folder, intake, embedder)
            tell("verifying")
            manifest = _describe(build_id, intake, embedder)
            verify_build(folder, manifest)
            _sync(folder)
            write_manifest(folder, manifest)
        except OSError as error:
            raise BuildError(f"cannot write build {build_id} in {home.builds}: {error.strerror or error}") from error
        finally:
            # Without its seal, what was written so far is of no use to anybody.
            home.clear_unfinished()
        home.switch(build_id)
        home.prune(keep)
    return BuildSummary(
        build_id=build_id,
        read=tuple(sorted(intake.warnings.items())),
        failed=tuple(sorted(intake.failed.items())),
        removed=tuple(sorted(before - {source.name for source in sources.files})),
        skipped=sources.skipped,
        passages=len(intake.texts),
        seconds=time.perf_counter() - started,
    )


def _files_of_current(home: Home) -> set[str]:
    current = home.current()
    try:
        return set(read_manifest(current).files) if current else set()
    except NoBuild:  # a damaged build is what this one replaces
        return set()


def _write_facts(folder: Path, sources: Sequence[Source], read: Reader, tell: Progress) -> _Intake:
    """Read every file and write its rows; of two files that exclude each other the one named later stays."""
    intake = _Intake()
    engine = create_facts(folder / FACTS)
    try:
        # From the last name to the first: the one that stays comes before those it excludes, so nothing is taken back.
        for done, source in enumerate(reversed(sources), 1):
            try:
                _take(source, read, engine, intake)
            except UnreadableReport as error:
                intake.failed[source.name] = str(error)
            except Exception as error:
                # Readers meet files nobody foresaw, and one of them must not cost the other reports their answers.
                intake.failed[source.name] = f"unexpected {type(error).__name__}: {error}".splitlines()[0]
            if done % TELL_EVERY == 0:
                tell(f"read {done} of {len(sources)} files")
    finally:
        engine.dispose()
    if not intake.files:
        name, reason = min(intake.failed.items())
        raise BuildError(f"none of the {len(sources)} files could be read; the first is {name}: {reason}")
    return intake


def _take(source: Source, read: Reader, engine: Engine, intake: _Intake) -> None:
    """Read one file into the facts database and the intake; raises, leaving both as they were, when it is not to be had."""
    sha256 = hashlib.sha256(source.path.read_bytes()).hexdigest()
    if same := intake.by_content.get(sha256):
        raise UnreadableReport(f"the same content as {same}, which is kept")
    report = replace(read(source.path, source.name), file=source.name)
    body_and_year = (report.organisation.full, report.year)
    if report.year is not None and (rival := intake.by_body_and_year.get(body_and_year)):
        raise UnreadableReport(f"the same organisation and year as {rival}, which is kept: {body_and_year[0]} {report.year}")
    report_id, first_passage, uid = len(intake.files) + 1, len(intake.rows), sha256[:12]
    with engine.begin() as connection:
        insert_report(connection, report, report_id=report_id, uid=uid, sha256=sha256, first_passage=first_passage)
    intake.files[source.name] = FileEntry(sha256, uid)
    intake.by_content[sha256] = intake.by_body_and_year[body_and_year] = source.name
    intake.warnings[source.name] = report.warnings
    intake.figures += len(report.figures)
    intake.rows += [VectorRow(i, report_id, report.year, p.chapter) for i, p in enumerate(report.passages, first_passage)]
    intake.texts += searchable_texts(report)


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


def _write_passages(folder: Path, intake: _Intake, embedder: Embedder) -> None:
    vectors = Vectors.create(folder / CHROMA)
    try:
        for start in range(0, len(intake.rows), ENCODE_BATCH):
            part = slice(start, start + ENCODE_BATCH)
            vectors.add(intake.rows[part], embedder.encode(intake.texts[part]))
    finally:
        vectors.close()
    write_lexical(folder / LEXICAL, intake.texts)


def _describe(build_id: str, intake: _Intake, embedder: Embedder) -> Manifest:
    return Manifest(
        build=build_id,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        schema=schema.VERSION,
        model=Model(embedder.id, embedder.dimensions),
        counts=Counts(reports=len(intake.files), passages=len(intake.rows), figures=intake.figures),
        files=dict(sorted(intake.files.items())),
        failed=dict(sorted(intake.failed.items())),
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
