"""Text that has lost its tables in ways that dumps of published reports have: every cell right or given up, none wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from judge_reading import Tally, judge_cells, misplaced, rows_with, start_tally
from pdf_pages import Style, narrow, write_pdf
from writers_text import compose_text
from written_report import CONTENTS, EDITIONS, LaidCell, LaidTable, WrittenReport, make_report

from index.document import Grid, Paragraph
from index.form import load_form
from index.readers import read_document
from index.reading import read_report
from index.report import Report, State

Draw = Callable[[LaidTable], str]


def read_text(tmp_path: Path, text: str) -> Report:
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    return read_report(path, path.name)


def compose(written: WrittenReport, draw: Draw, gap: str = "\n") -> str:
    parts = [part for heading, table in zip(written.headings, written.tables, strict=True) for part in (heading, draw(table))]
    return gap.join([written.title, *written.opening, *parts, *written.closing])


def kept(row: Iterable[LaidCell]) -> list[str]:
    return [cell.text for cell in row if cell.text]


def label_and_values(row: tuple[LaidCell, ...]) -> tuple[list[str], str]:
    return [cell.text for cell in row if cell.text and not cell.key], " ".join(
        cell.text for cell in row if cell.key and cell.text
    )


# Ways of dumping, each seen in dumps of published reports ---------------------------------------------------------------


def draw_cells_closed(table: LaidTable) -> str:
    """A cell a line with a pipe behind it, the rows filled up with pipes; an empty cell is a lone pipe."""
    lines = []
    for row in table.rows:
        lines += [f"{cell.text} |" if cell.text else "|" for cell in row]
        lines += ["|" * (table.width - len(row))] if len(row) < table.width else []
    return "\n".join(lines)


def draw_cells_closed_dropping(table: LaidTable) -> str:
    """The same, but empty cells are gone and only the filling is longer."""
    lines = []
    for row in table.rows:
        lines += [f"{text} |" for text in kept(row)]
        lines += ["|" * (table.width - len(kept(row)))] if len(kept(row)) < table.width else []
    return "\n".join(lines)


def draw_rows_dropping(table: LaidTable) -> str:
    """A row a line filled up with pipes, empty cells gone."""
    return "\n".join((" | ".join(kept(row)) + " | " + "|" * (table.width - len(kept(row)))).rstrip() for row in table.rows)


def draw_bare_rows_dropping(table: LaidTable) -> str:
    return "\n".join(" | ".join(kept(row)) for row in table.rows)


def draw_tabs_dropping(table: LaidTable) -> str:
    return "\n".join("\t".join(kept(row)) for row in table.rows)


def draw_markdown_dropping(table: LaidTable) -> str:
    return "\n".join("| " + " | ".join(kept(row)) + " |" for row in table.rows)


def draw_paragraphs(table: LaidTable) -> str:
    return "\n\n".join(text for row in table.rows for text in kept(row))


def draw_bare_page_numbers(table: LaidTable) -> str:
    """Rows with blanks between cells and a page's number on a line of its own, unmarked."""
    lines = [" ".join(kept(row)) for row in table.rows]
    for page, at in zip(count(1), range(7, len(lines), 10), strict=False):
        lines.insert(at, str(page))
    return "\n".join(lines)


def draw_values_between(table: LaidTable) -> str:
    """The values of a row between the two lines of its label, as beside a label broken in its cell."""
    lines = []
    for row in table.rows:
        labels, values = label_and_values(row)
        half = len(labels[-1]) // 2 if labels and len(labels[-1]) > 14 else 0
        lines += (
            [*labels[:-1], labels[-1][:half], values, labels[-1][half:]] if half and values else [" ".join([*labels, values])]
        )
    return "\n".join(lines)


def draw_glued(table: LaidTable) -> str:
    """The first value stuck to its label, and labels of merged cells to each other."""
    return "\n".join("".join(labels) + values for labels, values in map(label_and_values, table.rows))


def draw_columns(table: LaidTable) -> str:
    """Cells parted by many blanks."""
    return "\n".join("      ".join(cell.text for cell in row) for row in table.rows)


def draw_pipes_in_one_line(table: LaidTable) -> str:
    return " | ".join(text for row in table.rows for text in kept(row))


