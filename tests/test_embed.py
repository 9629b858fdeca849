"""The chat inside pages of another origin, in a real browser: framed where it is allowed, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright.sync_api", reason="needs the playwright package (extra dev)")
from browsing import Served, hosting, serving
from playwright.sync_api import Browser, FrameLocator, Page, expect
from toy_bot import EXAMPLES

pytestmark = pytest.mark.browser

QUESTION = EXAMPLES["zh"][1]
PAGES: dict[str, str] = {}


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    """A page of another origin; what it shows each test puts into PAGES."""
    with hosting(PAGES) as url:
        yield url


@pytest.fixture(scope="module")
def bot(portal: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served") / "server.log", EMBED_ORIGINS=portal) as served:
        yield served


def visit(browser: Browser, portal: str, bot: Served, *scripts: str, body: str = "", **context: object) -> Iterator[Page]:
    """A host page whose policy allows the bot's script and frame and nothing else, with an embed script for each of `scripts`."""
    policy = f"default-src 'none'; script-src {bot.url}; frame-src {bot.url}"
    tags = "".join(f'<script src="{bot.url}/embed.js" {attributes}></script>' for attributes in scripts)
    PAGES["/"] = (
        f'<!doctype html><html lang="zh"><head><meta http-equiv="Content-Security-Policy" content="{policy}"></head>'
        f'<body><a href="#">链接</a>{body}{tags}</body></html>'
    )
    with browser.new_context(locale="zh-CN", **context) as opened:  # type: ignore[arg-type]
        page = opened.new_page()
        page.goto(portal)
        yield page


def chat(page: Page, title: str) -> FrameLocator:
    return page.frame_locator(f'iframe[title="{title}"]')


def test_a_button_opens_the_chat_which_asks_the_first_question_and_shows_its_source(
    browser: Browser, portal: str, bot: Served
) -> None:
    for page in visit(browser, portal, bot, f'data-title="问问年报" data-question="{QUESTION}" data-color="#065f46"'):
        button = page.get_by_role("button", name="问问年报")
        assert len(page.frames) == 1  # no frame before it is wanted
        button.click()
        frame = chat(page, "问问年报")
        expect(frame.locator(".gk-question")).to_have_text(QUESTION, timeout=30_000)
        frame.locator("a.gk-mark").first.click()
        expect(frame.locator("#gk-panel td.gk-lit")).to_be_visible()
        page.keyboard.press("Escape")  # closes the source, and the chat when pressed again
        expect(frame.locator("#gk-panel")).to_be_hidden()
        expect(button).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Escape")
        expect(button).to_have_attribute("aria-expanded", "false")
        expect(button).to_be_focused()
        button.click()
        expect(frame.locator(".gk-question")).to_have_text(QUESTION)  # the conversation is still there


def test_the_keyboard_stays_in_the_open_chat_and_leaves_with_escape(browser: Browser, portal: str, bot: Served) -> None:
    for page in visit(browser, portal, bot, ""):
        page.get_by_role("button", name="打开问答").press("Enter")
        close = page.get_by_role("button", name="关闭问答")
        expect(close).to_be_focused()
        expect(chat(page, "政府信息公开年报问答").locator("#gk-question textarea")).to_be_visible(timeout=30_000)
        page.keyboard.press("Shift+Tab")  # before the first: into the frame, not to the link of the page behind
        assert page.evaluate("document.activeElement.tagName") == "IFRAME"
        dialog, box = (
            page.get_by_role("dialog").bounding_box(),
            chat(page, "政府信息公开年报问答").locator("#gk-send").bounding_box(),
        )
        assert dialog
        assert box
        assert box["y"] + box["height"] <= dialog["y"] + dialog["height"]  # nothing of the frame is cut off
        close.focus()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()


def test_two_widgets_stand_on_one_page_each_in_its_language_and_one_comes_late(
    browser: Browser, portal: str, bot: Served
) -> None:
    for page in visit(browser, portal, bot, 'data-title="甲"'):
        page.evaluate(
            """src => {
              const script = document.createElement("script");
              Object.assign(script.dataset, { title: "B", language: "en" });
              script.src = src;
              document.body.append(script);
            }""",
            f"{bot.url}/embed.js",
        )
        for title, send in (("甲", "提问"), ("B", "Ask")):
            page.get_by_role("button", name=title, exact=True).click()
            expect(chat(page, title).locator("#gk-send")).to_have_text(send, timeout=30_000)
            page.get_by_role("dialog", name=title).get_by_role("button").click()


def test_the_chat_stands_in_a_place_of_the_page_where_it_is_told_to(browser: Browser, portal: str, bot: Served) -> None:
    for page in visit(browser, portal, bot, 'data-into="#here" data-title="内嵌"', body='<div id="here"></div>'):
        expect(chat(page, "内嵌").locator("#gk-question textarea")).to_be_visible(timeout=30_000)
        assert page.get_by_role("button").count() == 0


def test_presets_of_the_page_narrow_the_chat_and_show_that_they_do(browser: Browser, portal: str, bot: Served) -> None:
    presets = 'data-into="#here" data-title="内嵌" data-year="2023" data-body="青溪" data-question="筛选"'
    for page in visit(browser, portal, bot, presets, body='<div id="here"></div>'):
        frame = chat(page, "内嵌")
        expect(frame.locator(".gk-answer")).to_contain_text("青溪镇人民政府", timeout=30_000)
        expect(frame.locator(".gk-answer")).to_contain_text("years=(2023,)")
        expect(frame.locator("#gk-filters")).to_contain_text("筛选（已启用）：2023年 · 青溪")


def test_on_a_phone_the_chat_takes_the_whole_screen(browser: Browser, portal: str, bot: Served) -> None:
    for page in visit(browser, portal, bot, "", viewport={"width": 360, "height": 740}):
        page.get_by_role("button", name="打开问答").click()
        assert page.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}


def test_no_other_origin_can_frame_the_chat(browser: Browser, portal: str, bot: Served) -> None:
    framing = f'<!doctype html><iframe src="{bot.url}/embed/" title="x"></iframe>'
    with hosting({"/": framing}) as stranger, browser.new_context() as context:
        page = context.new_page()
        with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            page.goto(stranger)
        assert chat(page, "x").locator("#gk-question").count() == 0
