"""A document being put together from lines of text and real tables, in the file's order, so that every place is exact.

Lines go through the layouts of text files: a file with tables may also hold some that were flattened to text. Knows nothing
of file formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from index.document import Block, Document, Grid, GridCell, Paragraph
from index.readers.text import split_blocks
from index.wording import drop_invisible


@dataclass(slots=True)
class Assembly:
    """What has been added so far; `finish` makes the Document."""

    _lines: list[str] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _blocks: list[Block] = field(default_factory=list)

    def add_line(self, line: str) -> None:
        """Add a paragraph, or an empty line; line breaks in it make lines of their own."""
        self._lines.append(drop_invisible(line))

    def add_grid(self, rows: Iterable[Sequence[str]]) -> None:
        """Add a table: cells parted by a tab and rows by a newline in the text; a table without any text adds nothing."""
        rows = [[drop_invisible(cell).strip() for cell in row] for row in rows]
        if not any(cell for row in rows for cell in row):
            return
        self._flush_lines()
        start = self._length
        made = tuple(self._write_row(row) for row in rows if row)
        self._blocks.append(Grid(made, start, made[-1][-1].end))

    def finish(self, name: str, warnings: tuple[str, ...] = ()) -> Document:
        """The Document of all that was added."""
        self._flush_lines()
        return Document(name, "".join(self._pieces), tuple(self._blocks), warnings)

    def _write_row(self, row: Sequence[str]) -> tuple[GridCell, ...]:
        cells: list[GridCell] = []
        for at, raw in enumerate(row):
            start = self._length
            self._write(raw)
            cells.append(GridCell(raw, start, self._length))
            self._write("\t" if at + 1 < len(row) else "\n")
        return tuple(cells)

    def _flush_lines(self) -> None:
        if not self._lines:
            return
        text = "\n".join(self._lines) + "\n"
        self._lines.clear()
        self._blocks.extend(_shift(block, self._length) for block in split_blocks(text))
        self._write(text)

    def _write(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)


def _shift(block: Block, by: int) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, start=block.start + by, end=block.end + by)
    rows = tuple(tuple(GridCell(cell.raw, cell.start + by, cell.end + by) for cell in row) for row in block.rows)
    return Grid(rows, block.start + by, block.end + by)
