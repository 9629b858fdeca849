"""What kind of file it is by its content: endings lie, since old web systems call everything .doc.

Knows nothing of what is in a report.
"""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from pathlib import Path

HEAD = 65536  # bytes looked at
HEAD_OF_ZIP = 4096
SECTOR = 512
# What a damaged archive makes zipfile raise; RuntimeError is its word for a missing password.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)

# Kinds are named by the ending they ought to have.
KINDS = {
    ".txt": "text",
    ".html": "a web page",
    ".mht": "a web archive",
    ".docx": "a Word file (.docx)",
    ".doc": "an old Word file (.doc)",
    ".rtf": "an RTF file",
    ".odt": "an OpenDocument text",
    ".pdf": "a PDF",
    ".png": "a PNG picture",
    ".jpg": "a JPEG picture",
    ".zip": "a ZIP archive",
    ".rar": "a RAR archive",
    ".7z": "a 7z archive",
    ".gz": "a gzip archive",
    ".ofd": "an OFD file",
    ".xlsx": "an Excel file",
    ".pptx": "a PowerPoint file",
    ".ole": "an old Office file, but no Word file",
    ".enc": "encrypted",
}
ALIKE = {".md": ".txt", ".text": ".txt", ".htm": ".html", ".shtml": ".html", ".mhtml": ".mht", ".wps": ".doc", ".jpeg": ".jpg"}

_MAGIC = (
    (b"%PDF-", ".pdf"),
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"Rar!\x1a\x07", ".rar"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
    (b"\x1f\x8b", ".gz"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EMPTY_ZIP = b"PK\x05\x06"
_ZIP = (b"PK\x03\x04", _EMPTY_ZIP)
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PAGE = re.compile(
    rb"(?>(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*)<(?:!doctype\s+html|html|head|body|meta|title|div|table|style|script|article|center|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_PAGE_INSIDE = re.compile(rb"<(?:html|body)\b[^>]*>", re.IGNORECASE)
_WORD_XML = re.compile(rb"<\?mso-application[^>]*Word\.Document|<(?:\w+:)?wordDocument\b|<pkg:package\b")
_WEB_ARCHIVE = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", re.IGNORECASE)
_TAG = re.compile(rb"<[a-zA-Z!/]")
_PARTS = (("word/", ".docx"), ("xl/", ".xlsx"), ("ppt/", ".pptx"), ("OFD.xml", ".ofd"))
# Streams in an old Office file, as their names stand in its directory.
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_WORD_STREAMS = tuple(stream.encode("utf-16-le") for stream in ("WordDocument", "WpsDocument"))
_OTHER_STREAMS = tuple(stream.encode("utf-16-le") for stream in ("Workbook", "Book", "PowerPoint Document"))
_WORD_MARK = b"\xec\xa5"
_ENCRYPTED_BIT = 0x01  # of the byte at _ENCRYPTED_AT behind the mark
_ENCRYPTED_AT = 11


def sniff(path: Path) -> str | None:
    """The kind of a file, one of KINDS; None when its content gives no clue. Raises OSError when it cannot be opened."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if kind is not None:
        return kind
    if head.startswith(_ZIP):
        return _sniff_zip(path, head)
    if head.startswith(_OLE):
        return _sniff_ole(path)
    # Some systems put a few bytes before a PDF, and every reader of PDFs takes that.
    if b"%PDF-" in head[:1024] and b"\0" in head:
        return ".pdf"
    return _sniff_text(head)


def _sniff_zip(path: Path, head: bytes) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except ZIP_ERRORS:
        # Cut off: the list of parts stood at its end. Their names also stand before each.
        names = []
    if _OPEN_DOCUMENT in head[:HEAD_OF_ZIP]:
        return ".odt"
    kind = next((kind for part, kind in _PARTS if any(name.startswith(part) for name in names)), None)
    kind = kind or next((kind for part, kind in _PARTS if part.encode() in head[:HEAD_OF_ZIP]), None)
    return kind or (".zip" if names or head.startswith(_EMPTY_ZIP) else None)


def _sniff_ole(path: Path) -> str | None:
    content = path.read_bytes()
    if _ENCRYPTED_STREAM in content:
        return ".enc"
    if any(stream in content for stream in _WORD_STREAMS):
        at = content.find(_WORD_MARK, SECTOR)
        is_header = at >= 0 and at % SECTOR == 0
        return ".enc" if is_header and content[at + _ENCRYPTED_AT] & _ENCRYPTED_BIT else ".doc"
    # A file that was cut off has lost the directory at its end, and with it what kind it is.
    return ".ole" if any(stream in content for stream in _OTHER_STREAMS) else None


def _sniff_text(head: bytes) -> str | None:
    if head.startswith(_TEXT_MARKS[1:]):
        head = head.replace(b"\0", b"")
    bare = head.removeprefix(_TEXT_MARKS[0]).lstrip(b"\xff\xfe \t\r\n")
    if b"\0" in head or not bare:
        return None
    if _WORD_XML.search(bare[:4096]):
        return ".doc"
    # An archive holds a page, so it is asked for first.
    if _WEB_ARCHIVE.match(bare[:4096]):
        return ".mht"
    if _PAGE.match(bare) or _PAGE_INSIDE.search(bare):
        return ".html"
    return ".txt"


def is_markup(path: Path) -> bool:
    """Whether there is at least one tag near the beginning of a file."""
    with path.open("rb") as file:
        return bool(_TAG.search(file.read(HEAD).replace(b"\0", b"")))
