"""File formats: one module a format, all giving the same `Document`; a format more is a module and a line of SUFFIXES.

Knows nothing of the official form or of organisations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.document import Document
from index.errors import UnreadableReport
from index.readers.docx import read_docx
from index.readers.html import read_html, read_web_archive
from index.readers.ocr import read_image
from index.readers.office import read_office
from index.readers.pdf import read_pdf
from index.readers.sniff import ALIKE, KINDS, is_markup, sniff
from index.readers.text import read_text

SUFFIXES: dict[str, Callable[[Path, str], Document]] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".shtml": read_html,
    ".mht": read_web_archive,
    ".mhtml": read_web_archive,
    ".docx": read_docx,
    ".doc": read_office,
    ".wps": read_office,
    ".rtf": read_office,
    ".odt": read_office,
    ".pdf": read_pdf,
    ".png": read_image,
    ".jpg": read_image,
    ".jpeg": read_image,
    ".tif": read_image,
    ".tiff": read_image,
}


# Formats that reports come in and no reader takes, with the way out: files of these are named, others left out are counted.
REFUSED = {
    ".rar": "unpack it and index the folder",
    ".7z": "unpack it and index the folder",
    ".gz": "unpack it and index the folder",
    ".ofd": "save it as PDF",
}


def read_document(path: Path, name: str) -> Document:
    """The file as a Document named `name`, read as what its content is; UnreadableReport when no reader can read that."""
    suffix = path.suffix.lower()
    try:
        if not path.stat().st_size:
            raise UnreadableReport(f"{name}: the file is empty; get it again")
        kind = _decide_kind(suffix, sniff(path), path)
        if kind not in SUFFIXES:
            raise UnreadableReport(_refuse(name, suffix, kind))
        document = SUFFIXES[kind](path, name)
    except OSError as error:
        raise UnreadableReport(
            f"{name}: cannot be opened ({error.strerror}); check that the file exists and may be read"
        ) from error
    if kind == suffix:
        return document
    warning = f"{f'named {suffix}' if suffix else 'without an ending'} but is {KINDS[kind]}, read as that"
    return replace(document, warnings=(warning, *document.warnings))


def _decide_kind(suffix: str, found: str | None, path: Path) -> str:
    """The suffix whose reader shall read: the file's own where content does not speak against it."""
    if found is None or ALIKE.get(suffix, suffix) == found:
        return suffix
    # Pieces of a page may look like text; text in a file named as a page has not a single tag.
    if found == ".txt" and ALIKE.get(suffix, suffix) in (".html", ".mht") and is_markup(path):
        return suffix
    return found


def _refuse(name: str, suffix: str, kind: str) -> str:
    if kind in REFUSED:
        return f"{name}: {KINDS[kind]}, which no reader takes; {REFUSED[kind]}"
    known = ", ".join(sorted(SUFFIXES))
    if kind == ".enc":
        return f"{name}: encrypted; save it without a password first"
    if kind in KINDS and kind != suffix:
        named = f"named {suffix}" if suffix else "without an ending"
        return f"{name}: {named} but is {KINDS[kind]}, which no reader takes; save it as one of {known}"
    return f"{name}: no reader for {suffix or 'a file without suffix'!r}, expected one of {known}"
