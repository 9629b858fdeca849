"""An answer says what the cells say: every number proved, every kind of nothing named, nothing left out without a word."""

from __future__ import annotations

import atexit
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from markdown_it import MarkdownIt
from sample_index import build_home, embedder, odd_bot, odd_store, sample_bot, sample_collection, sample_store, samples

from gkbot.answer import Answer
from gkbot.bot import IndexedBot
from gkbot.collection import Listed
from gkbot.compose.draft import Draft, number_text, percent_text
from gkbot.plan import MeasureRef, Plan, Scope
from index.sample.reports import Sample
from prompts import say


@cache
def ask(question: str) -> Answer:
    return sample_bot().ask(question)


@cache
def ask_odd(question: str) -> Answer:
    return odd_bot().ask(question)


def codes(answer: Answer) -> set[str]:
    return {note.code for note in answer.notes}


def warnings(answer: Answer) -> set[str]:
    """The notes that tell of a report contradicting itself."""
    return codes(answer) & {"text_table_conflict", "broken_check"}


def draft(language: str = "zh", **parts: object) -> Draft:
    return Draft(Plan.model_validate({"ask": "lookup", "language": language, **parts}), sample_store(), sample_collection())


def a_report() -> Listed:
    return sample_collection().reports[0]


# ---- Proof ---------------------------------------------------------------------------------------------------------------


def test_citations_are_numbered_in_order_and_a_place_is_cited_once() -> None:
    writing, report = draft(), a_report()
    first = writing.cite_cells(report, ["T3.new.total"])
    second = writing.cite_cells(report, ["T3.total.total"])
    again = writing.cite_cells(report, ["T3.new.natural"])
    assert (first, second, again) == ("[1]", "[2]", "[1]")
    writing.lines.append(first + second)
    answer = writing.finish("问", "answered")
    assert [c.n for c in answer.citations] == [1, 2]


def test_a_cell_is_cited_with_its_row_its_label_and_its_number() -> None:
    sample = next(s for s in samples() if s.cells["T3.denied_third_party.total"])
    report = next(r for r in sample_collection().reports if r.file == sample.file)
    writing = draft()
    writing.lines.append(writing.cite_cells(report, ["T3.denied_third_party.total"]))
    (citation,) = writing.finish("问", "answered").citations
    assert citation.quote == sample_store().text(report.id)[citation.start : citation.end]
    assert citation.locator == "（三）不予公开 4.保护第三方合法权益 / 总计"
    assert citation.value == sample.cells["T3.denied_third_party.total"]
    assert "收到和处理政府信息公开申请情况" in citation.section
    assert (citation.organisation, citation.year, citation.file) == (sample.organisation, sample.year, sample.file)


def test_no_word_of_a_report_is_a_link_an_image_or_a_tag_in_an_answer() -> None:
    writing, words = draft(), "见![图](//example.com/a.png)与[此处](javascript:x)，<img src=x> a<b <!-- 注 -->[1]"
    writing.lines.append(words)
    answer = writing.finish("问", "answered").answer
    parsed = MarkdownIt("commonmark").parseInline(answer)[0]
    assert {token.type for token in parsed.children or ()} <= {"text", "text_special"}
    assert "".join(token.content for token in parsed.children or ()) == words


def test_cells_of_one_row_are_one_citation_and_of_several_rows_several() -> None:
    writing, report = draft(), a_report()
    assert writing.cite_cells(report, ["T3.new.natural", "T3.new.total"]) == "[1]"
    assert writing.cite_cells(report, ["T3.granted.total", "T3.partial.total"]) == "[2][3]"
    assert writing.cite_cells(report, ["T9.not.there"]) == ""


def test_marks_stand_apart_in_english() -> None:
    assert draft("en").cite_cells(a_report(), ["T3.new.total", "T3.total.total"]) == " [1] [2]"


def test_a_note_is_made_once() -> None:
    writing = draft()
    writing.note("approximate", "note_approximate")
    writing.note("approximate", "note_approximate")
    assert len(writing.notes) == 1


@pytest.mark.parametrize(
    ("number", "text"),
    [(136, "136"), (0, "0"), (96171.6, "96171.6"), (0.1 + 0.2, "0.3"), (3.0, "3"), (None, "—"), (10**12, "1000000000000")],
)
def test_numbers_are_written_as_people_write_them(number: float | None, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("ratio", "text"), [(1, "100%"), (0, "0%"), (8 / 17, "47.06%"), (0.5, "50%"), (1.2, "120%"), (0.00004, "0%")]
)
def test_shares_are_written_as_percentages(ratio: float, text: str) -> None:
    assert percent_text(ratio) == text


