"""How fast the chat is in a browser: run as `python tests/benchmarks/bench_page.py`; needs Chromium.

Over the made-up reports of the tests, served in a process of its own. Printed are, as medians of ROUNDS: what the page weighs
on the wire and how many requests it takes, the time until a question can be typed (first visit, and again with what the
browser keeps), and, once warm, from the click to the first answer in the page and from a mark to its source lit beside it.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browsing import QUIET_FLAGS, serving  # noqa: E402
from conftest import BROWSERS  # noqa: E402
from playwright.sync_api import BrowserContext, Page, sync_playwright  # noqa: E402
from sample_index import sample_home  # noqa: E402

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
QUESTIONS = {
    "a cell": "墨渡县政府2023年收到几件申请？",
    "a rank": "2023年哪个单位收到的申请最多？",
    "a passage": "墨渡县政府2023年存在哪些问题？",
}
BOX = "#gk-question textarea"


def seconds(act: Callable[[], object]) -> float:
    """How long `act` takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def visit(page: Page, url: str) -> float:
    """Seconds until a question can be typed and sent."""

    def open_page() -> None:
        page.goto(url, wait_until="commit")
        page.locator(BOX).wait_for()
        page.locator(".example, .gk-answer").first.wait_for()

    return seconds(open_page)


def weigh(context: BrowserContext, url: str) -> tuple[int, int]:
    """(requests, bytes on the wire) of a first visit."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    visit(page, url)
    page.wait_for_timeout(1000)
    page.close()
    return len(sizes), round(sum(sizes))


def ask(page: Page, question: str) -> float:
    """Seconds from the click to the answer in the page."""
    answers = page.locator(".gk-answer")
    before = answers.count()
    page.locator(BOX).fill(question)

    def send() -> None:
        page.locator("#gk-send").click()
        answers.nth(before).wait_for()

    return seconds(send)


def open_source(page: Page) -> float:
    """Seconds from a click on the last answer's first mark to its source lit."""

    def click() -> None:
        page.locator(".gk-answer").last.locator("a.gk-mark").first.click()
        page.locator("#gk-panel :is(td.gk-lit, mark)").first.wait_for()

    took = seconds(click)
    page.keyboard.press("Escape")
    return took


def main() -> None:
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        sys.exit("no Chromium on this machine: nothing to measure")
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "log", "serve_index.py", HOME=str(sample_home().path), QUESTIONS_PER_MINUTE="0") as served,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=browser_path, args=QUIET_FLAGS) as browser,
    ):
        firsts, agains = [], []
        for _ in range(ROUNDS):
            with browser.new_context(locale="zh-CN") as context:
                firsts.append(visit(context.new_page(), served.url))
                agains.append(visit(context.new_page(), served.url))
        with browser.new_context(locale="zh-CN") as context:
            requests, size = weigh(context, served.url)
        print(f"page: {requests} requests, {size / 1e6:.2f} MB on the wire")
        print(f"ready for a question: {statistics.median(firsts):.2f} s at first, {statistics.median(agains):.2f} s again")
        with browser.new_context(locale="zh-CN") as context:
            page = context.new_page()
            visit(page, served.url)
            for name, question in QUESTIONS.items():
                ask(page, question)  # the first of a kind loads what it needs
                answers, sources = zip(*((ask(page, question), open_source(page)) for _ in range(ROUNDS)), strict=True)
                print(
                    f"{name}: answer in the page after {statistics.median(answers):.2f} s (slowest {max(answers):.2f}), "
                    f"its source lit after {statistics.median(sources):.2f} s"
                )


if __name__ == "__main__":
    main()
