"""The title is found among what pages and dumps put around it, and tells body and year."""

from __future__ import annotations

import pytest

from index.narrative.title import find_title

NAME = "青屿市岚桥局"
TITLE = f"{NAME}2023年政府信息公开工作年度报告"


def find(text: str) -> tuple[str, int | None] | None:
    title = find_title(text, len(text))
    return (title.organisation, title.year) if title else None


@pytest.mark.parametrize(
    "text",
    [
        TITLE,
        f"{TITLE} 根据《条例》要求编制。 一、总体情况",
        f"{TITLE} | 根据《条例》要求编制。 | 一、总体情况 |" + "甲" * 80,
        f"索引号 | 1/2024-5 | 信息名称 | {TITLE} | 内容概述 |",
        f"当前位置: 首页 > 政务公开 > 年报 > {TITLE}\n根据要求编制。",
        f"首页 政务公开 政府信息公开年报 {TITLE}\n",
        f"2021年政府信息公开工作年度报告\n2022年政府信息公开工作年度报告\n{NAME}\n2023年政府信息公开工作年度报告\n",
        f"2023年政府信息公开工作年度报告\n{NAME}\n2023年政府信息公开工作年度报告\n",
        f"{NAME}2011年政府信息公开工作年度报告\n发布日期：2024-01-20\n{TITLE}\n",
        f"2022年政府信息公开年报\n根据要求，现发布《{TITLE}》。本报告由六部分组成。 " + "乙" * 80,
        f"- 1 -\n{NAME}\n2023 年政府信息公开工作年度报告\n",
        f"# {TITLE}\n",
        f"【年报】{TITLE}\n",
        f"{TITLE}.docx\n",
        f"{NAME}政府信息公开2023年度报告\n",
        f"{NAME}\n政府信息公开工作2023年年度报告\n",
        f"{NAME}\n政府信息公开工作\n年度报告\n（2023年度）\n",
        "青屿市\n岚桥局\n2023年政府信息公开工作年度报告\n",
        "青屿市\n\n岚桥局2023年\n政府信息公开工作年度报告\n",
        f"**{TITLE}**\n",
        "青屿市岚桥局2023年政府信息公開工作年度報告\n",
    ],
)
def test_body_and_year_are_those_of_the_report(text: str) -> None:
    assert find(text) == (NAME, 2023)


def test_a_title_without_a_year_needs_a_body_in_it() -> None:
    assert find(f"{NAME}政府信息公开工作年度报告\n") == (NAME, None)
    assert find("政府信息公开年报\n信息公开年报\n") is None


def test_a_name_broken_before_its_end_is_joined() -> None:
    assert find("青屿国家高新技术产业开发区\n管理委员会\n2023年政府信息公开工作年度报告\n") == (
        "青屿国家高新技术产业开发区管理委员会",
        2023,
    )
    assert find("青屿市岚桥镇\n人民政府2023年政府信息公开工作年度报告\n") == ("青屿市岚桥镇人民政府", 2023)


def test_names_of_columns_and_sites_are_no_bodies() -> None:
    assert find("青屿市人民政府门户网站\n2023年政府信息公开工作年度报告\n") == ("", 2023)
    assert find("信息公开专栏\n2023年政府信息公开工作年度报告\n") == ("", 2023)


def test_the_place_is_that_of_the_title_alone() -> None:
    text = f"首页 年报 {TITLE}\n正文"
    title = find_title(text, len(text))
    assert title is not None
    assert text[title.start : title.end] == title.text == TITLE
