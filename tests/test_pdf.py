"""PDF files: text in order without page numbers, tables whole over page breaks, and no number that is only half there."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pdf_pages
import pytest
from pdf_pages import Scan, Sheet, Style, Text
from written_report import EDITIONS, LaidTable, make_report

from index.document import Document, Grid, Paragraph
from index.errors import UnreadableReport
from index.readers import read_document
from index.readers.laid_page import read_characters
from index.readers.pdf import MOST_PAGES
from index.reading import read_report
from index.report import State

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest.importorskip("pdfplumber")


def read_sheets(sheets: Sequence[Sheet], tmp_path: Path, style: Style | None = None) -> Document:
    path = pdf_pages.save_pdf(sheets, tmp_path / "page.pdf", style or Style())
    return read_document(path, path.name)


def grids(document: Document) -> list[list[list[str]]]:
    return [[[cell.raw for cell in row] for row in block.rows] for block in document.blocks if isinstance(block, Grid)]


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def meant(table: LaidTable) -> list[list[str]]:
    """The texts of a table, a merged cell's at its first place and empty after that."""
    return [[cell.text if is_top and is_left else "" for cell, is_top, is_left in row] for row in table.slots()]


# Tables


STYLES = {
    "rows cut, values above": Style(),
    "rows cut, values below": Style(values="lower", rules="strokes"),
    "large margins": Style(margin=110, table_width=400),
    "wrapped digits": pdf_pages.narrow(Style(size=12)),
    "no padding": Style(padding=1, rules="strokes"),
}


@pytest.mark.parametrize("style", STYLES)
def test_tables_are_whole_with_every_text_in_its_cell(style: str, tmp_path: Path) -> None:
    written = make_report(EDITIONS[len(style) % 2], "full", 3)
    document = read_document(pdf_pages.write_pdf(written, tmp_path / "a.pdf", STYLES[style]), "a.pdf")
    assert grids(document) == [meant(table) for table in written.tables]


@pytest.mark.parametrize(
    "style", [Style(), pdf_pages.narrow(Style(values="lower"))], ids=["values above the break", "wrapped digits, values below"]
)
def test_a_table_cut_by_the_page_at_any_height_is_one_table(style: Style, tmp_path: Path) -> None:
    table = make_report("2021", "unbalanced", 1).tables[1]
    for start in range(205, 760, 74):
        sheets = pdf_pages.lay_table(table, style, start)
        assert grids(read_sheets(sheets, tmp_path, style)) == [meant(table)], f"begun at {start}"


