"""Writing a build into its folder: a copy of the one before that is added to, or all anew; verified, on disk, and sealed.

Whatever goes wrong, nothing of it is left. Knows nothing of how reports are read, and switches nothing.
"""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import OperationalError

from index.errors import BuildError
from index.intake.spool import Spool
from index.search.embedding import Embedder
from index.search.segments import Segments
from index.search.vectors import is_chromas
from index.storage import schema
from index.storage.changes import Arrival, Changes, load
from index.storage.checksums import checksum_files, shared_checksums
from index.storage.compaction import library_versions, why_anew
from index.storage.draft import Draft
from index.storage.extents import Extents
from index.storage.gate import ChangedAnswer, Exam, examine
from index.storage.home import Home
from index.storage.known import Known
from index.storage.manifest import FileEntry, Manifest, Model, write_manifest
from index.storage.originals import origin_of
from index.storage.progress import Progress, Step
from index.storage.verify import verify_build
from index.storage.whole import sync_folder


@dataclass(frozen=True, slots=True)
class Material:
    """All that a build is made from."""

    changes: Changes
    known: Known
    spool: Spool
    embedder: Embedder


@dataclass(frozen=True, slots=True)
class Made:
    """A finished build; why all of it was written `anew`, where there was one before, and what the exam found."""

    manifest: Manifest
    anew: str = ""
    answers: tuple[ChangedAnswer, ...] = ()


def make_build(home: Home, material: Material, tell: Progress, exam: Exam | None = None) -> Made:
    """A finished build of all reports: the one before where nothing has changed, else a new one.

    Raises BuildError when it cannot be written, does not verify or fails the exam.
    """
    current, known = home.current(), material.known
    reason = known.flaw
    if current is not None and known.store is not None:
        reason = _why_anew(material)
        if not reason and _holds(known.store.manifest, material):
            tell(Step("verifying"))
            reason = _find_flaw(current, known.store.manifest)
            if not reason:
                return Made(known.store.manifest)
    build_id = home.new_build_id()
    folder = home.builds / build_id
    try:
        manifest, reason = _write_either_way(folder, current, reason, material, tell)
        answers = examine(folder, manifest, exam, current)
        _sync(folder)
        shared = shared_checksums(folder, current, known.store.manifest.checksums) if current and known.store else {}
        manifest = replace(manifest, checksums=checksum_files(folder, shared))
        write_manifest(folder, manifest)
        return Made(manifest, reason, answers)
    except Exception as error:  # disk, SQLite and Chroma have no error in common
        told = _told(error)
        if told is None:
            raise
        raise BuildError(f"cannot write build {build_id} in {home.builds}: {told}") from error
    finally:
        # Without its seal, what was written so far is of no use to anybody.
        home.clear_unfinished()


def _write_either_way(
    folder: Path, current: Path | None, reason: str, material: Material, tell: Progress
) -> tuple[Manifest, str]:
    """Add to a copy of the build before, or write everything where there is a reason to, which is given back."""
    if current is not None and not reason:
        try:
            return _write(folder, current, material, tell), ""
        except Exception as error:
            if _is_systems(error):
                raise
            # What is there cannot be added to: it is damaged, in one of the many ways its libraries have of saying so.
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            shutil.rmtree(folder, ignore_errors=True)
    return _write(folder, None, material, tell), reason


def _told(error: Exception) -> object | None:
    """What the disk, SQLite or Chroma says is wrong; None for an error of another kind."""
    if isinstance(error, OSError):
        return error.strerror or error
    if isinstance(error, OperationalError):
        return error.orig
    return error if is_chromas(error) else None


def _is_systems(error: Exception) -> bool:
    """Whether it is the system that fails, as with a full disk, and a second attempt would fail like the first."""
    return isinstance(error, OSError | OperationalError) and not isinstance(error, FileNotFoundError)