DRAWS: dict[str, Draw] = {
    draw.__name__.removeprefix("draw_").replace("_", " "): draw
    for draw in (
        draw_cells_closed,
        draw_cells_closed_dropping,
        draw_rows_dropping,
        draw_bare_rows_dropping,
        draw_tabs_dropping,
        draw_markdown_dropping,
        draw_paragraphs,
        draw_bare_page_numbers,
        draw_values_between,
        draw_glued,
        draw_columns,
        draw_pipes_in_one_line,
    )
}
# Where a number is stuck to a word, or a page's number stands beside a row without a sum, some rows cannot be told.
LOSSY = ("glued", "bare page numbers")


@pytest.fixture(scope="module")
def tally(request: pytest.FixtureRequest) -> Tally:
    return start_tally(request.config, "cells read, by way of losing the tables")


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", DRAWS)
def test_no_cell_is_wrong_and_only_rows_with_a_gap_are_given_up(name: str, edition: str, tmp_path: Path, tally: Tally) -> None:
    for number, content in enumerate(CONTENTS):
        written = make_report(edition, content, number)
        report = read_text(tmp_path, compose(written, DRAWS[name]))
        verdict = judge_cells(report, written.cells)
        tally.add(name, verdict.counts)
        assert not verdict.lines("wrong"), content
        assert not list(misplaced(report))
        lost = {fault.split()[1].rstrip(":") for fault in verdict.faults}
        assert name in LOSSY or lost <= rows_with(written, State.BLANK, State.UNREADABLE), content
        assert (report.organisation.full, report.year) == (written.organisation, written.year)
        assert [chapter.number for chapter in report.chapters] == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("gap", [" ", " | ", ""])
def test_a_report_on_one_line_is_read_whole(edition: str, gap: str, tmp_path: Path) -> None:
    written = make_report(edition, "full", 2)
    between = {"": draw_columns, " ": draw_columns, " | ": draw_pipes_in_one_line}[gap]
    report = read_text(tmp_path, compose(written, between, gap).replace("\n", gap or " "))
    assert judge_cells(report, written.cells).faults == ()
    assert [chapter.number for chapter in report.chapters] == [0, 1, 2, 3, 4, 5, 6]


def test_lines_said_before_are_gone_and_nothing_is_made_up(tmp_path: Path) -> None:
    written = make_report("2021", "ordinary", 0)
    lines = dict.fromkeys(compose(written, draw_paragraphs, "\n\n").split("\n\n"))
    verdict = judge_cells(read_text(tmp_path, "\n".join(lines)), written.cells)
    assert not verdict.lines("wrong")


def test_the_end_of_a_wrapped_number_fills_no_gap(tmp_path: Path) -> None:
    """A cell a line, out of a PDF: six values, one of them broken in two, are not seven."""
    written = make_report("2021", "full", 1)
    text = f"- 1 -\n{compose(written, draw_paragraphs)}"
    values = [written.cells[f"T3.new.{column.key}"].raw for column in load_form("2021").table("T3").rows[0].columns]
    wrapped = [*values[:5], values[6][:-1], values[6][-1]]
    report = read_text(tmp_path, text.replace("\n\n".join(values), "\n\n".join(wrapped)))
    assert {cell.state for cell in report.cells if cell.key.startswith("T3.new.")} == {State.UNREADABLE}
    assert len(judge_cells(report, written.cells).faults) == 7


def number_rows(table: LaidTable) -> LaidTable:
    """The table with a column of serial numbers in front."""
    numbers = count(1)
    rows = (
        (LaidCell(str(next(numbers)) if any(cell.key for cell in row) else "序号" if not at else ""), *row)
        for at, row in enumerate(table.rows)
    )
    return LaidTable(tuple(rows), table.width + 1)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("content", ["full", "bare"])
@pytest.mark.parametrize("layout", ["cell lines", "numbers below", "numbers apart"])
def test_serial_numbers_fill_no_gap(layout: str, content: str, edition: str, tmp_path: Path) -> None:
    written = make_report(edition, content, 1)
    written = replace(written, tables=(*map(number_rows, written.tables[:2]), written.tables[2]))
    assert not judge_cells(read_text(tmp_path, compose_text(written, layout)), written.cells).lines("wrong")