@pytest.mark.parametrize("content", ["unbalanced", "gappy", "full"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_without_ruling_lines_no_number_is_guessed(content: str, edition: str, tmp_path: Path) -> None:
    written = make_report(edition, content, 2)
    report = read_report(pdf_pages.write_pdf(written, tmp_path / "a.pdf", Style(rules="none")), "a.pdf")
    read = [cell for cell in report.cells if cell.state is not State.UNREADABLE]
    wrong = [
        f"{cell.key}: {written.cells[cell.key].raw!r} read as {cell.raw!r}"
        for cell in read
        if (cell.state, cell.number) != (written.cells[cell.key].state, written.cells[cell.key].number)
    ]
    assert not wrong
    assert content != "full" or len(read) > 150


def test_two_numbers_in_one_cell_are_not_taken_for_a_wrapped_one(tmp_path: Path) -> None:
    sheet = Sheet()
    for x in (100.0, 200.0, 300.0):
        sheet.rules.add((x, 100.0, x, 140.0))
    for y in (100.0, 140.0):
        sheet.rules.add((100.0, y, 300.0, y))
    # The left cell had room for more digits in its first line, the right one none.
    sheet.texts += [Text(110, 115, 10.5, "200"), Text(110, 130, 10.5, "0")]
    sheet.texts += [Text(205, 115, 10.5, "1234567890123456"), Text(205, 130, 10.5, "78")]
    assert grids(read_sheets([sheet], tmp_path)) == [[["200\n0", "123456789012345678"]]]


def test_a_header_repeated_on_the_next_page_stands_once(tmp_path: Path) -> None:
    table = make_report("2021", "full", 1).tables[0]
    style = Style()
    upper, lower = (
        pdf_pages.lay_table(replace(table, rows=rows), style) for rows in (table.rows[:4], table.rows[:2] + table.rows[4:])
    )
    assert grids(read_sheets([*upper, *lower], tmp_path)) == [meant(table)]


def test_tables_on_pages_with_text_between_them_stay_two(tmp_path: Path) -> None:
    table = make_report("2021", "full", 1).tables[0]
    first, second = pdf_pages.lay_table(table), pdf_pages.lay_table(table, start=120)
    second[0].texts.append(Text(80, 100, 14, "三、收到和处理政府信息公开申请情况"))
    assert grids(read_sheets([*first, *second], tmp_path)) == [meant(table)] * 2


# Running text


def test_paragraphs_are_joined_over_lines_and_pages(tmp_path: Path) -> None:
    written = make_report("2021", "ordinary", 4)
    document = read_document(pdf_pages.write_pdf(written, tmp_path / "a.pdf"), "a.pdf")
    read = [text.replace(" ", "") for text in paragraphs(document)]
    for line in (*written.opening, *written.headings, *written.closing):
        assert line.replace(" ", "") in read


def test_places_are_those_of_the_text(tmp_path: Path) -> None:
    document = read_document(pdf_pages.write_pdf(make_report("2019", "gappy", 5), tmp_path / "a.pdf"), "a.pdf")
    for block in document.blocks:
        if isinstance(block, Paragraph):
            assert document.text[block.start : block.end] == block.text
        else:
            assert all(document.text[cell.start : cell.end] == cell.raw for row in block.rows for cell in row)
    inside = [document.text[block.start : block.end] for block in document.blocks]
    assert "".join("".join(inside).split()) == "".join(document.text.split())


@pytest.mark.parametrize("number", ["- {} -", "—{}—", "第{}页", "{}", "{}/9", "第 {} 页 共 9 页"])
def test_page_numbers_and_running_heads_are_no_text(number: str, tmp_path: Path) -> None:
    written = make_report("2021", "ordinary", 2)
    style = Style(page_number=number, running_head="青屿市政务公开办公室 2024年1月30日 编印")
    plain = Style(page_number="")
    texts = [
        read_document(pdf_pages.write_pdf(written, tmp_path / f"{at}.pdf", own), "a.pdf").text
        for at, own in enumerate((style, plain))
    ]
    assert texts[0] == texts[1]


def test_blanks_of_typesetting_are_no_blanks_of_the_text(tmp_path: Path) -> None:
    sheet = Sheet(texts=[Text(80, 200, 14, "至2024 年底，商 业 企 业申请 3119 件，见 Annual Report。")])
    assert paragraphs(read_sheets([sheet], tmp_path)) == ["至2024年底，商业企业申请3119件，见Annual Report。"]


def test_numbers_in_running_text_are_no_table(tmp_path: Path) -> None:
    lines = ["全年公开 12 条、 34 条、 56 条、 78 条、 90 条，", "其中 1 月 2 日至 3 月 4 日公开 5 条。"]
    sheet = Sheet(texts=[Text(80, 100 + 30 * at, 14, line) for at, line in enumerate(lines)])
    document = read_sheets([sheet], tmp_path)
    assert grids(document) == []
    assert "".join(paragraphs(document)) == "".join(lines).replace(" ", "")


@pytest.mark.parametrize(
    ("printed", "read"), [("⼀、⾏政", "一、行政"), ("⻓⻔⼾", "长门户"), ("(cid:31)", "\ufffd"), ("\ue5e5", "\ufffd")]
)
def test_characters_are_read_as_what_they_look_like(printed: str, read: str) -> None:
    assert read_characters(printed) == read


# Pictures


def test_a_scan_without_ocr_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    sheets = pdf_pages.lay_out(make_report("2021", "full"))[:1]
    path = pdf_pages.save_scan_pdf([pdf_pages.draw_sheet(sheet, Scan(dpi=60)) for sheet in sheets], tmp_path / "scan.pdf", Scan())
    with pytest.raises(UnreadableReport, match=r'^scan\.pdf: a scan.*pip install "gkbot\[ocr\]"$'):
        read_document(path, path.name)


def test_text_laid_invisibly_over_a_scan_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    sheet = pdf_pages.lay_out(make_report("2021", "full"))[0]
    sheet.picture = pdf_pages.draw_sheet(sheet, Scan(dpi=60))
    for style in (Style(veiled=True), Style()):
        path = pdf_pages.save_pdf([sheet], tmp_path / "scan.pdf", style)
        if style.veiled:
            with pytest.raises(UnreadableReport, match="a scan"):
                read_document(path, path.name)
        else:
            # Written over a picture in full view, the text is the page's.
            assert "政府信息公开" in read_document(path, path.name).text


def test_a_picture_among_text_is_named_when_it_was_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    written = make_report("2021", "full")
    sheet = Sheet(texts=[Text(80, 100, 14, "二、主动公开政府信息情况")])
    sheet.picture = pdf_pages.draw_sheet(pdf_pages.lay_table(written.tables[0])[0], Scan(dpi=60))
    sheet.picture_box = (80.0, 120.0, 510.0, 520.0)
    document = read_sheets([sheet], tmp_path)
    assert paragraphs(document) == ["二、主动公开政府信息情况"]
    assert document.warnings == ('pictures on pages 1 were not read; reading pictures needs OCR: pip install "gkbot[ocr]"',)


# Damage


def test_a_locked_file_asks_for_the_password_to_be_taken_off(tmp_path: Path) -> None:
    path = pdf_pages.write_pdf(make_report("2021", "full"), tmp_path / "a.pdf")
    lock = b"<</Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>/ID[<00><00>]/Size" % (b"28" * 32, b"2f" * 32)
    path.write_bytes(path.read_bytes().replace(b"<</Size", lock))
    with pytest.raises(UnreadableReport, match="encrypted; save it without a password"):
        read_document(path, path.name)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_cut_off_file_is_refused_or_said_to_be_cut(share: float, tmp_path: Path) -> None:
    path = pdf_pages.write_pdf(make_report("2021", "full"), tmp_path / "a.pdf")
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    refused = ""
    try:
        warnings = read_document(path, path.name).warnings
    except UnreadableReport as error:
        refused, warnings = str(error), ()
    assert refused.startswith("a.pdf: ") or "the file is cut off: its end is missing" in warnings
    assert "\n" not in refused


def test_a_file_of_thousands_of_pages_is_refused_at_once(tmp_path: Path) -> None:
    path = pdf_pages.save_pdf([Sheet()] * (MOST_PAGES + 1), tmp_path / "a.pdf", Style())
    with pytest.raises(UnreadableReport, match=f"{MOST_PAGES + 1} pages, expected 1 to {MOST_PAGES}"):
        read_document(path, path.name)


def test_a_pdf_of_empty_pages_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport, match="no text in this PDF"):
        read_sheets([Sheet(), Sheet()], tmp_path)


def test_a_page_of_thousands_of_strokes_is_read_for_its_text(tmp_path: Path) -> None:
    sheet = Sheet(texts=[Text(80, 100, 14, "一、总体情况")])
    sheet.rules = {(10 + at % 500, 100 + at // 500, 11 + at % 500, 100 + at // 500) for at in range(11_000)}
    assert paragraphs(read_sheets([sheet], tmp_path, Style(rules="strokes"))) == ["一、总体情况"]


# Browsers


@pytest.mark.browser
@pytest.mark.parametrize("edition", EDITIONS)
def test_what_a_browser_prints_is_read_like_the_page(edition: str, tmp_path: Path, browser: Browser) -> None:
    written = make_report(edition, "full", 6)
    path = pdf_pages.print_pdf(written, tmp_path / "a.pdf", browser, headers=edition == "2019")
    report = read_report(path, path.name)
    assert {cell.key: cell.number for cell in report.cells} == {key: value.number for key, value in written.cells.items()}
    assert (report.organisation.full, report.year, report.edition) == (written.organisation, written.year, edition)
    assert "example" not in report.text.replace(written.contact.website or "", "").replace(written.contact.email or "", "")
