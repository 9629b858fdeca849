"""Passages are found within the reports asked about and no others, best first, by what the question says."""

from __future__ import annotations

from functools import cache

import pytest
from sample_index import embedder, sample_store, samples
from sqlalchemy import select
from toy_reports import ToyEmbedder

from gkbot.passages.retrieve import Found, PassageRetriever, damp_repeats
from index.errors import ModelMismatch
from index.sample.reports import Sample
from index.storage import schema


@cache
def retriever() -> PassageRetriever:
    return PassageRetriever(sample_store(), embedder())


@cache
def ids() -> dict[str, int]:
    with sample_store().engine.connect() as connection:
        return {row.file: row.id for row in connection.execute(select(schema.reports.c.file, schema.reports.c.id))}


def search(sample: Sample, query: str, **options: object) -> list[Found]:
    return retriever().search(query, report_ids=[ids()[sample.file]], **options)  # type: ignore[arg-type]


def test_only_the_reports_asked_about_are_searched() -> None:
    """Reports of one family are almost the same text: whose and which year is a filter, never a hint."""
    for sample in samples():
        passages = search(sample, "存在的主要问题 改进措施", k=40)
        assert passages
        assert {f.report_id for f in passages} == {ids()[sample.file]}


def test_all_reports_are_searched_when_none_are_given() -> None:
    assert len({f.report_id for f in retriever().search("存在的主要问题", k=30)}) > 5


def test_no_report_gives_no_passage() -> None:
    assert retriever().search("存在的主要问题", report_ids=[]) == []


def test_passages_come_best_first_and_no_more_than_asked_for() -> None:
    for k in (1, 3, 40):
        found = retriever().search("政务公开业务培训", k=k)
        assert len(found) <= k
        assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)


def test_a_passage_stands_where_it_says() -> None:
    for f in retriever().search("公示栏公开信息", k=40):
        text = sample_store().text(f.report_id)
        assert "".join(text[f.start : f.end].split()) == "".join(f.text.split())
        assert 0 <= f.coverage <= 1


TOLD = {
    "trainings": "举办政务公开业务培训几场",
    "letters": "网站互动栏目答复群众来信",
    "visitors": "政府开放日活动邀请群众和企业代表",
    "monitors": "聘请社会监督员",
    "pushed": "政务新媒体账号推送信息",
}


@pytest.mark.parametrize("name", TOLD)
def test_the_passage_that_tells_is_among_the_best(name: str) -> None:
    for sample in (s for s in samples() if name in s.figures):
        best = search(sample, TOLD[name], k=3)
        assert any(str(sample.figures[name]) in f.text for f in best), sample.file


def test_the_chapter_of_the_topic_comes_first() -> None:
    for sample in samples():
        found = search(sample, "存在的主要问题和不足", chapters=(5,), k=5)
        assert found[0].chapter == 5


def test_the_chapter_of_the_topic_competes_without_a_word_in_common() -> None:
    found = search(samples()[0], "qwertz", chapters=(5,), k=40)
    assert any(f.chapter == 5 for f in found)


def a_passage(report_id: int, text: str, score: float) -> Found:
    return Found(report_id, 1, (), text, 0, len(text), score, 1.0)


def test_what_one_report_alone_says_is_not_crowded_out_by_what_all_say_alike() -> None:
    alike = "完善公开制度，规范公开流程，2023年举办培训{}期。"
    ranked = [*(a_passage(number, alike.format(number), 1.0) for number in range(1, 6)), a_passage(6, "组织老骨干上门。", 0.7)]
    damped = damp_repeats(ranked)
    assert [one.report_id for one in damped[:2]] == [1, 6]
    assert len(damped) == len(ranked)


def test_a_report_may_say_a_thing_twice() -> None:
    ranked = [a_passage(1, "举办培训三期。", 1.0), a_passage(1, "举办培训三期。", 0.9)]
    assert damp_repeats(ranked) == ranked


def test_few_reports_speak_each_for_itself() -> None:
    query, two = "收取信息处理费", sorted(ids().values())[:2]
    together = retriever().search(query, report_ids=two, k=40)
    for report_id in two:
        (alone,) = retriever().search(query, report_ids=[report_id], k=1)
        best = next(f for f in together if f.report_id == report_id)
        assert best.text == alone.text
        assert best.score > 0.8 * alone.score


def test_expansion_finds_and_does_not_count() -> None:
    sample = next(s for s in samples() if "trainings" in s.figures)
    plain = {f.start: f.coverage for f in search(sample, "开展学习", k=40)}
    helped = search(sample, "开展学习", expansion="政务公开业务培训", k=40)
    assert "培训" in helped[0].text
    assert all(plain.get(f.start, f.coverage) == f.coverage for f in helped)


def test_the_model_of_the_build_is_the_only_one_taken() -> None:
    with pytest.raises(ModelMismatch, match="gkbot index"):
        PassageRetriever(sample_store(), ToyEmbedder())
