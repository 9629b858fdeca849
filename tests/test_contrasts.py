"""Two numbers of one body set against each other are compared: measures, a part and its whole, years, multiples."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sample_index import sample_bot, sample_collection, samples

from gkbot.answer import Answer
from gkbot.understanding.understand import understand
from index.sample.reports import Sample

NEW, NATURAL, BUSINESS = "T3.new.total", "T3.new.natural", "T3.new.business"
GRANTED, TOTAL = "T3.granted.total", "T3.total.total"


def listed(answer: Answer) -> set[tuple[object, object]]:
    assert answer.table is not None
    return {(row[0], row[1]) for row in answer.table.rows}


def cells_of(body: str, year: int, key: str) -> float | None:
    return next((s.cells[key] for s in samples() if (s.organisation, s.year) == (body, year)), None)


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("自然人申请比企业申请多的单位", lambda s: s.cells[NATURAL] > s.cells[BUSINESS]),
        ("哪些单位的行政许可少于行政处罚", lambda s: s.cells["T2.licences.decisions"] < s.cells["T2.penalties.decisions"]),
        ("which bodies got more requests from individuals than from companies?", lambda s: s.cells[NATURAL] > s.cells[BUSINESS]),
        ("哪些单位把申请全部予以公开了", lambda s: 0 < s.cells[GRANTED] == s.cells[TOTAL]),
        ("which bodies granted every request?", lambda s: 0 < s.cells[GRANTED] == s.cells[TOTAL]),
    ],
)
def test_a_measure_is_compared_with_another_of_the_same_report(question: str, holds: Callable[[Sample], bool]) -> None:
    found = {(s.organisation, s.year) for s in samples() if holds(s)}
    answer = sample_bot().ask(question)
    assert answer.coverage is not None
    assert answer.coverage.matched == len(found)
    if found:
        assert listed(answer) == found


@pytest.mark.parametrize(
    ("question", "before", "after"),
    [
        ("2022年申请超过3件而2023年不到3件的单位", lambda n: n > 3, lambda n: n < 3),
        ("2022年有申请而2023年没有的单位", lambda n: n > 0, lambda n: n == 0),
        ("which bodies received requests in 2022 but none in 2023?", lambda n: n > 0, lambda n: n == 0),
        ("Which bodies had no requests in 2022 but some in 2023?", lambda n: n == 0, lambda n: n > 0),
    ],
)
def test_a_condition_belongs_to_the_year_it_is_said_of(
    question: str, before: Callable[[float], bool], after: Callable[[float], bool]
) -> None:
    pairs = [(cells_of(body, 2022, NEW), cells_of(body, 2023, NEW)) for body in {s.organisation for s in samples()}]
    both = [(then, now) for then, now in pairs if then is not None and now is not None]
    answer = sample_bot().ask(question)
    assert answer.coverage is not None
    assert answer.coverage.looked_at == len(both)
    assert answer.coverage.matched == sum(before(then) and after(now) for then, now in both)


@pytest.mark.parametrize("question", ["哪些单位2023年申请量比2022年翻倍了", "whose requests doubled from 2022 to 2023?"])
def test_doubled_means_twice_the_year_before(question: str) -> None:
    bodies = {s.organisation for s in samples()}
    doubled = {b for b in bodies if (cells_of(b, 2023, NEW) or 0) >= 2 * (cells_of(b, 2022, NEW) or 10**9)}
    answer = sample_bot().ask(question)
    assert answer.coverage is not None
    assert answer.coverage.matched == len(doubled)
    assert all(body in answer.answer for body in doubled)


@pytest.mark.parametrize(
    "question",
    [
        "2023年申请超过10件且行政许可超过5件的单位",
        "2022年和2023年都没有申请的单位",
        "2023年申请比2022年多的单位",
        "哪些单位都收到了申请",
    ],
)
def test_nothing_else_is_taken_for_a_contrast(question: str) -> None:
    made = understand(question, sample_collection(), today=2026)
    assert all(c.other is None and c.year is None and c.times == 1 for c in made.conditions)
