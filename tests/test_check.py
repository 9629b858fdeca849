"""`gkbot check` tells an officer, before publishing, what disagrees and where, what is missing and what to look at again."""

from __future__ import annotations

import json
import re
import string
import tomllib
from pathlib import Path

import pytest
from form_pages import write_page, zero_page

from index.checks.metrics import FEES, METRICS, REVIEW_OR_SUIT
from index.checks.omissions import find_omissions
from index.checks.suspects import find_suspect
from index.reading import read_report
from index.report import Report
from index.review import review_report
from ui.cli import main
from ui.shell.check import write_reviews
from ui.shell.check_json import review_object

SHARED = Path(__file__).parents[1].parent / "shared" / "reports" / "seeds"
PREFACE = "统计期限自2023年1月1日起至2023年12月31日止。请联系（电话：0999-1234567）。\n"
FEE = "六、其他需要报告的事项\n本年度未收取信息处理费。"
ROW = ["0"] * 6


def page(text: str = "", *, preface: str = PREFACE, edition: str = "2021", last: str = FEE, **rows: list[str]) -> str:
    whole = write_page(edition, *zero_page(edition, **rows))
    whole = whole.replace("一、总体情况\n", f"{preface}一、总体情况\n{text}\n")
    return whole.replace("六、其他需要报告的事项\n无。", last)


def read(tmp_path: Path, text: str, name: str = "report.txt") -> Report:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_report(path, name)


def lines(report: Report, language: str = "zh") -> list[str]:
    return list(write_reviews([review_report(report)], "zh" if language == "zh" else "en"))


def test_a_report_in_order_is_told_in_a_few_lines(tmp_path: Path) -> None:
    assert lines(read(tmp_path, page())) == [
        "report.txt",
        "  青屿市岚桥局 2023年报告（2021年版格式）",
        "",
        "  读到的数据",
        "    表二 主动公开政府信息情况：10格，全部有数",
        "    表三 收到和处理政府信息公开申请情况：175格，全部有数",
        "    表四 政府信息公开行政复议、行政诉讼情况：15格，全部有数",
        "    正文数字：1个",
        "",
        "  核对42项，全部成立。",
    ]


README_TEXT = "（二）依申请公开\n全年收到政府信息公开申请3件，均已答复。"
WRONG = {"new": ["1", *ROW[1:], "1"], "granted": ["2", *ROW[1:], "1"], "total": ["1", *ROW[1:], "1"]}


def test_what_disagrees_is_told_with_both_values_and_both_places(tmp_path: Path) -> None:
    told = lines(read(tmp_path, page(README_TEXT, **WRONG)))
    start = told.index("  对不上的（3处）")
    assert told[start : start + 9] == [
        "  对不上的（3处）",
        "    1. “自然人”列：各项办理结果相加为2，“（七）总计”填的是1",
        "       表三：（一）予以公开 2、（七）总计 1，其余为0",
        "    2. “（一）予以公开”行：各类申请人相加为2，“总计”填的是1",
        "       表三：自然人 2、总计 1，其余为0",
        "    3. 收到的政府信息公开申请：正文写的是3件，表格是1件",
        "       一、总体情况 （二）依申请公开：“全年收到政府信息公开申请3件，均已答复。”",
        "       表三：“一、本年新收政府信息公开申请数量”行“总计”列填的是1",
        "    如果只填错了一格，那就是“（一）予以公开／自然人”：现为2，改为1以后各式都成立。",
    ]
    assert told[-1] == "  核对43项：成立40项，不成立3项，不能核对0项。"


def test_the_same_is_told_in_english(tmp_path: Path) -> None:
    told = lines(read(tmp_path, page("全年收到政府信息公开申请3件。", **WRONG)), "en")
    assert "  Does not agree (3)" in told
    assert "    1. Column 自然人: the results add up to 2, （七）总计 says 1" in told
    assert "    3. applications received (新收申请): the text says 3件, the table 1件" in told
    assert "       Table 3: row 一、本年新收政府信息公开申请数量, column 总计 says 1" in told
    assert told[-1] == "  43 checks: 40 hold, 3 do not, 0 cannot be made."


@pytest.mark.parametrize(("readme", "language"), [("README.md", "en"), ("README.zh-CN.md", "zh")])
def test_the_readmes_show_what_is_printed(tmp_path: Path, readme: str, language: str) -> None:
    text = (Path(__file__).parents[1] / readme).read_text(encoding="utf-8")
    assert "\n".join(lines(read(tmp_path, page(README_TEXT, **WRONG)), language)) in text


