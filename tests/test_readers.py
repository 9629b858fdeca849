"""Text files become paragraphs and grids whose places are exact, whatever their encoding and line ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.document import Document, Grid, Paragraph
from index.errors import UnreadableReport
from index.readers import SUFFIXES, read_document


def read(tmp_path: Path, content: str | bytes, name: str = "page.txt") -> Document:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_document(path, name)


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def rows(document: Document) -> list[list[str]]:
    return [[cell.raw for cell in row] for block in document.blocks if isinstance(block, Grid) for row in block.rows]


def assert_places(document: Document) -> None:
    for block in document.blocks:
        quote = document.text[block.start : block.end]
        if isinstance(block, Paragraph):
            assert "".join(quote.split()) == "".join(block.text.split())
        else:
            assert all(document.text[cell.start : cell.end] == cell.raw for row in block.rows for cell in row)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encoding_and_line_ends_do_not_show_in_the_text(tmp_path: Path, encoding: str, line_end: str) -> None:
    text = "青屿市岚桥局年报\n一、总体情况\n公开信息3条。\n"
    assert read(tmp_path, text.replace("\n", line_end).encode(encoding)).text == text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\x89PNG\x00\x00", "binary"),
        (b"\xff\xfe\xff", "neither UTF-8 nor GB18030"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(UnreadableReport, match=message) as caught:
        read(tmp_path, content)
    assert str(caught.value).startswith("page.txt: ")
    assert "\n" not in str(caught.value)


def test_an_unknown_suffix_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport, match=r"\.xyz.*expected one of .*\.txt"):
        read(tmp_path, b"\0\1", "page.xyz")


def test_a_file_that_is_gone_is_an_unreadable_report(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport, match="cannot be opened"):
        read_document(tmp_path / "gone.txt", "gone.txt")


def test_every_suffix_has_a_reader() -> None:
    assert {".txt", ".md"} <= SUFFIXES.keys()


def test_tab_cells_keep_their_lines_and_empty_cells(tmp_path: Path) -> None:
    document = read(tmp_path, "二、情况\n\t规\n章\n\t0   \n\t\n\n\t\n\t商业\n企业\n\n\n三、其他\n")
    assert rows(document) == [["规\n章", "0", ""], ["", "商业\n企业"]]
    assert paragraphs(document) == ["二、情况", "三、其他"]
    assert_places(document)


def test_bookmarks_are_gone_from_text_and_cells(tmp_path: Path) -> None:
    document = read(tmp_path, "[bookmark: _GoBack]一是公开。\n\t[bookmark: _Hlk66973412]一、本年新收\n\t[bookmark: a]0\n")
    assert "bookmark" not in document.text
    assert rows(document) == [["一、本年新收", "0"]]
    assert_places(document)


def test_a_heading_right_after_the_last_number_is_no_part_of_its_cell(tmp_path: Path) -> None:
    document = read(tmp_path, "\t结转\n\t0\n4、 行政复议、行政诉讼情况\n")
    assert rows(document) == [["结转", "0"]]
    assert paragraphs(document) == ["4、 行政复议、行政诉讼情况"]


def test_a_tab_at_the_end_of_running_text_is_no_cell(tmp_path: Path) -> None:
    document = read(tmp_path, "回应社会公众关\n切，服务发展。\t\n（一）主动公开\n")
    assert rows(document) == []
    assert paragraphs(document)[-1] == "（一）主动公开"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("规章 | 0 | 1 | \n许可 | 5 | || \n", [["规章", "0", "1"], ["许可", "5"]]),
        ("规章 | 0 | 1\n", [["规章", "0", "1"]]),
        ("| 规章 | 0 |\n|---|:-:|\n| 许可 | 5 |\n", [["规章", "0"], ["许可", "5"]]),
        ("规章｜0｜1\n", [["规章", "0", "1"]]),
        ("规章\t0\t1\n许可\t5\t\n", [["规章", "0", "1"], ["许可", "5", ""]]),
    ],
)
def test_rows_on_one_line_are_cut_at_pipes_or_tabs(tmp_path: Path, text: str, expected: list[list[str]]) -> None:
    document = read(tmp_path, text)
    assert rows(document) == expected
    assert_places(document)


def test_lines_broken_within_a_sentence_are_joined(tmp_path: Path) -> None:
    document = read(tmp_path, "聚焦公众，回应社会公众关\n切，服务高质量发\n展。\n（一）主动公开\n公开信息3条。\n")
    assert paragraphs(document) == ["聚焦公众，回应社会公众关切，服务高质量发展。", "（一）主动公开", "公开信息3条。"]
    assert_places(document)


def test_titles_headings_and_items_stay_lines_of_their_own(tmp_path: Path) -> None:
    lines = ["青屿市岚桥局2023年政府信息公开", "工作年度报告", "一、总体情况", "一是做好公开，加强解读；", "二是办理申请。"]
    assert paragraphs(read(tmp_path, "\n".join(lines))) == lines
