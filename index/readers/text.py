"""Plain text and Markdown: finds the tables in it, whether a cell a line after a tab, tab-separated or pipe rows.

A file of Word's text dump has every cell on its own line behind a tab; lines without a tab continue the cell, an empty line
ends the row. Knows nothing of the official form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from index.document import Block, Document, Grid, GridCell, Paragraph
from index.errors import UnreadableReport
from index.readers.encoding import decode, read_bounded
from index.wording import join_lines

_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]*\]")
_RULE_LINE = re.compile(r"^[\s|｜:：+-]*-{2,}[\s|｜:：+-]*$")
_PIPE = re.compile(r"[|｜]")
_LOCAL_NUMBER = re.compile(r"^[\d\s,.，．%-]+$")
_SENTENCE_OVER = tuple("。；：！？;:!?")
_PUNCTUATED = re.compile(r"[，。；：、,;:]")
_NEW_ITEM = re.compile(r"^\s*(?:第?[一二三四五六七八九十]+[、.．是]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}\s*[、.．](?!\d))")
HEADING_LENGTH = 45
_NEARLY_FULL = 0.8


def read_text(path: Path, name: str) -> Document:
    """The Document of a text file; UnreadableReport when it is empty, binary, garbled or in no known encoding."""
    decoded = decode(read_bounded(path, name), name)
    text = _BOOKMARK.sub("", decoded.text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise UnreadableReport(f"{name}: the file is empty; a report's text is needed")
    return Document(name, text, split_blocks(text), decoded.warnings)


class _Kind(Enum):
    EMPTY = "empty"
    CELL = "cell"  # one cell behind a tab
    ROW = "row"  # a whole row, parted by pipes or tabs
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    kind: _Kind


def split_blocks(text: str) -> tuple[Block, ...]:
    """The paragraphs and grids of a text, in order."""
    blocks: list[Block] = []
    lines = _classify_lines(text)
    width = max((len(line.text) for line in lines if line.kind is _Kind.TEXT), default=0)
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.kind is _Kind.EMPTY:
            at += 1
        elif line.kind is _Kind.TEXT:
            paragraph, at = _take_paragraph(text, lines, at, width)
            blocks.append(paragraph)
        else:
            grid, at = _take_grid(text, lines, at)
            if grid is not None:
                blocks.append(grid)
    return tuple(blocks)


def _classify_lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    start = 0
    for line in text.split("\n"):
        lines.append(_Line(line, start, _kind_of(line)))
        start += len(line) + 1
    return lines


def _kind_of(line: str) -> _Kind:
    if _PIPE.search(line):
        return _Kind.ROW
    if line.startswith("\t"):
        return _Kind.ROW if "\t" in line.strip() else _Kind.CELL
    if not line.strip():
        return _Kind.EMPTY
    # A tab at the end of a line of running text is a leftover, not a cell.
    return _Kind.ROW if "\t" in line.strip() else _Kind.TEXT


def _take_paragraph(text: str, lines: list[_Line], at: int, width: int) -> tuple[Paragraph, int]:
    first = at
    at += 1
    while at < len(lines) and lines[at].kind is _Kind.TEXT and _runs_on(lines, first, at, width):
        at += 1
    start, end = lines[first].start, lines[at - 1].start + len(lines[at - 1].text)
    running = join_lines(text, start, end)
    return Paragraph(running.text, running.offsets[0], running.offsets[-1] + 1), at


def _runs_on(lines: list[_Line], first: int, at: int, width: int) -> bool:
    """Whether line `at` goes on with the paragraph begun at `first`: the text was broken off within a sentence."""
    before = lines[at - 1].text.rstrip()
    if before.endswith(_SENTENCE_OVER) or _NEW_ITEM.match(lines[at].text):
        return False
    if at - 1 > first:
        return True
    # A first line without punctuation is a title or heading.
    if not _PUNCTUATED.search(before):
        return False
    # So is a short numbered one, unless the file breaks all its lines at about that width.
    is_short = len(before) <= HEADING_LENGTH and len(before) < width * _NEARLY_FULL
    return not (_NEW_ITEM.match(before) and is_short and "。" not in before)


def _take_grid(text: str, lines: list[_Line], at: int) -> tuple[Grid | None, int]:
    rows: list[list[GridCell]] = []
    while at < len(lines):
        line = lines[at]
        if line.kind is _Kind.CELL:
            row, at = _take_cell_row(text, lines, at)
            rows.append(row)
        elif line.kind is _Kind.ROW:
            if not _RULE_LINE.match(line.text):
                rows.append(_split_row(line))
            at += 1
        elif line.kind is _Kind.EMPTY:
            at += 1
        else:
            break
    if not any(cell.raw for row in rows for cell in row):
        return None, at
    return Grid(tuple(tuple(row) for row in rows), rows[0][0].start, rows[-1][-1].end), at


def _take_cell_row(text: str, lines: list[_Line], at: int) -> tuple[list[GridCell], int]:
    cells: list[GridCell] = []
    while at < len(lines) and lines[at].kind is _Kind.CELL:
        first = at
        at += 1
        while at < len(lines) and lines[at].kind is _Kind.TEXT and not _LOCAL_NUMBER.match(lines[at - 1].text.strip() or " "):
            at += 1
        last = lines[at - 1]
        cells.append(_make_cell(text, lines[first].start, last.start + len(last.text)))
    return cells, at


def _split_row(line: _Line) -> list[GridCell]:
    separator = _PIPE if _PIPE.search(line.text) else re.compile("\t")
    borders = [match.start() for match in separator.finditer(line.text)]
    edges = list(zip([-1, *borders], [*borders, len(line.text)], strict=True))
    if separator is _PIPE and not line.text[: borders[0]].strip() and len(edges) > 2:
        # A pipe at the front only opens the row. One at the end may close it or stand before an empty cell, so that one is kept.
        edges = edges[1:]
    return [_make_cell(line.text, left + 1, right, line.start) for left, right in edges]


def _make_cell(text: str, start: int, end: int, shift: int = 0) -> GridCell:
    raw = text[start:end]
    left = start + len(raw) - len(raw.lstrip())
    raw = raw.strip()
    if not raw:
        return GridCell("", shift + end, shift + end)
    return GridCell(raw, shift + left, shift + left + len(raw))
