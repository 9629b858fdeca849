"""A made-up report as plain text, in every layout that text dumps of published reports come in.

Each layout is a function from a laid table to text. Knows nothing of how text is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from written_report import LaidCell, LaidTable, WrittenReport

Draw = Callable[[LaidTable], str]
WRAPPED = ("商业企业", "科研机构", "结果纠正", "其他结果", "尚未审结")
PAGE_LINES = 34
LINE_WIDTH = 30


@dataclass(frozen=True, slots=True)
class TextLayout:
    """How tables are drawn; `drops_blanks`: an empty cell leaves nothing behind; `loose`: numbers stand off their labels."""

    draw: Draw
    drops_blanks: bool = False
    loose: bool = False
    suffix: str = ".txt"


def origin_rows(table: LaidTable) -> list[list[str]]:
    """Each row's own cells; what a merged cell covers besides is not there."""
    return [[cell.text for cell in row] for row in table.rows]


def continued_rows(table: LaidTable) -> list[list[str]]:
    """As word processors dump them: a cell merged downwards goes on as an empty cell, one merged sideways is one cell."""
    return [[cell.text if top else "" for cell, top, left in row if left] for row in table.slots()]


def full_rows(table: LaidTable, *, repeat: bool = False) -> list[list[str]]:
    """A text for every row and column; what a merged cell covers besides is empty, or its text again."""
    return [[cell.text if repeat or (top and left) else "" for cell, top, left in row] for row in table.slots()]


# Rows of their own ----------------------------------------------------------------------------------------------------


def draw_tabs(table: LaidTable) -> str:
    """A cell a line behind a tab, an empty line behind each row; narrow headers are broken over two lines."""
    rows = continued_rows(table)
    return "\n".join("".join(f"\t{_wrap(cell)}\n" for cell in row) for row in rows)


def _wrap(text: str) -> str:
    return f"{text[:2]}\n{text[2:]}" if text in WRAPPED else text


def draw_bookmarked_tabs(table: LaidTable) -> str:
    """The same with the bookmarks of a word processor before labels and inside number cells, blanks behind numbers."""

    def mark(cell: LaidCell) -> LaidCell:
        if cell.key.endswith((".valid", ".natural", "carried_out.total")) and cell.text:
            return LaidCell(f"[bookmark: _GoBack]{cell.text}   ", cell.height, cell.width, cell.key)
        mark = "" if cell.key or not cell.text[:1].isdigit() else "[bookmark: _Hlk66973412]"
        return LaidCell(mark + cell.text, cell.height, cell.width, cell.key)

    return draw_tabs(table.change(mark))


def draw_tab_rows(table: LaidTable) -> str:
    """A row a line with tabs between cells, as a browser's copy gives it."""
    return "\n".join("\t".join(row) for row in continued_rows(table))


def draw_full_tab_rows(table: LaidTable) -> str:
    """A row a line with tabs between all grid cells, as a spreadsheet's copy gives it."""
    return "\n".join("\t".join(row) for row in full_rows(table))


def draw_trailing_pipes(table: LaidTable) -> str:
    """A row a line, pipes between cells; what merged cells cover is left as empty cells at the end of the row."""
    return "\n".join((" | ".join(row) + " | " + "|" * (table.width - len(row))).rstrip() for row in origin_rows(table))


def draw_closed_pipes(table: LaidTable) -> str:
    """A row a line, every cell closed by a pipe, nothing for what merged cells cover."""
    return "\n".join("".join(f"{cell} | " for cell in row).rstrip() for row in origin_rows(table))


def draw_bare_pipes(table: LaidTable) -> str:
    """A row a line, pipes only between cells."""
    return "\n".join(" | ".join(row) for row in origin_rows(table))


def draw_full_pipes(table: LaidTable) -> str:
    """A row a line with every grid cell, full-width pipes."""
    return "\n".join("｜" + "｜".join(row) + "｜" for row in full_rows(table))


def draw_markdown(table: LaidTable) -> str:
    """A Markdown table, what merged cells cover is empty."""
    return _markdown(full_rows(table))


def draw_repeating_markdown(table: LaidTable) -> str:
    """A Markdown table in which merged cells repeat their text."""
    return _markdown(full_rows(table, repeat=True))


