"""What stands in a home folder, as lines: the build that answers and its fellows, their size and age, how the last run went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from index.storage.home import Home
from index.storage.manifest import Manifest, read_manifest
from index.storage.runs import read_run

MB = 1_000_000


def status_lines(home: Home, manifest: Manifest) -> Iterator[str]:
    """The lines of `gkbot status`; `manifest` is that of the build that answers."""
    counts = manifest.counts
    yield f"home      {home.path}"
    yield f"build     {manifest.build}, made {manifest.created}"
    yield f"reports   {counts.reports}, {counts.passages} passages, {counts.figures} figures of the narrative"
    yield f"model     {manifest.model.id}, {manifest.model.dimensions} dimensions"
    yield from _builds(home, manifest.build)
    yield from _last_run(home)
    for file, reason in manifest.failed.items():
        yield f"failed    {file}: {reason}"


def _builds(home: Home, current: str) -> Iterator[str]:
    older = home.before(current)
    for build_id in home.finished():
        folder = home.builds / build_id
        made = read_manifest(folder)
        told = " (answers)" if build_id == current else " (gkbot rollback goes back to it)" if build_id == older else ""
        size, age = folder_size(folder) / MB, say_age(made.created)
        yield f"kept      {build_id}: {made.counts.reports} reports, {size:.1f} MB, {age} old{told}"
    for build_id in home.unfinished():
        under_way = "is being made" if home.is_locked() else "was broken off; the next gkbot index clears it away"
        yield f"unmade    {build_id}: {under_way}"


def _last_run(home: Home) -> Iterator[str]:
    run = read_run(home.path)
    if run is None:
        return
    if run.error is not None:
        yield f"last run  ended {run.ended} and left the build before: {run.error}"
    else:
        yield f"last run  ended {run.ended} after {run.seconds:.0f} s with build {run.build}, {run.failed} files failed"


def folder_size(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def say_age(created: str, now: datetime | None = None) -> str:
    """How long ago an ISO time was, in its largest unit."""
    seconds = ((now or datetime.now(UTC)) - datetime.fromisoformat(created)).total_seconds()
    for unit, length in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(0, seconds):.0f} s"
