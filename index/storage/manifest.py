"""The manifest of a build: what it was made of and with, and what must be in it.

Knows nothing of how a build is written or searched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from index.errors import NoBuild
from index.storage.home import SEAL
from index.storage.whole import whole_file


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of each kind a build holds."""

    reports: int
    passages: int
    figures: int


@dataclass(frozen=True, slots=True)
class Model:
    """The embedding model of a build, by the id it goes by, with the length of its vectors."""

    id: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file that is in the build: the SHA-256 of its bytes, the uid of its report, a mark of what has read it, where it lay.

    Of a file in an archive, `path` is the archive's and `member` the place in its list.
    """

    sha256: str
    uid: str
    reader: str = ""
    path: str = ""
    member: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """One build described; `created` is an ISO time in UTC, `failed` gives the reason why a file is not in the build.

    `checksums` are those of the build's own files that never change, by their paths.
    """

    build: str
    created: str
    schema: int
    model: Model
    counts: Counts
    files: Mapping[str, FileEntry] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    checksums: Mapping[str, str] = field(default_factory=dict)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Seal a build: the manifest appears in its folder whole or not at all."""
    with whole_file(folder / SEAL) as file:
        # Without indents, and field by field: json's quick encoder and no copies, which many thousand files make felt.
        file.write(json.dumps(manifest, ensure_ascii=False, default=_fields).encode())


def _fields(thing: Any) -> dict[str, Any]:
    """The fields of one of the classes above."""
    return {field.name: getattr(thing, field.name) for field in fields(thing)}


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a finished build; NoBuild when it is not there or cannot be read."""
    try:
        data = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        return Manifest(
            build=data["build"],
            created=data["created"],
            schema=data["schema"],
            model=Model(**data["model"]),
            counts=Counts(**data["counts"]),
            files={name: FileEntry(**entry) for name, entry in data["files"].items()},
            failed=data["failed"],
            versions=data["versions"],
            checksums=data.get("checksums", {}),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoBuild(f"the manifest of build {folder.name} cannot be read: run gkbot index PATH to build anew") from error
