"""Scans and pictures: tables by the ruling lines in the picture, characters by rapidocr, which is an extra.

A number is taken only where it is read twice alike and surely, and has the shape of digits; otherwise the mark ILLEGIBLE stands
behind it or for it. Knows nothing of PDF files, nor of the official form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from index.document import ILLEGIBLE, Document
from index.errors import UnreadableReport
from index.limits import Pace
from index.readers.flow import compose_document
from index.readers.laid_page import Glyph, Page, make_page
from index.readers.ruling import Rule, RuledTable, find_ruled_tables

if TYPE_CHECKING:
    from index.readers.picture import Box, CleanPicture, Picture

READ_BY_OCR = "read by OCR"
INSTALL_OCR = 'reading pictures needs OCR: pip install "gkbot[ocr]"'
# Dots an inch at which PDF pages are drawn and pictures read; at less, faint small digits are lost.
DPI = 200
PAGE_WIDTH = 595.0
_MOST_DOTS = 80_000_000
_SMALLEST = 60
# A long picture is read in pieces of so many times its width.
_LONGEST = 1.6

# How sure a number must be in the better and in the worse of two readings, and a line of text with numbers in it.
_SURE, _SURE_AGAIN = 0.95, 0.8
_LEGIBLE = 0.8
_DIRT = 0.4
# Where no more of the height than this is empty than of the width, the page may lie on its side, which a few lines tell.
_ACROSS = 1.2
_SAMPLE = 6
# Text that is read less surely than this on the whole stands upside down.
_UPSIDE_DOWN = 0.6
# Digits of one number are nearer to each other than this share of their height.
_GAP_IN_NUMBER = 1.0
# Each short text is read twice, with margins of so many times its height around it.
_MARGINS = (0.2, 0.4)
# Points a character of a table is high, at least; and how far inside a cell its text begins.
_CHARACTER = 8.0
_BORDER = 1.2
# Points: what is taller is no line of text.
_TALLEST = 36.0

_SHORT = re.compile(r"[^\u3400-\u9fff]{1,14}|[一二]")
_BLANK_BESIDE_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d[\d.,]*")
_ORDINAL = re.compile(r"^\d{1,2}[.、．](?=[\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class _Reading:
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class _Spot:
    """A line of text, the room around it that is its own, and the cell it is in."""

    line: Box
    within: Box
    cell: int = -1


def is_ocr_installed() -> bool:
    """Whether the extra `ocr` is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read_image(path: Path, name: str) -> Document:
    """The Document of a picture of a report; UnreadableReport when it is none, or OCR is not installed."""
    if not is_ocr_installed():
        raise UnreadableReport(f"{name}: a picture; {INSTALL_OCR}")
    pages: list[Page] = []
    warnings = [READ_BY_OCR]
    pace = Pace()
    for piece in _cut_pages(path, name):
        if not pace.allows_another():
            warnings.append(f"not read behind part {len(pages)}, the time was up; raise GKBOT_READ_SECONDS or cut the report out")
            break
        pages.append(read_picture(piece, piece.shape[1] / PAGE_WIDTH))
    if not any(page.lines or page.tables for page in pages):
        raise UnreadableReport(f"{name}: no text found in this picture; check that it is the report, large enough and upright")
    return compose_document(name, pages, tuple(warnings))


def _cut_pages(path: Path, name: str) -> Iterator[Picture]:
    """The pictures in the file in pieces as long as a page."""
    from index.readers.picture import find_cuts

    for grey in _load_frames(path, name):
        cuts = find_cuts(grey, round(_LONGEST * grey.shape[1]))
        yield from (grey[top:bottom] for top, bottom in pairwise(cuts) if bottom - top >= _SMALLEST)


