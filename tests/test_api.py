"""The routes of our own: answers, reports and their pages over HTTP; what is refused says why and under which id."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from sample_index import sample_bot, sample_collection, samples
from toy_bot import ToyBot

pytest.importorskip("gradio", reason="needs gradio")
from apps import make_app
from fastapi.testclient import TestClient

from gkbot.answer import Answer
from ui.chat.sources import proof_link, report_link
from ui.settings import Settings
from ui.web.guards import BODY_LIMIT

PORTAL = "https://portal.example"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = make_app(sample_bot(), Settings(api_origins=PORTAL, embed_origins=PORTAL, questions_per_minute=0))
    with TestClient(app, base_url="http://bot.example", headers={"Accept-Language": "zh-CN"}) as served:
        yield served


@pytest.fixture(scope="module")
def toy() -> Iterator[TestClient]:
    with TestClient(make_app(ToyBot(), Settings(questions_per_minute=2)), base_url="http://bot.example") as served:
        yield served


def ask(client: TestClient, question: str, **more: object) -> Answer:
    response = client.post("/api/ask", json={"question": question, **more})
    assert response.status_code == 200
    return Answer.model_validate(response.json())


def a_question() -> str:
    sample = next(sample for sample in samples() if sample.cells["T3.new.total"] and not sample.defect)
    return f"{sample.organisation}{sample.year}年新收多少件申请？"


def test_an_answer_is_the_one_the_bot_gives(client: TestClient) -> None:
    answer = ask(client, a_question())
    assert answer.status == "answered"
    assert answer.model_copy(update={"seconds": 0}) == sample_bot().ask(a_question()).model_copy(update={"seconds": 0})


def test_a_follow_up_leans_on_the_history_sent_along(client: TestClient) -> None:
    first = ask(client, a_question())
    then = ask(client, "它的电话呢？", history=[first.model_dump(mode="json")])
    assert then.plan["scope"]["organisations"] == first.plan["scope"]["organisations"]
    assert then.plan["ask"] == "contact"


def test_an_event_stream_ends_in_the_same_answer(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": a_question()}, headers={"Accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    *stages, (name, data) = events_of(response.text)
    assert stages == [("stage", {"stage": stage}) for stage in ("understanding", "looking_up", "writing")]
    assert name == "answer"
    assert Answer.model_validate(data).answer == ask(client, a_question()).answer


@pytest.fixture(scope="module")
def streaming() -> Iterator[TestClient]:
    with TestClient(make_app(ToyBot(), Settings()), base_url="http://bot.example") as served:
        yield served


def test_an_event_stream_holds_the_text_as_it_is_written(streaming: TestClient) -> None:
    response = streaming.post("/api/ask", json={"question": "青溪镇收到几件？"}, headers={"Accept": "text/event-stream"})
    told = events_of(response.text)
    assert "".join(data["text"] for name, data in told if name == "token") == told[-1][1]["answer"]


def test_an_event_stream_that_breaks_ends_in_an_error(streaming: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    response = streaming.post("/api/ask", json={"question": "出错"}, headers={"Accept": "text/event-stream"})
    name, data = events_of(response.text)[-1]
    assert (name, data["request_id"]) == ("error", response.headers["x-request-id"])
    assert data["request_id"] in caplog.text
    assert "on fire" not in response.text


def events_of(stream: str) -> list[tuple[str, dict[str, Any]]]:
    """The events of an event stream with their data."""
    pairs = (event.split("\n") for event in stream.strip().split("\n\n"))
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in pairs]


def test_reports_are_listed_filtered_and_paged(client: TestClient) -> None:
    listed = client.get("/api/reports", params={"limit": 1000}).json()
    assert (listed["count"], len(listed["reports"])) == (len(samples()), len(samples()))
    sample = samples()[0]
    asked = {"year": sample.year, "kind": sample.kind, "region": sample.county}
    found = client.get("/api/reports", params=asked).json()["reports"]
    wanted = {s.file for s in samples() if (s.year, s.kind, s.county) == (sample.year, sample.kind, sample.county)}
    assert {report["file"] for report in found} == wanted
    searched = client.get("/api/reports", params={"search": sample.organisation[1:-1]}).json()["reports"]
    assert {report["organisation"] for report in searched} == {sample.organisation}
    page = client.get("/api/reports", params={"limit": 2, "offset": 1}).json()
    assert (page["count"], page["reports"]) == (len(samples()), listed["reports"][1:3])


def test_a_report_is_told_cell_by_cell(client: TestClient) -> None:
    sample = samples()[0]
    uid = next(report.uid for report in sample_collection().reports if report.file == sample.file)
    told = client.get(f"/api/reports/{uid}").json()
    assert (told["id"], told["file"]) == (uid, sample.file)
    assert told["tables"]["T3"]["new"]["total"] == sample.cells["T3.new.total"]


def test_every_citation_of_an_answer_leads_to_its_place_lit(client: TestClient) -> None:
    answer = ask(client, a_question())
    assert answer.citations
    for citation in answer.citations:
        link = report_link(citation)
        page = client.get(link).text
        assert urlsplit(link).fragment == "lit"
        assert len(re.findall('id="lit"', page)) == 1
        lit = re.search(r'<td [^>]*gk-lit"[^>]*><a id="lit"></a>([^<]*)</td>', page)
        assert lit
        assert float(lit[1]) == citation.value
        assert citation.quote in client.get(f"/reports/{citation.report}/text").text


def test_the_section_of_a_cited_place_comes_alone_with_the_same_place_lit(client: TestClient) -> None:
    for citation in ask(client, a_question()).citations:
        parts = urlsplit(report_link(citation))
        whole, section = client.get(report_link(citation)).text, client.get(f"{parts.path}/cited?{parts.query}").text
        assert len(re.findall('id="lit"', section)) == 1
        assert "<html" not in section
        assert section in whole


def test_every_number_of_a_table_leads_to_its_cells_lit(client: TestClient) -> None:
    table = ask(client, "2023年哪个单位收到的申请最多？").table
    assert table is not None
    assert len(table.sources) == len(table.rows) > 3
    for row, (_, _, proof) in zip(table.rows[:5], table.sources, strict=False):
        assert proof is not None
        parts = urlsplit(proof_link(proof))
        section = client.get(f"{parts.path}/cited?{parts.query}").text
        assert re.findall('<td id="([^"]*)" class="[^"]*gk-lit"><a id="lit"></a>([^<]*)<', section) == [(proof[1], str(row[2]))]


def test_the_list_of_reports_leads_to_each(client: TestClient) -> None:
    page = client.get("/reports", params={"year": samples()[0].year}).text
    links = re.findall(r'href="(/reports/[0-9a-f]+)"', page)
    assert len(links) == sum(sample.year == samples()[0].year for sample in samples())
    assert client.get(links[0]).status_code == 200
    short = client.get("/reports", params={"limit": 1, "offset": 1}).text
    before, after = (unescape(link) for link in re.findall(r'href="(/reports\?[^"]+)"', short.partition("</table>")[2]))
    assert (before, after) == ("/reports?limit=1", "/reports?offset=2&limit=1")


def test_nothing_can_run_in_the_page_of_a_report(client: TestClient) -> None:
    policy = client.get("/reports").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "script" not in client.get("/reports").text


@pytest.mark.parametrize("path", ["/reports/0123456789ab", "/api/reports/x", "/static/cli.py"])
def test_what_is_not_there_is_a_problem_with_the_id_of_the_request(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert response.json()["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize("path", ["/reports/..%2F..%2Fetc%2Fpasswd", "/static/..%2Fcli.py", "/static/../cli.py"])
def test_no_path_leads_out_of_what_is_served(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (403, 404)
    assert "root:" not in response.text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "body.question: Field required"),
        ({"question": "问" * 501}, "at most 500 characters"),
        ({"question": "  "}, "the question is empty"),
        ({"question": "问", "sql": "drop"}, "body.sql: Extra inputs are not permitted"),
        ({"question": "问", "language": "fr"}, "body.language"),
    ],
)
def test_a_question_that_cannot_be_taken_is_refused_in_words(client: TestClient, body: object, said: str) -> None:
    response = client.post("/api/ask", json=body)
    assert response.status_code == 422
    assert said in response.json()["detail"]


@pytest.mark.parametrize("announced", [True, False])
def test_an_oversized_body_is_refused(client: TestClient, announced: bool) -> None:
    body = b"x" * (BODY_LIMIT + 1)
    response = client.post("/api/ask", content=body if announced else iter([body[:10], body[10:]]))
    assert (response.status_code, response.json()["status"]) == (413, 413)


def test_an_address_that_asks_too_often_is_told_when_to_come_back(toy: TestClient) -> None:
    answers = [toy.post("/api/ask", json={"question": "几轮"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert toy.get("/healthz").status_code == 200


def test_a_bot_that_breaks_is_a_problem_and_its_traceback_stays_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    app = make_app(ToyBot(), Settings())
    with caplog.at_level(logging.ERROR), TestClient(app, base_url="http://bot.example") as served:
        response = served.post("/api/ask", json={"question": "出错"})
    assert response.status_code == 500
    assert "on fire" not in response.text
    assert response.json()["request_id"] in caplog.text
    assert "on fire" in caplog.text
    assert "frame-ancestors" in response.headers["content-security-policy"]


def test_only_listed_origins_may_read_answers_or_frame_the_chat(client: TestClient, toy: TestClient) -> None:
    for origin, allowed in ((PORTAL, PORTAL), ("https://elsewhere.example", None), ("null", None)):
        assert client.get("/api/reports", headers={"Origin": origin}).headers.get("access-control-allow-origin") == allowed
    for path in ("/", "/embed/", "/reports", "/api/reports", "/static/page.js"):
        assert client.get(path).headers["content-security-policy"].endswith(f"frame-ancestors 'self' {PORTAL}")
    assert toy.get("/embed/").headers["content-security-policy"].endswith("frame-ancestors 'none'")


def test_the_api_describes_itself_from_our_own_server(client: TestClient) -> None:
    page = client.get("/api/docs").text
    assert not re.search(r"(src|href)=\"?https?:", page)
    for link in re.findall(r'(?:src|href)="(/api/[^"]+)"', page):
        assert client.get(link).status_code == 200
    assert {"/api/ask", "/api/reports", "/api/reports/{uid}"} <= set(client.get("/api/openapi.json").json()["paths"])
