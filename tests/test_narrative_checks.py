"""Text is held against the tables where its words mean the same cells, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest
from form_pages import write_page, zero_page

from index.reading import read_report
from index.report import Report, Status

ROWS = {
    "new": "10 4 1 0 2 3 20",
    "carried_in": "1 0 0 0 0 0 1",
    "granted": "5 1 0 0 0 0 6",
    "partial": "1 1 0 0 0 0 2",
    "denied_state_secret": "1 0 0 0 0 0 1",
    "denied_internal": "0 0 0 0 0 1 1",
    "unable_not_held": "2 1 1 0 0 0 4",
    "unable_no_ready": "0 1 0 0 0 0 1",
    "refused_petition": "1 0 0 0 0 0 1",
    "refused_duplicate": "0 0 0 0 0 2 2",
    "other_misc": "0 0 0 0 1 0 1",
    "total": "10 4 1 0 1 3 19",
    "carried_out": "1 0 0 0 1 0 2",
}
REVIEW = "3 1 0 1 5 2 0 1 1 4 1 1 0 0 2"
PROACTIVE = {"norms": ["2", "1", "9"], "licences": ["136"], "penalties": ["7"], "fees": ["96.25"]}


def read(tmp_path: Path, text: str, edition: str = "2021", **rows: str) -> Report:
    changes = {key: [value.replace("_", "") for value in row.split()] for key, row in (ROWS | rows).items()}
    proactive, applications, _ = zero_page(edition, **changes)
    own = PROACTIVE if edition == "2021" else {"norms": ["5", "4", "9"], "rules": ["2", "3", "30"]}
    page = write_page(edition, {**proactive, **own}, applications, [value.replace("_", "") for value in REVIEW.split()])
    path = tmp_path / "report.txt"
    path.write_text(page.replace("一、总体情况\n", f"一、总体情况\n{text}\n"), encoding="utf-8")
    return read_report(path, path.name)


def outcomes(report: Report, status: Status) -> list[str]:
    return [check.code.removeprefix("X-") for check in report.checks if check.code[0] in "XW" and check.status is status]


@pytest.mark.parametrize(
    ("text", "holding"),
    [
        ("全年收到政府信息公开申请20件。", ["new"]),
        ("收到20件政府信息公开申请，均已答复。", ["new"]),
        ("全年收到政府信息公开申请，共20件。", ["new"]),
        ("受理政府信息公开申请21件（含上年结转1件）。", ["new", "carried_in"]),
        ("收到申请公开政府信息的来函20封，结转下年度2件。", ["new", "carried_out"]),
        ("答复政府信息公开申请19件，另有2件顺延到下一年答复。", ["total", "carried_out"]),
        ("收到政府信息公开申请20件，已办结19件，1件正在办理中。", ["new", "total"]),
        (
            "收到政府信息公开申请20件。予以公开6件，部分公开2件，不予公开2件，无法提供5件，不予处理3件，其他处理1件。",
            ["new", "granted", "partial", "denied", "unable", "refused", "other"],
        ),
        ("收到政府信息公开申请20件，予以公开和部分公开8件。", ["new", "open"]),
        ("收到20份政府信息公开申请，其中予以公开或部分公开8件、占42.1%。", ["new", "open"]),
        ("收到政府信息公开申请20件，其中因本机关不掌握等原因无法提供5件。", ["new", "unable"]),
        (
            "收到政府信息公开申请20件，属于国家秘密1件、属于三类内部事务信息1件，重复申请2件，信访举报投诉类申请1件。",
            ["new", "denied_state_secret", "denied_internal", "refused_duplicate", "refused_petition"],
        ),
        (
            "新收政府信息公开申请20件（自然人10件，商业企业4件，科研机构1件，法律服务机构2件，其他3件）。",
            ["new", "new.natural", "new.business", "new.research", "new.legal_service"],
        ),
        (
            "收到政府信息公开申请20件，其中自然人申请10件，法人或其他组织申请10件。",
            ["new", "new.natural", "new.organisation", "parts"],
        ),
        (
            "政府信息公开行政复议5件，其中结果维持3件，结果纠正1件，尚未审结1件。",
            ["review", "review_upheld", "review_corrected", "review_pending", "parts"],
        ),
        (
            "政府信息公开行政诉讼6件，其中结果维持3件，其他结果1件；未经复议直接起诉4件，复议后起诉2件。",
            ["suit", "suit_upheld", "suit_other", "suit_direct", "suit_after", "parts"],
        ),
        ("被申请行政复议和提起行政诉讼共11件。", ["review_or_suit"]),
        (
            "本年度制发行政规范性文件2件，废止1件，现行有效的行政规范性文件9件。",
            ["norms.issued", "norms.repealed", "norms.valid"],
        ),
        ("经核查，废止1个规范性文件。", ["norms.repealed"]),
        ("办理行政许可136件。", ["licences"]),
        ("收取行政事业性收费96.25万元。", ["fees"]),
        ("收取行政事业性收费962500元。", ["fees"]),
        ("答复申请20件，其中予以公开6件，占31.6%。", ["granted"]),
    ],
)
def test_what_agrees_is_said_to_agree(tmp_path: Path, text: str, holding: list[str]) -> None:
    report = read(tmp_path, text)
    assert outcomes(report, Status.HOLDS) == holding
    assert outcomes(report, Status.BROKEN) == ([] if "申请20件，其中予以" not in text else ["total"])
    assert outcomes(report, Status.NOT_CHECKABLE) == []


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("全年收到政府信息公开申请23件。", [("new", 23, 20)]),
        ("收到公民、法人和其他组织提出的政府信息公开申请23宗。", [("new", 23, 20)]),
        ("今年以来，我局收到群众提交的政府信息公开申请23件。", [("new", 23, 20)]),
        ("我局2023年依申请公开受理数23件。", [("new", 23, 20)]),
        ("出台规范性文件2件，废止0件。", [("norms.repealed", 0, 1)]),
        ("我镇共收到政府信息公开申请23件。", [("new", 23, 20)]),
        ("规范性文件废止3件。", [("norms.repealed", 3, 1)]),
        ("政府信息公开申请量为23件。", [("new", 23, 20)]),
        ("本年度政府信息公开申请共23件。", [("new", 23, 20)]),
        ("本机关政府信息公开申请为零。", [("new", 0, 20)]),
        ("本年度无新收政府信息公开申请。", [("new", 0, 20)]),
        ("收到政府信息公开申请20件，另有5件结转至下一年度办理。", [("carried_out", 5, 2)]),
        ("收到政府信息公开申请20件，其中法人或者其他组织8件。", [("new.organisation", 8, 10)]),
        ("制定规范性文件5件，废止规范性文件1件，现行有效12件。", [("norms.issued", 5, 2), ("norms.valid", 12, 9)]),
        ("收到政府信息公开申请20件，予以公开7件，不予公开3件。", [("granted", 7, 6), ("denied", 3, 2)]),
        ("收到政府信息公开申请20件，上年结转3件。", [("carried_in", 3, 1)]),
        ("收到政府信息公开申请20件，其中自然人9件。", [("new.natural", 9, 10)]),
        ("收到政府信息公开申请20件，本机关不掌握相关政府信息5件。", [("unable_not_held", 5, 4)]),
        ("政府信息公开类行政复议5件，诉讼6件，均获维持。", [("review_upheld", 5, 3), ("suit_upheld", 6, 3)]),
        ("因政府信息公开被申请行政复议4件，被提起行政诉讼7件。", [("review", 4, 5), ("suit", 7, 6)]),
        ("没有因政府信息公开被提起行政诉讼。", [("suit", 0, 6)]),
        ("全年未收到政府信息公开申请。", [("new", 0, 20)]),
        ("出台行政规范性文件3件。", [("norms.issued", 3, 2)]),
        ("收取行政事业性收费80万元。", [("fees", 80, 96.25)]),
    ],
)
def test_what_disagrees_gives_both_values(tmp_path: Path, text: str, broken: list[tuple[str, float, float]]) -> None:
    report = read(tmp_path, text)
    found = [check for check in report.checks if check.status is Status.BROKEN]
    assert [(check.code.removeprefix("X-"), check.left, check.right) for check in found] == broken
    assert all(check.cells for check in found)
    assert {report.text[place.start : place.end] for check in found for place in check.places} == {text}


@pytest.mark.parametrize(
    "text",
    [
        # A part, a channel, a subset, another year or stretch of time
        "收到政府信息公开申请20件，其中，网络申请15件，信函申请5件。",
        "通过网站收到政府信息公开申请13件。",
        "收到涉及征地拆迁的政府信息公开申请6件。",
        "收到政府信息公开申请20件，其中市政府办公室收到8件，各部门收到12件。",
        "2022年收到政府信息公开申请15件。",
        "自2008年以来累计收到政府信息公开申请120件。",
        "上半年收到政府信息公开申请9件。",
        "2023年上半年，收到政府信息公开申请9件。",
        "收到政府信息公开申请20件，不予公开、无法提供共7件。",
        "全省民政系统共收到政府信息公开申请2100件。",
        "收到政府信息公开申请20件，予以公开6件、部分公开2件。",
        "全市共收到申请2100件，我局收到20件。",
        "收到政府信息公开申请20件，所属二级单位收到政府信息公开申请4件，答复4件。",
        "近五年共收到政府信息公开申请130件。",
        "“十三五”期间收到政府信息公开申请130件。",
        "代市政府办理政府信息公开申请5件。",
        "全年未收到涉及国家秘密的政府信息公开申请。",
        "全年没有发生因答复不及时而引发的行政复议。",
        "全市制发规范性文件130件，其中本机关2件。",
        "今年1至6月，收到政府信息公开申请9件。",
        "未发生因政府信息公开引发的行政诉讼败诉案件。",
        "减免行政事业性收费200万元。",
        # A difference
        "收到政府信息公开申请20件，同比增加5件。",
        "不予公开较上年减少3件。",
        # Other matters
        "共办理政府信息公开申请咨询35件。",
        "全年办理人大建议12件、政协提案8件，予以公开18件。",
        "12345热线受理群众诉求230件，办结230件。",
        "收到行政许可申请230件。",
        "审理行政复议案件320件，维持210件。",
        "查处案件15件，纠正11件。",
        "作为复议参加人参与行政复议案件7件。",
        "废止其他政策文件5件。",
        "拟废止规范性文件4件。",
        "制定行政复议答辩状15份。",
        # What is vague or of too wide words
        "收到政府信息公开申请30余件。",
        "作出行政处罚决定5件。",
        "答复申请件19件，占政府信息公开申请总数的95%。",
    ],
)
def test_no_false_alarm(tmp_path: Path, text: str) -> None:
    assert outcomes(read(tmp_path, text), Status.BROKEN) == []


def test_rows_without_a_total_are_added_up_from_their_columns(tmp_path: Path) -> None:
    text = "收到政府信息公开申请20件，予以公开及部分公开7件，不予公开2件，无法提供6件，其他处理0件。"
    rows = {
        "granted": "5 1 _ _ _ _ _",
        "partial": "1 1 _ _ _ _ _",
        "denied_law": "_ _ _ _ _ _ _",
        "unable_not_held": "2 1 1 _ _ _ _",
        **{f"other_{part}": "_ _ _ _ _ _ _" for part in ("no_correction", "no_fee", "misc")},
    }
    found = {check.code: check for check in read(tmp_path, text, **rows).checks if check.code[0] == "X"}
    assert (found["X-open"].status, found["X-open"].left, found["X-open"].right) == (Status.BROKEN, 7, 8)
    assert "总计栏空白，按各列相加" in found["X-open"].detail
    assert (found["X-denied"].status, found["X-unable"].status) == (Status.HOLDS, Status.BROKEN)
    assert "1个空白单元格按0计" in found["X-denied"].detail
    # A row with nothing in it says nothing.
    assert found["X-other"].status is Status.NOT_CHECKABLE


def test_a_share_that_fits_no_total_is_only_remarked(tmp_path: Path) -> None:
    text = "收到政府信息公开申请20件，予以公开6件，占30%；不予公开2件，占25%。"
    remarks = [check for check in read(tmp_path, text).checks if check.code == "W-share"]
    assert [(check.status, check.left) for check in remarks] == [(Status.NOT_CHECKABLE, 25)]
    assert "10.53%" in remarks[0].detail


def test_published_documents_of_the_earlier_form_only_agree(tmp_path: Path) -> None:
    rows = {"other_misc": "0 0 0 0 0 0 0", "other": "0 0 0 0 1 0 1"}
    report = read(tmp_path, "主动公开规章3件，行政规范性文件4件，其他规范性文件77件。", "2019", **rows)
    assert [(c.code, c.left) for c in report.checks if c.code[0] == "X"] == [("X-rules", 3), ("X-norms", 4)]
