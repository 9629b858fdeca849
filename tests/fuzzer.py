"""Damage done to good reports: to their tables before they are written, and to the bytes of their files afterwards.

No damage changes the digits of a number unless the truth is changed with it. Knows nothing of how damaged files are read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from every_writer import WRITINGS, Writing
from written_report import EDITIONS, LaidCell, LaidTable, WrittenReport, as_printed, make_report

Row = tuple[LaidCell, ...]
Rework = Callable[[Random, WrittenReport], WrittenReport]
Corrupt = Callable[[Random, bytes], bytes]
# Bytes whose change could make another number of one that stands in a cell.
_OF_NUMBERS = frozenset(b"0123456789.,+-")


# Damage to tables -----------------------------------------------------------------------------------------------------


def _pick_table(rng: Random, report: WrittenReport) -> int:
    """Table 3 half of the time: it has most of the cells."""
    return rng.choice((0, 1, 1, 2))


def _value_rows(table: LaidTable) -> list[int]:
    return [at for at, row in enumerate(table.rows) if any(cell.key for cell in row)]


def _with_rows(report: WrittenReport, number: int, rows: list[Row]) -> WrittenReport:
    tables = list(report.tables)
    tables[number] = replace(tables[number], rows=tuple(rows))
    written = {cell.key for table in tables for row in table.rows for cell in row if cell.key}
    return replace(report, tables=tuple(tables), cells={key: cell for key, cell in report.cells.items() if key in written})


def _own_cells(row: Row) -> int:
    """Where the row's own label and values begin, behind the merged cells it opens."""
    values = next(at for at, cell in enumerate(row) if cell.key)
    return max(values - 1, 0)


def swap_rows(rng: Random, report: WrittenReport) -> WrittenReport:
    """Two rows of table 3 change places, labels and values together."""
    rows = list(report.tables[1].rows)
    one, other = rng.sample(_value_rows(report.tables[1]), 2)
    front, back = sorted((one, other))
    at, to = _own_cells(rows[front]), _own_cells(rows[back])
    rows[front], rows[back] = (*rows[front][:at], *rows[back][to:]), (*rows[back][:to], *rows[front][at:])
    return _with_rows(report, 1, rows)


def swap_columns(rng: Random, report: WrittenReport) -> WrittenReport:
    """Two inner columns of table 3 change places, headers and values together."""
    one, other = sorted(rng.sample(range(5), 2))

    def swap(row: Row, first: int) -> Row:
        cells = list(row)
        cells[first + one], cells[first + other] = cells[first + other], cells[first + one]
        return tuple(cells)

    rows = list(report.tables[1].rows)
    rows[2] = swap(rows[2], 0)
    for at in _value_rows(report.tables[1]):
        # The first value is 自然人, the inner columns come after it.
        rows[at] = swap(rows[at], _own_cells(rows[at]) + 2)
    return _with_rows(report, 1, rows)


def delete_cell(rng: Random, report: WrittenReport) -> WrittenReport:
    """One value is gone, with its cell."""
    return _edit_row(rng, report, lambda row, at: (*row[:at], *row[at + 1 :]))


def insert_cell(rng: Random, report: WrittenReport) -> WrittenReport:
    """An empty cell too many among the values."""
    return _edit_row(rng, report, lambda row, at: (*row[:at], LaidCell(""), *row[at:]))


def _edit_row(rng: Random, report: WrittenReport, edit: Callable[[Row, int], Row]) -> WrittenReport:
    number = _pick_table(rng, report)
    rows = list(report.tables[number].rows)
    at = rng.choice(_value_rows(report.tables[number]))
    rows[at] = edit(rows[at], rng.choice([place for place, cell in enumerate(rows[at]) if cell.key]))
    return _with_rows(report, number, rows)