def test_a_label_has_its_dimension_beside_it() -> None:
    assert draft().label(MeasureRef(key="new", column="natural")) == "本年新收政府信息公开申请（自然人）"
    assert draft().label(MeasureRef(key="review", column="corrected")) == "行政复议（结果纠正）"
    assert "(自然人)" in draft("en").label(MeasureRef(key="new", column="natural"))


def test_amounts_have_the_unit_of_their_cell() -> None:
    assert draft().unit(MeasureRef(key="fees"), "2021") == "万元"
    assert draft().unit(MeasureRef(key="new"), "2021") == "件"
    assert draft().amount(19.5, "万元") == "19.5万元"
    assert "yuan" in draft("en").amount(19.5, "万元")


def test_the_scope_is_said_in_words() -> None:
    scope = Scope(kinds=("park",), regions=("墨渡县",), years=(2023,))
    assert draft(scope=scope.model_dump()).scope_text() == "2023年墨渡县园区"
    assert "park" in draft("en", scope=scope.model_dump()).scope_text()


# ---- Each kind of nothing ------------------------------------------------------------------------------------------------


def test_nothing_is_said_in_its_own_words() -> None:
    """0, blank, dash, unreadable, no table, not counted, no denominator, no report: eight answers, no two alike."""
    questions = (
        "青屿市望鹭局2023年收到几件申请",
        "青屿市砚石局2023年收到几件申请",
        "青屿市听澜局2023年收到几件申请",
        "青屿市栖云局2023年收到几件申请",
        "青屿市榆荫局2023年收到几件申请",
        "青屿市渡口局2020年行政事业性收费多少万元",
        "青屿市望鹭局2023年办结率是多少",
        "青屿市望鹭局2022年收到几件申请",
    )
    said = [re.sub(r"青屿市..局20\d\d年|\[\d+\]", "", ask_odd(question).answer) for question in questions]
    assert len(set(said)) == len(questions)
    assert "0" in said[0]
    assert not any(re.search(r"(?<!\d)[1-9]", text) for text in said[1:5])
    assert "空白" in said[1]
    assert "/" in said[2]
    assert "读" in said[3]


@pytest.mark.parametrize("body", ["砚石局", "听澜局", "栖云局"])
def test_a_cell_without_a_number_is_shown(body: str) -> None:
    citations = ask_odd(f"青屿市{body}2023年收到几件申请").citations
    assert len(citations) == 1
    assert citations[0].value is None
    assert "本年新收" in citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "青屿市砚石局2023年收到几件申请",
        "青屿市榆荫局2023年收到几件申请",
        "青屿市渡口局2020年行政事业性收费多少万元",
    ],
)
def test_what_a_report_does_not_state_has_that_status(question: str) -> None:
    assert ask_odd(question).status == "not_stated"


def test_a_sum_counts_blanks_as_0_and_says_so() -> None:
    answer = ask_odd("2023年所有单位一共收到多少件申请")
    assert answer.coverage is not None
    assert (answer.coverage.matched, answer.coverage.looked_at) == (5, 7)
    assert set(answer.coverage.unreadable + answer.coverage.missing) == {"青屿市栖云局 2023", "青屿市榆荫局 2023"}
    assert "5件" in answer.answer
    assert {"blank", "computed"} <= codes(answer)
    assert any("2" in note.text for note in answer.notes if note.code == "blank")


def test_a_list_tells_who_could_not_be_read_and_who_has_no_table() -> None:
    answer = ask_odd("2023年哪些单位没有收到申请")
    assert answer.coverage is not None
    assert (answer.coverage.matched, answer.coverage.looked_at) == (1, 7)
    assert "青屿市栖云局 2023" in answer.coverage.unreadable
    assert answer.coverage.missing == ("青屿市榆荫局 2023",)
    assert answer.table is not None
    assert [row[0] for row in answer.table.rows] == ["青屿市望鹭局"]


