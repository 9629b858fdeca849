"""Of files that hold one report, or reports of one body and year, the right one stays and the reason names it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from toy_reports import toy_report

from index.intake.paths import Reading, pack
from index.intake.rivals import settle
from index.report import Cell, Passage, Region, Report, Span, State, Status

BODY = "云山县水务局"
STORY = "一年来，我局围绕供水和防汛两件大事公开信息，通过网站、公告栏和服务热线回应群众关切，全年通过网站公开信息128条。"
OTHER_STORY = "本年度，我局重新核对了依申请公开的台账，补报了遗漏的申请，并据此更正年度报告中的数据，现予重新发布。"


def _report(file: str, story: str = STORY, *, numbers: Sequence[int] = range(40), warnings: int = 0, head: str = "") -> Report:
    """A report of BODY on 2023 told by `story`, with a cell for each number; a negative one is an unreadable cell."""
    toy = toy_report(BODY, 2023, story)
    cells = tuple(
        Cell(f"T3.row.{at}", str(n), State.NUMBER, n, 0, 1, Span(0, 1))
        if n >= 0
        else Cell(f"T3.row.{at}", "?", State.UNREADABLE, None, 0, 1, Span(0, 1))
        for at, n in enumerate(numbers)
    )
    return replace(
        toy,
        file=file,
        text=head + toy.text,
        cells=cells,
        warnings=("a gap",) * warnings,
        checks=(),
        passages=(Passage(1, (), story, 0, 1),),
    )


def _settle(*reports: Report, changed: Sequence[str] = (), sha256: Sequence[str] = ()) -> dict[str, str]:
    readings = [
        Reading(report, (sha256 or [report.file for report in reports])[at], (changed or ["2024-02-01"] * len(reports))[at])
        for at, report in enumerate(reports)
    ]
    return settle([pack(reading).entry for reading in readings], readings.__getitem__)


def test_reports_of_other_bodies_years_or_without_either_are_no_rivals() -> None:
    report = _report("a.txt")
    assert not _settle(
        report,
        replace(report, file="b.txt", organisation=replace(report.organisation, full="云山县林业局")),
        replace(report, file="c.txt", year=2022),
        replace(report, file="d.txt", year=None),
        replace(report, file="e.txt", year=None),
        replace(report, file="f.txt", organisation=replace(report.organisation, full="")),
        replace(report, file="g.txt", organisation=replace(report.organisation, full="")),
    )


def test_bodies_of_one_name_in_two_places_are_two_bodies() -> None:
    report = _report("a.txt")
    elsewhere = replace(report, file="b.txt", region=Region("东海省", "云州市", "石桥县"))
    unknown = replace(report, file="c.txt", region=Region())
    assert not _settle(report, elsewhere)
    assert list(_settle(report, unknown)) == ["a.txt"]


def test_of_the_same_content_the_file_with_fewest_warnings_stays_else_the_one_named_last() -> None:
    a, b, c = _report("a.doc", warnings=1), _report("b.docx"), _report("c.doc", warnings=1)
    assert _settle(a, b, c, sha256="111") == dict.fromkeys(("a.doc", "c.doc"), "the same content as b.docx, which is kept")
    assert list(_settle(a, c, sha256="11")) == ["a.doc"]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({}, {"numbers": [*range(30), *[-1] * 10]}),
        ({}, {"warnings": 2}),
        ({"warnings": 3}, {"numbers": [*range(39), -1]}),
        ({}, {"story": STORY.replace("网站", "罔站", 1), "warnings": 1}),
    ],
)
def test_of_one_report_in_two_formats_the_one_read_best_stays(better: dict[str, Any], worse: dict[str, Any]) -> None:
    for names in (("a.html", "b.pdf"), ("b.html", "a.pdf")):
        gone = _settle(*sorted((_report(names[0], **better), _report(names[1], **worse)), key=lambda report: report.file))
        assert list(gone) == [names[1]]
        assert gone[names[1]].startswith(
            f"the same report as {names[0]}, which is kept because it was read better (40 cells readable"
        )


def test_a_broken_equation_counts_before_warnings() -> None:
    good, bad = _report("a.html", warnings=1), _report("b.pdf", numbers=[*range(39), 77])
    bad = replace(
        bad,
        warnings=("pages 1, 2 were read by OCR",),
        checks=tuple(check for check in toy_report().checks if check.status is Status.BROKEN),
    )
    reason = _settle(good, bad)["b.pdf"]
    assert reason.endswith("; 1 cells differ, the first is T3.row.39: 77 here, 39 there")


def test_without_ocr_no_number_is_misread_so_another_one_is_another_report() -> None:
    reason = _settle(_report("a.txt"), _report("b.docx", numbers=[*range(39), 77]))["a.txt"]
    assert reason.startswith("another report of")


def test_a_copy_of_a_report_that_does_not_stay_is_not_said_to_be_kept() -> None:
    old, copy, new = _report("a.txt"), _report("b.txt"), _report("c.txt", numbers=[*range(39), 77])
    gone = _settle(old, copy, new, sha256="112")
    assert gone["a.txt"] == "the same content as b.txt, which is left out, too"
    assert gone["b.txt"].startswith("another report of")


def test_of_one_report_read_equally_well_the_later_stays() -> None:
    reason = _settle(_report("a.html"), _report("b.pdf"), changed=["2024-03-01", "2024-02-01"])["b.pdf"]
    assert reason == (
        "the same report as a.html, which is kept because it is the file changed later (2024-03-01, this one 2024-02-01)"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"story": OTHER_STORY, "file": "b.pdf"},
        {"numbers": [*range(39), 77], "file": "b.txt"},
        {"numbers": range(5, 45), "file": "b.pdf"},
    ],
)
def test_other_words_or_numbers_make_another_report_and_the_later_stays_however_it_was_read(changes: dict[str, Any]) -> None:
    later = _report(**changes, warnings=5)
    reason = _settle(_report("a.txt"), later)["a.txt"]
    assert reason.startswith(f"another report of {BODY} 2023 is in {later.file}, which is kept because it is named later")
    assert reason.endswith("leave that one out to have this one")


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("发布日期：2024-03-05\n", "发布日期：2024-01-31\n", "published later (2024-03-05, this one 2024-01-31)"),
        ("发布时间: 2024年3月5日 10:20\n", "生成日期 2024/01/31\n", "published later (2024-03-05, this one 2024-01-31)"),
        ("二〇二四年三月五日\n", "2024年1月31日\n", "published later (2024-03-05, this one 2024-01-31)"),
        ("发布日期：2024-01-31\n2024年3月5日\n", "公开日期：2024-01-15\n", "published later (2024-01-31, this one 2024-01-15)"),
    ],
)
def test_the_date_a_report_states_comes_before_that_of_its_file(first: str, second: str, kept: str) -> None:
    one, other = _report("a.txt", head=first), _report("b.txt", OTHER_STORY, head=second)
    assert kept in _settle(one, other, changed=["2024-01-01", "2024-12-31"])["b.txt"]


@pytest.mark.parametrize("head", ["发布日期：2022-03-05\n", "发布日期：2024-13-05\n", "制发文件日期不详\n", ""])
def test_what_is_no_date_of_publication_counts_for_nothing(head: str) -> None:
    one, other = _report("a.txt", head=head), _report("b.txt", OTHER_STORY, head="发布日期：2024-01-31\n")
    assert "the file changed later" in _settle(one, other, changed=["2024-12-31", "2024-01-01"])["b.txt"]


def test_of_many_rivals_one_stays_and_every_reason_names_it() -> None:
    reports = [
        _report("a.html"),
        _report("b.pdf", warnings=1),
        _report("c.txt", OTHER_STORY),
        _report("d.docx", OTHER_STORY, warnings=1),
    ]
    gone = _settle(*reports)
    assert sorted(gone) == ["a.html", "b.pdf", "d.docx"]
    assert all(" c.txt, which is kept" in reason for reason in gone.values())
