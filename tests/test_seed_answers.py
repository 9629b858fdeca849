"""Over the five sample reports: twelve questions in one batch from the shell, and every cell in `gkbot reports --json`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sample_index import SEEDS, seed_home
from sqlalchemy import select

from gkbot.answer import Answer
from index.storage import schema
from index.storage.store import open_store

ROOT = Path(__file__).parents[1]
GOLD_FILE = SEEDS.parents[1] / "gold" / "seeds_gold.json"
CONTRACT: dict[str, Any] = {
    "file": str,
    "title": str,
    "organisation": {"full": str, "kind": str, "aliases": list},
    "region": {"province": str, "city": str, "county": str},
    "year": int,
    "edition": str,
    "contact": {"address": str, "phone": str, "postcode": str, "email": str, "website": str},
    "tables": {"T2": dict, "T3": dict, "T4": dict},
    "checks": list,
}
MORE = {"contact_more", "indicators"}

pytestmark = pytest.mark.skipif(not GOLD_FILE.exists(), reason=f"{GOLD_FILE} is not here")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a right answer holds: numbers and words in its text, each place cited as file (first three digits) and words of it.

    `value` is that of the first citation; `coverage` is (matched, looked at); `codes` are those of its notes.
    """

    question: str
    status: str = "answered"
    language: str = "zh"
    told: tuple[str, ...] = ()
    cited: frozenset[tuple[str, str]] = frozenset()
    value: float | None = None
    coverage: tuple[int, int] | None = None
    codes: frozenset[str] = field(default_factory=frozenset)


NEW, THIRD_PARTY, TOTAL, LICENCES = "一、本年新收政府信息公开申请数量", "保护第三方合法权益", "（七）总计", "行政许可"
TWELVE = (
    Sought(
        "which 2023 parks received applications",
        language="en",
        told=("山东张店经济开发区管理委员会", "1"),
        cited=frozenset({("002", NEW)}),
        value=1,
        coverage=(1, 3),
    ),
    Sought(
        "哪些园区2023年没有收到申请",
        told=("樟树工业园区管委会", "泸州国家高新区江南科技产业园管理委员会", "0"),
        cited=frozenset({("000", NEW), ("004", NEW)}),
        value=0,
        coverage=(2, 3),
    ),
    Sought(
        "张店经开区的那件申请是谁提的、怎么处理的",
        told=("商业企业", "不予公开", "第三方合法权益", "1"),
        cited=frozenset({("002", NEW), ("002", THIRD_PARTY), ("002", TOTAL)}),
        value=1,
    ),
    Sought("樟树市工信局2023年行政许可多少件", told=("136",), cited=frozenset({("001", LICENCES)}), value=136),
    Sought(
        "五份报告一共收到多少件申请",
        told=("1件",),
        cited=frozenset({*((f"00{n}", NEW) for n in range(5)), ("003", "申请1件")}),
        coverage=(5, 5),
        codes=frozenset({"computed", "text_table_conflict"}),
    ),
    Sought(
        "樟树市行政服务中心管委会2021年收到几件申请",
        told=("0", "1", "不一致"),
        cited=frozenset({("003", NEW), ("003", "申请1件")}),
        value=0,
        codes=frozenset({"text_table_conflict"}),
    ),
    Sought("樟树工业园区2022年收到多少申请", status="no_data", told=("2022", "2023")),
    Sought("今天天气怎么样", status="out_of_scope"),
    Sought("樟树工业园区的电话和地址", told=("0795-7365939", "樟树市清江大道6666号"), cited=frozenset({("000", "0795-7365939")})),
    Sought("张店经开区存在哪些问题", told=("形式不够创新", "更新不及时"), cited=frozenset({("002", "形式不够创新")})),
    Sought(
        "How many administrative licensing decisions did the Zhangshu industry bureau make in 2023?",
        language="en",
        told=("136",),
        cited=frozenset({("001", LICENCES)}),
        value=136,
    ),
    Sought("樟树市工信局2024年的情况", status="no_data", told=("2024", "2023")),
)
each_question = pytest.mark.parametrize("sought", TWELVE, ids=lambda sought: sought.question[:24])


