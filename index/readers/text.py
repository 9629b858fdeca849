"""Plain text and Markdown: finds the tables in it, whether a cell a line after a tab, tab-separated rows or any use of pipes.

A file of Word's text dump has every cell on its own line behind a tab; lines without a tab continue the cell, an empty line
ends the row. What shows no sign of a table stays running text. Knows nothing of the official form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from index.document import Block, Document, Grid, GridCell, Paragraph
from index.errors import UnreadableReport
from index.readers.encoding import decode, read_bounded
from index.readers.pipes import (
    PIPE,
    PipeLine,
    PipeStyle,
    PipeUse,
    find_pipe_use,
    join_broken_rows,
    mark_cells,
    split_row,
    split_stream,
)
from index.readers.readings import strip_readings
from index.readers.wrapping import Wrapping, find_wrapping, runs_on
from index.wording import drop_invisible, is_page_number, join_lines

_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]*\]")
_RULE_LINE = re.compile(r"^[\s|｜:：+-]*-{2,}[\s|｜:：+-]*$")
_LOCAL_NUMBER = re.compile(r"^[\d\s,.，．%-]+$")
_PUNCTUATED = re.compile(r"[，。；：、,;:]")


def read_text(path: Path, name: str) -> Document:
    """The Document of a text file; UnreadableReport when it is empty, binary, garbled or in no known encoding."""
    decoded = decode(read_bounded(path, name), name)
    text = strip_readings(_BOOKMARK.sub("", drop_invisible(decoded.text).replace("\r\n", "\n").replace("\r", "\n")))
    if not text.strip():
        raise UnreadableReport(f"{name}: the file is empty; a report's text is needed")
    return Document(name, text, split_blocks(text), decoded.warnings)


class _Kind(Enum):
    EMPTY = "empty"
    CELL = "cell"  # one cell behind a tab
    ROW = "row"  # a whole row, parted by pipes or tabs
    PIPED = "piped"  # one cell or none, with its pipe on this line or the next
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    kind: _Kind


def split_blocks(text: str) -> tuple[Block, ...]:
    """The paragraphs and grids of a text, in order."""
    blocks: list[Block] = []
    rows = join_broken_rows(text.split("\n"))
    use = find_pipe_use(rows)
    lines = _classify_lines(rows, use)
    wrapping = find_wrapping([line.text for line in lines if line.kind is _Kind.TEXT])
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.kind is _Kind.EMPTY:
            at += 1
        elif line.kind is _Kind.TEXT:
            paragraph, at = _take_paragraph(text, lines, at, wrapping)
            blocks.append(paragraph)
        else:
            grid, at = _take_grid(text, lines, at, use)
            if grid is not None:
                blocks.append(grid)
    return tuple(blocks)


def _classify_lines(texts: list[str], use: PipeUse) -> list[_Line]:
    in_table = mark_cells(texts, use)
    kinds = [_kind_of(line, is_cell, use) for line, is_cell in zip(texts, in_table, strict=True)]
    lines: list[_Line] = []
    start = 0
    for at, line in enumerate(texts):
        # The number of a page is no part of what goes on over it.
        if not is_page_number(line):
            lines.append(_Line(line, start, _Kind.ROW if _is_row_with_blank_end(texts, kinds, at) else kinds[at]))
        start += len(line) + 1
    return lines


def _kind_of(line: str, is_cell: bool, use: PipeUse) -> _Kind:
    if is_cell:
        return _Kind.ROW if use.style is PipeStyle.ROWS else _Kind.PIPED
    if not line.strip():
        return _Kind.CELL if line.startswith("\t") else _Kind.EMPTY
    if line.startswith("\t"):
        return _Kind.ROW if "\t" in line.lstrip() else _Kind.CELL
    return _Kind.ROW if "\t" in line.strip() else _Kind.TEXT


def _is_row_with_blank_end(texts: list[str], kinds: list[_Kind], at: int) -> bool:
    """Whether a line that ends in tabs is a row with empty cells there; a single tab behind running text is a leftover."""
    line = texts[at]
    if kinds[at] is not _Kind.TEXT or not line.endswith("\t"):
        return False
    around = kinds[max(0, at - 1) : at + 2]
    return line.endswith("\t\t") or (_Kind.ROW in around and not _PUNCTUATED.search(line))


def _take_paragraph(text: str, lines: list[_Line], at: int, wrapping: Wrapping) -> tuple[Paragraph, int]:
    first = at
    at += 1
    while at < len(lines) and lines[at].kind is _Kind.TEXT:
        if not runs_on(lines[at - 1].text, lines[at].text, is_first=at - 1 == first, wrapping=wrapping):
            break
        at += 1
    start, end = lines[first].start, lines[at - 1].start + len(lines[at - 1].text)
    running = join_lines(text, start, end)
    return Paragraph(running.text, running.offsets[0], running.offsets[-1] + 1), at


def _take_grid(text: str, lines: list[_Line], at: int, use: PipeUse) -> tuple[Grid | None, int]:
    rows: list[list[GridCell]] = []
    while at < len(lines):
        line = lines[at]
        if line.kind is _Kind.CELL:
            row, at = _take_cell_row(text, lines, at)
            rows.append(row)
        elif line.kind is _Kind.ROW:
            # The line below a Markdown table's first row; further down it is a row of dashes.
            if len(rows) > 1 or not _RULE_LINE.match(line.text):
                rows.append(_split_row(line, use))
            at += 1
        elif line.kind is _Kind.PIPED:
            taken, at = _take_stream(text, lines, at, use)
            rows += taken
        elif line.kind is _Kind.EMPTY:
            at += 1
        else:
            break
    rows = [row for row in rows if row]
    if not any(cell.raw for row in rows for cell in row):
        return None, at
    return Grid(tuple(tuple(row) for row in rows), rows[0][0].start, max(rows[-1][-1].end, rows[-1][0].end)), at


def _take_stream(text: str, lines: list[_Line], at: int, use: PipeUse) -> tuple[list[list[GridCell]], int]:
    end = at
    while end < len(lines) and lines[end].kind in (_Kind.PIPED, _Kind.EMPTY):
        end += 1
    stream = [PipeLine(line.text, line.start) for line in lines[at:end]]
    return [
        [GridCell(text[cell.start : cell.end], cell.start, cell.end) for cell in row] for row in split_stream(stream, use)
    ], end


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


def _split_row(line: _Line, use: PipeUse) -> list[GridCell]:
    if PIPE.search(line.text):
        return [_make_cell(line.text, cell.start, cell.end, line.start) for cell in split_row(line.text, use)]
    borders = [match.start() for match in re.finditer("\t", line.text)]
    edges = zip([-1, *borders], [*borders, len(line.text)], strict=True)
    return [_make_cell(line.text, left + 1, right, line.start) for left, right in edges]


def _make_cell(text: str, start: int, end: int, shift: int = 0) -> GridCell:
    raw = text[start:end]
    left = start + len(raw) - len(raw.lstrip())
    raw = raw.strip()
    if not raw:
        return GridCell("", shift + end, shift + end)
    return GridCell(raw, shift + left, shift + left + len(raw))