def _load_frames(path: Path, name: str) -> Iterator[Picture]:
    """The pictures in the file as grey dots, as large as a page of 150 dots an inch."""
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            if image.width * image.height > _MOST_DOTS or min(image.size) < _SMALLEST:
                raise UnreadableReport(f"{name}: a picture of {image.width} x {image.height} dots cannot be a report's page")
            for frame in ImageSequence.Iterator(image):
                upright = ImageOps.exif_transpose(frame).convert("RGBA")
                paper = Image.new("RGBA", upright.size, "white")
                grey = Image.alpha_composite(paper, upright).convert("L")
                width = round(PAGE_WIDTH * DPI / 72)
                if not 0.8 * width <= grey.width <= 1.6 * width:
                    grey = grey.resize((width, round(grey.height * width / grey.width)), Image.Resampling.LANCZOS)
                yield np.asarray(grey, dtype=np.uint8)
    except UnidentifiedImageError as error:
        raise UnreadableReport(f"{name}: a damaged picture (not even its kind can be told); fetch or scan it again") from error
    # Pillow's decoders raise many kinds of errors for damaged pictures.
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableReport(f"{name}: a damaged picture ({error}); fetch or scan it again") from error


def read_picture(grey: Picture, scale: float, *, left: float = 0.0, top: float = 0.0) -> Page:
    """The page in a grey picture of `scale` dots a point; `left` and `top` say where on a larger page the picture stands."""
    from index.readers.picture import clean_picture, compare_gaps

    picture = clean_picture(grey, scale)
    if compare_gaps(picture.unruled_ink) < _ACROSS:
        # It lies on its side, or is a table of small numbers.
        picture = max([picture, *(_turn(grey, scale, quarters) for quarters in (1, 3))], key=_sample_text)
    page, score = _read_upright(picture)
    if score < _UPSIDE_DOWN:
        other, better = _read_upright(_turn(picture.grey, scale, 2))
        page = other if better > score else page
    return page.move(left, top) if left or top else page


def _turn(grey: Picture, scale: float, quarters: int) -> CleanPicture:
    import numpy as np

    from index.readers.picture import clean_picture

    return clean_picture(np.ascontiguousarray(np.rot90(grey, quarters)), scale)


def _sample_text(picture: CleanPicture) -> float:
    """How well the widest lines of text can be read."""
    spots = [
        spot for shape in _find_tables(picture) for cell in shape.list_boxes() for spot in _find_cell_lines(picture, shape, cell)
    ]
    spots += _find_lines_outside(picture, _find_tables(picture))
    widest = sorted(spots, key=lambda spot: spot.line.x1 - spot.line.x0)[-_SAMPLE:]
    return sum(reading.score * len(reading.text) for reading in _recognise(picture.grey, widest, _MARGINS[0]))


def _find_tables(picture: CleanPicture) -> list[RuledTable]:
    return find_ruled_tables(_in_points(picture.horizontal, picture.scale), _in_points(picture.vertical, picture.scale))


def _read_upright(picture: CleanPicture) -> tuple[Page, float]:
    """The page if the picture is the right way up, and how surely its text was read, from 0 to 1."""
    scale = picture.scale
    glyphs: list[Glyph] = []
    shapes: list[RuledTable] = []
    scores: list[float] = []
    for shape in _find_tables(picture):
        spots, readings, whole = _read_cells(picture, shape)
        glyphs += _make_glyphs(readings, spots, scale)
        scores += [reading.score for reading in readings]
        shapes.append(whole)
    lines = _find_lines_outside(picture, shapes)
    readings = _recognise_lines(picture.grey, lines)
    glyphs += _make_glyphs(readings, lines, scale)
    scores += [reading.score for reading in readings]
    height, width = picture.grey.shape
    return make_page(width / scale, height / scale, glyphs, shapes), mean(scores) if scores else 1.0


def _in_points(rules: Sequence[Rule], scale: float) -> list[Rule]:
    return [Rule(rule.at / scale, rule.start / scale, rule.end / scale) for rule in rules]


def _make_glyphs(readings: Sequence[_Reading], spots: Sequence[_Spot], scale: float) -> list[Glyph]:
    return [
        Glyph(reading.text, spot.line.x0 / scale, spot.line.x1 / scale, spot.line.y0 / scale, spot.line.y1 / scale)
        for reading, spot in zip(readings, spots, strict=True)
        if reading.text
    ]


# Where text stands


