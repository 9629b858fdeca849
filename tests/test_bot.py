"""Asked about made-up reports, the bot answers with their numbers and shows where each stands; a new build is followed at once.

The questions are made from the truth that the reports were written from (sample_questions.py).
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from bank_judge import find_unproven
from sample_index import build_home, embedder, sample_bot, sample_collection, sample_home, sample_store, samples, write_reports
from sample_questions import Asked, find_fault, make_questions, numbers_in
from sqlalchemy import select

from gkbot.answer import Answer
from gkbot.bot import IndexedBot
from gkbot.errors import QuestionError
from index.errors import NoBuild
from index.storage import schema
from index.storage.home import Home
from ui.bot import Bot

# What comes right today, by kind of question; a kind may get better, never worse.
RIGHT = {
    "cell T2": 1.0,
    "cell T3": 0.9,
    "cell T4": 0.85,
    "total": 0.9,
    "rate": 1.0,
    "list": 1.0,
    "count": 1.0,
    "sum": 1.0,
    "average": 1.0,
    "rank": 1.0,
    "compare": 1.0,
    "change": 0.75,
    "yes_no": 1.0,
    "contact": 1.0,
    "applicants": 0.7,
    "missing year": 1.0,
    "missing body": 1.0,
    "figure": 0.8,
}


@cache
def answers() -> tuple[tuple[Asked, Answer], ...]:
    """Every question about the made-up reports with its answer."""
    return tuple((asked, sample_bot().ask(asked.question)) for asked in make_questions(samples()))


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc")
def test_a_bot_lets_go_of_a_build_once_another_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With Chroma open, as it is where there are many passages; else disk and memory of every build before would stay taken."""
    monkeypatch.setattr("index.storage.store.EXACT_UP_TO", 0)
    write_reports(tmp_path / "reports", samples()[:1])
    home = build_home(tmp_path / "home", [tmp_path / "reports"])
    first, asked = home.current(), f"{samples()[0].organisation}{samples()[0].year}年存在哪些问题？"
    assert first is not None
    bot = IndexedBot(home, embedder)
    assert bot.ask(asked).build == bot.ask("存在哪些问题？").build == first.name
    write_reports(tmp_path / "reports", samples()[:2])
    build_home(tmp_path / "home", [tmp_path / "reports"])
    assert home.prune(1) == ()
    assert bot.ask(asked).build != first.name
    assert home.prune(1) == (first.name,)
    left = [os.readlink(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd") if _is_open(number)]
    assert [path for path in left if first.name in path] == []
    bot.close()


def _is_open(number: str) -> bool:
    return os.path.lexists(f"/proc/self/fd/{number}")


@cache
def texts() -> dict[str, str]:
    """The text of each report by its uid."""
    with sample_store().engine.connect() as connection:
        found = connection.execute(select(schema.reports.c.uid, schema.reports.c.id)).all()
    return {uid: sample_store().text(report_id) for uid, report_id in found}


# ---- Right ---------------------------------------------------------------------------------------------------------------


def test_questions_are_many_and_of_all_kinds() -> None:
    kinds = Counter(asked.kind for asked, _ in answers())
    assert set(kinds) == set(RIGHT)
    assert sum(kinds.values()) >= 300
    assert min(Counter(asked.language for asked, _ in answers()).values()) >= 100


def test_most_answers_hold_the_number_that_the_report_was_written_from(capsys: pytest.CaptureFixture[str]) -> None:
    faults = [(asked, find_fault(asked, answer)) for asked, answer in answers()]
    shares = {}
    for kind in RIGHT:
        here = [not fault for asked, fault in faults if asked.kind == kind]
        shares[kind] = sum(here) / len(here)
    right = sum(not fault for _, fault in faults)
    with capsys.disabled():
        print(f"\n{right} of {len(faults)} answers right ({right / len(faults):.1%}):", end=" ")
        print(", ".join(f"{kind} {share:.0%}" for kind, share in shares.items()))
    wrong = "\n".join(f"{asked.kind}: {asked.question}: {fault}" for asked, fault in faults if fault)
    assert right / len(faults) >= 0.94, wrong
    worse = {kind: share for kind, share in shares.items() if share < RIGHT[kind]}
    assert not worse, f"{worse}\n{wrong}"


def test_no_answer_is_taken_from_a_body_that_was_not_asked_about() -> None:
    """Right or not, a question about one body never cites another's report."""
    strays = [
        f"{asked.question}: {sorted({c.file for c in answer.citations} - asked.expected.files)}"
        for asked, answer in answers()
        if asked.expected.files is not None
        and asked.expected.rows is None
        and asked.kind not in ("average",)
        and {c.file for c in answer.citations} - asked.expected.files
    ]
    assert len(strays) <= 2, "\n".join(strays)


# ---- Proven --------------------------------------------------------------------------------------------------------------


def test_every_quote_is_verbatim_the_text_where_it_says() -> None:
    cited = 0
    for asked, answer in answers():
        for c in answer.citations:
            assert texts()[c.report][c.start : c.end] == c.quote, asked.question
            assert c.quote.strip()
            cited += 1
    assert cited > 500


def test_every_citation_has_its_mark_and_every_mark_its_citation() -> None:
    for asked, answer in answers():
        said = answer.answer + " ".join(note.text for note in answer.notes)
        marks = {int(n) for n in re.findall(r"\[(\d+)\]", said)}
        assert marks == {c.n for c in answer.citations}, asked.question
        assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_a_cell_cited_with_a_value_has_it_in_its_quote() -> None:
    for asked, answer in answers():
        for c in answer.citations:
            if c.value is not None:
                assert f"{c.value:g}" in numbers_in(_fold(c.quote)) or str(c.value) in numbers_in(_fold(c.quote)), asked.question


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def test_every_number_year_and_body_of_an_answer_is_shown_beside_it() -> None:
    names = sample_collection().bodies
    bare = {asked.question: wrong for asked, answer in answers() if (wrong := find_unproven(answer, names))}
    assert not bare


def test_tables_and_coverage_agree_with_each_other() -> None:
    for asked, answer in answers():
        if answer.table:
            assert all(len(row) == len(answer.table.columns) for row in answer.table.rows), asked.question
        if answer.coverage:
            assert answer.coverage.matched <= answer.coverage.looked_at
            left_out = {*answer.coverage.unreadable, *answer.coverage.missing}
            assert answer.coverage.matched + len(left_out) <= answer.coverage.looked_at


def test_answers_are_in_the_language_asked_in_and_name_the_build() -> None:
    for asked, answer in answers():
        assert (answer.language, answer.build) == (asked.language, sample_bot().build_id()), asked.question


def test_the_plan_of_every_answer_can_be_read_back() -> None:
    for _, answer in answers():
        assert Answer.model_validate_json(answer.model_dump_json()) == answer


# ---- The bot -------------------------------------------------------------------------------------------------------------


def test_it_is_what_the_faces_ask_of_a_bot() -> None:
    bot: Bot = sample_bot()
    assert bot.build_id() == sample_store().build_id


@pytest.mark.parametrize("language", ["zh", "en"])
def test_its_examples_are_questions_that_it_answers(language: str) -> None:
    examples = sample_bot().examples(language)  # type: ignore[arg-type]
    assert len(examples) >= 3
    for question in examples:
        answer = sample_bot().ask(question)
        assert (answer.status, answer.language) == ("answered", language), question
        assert answer.citations


def test_a_bad_question_is_refused() -> None:
    with pytest.raises(QuestionError):
        sample_bot().ask("")


def test_several_threads_may_ask_at_once() -> None:
    asked = [(a, fault) for a, fault in ((a, find_fault(a, answer)) for a, answer in answers()[::9])]
    with ThreadPoolExecutor(8) as pool:
        again = list(pool.map(lambda pair: find_fault(pair[0], sample_bot().ask(pair[0].question)), asked))
    assert again == [fault for _, fault in asked]


# ---- Builds --------------------------------------------------------------------------------------------------------------


def test_nothing_indexed_is_said_in_one_line(tmp_path: Path) -> None:
    bot = IndexedBot(Home(tmp_path / "none"), embedder)
    assert bot.build_id() is None
    with pytest.raises(NoBuild, match="gkbot index PATH"):
        bot.ask("有哪些报告")


def test_a_running_bot_follows_a_new_build(tmp_path: Path) -> None:
    """The next question is answered from it, with its id, whatever was opened before, passages and names included."""
    early, late = [s for s in samples() if s.year <= 2022], [s for s in samples() if s.year >= 2022]
    write_reports(tmp_path / "early", early)
    write_reports(tmp_path / "late", late)
    home = build_home(tmp_path / "home", [tmp_path / "early"])
    bot = IndexedBot(home, embedder)
    try:
        before = bot.build_id()
        assert bot.ask("墨渡县政府2024年收到几件申请").status == "no_data"
        assert bot.ask("墨渡县政府2022年存在哪些问题").build == before
        build_home(home.path, [tmp_path / "late"])
        assert bot.build_id() not in (None, before)
        answer = bot.ask("墨渡县政府2024年收到几件申请")
        assert (answer.build, answer.citations[0].value) == (bot.build_id(), 21)
        assert bot.ask("墨渡县政府2024年存在哪些问题").build == bot.build_id()
        assert bot.ask("墨渡县菱铺街道办2021年收到几件申请").status == "no_data"
    finally:
        bot.close()


def test_a_closed_bot_opens_again() -> None:
    bot = IndexedBot(sample_home(), embedder)
    assert bot.ask("墨渡县政府2023年收到几件申请").citations[0].value == 37
    bot.close()
    bot.close()
    assert bot.ask("墨渡县政府2023年收到几件申请").citations[0].value == 37
    bot.close()
