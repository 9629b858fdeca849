"""A Plan proposed by a model is asked for when the rules are unsure, checked like any other, and never makes things worse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from model_server import ModelServer, Said, in_turn, is_plan, prompt_of, serve_model
from sample_index import embedder
from told_reports import COUNTY, told_store

from gkbot.answer import Answer
from gkbot.chain import Steps
from gkbot.language.models import LanguageModel, Method, ModelChoice
from gkbot.language.planning import Proposal

# The rules refuse this: it says nothing that they know of reports.
ASKED = "临渊那边老百姓一共来要过几回材料？"
PLAN: dict[str, Any] = {
    "ask": "lookup", "bodies": [], "regions": ["临渊"], "kinds": ["government"], "years": [],
    "measures": [{"key": "new", "column": None}], "conditions": [], "fields": [], "topic": None, "query": "",
    "descending": True, "limit": None,
}  # fmt: skip
HOPELESS = "绿萝多久浇一次水？"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with serve_model() as running:
        yield running


def steps(server: ModelServer, method: Method = "json_schema") -> Steps:
    return Steps(
        told_store(), embedder, model=LanguageModel(ModelChoice("openai:scripted", url=server.url, seconds=20, method=method))
    )


def ask(server: ModelServer, question: str, method: Method = "json_schema") -> Answer:
    with_model = steps(server, method)
    server.requests.clear()
    try:
        return with_model.ask({"question": question})
    finally:
        assert with_model.model
        with_model.model.close()


def without(question: str) -> Answer:
    return Steps(told_store(), embedder).ask({"question": question})


def says(**changed: object) -> Said:
    return Said(arguments=json.dumps(PLAN | changed, ensure_ascii=False))


def test_the_rules_alone_do_not_understand_the_question() -> None:
    assert without(ASKED).status != "answered"


@pytest.mark.parametrize("method", get_args(Method))
def test_a_plan_of_the_model_is_looked_up_and_told(method: Method, server: ModelServer) -> None:
    text = f"<think>要查新收。</think>计划如下：\n```json\n{json.dumps(PLAN, ensure_ascii=False)}\n```"
    server.script = lambda request: Said(text) if method == "text" else says()
    answer = ask(server, ASKED, method)
    assert (answer.status, answer.citations[0].value, answer.model) == ("answered", 3, "openai:scripted")
    assert answer.citations[0].organisation == COUNTY
    assert "语言模型理解为" in next(note.text for note in answer.notes if note.code == "model_planned")
    request = server.requests[0]
    assert ("tools" in request) == (method == "function_calling")
    assert ("response_format" in request) == (method in ("json_schema", "json_mode"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"ask": "drop_table"},
        {"measures": [{"key": "salaries", "column": None}]},
        {"measures": [{"key": "new", "column": "martians"}]},
        {"measures": []},
        {"bodies": ["北京市朝阳区人民政府"]},
        {"regions": ["北京市"]},
        {"years": [2019]},
        {"topic": "gossip"},
        {"fields": ["password"]},
        {"conditions": [{"measure": {"key": "new", "column": None}, "operator": "LIKE", "value": 1}]},
        {"limit": 0},
        {"sql": "select * from reports"},
    ],
)
def test_a_plan_that_cannot_be_used_is_asked_for_again_once_with_the_reason(
    wrong: dict[str, object], server: ModelServer
) -> None:
    server.script = in_turn([says(**wrong), says()])
    assert ask(server, ASKED).status == "answered"
    assert len(server.requests) == 2
    assert "这个计划不能用" in prompt_of(server.requests[1])
    server.script = lambda request: says(**wrong)
    answer, rules = ask(server, ASKED), without(ASKED)
    assert len(server.requests) == 2
    assert (answer.status, answer.answer, answer.citations) == (rules.status, rules.answer, rules.citations)
    assert answer.notes[-1].code == "model_not_used"


@pytest.mark.parametrize(
    "said", [Said("不知道"), Said(""), Said("{"), Said("[1, 2]"), Said(status=500), Said("{}", finish="length")]
)
@pytest.mark.parametrize("method", ["json_schema", "text"])
def test_a_reply_that_is_no_plan_leaves_the_rules_answer(said: Said, method: Method, server: ModelServer) -> None:
    server.script = lambda request: said
    answer, rules = ask(server, ASKED, method), without(ASKED)
    assert (answer.status, answer.answer, answer.model) == (rules.status, rules.answer, None)
    assert answer.notes[-1].code == "model_not_used"


def test_a_question_about_something_else_stays_out_of_scope(server: ModelServer) -> None:
    server.script = lambda request: says(ask="refuse", regions=[], measures=[])
    answer = ask(server, HOPELESS)
    assert (answer.status, answer.answer) == ("out_of_scope", without(HOPELESS).answer)
    assert answer.notes == ()


def test_a_body_without_a_report_is_never_answered_for_by_another(server: ModelServer) -> None:
    question = "北京市朝阳区人民政府2023年收到几件申请？"
    server.script = lambda request: says(regions=[], bodies=[COUNTY])
    answer = ask(server, question)
    assert (answer.status, answer.answer) == ("no_data", without(question).answer)
    assert not server.requests


def test_what_the_rules_understood_of_whom_and_when_stays(server: ModelServer) -> None:
    question = "临渊县政府2023年有多少人关注公众号？"
    assert without(question).status == "not_stated"
    server.script = lambda request: says(regions=[], query="培训 人次", ask="figure", measures=[])
    answer = ask(server, question)
    assert answer.plan["scope"]["organisations"] == [COUNTY]
    assert answer.plan["scope"]["years"] == [2023]


def test_the_prompt_names_every_measure_once_and_asks_for_every_part(server: ModelServer) -> None:
    server.script = lambda request: says()
    ask(server, ASKED)
    told = prompt_of(server.requests[0])
    assert is_plan(server.requests[0])
    assert all(name in told for name in Proposal.model_fields)
    assert told.count("\nnew ") == told.count("\ndenied ") == 1
    assert len(told) < 3000