def test_rows_broken_in_a_full_grid_do_not_begin_with_the_empty_cells_of_their_label(tmp_path: Path) -> None:
    written = make_report("2021", "full")
    whole = ("（一）予以公开", "（二）部分公开")
    lines = [line.split("\t") for line in compose_text(written, "full tab rows").split("\n")]
    cut = ["\t".join(line[:-2] if len(line) == 10 and not line[1].startswith(whole) else line) for line in lines]
    report = read_text(tmp_path, "\n".join(cut))
    assert not judge_cells(report, written.cells).lines("wrong")
    assert numbers_of(report, "granted") == [written.cells[key].number for key in written.cells if key.startswith("T3.granted.")]


def numbers_of(report: Report, row: str) -> list[int | float | None]:
    return [cell.number for cell in report.cells if cell.key.startswith(f"T3.{row}.")]


def test_dashes_on_one_line_are_those_of_as_many_cells(tmp_path: Path) -> None:
    lines = "二、主动公开政府信息情况\n信息内容 本年处理决定数量\n行政许可\n-  -\n行政处罚\n-\n行政强制\n3"
    found = {cell.key: cell.state for cell in read_text(tmp_path, lines).cells}
    assert found["T2.licences.decisions"] is State.UNREADABLE


def test_a_row_right_behind_the_next_heading_is_none_of_the_table_before(tmp_path: Path) -> None:
    written = make_report("2021", "bare", 1)
    text = compose_text(written, "cell lines")
    results = "结果维持\n--\n结果\n纠正\n--\n其他\n结果\n--\n尚未\n审结\n--\n总计\n--\n"
    groups = "".join(f"{group}\n{results}" for group in ("行政复议", "行政诉讼\n未经复议直接起诉", "复议后起诉"))
    start = text.index("行政复议\n")
    report = read_text(tmp_path, text[:start] + groups + text[text.index("五、", start) :])
    assert not judge_cells(report, written.cells).lines("wrong")


@pytest.mark.parametrize("layout", ["cell lines", "numbers below"])
def test_a_row_the_form_does_not_have_fills_none_without_values(layout: str, tmp_path: Path) -> None:
    written = make_report("2021", "bare", 1)
    text = compose_text(written, layout).replace("（四）无法提供\n", "小计\n11\n12\n13\n14\n15\n16\n81\n（四）无法提供\n")
    assert not judge_cells(read_text(tmp_path, text), written.cells).lines("wrong")


def test_a_row_that_lost_its_empty_cells_ends_with_its_total_where_all_rows_do(tmp_path: Path) -> None:
    rows = {
        "一、本年新收政府信息公开申请数量": "2\n1\n3",
        "（一）予以公开": "1\n1",
        "（二）部分公开": "1\n1\n2",
        "（七）总计": "2\n1\n3",
    }
    page = compose_text(make_report("2021", "bare", 1), "cell lines")
    start, end = page.index("一、本年新收"), page.index("四、政府信息公开行政复议")
    labels = [row.label for row in load_form("2021").table("T3").rows]
    totals = []
    for last in ("2\n1\n3", "2\n1\n4"):
        rows["（七）总计"] = last
        lines = [
            part for label in labels for part in (label, next((rows[key] for key in rows if label.startswith(key)), "")) if part
        ]
        report = read_text(tmp_path, page[:start] + "\n".join(lines) + "\n" + page[end:])
        totals.append([(cell.key, cell.number) for cell in report.cells if cell.key.startswith("T3") and cell.number is not None])
    assert totals == [[("T3.new.total", 3), ("T3.granted.total", 1), ("T3.partial.total", 2), ("T3.total.total", 3)], []]


def test_labels_without_any_value_are_unreadable_and_not_blank(tmp_path: Path) -> None:
    written = make_report("2021", "full", 1)
    report = read_text(
        tmp_path, compose(written, lambda table: "\n".join(" ".join(label_and_values(row)[0]) for row in table.rows))
    )
    assert {cell.state for cell in report.cells} == {State.UNREADABLE}
    assert not [passage for passage in report.passages if passage.chapter in (2, 3, 4)]


@pytest.mark.parametrize("layout", ["cell lines", "one line", "page text", "numbers apart", "tabs"])
def test_restored_tables_are_no_running_text(layout: str, tmp_path: Path) -> None:
    written = make_report("2021", "full", 1)
    report = read_text(tmp_path, compose_text(written, layout))
    assert not [passage.text for passage in report.passages if passage.chapter in (2, 3, 4)]
    assert not [figure for figure in report.figures if figure.chapter in (2, 3, 4)]


