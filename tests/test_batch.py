"""A file of questions: an Answer a line in the file's order, conversations kept apart, a bad line told and passed over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from toy_bot import ToyBot

from gkbot.answer import Answer, Language
from gkbot.errors import QuestionError
from ui.shell.batch import answer_batch

# ToyBot says how many turns went before when asked 几轮.
TURNS = "前面几轮了"


def write(path: Path, *lines: dict[str, Any] | str) -> Path:
    file = path / "questions.jsonl"
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    file.write_text(text, encoding="utf-8")
    return file


def answers(file: Path, language: Language | None = None) -> list[tuple[dict[str, Any], bool]]:
    return [(json.loads(line), well) for line, well in answer_batch(ToyBot(), file, language)]


def turns(told: dict[str, Any]) -> int:
    return int(told["answer"].split()[1])


def test_each_line_is_a_whole_answer_with_its_id_in_the_files_order(tmp_path: Path) -> None:
    file = write(tmp_path, *({"id": id_, "question": "青溪镇2023年收到几件申请"} for id_ in ("b", "a", 3)))
    lines = [line for line, well in answer_batch(ToyBot(), file) if well]
    assert [Answer.model_validate_json(line).id for line in lines] == ["b", "a", "3"]
    assert all("\n" not in line for line in lines)


def test_a_follow_up_continues_its_conversation_and_no_other(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        {"id": "a1", "question": TURNS},
        {"id": "b1", "question": TURNS, "followup_of": None},
        {"id": "a2", "question": TURNS, "followup_of": "a1"},
        {"id": "a3", "question": TURNS, "followup_of": "a2"},
        {"id": "b2", "question": TURNS, "followup_of": "b1"},
        {"id": "c1", "question": TURNS},
    )
    assert [turns(told) for told, _ in answers(file)] == [0, 0, 1, 2, 1, 0]


def test_a_conversation_may_branch(tmp_path: Path) -> None:
    file = write(tmp_path, {"id": 1, "question": TURNS}, *({"id": n, "question": TURNS, "followup_of": 1} for n in (2, 3)))
    assert [turns(told) for told, _ in answers(file)] == [0, 1, 1]


def test_other_fields_of_a_line_and_empty_lines_do_not_matter(tmp_path: Path) -> None:
    file = write(tmp_path, "", {"id": "x", "question": TURNS, "kind": "toy", "sources": ["a.txt"]}, "   ")
    assert [(told["id"], well) for told, well in answers(file)] == [("x", True)]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        "7",
        '"question"',
        '{"id": "x"}',
        '{"question": "有哪些报告"}',
        '{"id": "x", "question": null}',
        '{"id": "x", "question": 7}',
        '{"id": "x", "question": ["a"]}',
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_next_is_answered(tmp_path: Path, line: str) -> None:
    told = answers(write(tmp_path, {"id": "a", "question": TURNS}, line, {"id": "b", "question": TURNS}))
    assert [well for _, well in told] == [True, False, True]
    bad = told[1][0]
    assert bad.keys() == {"id", "error"}
    assert "line 2" in bad["error"]
    assert "questions.jsonl" in bad["error"]
    assert [told[0][0]["id"], told[2][0]["id"]] == ["a", "b"]


class RefusingBot(ToyBot):
    """Refuses every question."""

    def ask(self, question: str, history: object = (), language: Language | None = None, filters: object = None) -> Answer:
        raise QuestionError("the question is empty: ask something")


def test_a_refused_question_is_told_in_the_bots_words(tmp_path: Path) -> None:
    ((line, well),) = answer_batch(RefusingBot(), write(tmp_path, {"id": "q", "question": ""}))
    assert (json.loads(line), well) == ({"id": "q", "error": "the question is empty: ask something"}, False)


@pytest.mark.parametrize("make", ["nowhere", "a folder", "latin"])
def test_a_file_that_cannot_be_read_is_refused_with_its_name(tmp_path: Path, make: str) -> None:
    file = tmp_path / "odd.jsonl"
    if make == "a folder":
        file.mkdir()
    elif make == "latin":
        file.write_bytes('{"id": 1, "question": "é"}'.encode("latin-1"))
    with pytest.raises(QuestionError, match=r"odd\.jsonl"):
        list(answer_batch(ToyBot(), file))


def test_the_language_asked_for_reaches_every_question(tmp_path: Path) -> None:
    heard: list[Language | None] = []

    class ListeningBot(ToyBot):
        def ask(self, question: str, history: object = (), language: Language | None = None, filters: object = None) -> Answer:
            heard.append(language)
            return super().ask(question)

    list(answer_batch(ListeningBot(), write(tmp_path, {"id": 1, "question": "a"}, {"id": 2, "question": "b"}), "en"))
    assert heard == ["en", "en"]


def test_answers_come_as_they_are_made(tmp_path: Path) -> None:
    """Whoever reads a long batch sees the first answer before the last question is asked."""
    lines = answer_batch(ToyBot(), write(tmp_path, {"id": 1, "question": TURNS}, {"id": 2, "question": "出错"}))
    line, well = next(lines)
    assert (json.loads(line)["id"], well) == ("1", True)


def test_an_error_in_one_question_leaves_the_others_their_answers(tmp_path: Path) -> None:
    told = answers(write(tmp_path, {"id": 1, "question": "出错"}, {"id": 2, "question": TURNS}))
    assert [well for _, well in told] == [False, True]


def test_a_follow_up_of_nothing_is_told(tmp_path: Path) -> None:
    told = answers(write(tmp_path, {"id": 2, "question": TURNS, "followup_of": "nowhere"}))
    assert [well for _, well in told] == [False]


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    file = write(tmp_path, {"id": 1, "question": TURNS})
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert [well for _, well in answers(file)] == [True]


def test_only_a_newline_parts_lines(tmp_path: Path) -> None:
    assert [well for _, well in answers(write(tmp_path, {"id": 1, "question": f"{TURNS}\u2028？"}))] == [True]