def test_a_blank_is_not_told_as_unreadable() -> None:
    answer = ask_odd("2023年哪些单位没有收到申请")
    assert answer.coverage is not None
    assert answer.coverage.unreadable == ("青屿市栖云局 2023",)
    assert "blank" in codes(answer)


def test_what_an_edition_does_not_count_is_not_told_as_unreadable() -> None:
    answer = ask_odd("2020年和2023年行政事业性收费一共多少万元")
    assert answer.coverage is not None
    assert answer.coverage.unreadable == ()
    assert "unreadable" not in codes(answer)


def test_a_rate_without_a_denominator_is_not_told_as_unreadable() -> None:
    answer = ask("2023年各单位办结率排名")
    assert answer.coverage is not None
    assert answer.coverage.unreadable == ()


@pytest.mark.parametrize(
    "question",
    [
        "青屿市渡口局2020年制发规范性文件几件",
        "青屿市渡口局2020年现行有效的规范性文件几件",
        "How many rules did 青屿市渡口局 repeal in 2020?",
    ],
)
def test_a_column_that_the_edition_does_not_have_is_said_not_to_be_counted(question: str) -> None:
    assert "2019" in odd_bot().ask(question).answer


def test_the_earlier_edition_answers_for_what_it_counts() -> None:
    answer = ask_odd("青屿市渡口局2020年收到几件申请")
    assert answer.citations[0].value == 5
    assert ask_odd("青屿市渡口局2020年行政处罚多少件").status == "answered"


# ---- Contradictions ------------------------------------------------------------------------------------------------------


def test_text_and_table_that_disagree_are_both_told_and_cited() -> None:
    wrong = [s for s in samples() if s.defect == "text_table"]
    assert wrong
    for sample in wrong:
        answer = ask(f"{sample.organisation}{sample.year}年收到几件申请")
        assert warnings(answer) == {"text_table_conflict"}
        stated, printed = str(sample.figures["applications"]), str(sample.cells["T3.new.total"])
        assert stated in answer.answer
        assert printed in answer.answer
        assert answer.citations[0].value == sample.cells["T3.new.total"]
        assert any(stated in c.quote and c.value is None for c in answer.citations)


def test_a_broken_equation_is_noted_where_its_cells_are_used_and_only_there() -> None:
    for sample in (s for s in samples() if s.defect == "equation"):
        assert "broken_check" in codes(ask(f"{sample.organisation}{sample.year}年予以公开几件"))
        assert warnings(ask(f"{sample.organisation}{sample.year}年收到几件申请")) == set()
        assert warnings(ask(f"{sample.organisation}{sample.year}年行政许可几件")) == set()


def test_reports_that_agree_carry_no_warning() -> None:
    for sample in (s for s in samples() if s.defect is None):
        assert warnings(ask(f"{sample.organisation}{sample.year}年收到几件申请")) == set()


def test_a_check_finds_what_was_made_wrong_and_nothing_else() -> None:
    for sample in samples():
        answer = ask(f"{sample.organisation}{sample.year}年的数字对得上吗")
        assert answer.plan["ask"] == "check"
        assert ("对不上" in answer.answer) is (sample.defect is not None)


# ---- Splits and lists ----------------------------------------------------------------------------------------------------


def busy() -> list[Sample]:
    return [s for s in samples() if s.cells["T3.total.total"] >= 2]


OUTCOMES = {
    "granted": "予以公开",
    "partial": "部分公开",
    "denied_third_party": "保护第三方合法权益",
    "unable_not_held": "本机关不掌握相关政府信息",
    "refused_petition": "信访举报投诉类申请",
}


def test_applications_are_split_by_applicant_without_a_rest() -> None:
    for sample in (s for s in samples() if s.cells["T3.new.total"]):
        answer = ask(f"{sample.organisation}{sample.year}年的申请是谁提的")
        told = [int(n) for n in re.findall(r" (\d+)件", answer.answer)]
        assert sum(told) == sample.cells["T3.new.total"]


def test_outcomes_are_split_with_their_marks() -> None:
    for sample in busy():
        answer = ask(f"{sample.organisation}{sample.year}年的申请怎么处理的")
        for row, label in OUTCOMES.items():
            count = sample.cells[f"T3.{row}.total"]
            assert bool(re.search(rf"{label} {count}件", answer.answer)) is (count > 0)