def test_sentences_around_a_restored_table_stay(tmp_path: Path) -> None:
    written = make_report("2021", "full", 1)
    text = compose(written, draw_paragraphs)
    text = text.replace("第二十条第（一）项", "全年办理行政许可 12 件，详见下表。\n第二十条第（一）项", 1)
    text = text.replace("\n三、收到", "\n以上数据截至年底，另有行政处罚 3 件待公开。\n三、收到", 1)
    report = read_text(tmp_path, text)
    assert judge_cells(report, written.cells).faults == ()
    assert [passage.text for passage in report.passages if passage.chapter == 2] == [
        "全年办理行政许可 12 件，详见下表。",
        "以上数据截至年底，另有行政处罚 3 件待公开。",
    ]


def test_an_extra_row_and_remarks_in_labels_change_nothing(tmp_path: Path) -> None:
    written = make_report("2019", "full", 1)
    text = compose(written, draw_paragraphs, "\n\n")
    text = text.replace("行政许可", "行政许可（含备案）", 1).replace(
        "第二十条第（五）项", "其他主动公开文件\n\n7\n\n7\n\n7\n\n第二十条第（五）项", 1
    )
    assert judge_cells(read_text(tmp_path, text), written.cells).faults == ()


def test_a_table_cut_off_takes_nothing_from_its_neighbour(tmp_path: Path) -> None:
    written = make_report("2021", "full", 1)
    text = compose(written, draw_paragraphs)
    report = read_text(tmp_path, text[: text.index("2.重复申请")])
    verdict = judge_cells(report, written.cells)
    assert not verdict.lines("wrong")
    assert not [cell for cell in report.cells if cell.key.startswith("T4")]
    assert "no table found: T4 政府信息公开行政复议、行政诉讼情况" in report.warnings


def test_empty_table_chapters_say_no_table_found(tmp_path: Path) -> None:
    written = make_report("2021", "full", 1)
    report = read_text(tmp_path, compose(written, lambda table: ""))
    assert report.cells == ()
    assert [warning.split(":")[0] for warning in report.warnings] == ["no table found"] * 3


@pytest.mark.parametrize("order", [(3, 0, 5, 2, 1, 4), (5, 4, 3, 2, 1, 0)])
def test_chapters_in_another_order_do_no_harm(order: tuple[int, ...], tmp_path: Path) -> None:
    written = make_report("2021", "full", 1)
    parts = [*(f"{heading}\n{draw_paragraphs(table)}" for heading, table in zip(written.headings, written.tables, strict=True))]
    parts += ["一、概述\n情况良好。", "五、存在的主要问题\n有不足。", "六、其他需要报告的事项\n无。"]
    report = read_text(tmp_path, "\n".join([written.title, *(parts[at] for at in order)]))
    assert not judge_cells(report, written.cells).lines("wrong")


# Around the tables ------------------------------------------------------------------------------------------------------


