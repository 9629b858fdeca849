"""Cells of the form are found by their labels, in both editions and every layout, and never guessed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from form_pages import LAYOUTS, application_lines, draw_tabs, write_page, zero_page

from index.form import load_form
from index.reading import read_report
from index.report import Report, State

# Huai'an 2024 and the Shanghai General Office 2019: published figures, row by row in the form's order.
HUAIAN_PROACTIVE = ["1 0 11", "8 26 66", "447228", "3985758", "88283", "96171.6"]
HUAIAN_APPLICATIONS = """
3001 53 0 0 61 4 3119 | 34 0 0 0 0 0 34 | 1288 21 0 0 50 3 1362 | 447 7 0 0 0 0 454
2 0 0 0 0 0 2 | 30 1 0 0 0 0 31 | 5 0 0 0 0 0 5 | 6 0 0 0 0 0 6 | 7 1 0 0 0 0 8
12 0 0 0 0 0 12 | 9 0 0 0 0 0 9 | 105 0 0 0 0 0 105
746 12 0 0 10 1 769 | 11 0 0 0 0 0 11 | 1 0 0 0 0 0 1
56 6 0 0 0 0 62 | 25 0 0 0 0 0 25 | 0 0 0 0 0 0 0 | 0 0 0 0 0 0 0 | 1 0 0 0 0 0 1
67 3 0 0 1 0 71 | 6 0 0 0 0 0 6 | 108 2 0 0 0 0 110
2932 53 0 0 61 4 3050 | 103 0 0 0 0 0 103
"""
HUAIAN_REVIEW = "72 64 178 37 351 13 4 8 1 26 12 1 1 6 20"
SHANGHAI_PROACTIVE = ["13 13 524", "60 60 368", "0 0 0", "0 0 0", "0 0 0", "0 0 0", "0 0", "6 251000元"]
SHANGHAI_APPLICATIONS = """
821 35 _ _ 2 1 859 | 18 _ _ _ _ _ 18 | 258 12 _ _ 1 1 _ | 3 _ _ _ _ _ _
14 _ _ _ _ _ _ | _ _ _ _ _ _ _ | _ _ _ _ _ _ _ | _ _ _ _ _ _ _ | 5 _ _ _ _ _ _ | 3 1 _ _ _ _ _ | _ _ _ _ _ _ _ | 10 2 _ _ _ _ _
252 12 _ _ 1 _ _ | 44 3 _ _ _ _ _ | 25 _ _ _ _ _ _
148 1 _ _ _ _ _ | 5 4 _ _ _ _ _ | _ _ _ _ _ _ _ | _ _ _ _ _ _ _ | _ _ _ _ _ _ _ | _ _ _ _ _ _ _
767 35 _ _ 2 1 805 | 72 _ _ _ _ _ 72
"""
SHANGHAI_REVIEW = "5 _ _ 2 7 8 _ _ 1 9 _ _ _ _ _"
VECTORS = {
    "2021": (HUAIAN_PROACTIVE, HUAIAN_APPLICATIONS, HUAIAN_REVIEW),
    "2019": (SHANGHAI_PROACTIVE, SHANGHAI_APPLICATIONS, SHANGHAI_REVIEW),
}


def read_text(tmp_path: Path, text: str) -> Report:
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    return read_report(path, path.name)


def split_values(text: str) -> list[str]:
    return ["" if value == "_" else value for value in text.split()]


def numbers(report: Report) -> dict[str, int | float | None]:
    return {cell.key: cell.number for cell in report.cells}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("edition", VECTORS)
def test_published_figures_come_back_cell_by_cell(tmp_path: Path, edition: str, layout: str) -> None:
    zero_proactive, zero_applications, _ = zero_page(edition)
    proactive_rows, application_rows, review = VECTORS[edition]
    proactive = dict(zip(zero_proactive, map(split_values, proactive_rows), strict=True))
    rows = [row for line in application_rows.strip().split("\n") for row in line.split("|")]
    applications = dict(zip(zero_applications, map(split_values, rows), strict=True))

    report = read_text(tmp_path, write_page(edition, proactive, applications, split_values(review), layout=layout))

    assert report.edition == edition
    raw = [value for table in (proactive, applications) for row in table.values() for value in row] + split_values(review)
    assert [cell.raw for cell in report.cells] == raw
    assert all(report.text[cell.start : cell.end] == cell.raw for cell in report.cells)
    assert {cell.state for cell in report.cells if not cell.raw} <= {State.BLANK}
    assert report.warnings == ()


def test_amounts_are_in_the_unit_of_the_form(tmp_path: Path) -> None:
    proactive, applications, review = zero_page("2019")
    page = write_page("2019", {**proactive, "procurement": ["6", "160.5964万元"]}, applications, review)
    assert numbers(read_text(tmp_path, page))["T2.procurement.amount"] == 1605964


def test_an_amount_takes_the_unit_its_column_names(tmp_path: Path) -> None:
    proactive, applications, review = zero_page("2021")
    page = write_page("2021", {**proactive, "fees": ["8000"]}, applications, review)
    assert numbers(read_text(tmp_path, page))["T2.fees.amount_wan_yuan"] == 8000
    in_yuan = page.replace("本年收费金额（单位：万元）", "本年收费金额（单位：元）")
    assert numbers(read_text(tmp_path, in_yuan))["T2.fees.amount_wan_yuan"] == 0.8


def test_a_change_may_be_negative(tmp_path: Path) -> None:
    proactive, applications, review = zero_page("2019")
    page = write_page("2019", {**proactive, "licences": ["12", "-8", "3"], "fees": ["5", "减2"]}, applications, review)
    found = numbers(read_text(tmp_path, page))
    assert (found["T2.licences.change"], found["T2.fees.change"]) == (-8, -2)


@pytest.mark.parametrize("edition", ["2021", "2019"])
@pytest.mark.parametrize("drift", [None, ("重复申请", "重复甲请"), ("行政机关不再处理", "行政机关不再办理")])
def test_table_3_alone_tells_the_edition(tmp_path: Path, edition: str, drift: tuple[str, str] | None) -> None:
    page = write_page(edition, *zero_page(edition))
    start, end = page.index("二、主动公开"), page.index("三、收到和处理")
    page = page[:start] + page[end:]
    assert read_text(tmp_path, page.replace(*drift) if drift else page).edition == edition


def test_labels_with_slips_still_tell_the_edition(tmp_path: Path) -> None:
    for edition in ("2021", "2019"):
        page = write_page(edition, *zero_page(edition))
        for label in load_form(edition).signature:
            page = page.replace(label, label[:-1])
        assert read_text(tmp_path, page).edition == edition


def test_a_row_with_fewer_values_is_unreadable_and_not_shifted(tmp_path: Path) -> None:
    report = read_text(tmp_path, write_page("2021", *zero_page(new=["3", "3"])))
    cells = [cell for cell in report.cells if cell.key.startswith("T3.new.")]
    assert len(cells) == 7
    assert {cell.state for cell in cells} == {State.UNREADABLE}
    assert "row not readable: T3 一、本年新收政府信息公开申请数量" in report.warnings


def test_surplus_values_make_a_row_unreadable(tmp_path: Path) -> None:
    report = read_text(tmp_path, write_page("2021", *zero_page(new=["1"] * 8)))
    assert {cell.state for cell in report.cells if cell.key.startswith("T3.new.")} == {State.UNREADABLE}


def test_a_table_that_is_not_there_gives_no_cells_but_a_warning(tmp_path: Path) -> None:
    page = write_page("2021", *zero_page())
    start, end = page.index("三、收到和处理"), page.index("四、政府信息公开行政复议")
    report = read_text(tmp_path, page[:start] + "三、收到和处理政府信息公开申请情况\n见附件。\n" + page[end:])
    assert not [cell for cell in report.cells if cell.key.startswith("T3")]
    assert len(report.cells) == 25
    assert report.warnings == ("no table found: T3 收到和处理政府信息公开申请情况",)


def test_a_missing_row_is_named_and_its_neighbours_stay_right(tmp_path: Path) -> None:
    proactive, applications, review = zero_page(denied_law=["5", *["0"] * 5, "5"])
    page = write_page("2021", proactive, applications, review)
    lines = application_lines("2021", applications)
    gone = draw_tabs([next(line for line in lines if "2.重复申请" in line)])
    report = read_text(tmp_path, page.replace(gone, ""))
    assert numbers(report)["T3.denied_law.total"] == 5
    assert "T3.refused_duplicate.total" not in numbers(report)
    assert report.warnings == ("row not found: T3 2.重复申请",)


@pytest.mark.parametrize(
    ("official", "drifted"),
    [
        ("行政规范性文件", "规范性文件"),
        ("现行有效件数", "现行有效件"),
        ("第二十条第（八）项", "第二十条 第（八）项"),
        ("1.属于国家秘密", "1、属于国家秘密"),
        ("1.属于国家秘密", "①属于国家秘密"),
        ("2.重复申请", "2.重复申请②"),
        ("3.危及“三安全一稳定”", '3.危及"三安全一稳定"'),
        ("（一）予以公开", "(一)予以公开"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "（二）部分公开"),
        ("2.没有现成信息需要另行制作", "2.没有现成信息需另行制作"),
        ("\t\t5.要求行政机关确认或重新出具已获取信息", "\t\t5.要求行政机关确认或重新\n出具已获取信息"),
    ],
)
def test_drifted_labels_still_find_their_row(tmp_path: Path, official: str, drifted: str) -> None:
    changes = {key: [str(at), *["0"] * 5, str(at)] for at, key in enumerate(zero_page()[1], start=1)}
    page = write_page("2021", *zero_page(**changes))
    assert numbers(read_text(tmp_path, page.replace(official, drifted))) == numbers(read_text(tmp_path, page))


def test_similar_labels_are_not_taken_for_one_another(tmp_path: Path) -> None:
    rows = {"granted": ["1", *["0"] * 5, "1"], "other_misc": ["2", *["0"] * 5, "2"], "total": ["3", *["0"] * 5, "3"]}
    found = numbers(read_text(tmp_path, write_page("2021", *zero_page(**rows))))
    assert (found["T3.granted.natural"], found["T3.other_misc.natural"], found["T3.total.natural"]) == (1, 2, 3)
    assert found["T3.denied_state_secret.natural"] == 0


def test_header_rows_in_another_order_still_map(tmp_path: Path) -> None:
    page = write_page("2021", *zero_page())
    page = page.replace("\t本年制发件数\n\t本年废止件数\n\t现行有效件数\n", "\t现行有效件数\n\t本年制发件数\n\t本年废止件数\n")
    page = page.replace("\t规章\n\t0\n\t0\n\t0\n", "\t规章\n\t9\n\t1\n\t2\n")
    found = numbers(read_text(tmp_path, page))
    assert (found["T2.rules.issued"], found["T2.rules.repealed"], found["T2.rules.valid"]) == (1, 2, 9)


def test_merged_label_cells_drawn_as_empty_cells_do_not_shift_the_values(tmp_path: Path) -> None:
    proactive, applications, review = zero_page(new=["3", "", "", "", "", "", ""], carried_in=["1", "", "", "", "", "", "1"])
    page = write_page("2021", proactive, applications, review)
    for label in ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"):
        page = page.replace(f"\t{label}\n", f"\t{label}\n\t\n\t\n")
    found = numbers(read_text(tmp_path, page))
    assert (found["T3.carried_in.natural"], found["T3.carried_in.total"]) == (1, 1)
    # Blank at both ends: the rows beside it show where the values begin.
    assert (found["T3.new.natural"], found["T3.new.business"]) == (3, None)


def test_the_edition_comes_from_the_labels_not_from_the_notice_cited(tmp_path: Path) -> None:
    page = write_page("2021", *zero_page()).replace("一、总体情况\n", "一、总体情况\n依据国办公开办函〔2019〕60号编制。\n")
    assert read_text(tmp_path, page).edition == "2021"


def test_the_row_of_a_cell_holds_label_and_values(tmp_path: Path) -> None:
    report = read_text(tmp_path, write_page("2021", *zero_page(new=["7", *["0"] * 5, "7"])))
    cell = next(cell for cell in report.cells if cell.key == "T3.new.total")
    row = report.text[cell.row.start : cell.row.end]
    assert row.startswith("一、本年新收政府信息公开申请数量")
    assert row.split()[1:] == ["7", "0", "0", "0", "0", "0", "7"]


# Tables the offices have changed: none of their cells may come out at another's place ----------------------------------


def draw_wide(rows: list[list[str]], head: list[str]) -> str:
    """Table 3 with these headings and rows, a row a line."""
    return "\n".join("\t".join(row) for row in (head, *rows)) + "\n"


def read_changed(tmp_path: Path, change: Callable[[int, list[str]], list[str]], head: list[str]) -> Report:
    """Table 3 of Huai'an with each row's values changed, read from a page that is otherwise as it should be."""
    form = load_form("2021").table("T3")
    numbers = [row.split() for line in HUAIAN_APPLICATIONS.strip().split("\n") for row in line.split("|")]
    rows = [[row.label, *change(at, values)] for at, (row, values) in enumerate(zip(form.rows, numbers, strict=True))]
    page = write_page("2021", *zero_page())
    start, end = page.index("三、收到和处理"), page.index("四、政府信息公开行政复议")
    return read_text(tmp_path, f"{page[:start]}三、收到和处理政府信息公开申请情况\n{draw_wide(rows, head)}{page[end:]}")


HEAD = ["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]


@pytest.mark.parametrize("place", [0, 1, 7])
def test_a_column_the_form_does_not_have_is_left_out_where_the_totals_show_which(place: int, tmp_path: Path) -> None:
    head = [*HEAD[: place + 1], "小计", *HEAD[place + 1 :]]
    report = read_changed(tmp_path, lambda at, values: [*values[:place], str(900 + at), *values[place:]], head)
    found = numbers(report)
    assert (found["T3.new.natural"], found["T3.new.business"], found["T3.new.total"]) == (3001, 53, 3119)
    assert not [cell for cell in report.cells if cell.state is State.UNREADABLE]


def test_a_column_the_form_does_not_have_makes_rows_unreadable_where_no_total_holds(tmp_path: Path) -> None:
    report = read_changed(
        tmp_path, lambda at, values: [values[0], str(900 + at), *values[1:6], "7"], [*HEAD[:2], "小计", *HEAD[2:]]
    )
    assert {cell.state for cell in report.cells if cell.key.startswith("T3")} == {State.UNREADABLE}


def test_headings_under_the_name_of_all_organisations_tell_the_order(tmp_path: Path) -> None:
    head = [*HEAD[:2], *(f"法人或其他组织（{label}）" for label in (HEAD[3], HEAD[2], *HEAD[4:7])), HEAD[7]]
    found = numbers(read_changed(tmp_path, lambda at, values: values, head))
    assert (found["T3.new.business"], found["T3.new.research"]) == (0, 53)


def test_a_row_of_a_full_grid_with_its_end_left_out_is_unreadable(tmp_path: Path) -> None:
    def change(at: int, values: list[str]) -> list[str]:
        return ["", "", *values[:5]] if at == 1 else ["", "", *values]

    page = read_changed(tmp_path, change, [HEAD[0], "", "", *HEAD[1:]])
    assert {cell.state for cell in page.cells if cell.key.startswith("T3.carried_in.")} == {State.UNREADABLE}
    assert numbers(page)["T3.new.natural"] == 3001


@pytest.mark.parametrize(("label", "is_read"), [("件数", True), ("2022年", False)])
def test_table_4_may_have_a_label_but_not_two_rows(label: str, is_read: bool, tmp_path: Path) -> None:
    page = write_page("2021", *zero_page(), layout="bare pipes")
    row = " | ".join(["0"] * 15)
    other = f"2023年 | {' | '.join(map(str, range(1, 16)))}\n" if not is_read else ""
    report = read_text(tmp_path, page.replace(f"\n{row}\n", f"\n{label} | {row}\n{other}"))
    states = {cell.state for cell in report.cells if cell.key.startswith("T4")}
    assert states == {State.NUMBER if is_read else State.UNREADABLE}


REVIEW_GROUPS = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def read_review(tmp_path: Path, rows: list[list[str]]) -> Report:
    """A page of zeros with these rows as table 4."""
    page = write_page("2021", *zero_page())
    start, end = page.index("\t行政复议\n"), page.index("五、")
    return read_text(tmp_path, page[:start] + "\n".join("\t".join(row) for row in rows) + "\n" + page[end:])


@pytest.mark.parametrize("is_headed", [True, False])
def test_table_4_may_have_its_groups_one_below_the_other(is_headed: bool, tmp_path: Path) -> None:
    values = HUAIAN_REVIEW.split()
    rows = [[group, *values[at * 5 : at * 5 + 5]] for at, group in enumerate(REVIEW_GROUPS)]
    found = numbers(read_review(tmp_path, [["类别", *(RESULTS if is_headed else RESULTS[::-1])], *rows]))
    read = [str(number) for key, number in found.items() if key.startswith("T4")]
    assert read == (values if is_headed else ["None"] * 15)


def test_table_4_may_have_a_row_for_each_result(tmp_path: Path) -> None:
    values = HUAIAN_REVIEW.split()
    rows = [
        [group if not at else "", result, values[5 * place + at]]
        for place, group in enumerate(REVIEW_GROUPS)
        for at, result in enumerate(RESULTS)
    ]
    whole, cut = (read_review(tmp_path, own) for own in ([["项目", "", "数量"], *rows], rows[:-1]))
    assert [str(number) for key, number in numbers(whole).items() if key.startswith("T4")] == values
    assert not [key for key in numbers(cut) if key.startswith("T4")]


def test_characters_nobody_sees_are_no_part_of_a_number(tmp_path: Path) -> None:
    changes = {"new": ["1\u200b2", *["\ufeff0"] * 5, "1\u00ad2"], "granted": ["\u200b"] * 7}
    report = read_text(tmp_path, write_page("2021", *zero_page(**changes)))
    found = {cell.key: cell for cell in report.cells}
    assert (found["T3.new.natural"].number, found["T3.new.total"].number) == (12, 12)
    assert found["T3.granted.natural"].state is State.BLANK
