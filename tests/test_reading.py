"""One call reads a file into a Report, or says in one line why it is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from form_pages import TITLE, write_page, zero_page

from index.errors import GkbotIndexError, UnreadableReport
from index.reading import read_report
from index.report import Report, Status
from index.sample.reports import Sample, make_samples


def read(tmp_path: Path, text: str, file: str = "folder/report.txt") -> Report:
    path = tmp_path / "some.txt"
    path.write_text(text, encoding="utf-8")
    return read_report(path, file)


def test_a_report_carries_the_name_it_was_given(tmp_path: Path) -> None:
    report = read(tmp_path, write_page("2021", *zero_page()))
    assert (report.file, report.title, report.year, report.edition) == ("folder/report.txt", TITLE, 2023, "2021")
    assert report.organisation.kind == "bureau"
    assert [chapter.number for chapter in report.chapters] == [0, 1, 2, 3, 4, 5, 6]
    assert len(report.cells) == 200


@pytest.mark.parametrize(
    "text", ["今天天气很好。\n我们去公园。\n", "{}", "a,b\n1,2\n", "关于召开会议的通知\n各科室：\n一、会议时间\n"]
)
def test_what_is_no_report_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableReport, match="neither a title, a chapter nor a table") as caught:
        read(tmp_path, text)
    assert isinstance(caught.value, GkbotIndexError)
    assert str(caught.value).startswith("folder/report.txt: ")
    assert "\n" not in str(caught.value)


def test_a_title_alone_is_a_report_that_tells_what_it_lacks(tmp_path: Path) -> None:
    report = read(tmp_path, f"{TITLE}\n详见附件。\n")
    assert (report.cells, report.edition, report.checks) == ((), None, ())
    assert len([warning for warning in report.warnings if warning.startswith("no table found")]) == 3


def test_a_report_without_a_year_in_its_title_takes_it_from_the_period(tmp_path: Path) -> None:
    text = "统计期限自2022年1月1日起至2022年12月31日止。\n一、总体情况\n公开3条。\n"
    report = read(tmp_path, text)
    assert report.year == 2022
    assert "no organisation found" in report.warnings


def test_a_year_in_the_running_text_is_not_the_year_of_the_report(tmp_path: Path) -> None:
    page = write_page("2021", *zero_page()).replace("一、总体情况\n", "一、总体情况\n2019年，我局公开信息3条。\n")
    assert read(tmp_path, page).year == 2023


def test_text_is_the_file_without_bookmarks_and_carriage_returns(tmp_path: Path) -> None:
    text = write_page("2021", *zero_page())
    path = tmp_path / "some.txt"
    path.write_bytes(("\ufeff" + text.replace("一、总体", "[bookmark: _GoBack]一、总体").replace("\n", "\r\n")).encode())
    assert read_report(path, "some.txt").text == text


def test_metadata_and_breadcrumbs_before_the_title_do_no_harm(tmp_path: Path) -> None:
    head = "首页 | 政务公开 | 年报\n索引号：113703036705053740/2024-5425351\n发布日期：2024-01-15\n"
    report = read(tmp_path, head + write_page("2021", *zero_page()))
    assert (report.title, report.year, len(report.cells)) == (TITLE, 2023, 200)
    assert report.warnings == ()


@pytest.mark.parametrize("sample", list(make_samples(24, seed=7)), ids=lambda sample: sample.file)
def test_made_up_reports_read_back_as_they_were_made(tmp_path: Path, sample: Sample) -> None:
    report = read(tmp_path, sample.text)
    assert (report.organisation.full, report.organisation.kind, report.year) == (sample.organisation, sample.kind, sample.year)
    assert {cell.key: cell.number for cell in report.cells} == sample.cells
    assert report.warnings == ()
    stated = ("address", "phone", "postcode", "email", "website")
    assert [getattr(report.contact, part) for part in stated] == [getattr(sample.contact, part) for part in stated]
    assert {figure.value for figure in report.figures} >= set(sample.figures.values())
    broken = {check.code[0] for check in report.checks if check.status is Status.BROKEN}
    assert broken == {"equation": {"T"}, "text_table": {"X"}, None: set()}[sample.defect]
