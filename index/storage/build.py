"""Making a build: report files in; a complete, verified, immutable index out, and the pointer switched to it.

Whatever goes wrong before the switch, the build that answered goes on answering. Knows nothing of file formats or
questions.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import BuildError, NoBuild
from index.intake.paths import Calls, InProcess, Reader, find_sources, make_sandbox, read_sources
from index.intake.spool import Spool
from index.limits import Limits
from index.report import Report
from index.storage.changes import Changes, find_changes, load
from index.storage.gate import ChangedAnswer, Exam
from index.storage.home import Home
from index.storage.known import Known, open_known
from index.storage.making import Material, make_build
from index.storage.manifest import Manifest, read_manifest
from index.storage.progress import Progress

if TYPE_CHECKING:
    from index.search.embedding import Embedder

CellChanges = tuple[tuple[str, int | float | None, int | float | None], ...]


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build was made of: `read` as (file, warnings), `failed` as (file, reason), `removed` files of the build before.

    `new` are the files that the build before did not have, `changed` those whose content is another than there, with the cells
    that are other now as (key, before, now); `kept` counts the files that were not read again. `skipped` counts files in the
    folders that no reader is there for. `answers` are those to the exam's questions that are others now. `anew` says why what
    was there could not be added to, empty when it was.
    """

    build_id: str
    read: tuple[tuple[str, tuple[str, ...]], ...]
    failed: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    new: tuple[str, ...]
    changed: tuple[tuple[str, CellChanges], ...]
    kept: int
    skipped: int
    passages: int
    seconds: float
    answers: tuple[ChangedAnswer, ...] = ()
    anew: str = ""


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
        with home.lock(), _told_of_disk(home):
            home.clear_unfinished()
            before = _read_current(home)
            with closing(open_known(home)) as known, closing(Spool(home.path)) as spool:
                if add and known.flaw:
                    raise BuildError(f"the index in {home.path} cannot be added to: {known.flaw}")
                # What a reader of the caller's own does nobody knows: all of it is done again.
                readings = read_sources(sources.files, calls, limits, read) if read else known.read(sources.files, calls, limits)
                failed_before: Mapping[str, str] = {}
                if add:
                    named = {*sources.failed, *(source.name for source in sources.files)}
                    readings = chain(readings, known.others(named))
                    failed_before = (
                        {file: reason for file, reason in before.failed.items() if file not in named} if before else {}
                    )
                changes = find_changes(readings, sources, failed_before, known, spool, tell)
                changed = _compare_reports(changes, known, spool)
                made = make_build(home, Material(changes, known, spool, embedder), tell, exam)
            home.switch(made.manifest.build)
            home.prune(keep)
    files = made.manifest.files
    files_before = set(before.files) if before else set()
    return BuildSummary(
        build_id=made.manifest.build,
        read=tuple(sorted((a.entry.file, a.entry.warnings) for a in changes.arrivals if a.entry.file in files)),
        failed=tuple((file, reason) for file, reason in made.manifest.failed.items() if file not in failed_before),
        removed=tuple(sorted(files_before - {*files, *made.manifest.failed})),
        new=tuple(sorted(files.keys() - files_before)),
        changed=tuple((file, cells) for file, cells in changed if file in files),
        kept=len(changes.kept),
        skipped=sources.skipped,
        passages=made.manifest.counts.passages,
        seconds=time.perf_counter() - started,
        answers=made.answers,
        anew=made.anew,
    )


@contextmanager
def _open_calls(read: Reader | None, limits: Limits) -> Iterator[Calls]:
    """Where files are read: in worker processes, or here when the caller brings the reader."""
    if read is not None:
        yield InProcess()
        return
    with make_sandbox(limits) as sandbox:
        yield sandbox


@contextmanager
def _told_of_disk(home: Home) -> Iterator[None]:
    """Whatever a disk that is full or fails makes the system say, as one line of ours."""
    try:
        yield
    except OSError as error:
        raise BuildError(f"cannot write to {home.path}: {error.strerror or error}") from error


def _compare_reports(changes: Changes, known: Known, spool: Spool) -> list[tuple[str, CellChanges]]:
    """The files that were there before and were read again, with their cells that are other now."""
    fresh = {arrival.entry.file: arrival for arrival in changes.fresh}
    return [
        (file, _compare_cells(before, load(fresh[file], known, spool).report))
        for file in sorted(fresh)
        if (before := known.report(file)) is not None
    ]


def _compare_cells(before: Report, report: Report) -> CellChanges:
    """The cells whose number is another now, as (key, before, now), in the form's order."""
    old, new = ({cell.key: cell.number for cell in each.cells} for each in (before, report))
    return tuple((key, old.get(key), new.get(key)) for key in {**old, **new} if old.get(key) != new.get(key))


def _read_current(home: Home) -> Manifest | None:
    current = home.current()
    try:
        return read_manifest(current) if current else None
    except NoBuild:  # a damaged build is what this one replaces
        return None