def test_blanks_and_what_they_keep_from_being_checked_are_told_together(tmp_path: Path) -> None:
    told = lines(read(tmp_path, page(new=[""] * 7, carried_in=["", "-", "?", *[""] * 4])))
    assert "    表三 收到和处理政府信息公开申请情况：175格，其中有数161格；空白12格；横线等符号1格；无法辨认1格" in told
    assert "    无法辨认的单元格：二、上年结转政府信息公开申请数量／科研机构" in told
    start = told.index("  不能核对的（9项）")
    assert told[start + 1 : start + 5] == [
        "    - 新收＋上年结转＝总计＋结转下年度，6处：合计栏没有填（自然人、商业企业、社会公益组织等）",
        "    - 新收＋上年结转＝总计＋结转下年度，1处：有单元格无法辨认（科研机构）",
        "    - 各类申请人之和＝总计，1处：合计栏没有填（一、本年新收政府信息公开申请数量）",
        "    - 各类申请人之和＝总计，1处：有单元格无法辨认（二、上年结转政府信息公开申请数量）",
    ]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, set()),
        ({"preface": ""}, {"period", "contact"}),
        ({"preface": PREFACE.replace("电话：0999-1234567", "门户网站")}, {"contact"}),
        ({"last": "六、其他需要报告的事项\n无。"}, {"fee"}),
        ({"last": ""}, {"chapter"}),
        ({"preface": PREFACE + "依据国办公开办函〔2019〕60号编制。\n"}, {"outdated_notice"}),
        ({"preface": PREFACE.replace("2023年", "2022年")}, {"period_year"}),
        ({"edition": "2019"}, {"outdated_form"}),
        ({"text": "2022年，我局公开信息3条。"}, {"other_year"}),
        ({"text": "截至2022年底，共公开信息3条。"}, {"other_year"}),
        ({"text": "落实《2022年政务公开工作要点》。"}, {"work_points"}),
        # Comparisons, plans, laws and what began in another year are not left over.
        ({"text": "2022年公开2条，2023年公开3条。"}, set()),
        ({"text": "比2022年多3条。"}, set()),
        ({"text": "2024年将继续改进。"}, set()),
        ({"text": "2022年起实行新制度。"}, set()),
        ({"text": "2022年报告提出的3个问题已全部整改。"}, set()),
        ({"text": "2022年5月1日制度修订。"}, set()),
        ({"text": "落实《2023年政务公开工作要点》，制定《2024年政务公开工作要点》。"}, set()),
        ({"text": "公布2022年度部门决算。"}, set()),
    ],
)
def test_what_is_missing_or_left_over_is_found_and_no_more(tmp_path: Path, changes: dict[str, str], codes: set[str]) -> None:
    text = changes.pop("text", "")
    report = read(tmp_path, page(text, **changes))  # type: ignore[arg-type]
    assert {finding.code for finding in find_omissions(report)} == codes


def test_a_report_from_before_the_form_lacks_nothing_of_it(tmp_path: Path) -> None:
    text = "青屿市岚桥局2016年政府信息公开工作年度报告\n一、概述\n公开3条。\n二、主动公开情况\n好。\n三、存在的问题\n少。\n"
    report = read(tmp_path, text)
    assert find_omissions(report) == ()
    assert lines(report)[1] == "  青屿市岚桥局 2016年报告（2016年没有全国统一的报告格式）"
    assert lines(report)[-1] == "  没有可以核对的数据。"


def test_a_missing_table_is_missing_and_not_zero(tmp_path: Path) -> None:
    whole = page()
    start, end = whole.index("三、收到和处理"), whole.index("四、政府信息公开行政复议")
    report = read(tmp_path, whole[:start] + "三、收到和处理政府信息公开申请情况\n见附件。\n" + whole[end:])
    told = lines(report)
    assert "    表三 收到和处理政府信息公开申请情况：没有找到这张表" in told
    assert "    - 没有表三“收到和处理政府信息公开申请情况”，或者没有读出" in told
    assert not review_report(report).is_fine


def test_one_wrong_cell_is_named_and_two_are_not(tmp_path: Path) -> None:
    right = {"new": ["4", *ROW[1:], "4"], "granted": ["4", *ROW[1:], "4"], "total": ["4", *ROW[1:], "4"]}
    assert find_suspect("2021", read(tmp_path, page(**right)).cells) is None
    for row, column, at in (("granted", "natural", 0), ("new", "natural", 0), ("total", "natural", 0), ("granted", "total", 6)):
        wrong = {**right, row: [*right[row][:at], "6", *right[row][at + 1 :]]}
        suspect = find_suspect("2021", read(tmp_path, page(**wrong)).cells)
        assert suspect is not None
        assert (suspect.key, suspect.number, suspect.expected) == (f"T3.{row}.{column}", 6, 4)
    two = {**right, "granted": ["5", *ROW[1:], "4"], "new": ["4", *ROW[1:], "7"]}
    assert find_suspect("2021", read(tmp_path, page(**two)).cells) is None


