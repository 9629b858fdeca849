"""Word files (.docx): paragraphs, tables and text boxes of the body in their order, as a reader sees them.

What is deleted or hidden, headers, footers, notes and tables of contents stay out; numbers that Word itself puts before
paragraphs come in. A cell over several columns is one cell, so that the number of values in a row is the form's; the cells a
cell over several rows covers are empty. Knows nothing of the official form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from xml.etree.ElementTree import Element

from index.document import Document
from index.errors import UnreadableReport
from index.readers.assembly import Assembly
from index.readers.numbering import Numbering, read_numbering
from index.readers.ooxml import Package, child, is_on, local_name, open_package, value

_MAIN_PART = "word/document.xml"
# Around paragraphs, rows, cells or runs, and of no meaning here.
_WRAPPERS = frozenset(
    ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo", "ruby", "rubyBase")
)
# Tracked deletions are gone from what the report says.
_GONE = frozenset(("del", "moveFrom"))
_CHARACTERS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(path: Path, name: str) -> Document:
    """The Document of a Word file; UnreadableReport when it is damaged, encrypted or empty."""
    with open_package(path, name) as package:
        main = package.main_part(_MAIN_PART)
        body = child(package.parse(main), "body")
        if body is None:
            raise UnreadableReport(f"{name}: no Word document, its body is missing; save it anew in Word or WPS")
        assembly = Assembly()
        try:
            _Walk(_load_numbering(package, main), assembly).take_blocks(body)
        except RecursionError as error:
            raise UnreadableReport(f"{name}: nested too deeply; save it anew in Word or WPS") from error
    document = assembly.finish(name)
    if not document.text.strip():
        raise UnreadableReport(f"{name}: no text in it; if it holds pictures of the pages, give those as PDF or pictures")
    return document


def _load_numbering(package: Package, main: str) -> Numbering:
    parts = [package.related_to(main, kind) for kind in ("numbering", "styles")]
    numbering, styles = (package.parse(part) if part else None for part in parts)
    return read_numbering(numbering, styles)


class _Target(Protocol):
    """What paragraphs and tables are added to."""

    def add_line(self, line: str) -> None: ...

    def add_grid(self, rows: Iterable[Sequence[str]]) -> None: ...


@dataclass(slots=True)
class _CellLines:
    """The text of one cell, line by line, whatever is in it."""

    lines: list[str] = field(default_factory=list)

    def add_line(self, line: str) -> None:
        self.lines.append(line.strip())

    def add_grid(self, rows: Iterable[Sequence[str]]) -> None:
        self.lines += [cell for row in rows for cell in row]


@dataclass(slots=True)
class _Walk:
    """The way through the body: where numbering stands, and what is being written."""

    numbering: Numbering
    target: _Target
    unfinished: str = ""  # a paragraph whose end was deleted: the next one goes on with it

    def take_blocks(self, parent: Element) -> None:
        """Add all paragraphs and tables in an element, in order."""
        for element in parent:
            tag = local_name(element)
            if tag == "p":
                self._take_paragraph(element)
            elif tag == "tbl":
                self._take_table(element)
            elif tag == "AlternateContent":
                self.take_blocks(_choose(element))
            elif tag in _WRAPPERS and not _is_contents(element):
                self.take_blocks(element)

    def _take_paragraph(self, element: Element) -> None:
        properties = child(element, "pPr")
        if self.numbering.style_name(properties).startswith("toc "):
            return
        text = self.unfinished + self.numbering.label(properties) + "".join(_run_text(element))
        if child(properties, "rPr", "del") is not None:
            self.unfinished = text
            return
        self.unfinished = ""
        self.target.add_line(text)
        for box in _find_boxes(element):
            self.take_blocks(box)

    def _take_table(self, table: Element) -> None:
        rows = [list(_find(row, "tc")) for row in _find(table, "tr") if child(row, "trPr", "del") is None]
        if _is_layout(rows):
            for row in rows:
                for cell in row:
                    self.take_blocks(cell)
            return
        self.target.add_grid(list(self._read_row(row)) for row in rows)

    def _read_row(self, row: list[Element]) -> Iterator[str]:
        for cell in row:
            properties = child(cell, "tcPr")
            across, down = child(properties, "hMerge"), child(properties, "vMerge")
            if across is not None and value(across) != "restart":
                continue
            is_covered = down is not None and value(down) != "restart"
            yield "" if is_covered or child(properties, "cellDel") is not None else self._cell_text(cell)

    def _cell_text(self, cell: Element) -> str:
        """The cell's paragraphs a line each, those of tables and text boxes in it included."""
        inner = _CellLines()
        _Walk(self.numbering, inner).take_blocks(cell)
        return "\n".join(line for line in inner.lines if line)


def _is_layout(rows: list[list[Element]]) -> bool:
    """Whether a table is only a frame: one cell, or cells that hold tables with more cells than it has itself."""
    cells = [cell for row in rows for cell in row]
    inside = sum(1 for cell in cells for table in _find(cell, "tbl") for row in _find(table, "tr") for _ in _find(row, "tc"))
    return len(cells) == 1 or inside > len(cells)


def _find(parent: Element, tag: str) -> Iterator[Element]:
    """The elements of that name directly in another, or in wrappers there."""
    for element in parent:
        name = local_name(element)
        if name == tag:
            yield element
        elif name in _WRAPPERS:
            yield from _find(element, tag)


def _is_contents(element: Element) -> bool:
    gallery = value(child(element, "sdtPr", "docPartObj", "docPartGallery"))
    return gallery is not None and gallery.lower() == "table of contents"


def _run_text(parent: Element) -> Iterator[str]:
    """The text of a paragraph, run by run."""
    for element in parent:
        tag = local_name(element)
        if tag == "r":
            if not is_on(child(element, "rPr", "vanish")):
                yield from _run_text(element)
        elif tag == "t":
            yield (element.text or "").replace("\t", " ").replace("\n", " ")
        elif tag in _CHARACTERS:
            yield _CHARACTERS[tag]
        elif tag == "AlternateContent":
            yield from _run_text(_choose(element))
        elif tag in _WRAPPERS:
            yield from _run_text(element)


def _find_boxes(parent: Element) -> Iterator[Element]:
    """The text boxes hung up in a paragraph."""
    for element in parent:
        tag = local_name(element)
        if tag == "txbxContent":
            yield element
        elif tag == "AlternateContent":
            yield from _find_boxes(_choose(element))
        elif tag not in _GONE and tag != "pPr":
            yield from _find_boxes(element)


def _choose(alternatives: Element) -> Element:
    """Of a thing written twice for newer and older programs, the first that has text in it."""
    choices = [element for element in alternatives if local_name(element) in ("Choice", "Fallback")]
    with_text = (choice for choice in choices if any(local_name(inner) == "t" for inner in choice.iter()))
    return next(with_text, Element("none"))
