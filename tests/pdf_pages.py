"""A made-up report laid out on pages as a word processor does it, written as PDF, as pictures or as a scan.

Cells wrap where they are narrow, tables go on over page breaks, rows and merged labels are cut there. Knows nothing of reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from written_report import LaidCell, LaidTable, WrittenReport

if TYPE_CHECKING:
    from PIL import ImageFont
    from PIL.Image import Image
    from playwright.sync_api import Browser

WIDTH, HEIGHT = 595.0, 842.0
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
)
# Shares of the table's width for the columns of a table that many columns wide.
SHARES = {4: (1, 1, 1, 1), 10: (0.5, 1.2, 3.1, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9), 15: (1,) * 15}


@dataclass(frozen=True, slots=True)
class Style:
    """How pages are set, in points; `rules` are drawn as "strokes", thin "bars", or not at all ("none").

    `veiled` text is invisible, as a scanner's OCR lays it over its picture. `cut` lets a row break off at the end of a page;
    the values of such a row then stand in its "upper" or "lower" half.
    """

    size: float = 14.0
    table_size: float = 10.5
    margin: float = 80.0
    table_width: float = 435.0
    padding: float = 5.4
    rules: str = "bars"
    veiled: bool = False
    page_number: str = "- {} -"
    running_head: str = ""
    cut: bool = True
    values: str = "upper"
    repeat_header: bool = False
    shares: dict[int, Sequence[float]] = field(default_factory=lambda: SHARES)


@dataclass(frozen=True, slots=True)
class Text:
    """Characters beginning at `x` with their baseline at `y`, counted downwards."""

    x: float
    y: float
    size: float
    text: str


@dataclass(slots=True)
class Sheet:
    """What is drawn on one page; `rules` are lines from (x0, y0) to (x1, y1), `picture` lies under the text."""

    texts: list[Text] = field(default_factory=list)
    rules: set[tuple[float, float, float, float]] = field(default_factory=set)
    picture: Image | None = None
    picture_box: tuple[float, float, float, float] = (0.0, 0.0, WIDTH, HEIGHT)


def width_of(text: str, size: float) -> float:
    """How wide the text is set: half a square for ASCII, a square for everything else."""
    return sum(size / 2 if char.isascii() else size for char in text)


def wrap(text: str, size: float, width: float, indent: float = 0.0) -> list[str]:
    """The text in lines no wider than `width`, broken at any character."""
    lines, used = [""], indent
    for char in text:
        step = width_of(char, size)
        if used + step > width + 0.01 and lines[-1]:
            lines.append("")
            used = 0.0
        lines[-1] += char
        used += step
    return lines


# Layout ---------------------------------------------------------------------------------------------------------------


def lay_out(report: WrittenReport, style: Style | None = None) -> list[Sheet]:
    """The pages of the whole report."""
    setter = _Setter(style or Style())
    setter.add_line(report.organisation, style_size := setter.style.size * 1.5, centred=True)
    setter.add_line(f"{report.year}年政府信息公开工作年度报告", style_size, centred=True)
    for line in report.opening:
        setter.add_paragraph(line)
    for heading, table in zip(report.headings, report.tables, strict=True):
        setter.add_paragraph(heading)
        setter.add_table(table)
    for line in report.closing:
        setter.add_paragraph(line)
    return setter.finish()


def lay_table(table: LaidTable, style: Style | None = None, start: float = 80.0) -> list[Sheet]:
    """One table alone, beginning `start` points below the top of the first page."""
    setter = _Setter(style or Style())
    setter.y = start
    setter.add_table(table)
    return setter.finish()


@dataclass(slots=True)
class _Piece:
    """The part of a table row on one page: lines `first:last` of its text."""

    page: int
    top: float
    bottom: float
    first: int
    last: int


class _Setter:
    """Sets one thing below the other, on as many pages as it takes."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.sheets = [Sheet()]
        self.y = style.margin

    @property
    def end(self) -> float:
        return HEIGHT - self.style.margin

    def turn(self) -> None:
        self.sheets.append(Sheet())
        self.y = self.style.margin

    def finish(self) -> list[Sheet]:
        for number, sheet in enumerate(self.sheets, 1):
            foot = self.style.page_number.format(number)
            if foot:
                sheet.texts.append(Text((WIDTH - width_of(foot, 12)) / 2, HEIGHT - 40, 12, foot))
            if self.style.running_head:
                sheet.texts.append(Text(self.style.margin, 45, 9, self.style.running_head))
        return self.sheets

    def add_line(self, text: str, size: float, *, centred: bool = False, x: float | None = None) -> None:
        if self.y + size * 1.5 > self.end:
            self.turn()
        left = (WIDTH - width_of(text, size)) / 2 if centred else self.style.margin if x is None else x
        self.sheets[-1].texts.append(Text(left, self.y + size * 1.1, size, text))
        self.y += size * 1.75

    def add_paragraph(self, text: str) -> None:
        size = self.style.size
        for at, line in enumerate(wrap(text, size, WIDTH - 2 * self.style.margin, 2 * size)):
            self.add_line(line, size, x=self.style.margin + (0 if at else 2 * size))

    def add_table(self, table: LaidTable) -> None:
        slots = table.slots()
        lines = [[self._wrap_cell(table, cell, column) for column, (cell, *_) in enumerate(row)] for row in slots]
        pieces = [self._place_row(row, own, at) for at, (row, own) in enumerate(zip(slots, lines, strict=True))]
        for at, row in enumerate(slots):
            for column, (cell, is_top, is_left) in enumerate(row):
                if is_top and is_left:
                    self._draw_cell(table, cell, column, lines[at][column], pieces[at : at + cell.height])
        self.y += self.style.size

    def _column(self, table: LaidTable, at: int) -> float:
        shares = self.style.shares[table.width]
        left = (WIDTH - self.style.table_width) / 2
        return left + self.style.table_width * sum(shares[:at]) / sum(shares)

    def _wrap_cell(self, table: LaidTable, cell: LaidCell, column: int) -> list[str]:
        width = self._column(table, min(column + cell.width, table.width)) - self._column(table, column)
        return wrap(cell.text, self.style.table_size, width - 2 * self.style.padding) if cell.text else []

    @property
    def leading(self) -> float:
        return self.style.table_size * 1.3

    def _height(self, count: int) -> float:
        return count * self.leading + 4

    def _place_row(self, row: Sequence[tuple[LaidCell, bool, bool]], lines: Sequence[list[str]], at: int) -> list[_Piece]:
        begun = [(cell, own) for (cell, _, is_left), own in zip(row, lines, strict=True) if is_left]
        count = max([1, *(len(own) for cell, own in begun if cell.height == 1)])
        # A merged cell needs its rows to be high enough together.
        count = max([count, *(-(-len(own) // cell.height) for cell, own in begun if cell.height > 1)])
        pieces, first = [], 0
        while first < count:
            fits = min(count - first, int((self.end - self.y - 4) / self.leading))
            if fits < count - first and (fits < 1 or not self.style.cut):
                self.turn()
                continue
            pieces.append(_Piece(len(self.sheets) - 1, self.y, self.y + self._height(fits), first, first + fits))
            first, self.y = first + fits, self.y + self._height(fits)
            if first < count:
                self.turn()
        return pieces

    def _draw_cell(self, table: LaidTable, cell: LaidCell, column: int, lines: list[str], rows: list[list[_Piece]]) -> None:
        x0, x1 = self._column(table, column), self._column(table, column + cell.width)
        areas: dict[int, list[_Piece]] = {}
        for piece in (piece for row in rows for piece in row):
            areas.setdefault(piece.page, []).append(piece)
        waiting = list(lines)
        for number, (page, pieces) in enumerate(areas.items()):
            top, bottom = pieces[0].top, pieces[-1].bottom
            self.sheets[page].rules |= {
                (x0, top, x1, top),
                (x0, bottom, x1, bottom),
                (x0, top, x0, bottom),
                (x1, top, x1, bottom),
            }
            room = int((bottom - top - 4) / self.leading + 0.01)
            is_last = number + 1 == len(areas)
            if cell.key and not is_last and self.style.values == "lower" and len(waiting) == 1:
                continue
            own, waiting = (waiting, []) if is_last else (waiting[:room], waiting[room:])
            self._draw_lines(page, own, x0, x1, top, bottom, centred=len(areas) == 1)

    def _draw_lines(self, page: int, lines: list[str], x0: float, x1: float, top: float, bottom: float, *, centred: bool) -> None:
        size = self.style.table_size
        y = top + 2 + ((bottom - top - 4 - len(lines) * self.leading) / 2 if centred else 0)
        for line in lines:
            x = (x0 + x1 - width_of(line, size)) / 2
            self.sheets[page].texts.append(Text(x, y + self.leading * 0.8, size, line))
            y += self.leading


# PDF ------------------------------------------------------------------------------------------------------------------


def write_pdf(report: WrittenReport, path: Path, style: Style | None = None) -> Path:
    """The report as a PDF with text, in a font that every reader has."""
    style = style or Style()
    return save_pdf(lay_out(report, style), path, style)


def save_pdf(sheets: Sequence[Sheet], path: Path, style: Style) -> Path:
    """The pages as a PDF file."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>"
        b"/DW 1000/W[1 95 500 814 939 500]/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
        b"/CapHeight 880/StemV 93>>",
    ]
    kids = []
    for sheet in sheets:
        stream = "\n".join(_draw_sheet(sheet, style)).encode()
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
        content = len(objects)
        pictures = b""
        if sheet.picture is not None:
            objects.append(_picture_object(sheet.picture))
            pictures = b"/XObject<</P %d 0 R>>" % len(objects)
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>%s>>>>"
        objects.append(page % (WIDTH, HEIGHT, content, pictures))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    path.write_bytes(_number_objects(objects))
    return path


def _picture_object(picture: Image) -> bytes:
    data = BytesIO()
    picture.save(data, "JPEG", quality=85)
    head = (
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode/Length %d>>"
    )
    size = (picture.width, picture.height, len(data.getvalue()))
    return head % size + b"stream\n" + data.getvalue() + b"\nendstream"


def _draw_sheet(sheet: Sheet, style: Style) -> Iterator[str]:
    if sheet.picture is not None:
        x0, y0, x1, y1 = sheet.picture_box
        yield f"q {x1 - x0:.2f} 0 0 {y1 - y0:.2f} {x0:.2f} {HEIGHT - y1:.2f} cm /P Do Q"
    for x0, y0, x1, y1 in sorted(sheet.rules) if style.rules != "none" else ():
        if style.rules == "strokes":
            yield f"0.5 w {x0:.2f} {HEIGHT - y0:.2f} m {x1:.2f} {HEIGHT - y1:.2f} l S"
        else:
            yield f"{x0:.2f} {HEIGHT - y1:.2f} {max(x1 - x0, 0.48):.2f} {max(y1 - y0, 0.48):.2f} re f"
    for text in sheet.texts:
        codes = text.text.encode("utf-16-be").hex()
        yield f"BT {3 if style.veiled else 0} Tr /F {text.size} Tf {text.x:.2f} {HEIGHT - text.y:.2f} Td <{codes}> Tj ET"


def _number_objects(objects: Sequence[bytes]) -> bytes:
    data, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        len(data),
    )


# Pictures -------------------------------------------------------------------------------------------------------------


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont as Fonts

    path = next((path for path in FONTS if Path(path).exists()), None)
    if path is None:
        pytest.skip("no Chinese font on this machine")
    # The Simplified forms are the third face of Noto's collections.
    return Fonts.truetype(path, size, index=2 if "Noto" in path else 0)


@dataclass(frozen=True, slots=True)
class Scan:
    """How a page was scanned: dots an inch, angle in degrees, strength of the noise, JPEG quality, softness in dots."""

    dpi: int = 150
    angle: float = 0.0
    noise: float = 0.0
    quality: int = 85
    blur: float = 0.0
    seed: int = 0


def draw_sheet(sheet: Sheet, scan: Scan) -> Image:
    """The page as a grey picture."""
    from PIL import Image, ImageDraw, ImageFilter

    scale = scan.dpi / 72
    image = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), 255)
    draw = ImageDraw.Draw(image)
    for x0, y0, x1, y1 in sheet.rules:
        draw.line((x0 * scale, y0 * scale, x1 * scale, y1 * scale), fill=40, width=max(1, round(0.6 * scale)))
    for text in sheet.texts:
        x = text.x
        for run in re.findall(r"[!-~]+|.", text.text):
            width = width_of(run, text.size) * scale
            font = _font(round(text.size * scale))
            # Letters are set in half a square on average; runs of wide ones are made smaller to fit.
            font = _font(round(text.size * scale * min(1.0, width / font.getlength(run))))
            draw.text((x * scale, text.y * scale), run, fill=20, font=font, anchor="ls")
            x += width / scale
    if scan.angle:
        image = image.rotate(scan.angle, Image.Resampling.BICUBIC, fillcolor=255)
    if scan.blur:
        image = image.filter(ImageFilter.GaussianBlur(scan.blur))
    return _add_noise(image, scan) if scan.noise else image


def _add_noise(image: Image, scan: Scan) -> Image:
    import numpy as np
    from PIL import Image as Images

    rng = np.random.default_rng(scan.seed)
    noisy = np.asarray(image, dtype=float) * 0.9 + 15 + rng.normal(0, scan.noise, (image.height, image.width))
    return Images.fromarray(np.clip(noisy, 0, 255).astype("uint8"))


def write_scan_pdf(report: WrittenReport, path: Path, scan: Scan | None = None, style: Style | None = None) -> Path:
    """The report as a PDF of pictures, one a page."""
    scan = scan or Scan()
    return save_scan_pdf([draw_sheet(sheet, scan) for sheet in lay_out(report, style)], path, scan)


def save_scan_pdf(images: Sequence[Image], path: Path, scan: Scan) -> Path:
    """The pictures as pages of a PDF."""
    images[0].save(path, "PDF", save_all=True, append_images=list(images[1:]), resolution=scan.dpi, quality=scan.quality)
    return path


def write_png(report: WrittenReport, path: Path, scan: Scan | None = None, style: Style | None = None) -> Path:
    """The whole report as one long picture, its pages below each other; `path` says PNG or JPEG."""
    from PIL import Image

    scan = scan or Scan()
    pages = [draw_sheet(sheet, scan) for sheet in lay_out(report, style)]
    whole = Image.new("L", (pages[0].width, sum(page.height for page in pages)), 255)
    for at, page in enumerate(pages):
        whole.paste(page, (0, at * page.height))
    whole.save(path, quality=scan.quality, dpi=(scan.dpi, scan.dpi))
    return path


# Chromium -------------------------------------------------------------------------------------------------------------

_CSS = """
@page { size: A4; margin: 25mm 24mm; %s }
body { font-family: "Noto Serif CJK SC", serif; font-size: 14pt; line-height: 1.7; margin: 0 }
p { text-indent: 2em; margin: 0; text-align: justify } h1 { font-size: 20pt; text-align: center; font-weight: normal }
table { border-collapse: collapse; width: 100%%; table-layout: fixed; font-size: 10.5pt; line-height: 1.3 }
td { border: 0.5pt solid #000; padding: 2pt 4pt; text-align: center; vertical-align: middle; overflow-wrap: anywhere;
     word-break: break-all }
"""


def print_pdf(report: WrittenReport, path: Path, browser: Browser, *, headers: bool = False) -> Path:
    """The report printed by a browser, with its own head and foot lines or with page numbers."""
    numbers = "" if headers else '@bottom-center { content: "- " counter(page) " -" }'
    paragraphs = lambda lines: "".join(f"<p>{escape(line)}</p>" for line in lines)  # noqa: E731
    tables = "".join(
        f"<p>{escape(heading)}</p>{_html_table(table)}" for heading, table in zip(report.headings, report.tables, strict=True)
    )
    body = f"<h1>{escape(report.title)}</h1>{paragraphs(report.opening)}{tables}{paragraphs(report.closing)}"
    page = browser.new_page()
    page.set_content(f'<!doctype html><meta charset="utf-8"><title>{report.name}</title><style>{_CSS % numbers}</style>{body}')
    page.pdf(path=path, display_header_footer=headers, prefer_css_page_size=True)
    page.close()
    return path


def _html_table(table: LaidTable) -> str:
    shares = SHARES[table.width]
    columns = "".join(f'<col style="width:{100 * share / sum(shares):.2f}%">' for share in shares)
    rows = "".join("<tr>" + "".join(_html_cell(cell) for cell in row) + "</tr>" for row in table.rows)
    return f"<table><colgroup>{columns}</colgroup>{rows}</table>"


def _html_cell(cell: LaidCell) -> str:
    return f'<td rowspan="{cell.height}" colspan="{cell.width}">{escape(cell.text)}</td>'


def narrow(style: Style) -> Style:
    """The style with columns so narrow that numbers of three digits and more wrap."""
    shares = {4: (3, 1, 1, 1), 10: (0.5, 1.2, 5.2, *(0.55,) * 7), 15: (1,) * 15}
    return replace(style, shares=shares, table_width=style.table_width * 0.95)
