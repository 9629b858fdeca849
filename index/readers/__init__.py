"""File formats: one module a format, all giving the same `Document`; a format more is a module and a line of SUFFIXES.

Knows nothing of the official form or of organisations.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.document import Document
from index.errors import UnreadableReport
from index.readers.text import read_text

SUFFIXES: dict[str, Callable[[Path, str], Document]] = {
    ".txt": read_text,
    ".md": read_text,
}


def read_document(path: Path, name: str) -> Document:
    """The file as a Document named `name`; UnreadableReport for a suffix no reader takes, or content its reader cannot read."""
    reader = SUFFIXES.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(SUFFIXES))
        raise UnreadableReport(f"{name}: no reader for {path.suffix or 'a file without suffix'!r}, expected one of {known}")
    try:
        return reader(path, name)
    except OSError as error:
        raise UnreadableReport(
            f"{name}: cannot be opened ({error.strerror}); check that the file exists and may be read"
        ) from error
