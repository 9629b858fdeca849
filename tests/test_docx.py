"""Word files are read as they are seen: what is deleted or hidden is not there, merged cells stand once, places are exact."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from test_readers import assert_places, paragraphs, rows
from word_files import STRICT, p, r, tbl, tc, tr, write_word

from index.document import Document
from index.errors import UnreadableReport
from index.readers import read_document
from index.readers.numbering import write_number

CHANGE = 'w:id="1" w:author="a" w:date="2024-01-05T10:00:00Z"'
TITLE = "青屿市岚桥局2023年政府信息公开工作年度报告"
BOX = "<w:txbxContent>%s</w:txbxContent>"
NUMBERED = '<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%s"/></w:numPr>'


def read(tmp_path: Path, *content: str, **options: str) -> Document:
    document = read_document(write_word(tmp_path / "a.docx", *content, **options), "a.docx")
    assert_places(document)
    return document


def test_paragraphs_and_tables_come_in_their_order_with_tabs_and_newlines_between(tmp_path: Path) -> None:
    document = read(tmp_path, p("一、前"), tbl(tr("甲", "1"), tr("乙", "")), p("二、后"))
    assert document.text == "一、前\n甲\t1\n乙\t\n二、后\n"
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Grid", "Paragraph"]


def test_merged_cells_stand_once_across_and_leave_empty_cells_below(tmp_path: Path) -> None:
    table = tbl(
        tr(tc("三、结果", '<w:vMerge w:val="restart"/>'), tc("予以公开", '<w:gridSpan w:val="2"/>'), "7"),
        tr(tc("藏", "<w:vMerge/>"), tc("不予", '<w:hMerge w:val="restart"/>'), tc("藏", "<w:hMerge/>"), "8"),
    )
    assert rows(read(tmp_path, table)) == [["三、结果", "予以公开", "7"], ["", "不予", "8"]]


def test_numbers_split_over_runs_fields_and_controls_are_whole(tmp_path: Path) -> None:
    cells = (
        tc(p(r("1"), '<w:bookmarkStart w:id="0" w:name="_GoBack"/>', r("3"), "<w:proofErr/>", r("6"))),
        tc(p("<w:sdt><w:sdtPr/><w:sdtContent>" + r("4") + "</w:sdtContent></w:sdt>", r("2"))),
        tc(p('<w:fldSimple w:instr="=SUM(LEFT)">' + r("178") + "</w:fldSimple>")),
        tc(p("<w:r><w:fldChar/></w:r><w:r><w:instrText>=5+5</w:instrText></w:r>", r("10"))),
        tc(p('<w:hyperlink w:anchor="x">' + r("5") + "</w:hyperlink>")),
        tc(p(r("1"), "<w:r><w:noBreakHyphen/></w:r>", r("2"))),
    )
    assert rows(read(tmp_path, tbl(tr(*cells)))) == [["136", "42", "178", "10", "5", "1-2"]]


def test_tracked_changes_are_taken_as_accepted(tmp_path: Path) -> None:
    deleted, inserted = f"<w:del {CHANGE}><w:r><w:delText>9</w:delText></w:r></w:del>", f"<w:ins {CHANGE}>{r('7')}</w:ins>"
    moved = f"<w:moveFrom {CHANGE}>{r('旧处')}</w:moveFrom>", f"<w:moveTo {CHANGE}>{r('新处')}</w:moveTo>"
    row_gone = tr("删", "1", properties=f"<w:del {CHANGE}/>")
    document = read(tmp_path, p(*moved, "公开信息。"), tbl(tr("件", tc(p(deleted, inserted))), row_gone))
    assert document.text == "新处公开信息。\n件\t7\n"


def test_a_paragraph_whose_end_was_deleted_goes_on_with_the_next(tmp_path: Path) -> None:
    assert read(tmp_path, p("青屿市", properties=f"<w:rPr><w:del {CHANGE}/></w:rPr>"), p("岚桥局")).text == "青屿市岚桥局\n"


def test_hidden_text_notes_and_pictures_are_not_there(tmp_path: Path) -> None:
    switched = r("见", '<w:vanish w:val="0"/>') + r("藏", "<w:vanish/>")
    note = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    assert read(tmp_path, p(switched, note, "<w:r><w:drawing/></w:r>", "。")).text == "见。\n"


def test_tables_of_contents_are_left_out(tmp_path: Path) -> None:
    contents = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
        f"<w:sdtContent>{p('一、总体情况 1')}</w:sdtContent></w:sdt>"
    )
    styles = '<w:style w:styleId="11"><w:name w:val="TOC 1"/></w:style>'
    document = read(tmp_path, contents, p("二、主动公开 2", properties='<w:pStyle w:val="11"/>'), p(TITLE), styles=styles)
    assert document.text == TITLE + "\n"


def test_text_boxes_follow_their_paragraph_once(tmp_path: Path) -> None:
    box = BOX % p("电话：000-5550123")
    twice = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert read(tmp_path, p("前", twice), p("后")).text == "前\n电话：000-5550123\n后\n"


def test_line_breaks_part_lines_and_running_text_goes_on_over_them(tmp_path: Path) -> None:
    document = read(
        tmp_path, p("青屿市岚桥局", "<w:r><w:br/></w:r>", "年度报告"), p("公开信息，回应社会公众关"), p("切，服务发展。")
    )
    assert paragraphs(document) == ["青屿市岚桥局", "年度报告", "公开信息，回应社会公众关切，服务发展。"]


def test_a_table_that_is_only_a_frame_is_taken_apart(tmp_path: Path) -> None:
    inner = p("一、总体") + tbl(tr("甲", "1"))
    assert read(tmp_path, tbl(tr(tc(inner)))).text == "一、总体\n甲\t1\n"
    beside = tbl(tr(tc(p("栏目")), tc(tbl(tr("甲", "1"), tr("乙", "2")))))
    assert rows(read(tmp_path, beside)) == [["甲", "1"], ["乙", "2"]]


def test_a_small_table_in_a_cell_is_text_of_the_cell(tmp_path: Path) -> None:
    table = tbl(tr(tc(p("说明") + tbl(tr("注"))), "1", "2"), tr("甲", "3", "4"))
    assert rows(read(tmp_path, table)) == [["说明\n注", "1", "2"], ["甲", "3", "4"]]


def _abstract_list(number: int, *levels: tuple[str, str]) -> str:
    drawn = (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{how}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for at, (how, pattern) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(drawn)}</w:abstractNum>'


def test_numbers_that_word_puts_before_paragraphs_are_read(tmp_path: Path) -> None:
    numbering = (
        _abstract_list(5, ("chineseCounting", "%1、"), ("decimal", "%1.%2"))
        + _abstract_list(6, ("bullet", "o"))
        + '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="6"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="5"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="6"/></w:lvlOverride></w:num>'
    )
    styles = (
        '<w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="h"><w:basedOn w:val="1"/></w:style>'
    )
    content = (
        p("总体情况", properties='<w:pStyle w:val="h"/>'),
        p("网站", properties=NUMBERED % (1, "1")),
        p("平台", properties=NUMBERED % (1, "1")),
        p("要点", properties=NUMBERED % (0, "2")),
        p("主动公开", properties='<w:pStyle w:val="1"/>'),
        p("不编号", properties='<w:pStyle w:val="1"/>' + NUMBERED % (0, "0")),
        p("公告", properties=NUMBERED % (1, "1")),
        p("其他", properties=NUMBERED % (0, "3")),
        p("无此列表", properties=NUMBERED % (0, "9")),
    )
    text = read(tmp_path, *content, numbering=numbering, styles=styles).text
    lines = ["一、总体情况", "一.1 网站", "一.2 平台", "要点", "二、主动公开", "不编号", "二.1 公告", "六、其他", "无此列表"]
    assert text.splitlines() == lines


@pytest.mark.parametrize(
    ("number", "number_format", "written"),
    [
        (10, "chineseCountingThousand", "十"),
        (21, "japaneseCounting", "二十一"),
        (105, "chineseCounting", "一〇五"),
        (12, "chineseLegalSimplified", "拾贰"),
        (2, "ideographTraditional", "乙"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (28, "lowerLetter", "bb"),
        (14, "upperRoman", "XIV"),
        (12, "decimalFullWidth", "１２"),
        (7, "somethingNew", "7"),
    ],
)
def test_lists_count_in_their_own_numerals(number: int, number_format: str, written: str) -> None:
    assert write_number(number, number_format) == written


def test_strict_files_and_main_parts_of_other_names_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, p(TITLE), namespace=STRICT).text == TITLE + "\n"
    assert read(tmp_path, p(TITLE), main="word/document2.xml").text == TITLE + "\n"


def _replace_part(path: Path, part: str, data: bytes | None) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, old in parts.items():
            if name != part:
                archive.writestr(name, old)
            elif data is not None:
                archive.writestr(name, data)
    return path


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<w:document xmlns:w="x"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
)
OUTSIDE = BOMB.replace(b'"aaaaaaaaaa"', b'SYSTEM "file:///etc/passwd"')


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, r"word/document\.xml is missing"),
        (b"<w:document", "is no XML"),
        (b"<document><other/></document>", "its body is missing"),
        (b"<document><body/></document>", "no text in it"),
        (BOMB, "declares XML entities"),
        (OUTSIDE, "declares XML entities"),
        (BOMB.decode().encode("utf-16"), "declares XML entities"),
        (b"<document><body>" + b"<p>" * 100_000, "is no XML"),
        (b"<document><body>" + b"<sdt>" * 20_000 + b"</sdt>" * 20_000 + b"</body></document>", "nested too deeply"),
        (b"<document><body>" + b" " * (65 * 2**20) + b"</body></document>", "unpacks to more than 64 MB"),
    ],
    ids=["missing", "cut", "no body", "empty", "entities", "outside entity", "utf-16", "unclosed", "deep", "large"],
)
def test_what_is_no_sound_word_file_is_refused_in_one_line(tmp_path: Path, data: bytes | None, message: str) -> None:
    path = _replace_part(write_word(tmp_path / "a.docx", p(TITLE)), "word/document.xml", data)
    with pytest.raises(UnreadableReport, match=message) as refused:
        read_document(path, "a.docx")
    assert str(refused.value).startswith("a.docx: ")
    assert "\n" not in str(refused.value)


def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    whole = write_word(tmp_path / "a.docx", p(TITLE)).read_bytes()
    for length in range(len(b"PK\3\4"), len(whole), 97):
        (tmp_path / "cut.docx").write_bytes(whole[:length])
        with pytest.raises(UnreadableReport, match="damaged or cut off"):
            read_document(tmp_path / "cut.docx", "cut.docx")
