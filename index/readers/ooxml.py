"""The parts of an Office Open XML file (.docx), read with bounds: how large a part may get, and no entities in its XML.

Knows nothing of what the parts say.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from index.errors import UnreadableReport
from index.readers.sniff import ZIP_ERRORS

LARGEST_PART = 64 * 2**20  # bytes unpacked; the XML of a report with three tables has 0.2 to 2 MB

_PACKAGE_RELATIONS = "_rels/.rels"
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


@dataclass(frozen=True, slots=True)
class Package:
    """An open package: its parts by name, found through the relations that name their kind."""

    archive: zipfile.ZipFile
    name: str

    def main_part(self, default: str) -> str:
        """The name of the part the package is about, as its relations say."""
        return self.related(_PACKAGE_RELATIONS, "", "officeDocument") or default

    def related_to(self, part: str, kind: str) -> str | None:
        """The name of the part of that kind ("styles", "numbering") that belongs to a part."""
        folder, file = posixpath.split(part)
        return self.related(posixpath.join(folder, "_rels", f"{file}.rels"), folder, kind)

    def related(self, relations: str, folder: str, kind: str) -> str | None:
        """The target of the first relation of that kind, or None."""
        if relations not in self.archive.NameToInfo:
            return None
        for relation in self.parse(relations):
            if relation.get("Type", "").endswith(f"/{kind}"):
                target = relation.get("Target", "")
                part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                return part if part in self.archive.NameToInfo else None
        return None

    def parse(self, part: str) -> Element:
        """The root of a part; UnreadableReport when it is missing, damaged, too large or holds a document type."""
        try:
            with self.archive.open(part) as file:
                data = file.read(LARGEST_PART + 1)
        except KeyError as error:
            raise UnreadableReport(f"{self.name}: no Word document, {part} is missing; save it anew in Word or WPS") from error
        except ZIP_ERRORS as error:
            raise UnreadableReport(f"{self.name}: damaged or cut off ({error}); get the file again") from error
        if len(data) > LARGEST_PART:
            raise UnreadableReport(f"{self.name}: {part} unpacks to more than {LARGEST_PART >> 20} MB, which no report needs")
        # No office program writes a document type; what has one would make entities grow. UTF-16 puts zeros between.
        if _DECLARATION.search(data.replace(b"\0", b"")):
            raise UnreadableReport(f"{self.name}: {part} declares XML entities, which no office program writes; left unread")
        try:
            return ElementTree.fromstring(data)
        except (ElementTree.ParseError, ValueError, LookupError) as error:
            raise UnreadableReport(f"{self.name}: damaged, {part} is no XML ({error}); save it anew in Word or WPS") from error


@contextmanager
def open_package(path: Path, name: str) -> Iterator[Package]:
    """The package in a file; UnreadableReport when it is none, is cut off or damaged."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise
    except ZIP_ERRORS as error:
        raise UnreadableReport(f"{name}: damaged or cut off ({error}); get the file again") from error
    with archive:
        yield Package(archive, name)


def local_name(element: Element) -> str:
    """The tag without its namespace: transitional and strict files differ in it and in nothing else that matters here."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of local names, or None."""
    for name in path:
        if element is None:
            return None
        element = next((inner for inner in element if local_name(inner) == name), None)
    return element


def value(element: Element | None, attribute: str = "val") -> str | None:
    """An attribute by its local name, or None."""
    if element is None:
        return None
    return next((text for key, text in element.items() if key.rpartition("}")[2] == attribute), None)


def is_on(element: Element | None) -> bool:
    """Whether a switch such as <w:vanish/> is there and not turned off."""
    return element is not None and value(element) not in ("0", "false", "off")
