"""A build in one file, to be carried to a machine without a network: packed, unpacked, checked before it answers.

A bundle is a compressed tar: first `bundle.json`, which names the build and each of its files with size and SHA-256, then the
files. Nothing of it is believed before it is checked. Knows nothing of what is in a build's files.
"""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from index.errors import BuildError
from index.storage import schema
from index.storage.checksums import digest, files_of
from index.storage.gate import ChangedAnswer, Exam, pass_gate
from index.storage.home import SEAL, Home
from index.storage.manifest import Manifest, read_manifest, write_manifest
from index.storage.store import CHROMA, open_store
from index.storage.whole import whole_file

LISTING, LARGEST_LISTING = "bundle.json", 1 << 24
VERSION = 1
_DATABASES = (f"{CHROMA}/chroma.sqlite3",)  # written to by readers
_PASSING = ("-wal", "-shm", "-journal")
_PIECE = 1 << 20
_FAST = 1  # level of compression


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a bundle."""

    size: int
    sha256: str


def write_bundle(home: Home, target: Path) -> Manifest:
    """Write the build that answers to a file, whole or not at all; gives its manifest. NoBuild where there is none."""
    with closing(open_store(home)) as store, TemporaryDirectory(prefix="gkbot-bundle-") as temporary:
        folder = home.builds / store.build_id
        files = dict(_settled_files(folder, Path(temporary)))
        entries = {name: asdict(Entry(path.stat().st_size, digest(path))) for name, path in files.items()}
        listing = json.dumps({"version": VERSION, "build": store.build_id, "files": entries}, ensure_ascii=False).encode()
        with (
            whole_file(target) as file,
            tarfile.open(fileobj=file, mode="w:gz", compresslevel=_FAST, format=tarfile.PAX_FORMAT) as bundle,
        ):
            head = tarfile.TarInfo(LISTING)
            head.size = len(listing)
            bundle.addfile(head, io.BytesIO(listing))
            for name, path in files.items():
                member = tarfile.TarInfo(name)
                member.size = entries[name]["size"]
                with path.open("rb") as content:
                    bundle.addfile(member, content)
        return store.manifest


def _settled_files(folder: Path, temporary: Path) -> Iterator[tuple[str, Path]]:
    """The files of a build, the seal too, with copies in the place of databases that somebody may be writing to."""
    for name, path in files_of(folder):
        if name in _DATABASES:
            copy = temporary / path.name
            with (
                closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database,
                closing(sqlite3.connect(copy)) as copied,
            ):
                database.backup(copied)
            yield name, copy
        elif not name.endswith(_PASSING):
            yield name, path
    yield SEAL, folder / SEAL


def read_bundle(
    home: Home, source: Path, *, exam: Exam | None = None, keep: int = 3
) -> tuple[Manifest, tuple[ChangedAnswer, ...]]:
    """Unpack a bundle into a home, check it, and answer from it from now on; gives its manifest and the exam's changed answers.

    BuildError says what is wrong with it; then the build before goes on answering. Raises Locked as `build_index` does.
    """
    with home.lock():
        home.clear_unfinished()
        try:
            with _opened(source) as bundle, TemporaryDirectory(prefix="gkbot-bundle-") as temporary:
                build_id, entries = _read_listing(bundle, source)
                if build_id in home.finished():
                    raise BuildError(f"build {build_id} is already in {home.path}: there is nothing to unpack")
                folder = home.builds / build_id
                folder.mkdir(parents=True)
                # Without its seal in it, the folder is no build.
                _unpack(bundle, entries, folder, Path(temporary), source)
                manifest = _read_seal(Path(temporary), build_id, source)
            changed = pass_gate(folder, manifest, exam, home.current())
            write_manifest(folder, manifest)
        except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
            raise BuildError(f"{source} cannot be unpacked: {getattr(error, 'strerror', None) or error}") from error
        finally:
            home.clear_unfinished()
        home.switch(build_id)
        home.prune(keep)
    return manifest, changed


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    # As a stream: nothing is looked up by a name or a place that the file itself gives.
    with source.open("rb") as file, tarfile.open(fileobj=file, mode="r|gz") as bundle:
        yield bundle


def _read_listing(bundle: tarfile.TarFile, source: Path) -> tuple[str, Mapping[str, Entry]]:
    """The build's id and its files, the seal under its own name; BuildError when it is not a listing of ours."""
    head = bundle.next()
    content = bundle.extractfile(head) if head and head.isreg() and head.name == LISTING else None
    if head is None or content is None or head.size > LARGEST_LISTING:
        raise BuildError(f"{source} is no bundle of gkbot: it does not begin with {LISTING}")
    try:
        listing = json.loads(content.read())
        build_id, version = str(listing["build"]), listing["version"]
        entries = {str(name): Entry(int(entry["size"]), str(entry["sha256"])) for name, entry in listing["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BuildError(f"{source} is no bundle of gkbot: its {LISTING} cannot be read") from error
    if version != VERSION:
        raise BuildError(f"{source} is a bundle of version {version}, expected {VERSION}: pack it with this version of gkbot")
    for name in (build_id, *entries):
        if not _is_plain(name):
            raise BuildError(f"{source} has a file that would lie outside the build: {name!r}")
    if "/" in build_id or SEAL not in entries:
        raise BuildError(f"{source} is no bundle of gkbot: its {LISTING} names no build")
    return build_id, entries


def _is_plain(name: str) -> bool:
    """Whether a name is a path down from a folder, on any system."""
    parts = PurePosixPath(name).parts
    odd = any(part in ("..", ".") or part.startswith("/") or part.rstrip(" .") != part for part in parts)
    return (
        bool(parts)
        and not odd
        and name == "/".join(parts)
        and not any(char in name for char in '\\:*?"<>|\0')
        and name.isprintable()
    )


def _unpack(bundle: tarfile.TarFile, entries: Mapping[str, Entry], folder: Path, seals: Path, source: Path) -> None:
    """Write the files of a bundle to a folder, the seal to another; each must be listed, once, and be what the listing says."""
    left = dict(entries)
    while (member := bundle.next()) is not None:
        entry = left.pop(member.name, None)
        if entry is None or not member.isreg() or member.size != entry.size:
            raise BuildError(f"{source} is damaged: {member.name!r} is not the file that its {LISTING} names")
        content = bundle.extractfile(member)
        assert content is not None  # a regular file
        path = (seals if member.name == SEAL else folder) / member.name
        path.parent.mkdir(parents=True, exist_ok=True)
        if _copy(content, path) != entry.sha256:
            raise BuildError(f"{source} is damaged: {member.name} has another checksum than the one in its {LISTING}")
    if left:
        raise BuildError(f"{source} is damaged: {min(left)} is missing")


def _copy(content: IO[bytes], path: Path) -> str:
    """Copy to a new file; gives the SHA-256."""
    found = hashlib.sha256()
    with path.open("xb") as file:
        while piece := content.read(_PIECE):
            found.update(piece)
            file.write(piece)
    return found.hexdigest()


def _read_seal(folder: Path, build_id: str, source: Path) -> Manifest:
    manifest = read_manifest(folder)
    if manifest.build != build_id:
        raise BuildError(f"{source} names build {build_id} but holds {manifest.build}")
    if manifest.schema != schema.VERSION:
        raise BuildError(
            f"{source} has facts of version {manifest.schema}, this version of gkbot reads {schema.VERSION}: "
            "use the same version on both machines"
        )
    return manifest
