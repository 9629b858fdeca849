"""Takes the pictures of the READMEs anew, over made-up reports in a real browser: `make shots`."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from browsing import QUIET_FLAGS, hosting, serving
from conftest import BROWSERS
from PIL import Image
from playwright.sync_api import Browser, FrameLocator, Page, expect, sync_playwright
from readme_blocks import ROOT, fenced
from sample_index import sample_home, samples

FOLDER = ROOT / "tests" / "shots"
WIDE, PHONE = {"width": 1160, "height": 760}, {"width": 390, "height": 780}
COLOURS = 128  # enough for flat surfaces and text, at a third of the size


def main() -> None:
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        sys.exit("[shots] no Chromium on this machine: make browser")
    FOLDER.mkdir(exist_ok=True)
    pages: dict[str, str] = {}
    with ExitStack() as opened:
        portal = opened.enter_context(hosting(pages))
        log = Path(opened.enter_context(TemporaryDirectory())) / "server.log"
        settings = {"HOME": str(sample_home().path), "EMBED_ORIGINS": portal}
        url = opened.enter_context(serving(log, "serve_index.py", **settings)).url
        pages["/"] = fenced("README.zh-CN.md", "html").replace("https://bot.example", url)
        playwright = opened.enter_context(sync_playwright())
        browser = opened.enter_context(playwright.chromium.launch(executable_path=chromium, args=QUIET_FLAGS))
        take_all(browser, url, portal)


def take_all(browser: Browser, url: str, portal: str) -> None:
    """The chat in both languages, a chart, a phone in the dark, the widget, a report with a lit cell, the contradictions."""
    body = next(sample for sample in samples() if sample.cells["T3.new.total"] and not sample.defect)
    with visiting(browser, url, "zh-CN") as page:
        ask(page, f"{body.organisation}{body.year}年新收多少件政府信息公开申请？")
        save(page, "chat-zh")
    with visiting(browser, url, "en-GB") as page:
        ask(page, f"How many applications did {body.organisation} receive in {body.year}?")
        save(page, "chat-en")
    with visiting(browser, url, "zh-CN") as page:
        ask(page, f"{body.year}年新收申请最多的五个机关是哪些？", open_source=False)
        save(page, "chart")
    with visiting(browser, url, "zh-CN", viewport=PHONE, color_scheme="dark") as page:
        ask(page, f"{body.organisation}{body.year}年新收多少件政府信息公开申请？", open_source=False)
        save(page, "phone")
    with visiting(browser, portal, "zh-CN") as page:
        page.get_by_role("button").click()
        ask(page.frame_locator("iframe"), f"{body.organisation}的联系电话是多少？", open_source=False)
        save(page, "widget")
    with visiting(browser, f"{url}/findings", "zh-CN") as page:
        save(page, "findings")
        page.locator("tbody td:nth-child(5) a").first.click()
        expect(page.locator("#right")).to_be_attached()
        save(page, "report")


@contextmanager
def visiting(browser: Browser, url: str, locale: str, **context: object) -> Iterator[Page]:
    """A page opened in a language, on a wide screen unless said otherwise."""
    with browser.new_context(locale=locale, **{"viewport": WIDE, **context}) as opened:  # type: ignore[arg-type]
        page = opened.new_page()
        page.goto(url, wait_until="commit")
        yield page


def ask(page: Page | FrameLocator, question: str, *, open_source: bool = True) -> None:
    """Ask and wait for the answer; then open its first source."""
    page.locator("#gk-question textarea").fill(question, timeout=30_000)
    page.locator("#gk-send").click()
    mark = page.locator(".gk-answer a.gk-mark").first
    expect(mark).to_be_visible(timeout=30_000)
    if open_source:
        mark.click()
        expect(page.locator("#gk-panel mark, .gk-lit").first).to_be_visible()


def save(page: Page, name: str) -> None:
    """What of the page is seen, as a picture of few colours."""
    page.wait_for_timeout(700)  # until what moves has come to rest
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    path = FOLDER / f"{name}.png"
    picture.save(path, optimize=True)
    print(f"[shots] {path.relative_to(ROOT)} ({os.path.getsize(path) >> 10} KB)")


if __name__ == "__main__":
    main()
