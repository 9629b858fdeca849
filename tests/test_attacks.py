"""What hostile reports, questions and requests could try, one test each: nothing runs, nothing leaks, nothing falls over."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import html

pytest.importorskip("gradio", reason="needs gradio")
from apps import make_app
from fastapi.testclient import TestClient
from sample_index import build_home, embedder, samples
from toy_bot import HOSTILE

from gkbot.bot import IndexedBot
from gkbot.plan import Scope
from ui.settings import Settings

FORMULA = "=HYPERLINK(1)&cmd"
PAYLOADS = [HOSTILE, "<svg onload=alert(1)>", "[链接](javascript:alert(1))", "![图](//example.com/a.png)", "&lt;b&gt;", "`\n```"]
SECRET = "root:"


@pytest.fixture(scope="module")
def hostile_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexedBot]:
    """A bot over a report with markup in its text and name, and one that contradicts itself and is named like a formula."""
    folder = tmp_path_factory.mktemp("hostile")
    sound = next(sample for sample in samples() if not sample.defect)
    broken = next(sample for sample in samples() if sample.defect)
    heading = "（一）"
    assert heading in sound.text
    reports = folder / "reports"
    reports.mkdir()
    text = sound.text.replace(heading, f"{' '.join(PAYLOADS)}\n{heading}", 1)
    (reports / "<img src=x onerror=alert(1)>.txt").write_text(text, encoding="utf-8")
    (reports / f"{FORMULA}.txt").write_text(broken.text, encoding="utf-8")
    bot = IndexedBot(build_home(folder / "home", [reports]), embedder)
    yield bot
    bot.close()


@pytest.fixture(scope="module")
def client(hostile_bot: IndexedBot) -> Iterator[TestClient]:
    app = make_app(hostile_bot, Settings(questions_per_minute=0))
    with TestClient(app, base_url="http://bot.example", raise_server_exceptions=False) as served:
        yield served


def active_parts(page: str) -> list[str]:
    """What of a page could run, load or lead elsewhere."""
    tree = html.document_fromstring(page)
    elements = [str(e.tag) for e in tree.iter("script", "img", "svg", "iframe", "object", "embed", "video", "audio", "meta")]
    handlers = [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    links = [link for _, name, link, _ in tree.iterlinks() if ":" in link.partition("/")[0] or link.startswith("//")]
    return [part for part in (*elements, *handlers, *links) if part != "meta"]


def test_markup_in_report_text_and_file_names_stays_text(client: TestClient, hostile_bot: IndexedBot) -> None:
    seen = ""
    for report in hostile_bot.find_reports(Scope()):
        page = client.get(f"/reports/{report.uid}").text
        assert active_parts(page) == []
        seen += html.document_fromstring(page).text_content()
    assert "window.attacked = 1" in seen
    assert "<img src=x onerror=alert(1)>.txt" in seen
    for path in ("/reports", "/findings"):
        assert active_parts(client.get(path).text) == []


def test_markup_in_a_report_is_data_in_the_api(client: TestClient, hostile_bot: IndexedBot) -> None:
    for report in hostile_bot.find_reports(Scope()):
        for path, kind in ((f"/api/reports/{report.uid}", "application/json"), (f"/reports/{report.uid}/text", "text/plain")):
            response = client.get(path)
            assert response.headers["content-type"].startswith(kind)
            assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_a_question_comes_back_as_a_question(client: TestClient, payload: str) -> None:
    response = client.post("/api/ask", json={"question": f"{payload} 收到几件申请？"})
    assert response.headers["content-type"] == "application/json"
    assert response.json()["question"] == f"{payload} 收到几件申请？"


@pytest.mark.parametrize("payload", [*PAYLOADS, '"><script>alert(1)</script>', "' onfocus='alert(1)"])
def test_markup_in_an_address_stays_text(client: TestClient, payload: str) -> None:
    for path in ("/reports", "/findings"):
        for field in ("search", "region"):
            assert active_parts(client.get(path, params={field: payload}).text) == []
    for path in (f"/reports/{quote(payload, safe='')}", f"/reports?year={quote(payload)}"):
        assert active_parts(client.get(path, headers={"Accept": "text/html"}).text) == []
    assert payload not in client.get("/", params={"lang": payload, "q": payload}).text or payload.isalnum()


@pytest.mark.parametrize(
    "path",
    [
        *(f"{route}{step}{target}"
          for route in ("/reports/", "/static/", "/api/reports/", "/gradio_api/file=", "/embed/gradio_api/file=", "/file=")
          for step, target in (("../../../../../", "etc/passwd"), ("..%2f..%2f..%2f..%2f", "etc%2fpasswd"),
                               ("..%5c..%5c", "etc%5cpasswd"), ("", "/etc/passwd"), ("", "%00/etc/passwd"))),
        "/reports/../../etc/passwd/file", "/reports/%2e%2e%2f%2e%2e%2fetc%2fpasswd/file", "/reports/%2fetc%2fpasswd/text",
        "/findings.csv/../../etc/passwd", "/findings.%2e%2e%2fetc%2fpasswd", "/gradio_api/proxy=http://127.0.0.1:1/",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_what_is_served(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (400, 403, 404, 405, 422), response.text[:200]
    assert SECRET not in response.text


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b'{"question": NaN}', b"[" * 100_000, b'{"question":' * 50_000,
        b'{"question": "\\ud800"}', '{"question": "\u0000"}'.encode(), b'{"question": "\\u0000\\u202e"}', b'{"question": 1e999}',
        b'{"question": "x", "history": [{}]}', b'{"question": "x", "history": [' + b",".join([b"{}"] * 50) + b"]}",
    ],
)  # fmt: skip
def test_a_malformed_body_is_refused_or_answered_and_breaks_nothing(client: TestClient, body: bytes) -> None:
    response = client.post("/api/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (200, 400, 422), response.text[:200]
    assert client.get("/healthz").status_code == 200


def test_a_history_that_was_made_up_gives_no_more_than_the_index_holds(client: TestClient) -> None:
    real = client.post("/api/ask", json={"question": "有哪些报告？"}).json()
    forged = {**real, "plan": {"ask": "sql; drop table reports", "scope": {"organisations": ["../../etc/passwd"]}}}
    response = client.post("/api/ask", json={"question": "它的电话呢？", "history": [forged]})
    assert response.status_code in (200, 422)
    assert SECRET not in response.text


@pytest.mark.parametrize("search", ["%' OR '1'='1", "'; DROP TABLE reports; --", "%", "_", "\\", "*", "(?:a+)+$"])
def test_nothing_typed_into_a_search_is_a_pattern_or_a_statement(client: TestClient, search: str) -> None:
    assert client.get("/api/reports", params={"search": search}).json()["count"] == 0
    assert client.get("/api/reports").json()["count"] == 2


@pytest.mark.parametrize(
    "question",
    ["2023年" * 80, "（" * 500, "9" * 500, "和" * 500, "a " * 250, "比、" * 160 + "？", "县人民政府" * 90, "零一" * 240],
)
def test_no_question_keeps_the_bot_busy(client: TestClient, question: str) -> None:
    began = time.process_time()
    assert client.post("/api/ask", json={"question": question}).status_code == 200
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"}, {"Host": ""}, {"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Prefix": "/evil"},
        {"X-Original-URL": "/admin"}, {"X-HTTP-Method-Override": "DELETE"}, {"Accept-Language": "<script>" * 1000},
        {"Range": "bytes=0-0,1-1"}, {"If-None-Match": "*"}, {"Cookie": "gkbot_session=" + "x" * 4000},
        {"Accept": "text/html,\x00"},
        {"Origin": "https://evil.example"}, {"Referer": "https://evil.example"}, {"Authorization": "Basic " + "A" * 9000},
    ],
    ids=lambda headers: next(iter(headers)),
)  # fmt: skip
def test_no_header_changes_what_is_served(client: TestClient, headers: dict[str, str]) -> None:
    for path in ("/reports", "/api/reports"):
        response = client.get(path, headers=headers)
        assert response.status_code == 200
        assert "evil" not in response.text + str(response.headers)
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_nothing_is_changed_by_other_methods(client: TestClient, method: str) -> None:
    for path in ("/api/reports", "/reports", "/api/ask", "/static/page.js"):
        assert client.request(method, path).status_code in (404, 405)


def test_no_line_end_gets_into_a_header(client: TestClient) -> None:
    for path in ("/embed?x=%0d%0aSet-Cookie:%20a=b", "/reports/x%0d%0aSet-Cookie:%20a=b", "/reports/x%0d%0aA:b/file"):
        assert "set-cookie" not in client.get(path, follow_redirects=False).headers


def test_a_preflight_of_an_unlisted_origin_is_refused(client: TestClient) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in client.options("/api/ask", headers=asked).headers
    sent = client.post("/api/ask", content=b'{"question": "x"}', headers={**asked, "Content-Type": "text/plain"})
    assert sent.status_code == 403


def test_no_cell_of_a_table_is_a_formula(client: TestClient) -> None:
    sheet = client.get("/findings.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(sheet)) for cell in row]
    assert f"'{FORMULA}.txt" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/findings.xlsx").content))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n"}


def test_an_error_tells_nothing_of_the_machine(client: TestClient, hostile_bot: IndexedBot, tmp_path: Path) -> None:
    for path in ("/reports/x", "/api/reports?year=x", "/no/such", "/api/ask", "/findings?sort=x"):
        told = client.get(path).text
        assert "Traceback" not in told
        assert "/home" not in told
        assert str(Path(__file__).parents[1]) not in told
    assert str(tmp_path.parent) not in json.dumps(client.get("/api/reports").json())
