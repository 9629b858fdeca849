"""Scans and pictures: tables straightened and found whole, numbers taken only when they are sure."""

from __future__ import annotations

import sys
from itertools import count, pairwise
from pathlib import Path

import pdf_pages
import pytest
from judge_reading import judge_cells
from pdf_pages import Scan, Style
from written_report import LaidTable, make_report

from index.document import ILLEGIBLE, Document, Grid
from index.errors import UnreadableReport
from index.limits import Pace
from index.readers import read_document
from index.readers.laid_page import Page, Part, TextLine
from index.readers.ruling import Rule, RuledTable, find_ruled_tables
from index.reading import read_report

np = pytest.importorskip("numpy")
pytest.importorskip("cv2", reason="the extra ocr is not installed")
PIL = pytest.importorskip("PIL.Image")

SCANS = {
    "clean": Scan(),
    "turned": Scan(angle=1.7),
    "turned back, noisy": Scan(angle=-2.4, noise=15, blur=0.8),
    "faint": Scan(dpi=110, blur=0.6),
}


def table_of(scan: Scan, table: LaidTable) -> RuledTable:
    """The one table found on the scanned page."""
    from index.readers.picture import clean_picture

    image = pdf_pages.draw_sheet(pdf_pages.lay_table(table)[0], scan)
    scale = 200 / 72
    image = image.resize((round(pdf_pages.WIDTH * scale), round(pdf_pages.HEIGHT * scale)), PIL.Resampling.LANCZOS)
    picture = clean_picture(np.asarray(image), scale)
    rules = [
        [Rule(rule.at / scale, rule.start / scale, rule.end / scale) for rule in found]
        for found in (picture.horizontal, picture.vertical)
    ]
    (found,) = find_ruled_tables(*rules)
    return found


@pytest.mark.parametrize("scan", SCANS.values(), ids=SCANS)
@pytest.mark.parametrize("number", [0, 2], ids=["many rows", "many columns"])
def test_a_scanned_table_has_the_cells_that_were_drawn(scan: Scan, number: int) -> None:
    table = make_report("2021", "full", 1).tables[number]
    slots = table.slots()
    drawn = [[id(cell) for cell, *_ in row] for row in slots]
    found = table_of(scan, table)
    assert (len(found.ys) - 1, len(found.xs) - 1) == (len(drawn), len(drawn[0]))
    # Two boxes are of one cell on the scan where they are of one cell on the page.
    pairs = {(a, b) for one, other in zip(drawn, found.cells, strict=True) for a, b in zip(one, other, strict=True)}
    assert len(pairs) == found.count_cells() == len({cell for row in drawn for cell in row})


@pytest.mark.parametrize("angle", [-3.1, -0.7, 0.0, 0.35, 2.2])
def test_the_angle_of_a_page_is_found(angle: float) -> None:
    from index.readers.picture import find_angle

    image = pdf_pages.draw_sheet(pdf_pages.lay_out(make_report("2021", "full"))[0], Scan(dpi=120, angle=angle))
    assert find_angle(np.asarray(image) < 128) == pytest.approx(-angle, abs=0.05)


def test_a_long_picture_is_cut_between_lines() -> None:
    from index.readers.picture import find_cuts

    grey = np.full((3000, 400), 255, np.uint8)
    for top in range(0, 3000, 40):
        grey[top : top + 28] = 0
    cuts = find_cuts(grey, 640)
    assert (cuts[0], cuts[-1]) == (0, 3000)
    assert all(0 < after - before <= 640 for before, after in pairwise(cuts))
    assert all(grey[cut].min() == 255 for cut in cuts[1:-1])


def test_shade_is_taken_for_paper() -> None:
    from index.readers.picture import even_background

    shade = np.linspace(255, 150, 400).astype(np.uint8)
    grey = np.tile(shade, (300, 1))
    grey[100:110, 50:350] //= 4
    even = even_background(grey)
    assert even[:90].min() > 235
    assert even[102:108, 60:340].max() < 120


# Reading


def read_picture_of(table: LaidTable, tmp_path: Path, scan: Scan, suffix: str = ".png") -> Document:
    """What is read of a picture of one page with that table alone."""
    image = pdf_pages.draw_sheet(pdf_pages.lay_table(table, Style(page_number=""))[0], scan)
    # Cut to the table, as a picture pasted into a page is.
    image = image.crop((0, 0, image.width, round(image.height * 0.42)))
    path = tmp_path / f"table{suffix}"
    image.save(path, quality=scan.quality)
    return read_document(path, path.name)