def test_page_numbers_are_in_no_paragraph_and_stay_in_the_text(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(
        "政府信息公开工作稳步推进，持续回应社会\n- 2 -\n公众关切，成效明显。\n第 3 页 共 5 页\n（一）主动公开\n", encoding="utf-8"
    )
    document = read_document(path, path.name)
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert texts == ["政府信息公开工作稳步推进，持续回应社会公众关切，成效明显。", "（一）主动公开"]
    assert "- 2 -" in document.text


def test_text_in_traditional_characters_gives_cells_and_the_simplified_name(tmp_path: Path) -> None:
    pairs = zip("务办开请数总计复议诉讼报题项围国机关类单", "務辦開請數總計複議訴訟報題項圍國機關類單", strict=True)
    table = str.maketrans(dict(pairs))
    written = make_report("2021", "full", 1)
    report = read_text(tmp_path, compose_text(written, "cell lines").translate(table))
    assert judge_cells(report, written.cells).faults == ()
    assert report.organisation.full == written.organisation


def test_readings_in_brackets_are_dropped_where_there_are_many(tmp_path: Path) -> None:
    written = make_report("2021", "full", 1)
    text = compose_text(written, "trailing pipes").replace("公开", "公開(kāi)").replace("机关", "機關(guān)")
    report = read_text(tmp_path, text)
    assert "(kāi)" not in report.text
    assert judge_cells(report, written.cells).faults == ()


def test_an_abbreviation_in_brackets_stays(tmp_path: Path) -> None:
    assert "客户端(app)" in read_text(tmp_path, f"{make_report('2021', 'full').title}\n一、总体情况\n客户端(app)发布3条。\n").text


@pytest.mark.parametrize("layout", ["trailing pipes", "cell paragraphs", "tabs"])
def test_what_stands_above_a_report_is_not_its_title(layout: str, tmp_path: Path) -> None:
    written = make_report("2021", "ordinary", 0)
    above = [
        "当前位置：首页 > 政务公开 > 政府信息公开年报 > 正文",
        "索 引 号 | 014416330/2031-04736 | 分 类 | 政府信息公开年报 |",
        "发布机构 | 某市政府办 | 发文日期 | 2031-02-28 |",
        "2019年政府信息公开工作年度报告",
    ]
    report = read_text(tmp_path, "\n".join([*above, compose_text(written, layout)]))
    assert (report.organisation.full, report.year) == (written.organisation, written.year)
    assert judge_cells(report, written.cells).faults == ()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("规章 |\n0 |\n1 |\n许可 |\n5 |\n6 |\n处罚 |\n7 |\n8 |\n", [["规章", "0", "1", "许可", "5", "6", "处罚", "7", "8"]]),
        ("规章 |\n|\n1 |\n||\n许可 |\n5 |\n6 |\n||\n", [["规章", "", "1"], ["许可", "5", "6"]]),
        ("规章 |\n1 |\n|||\n许可 |\n5 |\n6 |\n||\n", [["规章", "1"], ["许可", "5", "6"]]),
        ("规章\n| 0\n| \n|\n许可\n| 5\n| 6\n|\n处罚\n| \n| 8\n|\n", [["规章", "0", ""], ["许可", "5", "6"], ["处罚", "", "8"]]),
        ("规章\n|\n0\n|\n\n\n许可\n|\n\n|\n6\n\n处罚\n|\n7\n|\n8\n", [["规章", "0", ""], ["许可", "", "6"], ["处罚", "7", "8"]]),
        ("规章 | 0 | 1 | ||\n许可 | 5 | |||\n", [["规章", "0", "1"], ["许可", "5"]]),
        ("规章 | 0 |  | ||\n许可 |  | 6 | ||\n", [["规章", "0", ""], ["许可", "", "6"]]),
        (" | 0 | 1\n许可 | 5 | 6\n", [["", "0", "1"], ["许可", "5", "6"]]),
        ("| | 0 | 1 |\n| 许可 | 5 | |\n", [["", "0", "1"], ["许可", "5", ""]]),
        ("规章\t0\t\t\n许可\t5\t6\t7\n\t0\t1\t\n", [["规章", "0", "", ""], ["许可", "5", "6", "7"], ["", "0", "1", ""]]),
    ],
)
def test_filling_makes_no_cells_and_empty_cells_stay(lines: str, expected: list[list[str]], tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(lines, encoding="utf-8")
    blocks = read_document(path, path.name).blocks
    assert [[cell.raw for cell in row] for block in blocks if isinstance(block, Grid) for row in block.rows] == expected


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("is_narrow", [False, True], ids=["wide", "narrow"])
def test_the_lines_of_a_pdf_as_they_come_make_no_cell_wrong(edition: str, is_narrow: bool, tmp_path: Path, tally: Tally) -> None:
    """Lines of one height put side by side: wrapped digits and labels, merged labels a character a line, vertical headers."""
    pdfplumber = pytest.importorskip("pdfplumber")
    written = make_report(edition, "full", 1)
    path = write_pdf(written, tmp_path / "report.pdf", narrow(Style()) if is_narrow else Style())
    with pdfplumber.open(path) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    report = read_text(tmp_path, text)
    verdict = judge_cells(report, written.cells)
    tally.add(f"lines of a {'narrow' if is_narrow else 'wide'} PDF", verdict.counts)
    assert not verdict.lines("wrong")
    assert is_narrow or verdict.counts["right"] > 150
    assert (report.organisation.full, report.year) == (written.organisation, written.year)
