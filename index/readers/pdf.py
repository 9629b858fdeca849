"""PDF files: characters and ruling lines by their places on the page; what is a picture goes to OCR.

Knows nothing of how lines become paragraphs and tables (`flow.py`), nor of the official form.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.document import ILLEGIBLE, Document
from index.errors import UnreadableReport
from index.limits import Pace
from index.readers.flow import compose_document
from index.readers.laid_page import Glyph, Page, make_page, read_characters
from index.readers.ocr import DPI, INSTALL_OCR, is_ocr_installed, read_picture
from index.readers.ruling import Rule, find_ruled_tables
from index.readers.unruled import find_unruled_tables

if TYPE_CHECKING:
    from pdfplumber.page import Page as PdfPage
    from pypdfium2 import PdfDocument

MOST_PAGES = 300
_PAGES_NAMED = 10  # in a warning
# What one page may draw; more is a drawing or an attack and would take minutes.
_MOST_SHAPES = 10_000
# Points: what is thinner is a line, whatever the file calls it.
_THIN = 2.6
# The share of the page a picture covers that may hold text or a table of the report, and that it covers when it is a scan.
_LARGE_PICTURE = 0.2
_WHOLE_PAGE = 0.7
# So many characters over a picture make it a background.
_WRITTEN_OVER = 20
# Fonts without a table of characters give text without a meaning.
_MOST_ILLEGIBLE = 0.3
_FILE_ENDS = b"%%EOF"
_TAIL = 2048

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page as the file draws it: what is text, and the boxes of large pictures."""

    page: Page
    pictures: tuple[Box, ...]


def read_pdf(path: Path, name: str) -> Document:
    """The Document of a PDF, its pictures read by OCR where that is installed; UnreadableReport when it cannot be read."""
    warnings = [] if _is_whole(path) else ["the file is cut off: its end is missing"]
    with closing(_open_pdf(path, name)) as pdf:
        sheets = _read_sheets(pdf, path, name, warnings)
        pages = _read_pictures(pdf, sheets, name, warnings)
    if not any(page.lines or page.tables for page in pages):
        raise UnreadableReport(f"{name}: no text in this PDF, neither written nor in a picture; check that it is the report")
    return compose_document(name, pages, tuple(warnings))


def _is_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return _FILE_ENDS in file.read()


def _open_pdf(path: Path, name: str) -> PdfDocument:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        pdf = PdfDocument(path)
        count = len(pdf)
    except PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableReport(f"{name}: the PDF is encrypted; save it without a password first") from error
        raise UnreadableReport(f"{name}: not a PDF that can be opened ({error}); fetch or export the file again") from error
    if not 0 < count <= MOST_PAGES:
        pdf.close()
        raise UnreadableReport(f"{name}: {count} pages, expected 1 to {MOST_PAGES}; cut the report out of the file")
    return pdf


# Text and lines


def _read_sheets(pdf: PdfDocument, path: Path, name: str, warnings: list[str]) -> list[_Sheet]:
    import pdfplumber

    # It tells on stderr of every odd colour or font.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    sheets = []
    try:
        with pdfplumber.open(path) as file:
            for at in range(len(pdf)):
                sheets.append(_read_sheet(file.pages[at], is_veiled=_is_text_veiled(pdf, at)))
                file.pages[at].close()
    # The parser raises whatever a damaged file leads it to; what it read before that is still right.
    except Exception as error:
        if not any(sheet.page.lines or sheet.page.tables for sheet in sheets):
            raise UnreadableReport(f"{name}: damaged PDF ({type(error).__name__}); fetch or export the file again") from error
        warnings.append(f"damaged from page {len(sheets) + 1} on, read up to there")
    return sheets


def _read_sheet(page: PdfPage, *, is_veiled: bool) -> _Sheet:
    width, height = float(page.width), float(page.height)
    pictures = tuple(_find_pictures(page, width * height))
    glyphs = [] if is_veiled else list(_find_glyphs(page))
    if _is_gibberish(glyphs):
        return _Sheet(Page(width, height, (), ()), ((0.0, 0.0, width, height),))
    pictures = tuple(box for box in pictures if not _is_background(box, glyphs))
    horizontal, vertical = _find_rules(page)
    layout = make_page(width, height, glyphs, find_ruled_tables(horizontal, vertical))
    return _Sheet(find_unruled_tables(layout), pictures)


def _find_glyphs(page: PdfPage) -> Iterator[Glyph]:
    # Bold is often made by printing a character twice.
    for char in page.dedupe_chars(extra_attrs=()).chars:
        a, b, c, d = char["matrix"][:4]
        # Text at an angle is a watermark.
        if abs(a * b) + abs(c * d) < 0.01 * (a * a + b * b + c * c + d * d):
            yield Glyph(char["text"], char["x0"], char["x1"], char["top"], char["bottom"])


def _is_gibberish(glyphs: Sequence[Glyph]) -> bool:
    read = [read_characters(glyph.text) for glyph in glyphs]
    return read.count(ILLEGIBLE) > _MOST_ILLEGIBLE * len(read)