def test_the_json_has_every_check_with_values_and_places(tmp_path: Path) -> None:
    found = review_object(review_report(read(tmp_path, page("全年收到政府信息公开申请3件。", preface="", **WRONG))))
    assert (found["readable"], found["fine"], found["year"], found["edition"]) == (True, False, 2023, "2021")
    assert found["tables"]["T3"] == {"number": 175, "blank": 0, "dash": 0, "unreadable": 0}
    assert len(found["checks"]) == 43
    broken = {check["code"]: check for check in found["checks"] if check["status"] == "broken"}
    assert set(broken) == {"T3-2.natural", "T3-3.granted", "X-new"}
    text = broken["X-new"]
    assert (text["left"], text["right"], text["places"][0]["quote"]) == (3, 1, "全年收到政府信息公开申请3件。")
    assert text["places"][0]["headings"] == ["一、总体情况"]
    assert text["cells"] == [
        {"key": "T3.new.total", "row": "一、本年新收政府信息公开申请数量", "column": "总计", "raw": "1"}
        | {end: text["cells"][0][end] for end in ("start", "end")}
    ]
    assert (found["kind"], found["period"], found["contact"]["phone"]) == ("bureau", None, None)
    assert found["region"] == {"province": None, "city": "青屿市", "county": None}
    assert found["suspect"] == {"key": "T3.granted.natural", "number": 2, "expected": 1}
    assert [finding["code"] for finding in found["missing"]] == ["period", "contact"]


def test_files_are_checked_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    carried = {"carried_out": ["2", *ROW[1:], "2"], "new": ["2", *ROW[1:], "2"]}
    (tmp_path / "2022.txt").write_text(page(**carried).replace("2023年", "2022年"), encoding="utf-8")
    (tmp_path / "2023.txt").write_text(page(), encoding="utf-8")
    assert main(["check", str(tmp_path / "2022.txt")]) == 0
    assert capsys.readouterr().out.endswith("  核对42项，全部成立。\n")

    assert main(["check", str(tmp_path)]) == 2
    told = capsys.readouterr().out
    assert "“自然人”列：上一年结转下年度2件，本年上年结转0件" in told
    assert "上一年的报告（2022.txt）：“四、结转下年度继续办理”行“自然人”列填的是2" in told
    assert told.endswith("共2份：数据读全且都对得上的1份，有对不上或没有读全的1份，读不出的0份。\n")

    assert main(["check", "--json", str(tmp_path)]) == 2
    checks = json.loads(capsys.readouterr().out.splitlines()[1])["checks"]
    other = next(check for check in checks if check["code"] == "Y-1.natural")
    assert (other["other_file"], other["left"], other["right"]) == ("2022.txt", 2, 0)
    assert other["other_cells"] == [{"key": "T3.carried_out.natural", "row": "四、结转下年度继续办理", "column": "自然人"}]

    (tmp_path / "2023.txt").write_text("会议通知\n", encoding="utf-8")
    assert main(["check", "--json", str(tmp_path)]) == 2
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(found["file"], found["readable"]) for found in objects] == [("2022.txt", True), ("2023.txt", False)]
    assert "not a 政府信息公开工作年度报告" in objects[1]["error"]


def test_a_file_that_is_not_there_is_the_users_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "none.txt")]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "none.txt" in said.err


def test_both_languages_have_the_same_phrases_with_the_same_gaps() -> None:
    words = tomllib.loads((Path(__file__).parents[1] / "ui" / "shell" / "check_labels.toml").read_text(encoding="utf-8"))
    gaps = {
        language: {key: set(string.Template(text).get_identifiers()) for key, text in own.items() if isinstance(text, str)}
        for language, own in words.items()
    }
    assert gaps["zh"] == gaps["en"]
    # What has no English name of its own goes by the form's label.
    codes = {metric.code for metric in (*METRICS, FEES, REVIEW_OR_SUIT)}
    assert set(words["en"]["metrics"]) == codes


@pytest.mark.skipif(not SHARED.is_dir(), reason="no shared/ folder beside the repository")
def test_the_sample_reports_are_told_as_a_careful_officer_would(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(SHARED)]) == 2
    told = capsys.readouterr().out
    whole = {part[:3]: part for part in re.split(r"(?m)^(?=00\d_)", told)}
    assert "对不上" not in whole["000"]
    assert "〔2019〕60号" in whole["000"]
    assert "收到的政府信息公开申请：正文写的是1件，表格是0件" in whole["003"]
    assert "总数与分项：总数35，所列各项相加为0" in whole["003"]
    assert "第六部分没有写信息处理费" in whole["003"]
    assert "没有写明数据的统计期限" in whole["004"]
    assert told.count("\n  核对") == 5
    assert told.endswith("共5份：数据读全且都对得上的4份，有对不上或没有读全的1份，读不出的0份。\n")
