"""The SHA-256 of a build's files. Those of Chroma are left out: it writes to them even where it only reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from index.storage.home import SEAL
from index.storage.store import CHROMA


def checksum_files(folder: Path, known: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """The checksum of every file of a build that stays as it is, by its path in the folder; those `known` are not read."""
    names = ((name, path) for name, path in files_of(folder) if not name.startswith(f"{CHROMA}/"))
    return {name: known[name] if name in known else digest(path) for name, path in names}


def shared_checksums(folder: Path, other: Path, checksums: Mapping[str, str]) -> dict[str, str]:
    """Those of another build's checksums that are of files which a build shares with it."""
    pairs = ((name, folder / name, other / name) for name in checksums)
    return {name: checksums[name] for name, own, its in pairs if own.is_file() and its.is_file() and own.samefile(its)}


def compare_files(folder: Path, checksums: Mapping[str, str]) -> str | None:
    """What is first found to differ from its checksum, None when nothing does."""
    found = checksum_files(folder)
    for name in sorted({*found, *checksums}):
        if found.get(name) != checksums.get(name):
            return f"{name} is missing" if name not in found else f"{name} is not the file that was written"
    return None


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of a build but for its seal, with their paths in the folder, sorted."""
    paths = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    yield from ((name, path) for name, path in paths if name != SEAL)


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