def shell(*arguments: str) -> str:
    """What the command prints, run as a process of its own over the five reports."""
    environment = {**os.environ, "GKBOT_HOME": str(seed_home().path)}
    done = subprocess.run(
        [sys.executable, "-m", "ui", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@cache
def answers() -> dict[str, Answer]:
    """The answers to the twelve questions by question, from one batch."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "questions.jsonl"
        lines = [json.dumps({"id": f"q{n}", "question": sought.question}) for n, sought in enumerate(TWELVE, 1)]
        file.write_text("\n".join(lines), encoding="utf-8")
        made = [Answer.model_validate_json(line) for line in shell("ask", "--batch", str(file)).splitlines()]
    assert [answer.id for answer in made] == [f"q{n}" for n in range(1, len(TWELVE) + 1)]
    return {answer.question: answer for answer in made}


@cache
def texts() -> dict[str, str]:
    """Each file as it stands, without bookmarks, by its first three digits."""
    return {path.name[:3]: re.sub(r"\[bookmark: [^\]]*\]", "", path.read_text(encoding="utf-8")) for path in SEEDS.glob("*.txt")}


# ---- Twelve questions ----------------------------------------------------------------------------------------------------


@each_question
def test_status_language_and_figures_are_right(sought: Sought) -> None:
    answer = answers()[sought.question]
    assert (answer.status, answer.language) == (sought.status, sought.language)
    for told in sought.told:
        pattern = rf"(?<![\d.\[]){re.escape(told)}(?![\d\]])" if told.isdigit() else re.escape(told)
        assert re.search(pattern, answer.answer), told


@each_question
def test_just_the_right_places_are_cited(sought: Sought) -> None:
    citations = answers()[sought.question].citations
    assert len(citations) == len(sought.cited)
    for file, words in sought.cited:
        assert any(c.file.startswith(file) and words in c.quote for c in citations), (file, words)
    if sought.value is not None:
        assert citations[0].value == sought.value


@each_question
def test_every_quote_stands_in_its_file(sought: Sought) -> None:
    for c in answers()[sought.question].citations:
        assert c.quote.strip()
        assert "".join(c.quote.split()) in "".join(texts()[c.file[:3]].split())
        assert c.end - c.start == len(c.quote)


@each_question
def test_coverage_and_notes_are_right(sought: Sought) -> None:
    answer = answers()[sought.question]
    if sought.coverage is not None:
        assert answer.coverage is not None
        assert (answer.coverage.matched, answer.coverage.looked_at) == sought.coverage
    assert {note.code for note in answer.notes} == sought.codes


def test_quotes_are_the_characters_of_the_extracted_text() -> None:
    store = open_store(seed_home())
    try:
        with store.engine.connect() as connection:
            columns = schema.reports.c
            reports = {row.uid: row for row in connection.execute(select(columns.uid, columns.id, columns.file))}
        for answer in answers().values():
            for c in answer.citations:
                assert reports[c.report].file == c.file
                assert store.text(reports[c.report].id)[c.start : c.end] == c.quote
    finally:
        store.close()


def test_the_report_that_contradicts_itself_gives_both_values_and_both_places() -> None:
    answer = answers()["樟树市行政服务中心管委会2021年收到几件申请"]
    (note,) = answer.notes
    assert re.search(r"正文为1\b|正文.{0,30}1", note.text)
    assert re.search(r"为0|0件", note.text)
    table = next(c for c in answer.citations if NEW in c.quote)
    sentence = next(c for c in answer.citations if "申请1件" in c.quote)
    assert (table.value, sentence.value) == (0, None)
    assert all(f"[{c.n}]" in note.text for c in (table, sentence))


def test_what_there_is_is_said_where_a_year_is_not() -> None:
    answer = answers()["樟树工业园区2022年收到多少申请"]
    assert answer.citations == ()
    assert "樟树工业园区管委会" in answer.answer


# ---- Reports -------------------------------------------------------------------------------------------------------------


@cache
def gold() -> dict[str, dict[str, Any]]:
    return {report["file"]: report for report in json.loads(GOLD_FILE.read_text(encoding="utf-8"))}


@cache
def told() -> dict[str, dict[str, Any]]:
    """The objects of `gkbot reports --json` by file."""
    objects = [json.loads(line) for line in shell("reports", "--json").splitlines()]
    return {o["file"]: o for o in objects}


def test_each_report_is_told_once() -> None:
    assert list(told()) == sorted(gold())


@pytest.mark.parametrize("number", range(5))
def test_every_cell_is_the_gold_one(number: int) -> None:
    file = sorted(gold())[number]
    expected = {table: gold()[file]["tables"][table] for table in ("T2", "T3", "T4")}
    assert sum(len(columns) for rows in expected.values() for columns in rows.values()) == 200
    assert told()[file]["tables"] == expected


@pytest.mark.parametrize("number", range(5))
def test_year_name_kind_and_contact_are_the_gold_ones(number: int) -> None:
    file = sorted(gold())[number]
    o, expected = told()[file], gold()[file]
    assert (o["year"], o["title"], o["edition"]) == (expected["year"], expected["title"], expected["form_edition"])
    assert o["organisation"]["full"] == expected["organisation"]["full"]
    assert o["organisation"]["kind"] == expected["organisation"]["kind_group"]
    assert o["contact"] == {part: expected["contact"][part] for part in o["contact"]}


@pytest.mark.parametrize("number", range(5))
def test_the_keys_are_those_of_the_contract(number: int) -> None:
    o = told()[sorted(gold())[number]]
    assert set(CONTRACT) <= set(o) <= set(CONTRACT) | MORE
    for key, kind in CONTRACT.items():
        if isinstance(kind, dict):
            assert list(o[key]) == list(kind)
            assert all(isinstance(o[key][part], (type_, type(None))) for part, type_ in kind.items())
        else:
            assert isinstance(o[key], kind)
    assert all(list(check) == ["code", "status", "detail"] for check in o["checks"])
