"""Web pages (.html .htm) and web archives (.mht): what a visitor reads of the report, paragraph by paragraph and table by table.

The report's own part of the page is taken (`page_content.py`), scripts, forms and hidden parts are left out. A cell over several
columns is one cell, so that the number of values in a row is the form's; what a cell over several rows covers is empty. Knows
nothing of the official form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from pathlib import Path
from typing import Any

from index.document import Document
from index.errors import UnreadableReport
from index.readers.assembly import Assembly
from index.readers.encoding import decode, read_bounded
from index.readers.page_content import find_content, is_shown, parse_page
from index.readers.readings import strip_readings

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_WHITE = re.compile(r"[ \t\r\n\f\v]+")
_BLOCKS = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form",
    "h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody td tfoot th thead title tr ul",
)
_BREAKS = frozenset(tag for line in (*_BLOCKS, "br") for tag in line.split())
_SENTENCES = re.compile(r"。.{20,}。|。.{120,}|.{120,}。", re.DOTALL)
_MOST_SPANNED = 100  # columns; the widest table of the form has 15

Element = Any


def read_html(path: Path, name: str) -> Document:
    """The Document of a web page; UnreadableReport when it is empty, garbled, or not a page."""
    return _read_page(read_bounded(path, name), name)


def read_web_archive(path: Path, name: str) -> Document:
    """The Document of the page in a web archive (.mht); UnreadableReport when there is none in it."""
    try:
        message = message_from_bytes(read_bounded(path, name), policy=policy.default)
        pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
        content = pages[0].get_payload(decode=True) if pages else None
    except (MessageError, ValueError, LookupError) as error:
        raise UnreadableReport(f"{name}: a damaged web archive ({error}); save the page anew") from error
    if not isinstance(content, bytes):
        raise UnreadableReport(f"{name}: no page in this web archive; save the page itself as .html")
    return _read_page(content, name)


def _read_page(data: bytes, name: str) -> Document:
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    decoded = decode(data, name, declared[1].decode("ascii", "replace") if declared else None)
    try:
        page = parse_page(strip_readings(decoded.text))
    except ValueError as error:
        raise UnreadableReport(f"{name}: {error}, the rest of the page is out of reach; save its text instead") from error
    if page is None:
        raise UnreadableReport(f"{name}: the page is empty; save it again once it has loaded")
    content = find_content(page)
    assembly = Assembly()
    for said in content.ahead:
        if isinstance(said, str):
            assembly.add_line(said)
        else:
            assembly.add_grid([said])
    for part in _read_parts(content.element):
        if isinstance(part, str):
            assembly.add_line(part)
        else:
            assembly.add_grid(_read_rows(part))
    document = assembly.finish(name, decoded.warnings)
    if not document.text.strip():
        raise UnreadableReport(f"{name}: no text on the page; if it shows pictures or a PDF, give those")
    return document


# Running text


def _read_parts(root: Element) -> Iterator[str | Element]:
    """The lines and the tables in an element, in order; no recursion, since pages may be nested without bound."""
    line: list[str] = []
    # What is still to be read, last first: an element, the text behind one, or None where a block ends.
    ahead: list[Element | str | None] = [root]
    while ahead:
        part = ahead.pop()
        if isinstance(part, str):
            line.append(part)
            continue
        tag = "br" if part is None else part.tag
        is_table = tag == "table" and not _is_layout(part) and part is not root
        if (tag in _BREAKS or is_table) and (text := _close(line)):
            yield text
        if part is None or tag == "br" or not isinstance(tag, str) or not is_shown(part):
            continue
        if is_table:
            yield part
        elif tag in ("pre", "listing", "xmp"):
            yield from "".join(part.itertext()).split("\n")
        else:
            ahead.extend(_list_content(part)[::-1])
    if text := _close(line):
        yield text


def _list_content(element: Element) -> list[Element | str | None]:
    content: list[Element | str | None] = [element.text] if element.text else []
    for child in element:
        content.append(child)
        if child.tail:
            content.append(child.tail)
    return [*content, None] if element.tag in _BREAKS else content


def _close(line: list[str]) -> str:
    """The line read so far, its white space as a browser shows it; the next one begins empty."""
    text = _WHITE.sub(" ", "".join(line)).strip()
    line.clear()
    return text


# Tables


def _is_layout(table: Element) -> bool:
    """Whether a table is only a frame for parts of the page: one column, tables inside, or whole paragraphs in its cells."""
    rows = [_cells_of(row) for row in _rows_of(table)]
    if max(map(len, rows), default=0) < 2:
        return True
    if table.find(".//table") is not None:
        own = sum(map(len, rows))
        return sum(1 for _ in table.iter("td", "th")) > 2 * own
    return any(_SENTENCES.search("".join(cell.itertext())) for row in rows for cell in row)


def _rows_of(table: Element) -> list[Element]:
    parts = [table, *(part for part in table if part.tag in ("tbody", "thead", "tfoot"))]
    return [row for part in parts for row in part if row.tag == "tr" and is_shown(row)]


def _cells_of(row: Element) -> list[Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _read_rows(table: Element) -> Iterator[list[str]]:
    """The cells of each row; the place of a cell that began in a row above is an empty cell."""
    still: dict[int, tuple[int, bool]] = {}  # by column: for how many rows it is covered, and whether the cell begins there
    for row in _rows_of(table):
        texts: list[str] = []
        after: dict[int, tuple[int, bool]] = {}
        column = 0
        for cell in _cells_of(row):
            column = _pass_covered(still, column, texts)
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            if is_shown(cell):
                texts.append(_read_cell(cell))
            for at in range(column, column + width) if height > 1 else ():
                after[at] = (height - 1, at == column)
            column += width
        while column <= max(still, default=-1):
            column = _pass_covered(still, column, texts) + 1
        still = {at: (rows - 1, begins) for at, (rows, begins) in still.items() if rows > 1} | after
        yield texts


def _pass_covered(still: dict[int, tuple[int, bool]], column: int, texts: list[str]) -> int:
    """The next column that is free; a cell from above leaves one empty cell."""
    while column in still:
        if still[column][1]:
            texts.append("")
        column += 1
    return column


def _span(cell: Element, name: str) -> int:
    said = re.match(r"\s*(\d{1,4})", cell.get(name, ""))
    return min(max(int(said[1]), 1), _MOST_SPANNED) if said else 1


def _read_cell(cell: Element) -> str:
    parts = [part if isinstance(part, str) else " ".join(map(" ".join, _read_rows(part))) for part in _read_parts(cell)]
    return " ".join(part for part in parts if part.strip())
