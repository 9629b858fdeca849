"""The files that a build was read from, as long as they still lie where they were and are what they were.

Nothing is kept of them but where they lay: an index beside its reports is no second copy of them.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from index.errors import OriginalGone, UnreadableReport
from index.intake.sources import Source
from index.readers.archive import extract_member
from index.storage.manifest import FileEntry, Manifest

LARGEST = 2**30  # bytes; what lies there now may be anything


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was indexed: its name without folders, and its bytes."""

    name: str
    content: bytes


def origin_of(source: Source) -> tuple[str, int | None]:
    """Where a source lies, as a manifest takes it: empty for a path that is no UTF-8."""
    path = os.fsencode(source.path)
    try:
        return path.decode(), source.member
    except UnicodeDecodeError:
        return "", source.member


def read_original(manifest: Manifest, uid: str) -> Original:
    """The file a report was read from; KeyError for no such report, OriginalGone where the file is not there any more."""
    found = [(name, entry) for name, entry in manifest.files.items() if entry.uid == uid]
    if not found:
        raise KeyError(f"no report {uid} in build {manifest.build}")
    name, entry = found[0]
    try:
        content = _read(entry, name)
    except (OSError, UnreadableReport) as error:
        raise OriginalGone(f"the file {name} is no longer where it was indexed from") from error
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise OriginalGone(f"the file {name} has changed since it was indexed: run gkbot index again")
    return Original(name.rpartition("/")[2], content)


def _read(entry: FileEntry, name: str) -> bytes:
    path = Path(entry.path)
    if entry.member is not None:
        with TemporaryDirectory(prefix="gkbot-member-") as folder:
            return extract_member(path, name, entry.member, Path(folder), LARGEST).read_bytes()
    if not path.is_file() or path.stat().st_size > LARGEST:
        raise FileNotFoundError(entry.path)
    return path.read_bytes()