def test_outcomes_add_up_to_their_total() -> None:
    for sample in busy():
        answer = ask(f"{sample.organisation}{sample.year}年的申请怎么处理的")
        told = [int(n) for n in re.findall(r" (\d+)件", answer.answer)]
        assert sum(told) == sample.cells["T3.total.total"], sample.file


def test_the_total_of_a_split_is_cited() -> None:
    for sample in busy():
        answer = ask(f"{sample.organisation}{sample.year}年的申请怎么处理的")
        assert any("总计" in citation.locator.split(" / ")[0] for citation in answer.citations)


def test_tables_have_a_name_for_each_column() -> None:
    for question in (
        "2023年哪些单位收到申请",
        "2023年一共收到多少件申请",
        "2023年收到申请最多的单位",
        "墨渡县政府2022到2024年收到几件申请",
    ):
        table = ask(question).table
        if table is not None:
            assert all(len(row) == len(table.columns) for row in table.rows)


def test_places_are_shared_by_equal_values() -> None:
    answer = ask("2023年收到申请最多的单位是谁")
    places = [(int(m[1]), int(m[2])) for m in re.finditer(r"^(\d+)\. .*?(\d+)件", answer.answer, re.MULTILINE)]
    assert places
    values = [value for _, value in places]
    assert places == [(1 + sum(other > value for other in values), value) for value in values]


def test_a_list_with_two_conditions_meets_both() -> None:
    answer = ask("2023年既收到申请又有行政复议的单位有哪些")
    both = {s.organisation for s in samples() if s.year == 2023 and s.cells["T3.new.total"] and s.cells["T4.review.total"]}
    assert answer.table is not None
    assert {row[0] for row in answer.table.rows} == both


def test_the_proof_that_none_matches_names_each_report_once() -> None:
    answer = ask_odd("哪些单位有规范性文件")
    assert answer.table is not None
    assert len(answer.table.rows) == len(set(answer.table.rows))


@pytest.mark.parametrize(
    "question", ["墨渡县政府2023、2025年收到几件申请", "墨渡县政府2021到2023年收到几件申请", "墨渡县政府近三年收到几件申请"]
)
def test_a_year_without_a_report_is_said_to_be_missing(question: str) -> None:
    answer = ask(question)
    absent = set(answer.plan["scope"]["years"]) - {2022, 2023, 2024}
    assert absent
    text = answer.answer + "".join(note.text for note in answer.notes if note.code != "assumed_year")
    assert all(str(year) in text for year in absent)


def test_two_rates_are_compared_in_percentage_points() -> None:
    answer = ask("枫漓县政府和墨渡县政府2023年办结率谁高")
    assert "0.9" not in answer.answer
    assert "百分点" in answer.answer


def test_a_sum_of_cells_shows_its_terms() -> None:
    sample = next(
        s for s in samples() if len([c for c in s.cells if c.startswith("T3.denied") and c.endswith("total") and s.cells[c]]) > 2
    )
    answer = ask(f"{sample.organisation}{sample.year}年不予公开几件")
    terms = [str(n) for key, n in sample.cells.items() if re.fullmatch(r"T3\.denied_\w+\.total", key) and n]
    formula = "".join(note.text for note in answer.notes if note.code == "computed")
    assert all(re.search(rf"(?<!\d){term}(?!\d)", formula) for term in terms)


@pytest.mark.parametrize("question", ["墨渡县政府2023年办结率是多少", "枫漓县政府2023年收到的申请比墨渡县政府多几件"])
def test_what_is_computed_is_said_to_be(question: str) -> None:
    assert "computed" in codes(ask(question))


def test_the_odd_store_is_of_the_odd_reports() -> None:
    assert odd_store().build_id == ask_odd("有哪些报告").build


# ---- Reports from before the form ----------------------------------------------------------------------------------------

EARLY = """青屿市蓼汀局2016年政府信息公开工作年度报告

一、概述
2016年，市蓼汀局依法公开政府信息。联系电话：0996-5551234。

统计指标 | 单位 | 统计数
一、主动公开情况 | —— | ——
主动公开政府信息数 | 条 | 1234
其中：主动公开规范性文件数 | 条 | 56
二、依申请公开情况 | —— | ——
（一）收到申请数 | 件 | 31
1.当面申请数 | 件 | 11
2.传真申请数 | 件 | /
（二）申请答复数 | 件 | 29
"""


