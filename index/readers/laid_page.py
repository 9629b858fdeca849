"""A page as it is laid out: lines of text and tables with the lines in their cells, all by position, in points.

What a PDF page and a scanned page have in common. Knows nothing of PDF or pictures, nor of what comes before or after the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from index.document import ILLEGIBLE
from index.readers.ruling import RuledTable

# Shares of the character size.
_SAME_LINE = 0.45
_WORD_GAP = 0.35
_PART_GAP = 1.5

_WIDE = re.compile(r"[\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff00-\uff65\U00020000-\U0003ffff]")
# Fonts often map a character to the radical that looks the same; NFKC knows the Kangxi ones, these are the others met in words.
_RADICALS = dict(
    zip(
        "⺟⺠⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⼾⾭",
        "母民西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟户青",
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character, or a run of them, at its place on the page; `top` and `bottom` count downwards."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line: a word or number, or Chinese text up to a wide gap; `y` is its middle."""

    text: str
    x0: float
    x1: float
    y: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text; `size` is the height of its characters, `parts` its pieces where wide gaps divide it."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    parts: tuple[Part, ...]

    def move(self, right: float, down: float) -> TextLine:
        """The same line further to the right and down."""
        parts = tuple(Part(part.text, part.x0 + right, part.x1 + right, part.y + down) for part in self.parts)
        return replace(self, x0=self.x0 + right, x1=self.x1 + right, top=self.top + down, bottom=self.bottom + down, parts=parts)


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on one page and the lines in each of its cells, by the cell's number."""

    shape: RuledTable
    lines: Mapping[int, tuple[TextLine, ...]]

    @property
    def top(self) -> float:
        """Where the table begins."""
        return self.shape.ys[0]

    @property
    def bottom(self) -> float:
        """Where the table ends."""
        return self.shape.ys[-1]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its size, the lines outside tables and the tables, each from top to bottom."""

    width: float
    height: float
    lines: tuple[TextLine, ...]
    tables: tuple[PageTable, ...]

    def move(self, right: float, down: float) -> Page:
        """The same content further to the right and down."""
        tables = tuple(
            PageTable(
                table.shape.move(right, down),
                {cell: tuple(line.move(right, down) for line in own) for cell, own in table.lines.items()},
            )
            for table in self.tables
        )
        return Page(self.width, self.height, tuple(line.move(right, down) for line in self.lines), tables)


def make_page(width: float, height: float, glyphs: Iterable[Glyph], shapes: Sequence[RuledTable]) -> Page:
    """The page with each glyph in the cell it stands in, or in a line of running text."""
    outside: list[Glyph] = []
    inside: list[dict[int, list[Glyph]]] = [{} for _ in shapes]
    for glyph in glyphs:
        place = _find_cell(glyph, shapes)
        if place is None:
            outside.append(glyph)
        else:
            inside[place[0]].setdefault(place[1], []).append(glyph)
    tables = [
        PageTable(shape, {cell: set_lines(own, in_cell=True) for cell, own in cells.items()})
        for shape, cells in zip(shapes, inside, strict=True)
    ]
    return Page(width, height, set_lines(outside), tuple(table for table in tables if table.lines))


def _find_cell(glyph: Glyph, shapes: Sequence[RuledTable]) -> tuple[int, int] | None:
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    for at, shape in enumerate(shapes):
        box = shape.find_box(x, y)
        if box is not None:
            return at, shape.cells[box[0]][box[1]]
    return None


def set_lines(glyphs: Iterable[Glyph], *, in_cell: bool = False) -> tuple[TextLine, ...]:
    """The glyphs as lines from top to bottom; blanks are kept only where they part words or numbers."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.top + glyph.bottom):
        if rows and _is_same_line(rows[-1][0], glyph):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = [_set_line(sorted(row, key=lambda glyph: glyph.x0), in_cell=in_cell) for row in rows]
    return tuple(line for line in lines if line is not None)


def _is_same_line(first: Glyph, glyph: Glyph) -> bool:
    size = min(first.bottom - first.top, glyph.bottom - glyph.top)
    return (glyph.top + glyph.bottom - first.top - first.bottom) / 2 <= _SAME_LINE * size


def _set_line(row: list[Glyph], *, in_cell: bool) -> TextLine | None:
    shown = [glyph for glyph in row if glyph.text.strip()]
    if not shown:
        return None
    size = median(glyph.bottom - glyph.top for glyph in shown)
    parts = [[shown[0]]]
    for before, glyph in pairwise(shown):
        is_wide = bool(_WIDE.match(before.text) and _WIDE.match(glyph.text))
        if glyph.x0 - before.x1 > (_PART_GAP if is_wide else _WORD_GAP) * size:
            parts.append([])
        parts[-1].append(glyph)
    made = tuple(_make_part(part, size, in_cell=in_cell) for part in parts)
    top, bottom = min(glyph.top for glyph in shown), max(glyph.bottom for glyph in shown)
    return TextLine(_set_text(row, size, in_cell=in_cell), made[0].x0, made[-1].x1, top, bottom, size, made)


def _make_part(row: list[Glyph], size: float, *, in_cell: bool) -> Part:
    middle = (min(glyph.top for glyph in row) + max(glyph.bottom for glyph in row)) / 2
    return Part(_set_text(row, size, in_cell=in_cell), row[0].x0, max(glyph.x1 for glyph in row), middle)


def _set_text(row: list[Glyph], size: float, *, in_cell: bool) -> str:
    text, end, is_parted = "", row[0].x1, False
    for glyph in row:
        read = read_characters(glyph.text)
        if not read:
            is_parted = is_parted or glyph.text.isspace()
            continue
        gap = glyph.x0 - end
        # Between Chinese characters gaps come from justifying, beside a number from typesetting; neither is a blank of the text.
        is_wide = bool(_WIDE.match(text[-1:]) or _WIDE.match(read[:1]))
        if text and (gap > _PART_GAP * size if is_wide else is_parted or gap > _WORD_GAP * size) and not (is_wide and in_cell):
            text += " "
        text, end, is_parted = text + read, glyph.x1, False
    return text


def read_characters(text: str) -> str:
    """The characters meant, one for one: look-alike radicals as the character itself, unmapped ones as ILLEGIBLE."""
    if text.startswith("(cid:"):
        return ILLEGIBLE
    return "".join(map(_read_character, text)).strip()


def _read_character(char: str) -> str:
    if char < "\u2e80":
        return " " if char.isspace() else "" if unicodedata.category(char) in ("Cc", "Cf") else char
    if unicodedata.category(char) in ("Co", "Cn", "Cs"):
        return ILLEGIBLE
    is_radical = "\u2f00" <= char <= "\u2fd5"
    return _RADICALS.get(char) or (unicodedata.normalize("NFKC", char) if is_radical else char)
