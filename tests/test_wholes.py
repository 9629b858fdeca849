"""Questions about many reports at once, or for several things at once, are answered whole: nothing more, nothing left out."""

from __future__ import annotations

import pytest
from sample_index import sample_bot, sample_collection, samples

from gkbot.answer import Answer
from gkbot.plan import Plan
from gkbot.understanding.understand import understand
from prompts import say


def ask(question: str) -> Answer:
    return sample_bot().ask(question)


def plan(question: str) -> Plan:
    return understand(question, sample_collection(), today=2026)


@pytest.mark.parametrize("question", ["哪些报告对不上", "which reports contradict themselves?"])
def test_only_the_reports_that_disagree_are_listed(question: str) -> None:
    answer = ask(question)
    wrong = {(s.organisation, s.year) for s in samples() if s.defect}
    assert answer.table is not None
    assert answer.coverage is not None
    assert {row[:2] for row in answer.table.rows} >= wrong
    assert answer.coverage.matched == len({row[:2] for row in answer.table.rows})
    assert {row[-1] for row in answer.table.rows} == {say(answer.language, "status_broken")}


@pytest.mark.parametrize(
    "question", ["2023年街道收到的申请占全部的比例", "what share of all requests went to subdistricts in 2023?"]
)
def test_what_a_group_has_is_told_as_a_part_of_what_all_have(question: str) -> None:
    mine = [s for s in samples() if s.year == 2023]
    part = sum(s.cells["T3.new.total"] for s in mine if s.kind == "subdistrict")
    whole = sum(s.cells["T3.new.total"] for s in mine)
    assert f"{part:g} ÷ {whole:g}" in " ".join(note.text for note in ask(question).notes)


@pytest.mark.parametrize("question", ["2023年行政许可和行政处罚一共多少", "how many licences and penalties altogether in 2023?"])
def test_several_measures_are_added_up_when_asked_for_together(question: str) -> None:
    keys = ("T2.licences.decisions", "T2.penalties.decisions")
    total = sum(s.cells[key] for s in samples() if s.year == 2023 for key in keys)
    assert f"{total:g}" in ask(question).answer


@pytest.mark.parametrize(
    ("question", "end"), [("最早的报告是哪份", min), ("what is the oldest report you have?", min), ("最新的报告是哪一年的", max)]
)
def test_the_first_or_last_reports_are_those_of_that_year(question: str, end: object) -> None:
    year = end(s.year for s in samples())  # type: ignore[operator]
    table = ask(question).table
    assert table is not None
    assert {row[1] for row in table.rows} == {year}


@pytest.mark.parametrize("question", ["2022和2023两年都有报告的单位", "which bodies have reports for both 2022 and 2023?"])
def test_bodies_with_a_report_on_each_year_are_listed(question: str) -> None:
    then, now = ({s.organisation for s in samples() if s.year == year} for year in (2022, 2023))
    table = ask(question).table
    assert {row[0] for row in table.rows} == then & now if table else not then & now


@pytest.mark.parametrize("question", ["How many requests were refused in 2023 and why?", "2023年拒绝了多少申请，为什么"])
def test_refusals_come_with_their_grounds(question: str) -> None:
    told = [s for s in samples() if s.year == 2023]
    grounds = [key for key in told[0].cells if key.startswith("T3.denied_") and key.endswith(".total")]
    table = ask(question).table
    assert table is not None
    assert sum(int(row[-1] or 0) for row in table.rows) == sum(s.cells[key] for s in told for key in grounds)


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("墨渡县政府2023年存在的问题和改进措施", ("problems", "measures")),
        ("what problems and improvement measures does Modu county government name for 2023?", ("problems", "measures")),
        ("墨渡县政府2023年培训中存在的问题", ()),
    ],
)
def test_topics_joined_by_and_are_both_asked_for(question: str, topics: tuple[str, ...]) -> None:
    made = plan(question)
    assert (made.topic, *made.also) == topics or (not topics and not made.also)


def test_two_topics_are_answered_one_after_the_other() -> None:
    name = "墨渡县政府2023年"
    both, alone = ask(f"{name}存在的问题和改进措施"), ask(f"{name}的改进措施")
    quoted = [line for line in alone.answer.splitlines() if line.startswith(">")]
    assert quoted
    assert all(line.rsplit("[", 1)[0].strip() in both.answer for line in quoted)


@pytest.mark.parametrize("question", ["thanks", "谢谢", "thank you!", "好的，谢谢您", "ok, thanks a lot"])
def test_thanks_get_a_friendly_word(question: str) -> None:
    answer = ask(question)
    assert answer.answer == say(answer.language, "courtesy")


@pytest.mark.parametrize(
    "question", ["Heyue subdistrict in Modu: how many requests in 2023?", "墨渡县赫月街道2023年收到多少申请"]
)
def test_a_strange_name_beside_a_known_place_is_nobody_here(question: str) -> None:
    made = plan(question)
    assert made.unknown
    assert not made.scope.organisations


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("墨渡县政府2023年一共收到几份申请？自然人多少，公司多少？", [None, "natural", "business"]),
        ("How many requests did Modu county government get in 2023, and how many came from companies?", [None, "business"]),
    ],
)
def test_a_whole_and_its_parts_are_told_and_never_added(question: str, asked: list[str | None]) -> None:
    assert [ref.column for ref in plan(question).measures] == asked
    assert "各项合计" not in ask(question).answer


@pytest.mark.parametrize("question", ["规范性文件最多的三家单位", "top three bodies by normative documents"])
def test_a_rank_over_editions_uses_the_columns_of_most_reports(question: str) -> None:
    table = ask(question).table
    assert table is not None
    assert len(table.rows) >= 3


@pytest.mark.parametrize(
    ("question", "ask", "measure"),
    [
        ("自然人占比最高的单位", "rank", "natural_share"),
        ("2023年哪些单位没有办完申请", "list", "carried_out"),
        ("墨渡县2023年共收到多少件申请", "sum", "new"),
        ("墨渡县政府2023年比2022年多收了几件", "compare", "new"),
        ("Which body saw the biggest drop in requests from 2022 to 2023?", "rank", "new"),
    ],
)
def test_what_is_asked_of_many_is_heard(question: str, ask: str, measure: str) -> None:
    made = plan(question)
    assert (made.ask, made.measures[0].key) == (ask, measure)
    assert all((c.operator, c.value) == (">", 0) for c in made.conditions)