def _read_cells(picture: CleanPicture, shape: RuledTable) -> tuple[list[_Spot], list[_Reading], RuledTable]:
    """What stands in the cells of a table; cells that only seem merged, since a line between them was lost, are parted."""
    spots = [spot for cell in shape.list_boxes() for spot in _find_cell_lines(picture, shape, cell)]
    readings = _recognise_cells(picture, spots)
    lost = _find_lost_borders(picture, shape, spots, readings)
    if lost:
        kept = [(spot, reading) for spot, reading in zip(spots, readings, strict=True) if spot.cell not in lost]
        shape = shape.split(lost)
        old = {spot.cell for spot in spots}
        again = [spot for cell in shape.list_boxes() if cell not in old for spot in _find_cell_lines(picture, shape, cell)]
        spots = [spot for spot, _ in kept] + again
        readings = [reading for _, reading in kept] + _recognise_cells(picture, again)
    return spots, readings, shape


def _find_lost_borders(
    picture: CleanPicture, shape: RuledTable, spots: Sequence[_Spot], readings: Sequence[_Reading]
) -> set[int]:
    """The merged cells that hold several numbers, one below or beside the other."""
    from index.readers.picture import find_widest_gap

    texts: dict[int, list[tuple[_Spot, _Reading]]] = {}
    for spot, reading in zip(spots, readings, strict=True):
        texts.setdefault(spot.cell, []).append((spot, reading))
    lost = set()
    for cell, boxes in shape.list_boxes().items():
        own = texts.get(cell, [])
        if len(boxes) < 2 or not all(_SHORT.fullmatch(reading.text) for _, reading in own):
            continue
        gaps = [find_widest_gap(picture.unruled_ink, spot.line) / (spot.line.y1 - spot.line.y0) for spot, _ in own]
        if len(own) > 1 or max(gaps, default=0) > _GAP_IN_NUMBER:
            lost.add(cell)
    return lost


def _find_cell_lines(picture: CleanPicture, shape: RuledTable, cell: int) -> Iterator[_Spot]:
    """The lines of text in a cell."""
    from index.readers.picture import Box, find_text_lines

    places = shape.list_boxes()[cell]
    rows, columns = [row for row, _ in places], [column for _, column in places]
    x0, x1 = shape.xs[min(columns)] + _BORDER, shape.xs[max(columns) + 1] - _BORDER
    y0, y1 = shape.ys[min(rows)] + _BORDER, shape.ys[max(rows) + 1] - _BORDER
    room = Box(*(max(0, round(place * picture.scale)) for place in (x0, y0, x1, y1)))
    for line in find_text_lines(picture.unruled_ink, room, _CHARACTER * picture.scale):
        yield _Spot(line, room, cell)


def _find_lines_outside(picture: CleanPicture, shapes: Sequence[RuledTable]) -> list[_Spot]:
    """The lines of running text: what is left when the tables are taken out."""
    from index.readers.picture import Box, find_text_lines

    rest, ink = picture.grey.copy(), picture.ink.copy()
    for shape in shapes:
        x0, x1, y0, y1 = (round(at * picture.scale) for at in (shape.xs[0], shape.xs[-1], shape.ys[0], shape.ys[-1]))
        rest[max(0, y0 - 3) : y1 + 4, max(0, x0 - 3) : x1 + 4] = 255
        ink[max(0, y0 - 3) : y1 + 4, max(0, x0 - 3) : x1 + 4] = 0
    whole = Box(0, 0, ink.shape[1], ink.shape[0])
    lines = find_text_lines(ink, whole, _CHARACTER * picture.scale)
    if any(line.y1 - line.y0 > _TALLEST * picture.scale for line in lines):
        # Shadows, seals or photographs tie lines together: the detector parts them, at the price of two seconds.
        lines = _detect_lines(rest, ink)
    return [_Spot(_even_height(line, lines), whole) for line in lines]


def _even_height(line: Box, lines: Sequence[Box]) -> Box:
    """The line as high as most lines where it has only small characters (no, 一)."""
    usual = round(median(other.y1 - other.y0 for other in lines))
    lack = usual - (line.y1 - line.y0)
    return replace(line, y0=max(0, line.y0 - lack)) if lack > 0 and line.y1 - line.y0 > usual / 4 else line