def _find_rules(page: PdfPage) -> tuple[list[Rule], list[Rule]]:
    """The horizontal and vertical lines: drawn ones, thin boxes, the sides of framed boxes."""
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    shapes = [*page.lines, *page.rects, *page.curves, *page.images]
    if len(shapes) > _MOST_SHAPES:
        return [], []
    for shape in shapes:
        x0, top, x1, bottom = shape["x0"], shape["top"], shape["x1"], shape["bottom"]
        is_flat, is_narrow = bottom - top <= _THIN, x1 - x0 <= _THIN
        if _is_white(shape):
            continue
        if is_flat:
            horizontal.append(Rule((top + bottom) / 2, x0, x1))
        if is_narrow:
            vertical.append(Rule((x0 + x1) / 2, top, bottom))
        if shape["object_type"] == "rect" and shape["stroke"] and not is_flat and not is_narrow:
            horizontal += [Rule(top, x0, x1), Rule(bottom, x0, x1)]
            vertical += [Rule(x0, top, bottom), Rule(x1, top, bottom)]
        elif shape["object_type"] == "curve" and shape["stroke"]:
            _add_sides(shape["pts"], horizontal, vertical)
    return horizontal, vertical


def _is_white(shape: Mapping[str, Any]) -> bool:
    color = shape.get("stroking_color" if shape.get("stroke") else "non_stroking_color")
    return isinstance(color, tuple) and len(color) in (1, 3) and all(part == 1 for part in color)


def _add_sides(points: Sequence[tuple[float, float]], horizontal: list[Rule], vertical: list[Rule]) -> None:
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y1 - y0) < 1 < abs(x1 - x0):
            horizontal.append(Rule(y0, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) < 1 < abs(y1 - y0):
            vertical.append(Rule(x0, min(y0, y1), max(y0, y1)))


# Pictures


def _find_pictures(page: PdfPage, area: float) -> Iterator[Box]:
    for image in page.images:
        x0, x1 = max(0.0, image["x0"]), min(float(page.width), image["x1"])
        top, bottom = max(0.0, image["top"]), min(float(page.height), image["bottom"])
        if x1 > x0 and bottom > top and (x1 - x0) * (bottom - top) >= _LARGE_PICTURE * area:
            yield x0, top, x1, bottom


def _is_background(box: Box, glyphs: Sequence[Glyph]) -> bool:
    """Whether text is written over the picture."""
    x0, top, x1, bottom = box
    over = sum(1 for glyph in glyphs if x0 <= glyph.x0 and glyph.x1 <= x1 and top <= glyph.top and glyph.bottom <= bottom)
    return over >= _WRITTEN_OVER


def _is_text_veiled(pdf: PdfDocument, at: int) -> bool:
    """Whether the text is what a scanner's OCR laid invisibly over or under its picture; that is not to be trusted."""
    from pypdfium2 import raw

    page = pdf[at]
    try:
        width, height = page.get_size()
        shown = hidden = 0
        is_covered = False
        # The last drawn lies on top.
        for item in reversed(list(page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_IMAGE), max_depth=3))):
            if item.type == raw.FPDF_PAGEOBJ_IMAGE:
                left, bottom, right, top = item.get_bounds()
                is_covered = is_covered or (right - left) * (top - bottom) >= _WHOLE_PAGE * width * height
            elif is_covered or raw.FPDFTextObj_GetTextRenderMode(item.raw) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
                hidden += 1
            else:
                shown += 1
        return hidden > shown
    finally:
        page.close()


def _read_pictures(pdf: PdfDocument, sheets: Sequence[_Sheet], name: str, warnings: list[str]) -> list[Page]:
    """The pages with what their pictures say; where OCR is missing, UnreadableReport if that leaves nothing."""
    numbers = [at + 1 for at, sheet in enumerate(sheets) if sheet.pictures]
    if not numbers:
        return [sheet.page for sheet in sheets]
    if not is_ocr_installed():
        if not any(sheet.page.lines or sheet.page.tables for sheet in sheets):
            raise UnreadableReport(f"{name}: a scan, without text to read; {INSTALL_OCR}")
        warnings.append(f"pictures on pages {_list_pages(numbers)} were not read; {INSTALL_OCR}")
        return [sheet.page for sheet in sheets]
    read: list[Page] = []
    pace = Pace()
    for at, sheet in enumerate(sheets):
        if sheet.pictures and not pace.allows_another():
            break
        read.append(_read_sheet_pictures(pdf, at, sheet) if sheet.pictures else sheet.page)
    done = [number for number in numbers if number <= len(read)]
    warnings.append(f"pages {_list_pages(done)} were read by OCR")
    if done != numbers:
        left = _list_pages(numbers[len(done) :])
        warnings.append(f"pages {left} were not read, the time was up; raise GKBOT_READ_SECONDS or cut the report out")
    return [*read, *(sheet.page for sheet in sheets[len(read) :])]


def _list_pages(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:_PAGES_NAMED])) + (", …" if len(numbers) > _PAGES_NAMED else "")


def _read_sheet_pictures(pdf: PdfDocument, at: int, sheet: _Sheet) -> Page:
    lines, tables = list(sheet.page.lines), list(sheet.page.tables)
    scale = DPI / 72
    page = pdf[at]
    picture = page.render(scale=scale, grayscale=True).to_numpy()
    page.close()
    for x0, top, x1, bottom in sheet.pictures:
        part = picture[round(top * scale) : round(bottom * scale), round(x0 * scale) : round(x1 * scale)]
        read = read_picture(part.reshape(part.shape[:2]), scale, left=x0, top=top)
        lines += read.lines
        tables += read.tables
    lines.sort(key=lambda line: line.top)
    return Page(sheet.page.width, sheet.page.height, tuple(lines), tuple(tables))
