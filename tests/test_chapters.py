"""The six chapters are found by number and core words, in any wording met, and nothing else is taken for one."""

from __future__ import annotations

import re

import pytest

from index.narrative.chapters import find_chapters, find_headings

BODY = "\n内容如下。\n"


def headings(text: str) -> list[str]:
    return [text[found.start : found.end] for found in find_headings(text)]


WORDINGS = """
一、总体情况 | 二、主动公开政府信息情况 | 三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况 | 五、存在的主要问题及改进情况 | 六、其他需要报告的事项

一、政府信息公开工作总体情况 | 二、行政机关主动公开政府信息情况 | 三、行政机关收到和处理政府信息公开申请情况
四、因政府信息公开工作被申请行政复议、提起行政诉讼情况 | 五、政府信息公开工作存在的主要问题及改进情况 | 六、其他需要报告的事项

一、总体情况 | 2、 主动公开政府信息情况 | 3、 收到和处理政府信息公开申请情况
4、 政府信息公开行政复议、行政诉讼情况 | 5、 存在问题及改进情况 | 六、其他需要报告的事项

1．总体情况 | 2．主动公开政府信息情况 | 3．收到和处理政府信息公开申请的情况
4．行政复议、行政诉讼情况 | 5．存在的问题及改进情况 | 6．其他需要报告的事项

总体情况 | 主动公开政府信息情况 | 收到和处理政府信息公开申请情况
政府信息公开行政复议、行政诉讼情况 | 存在的主要问题及改进情况 | 其他需要报告的事项

第一章 总体情况 | 第二章 主动公开政府信息情况 | 第三章收到和处理政府信息公开申请情况
第四章 政府信息公开行政复议、行政诉讼情况 | 第五章 存在的主要问题及改进情况 | 第六章 其他需要报告的事项

（一）总体情况 | （二）主动公开政府信息情况 | （三）收到和处理政府信息公开申请情况
（四）政府信息公开行政复议、行政诉讼情况 | （五）存在的主要问题及改进情况 | （六）其他需要报告的事项

Ⅰ、总体情况 | 贰、主动公开政府信息情况 | 03 收到和处理政府信息公开申请情况
4 政府信息公开行政复议、行政诉讼情况 | 伍、存在的主要问题及改进情况 | Ⅵ 其他需要报告的事项

一、基本情况 | 二、政府信息主动公开情况 | 三、政府信息公开申请收到和处理情况
四、复议诉讼情况 | 五、存在不足及下一步打算 | 六、其他需要说明的情况

一、工作总体情况 | 二、主动公开情况 | 三、依申请公开工作
四、政府信息公开行政复议及诉讼情况 | 五、主要问题和改进措施 | 六、需要报告的其他事项
"""


@pytest.mark.parametrize("lines", [re.split(r" \| |\n", wording) for wording in WORDINGS.strip().split("\n\n")])
def test_headings_are_found_in_every_wording(lines: list[str]) -> None:
    assert headings(BODY.join(lines) + BODY) == lines


def test_headings_may_be_broken_over_lines() -> None:
    text = (
        "一、总体情况\n甲。\n三、收到和处理政府信息公开申请\n情况\n乙。\n"
        "四、因政府信息公开工作被申请行政复议、提起行政诉\n讼情况\n丙。"
    )
    chapters = find_chapters(text, 0, "")
    assert [text[chapter.start : chapter.end] for chapter in chapters[1:]] == ["甲。", "乙。", "丙。"]


def test_marks_of_a_heading_are_no_part_of_the_chapter_before() -> None:
    text = "## 一、总体情况\n甲。\n\n## 二、主动公开政府信息情况\n乙。\n"
    assert [text[chapter.start : chapter.end] for chapter in find_chapters(text, 0, "")[1:]] == ["甲。", "乙。"]


def test_row_labels_and_sub_items_are_no_headings() -> None:
    text = (
        "一、总体情况\n（一）主动公开政府信息情况。\n公开3条。\n(二)依申请公开情况\n未收到申请。\n二、主动公开政府信息情况\n"
        "三、收到和处理政府信息公开申请情况\n\t一、本年新收政府信息公开申请数量\n\t三、本年度办理结果\n\t四、结转下年度继续办理\n"
        "四、政府信息公开行政复议、行政诉讼情况\n"
    )
    assert [found.number for found in find_headings(text)] == [1, 2, 3, 4]
    assert headings(text)[1] == "二、主动公开政府信息情况"


def test_a_preface_that_lists_the_chapters_is_not_the_chapters() -> None:
    text = "报告包括总体情况，主动公开政府信息情况，其他需要报告的事项共六部分。\n一、总体情况\n正文。\n"
    assert headings(text) == ["一、总体情况"]


def test_a_missing_chapter_is_passed_over() -> None:
    text = "一、总体情况\n甲。\n三、收到和处理政府信息公开申请情况\n乙。\n六、其他需要报告的事项\n无。\n"
    assert [found.number for found in find_headings(text)] == [1, 3, 6]


def test_a_report_on_one_line_is_parted_at_its_headings() -> None:
    text = "一、总体情况 2023年公开3条。二、主动公开政府信息情况 见附表。六、其他需要报告的事项 无其他事项。"
    assert headings(text) == ["一、总体情况", "二、主动公开政府信息情况", "六、其他需要报告的事项"]


def test_page_chrome_behind_the_last_chapter_is_cut_off() -> None:
    ending = "六、其他需要报告的事项\n全年无收取信息处理费情况。\n"
    text = f"一、总体情况\n正文。\n{ending}账号+密码登录\n手机+密码登录\n还没有账号?\n立即注册\n"
    last = find_chapters(text, 0, "")[-1]
    assert text[last.start : last.end] == "全年无收取信息处理费情况。"


def test_a_chapter_without_a_full_stop_is_kept() -> None:
    text = "一、总体情况\n正文。\n六、其他需要报告的事项\n无\n"
    last = find_chapters(text, 0, "")[-1]
    assert text[last.start : last.end] == "无"


def test_chapter_0_runs_from_the_title_to_the_first_heading() -> None:
    text = "标题\n前言一句。\n一、总体情况\n正文。\n"
    preface = find_chapters(text, 2, "标题")[0]
    assert (preface.number, preface.heading, text[preface.start : preface.end].strip()) == (0, "标题", "前言一句。")
