"""Passages hold one sub-item or part of it, with the headings above, at sentence borders, verbatim by place."""

from __future__ import annotations

from pathlib import Path

from index.narrative.passages import LONGEST, SHORTEST
from index.reading import read_report
from index.report import Passage, Report

TITLE = "青屿市岚桥局2023年政府信息公开工作年度报告"
SENTENCE = "及时更新各类政务信息，回应企业和群众关切，持续提升公开质量。"


def read(tmp_path: Path, body: str) -> Report:
    path = tmp_path / "report.txt"
    path.write_text(f"{TITLE}\n{body}", encoding="utf-8")
    return read_report(path, path.name)


def cut(tmp_path: Path, body: str) -> tuple[Passage, ...]:
    report = read(tmp_path, body)
    for passage in report.passages:
        quote = report.text[passage.start : passage.end]
        assert "".join(quote.split()) == "".join(passage.text.split())
    return report.passages


def test_each_sub_item_is_a_passage_under_its_headings(tmp_path: Path) -> None:
    body = "前言一句。\n一、总体情况\n总的情况良好。\n（一）主动公开\n公开3条。\n(二)依申请公开情况。2023年未收到申请。\n"
    found = cut(tmp_path, body)
    assert [(passage.headings, passage.text) for passage in found] == [
        ((TITLE,), "前言一句。"),
        (("一、总体情况",), "总的情况良好。"),
        (("一、总体情况", "（一）主动公开"), "公开3条。"),
        (("一、总体情况", "(二)依申请公开情况"), "(二)依申请公开情况。2023年未收到申请。"),
    ]


def test_long_items_are_cut_at_sentence_borders(tmp_path: Path) -> None:
    found = cut(tmp_path, f"一、总体情况\n（一）主动公开\n{SENTENCE * 40}\n")
    assert len(found) > 1
    assert all(SHORTEST <= len(passage.text) <= LONGEST + SHORTEST for passage in found)
    assert all(passage.text.endswith("。") for passage in found)
    assert {passage.headings for passage in found} == {("一、总体情况", "（一）主动公开")}


def test_an_enumeration_that_fits_stays_whole(tmp_path: Path) -> None:
    text = f"一是{SENTENCE}二是{SENTENCE}三是{SENTENCE}"
    assert [passage.text for passage in cut(tmp_path, f"五、存在的主要问题及改进情况\n{text}\n")] == [text]


def test_a_long_enumeration_is_cut_before_a_point(tmp_path: Path) -> None:
    points = [f"{numeral}是加强公开。{SENTENCE * 5}" for numeral in "一二三四五"]
    found = cut(tmp_path, "五、存在的主要问题及改进情况\n" + "".join(points) + "\n")
    assert all(passage.text.startswith(tuple(f"{numeral}是" for numeral in "一二三四五")) for passage in found)


def test_one_sentence_without_end_is_cut_all_the_same(tmp_path: Path) -> None:
    found = cut(tmp_path, f"一、总体情况\n{'持续做好政府信息公开各项工作，' * 60}\n")
    assert all(len(passage.text) <= LONGEST + SHORTEST for passage in found)


def test_tables_headings_and_page_chrome_are_in_no_passage(tmp_path: Path) -> None:
    body = "一、总体情况\n公开3条。\n二、主动公开政府信息情况\n规章 | 0 | 0 | 0 |\n"
    body += "六、其他需要报告的事项\n无。\n账号+密码登录\n立即注册\n"
    assert [passage.text for passage in cut(tmp_path, body)] == ["公开3条。", "无。"]


def test_a_paragraph_broken_over_lines_reads_as_one(tmp_path: Path) -> None:
    found = cut(tmp_path, "一、总体情况\n聚焦公众，回应社会公众关\n切，服务发展。\n")
    assert [passage.text for passage in found] == ["聚焦公众，回应社会公众关切，服务发展。"]


def test_a_table_parts_the_text_before_and_behind_it(tmp_path: Path) -> None:
    body = "二、主动公开政府信息情况\n见下表。\n规章 | 0 | 0 | 0 |\n以上均已公开。\n"
    assert [passage.text for passage in cut(tmp_path, body)] == ["见下表。", "以上均已公开。"]
