"""What a reader makes of one file: its extracted text, and the paragraphs and table grids in it, each with its place.

Knows nothing of the official form, of organisations or of years.
"""

from __future__ import annotations

from dataclasses import dataclass

# Stands for characters that are there and could not be read, and behind a number that may be misread; no number contains it.
ILLEGIBLE = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of running text; `text` has its line breaks joined, `start:end` are characters of `Document.text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell as it stands (`raw`, line breaks kept), at `start:end` of `Document.text`; empty cells have start == end."""

    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of cells, ragged where the file is; merged cells are what the file made of them."""

    rows: tuple[tuple[GridCell, ...], ...]
    start: int
    end: int


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read: `text` is what the file says in its order, markup and bookmarks gone, nothing added but white space.

    `warnings` say what about the file itself may have cost something (read by OCR, a wrong file ending).
    """

    name: str
    text: str
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()
