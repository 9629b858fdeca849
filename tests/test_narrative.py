"""Narrative questions are answered with the sentences that answer them, of the right kind and whole; or not at all."""

from __future__ import annotations

from functools import cache

import pytest
from narrative_facts import NEVER_TOLD, Asked, is_held_out, questions
from sample_index import sample_bot, samples

from gkbot.answer import Answer
from gkbot.passages.retrieve import Found
from gkbot.passages.sentences import cut_sentences
from gkbot.words.wants import fits, load_wants, wants_of

# Of the questions held out from learning, in any wording, misread ones included: answers found, and silence where there is none.
FOUND, SILENT = 0.6, 0.75


@cache
def ask(question: str) -> Answer:
    return sample_bot().ask(question)


def told(answer: Answer) -> str:
    return "".join([answer.answer, *(c.quote for c in answer.citations)])


# ---- Sentences -----------------------------------------------------------------------------------------------------------


def cut(text: str, chapter: int = 1) -> list[tuple[str, int]]:
    found = Found(1, chapter, ("一、总体情况",), text, 3, 3 + len(text), 1.0, 1.0)
    return [(s.text, s.point) for s in cut_sentences([found], lambda _: f"前言\n{text}")]


def test_points_of_a_list_are_told_apart_and_keep_their_sentences() -> None:
    text = "主要做法：一是设专区。每月开放。二是办培训；三是抓考核。"
    assert cut(text) == [("主要做法：", 0), ("一是设专区。", 1), ("每月开放。", 1), ("二是办培训；", 2), ("三是抓考核。", 3)]


@pytest.mark.parametrize("text", ["首先，建专区。其次，办培训。", "（1）建专区。（2）办培训。", "1.建专区。2.办培训。"])
def test_lists_are_known_by_any_of_their_marks(text: str) -> None:
    assert [point for _, point in cut(text)] == [1, 2]


def test_a_sentence_stands_where_it_says_though_lines_are_broken() -> None:
    report = "前言\n全年举办培\n训三场。参加\n人员很多。"
    found = Found(1, 1, (), "全年举办培训三场。参加人员很多。", 3, len(report), 1.0, 1.0)
    for s in cut_sentences([found], lambda _: report):
        assert "".join(report[s.start : s.end].split()) == s.text


def test_problems_and_improvements_are_told_apart() -> None:
    text = "存在不足：一是更新慢。针对上述问题，将加强管理：一是建台账。"
    found = Found(1, 5, ("五、存在的主要问题及改进情况",), text, 0, len(text), 1.0, 1.0)
    zones = {s.text: s.zone for s in cut_sentences([found], lambda _: text)}
    assert zones["一是更新慢。"] == "problems"
    assert zones["一是建台账。"] == "measures"


# ---- Kinds of answers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "kind", "answer", "other"),
    [
        ("多久考核一次", "frequency", "每季度考核", "认真考核"),
        ("什么时候举办的", "time", "8月举办", "成功举办"),
        ("为什么要建专区", "reason", "为方便群众，建专区", "建专区一个"),
        ("谁来审核", "somebody", "由分管领导审核", "认真审核"),
        ("在哪里发布", "place", "在门户网站发布", "认真发布"),
        ("办了几期", "number", "办了三期", "认真办班"),
        ("依据什么文件", "document", "依据《政府信息公开条例》", "依法办理"),
        ("how often is it checked", "frequency", "每月检查", "认真检查"),
        ("who signs off", "somebody", "主要负责人签发", "认真签发"),
    ],
)
def test_each_kind_of_question_wants_its_kind_of_sentence(question: str, kind: str, answer: str, other: str) -> None:
    wants = wants_of(question)
    assert kind in {want.name for want in wants}
    assert fits(wants, answer) > fits(wants, other)


def test_every_kind_is_named_once() -> None:
    names = [want.name for want in load_wants()]
    assert len(names) == len(set(names))


# ---- Answers -------------------------------------------------------------------------------------------------------------


def held_out() -> list[Asked]:
    """Every question wording about held-out facts, once to a report that tells it and once to one that doesn't."""
    return [asked for asked in questions(samples(), each=1) if is_held_out(asked.fact)]


def test_held_out_questions_are_answered_or_left_unanswered_rightly() -> None:
    answered = [(asked, ask(asked.question)) for asked in held_out()]
    found = [a.status == "answered" and asked.mark in "".join(told(a).split()) for asked, a in answered if asked.mark]
    silent = [a.status != "answered" for asked, a in answered if not asked.mark]
    assert sum(found) / len(found) >= FOUND, f"{sum(found)} of {len(found)} answers found"
    assert sum(silent) / len(silent) >= SILENT, f"{sum(silent)} of {len(silent)} questions without an answer left unanswered"


def test_problems_are_all_told_in_order_and_the_improvements_are_not() -> None:
    for sample in samples()[:6]:
        chapter = sample.text.partition("五、")[2].partition("六、")[0]
        problems = chapter.strip().split("\n")[1]
        answer = ask(f"{sample.organisation}{sample.year}年存在哪些问题？")
        points = [point.strip("。；") for point in problems.split("：")[-1].split("；")]
        places = [answer.answer.find(point) for point in points]
        assert -1 not in places
        assert places == sorted(places)
        assert "改进措施" not in answer.answer.replace("改进情况", "")


def test_a_list_is_shown_as_a_list() -> None:
    sample = samples()[0]
    lines = ask(f"{sample.organisation}{sample.year}年存在哪些问题？").answer.split("\n")
    assert sum(line.startswith("> - ") for line in lines) >= 2


def test_several_reports_are_quoted_side_by_side() -> None:
    year = samples()[0].year
    answer = ask(f"{year}年各园区存在哪些问题？")
    parks = {s.file for s in samples() if s.kind == "park" and s.year == year}
    assert {c.file for c in answer.citations} == parks
    if len(parks) > 1:
        assert answer.coverage is not None
        assert answer.coverage.matched == len(parks)


def test_english_answers_quote_chinese_and_say_what_it_is_about() -> None:
    sample = next(s for s in samples() if "聘请社会监督员" in s.text)
    answer = ask(f"{sample.organisation} {sample.year}: What do the social supervisors comment on?")
    assert answer.status == "answered"
    assert "quoted in Chinese" in answer.answer
    assert "supervisors" in answer.answer


def test_what_is_not_stated_says_so() -> None:
    sample = samples()[3]
    for wording in NEVER_TOLD[:12:3]:
        answer = ask(f"{sample.organisation}{sample.year}年{wording}")
        if answer.status == "not_stated":
            assert sample.organisation in answer.answer


def test_every_quote_is_verbatim() -> None:
    by_file = {s.file: s.text for s in samples()}
    for asked in held_out()[:20]:
        for citation in ask(asked.question).citations:
            assert "".join(citation.quote.split()) in "".join(by_file[citation.file].split())
