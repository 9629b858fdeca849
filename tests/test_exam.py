"""The exam of a build: its own cells are asked for, the owner's questions judged and followed, and a wrong answer tells."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sample_index import build_home, embedder, sample_store, samples, write_reports

from gkbot.answer import Answer, Citation
from gkbot.chain import Steps
from gkbot.errors import BotError
from gkbot.exam import SAMPLE, FixedQuestion, make_questions, read_fixed, sit_exam
from index.storage.home import Home
from index.storage.store import open_store
from ui.cli import MISTAKE, OK, main


def steps() -> Steps:
    return Steps(sample_store(), embedder)


def write_exam(home: Path, *questions: dict[str, object]) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "exam.jsonl").write_text("\n".join(json.dumps(q, ensure_ascii=False) for q in questions), encoding="utf-8")


def test_questions_are_made_from_the_cells_of_the_last_reports_and_of_others() -> None:
    made = list(make_questions(sample_store()))
    assert SAMPLE // 2 <= len(made) <= SAMPLE
    cells = {(sample.organisation, sample.year): sample.cells for sample in samples()}
    assert all(question.number in cells[question.organisation, question.year].values() for question in made)
    assert len({question.measure for question in made}) > 5
    assert [q.question for q in made] == [q.question for q in make_questions(sample_store())]


def test_a_sound_build_passes_and_every_question_is_understood() -> None:
    marked = sit_exam(steps(), ())
    assert marked.wrong == marked.changed == ()
    for question in make_questions(sample_store()):
        answer = steps().answer(steps().understand({"question": question.question}))
        assert any(cited.value == question.number for cited in answer.citations), question.question


def _answer(text: str, value: int | None = None) -> Answer:
    cited = Citation(
        n=1, report="r", organisation="o", year=2023, file="f", section="s", locator="l", quote="q", start=0, end=1, value=value
    )
    return Answer(id="", question="?", language="zh", status="answered", answer=text, plan={}, citations=(cited,))


@pytest.mark.parametrize(
    ("expect", "answer", "is_right"),
    [
        (3, _answer("收到3件[1]。"), True),
        (3119, _answer("收到3,119件[1]。"), True),
        (1, _answer("收到3件[1]。"), False),
        (1, _answer("收到[1]。", 1), True),
        (0.5, _answer("占0.5[1]。"), True),
        ("予以公开", _answer("**予以 公开**3件"), True),
        ("不予公开", _answer("予以公开3件"), False),
        (None, _answer("什么都行"), True),
    ],
)
def test_an_answer_is_judged_by_its_numbers_or_words(expect: str | float | None, answer: Answer, is_right: bool) -> None:
    assert (FixedQuestion(question="?", expect=expect).flaw(answer) is None) is is_right


def test_an_expected_status_is_judged() -> None:
    assert FixedQuestion(question="?", status="no_data").flaw(_answer("x")) == "is answered, expected no_data"


@pytest.mark.parametrize("line", ["{", '{"question": ""}', '{"frage": "x"}', '["x"]', '{"question": "x", "status": "maybe"}'])
def test_a_line_that_is_no_question_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / "exam.jsonl").write_text(f'{{"question": "x"}}\n\n{line}\n', encoding="utf-8")
    with pytest.raises(BotError, match=r"exam\.jsonl line 3 is no exam question") as refused:
        read_fixed(tmp_path / "exam.jsonl")
    assert "\n" not in str(refused.value)


def test_no_file_means_no_fixed_questions(tmp_path: Path) -> None:
    assert read_fixed(tmp_path / "exam.jsonl") == ()


def test_a_build_whose_numbers_are_others_than_its_texts_say_fails(tmp_path: Path) -> None:
    """What a fault of ours or a damaged disk would do: the wide table says another number than the cell's own record."""
    write_reports(tmp_path / "reports", samples()[:4])
    home = build_home(tmp_path / "home", [tmp_path / "reports"])
    current = home.current()
    assert current is not None
    with closing(sqlite3.connect(current / "facts.sqlite")) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(cells_2021)")][2:]
        connection.execute("UPDATE cells_2021 SET " + ", ".join(f"{name} = {name} + 1" for name in columns))
        connection.commit()
    store = open_store(home)
    marked = sit_exam(Steps(store, embedder), ())
    store.close()
    assert len(marked.wrong) == marked.asked > 0
    assert "exam questions are answered wrongly" in marked.describe_wrong()


def test_a_wrong_answer_keeps_the_old_build_and_says_why(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = samples()[0], samples()[1]
    asked = {"question": f"{first.organisation}{first.year}年收到几件申请？", "expect": first.cells["T3.new.total"]}
    write_reports(tmp_path / "reports", [first])
    write_exam(home, asked)
    assert main(["index", str(tmp_path / "reports")]) == OK
    old = Home(home).current()
    (tmp_path / "reports" / first.file).unlink()
    write_reports(tmp_path / "reports", [second])
    capsys.readouterr()
    assert main(["index", str(tmp_path / "reports")]) == MISTAKE
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert str(asked["question"]) in error
    assert Home(home).current() == old
    assert len(list(Home(home).builds.iterdir())) == 1
    assert main(["status"]) == OK
    assert f"left the build before: {error.removeprefix('gkbot: ').strip()}" in capsys.readouterr().out
    write_exam(home)
    assert main(["index", str(tmp_path / "reports")]) == OK


def test_answers_that_change_are_listed_and_verify_asks_again(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_exam(home, {"question": "一共有几份报告？"})
    write_reports(tmp_path / "reports", samples()[:2])
    main(["index", str(tmp_path / "reports")])
    assert "answers otherwise now" not in capsys.readouterr().out
    write_reports(tmp_path / "reports", samples()[:3])
    main(["index", str(tmp_path / "reports")])
    told = capsys.readouterr().out.splitlines()
    at = told.index("answers otherwise now: 一共有几份报告？")
    assert "2" in told[at + 1]
    assert told[at + 1].startswith("  - ")
    assert "3" in told[at + 2]
    assert main(["verify"]) == OK
    assert told[at] in capsys.readouterr().out
    write_exam(home, {"question": "一共有几份报告？", "expect": 4})
    assert main(["verify"]) == MISTAKE
    assert "does not say 4" in capsys.readouterr().err
