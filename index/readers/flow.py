"""Pages become one Document: page numbers and running heads go, paragraphs and tables are joined over page breaks.

Works on laid-out pages wherever they come from. Knows nothing of PDF or pictures, nor of the official form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.document import Block, Document, Grid, GridCell, Paragraph
from index.readers.broken_table import JoinedTable, continues_table, join_parts
from index.readers.laid_page import Page, PageTable, TextLine

# The share of the page's height, at either end, in which page numbers and running heads stand.
_MARGIN = 0.12
_PAGE_NUMBER = re.compile(r"[-—–―─·.\s]*第?\s*\d{1,4}\s*页?[-—–―─·.\s]*(?:[/共]\s*共?\s*\d{1,4}\s*页?)?[-—–―─·.\s]*")
_SAME_PLACE = 4.0
_NEW_ITEM = re.compile(r"\s*(?:第?[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}\s*[、.．](?!\d))")
_SENTENCE_OVER = tuple("。；：！？;:!?")
_FIRST_WORD = re.compile(r"[\w.@:/+-]+", re.ASCII)
_NOT_AT_START = frozenset("，。；：！？、）》”’％%")

# The end of a row of numbers in a table without lines.
_ROW = re.compile(r"(?:^|\s)[\d,.，．—/\ufffd-]+(?:\s+[\d,.，．—/\ufffd-]+)+$")

# Shares of the character size.
_INDENT = 1.2
_ROOM_LEFT = 0.6
_OTHER_SIZE = 0.2
_LINE_GAP = 1.9


@dataclass(frozen=True, slots=True)
class _Item:
    """A line of running text or a table, and the page it is on."""

    page: int
    content: TextLine | PageTable


def compose_document(name: str, pages: Sequence[Page], warnings: tuple[str, ...] = ()) -> Document:
    """The Document of these pages, with a paragraph or a table row a line and the cells of a row parted by tabs."""
    items = [_Item(at, content) for at, page in enumerate(drop_furniture(pages)) for content in _in_order(page)]
    writer = _Writer()
    margins = _find_margins([item.content for item in items if isinstance(item.content, TextLine)])
    at = 0
    while at < len(items):
        first, taken = items[at], at + 1
        while taken < len(items) and _belongs(items[taken - 1], items[taken], margins):
            taken += 1
        run = [item.content for item in items[at:taken]]
        if isinstance(first.content, TextLine):
            writer.add_paragraph("".join(line.text for line in run if isinstance(line, TextLine)))
        else:
            writer.add_table(join_parts([table for table in run if isinstance(table, PageTable)]))
        at = taken
    return Document(name, writer.text, tuple(writer.blocks), warnings)


def _in_order(page: Page) -> list[TextLine | PageTable]:
    return sorted([*page.lines, *page.tables], key=lambda content: content.top)


# Page numbers and running heads


def drop_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without page numbers and without lines that come back at the same place on other pages."""
    places: Counter[tuple[str, int]] = Counter()
    for page in pages:
        places.update({key for line in _edge_lines(page) for key in _near_keys(line)})
    kept = []
    for page in pages:
        edges = set(map(id, _edge_lines(page)))
        lines = [line for line in page.lines if id(line) not in edges or not _is_furniture(line, places)]
        kept.append(replace(page, lines=tuple(lines)))
    return kept


def _edge_lines(page: Page) -> list[TextLine]:
    """The lines in the margins with nothing of the page above or below them but other such lines."""
    top = [line for line in page.lines if line.bottom < _MARGIN * page.height]
    bottom = [line for line in page.lines if line.top > (1 - _MARGIN) * page.height]
    return [*top, *bottom]


def _near_keys(line: TextLine) -> Iterator[tuple[str, int]]:
    masked = re.sub(r"\d+", "0", line.text)
    slot = round(line.top / _SAME_PLACE)
    yield from ((masked, near) for near in (slot - 1, slot, slot + 1))


def _is_furniture(line: TextLine, places: Counter[tuple[str, int]]) -> bool:
    if _PAGE_NUMBER.fullmatch(line.text):
        return True
    masked = re.sub(r"\d+", "0", line.text)
    return places[masked, round(line.top / _SAME_PLACE)] > 1 and not _NEW_ITEM.match(line.text)


# Paragraphs


@dataclass(frozen=True, slots=True)
class _Margins:
    left: float
    right: float


def _find_margins(lines: Sequence[TextLine]) -> _Margins:
    """Between which edges running text is set: where lines begin and end again and again."""
    if not lines:
        return _Margins(0.0, 0.0)
    lefts = Counter(round(line.x0 / _SAME_PLACE) for line in lines)
    rights = sorted(line.x1 for line in lines)
    often = [left for left, count in lefts.items() if count >= max(2, len(lines) // 10)] or list(lefts)
    return _Margins(min(often) * _SAME_PLACE, rights[int(0.9 * (len(rights) - 1))])


def _belongs(before: _Item, item: _Item, margins: _Margins) -> bool:
    """Whether the item goes on with the paragraph or table before it."""
    one, other = before.content, item.content
    if isinstance(one, PageTable) and isinstance(other, PageTable):
        return item.page == before.page + 1 and continues_table(one, other)
    if isinstance(one, TextLine) and isinstance(other, TextLine):
        return _runs_on(one, other, margins, is_same_page=item.page == before.page)
    return False


def _runs_on(before: TextLine, line: TextLine, margins: _Margins, *, is_same_page: bool) -> bool:
    size = line.size
    if abs(before.size - size) > _OTHER_SIZE * size or line.x0 - margins.left > _INDENT * size:
        return False
    if is_same_page and line.top - before.bottom > _LINE_GAP * size:
        return False
    if _ROW.search(before.text) or _ROW.search(line.text):
        return False
    if before.text.endswith(_SENTENCE_OVER) and _NEW_ITEM.match(line.text):
        return False
    return margins.right - before.x1 < _width_of_first_word(line) + _ROOM_LEFT * size


def _width_of_first_word(line: TextLine) -> float:
    """What the line before had to have room for, to take over the first word of this one."""
    word = _FIRST_WORD.match(line.text)
    if word is not None:
        return len(word.group()) * line.size / 2
    follow = next((at for at, char in enumerate(line.text[1:], 1) if char not in _NOT_AT_START), len(line.text))
    return follow * line.size


# Text


class _Writer:
    """Puts blocks one below the other and keeps where each of them stands."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._written: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        return "".join(self._written)

    def add_paragraph(self, text: str) -> None:
        start, end = self._write(text)
        self._write("\n")
        self.blocks.append(Paragraph(text, start, end))

    def add_table(self, table: JoinedTable) -> None:
        rows = [tuple(self._write_row(texts)) for texts in table.rows]
        self.blocks.append(Grid(tuple(rows), rows[0][0].start, rows[-1][-1].end))

    def _write_row(self, texts: Sequence[str]) -> Iterator[GridCell]:
        for at, text in enumerate(texts):
            start, end = self._write(text)
            yield GridCell(text, start, end)
            self._write("\t" if at + 1 < len(texts) else "\n")

    def _write(self, text: str) -> tuple[int, int]:
        start = self._length
        self._written.append(text)
        self._length += len(text)
        return start, self._length
