"""Equations of the form and text against table: what holds, what is broken, and what cannot be checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from form_pages import write_page, zero_page

from index.checks.equations import equations
from index.reading import read_report
from index.report import Check, Report, Status

ROW = ["0"] * 6


def read(tmp_path: Path, overview: str = "", edition: str = "2021", review: list[str] | None = None, **rows: list[str]) -> Report:
    proactive, applications, zeros = zero_page(edition, **rows)
    page = write_page(edition, proactive, applications, review or zeros)
    path = tmp_path / "report.txt"
    path.write_text(page.replace("一、总体情况\n", f"一、总体情况\n{overview}\n"), encoding="utf-8")
    return read_report(path, path.name)


def check(report: Report, code: str) -> Check:
    return next(check for check in report.checks if check.code == code)


def text_checks(report: Report) -> list[tuple[str, Status]]:
    return [(check.code, check.status) for check in report.checks if check.code.startswith("X")]


@pytest.mark.parametrize("edition", ["2021", "2019"])
def test_every_edition_has_its_equations(tmp_path: Path, edition: str) -> None:
    rows = 25 if edition == "2021" else 23
    assert len(list(equations(edition))) == 7 + 7 + rows + 3
    report = read(tmp_path, edition=edition)
    assert {found.status for found in report.checks} == {Status.HOLDS}


def test_one_wrong_digit_breaks_the_equations_it_stands_in(tmp_path: Path) -> None:
    report = read(tmp_path, new=["1", *ROW[1:], "1"], granted=["2", *ROW[1:], "1"], total=["1", *ROW[1:], "1"])
    broken = {found.code: found for found in report.checks if found.status is Status.BROKEN}
    assert set(broken) == {"T3-2.natural", "T3-3.granted"}
    assert (broken["T3-3.granted"].left, broken["T3-3.granted"].right) == (2, 1)
    assert "T3.granted.total" in broken["T3-3.granted"].cells
    assert "2" in broken["T3-3.granted"].detail
    assert "1" in broken["T3-3.granted"].detail


def test_the_form_is_balanced_between_years(tmp_path: Path) -> None:
    report = read(tmp_path, new=["3", *ROW[1:], "3"], granted=["1", *ROW[1:], "1"], total=["1", *ROW[1:], "1"])
    assert check(report, "T3-1.natural").status is Status.BROKEN
    assert check(report, "T3-1.business").status is Status.HOLDS


def test_blank_parts_count_as_0_and_are_told(tmp_path: Path) -> None:
    blank = ["1", *[""] * 5, "1"]
    found = check(read(tmp_path, new=blank, granted=blank, total=blank), "T3-3.new")
    assert found.status is Status.HOLDS
    assert "5个空白单元格按0计" in found.detail


def test_a_blank_total_of_a_filled_row_is_not_counted_as_0(tmp_path: Path) -> None:
    report = read(tmp_path, new=["1", *ROW[1:], "1"], granted=["1", *ROW[1:], ""], total=["1", *ROW[1:], "1"])
    assert check(report, "T3-2.total").status is Status.NOT_CHECKABLE
    assert check(report, "T3-2.natural").status is Status.HOLDS
    assert not [found for found in report.checks if found.status is Status.BROKEN]


def test_blanks_are_counted_for_each_table(tmp_path: Path) -> None:
    report = read(tmp_path, new=["1", "", "-", *ROW[3:], "1"], review=["", *list("00000000000000")])
    blanks = [found for found in report.checks if found.code == "blank"]
    assert [(found.left, found.right, found.status) for found in blanks] == [
        (2, 175, Status.NOT_CHECKABLE),
        (1, 15, Status.NOT_CHECKABLE),
    ]
    assert blanks[0].cells == ("T3.new.business", "T3.new.research")
    assert "空白1个，横线等符号1个" in blanks[0].detail
    assert not [found for found in read(tmp_path).checks if found.code == "blank"]


@pytest.mark.parametrize(
    ("edition", "row", "values", "code"),
    [
        ("2021", "norms", ["3", "0", "1"], "W-T2.norms"),
        ("2019", "norms", ["2", "3", "9"], "W-T2.norms"),
        ("2019", "norms", ["3", "3", "2"], "W-T2.norms.total"),
        ("2021", "licences", ["-1"], "W-negative"),
        ("2021", "penalties", ["1.5"], "W-fraction"),
        ("2019", "procurement", ["1", "35.6"], "W-unit"),
    ],
)
def test_what_is_unusual_is_remarked_but_not_called_broken(
    tmp_path: Path, edition: str, row: str, values: list[str], code: str
) -> None:
    proactive, applications, zeros = zero_page(edition)
    path = tmp_path / "report.txt"
    path.write_text(write_page(edition, {**proactive, row: values}, applications, zeros), encoding="utf-8")
    found = [check for check in read_report(path, path.name).checks if check.status is not Status.HOLDS]
    assert [(check.code, check.status) for check in found] == [(code, Status.NOT_CHECKABLE)]


@pytest.mark.parametrize(
    ("edition", "row", "values"),
    [
        ("2021", "norms", ["0", "3", "2"]),
        ("2021", "fees", ["0.35"]),
        ("2019", "licences", ["12", "-8", "3"]),
        ("2019", "procurement", ["1", "35.6万元"]),
        ("2019", "procurement", ["0", "0"]),
    ],
)
def test_what_is_usual_is_not_remarked(tmp_path: Path, edition: str, row: str, values: list[str]) -> None:
    proactive, applications, zeros = zero_page(edition)
    path = tmp_path / "report.txt"
    path.write_text(write_page(edition, {**proactive, row: values}, applications, zeros), encoding="utf-8")
    assert {check.status for check in read_report(path, path.name).checks} == {Status.HOLDS}


@pytest.mark.parametrize("total", ["", "-", "?"])
def test_without_a_readable_total_nothing_can_be_checked(tmp_path: Path, total: str) -> None:
    found = check(read(tmp_path, new=["1", *ROW[1:], total]), "T3-3.new")
    assert found.status is Status.NOT_CHECKABLE
    assert (found.left, found.right) == (None, None)


def test_the_review_table_adds_up_by_group(tmp_path: Path) -> None:
    report = read(tmp_path, review=list("100010200300000"))
    assert [check(report, f"T4-{at}").status for at in (1, 2, 3)] == [Status.HOLDS, Status.BROKEN, Status.HOLDS]


def test_a_table_that_is_missing_is_not_checked(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("青屿市岚桥局2023年政府信息公开工作年度报告\n一、总体情况\n未收到政府信息公开申请。\n", encoding="utf-8")
    assert read_report(path, path.name).checks == ()


NEW = {
    "new": ["3", *ROW[1:], "3"],
    "granted": ["4", *ROW[1:], "4"],
    "total": ["4", *ROW[1:], "4"],
    "carried_in": ["1", *ROW[1:], "1"],
}


@pytest.mark.parametrize(
    ("overview", "expected"),
    [
        ("全年收到政府信息公开申请3件。", [("X-new", Status.HOLDS)]),
        ("全年受理依申请公开4宗。", [("X-new", Status.HOLDS)]),
        ("全年收到政府信息公开申请5件。", [("X-new", Status.BROKEN)]),
        ("全年未收到政府信息公开申请。", [("X-new", Status.BROKEN)]),
        ("收到政府信息公开申请3件，上年结转申请1件。", [("X-new", Status.HOLDS), ("X-carried_in", Status.HOLDS)]),
        ("收到政府信息公开申请3件，上年结转申请2件。", [("X-new", Status.HOLDS), ("X-carried_in", Status.BROKEN)]),
        ("收到政府信息公开申请3件，予以公开4件。", [("X-new", Status.HOLDS), ("X-granted", Status.HOLDS)]),
        ("未收到政府信息公开申请引发的行政复议。", [("X-review", Status.HOLDS)]),
        ("未发生因政府信息公开申请引发的行政复议、行政诉讼。", [("X-review", Status.HOLDS), ("X-suit", Status.HOLDS)]),
        ("发生行政复议2件。", [("X-review", Status.BROKEN)]),
        ("经核查本年度废止1个规范性文件。", [("X-norms.repealed", Status.BROKEN)]),
        # Parts, other years, other matters and vague numbers are not the table's total.
        ("其中网络收到政府信息公开申请2件。", []),
        ("收到自然人政府信息公开申请2件。", []),
        ("2022年收到政府信息公开申请9件。", []),
        ("收到政府信息公开申请30余件。", []),
        ("收到申请办理人大建议9件。", []),
        ("未收取政府信息公开申请的任何费用。", []),
        ("依申请公开按时办结率100%。", []),
    ],
)
def test_text_is_held_against_the_table_only_where_it_means_the_same(
    tmp_path: Path, overview: str, expected: list[tuple[str, Status]]
) -> None:
    assert text_checks(read(tmp_path, overview, **NEW)) == expected


def test_a_contradiction_gives_both_values_cells_and_place(tmp_path: Path) -> None:
    report = read(tmp_path, "公开信息。全年收到政府信息公开申请5件，均已答复。", **NEW)
    found = check(report, "X-new")
    assert (found.left, found.right, found.cells) == (5, 3, ("T3.new.total",))
    assert [report.text[place.start : place.end] for place in found.places] == ["全年收到政府信息公开申请5件，均已答复。"]
    assert "5件" in found.detail
    assert "3件" in found.detail


@pytest.mark.parametrize(
    ("overview", "expected"),
    [
        ("公开信息35条，其中决策公开0条，执行公开0条。", [Status.BROKEN]),
        ("公开信息10条，其中解读4条，动态6条。", [Status.HOLDS]),
        ("公开信息10条。其中，解读4条，动态6条。", [Status.HOLDS]),
        ("公开信息10条，其中解读8条，动态6条。", [Status.BROKEN]),
        ("复议5件，其中维持3件，纠正2件；诉讼4件，其中维持1件，纠正3件。", [Status.HOLDS, Status.HOLDS]),
        # The list need not be complete, may go on in the next sentence, or count one item over several channels.
        ("公开信息10条，其中解读4条，动态3条。", []),
        ("公开信息10条，其中解读4条，动态3条。管理类3条。", []),
        ("公开信息10条，其中解读4条。", []),
        ("公开信息10条，其中网站公开9条，公众号公开8条。", []),
        ("公开信息10条，其中解读0条，动态0条。另公开规划10条。", []),
        ("公开信息10条，其中解读4条，动态6条；主动发布7条，转载3条。", [Status.HOLDS]),
        ("公开信息10条，其中解读4条，动态3条；主动发布7条，转载2条。", []),
        ("公开信息10条，其中每周更新一次的解读8条，动态6条。", [Status.BROKEN]),
        ("公开信息10条（其中解读8条、动态6条），培训2次。", [Status.BROKEN]),
        ("公开信息10条，包括解读8条、动态6条。", [Status.BROKEN]),
        ("公开信息10条，其中：解读8条；动态2条；规划1条。", [Status.BROKEN]),
        ("公开信息10条，其中解读8条，动态6条。另培训5条。", [Status.BROKEN]),
        # A difference, a part of a part, what became of the whole
        ("公开信息10条，其中解读4条，较上年增加2条，动态6条。", [Status.HOLDS]),
        ("公开信息10条，其中解读4条（含转载3条），动态6条。", [Status.HOLDS]),
        ("受理来电10个，其中咨询4个，投诉6个，已办结9个。", [Status.HOLDS]),
    ],
)
def test_parts_are_held_against_their_total_without_false_alarm(tmp_path: Path, overview: str, expected: list[Status]) -> None:
    assert [found.status for found in read(tmp_path, overview).checks if found.code == "X-parts"] == expected
