"""Reports from before the form keep their statistics table as free rows, every number under the rows it is part of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from form_pages import draw_bare_pipes, draw_markdown, draw_pipes, draw_tabs, write_page, zero_page

from index.readers import read_document
from index.reading import read_report
from index.report import Indicator, Report, State
from index.tables.indicators import read_indicators
from ui.cli import main

NATIONAL = [
    ["统 计 指 标", "单位", "统计数"],
    ["一、主动公开情况", "——", "——"],
    ["（一）主动公开政府信息数\n（不同渠道和方式公开相同信息计1条）", "条", "1,234"],
    ["其中：主动公开规范性文件数", "条", "56"],
    ["制发规范性文件总数", "件", "7"],
    ["（二）通过不同渠道和方式公开政府信息的情况", "——", "——"],
    ["1.政府公报公开政府信息数", "条", "0"],
    ["2.政府网站公开政府信息数", "条", "1180"],
    ["二、回应解读情况", "——", "——"],
    ["1.参加或举办新闻发布会总次数", "次", "3"],
    ["其中：主要负责同志参加新闻发布会次数", "次", "1"],
    ["2.政府网站在线访谈次数", "次", ""],
    ["三、依申请公开情况", "——", "——"],
    ["（一）收到申请数", "件", "31"],
    ["1.当面申请数", "件", "11"],
    ["2.传真申请数", "件", "/"],
    ["（三）申请答复数", "件", "29"],
    ["4.不同意公开答复数", "件", "5"],
    ["其中：涉及国家秘密", "件", "2"],
    ["涉及商业秘密", "件", "3"],
    ["5.不属于本行政机关公开数", "件", "4"],
    ["四、行政复议数量", "件", "6"],
    ["（一）维持具体行政行为数", "件", "8"],
    ["七、依申请公开信息收取的费用", "万元", "0.35"],
]
A_1, A_2 = "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "（二）通过不同渠道和方式公开政府信息的情况"
PATHS = {
    (A_1,): 1234,
    (A_1, "其中：主动公开规范性文件数"): 56,
    ("制发规范性文件总数",): 7,
    (A_2, "1.政府公报公开政府信息数"): 0,
    (A_2, "2.政府网站公开政府信息数"): 1180,
    ("1.参加或举办新闻发布会总次数",): 3,
    ("1.参加或举办新闻发布会总次数", "其中：主要负责同志参加新闻发布会次数"): 1,
    ("2.政府网站在线访谈次数",): None,
    ("（一）收到申请数",): 31,
    ("（一）收到申请数", "1.当面申请数"): 11,
    ("（一）收到申请数", "2.传真申请数"): None,
    ("（三）申请答复数",): 29,
    ("（三）申请答复数", "4.不同意公开答复数"): 5,
    ("（三）申请答复数", "4.不同意公开答复数", "其中：涉及国家秘密"): 2,
    ("（三）申请答复数", "4.不同意公开答复数", "涉及商业秘密"): 3,
    ("（三）申请答复数", "5.不属于本行政机关公开数"): 4,
    ("四、行政复议数量",): 6,
    ("四、行政复议数量", "（一）维持具体行政行为数"): 8,
    ("七、依申请公开信息收取的费用",): 0.35,
}
EARLY = [
    ["指 标 名 称", "计量\n单位", "代码", "本期实际", "本年累计"],
    ["甲", "乙", "丙", "1", "2"],
    ["主动公开信息数", "条", "01", "41", "412"],
    ["网站专栏页面访问量", "人次", "05", "", "15000"],
    ["申请总数", "条", "10", "5", "50"],
    ["其中：1.当面申请数", "条", "11", "1", "12"],
    ["2.传真申请数", "条", "12", "2", "13"],
    ["对申请的答复总数", "条", "17", "4", "49"],
    ["其中：1.同意公开答复数", "条", "18", "3", "30"],
    ["3.否决公开答复总数", "条", "20", "1", "19"],
    ["其中：（1）“信息不存在”数", "条", "21", "0", "8"],
    ["（2）“非本部门掌握”数", "条", "22", "1", "11"],
    ["行政复议数", "件", "32", "0", "3"],
]
CHAPTERS = """一、概述
根据要求，青屿市岚桥局编制本报告，联系电话：0999-1234567，传真：0999-1234568。
二、主动公开政府信息的情况
全年主动公开政府信息1234条。
三、回应解读情况
发布政策解读稿件21篇。
四、政府信息公开的收费及减免情况
未收取任何费用。
五、复议、诉讼和投诉情况
发生行政复议6件。
六、机构建设和保障经费情况
专职人员2人。
七、存在的主要问题和改进措施
公开不够及时，下一步将改进。
八、附表
"""
TITLE = "青屿市岚桥局2016年政府信息公开工作年度报告\n"
LAYOUTS = {"tabs": draw_tabs, "pipes": draw_pipes, "bare pipes": draw_bare_pipes, "markdown": draw_markdown}


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    return path


def read(tmp_path: Path, text: str) -> Report:
    path = write(tmp_path, text)
    return read_report(path, path.name)


def flat(rows: list[list[str]]) -> list[list[str]]:
    return [[cell.replace("\n", "") for cell in row] for row in rows]


def by_path(indicators: tuple[Indicator, ...], sections: int = 1) -> dict[tuple[str, ...], float | None]:
    return {
        i.path[sections if i.path[0][1] == "、" and len(i.path) > 1 and i.path[0][0] in "一二三" else 0 :]: i.number
        for i in indicators
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_national_table_keeps_every_row_under_its_headings(tmp_path: Path, layout: str) -> None:
    rows = NATIONAL if layout == "tabs" else flat(NATIONAL)
    report = read(tmp_path, TITLE + CHAPTERS + LAYOUTS[layout](rows))
    assert by_path(report.indicators) == PATHS
    face = next(i for i in report.indicators if i.name == "当面申请数")
    assert face.path == ("三、依申请公开情况", "（一）收到申请数", "1.当面申请数")
    assert (face.unit, face.column, face.raw) == ("件", "统计数", "11")
    assert report.text[face.start : face.end] == "11"
    assert report.text[face.row.start : face.row.end].startswith("1.当面申请数")


def test_blank_and_dash_stay_what_they_are(tmp_path: Path) -> None:
    report = read(tmp_path, TITLE + CHAPTERS + draw_tabs(NATIONAL))
    states = {i.name: i.state for i in report.indicators if i.number is None}
    assert states == {"政府网站在线访谈次数": State.BLANK, "传真申请数": State.DASH}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_table_with_codes_has_both_its_columns(tmp_path: Path, layout: str) -> None:
    rows = EARLY if layout == "tabs" else flat(EARLY)
    report = read(tmp_path, TITLE + CHAPTERS + LAYOUTS[layout](rows))
    found = {(i.path, i.column): i.number for i in report.indicators}
    assert len(found) == 22
    assert found[("主动公开信息数",), "本年累计"] == 412
    assert found[("网站专栏页面访问量",), "本期实际"] is None
    assert found[("申请总数", "2.传真申请数"), "本期实际"] == 2
    refused = ("对申请的答复总数", "3.否决公开答复总数")
    assert found[(*refused, "（2）“非本部门掌握”数"), "本年累计"] == 11
    assert found[("行政复议数",), "本年累计"] == 3


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n|\n", " "])
def test_a_table_without_its_grid_is_still_read(tmp_path: Path, between: str) -> None:
    body = between.join(cell or "—" for row in flat(NATIONAL) for cell in row)
    path = write(tmp_path, TITLE + CHAPTERS + body)
    assert by_path(read_indicators(read_document(path, path.name))) == PATHS


def test_parts_indented_less_are_no_longer_parts(tmp_path: Path) -> None:
    rows = [
        ["指标名称", "计量单位", "代码", "本年累计"],
        ["收取费用总数", "元", "36", "9"],
        ["　其中：主动公开收费总数", "元", "37", "4"],
        ["　　1.主动公开邮寄费", "元", "38", "4"],
        ["　其中：依申请公开收费总数", "元", "43", "5"],
        ["　　1.依申请检索费", "元", "44", "5"],
        ["专项经费", "元", "51", "7"],
    ]
    report = read(tmp_path, TITLE + CHAPTERS + draw_tabs(rows))
    assert [i.path for i in report.indicators] == [
        ("收取费用总数",),
        ("收取费用总数", "其中：主动公开收费总数"),
        ("收取费用总数", "其中：主动公开收费总数", "1.主动公开邮寄费"),
        ("收取费用总数", "其中：依申请公开收费总数"),
        ("收取费用总数", "其中：依申请公开收费总数", "1.依申请检索费"),
        ("专项经费",),
    ]


def test_two_blocks_side_by_side_are_two_lists(tmp_path: Path) -> None:
    rows = [
        ["统计指标", "单位", "统计数", "统计指标", "单位", "统计数"],
        ["一、主动公开情况", "", "", "二、依申请公开情况", "", ""],
        ["1.网站公开数", "条", "5", "1.收到申请数", "件", "7"],
        ["2.其他方式公开数", "条", "6", "2.申请办结数", "件", "8"],
    ]
    report = read(tmp_path, TITLE + CHAPTERS + draw_tabs(rows))
    assert {i.path: i.number for i in report.indicators} == {
        ("一、主动公开情况", "1.网站公开数"): 5,
        ("一、主动公开情况", "2.其他方式公开数"): 6,
        ("二、依申请公开情况", "1.收到申请数"): 7,
        ("二、依申请公开情况", "2.申请办结数"): 8,
    }


def test_remarks_are_no_numbers_and_a_label_may_name_its_unit(tmp_path: Path) -> None:
    rows = [
        ["指标名称", "单位", "数量", "备注"],
        ["收到申请数", "件", "7", ""],
        ["申请办结数", "件", "6", "1件在办"],
        ["投诉数", "件", "5"],
    ]
    report = read(tmp_path, TITLE + CHAPTERS + draw_tabs(rows))
    assert [(i.name, i.unit, i.column, i.number) for i in report.indicators] == [
        ("收到申请数", "件", "数量", 7),
        ("申请办结数", "件", "数量", 6),
        ("投诉数", "件", "数量", 5),
    ]
    rows = [["统计指标", "统计数"], ["一、依申请公开情况", ""], ["1.收到申请数（件）", "7"], ["2.收取费用（单位：元）", "30"]]
    report = read(tmp_path, TITLE + CHAPTERS + draw_tabs(rows))
    assert [(i.path[0], i.name, i.unit, i.number) for i in report.indicators] == [
        ("一、依申请公开情况", "收到申请数", "件", 7),
        ("一、依申请公开情况", "收取费用", "元", 30),
    ]


def test_an_early_report_is_read_without_the_form(tmp_path: Path) -> None:
    report = read(tmp_path, TITLE + CHAPTERS + draw_tabs(NATIONAL))
    assert (report.year, report.edition, report.cells) == (2016, None, ())
    assert report.warnings == ()
    assert (report.contact.phone, report.contact.fax) == ("0999-1234567", "0999-1234568")
    assert {(f.value, f.unit) for f in report.figures} >= {(1234, "条"), (21, "篇"), (6, "件"), (2, "人")}
    assert not any("统计指标" in passage.text or "当面申请数" in passage.text for passage in report.passages)


def test_early_chapters_are_numbered_by_their_subject(tmp_path: Path) -> None:
    report = read(tmp_path, TITLE + CHAPTERS + draw_tabs(NATIONAL))
    assert [(c.number, c.heading) for c in report.chapters[1:]] == [
        (1, "一、概述"),
        (2, "二、主动公开政府信息的情况"),
        (7, "三、回应解读情况"),
        (8, "四、政府信息公开的收费及减免情况"),
        (4, "五、复议、诉讼和投诉情况"),
        (9, "六、机构建设和保障经费情况"),
        (5, "七、存在的主要问题和改进措施"),
        (10, "八、附表"),
    ]
    problems = next(c for c in report.chapters if c.number == 5)
    assert report.text[problems.start : problems.end] == "公开不够及时，下一步将改进。"


def test_a_report_without_title_is_early_by_its_period(tmp_path: Path) -> None:
    report = read(tmp_path, "本报告统计期限为2014年1月1日至12月31日。\n" + CHAPTERS)
    assert (report.year, report.warnings) == (2014, ("no organisation found",))
    assert [c.number for c in report.chapters[1:4]] == [1, 2, 7]


def test_a_later_report_with_such_a_table_still_lacks_those_of_the_form(tmp_path: Path) -> None:
    report = read(tmp_path, TITLE.replace("2016", "2022") + CHAPTERS + draw_tabs(NATIONAL))
    assert len(report.indicators) == len(PATHS)
    assert len([warning for warning in report.warnings if warning.startswith("no table found")]) == 3


def test_a_report_of_the_form_has_no_indicators(tmp_path: Path) -> None:
    assert read(tmp_path, write_page("2021", *zero_page())).indicators == ()


def test_indicators_are_in_the_index_and_in_the_list_of_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "2016.txt").write_text(TITLE + CHAPTERS + draw_tabs(NATIONAL), encoding="utf-8")
    assert main(["index", str(folder)]) == 0
    capsys.readouterr()
    assert main(["reports", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["edition"], report["tables"]) == (None, {"T2": None, "T3": None, "T4": None})
    assert set(report["contact"]) == {"address", "phone", "postcode", "email", "website"}
    assert report["contact_more"] == {"phone_normalised": "0999-1234567", "fax": "0999-1234568"}
    assert len(report["indicators"]) == len(PATHS)
    face = next(row for row in report["indicators"] if row["indicator"] == "当面申请数")
    assert face["path"] == ["三、依申请公开情况", "（一）收到申请数", "1.当面申请数"]
    assert (face["unit"], face["column"], face["value"], face["state"]) == ("件", "统计数", 11, "number")
    assert next(row["value"] for row in report["indicators"] if row["raw"] == "0.35") == 0.35