def delete_label(rng: Random, report: WrittenReport) -> WrittenReport:
    """A label is gone, its cell left empty; whose values these are can no longer be said."""
    number = rng.choice((0, 1))
    rows = list(report.tables[number].rows)
    at = rng.choice(_value_rows(report.tables[number]))
    place = _own_cells(rows[at])
    rows[at] = (*rows[at][:place], replace(rows[at][place], text=""), *rows[at][place + 1 :])
    return _with_rows(report, number, rows)


def delete_row(rng: Random, report: WrittenReport) -> WrittenReport:
    """A row is gone; merged cells still claim to cover as many rows as before."""
    number = rng.choice((0, 1))
    rows = list(report.tables[number].rows)
    plain = [at for at in _value_rows(report.tables[number]) if all(cell.height == 1 for cell in rows[at])]
    del rows[rng.choice(plain)]
    return _with_rows(report, number, rows)


def delete_table(rng: Random, report: WrittenReport) -> WrittenReport:
    """A table is gone, its heading left."""
    return _with_rows(report, rng.randrange(3), [(LaidCell("见附件"),)])


def repeat_row(rng: Random, report: WrittenReport) -> WrittenReport:
    """A row stands there twice."""
    number = rng.choice((0, 1))
    rows = list(report.tables[number].rows)
    at = rng.choice([at for at in _value_rows(report.tables[number]) if all(cell.height == 1 for cell in rows[at])])
    return _with_rows(report, number, [*rows[: at + 1], *rows[at:]])


def repeat_header(rng: Random, report: WrittenReport) -> WrittenReport:
    """Headers of table 3 again in its middle, as on a new page, with a page number above them."""
    rows = list(report.tables[1].rows)
    at = rng.choice(_value_rows(report.tables[1])[3:-1])
    footer = (LaidCell(f"- {rng.randint(2, 9)} -", width=10),)
    header = (LaidCell("续表", width=3), *rows[1][:1], *rows[2], *rows[1][-1:])
    return _with_rows(report, 1, [*rows[:at], footer, tuple(replace(cell, height=1) for cell in header), *rows[at:]])


def tear_row(rng: Random, report: WrittenReport) -> WrittenReport:
    """A row goes on in the next one, as when a page ends within it."""
    number = _pick_table(rng, report)
    rows = list(report.tables[number].rows)
    at = rng.choice(_value_rows(report.tables[number]))
    places = [place for place, cell in enumerate(rows[at]) if cell.key]
    cut = rng.choice(places)
    rows[at : at + 1] = [rows[at][:cut], rows[at][cut:]]
    return _with_rows(report, number, [row for row in rows if row])


def change_number(rng: Random, report: WrittenReport) -> WrittenReport:
    """One number of table 3 or 4 becomes another, and so does the truth: an equation is broken now."""
    number = rng.choice((1, 2))
    key = rng.choice([cell.key for row in report.tables[number].rows for cell in row if cell.key])
    value = as_printed(int(report.cells[key].number or 0) + rng.randint(1, 500))
    changed = report.tables[number].change(lambda cell: replace(cell, text=value.raw) if cell.key == key else cell)
    tables = tuple(changed if at == number else table for at, table in enumerate(report.tables))
    return replace(report, tables=tables, cells={**report.cells, key: value})


REWORKS: dict[str, Rework] = {
    "rows swapped": swap_rows,
    "columns swapped": swap_columns,
    "cell deleted": delete_cell,
    "empty cell inserted": insert_cell,
    "label deleted": delete_label,
    "row deleted": delete_row,
    "table deleted": delete_table,
    "row repeated": repeat_row,
    "header repeated": repeat_header,
    "row torn": tear_row,
    "number changed": change_number,
}


# Damage to bytes ------------------------------------------------------------------------------------------------------


