"""What a reader does with an answer afterwards: downloads its table with the sources, judges it, finds it after a reload."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from toy_bot import CELL, ROW, TABLE, ToyBot, make_answer

from gkbot.answer import Answer, AnswerTable
from index.report import Report
from ui.chat import conversation
from ui.chat.conversation import Conversation, restore, save
from ui.chat.feedback import FILE, Judgement, record_judgement
from ui.chat.message import Surroundings
from ui.web import downloads
from ui.web.answers import make_answers_router
from ui.web.shelf import Shelf

WHERE = Surroundings()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def client(shelf: Shelf, tmp_path: Path) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(make_answers_router(shelf, ToyBot().report, tmp_path))
    with TestClient(app) as opened:
        yield opened


def get_rows(client: TestClient, answer: Answer, kind: str) -> list[list[object]]:
    got = client.get(f"/answers/{answer.id}/table.{kind}")
    assert got.status_code == 200
    if kind == "csv":
        return [[cell or None for cell in row] for row in csv.reader(io.StringIO(got.content.decode("utf-8-sig")))]
    sheet = load_workbook(io.BytesIO(got.content)).active
    assert sheet is not None
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_number_of_a_download_has_its_report_place_and_quote(client: TestClient, shelf: Shelf, kind: str) -> None:
    head, first, gone, computed = get_rows(client, shelf.put(make_answer(table=TABLE)), kind)
    assert head == ["机关", "年份", "本年新收", *(f"本年新收 – {part}" for part in ("报告编号", "文件", "位置", "原文"))]
    assert [str(value) for value in first[:5]] == ["青溪镇人民政府", "2023", "3", "qingxi-2023", "qingxi_2023.txt"]
    assert first[5] == "一、本年新收政府信息公开申请数量 / 总计"
    assert first[6] == ROW.strip()
    assert gone[3:] == ["gone", None, "T3.new.total", None]
    assert computed[3:] == [None] * 4
    if kind == "csv":
        assert computed[0] == '\'=HYPERLINK("http://example.com")'
    else:
        assert first[2] == 3
        assert computed[0] == '=HYPERLINK("http://example.com")'


def test_a_file_is_named_after_its_question_and_is_kept_by_nobody(client: TestClient, shelf: Shelf) -> None:
    answer = shelf.put(make_answer("2023年/哪些\r\n镇？", table=TABLE))
    got = client.get(f"/answers/{answer.id}/table.csv")
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''2023%E5%B9%B4%E5%93%AA%E4%BA%9B%E9%95%87.csv"
    assert got.headers["cache-control"] == "no-store"


def test_of_very_many_rows_the_reports_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "QUOTED_UP_TO", 2)

    def read_report(uid: str) -> Report:
        raise AssertionError(f"read {uid}")

    _, rows = downloads.rows_with_sources(TABLE, "zh", read_report)
    assert next(row[3:] for row in rows) == ("qingxi-2023", None, "T3.new.total", None)


@pytest.mark.parametrize("path", ["nobody/table.csv", "{}/table.pdf", "{}/table.csv"])
def test_what_is_not_there_is_refused(client: TestClient, shelf: Shelf, path: str) -> None:
    assert client.get(f"/answers/{path.format(shelf.put(make_answer()).id)}").status_code in (404, 422)


def test_a_judgement_is_kept_with_its_answer_and_says_nothing_of_who_gave_it(
    client: TestClient, shelf: Shelf, tmp_path: Path
) -> None:
    answer = shelf.put(make_answer("几件？", "3 件 [1]", citations=(CELL,)))
    for judged in ({"vote": "down"}, {"vote": "down", "remark": " 应为 4 件\n"}):
        assert client.post(f"/answers/{answer.id}/feedback", json=judged).status_code == 204
    lines = [json.loads(line) for line in (tmp_path / FILE).read_text(encoding="utf-8").splitlines()]
    assert [(line["vote"], line["remark"]) for line in lines] == [("down", ""), ("down", "应为 4 件")]
    assert lines[0]["question"] == "几件？"
    assert set(lines[0]) == {
        "time", "answer_id", "question", "language", "status", "answer", "plan", "build", "model", "vote", "remark"
    }  # fmt: skip


@pytest.mark.parametrize("judged", [{"vote": "maybe"}, {"vote": "up", "remark": "长" * 501}, {"vote": "up", "who": "me"}, {}])
def test_what_is_no_judgement_is_refused(client: TestClient, shelf: Shelf, tmp_path: Path, judged: dict[str, str]) -> None:
    assert client.post(f"/answers/{shelf.put(make_answer()).id}/feedback", json=judged).status_code == 422
    assert not (tmp_path / FILE).exists()


def test_a_full_file_and_a_site_that_wants_none_take_no_judgements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.chat.feedback.FILE_LIMIT", 1)
    assert record_judgement(tmp_path, make_answer(), Judgement(vote="up"))
    assert not record_judgement(tmp_path, make_answer(), Judgement(vote="up"))
    shelf, app = Shelf(), FastAPI()
    app.include_router(make_answers_router(shelf, ToyBot().report, None))
    assert TestClient(app).post(f"/answers/{shelf.put(make_answer()).id}/feedback", json={"vote": "up"}).status_code == 404


def test_the_shelf_gives_ids_of_its_own_and_lets_go_of_the_oldest() -> None:
    shelf = Shelf(rows=10, answers=3)
    answers = [shelf.put(make_answer(str(n))) for n in range(5)]
    assert len({answer.id for answer in answers}) == 5
    assert [shelf.get(answer.id) is not None for answer in answers] == [False, False, True, True, True]
    big = shelf.put(make_answer(table=AnswerTable(columns=("a",), rows=((1,),) * 50)))
    assert shelf.get(big.id) is not None
    assert all(shelf.get(answer.id) is None for answer in answers)


# ---- what the browser keeps ----


def talk(shelf: Shelf, *answers: Answer) -> Conversation:
    talked = Conversation()
    for answer in answers:
        talked = talked.with_question(answer.question).with_answer(answer, shelf, WHERE)
    return talked


def test_a_conversation_comes_back_as_it_was(shelf: Shelf) -> None:
    talked = talk(shelf, make_answer("一", "3 件 [1]", citations=(CELL,)), make_answer("二", table=TABLE))
    kept = json.loads(json.dumps(save(talked, "q=1")))
    again = restore(kept, "q=1", shelf, WHERE)
    assert [message["role"] for message in again.messages] == ["user", "assistant"] * 2
    assert [a.model_copy(update={"id": ""}) for a in again.answers] == [a.model_copy(update={"id": ""}) for a in talked.answers]
    assert all(shelf.get(answer.id) for answer in again.answers)


@pytest.mark.parametrize(
    "kept", [None, {}, [], "x", 3, {"door": "q=1"}, {"door": "q=1", "answers": 4}, {"door": "q=2", "answers": []}]
)
def test_what_a_browser_makes_up_is_no_conversation(shelf: Shelf, kept: object) -> None:
    assert restore(kept, "q=1", shelf, WHERE) == Conversation()


def test_an_answer_that_was_tampered_with_is_left_out(shelf: Shelf) -> None:
    kept = save(talk(shelf, make_answer("一"), make_answer("二")), "")
    kept["answers"][0]["status"] = "<script>"
    assert [answer.question for answer in restore(kept, "", shelf, WHERE).answers] == ["二"]


def test_what_is_kept_is_bounded(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "SAVED_CHARACTERS", 3_000)
    wide = AnswerTable(columns=("a",), rows=(("很长" * 50,),) * 30)
    talked = talk(shelf, *(make_answer(str(n)) for n in range(15)), make_answer("大", table=wide))
    kept = save(talked, "")
    assert len(json.dumps(kept, ensure_ascii=False)) < 3_500
    assert kept["answers"][-1]["question"] == "大"
    assert kept["answers"][-1]["table"] is None
    assert 2 < len(kept["answers"]) < 16
