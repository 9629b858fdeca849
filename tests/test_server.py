"""The application around the chat: health, headers on everything, nothing served that calls outside, one line when ready."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from toy_bot import ToyBot

from ui.offline import SWITCHES
from ui.settings import Settings
from ui.web.server import address_of, open_server, run_server

pytest.importorskip("gradio", reason="needs gradio")
from apps import make_app
from fastapi.testclient import TestClient


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(make_app(ToyBot(), Settings()), base_url="http://bot.example") as served:
        yield served


def test_health_names_the_build(client: TestClient) -> None:
    response = client.get("/healthz")
    assert response.json() == {"status": "ok", "build": "toy-build"}


@pytest.mark.parametrize("path", ["/", "/healthz", "/static/page.js", "/config", "/no/such/page", "/gradio_api/info"])
def test_every_response_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(directive.split(" ", 1) for directive in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert not re.search(r"https?:|\*", headers["content-security-policy"])
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_our_script_comes_before_every_other(client: TestClient) -> None:
    page = client.get("/").text
    assert re.findall(r"<script[^>]*>", page)[0] == '<script src="/static/page.js">'
    assert client.get("/static/page.js").headers["content-type"].startswith("text/javascript")


def test_the_page_is_whole_and_its_length_right(client: TestClient) -> None:
    response = client.get("/")
    assert len(response.content) == int(response.headers["content-length"])
    assert response.text.rstrip().endswith("</html>")


def test_labels_stand_in_the_page_in_both_languages(client: TestClient) -> None:
    translations = client.get("/config").json()["i18n_translations"]
    assert translations["zh"]["send"] == "提问"
    assert translations["en"]["send"] == "Ask"


def test_no_other_origin_may_read_answers(client: TestClient) -> None:
    headers = client.get("/config", headers={"Origin": "https://elsewhere.example"}).headers
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_documentation_that_loads_from_a_cdn_is_not_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_no_file_can_be_left_on_the_server(client: TestClient) -> None:
    response = client.post("/gradio_api/upload", files={"files": ("a.txt", b"two bytes and more")})
    assert response.status_code == 413


def test_behind_a_prefix_the_page_and_its_script_carry_it() -> None:
    with TestClient(make_app(ToyBot(), Settings(root_path="/gk/")), base_url="http://bot.example") as served:
        page = served.get("/").text
        assert '<script src="/gk/static/page.js">' in page
        config = json.loads(re.findall(r"window\.gradio_config = (\{.*?\});</script>", page)[0])
        assert config["root"] == "http://bot.example/gk"
        # Proxies differ in whether they pass the prefix on.
        assert served.get("/gk/healthz").json() == served.get("/healthz").json() == {"status": "ok", "build": "toy-build"}
        assert served.get("/gk/static/page.js").text == served.get("/static/page.js").text
        assert served.get("/gk/config").status_code == served.get("/config").status_code == 200


def test_switches_against_calls_outside_are_set_before_gradio_loads() -> None:
    code = (
        "import json, os, sys, ui.web.server, ui.settings\n"
        "before = 'gradio' in sys.modules\n"
        "from toy_bot import ToyBot\n"
        "ui.web.server.create_app(ToyBot(), ui.settings.Settings())\n"
        "import gradio.analytics\n"
        "print(json.dumps([before, gradio.analytics.analytics_enabled(), dict(os.environ)]))"
    )
    root = Path(__file__).parents[1]
    environment = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    environment["PYTHONPATH"] = os.pathsep.join((str(root), str(root / "tests")))
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    loaded_before, analytics, switched = json.loads(run.stdout)
    assert not loaded_before
    assert analytics is False
    assert SWITCHES.items() <= switched.items()


async def plain(scope: object, receive: object, send: object) -> None:
    from starlette.responses import PlainTextResponse

    await PlainTextResponse("here")(scope, receive, send)  # type: ignore[arg-type]


def test_a_server_tells_its_address_and_answers_there() -> None:
    server, listening = open_server(plain, "127.0.0.1", 0)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        with urllib.request.urlopen(address_of(listening), timeout=10) as response:
            assert response.read() == b"here"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
    assert not thread.is_alive()


def test_a_taken_port_is_an_error_before_anything_is_announced() -> None:
    told: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(OSError, match="in use"):
        run_server(plain, "127.0.0.1", other.getsockname()[1], announce=told.append)  # type: ignore[arg-type]
    assert told == []


@pytest.mark.parametrize(("bound", "url"), [(("127.0.0.1", 80), "http://127.0.0.1:80"), (("::1", 80, 0, 0), "http://[::1]:80")])
def test_addresses_are_written_as_urls(bound: tuple[str, int], url: str) -> None:
    class Listening:
        def getsockname(self) -> tuple[str, int]:
            return bound

    assert address_of(Listening()) == url  # type: ignore[arg-type]
