"""What a new build has to hold beside the one before: reports that stay as they are, reports to take in, reports that go.

Every new file is read and laid aside; which of several files with one report stays is decided once all are known. Knows
nothing of how a build is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.errors import BuildError
from index.intake.paths import Entry, Reading, unpack
from index.intake.rivals import settle
from index.intake.sources import Source, Sources
from index.intake.spool import Spool
from index.storage.known import Kept, Known, Readings
from index.storage.progress import Progress, Step


@dataclass(frozen=True, slots=True)
class Arrival:
    """A report that a build shall hold: `kept` from the build before, or read now and laid aside as number `at`."""

    source: Source
    entry: Entry
    kept: Kept | None
    at: int = -1


@dataclass(frozen=True, slots=True)
class Changes:
    """All reports of the new build by year, organisation and file; the files that are left out, each with the reason.

    `failed_before` are those that an earlier run left out and this one was not given.
    """

    arrivals: tuple[Arrival, ...]
    failed: Mapping[str, str]
    failed_before: Mapping[str, str]
    gone: frozenset[int]  # ids of reports of the build before

    @property
    def all_failed(self) -> dict[str, str]:
        """The files that are left out, those of earlier runs among them."""
        return {**self.failed_before, **self.failed}

    @property
    def kept(self) -> tuple[Kept, ...]:
        """The reports that stay."""
        return tuple(arrival.kept for arrival in self.arrivals if arrival.kept)

    @property
    def fresh(self) -> tuple[Arrival, ...]:
        """The reports to take in."""
        return tuple(arrival for arrival in self.arrivals if not arrival.kept)

    @property
    def renamed(self) -> tuple[Kept, ...]:
        """The reports that stay under another name."""
        return tuple(kept for kept in self.kept if kept.entry.file != kept.stored_as)


def find_changes(
    readings: Readings, sources: Sources, failed_before: Mapping[str, str], known: Known, spool: Spool, tell: Progress
) -> Changes:
    """Read everything and decide what stays; BuildError when that is nothing."""
    total = len(sources.files)
    tell(Step("reading", 0, total))
    arrivals: list[Arrival] = []
    failed = dict(sources.failed)
    for done, (source, reading, failure) in enumerate(readings, 1):
        if isinstance(reading, Kept):
            arrivals.append(Arrival(source, reading.entry, reading))
        elif reading is None:
            failed[source.name] = failure
        else:
            arrivals.append(Arrival(source, reading.entry, None, spool.add(reading.data)))
        tell(Step("reading", done, max(done, total)))
    left_out = settle([arrival.entry for arrival in arrivals], lambda at: load(arrivals[at], known, spool))
    staying = tuple(sorted((a for a in arrivals if a.entry.file not in left_out), key=_order))
    gone = known.report_ids - {arrival.kept.report_id for arrival in staying if arrival.kept}
    if not staying:
        raise BuildError(_describe_nothing(failed))
    return Changes(staying, failed | left_out, failed_before, gone)


def load(arrival: Arrival, known: Known, spool: Spool) -> Reading:
    """The report with all that was read."""
    return known.load(arrival.kept) if arrival.kept else unpack(spool.get(arrival.at))


def _order(arrival: Arrival) -> tuple[int, str, str]:
    """Reports on one year lie together, and within it those of one body: what a question asks for is one stretch of rows."""
    entry = arrival.entry
    return (entry.year or 0, entry.organisation, entry.file)


def _describe_nothing(failed: Mapping[str, str]) -> str:
    if not failed:
        return "no report found: the archives given hold no files of a kind that can be read"
    name, reason = min(failed.items())
    return f"none of the {len(failed)} files could be read; the first is {name}: {reason}"
