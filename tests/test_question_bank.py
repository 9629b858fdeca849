"""The question bank: how many of its answers are right, and that none says what it cannot show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import pytest
from bank_judge import Asked, find_fault, find_unproven, numbers_in, squeeze
from bank_reports import BankReport, make_bodies, make_reports
from question_bank import make_questions
from sample_index import build_home, embedder

from gkbot.answer import Answer
from gkbot.bot import IndexedBot
from gkbot.plan import Ask

AT_LEAST = 3000
RIGHT = 0.99
SHOWN = 10
PLANS = frozenset(get_args(Ask))
YEARS = range(2015, 2028)


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its answer (None where asking failed) and what is wrong with it, "" when nothing is."""

    asked: Asked
    answer: Answer | None
    fault: str


@cache
def reports() -> tuple[BankReport, ...]:
    """The reports asked about."""
    return make_reports()


@cache
def judged() -> tuple[Judged, ...]:
    """Every question of the bank asked of an index of the reports and judged, once a session."""
    with TemporaryDirectory(prefix="gkbot_bank_") as folder:
        written = Path(folder, "reports")
        written.mkdir()
        for report in reports():
            (written / report.file).write_text(report.text, encoding="utf-8", newline="\n")
        bot = IndexedBot(build_home(Path(folder, "home"), [written]), embedder)
        try:
            return tuple(_judge(bot))
        finally:
            bot.close()


def _judge(bot: IndexedBot) -> Iterator[Judged]:
    texts = {report.file: squeeze(report.text) for report in reports()}

    @cache
    def converse(questions: tuple[str, ...]) -> Answer:
        """The answer to the last of these questions after the others; what several conversations begin with is asked once."""
        before = [converse(questions[: at + 1]) for at in range(len(questions) - 1)]
        return bot.ask(questions[-1], before)

    for asked in make_questions(reports()):
        try:
            answer = converse((*asked.before, asked.question))
        except (
            Exception
        ) as error:  # whatever the user would be shown instead of an answer is a wrong one, and the rest is still asked
            yield Judged(asked, None, f"raises {error!r}")
        else:
            yield Judged(asked, answer, find_fault(asked, answer, texts, YEARS))


def test_the_bank_is_large_and_covers_both_languages_and_every_kind_of_plan() -> None:
    found = judged()
    assert len(found) >= AT_LEAST
    assert {j.asked.language for j in found} == {"zh", "en"}
    asks = {str(j.answer.plan["ask"]) for j in found if j.answer}
    assert asks >= PLANS, f"no question leads to {PLANS - asks}"


def test_answers_to_the_bank_are_right() -> None:
    found = judged()
    print(table(found))
    right = sum(not j.fault for j in found) / len(found)
    assert right >= RIGHT, f"{right:.1%} right\n{table(found)}"


def test_no_answer_gives_a_number_a_year_or_a_body_that_it_does_not_show() -> None:
    names = [body.name for body in make_bodies()]
    unproven = [(j.asked.question, wrong) for j in judged() if j.answer and (wrong := find_unproven(j.answer, names))]
    assert not unproven, f"{len(unproven)} answers, for example {unproven[:SHOWN]}"


def table(found: Sequence[Judged]) -> str:
    """Right answers by kind and language, worst first, and the first failures."""
    asked = Counter((j.asked.kind, j.asked.language) for j in found)
    right = Counter((j.asked.kind, j.asked.language) for j in found if not j.fault)
    rows = [
        f"{kind:20}{language:4}{right[kind, language]:5} of {count}"
        for (kind, language), count in sorted(asked.items(), key=lambda item: (right[item[0]] / item[1], item[0]))
    ]
    faults = [f"{' >> '.join((*j.asked.before, j.asked.question))}\n    {j.fault}" for j in found if j.fault]
    return "\n".join([*rows, f"{right.total()} of {asked.total()}", *faults[:SHOWN]])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("收到1,362件[1]，占47.06%[12]", ["1362", "47.06%"]),
        ("２０２３年为0件", ["2023", "0"]),
        ("12（12345热线）", ["12", "12345"]),
    ],
)
def test_numbers_are_told_apart_from_marks(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == numbers