def _detect_lines(grey: Picture, ink: Picture) -> list[Box]:
    from index.readers.picture import Box, tighten

    found = _load_engine()(grey, use_det=True, use_cls=False, use_rec=False)
    lines = []
    for corners in found.boxes if found.boxes is not None else ():
        (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
        tight = tighten(ink, Box(max(0, int(x0)), max(0, int(y0)), int(x1) + 1, int(y1) + 1))
        if tight is not None:
            lines.append(tight)
    return lines


# What it says


def _recognise_cells(picture: CleanPicture, spots: Sequence[_Spot]) -> list[_Reading]:
    """What stands in each line of a cell; a number that is not read twice alike and surely is in doubt, a sign ILLEGIBLE."""
    from index.readers.marks import find_usual_height, has_shape_of_digits, read_sign

    readings = _recognise(picture.unruled, spots, _MARGINS[0])
    worded = {spot.cell for spot, reading in zip(spots, readings, strict=True) if not _SHORT.fullmatch(reading.text)}
    doubtful = [
        at
        for at, (spot, reading) in enumerate(zip(spots, readings, strict=True))
        if _DIGIT.search(_ORDINAL.sub("", reading.text)) or not reading.text or spot.cell not in worded
    ]
    again = _recognise(picture.unruled, [spots[at] for at in doubtful], _MARGINS[1])
    heights = [spot.line.y1 - spot.line.y0 for spot in spots if spot.cell in worded]
    size = median(heights) if heights else 0.0
    for at, other in zip(doubtful, again, strict=True):
        sign = read_sign(picture.unruled_ink, spots[at].line, spots[at].within, size) if size else None
        readings[at] = _Reading(sign, 1.0) if sign else _agree(readings[at], other)
    numbers = [at for at in doubtful if _NUMBER.fullmatch(readings[at].text)]
    usual = find_usual_height(picture.unruled_ink, (spots[at].line for at in numbers))
    for at in numbers:
        if not has_shape_of_digits(picture.unruled_ink, spots[at].line, readings[at].text, usual):
            readings[at] = _doubt(readings[at])
    return readings


def _agree(one: _Reading, other: _Reading) -> _Reading:
    worse, better = sorted((one, other), key=lambda reading: reading.score)
    is_sure = one.text and one.text == other.text and worse.score >= _SURE_AGAIN and better.score >= _SURE
    return one if is_sure else _doubt(better)


def _doubt(reading: _Reading) -> _Reading:
    """The reading marked as one that may be wrong; of what is no number nothing is left."""
    return _Reading((reading.text if _NUMBER.fullmatch(reading.text) else "") + ILLEGIBLE, 0.0)


def _recognise_lines(grey: Picture, spots: Sequence[_Spot]) -> list[_Reading]:
    """What running text says; dirt is left out, and the numbers in lines that are hard to read are ILLEGIBLE."""
    readings = []
    for reading in _recognise(grey, spots, _MARGINS[0]):
        if reading.score < _DIRT:
            readings.append(_Reading("", 0.0))
        elif reading.score < _LEGIBLE:
            readings.append(_Reading(_DIGIT.sub(ILLEGIBLE, reading.text), reading.score))
        else:
            readings.append(reading)
    return readings


def _recognise(grey: Picture, spots: Sequence[_Spot], margin: float) -> list[_Reading]:
    import cv2

    from index.readers.picture import cut_out

    if not spots:
        return []
    crops = [cv2.cvtColor(cut_out(grey, spot.line, spot.within, margin), cv2.COLOR_GRAY2BGR) for spot in spots]
    found = _load_engine().recognize_txt(crops)
    return [
        _Reading(_BLANK_BESIDE_CHINESE.sub("", text.strip()), float(score))
        for text, score in zip(found.txts, found.scores, strict=True)
    ]


@cache
def _load_engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": 100_000,
            "Global.use_vertical_padding": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": 1600,
            # Numbers are narrow: padded to less than the usual 320 dots they are read three times as fast.
            "Rec.rec_img_shape": [3, 48, 96],
        }
    )