@cache
def early_bot() -> IndexedBot:
    folder = TemporaryDirectory(prefix="gkbot_tests_")
    atexit.register(folder.cleanup)
    file = Path(folder.name, "early.txt")
    file.write_text(EARLY, encoding="utf-8")
    bot = IndexedBot(build_home(Path(folder.name, "home"), [file]), embedder)
    atexit.register(bot.close)
    return bot


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("青屿市蓼汀局2016年收到申请多少件", 31),
        ("青屿市蓼汀局2016年主动公开政府信息多少条", 1234),
        ("青屿市蓼汀局2016年当面申请有几件", 11),
        ("青屿市蓼汀局2016年主动公开规范性文件多少条", 56),
    ],
)
def test_an_early_statistics_table_answers_with_its_own_rows(question: str, value: int) -> None:
    answer = early_bot().ask(question)
    assert (answer.status, [c.value for c in answer.citations]) == ("answered", [value])
    assert str(value) in answer.answer
    assert str(value) in answer.citations[0].quote
    assert "indicators" in codes(answer)


def test_what_an_early_table_does_not_count_is_not_answered_from_it() -> None:
    assert early_bot().ask("青屿市蓼汀局2016年行政处罚多少件").status == "not_stated"


@pytest.mark.parametrize("number", ["0996-5551234", "5551234", "0996 5551234", "09965551234"])
def test_a_phone_number_leads_to_its_owner(number: str) -> None:
    answer = early_bot().ask(f"{number}是谁的电话")
    assert answer.status == "answered"
    assert "青屿市蓼汀局" in answer.answer
    assert "0996-5551234" in answer.citations[0].quote


def test_a_phone_number_that_nobody_states_is_not_stated() -> None:
    assert early_bot().ask("0996-5550000是谁的电话").status == "not_stated"


# ---- Questions that are answered as if they asked for less -------------------------------------------------------------


def bodies_shown(question: str) -> set[object]:
    table = ask(question).table
    return {row[0] for row in table.rows} if table else set()


def new_in(year: int) -> dict[str, float]:
    return {s.organisation: s.cells["T3.new.total"] for s in samples() if s.year == year}


def test_a_list_of_those_that_fell_holds_those() -> None:
    before, now = new_in(2023), new_in(2024)
    fell = {body for body, count in now.items() if count < before.get(body, 0)}
    assert fell
    assert bodies_shown("2024年申请量比2023年下降的单位有哪些") == fell


def test_a_list_over_two_years_meets_its_condition_in_both() -> None:
    one, two = new_in(2022), new_in(2023)
    both = {body for body in one.keys() & two.keys() if one[body] and two[body]}
    assert both
    assert bodies_shown("2022年和2023年都收到申请的单位有哪些") == both


def test_never_means_in_no_year() -> None:
    never = {s.organisation for s in samples()} - {s.organisation for s in samples() if s.cells["T3.new.total"]}
    assert never
    assert bodies_shown("哪些单位从来没有收到过申请") == never


def test_a_wrong_number_is_not_confirmed() -> None:
    assert ask("墨渡县政府2023年收到50件申请，对吗").answer.startswith((say("zh", "no"), say("zh", "no_condition")))


def test_a_month_is_not_answered_with_the_year() -> None:
    assert ask("墨渡县政府2023年6月收到几件申请").status != "answered"


def test_only_reports_that_disagree_are_told_when_these_are_asked_for() -> None:
    wrong = {s.file for s in samples() if s.year == 2022 and s.defect}
    assert wrong
    assert {c.file for c in ask("2022年哪些报告数据对不上").citations} == wrong


def test_a_share_over_many_reports_is_that_of_their_sums() -> None:
    year = samples()[0].year
    of_year = [sample for sample in samples() if sample.year == year]
    part, whole = (sum(sample.cells[f"T3.new.{column}"] for sample in of_year) for column in ("natural", "total"))
    answer = sample_bot().ask(f"What share of {year} applications came from natural persons across all bodies?")
    assert f"({part} / {whole})" in answer.answer
    assert answer.table is not None
    assert [row[2:4] for row in answer.table.rows if row[1] == year] == [
        (report.cells["T3.new.natural"], report.cells["T3.new.total"])
        for report in sorted(of_year, key=lambda sample: sample.organisation)
    ]
    assert answer.coverage is not None
    assert (answer.coverage.matched, answer.coverage.looked_at) == (len(of_year), len(of_year))
