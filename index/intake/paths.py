"""From the paths that were given to reports: archives opened, every file read, each where it can do no harm.

Knows nothing of builds. `Calls` is either a sandbox of worker processes or this process itself.
"""

from __future__ import annotations

import hashlib
import pickle
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from index.errors import UnreadableReport
from index.intake.sandbox import Outcome, Sandbox, load_plain
from index.intake.sources import Source, Sources, collect_sources, open_archive
from index.intake.worker import describe
from index.limits import Limits
from index.readers import REFUSED, SUFFIXES
from index.readers.archive import ARCHIVES, Member, extract_member, list_members, too_large
from index.reading import read_report
from index.report import Region, Report

Reader = Callable[[Path, str], Report]

_FAST = 1  # level of compression: half the size at a quarter of a millisecond


@dataclass(frozen=True, slots=True)
class Reading:
    """A report, the SHA-256 of the file it was read from, and the day that file was last changed (ISO)."""

    report: Report
    sha256: str
    changed: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What of a reading tells whether another one holds the same report."""

    file: str
    sha256: str
    organisation: str
    region: Region
    year: int | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackedReading:
    """A reading as it comes from a worker and waits on disk: nothing of it is built again before it is wanted."""

    entry: Entry
    data: bytes


class Calls(Protocol):
    """Where functions are called on files."""

    def map(self, function: Callable[..., Any], calls: Iterable[Sequence[Any]]) -> Iterator[Outcome]:
        """The outcomes of calling a function with each of the arguments, in their order."""
        ...


class InProcess:
    """Calls made in this process, one after another: no limits, for readers that are trusted with files that are."""

    def map(self, function: Callable[..., Any], calls: Iterable[Sequence[Any]]) -> Iterator[Outcome]:
        """The outcomes of calling a function with each of the arguments, in their order."""
        for arguments in calls:
            try:
                yield Outcome(function(*arguments))
            except UnreadableReport as error:
                yield Outcome(failure=str(error))
            except Exception as error:
                # As in a worker: one file nobody foresaw must not cost the others.
                yield Outcome(failure=describe(error))


def make_sandbox(limits: Limits) -> Sandbox:
    """Worker processes that come with all that reading needs."""
    return Sandbox(limits, __name__)


def find_sources(paths: Sequence[Path], calls: Calls, limits: Limits) -> Sources:
    """All files below the paths that a reader may read, those in archives included; BuildError when there are none."""
    found = collect_sources(paths, [*SUFFIXES, *ARCHIVES], REFUSED)
    archives = [source for source in found.files if source.is_archive]
    outcomes = calls.map(list_archive, [(archive, limits.file_bytes) for archive in archives])
    for archive, outcome in zip(archives, outcomes, strict=True):
        found = open_archive(found, archive, outcome.value or (), [*SUFFIXES, *REFUSED])
        if outcome.failure is not None:
            reason = outcome.failure.removeprefix(f"{archive.name}: ")
            found = replace(found, failed={**found.failed, archive.name: reason})
    return found


def read_sources(
    sources: Sequence[Source], calls: Calls, limits: Limits, read: Reader | None = None
) -> Iterator[tuple[Source, PackedReading | None, str]]:
    """Each source with its reading, or with None and the one line that says why it cannot be read; in the given order."""
    function = partial(read_source, read=read) if read else read_source
    outcomes = calls.map(function, ((source, limits.file_bytes) for source in sources))
    for source, outcome in zip(sources, outcomes, strict=True):
        yield source, outcome.value, (outcome.failure or "").removeprefix(f"{source.name}: ")


def list_archive(source: Source, largest: int) -> tuple[Member, ...]:
    """What is in an archive; UnreadableReport when it is damaged or made to do harm."""
    return list_members(source.path, source.name, largest)


def pack(reading: Reading) -> PackedReading:
    """The reading packed, half its size."""
    report = reading.report
    entry = Entry(report.file, reading.sha256, report.organisation.full, report.region, report.year, report.warnings)
    return PackedReading(entry, zlib.compress(pickle.dumps(reading, protocol=pickle.HIGHEST_PROTOCOL), _FAST))


def unpack(data: bytes) -> Reading:
    """The reading that was packed."""
    reading = load_plain(zlib.decompress(data))
    assert isinstance(reading, Reading)
    return reading


def read_source(source: Source, largest: int, read: Reader = read_report) -> PackedReading:
    """Read one file, in an archive or not; UnreadableReport when it is no report or larger than `largest` bytes."""
    with _open(source, largest) as path:
        sha256 = _digest(path)
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
        return pack(Reading(replace(read(path, source.name), file=source.name), sha256, changed))


def hash_sources(sources: Sequence[Source], calls: Calls, limits: Limits) -> list[str]:
    """The SHA-256 of each source's content, in their order; empty for one that cannot be opened."""
    members = [source for source in sources if source.member is not None]
    outcomes = calls.map(hash_source, ((source, limits.file_bytes) for source in members))
    inside = {source: outcome.value or "" for source, outcome in zip(members, outcomes, strict=True)}
    return [inside[source] if source in inside else _hash_file(source, limits.file_bytes) for source in sources]


def hash_source(source: Source, largest: int) -> str:
    """The SHA-256 of one file's content, in an archive or not; UnreadableReport when it cannot be opened."""
    with _open(source, largest) as path:
        return _digest(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hash_file(source: Source, largest: int) -> str:
    try:
        return hash_source(source, largest)
    except (OSError, UnreadableReport):
        return ""


@contextmanager
def _open(source: Source, largest: int) -> Iterator[Path]:
    """A path under which the source's content can be read, as long as the context lasts."""
    if source.member is not None:
        with tempfile.TemporaryDirectory(prefix="gkbot-member-") as folder:
            yield extract_member(source.path, source.name, source.member, Path(folder), largest)
        return
    try:
        size = source.path.stat().st_size
    except OSError as error:
        raise UnreadableReport(f"{source.name}: cannot be opened ({error.strerror}); check that it may be read") from error
    if size > largest:
        raise UnreadableReport(f"{source.name}: {too_large(size, largest)}")
    yield source.path
