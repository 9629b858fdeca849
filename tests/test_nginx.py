"""The READMEs' nginx example and page to copy, as they stand there: chat, citations, frame and event stream below a path."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright.sync_api", reason="needs the playwright package (extra dev)")
from browsing import hosting, open_page, serving
from playwright.sync_api import Browser, expect
from readme_blocks import READMES, fenced
from serve_toy import PAUSE
from toy_bot import EXAMPLES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

UPSTREAM, PREFIX = "http://127.0.0.1:7860", "/gkbot"
CONFIG = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; {location} }}
}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("nginx")
    path.parent.chmod(0o755)  # the worker of a server started by root is another user
    path.chmod(0o777)
    return path


PAGES: dict[str, str] = {}


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    with hosting(PAGES) as url:
        yield url


@pytest.fixture(scope="module", params=READMES)
def proxy(request: pytest.FixtureRequest, folder: Path, portal: str) -> Iterator[str]:
    """The address of the bot behind an nginx with a README's example."""
    program = shutil.which("nginx", path=f"/usr/sbin{os.pathsep}{os.environ['PATH']}")
    if program is None:
        pytest.skip("no nginx on this machine")
    example = fenced(request.param, "nginx")
    assert UPSTREAM in example
    with (
        serving(folder / "server.log", ROOT_PATH=PREFIX, EMBED_ORIGINS=portal) as bot,
        socket.create_server(("127.0.0.1", 0)) as free,
    ):
        port = free.getsockname()[1]
        free.close()
        config = folder / "nginx.conf"
        config.write_text(CONFIG.format(folder=folder, port=port, location=example.replace(UPSTREAM, bot.url)), encoding="utf-8")
        with subprocess.Popen([program, "-c", str(config), "-p", str(folder), "-e", str(folder / "error.log")]) as process:
            url = f"http://127.0.0.1:{port}{PREFIX}"
            _wait_for(f"{url}/healthz", folder / "error.log")
            yield url
            process.terminate()


def _wait_for(url: str, log: Path) -> None:
    for _ in range(50):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text(encoding="utf-8"))


def test_the_chat_answers_and_its_citations_open(browser: Browser, proxy: str) -> None:
    requested: list[str] = []
    for page in open_page(browser, f"{proxy}/", locale="zh-CN"):
        page.on("request", lambda request: requested.append(request.url))
        page.locator("#gk-question textarea").fill(EXAMPLES["zh"][0])
        page.locator("#gk-send").click()
        page.locator(".gk-answer a.gk-mark").first.click(timeout=30_000)
        expect(page.locator("#gk-panel td.gk-lit")).to_be_visible()
    assert requested
    assert [url for url in requested if not url.startswith((f"{proxy}/", "blob:", "data:"))] == []


def test_events_come_one_by_one_as_they_happen(proxy: str) -> None:
    address = urlsplit(proxy)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
    headers = {"Accept": "text/event-stream", "Content-Type": "application/json"}
    connection.request("POST", f"{PREFIX}/api/ask", body='{"question": "慢慢来，几件？"}'.encode(), headers=headers)
    response = connection.getresponse()
    came = [(time.monotonic(), line) for line in response if line.startswith(b"event:")]
    connection.close()
    assert came[-1][1].split() == [b"event:", b"answer"]
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(came)]
    assert len(gaps) >= 3
    assert min(gaps) > PAUSE / 2


def test_the_page_to_copy_opens_the_chat_in_a_frame(browser: Browser, proxy: str, portal: str) -> None:
    for readme in READMES:
        page_to_copy = fenced(readme, "html")
        assert "https://bot.example" in page_to_copy
        PAGES["/"] = page_to_copy.replace("https://bot.example", proxy)
        with browser.new_context(locale="zh-CN") as context:
            page = context.new_page()
            page.goto(portal)
            page.get_by_role("button").click()
            frame = page.frame_locator("iframe")
            frame.locator("#gk-question textarea").fill(EXAMPLES["zh"][0], timeout=30_000)
            frame.locator("#gk-send").click()
            frame.locator(".gk-answer a.gk-mark").first.click(timeout=30_000)
            expect(frame.locator("#gk-panel td.gk-lit")).to_be_visible()


def test_links_forms_and_errors_stay_below_the_path(proxy: str) -> None:
    for path in ("/api/docs", "/static/page.js", "/embed.js"):
        with urllib.request.urlopen(f"{proxy}{path}", timeout=10) as response:
            assert response.status == 200
            assert "frame-ancestors 'self'" in response.headers["content-security-policy"]
    with urllib.request.urlopen(f"{proxy}/embed", timeout=10) as response:
        assert urlsplit(response.url).path == f"{PREFIX}/embed/"