def _markdown(rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(["", lines[0], "|" + " --- |" * len(rows[0]), *lines[1:], ""])


# Rows run together ----------------------------------------------------------------------------------------------------


def draw_pipe_lines(table: LaidTable) -> str:
    """Every cell a line of its own, begun by a pipe but for the first of a row; a lone pipe ends the row."""
    return "\n".join("\n| ".join(row) + "\n|" for row in origin_rows(table))


def draw_lone_pipes(table: LaidTable) -> str:
    """Cells and pipes on lines of their own, an empty line behind each row."""
    return "\n".join("\n|\n".join(row) + "\n" for row in origin_rows(table))


def draw_cell_paragraphs(table: LaidTable) -> str:
    """Every cell a paragraph of its own; empty cells are gone."""
    return "\n\n".join(cell for row in origin_rows(table) for cell in row if cell)


def draw_cell_lines(table: LaidTable) -> str:
    """Every cell a line of its own, empty cells gone; narrow headers are broken over two lines."""
    return "\n".join(_wrap(cell) for row in origin_rows(table) for cell in row if cell)


def draw_numbers_below(table: LaidTable) -> str:
    """Labels line by line, the numbers of a row together on the line below them."""
    lines: list[str] = []
    for row in table.rows:
        lines += [cell.text for cell in row if not cell.key and cell.text]
        numbers = "  ".join(cell.text for cell in row if cell.key and cell.text)
        lines += [numbers] if numbers else []
    return "\n".join(lines)


def draw_numbers_apart(table: LaidTable) -> str:
    """All labels first, all rows of numbers after them."""
    lines = [" ".join(cell.text for cell in row if not cell.key and cell.text) for row in table.rows]
    numbers = [" ".join(cell.text for cell in row if cell.key and cell.text) for row in table.rows]
    return "\n".join(line for line in lines + numbers if line)


def draw_one_line(table: LaidTable) -> str:
    """All cells with blanks between them."""
    return " ".join(cell for row in origin_rows(table) for cell in row if cell)


def draw_page_text(table: LaidTable) -> str:
    """What comes out of a PDF: labels broken at the width of their cells, merged labels a character a line, numbers in rows."""
    lines: list[str] = []
    for row in table.rows:
        values = " ".join(cell.text for cell in row if cell.key and cell.text)
        labels = [cell for cell in row if not cell.key]
        if not values and len(labels) > 1:
            lines += [part for cell in labels for part in _break(cell.text, 3 if cell.text in WRAPPED else LINE_WIDTH)]
            continue
        for cell in labels[:-1]:
            lines += _break(cell.text, 1 if cell.height > 10 else 4)
        parts = _break(labels[-1].text, 14) if labels else []
        lines += [*parts[:-1], f"{parts[-1] if parts else ''} {values}".strip()]
    return "\n".join(lines)


def _break(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


LAYOUTS = {
    "tabs": TextLayout(draw_tabs),
    "bookmarked tabs": TextLayout(draw_bookmarked_tabs),
    "tab rows": TextLayout(draw_tab_rows),
    "full tab rows": TextLayout(draw_full_tab_rows),
    "trailing pipes": TextLayout(draw_trailing_pipes),
    "closed pipes": TextLayout(draw_closed_pipes),
    "bare pipes": TextLayout(draw_bare_pipes),
    "full pipes": TextLayout(draw_full_pipes),
    "markdown": TextLayout(draw_markdown, suffix=".md"),
    "repeating markdown": TextLayout(draw_repeating_markdown, suffix=".md"),
    "pipe lines": TextLayout(draw_pipe_lines),
    "lone pipes": TextLayout(draw_lone_pipes),
    "cell paragraphs": TextLayout(draw_cell_paragraphs, drops_blanks=True),
    "cell lines": TextLayout(draw_cell_lines, drops_blanks=True),
    "numbers below": TextLayout(draw_numbers_below, drops_blanks=True),
    "numbers apart": TextLayout(draw_numbers_apart, drops_blanks=True, loose=True),
    "one line": TextLayout(draw_one_line, drops_blanks=True),
    "page text": TextLayout(draw_page_text, drops_blanks=True),
}
ENCODINGS = {"utf-8 with mark": ("utf-8-sig", "\n"), "gb18030": ("gb18030", "\r\n"), "utf-16": ("utf-16", "\r\n")}


def compose_text(report: WrittenReport, layout: str) -> str:
    """The whole report in one of LAYOUTS."""
    tables = [LAYOUTS[layout].draw(table) for table in report.tables]
    if layout == "one line":
        chapters = [part for pair in zip(report.headings, tables, strict=True) for part in pair]
        return " ".join([report.title, *report.opening, *chapters, *report.closing])
    if layout == "page text":
        return _paginate(report, tables)
    gap = "\n\n" if layout == "cell paragraphs" else "\n"
    chapters = [f"{heading}{gap}{table}" for heading, table in zip(report.headings, tables, strict=True)]
    title = f"{report.title[:-4]}\n{report.title[-4:]}" if layout == "tabs" else report.title
    return gap.join([title, *report.opening, *chapters, *report.closing]) + "\n"


def _paginate(report: WrittenReport, tables: list[str]) -> str:
    """Lines of one width with page numbers between pages, wherever those fall."""
    lines = _fill(report.title) + [part for line in report.opening for part in _fill(line)]
    for heading, table in zip(report.headings, tables, strict=True):
        lines += [heading, *table.split("\n")]
    lines += [part for line in report.closing for part in _fill(line)]
    for page, at in enumerate(range(PAGE_LINES, len(lines), PAGE_LINES + 1), start=1):
        lines.insert(at, f"- {page} -")
    return "\n".join(lines) + "\n"


def _fill(line: str) -> list[str]:
    return _break(line, LINE_WIDTH)


def write_text(report: WrittenReport, folder: Path, layout: str, *, encoding: str = "utf-8", line_end: str = "\n") -> Path:
    """The file it was written to."""
    path = folder / (report.name + LAYOUTS[layout].suffix)
    path.write_bytes(compose_text(report, layout).replace("\n", line_end).encode(encoding))
    return path