def meant(table: LaidTable) -> list[list[str]]:
    return [[cell.text if is_top and is_left else "" for cell, is_top, is_left in row] for row in table.slots()]


@pytest.mark.parametrize(
    ("scan", "suffix"),
    [(Scan(), ".png"), (Scan(angle=-1.4, noise=12, blur=0.7, quality=60), ".jpg"), (Scan(dpi=100, angle=0.5), ".tif")],
    ids=["clean", "turned and noisy", "coarse"],
)
def test_numbers_of_a_picture_are_right_or_illegible(scan: Scan, suffix: str, tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    table = make_report("2021", "unbalanced", 2).tables[2]
    document = read_picture_of(table, tmp_path, scan, suffix)
    assert document.warnings == ("read by OCR",)
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    read, written = [cell.raw for cell in grid.rows[-1]], meant(table)[-1]
    assert len(read) == len(written)
    assert all(one == other or ILLEGIBLE in one for one, other in zip(read, written, strict=True))
    assert sum(one == other for one, other in zip(read, written, strict=True)) >= 14


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_picture_on_its_side_or_head_is_turned_upright(angle: int, tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    table = make_report("2021", "unbalanced", 2).tables[2]
    image = pdf_pages.draw_sheet(pdf_pages.lay_table(table, Style(page_number=""))[0], Scan())
    path = tmp_path / "table.png"
    image.rotate(angle, expand=True).save(path)
    document = read_document(path, path.name)
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert [cell.raw for cell in grid.rows[-1]] == meant(table)[-1]


def test_a_scanned_report_is_read_without_a_wrong_cell(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    written = make_report("2021", "full", 4)
    style = Style(size=9.0, table_size=8.5, margin=40.0, table_width=515.0)
    path = pdf_pages.write_scan_pdf(
        written, tmp_path / "scan.pdf", Scan(dpi=200, angle=0.8, noise=8, blur=0.5, quality=75), style
    )
    report = read_report(path, path.name)
    verdict = judge_cells(report, written.cells)
    assert not verdict.lines("wrong")
    assert not verdict.lines("missing")
    assert verdict.counts["right"] >= 0.97 * len(written.cells)
    assert (report.organisation.full, report.year, report.edition) == (written.organisation, written.year, "2021")
    assert report.contact.phone == written.contact.phone
    assert any(warning.endswith("were read by OCR") for warning in report.warnings)


def test_what_time_does_not_suffice_for_is_said_and_the_rest_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rapidocr")
    sheets = [pdf_pages.draw_sheet(pdf_pages.Sheet(), Scan(dpi=72)) for _ in range(25)]
    path = pdf_pages.save_scan_pdf(sheets, tmp_path / "scan.pdf", Scan(dpi=72))
    line = TextLine("一、总体情况", 80, 200, 100, 112, 12, (Part("一、总体情况", 80, 200, 106),))
    monkeypatch.setattr("index.readers.pdf._read_sheet_pictures", lambda *_: Page(595, 842, (line,), ()))
    assert read_document(path, path.name).warnings == ("pages 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, … were read by OCR",)
    turns = count()
    monkeypatch.setattr(Pace, "allows_another", lambda _: next(turns) < 2)
    document = read_document(path, path.name)
    assert document.warnings[0] == "pages 1, 2 were read by OCR"
    assert document.warnings[1].startswith("pages 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, … were not read, the time was up; raise")
    assert document.text.count("总体情况") == 2


# Refusals


def test_without_ocr_a_picture_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    path = tmp_path / "page.png"
    PIL.new("L", (800, 1100), 255).save(path)
    with pytest.raises(UnreadableReport, match=r'^page\.png: a picture; .*pip install "gkbot\[ocr\]"$'):
        read_document(path, path.name)


@pytest.mark.parametrize("share", [0.1, 0.6])
def test_a_damaged_picture_is_refused(share: float, tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    path = tmp_path / "page.png"
    PIL.effect_noise((400, 600), 80).save(path)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(UnreadableReport, match="damaged picture"):
        read_document(path, path.name)


@pytest.mark.parametrize("size", [(9000, 9000), (30, 2000)])
def test_a_picture_no_page_can_be_is_refused_unread(size: tuple[int, int], tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    path = tmp_path / "page.png"
    PIL.new("1", size, 1).save(path)
    with pytest.raises(UnreadableReport, match="cannot be a report's page"):
        read_document(path, path.name)


def test_an_empty_page_has_no_text(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    path = tmp_path / "page.png"
    PIL.new("L", (800, 1100), 250).save(path)
    with pytest.raises(UnreadableReport, match="no text found in this picture"):
        read_document(path, path.name)