def _why_anew(material: Material) -> str:
    """Why the build before cannot be added to; empty when it can."""
    store, passages = material.known.store, _open_passages(material.known)
    if store is None or passages is None:
        return "its segments are not whole"
    segments, extents = passages
    staying = extents.all.size - extents.ranges(material.changes.gone).size
    return why_anew(store.manifest, material.embedder, segments.end, staying)


def _open_passages(known: Known) -> tuple[Segments, Extents] | None:
    """The segments of the build before; None when they are not whole."""
    try:
        return known.store.passages() if known.store else None
    except (OSError, ValueError):
        return None


def _find_flaw(folder: Path, manifest: Manifest) -> str:
    try:
        verify_build(folder, manifest)
    except BuildError as error:
        return str(error)
    return ""


def _write(folder: Path, base: Path | None, material: Material, tell: Progress) -> Manifest:
    """Write a build and verify it: what changes into a copy of `base`, everything where there is none."""
    changes = material.changes
    with closing(_open_draft(folder, base, material)) as draft:
        if base:
            draft.remove(changes.gone)
            for kept in changes.renamed:
                draft.rename(kept.report_id, kept.entry.file)
        left_out = _add_all(draft, changes.fresh if base else changes.arrivals, material, tell)
        draft.finish(lambda done, total: tell(Step("indexing", done, total)))
        if len(left_out) == len(changes.arrivals):
            name, reason = min(left_out.items())
            raise BuildError(f"none of the {len(left_out)} reports could be stored; the first is {name}: {reason}")
        manifest = Manifest(
            build=folder.name,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            schema=schema.VERSION,
            model=Model(material.embedder.id, material.embedder.dimensions),
            counts=draft.counts,
            files={file: entry for file, entry in _file_entries(material).items() if file not in left_out},
            failed=dict(sorted({**changes.all_failed, **left_out}.items())),
            versions=library_versions(),
        )
    tell(Step("verifying"))
    verify_build(folder, manifest)
    return manifest


def _open_draft(folder: Path, base: Path | None, material: Material) -> Draft:
    if base is None:
        passages = _passages_embedded(material)
        return Draft.create(folder, material.embedder, passages[0] if passages else None)
    assert material.known.store is not None
    return Draft.copy(base, material.known.store.manifest.counts, folder, material.embedder)


def _add_all(draft: Draft, arrivals: tuple[Arrival, ...], material: Material, tell: Progress) -> dict[str, str]:
    """Take reports in; gives those that cannot be stored, each with the reason."""
    left_out = {}
    passages = _passages_embedded(material)
    for done, arrival in enumerate(arrivals):
        tell(Step("storing", done, len(arrivals)))
        stored = passages[1].ranges([arrival.kept.report_id]).numbers().tolist() if passages and arrival.kept else None
        failure = draft.add(load(arrival, material.known, material.spool), stored)
        if failure:
            left_out[arrival.entry.file] = failure
    return left_out


def _passages_embedded(material: Material) -> tuple[Segments, Extents] | None:
    """The segments of the build before; None where their vectors are of no use now."""
    store = material.known.store
    if store is None or store.manifest.model != Model(material.embedder.id, material.embedder.dimensions):
        return None
    return _open_passages(material.known)


def _file_entries(material: Material) -> dict[str, FileEntry]:
    """The files of the new build by their names."""
    entries = {}
    for arrival in material.changes.arrivals:
        sha256, reader = arrival.entry.sha256, arrival.kept.reader if arrival.kept else material.known.reader
        entries[arrival.entry.file] = FileEntry(sha256, sha256[:12], reader, *origin_of(arrival.source))
    return dict(sorted(entries.items()))


def _holds(manifest: Manifest, material: Material) -> bool:
    """Whether a build holds just these reports, read from the same places."""
    if material.changes.fresh:
        return False
    return manifest.files == _file_entries(material) and manifest.failed == material.changes.all_failed


def _sync(folder: Path) -> None:
    """Wait until all files below the folder are on disk, so that the seal never gets there before them."""
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        elif path.stat().st_nlink == 1:  # else it is shared with the build before, and there already
            with path.open("rb+") as file:
                os.fsync(file.fileno())