def cut_off(rng: Random, data: bytes) -> bytes:
    """The end is missing, from anywhere but within a number."""
    at = rng.randrange(len(data) // 10, len(data))
    while at < len(data) and data[at] in _OF_NUMBERS:
        at += 1
    return data[:at]


def cut_out(rng: Random, data: bytes) -> bytes:
    """A piece is missing, from anywhere, borders not within a number."""
    start = rng.randrange(len(data))
    end = min(len(data), start + rng.randint(1, 400))
    while start > 0 and data[start - 1] in _OF_NUMBERS:
        start -= 1
    while end < len(data) and data[end] in _OF_NUMBERS:
        end += 1
    return data[:start] + data[end:]


def flip_bytes(rng: Random, data: bytes) -> bytes:
    """A few bytes are others, none of them of a number before or after."""
    flipped = bytearray(data)
    for _ in range(rng.choice((1, 3, 10, 40))):
        at = rng.randrange(len(flipped))
        byte = flipped[at] ^ (1 << rng.randrange(8))
        if flipped[at] not in _OF_NUMBERS and byte not in _OF_NUMBERS:
            flipped[at] = byte
    return bytes(flipped)


def insert_rubbish(rng: Random, data: bytes) -> bytes:
    """Bytes that belong to no text, somewhere."""
    at = rng.randrange(len(data))
    while at < len(data) and data[at] in _OF_NUMBERS:
        at += 1
    return data[:at] + bytes(rng.choice((0, 1, 0x80, 0xFF, 0xFE, 0x1B)) for _ in range(rng.randint(1, 60))) + data[at:]


def mix_encodings(rng: Random, data: bytes) -> bytes:
    """From some line on the text is in GB18030."""
    lines = data.decode("utf-8").splitlines(keepends=True)
    at = rng.randrange(len(lines))
    return "".join(lines[:at]).encode() + "".join(lines[at:]).encode("gb18030")


def encode_wrongly(rng: Random, data: bytes) -> bytes:
    """The text was decoded by the wrong encoding and saved again."""
    return data.decode("latin-1").encode() if rng.random() < 0.5 else data.decode("gb18030", errors="replace").encode()


def move_lines(rng: Random, data: bytes) -> bytes:
    """Some lines without any number are elsewhere."""
    lines = data.splitlines(keepends=True)
    plain = [at for at, line in enumerate(lines) if not re.search(rb"\d", line)]
    for _ in range(rng.randint(1, 5) if plain else 0):
        one, other = rng.choice(plain), rng.choice(plain)
        lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def join_lines(rng: Random, data: bytes) -> bytes:
    """Some line ends are blanks."""
    return b"".join(byte if rng.random() < 0.97 or byte != b"\n" else b" " for byte in re.findall(rb"(?s).", data))


def drop_tags(rng: Random, data: bytes) -> bytes:
    """Some tags of tables are missing."""
    share = rng.choice((0.003, 0.02, 0.2))
    return re.sub(rb"</?t[dr][^>]*>", lambda match: b"" if rng.random() < share else match[0], data)


def break_tags(rng: Random, data: bytes) -> bytes:
    """Some tags of tables are not closed, turned round or spelt wrongly."""
    wrong = (
        rb"<td",
        b"<table><tr>",
        b"</table>",
        b"<tr>",
        b"</tr>",
        b"<p>",
        b"</div></div>",
        b"<!--",
        b"<td colspan=0 rowspan=9999>",
    )
    share = rng.choice((0.002, 0.01))
    return re.sub(rb"</?t[dr][^>]*>", lambda match: rng.choice(wrong) if rng.random() < share else match[0], data)


def _inside_archive(corrupt: Corrupt) -> Corrupt:
    """The damage done to the document within the archive, which itself stays sound."""

    def rewrite(rng: Random, data: bytes) -> bytes:
        written = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                content = old.read(name)
                new.writestr(name, corrupt(rng, content) if name == "word/document.xml" else content)
        return written.getvalue()

    return rewrite


def lose_part(rng: Random, data: bytes) -> bytes:
    """A part of the archive is missing."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        lost = rng.choice(old.namelist())
        for name in old.namelist():
            if name != lost:
                new.writestr(name, old.read(name))
    return written.getvalue()


def drop_xml(rng: Random, data: bytes) -> bytes:
    """Some cells and rows of the Word file have lost their tags in pairs, so that the XML is still sound."""
    share = rng.choice((0.003, 0.02))
    cells = re.sub(rb"<w:gridSpan [^>]*/>|<w:vMerge[^>]*/>", lambda match: b"" if rng.random() < share * 5 else match[0], data)
    return re.sub(rb"<w:tc>(?:(?!</w:tc>).)*</w:tc>", lambda match: b"" if rng.random() < share else match[0], cells)


PLAIN: dict[str, Corrupt] = {
    "cut off": cut_off,
    "piece cut out": cut_out,
    "bytes flipped": flip_bytes,
    "rubbish inserted": insert_rubbish,
    "encodings mixed": mix_encodings,
    "encoded wrongly": encode_wrongly,
    "lines moved": move_lines,
    "lines joined": join_lines,
}
CORRUPTIONS: dict[str, dict[str, Corrupt]] = {
    ".txt": PLAIN,
    ".md": PLAIN,
    ".html": PLAIN | {"tags dropped": drop_tags, "tags broken": break_tags},
    ".docx": {
        "cut off": cut_off,
        "bytes flipped": flip_bytes,
        "part lost": lose_part,
        "XML flipped": _inside_archive(flip_bytes),
        "XML cut out": _inside_archive(cut_out),
        "cells dropped": _inside_archive(drop_xml),
    },
    ".pdf": {"cut off": cut_off, "bytes flipped": flip_bytes, "piece cut out": cut_out, "rubbish inserted": insert_rubbish},
}
SOURCES = (
    "text: tabs", "text: trailing pipes", "text: full tab rows", "text: markdown", "text: pipe lines", "text: cell lines",
    "text: numbers below", "text: one line", "text: page text", "html: plain", "html: word", "html: portal", "html: paragraphs",
    "docx: merged", "docx: uneven grid", "docx: cut runs", "pdf: thin bars",
)  # fmt: skip

# There the row of a deleted value looks just like a row whose last value is blank.
AMBIGUOUS = ("cell deleted", "text: trailing pipes")


@dataclass(frozen=True, slots=True)
class Case:
    """A damaged file yet to be made: what is done to a report in which format, and which report it is."""

    damage: str
    source: str
    edition: str
    turn: int

    def make(self, folder: Path, seed: int) -> tuple[Path, WrittenReport]:
        """The damaged file, in a folder of its own, and the report whose cells still stand in it."""
        rng = Random(f"{seed} {self}")
        folder = folder / f"{self.damage} {self.source} {self.turn}".replace(":", "")
        folder.mkdir()
        written = make_report(self.edition, "full", self.turn)
        if self.damage in REWORKS:
            written = REWORKS[self.damage](rng, written)
        path = _writing(self.source).write(written, folder)
        if self.damage not in REWORKS:
            path.write_bytes(CORRUPTIONS[path.suffix][self.damage](rng, path.read_bytes()))
        return path, written


def list_cases(each: int) -> Iterator[Case]:
    """Every rework `each` times over the SOURCES in turn, every corruption of every source in both editions."""
    sources = [source for source in SOURCES if not _writing(source).missing()]
    for shift, name in enumerate(REWORKS):
        for turn in range(each):
            source = sources[(turn + shift) % len(sources)]
            if (name, source) != AMBIGUOUS:
                yield Case(name, source, EDITIONS[turn % 2], turn)
    for source in sources:
        for name in CORRUPTIONS[_writing(source).suffix]:
            yield from (Case(name, source, edition, turn) for turn, edition in enumerate(EDITIONS))


def _writing(name: str) -> Writing:
    return next(writing for writing in WRITINGS if writing.name == name)
