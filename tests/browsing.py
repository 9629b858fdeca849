"""A browser and servers for it to visit: the toy bot in a process of its own, and pages of other origins."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page, expect

QUIET_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
TESTS = Path(__file__).parent


@dataclass(frozen=True)
class Served:
    url: str
    log: Path
    pid: int


@contextmanager
def serving(log: Path, script: str = "serve_toy.py", **settings: str) -> Iterator[Served]:
    """The toy bot, or what else `script` serves, with these GKBOT_ settings; what it complains of goes to `log`."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS.parent), **{f"GKBOT_{name}": value for name, value in settings.items()}}
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [sys.executable, str(TESTS / script)], stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
        ) as process,
    ):
        assert process.stdout is not None
        url = re.search(r"http://\S+", process.stdout.readline())
        assert url, log.read_text(encoding="utf-8")
        yield Served(url[0], log, process.pid)
        process.terminate()


@contextmanager
def hosting(pages: Mapping[str, str]) -> Iterator[str]:
    """The URL of a server that has these HTML pages by path; they may be changed while it runs."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def open_page(browser: Browser, url: str, **context: object) -> Iterator[Page]:
    # An event stream stays open for as long as the page does, so nothing here waits for the network to be idle.
    with browser.new_context(**context) as opened:  # type: ignore[arg-type]
        page = opened.new_page()
        page.goto(url, wait_until="commit")
        expect(page.locator("#gk-question textarea")).to_be_visible(timeout=30_000)
        yield page
