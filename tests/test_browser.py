"""The page in a real browser (an installed Chromium), served with the toy bot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from serve_toy import OUTSIDE
from toy_bot import EXAMPLES, HOSTILE, SENTENCE

pytest.importorskip("playwright.sync_api", reason="needs the playwright package (extra dev)")
from browsing import Served, open_page, serving
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served") / "server.log") as toy:
        yield toy


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    yield from open_page(browser, served.url, locale="zh-CN")


def ask(page: Page, question: str) -> None:
    answers = page.locator(".gk-answer")
    before = answers.count()
    page.locator("#gk-question textarea").fill(question)
    page.locator("#gk-send").click()
    expect(answers).to_have_count(before + 1)


def test_a_cited_cell_opens_lit_in_the_table_of_the_form(page: Page) -> None:
    ask(page, "青溪镇2023年收到多少件申请？")
    answer = page.locator(".gk-answer")
    expect(answer).to_contain_text("新收政府信息公开申请 3 件")
    expect(answer.locator(".gk-source")).to_have_count(2)
    answer.locator(".gk-source").first.click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading").first).to_contain_text("[1] 青溪镇人民政府 2023年")
    expect(panel.locator("td.gk-lit")).to_have_text("3")
    expect(panel.locator("td.gk-lit")).to_be_in_viewport()
    expect(panel.locator("td.gk-lit-row")).to_have_text(["2", "1"])
    expect(panel.get_by_role("link", name="在报告全文中查看")).to_have_attribute(
        "href", re.compile(r"/reports/qingxi-2023\?.*#lit$")
    )


def test_a_mark_opens_its_sentence_beside_the_chat_and_stays_on_the_page(browser: Browser, served: Served) -> None:
    for page in open_page(browser, f"{served.url}/?from=portal", locale="zh-CN", viewport={"width": 1400, "height": 900}):
        ask(page, "青溪镇2023年收到多少件申请？")
        mark = page.locator("a.gk-mark", has_text="[2]")
        mark.click()
        panel = page.get_by_role("dialog")
        expect(panel.locator("mark")).to_have_text(SENTENCE)
        expect(panel.locator("mark")).to_be_in_viewport()
        expect(panel).to_contain_text("主动公开政府信息86条")
        beside, chat = panel.bounding_box(), page.locator("#gk-chat").bounding_box()
        assert beside
        assert chat
        assert chat["x"] + chat["width"] <= beside["x"]
        assert page.url.endswith("/?from=portal")
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(mark).to_be_focused()


@pytest.mark.parametrize(
    ("locale", "send", "new", "examples"),
    [
        ("zh-HK", "提问", "新对话", EXAMPLES["zh"]),
        ("fr-FR", "提问", "新对话", EXAMPLES["zh"]),
        ("en-GB", "Ask", "New conversation", EXAMPLES["en"]),
    ],
)
def test_labels_follow_the_browser_and_are_chinese_by_default(
    browser: Browser, served: Served, locale: str, send: str, new: str, examples: list[str]
) -> None:
    for page in open_page(browser, served.url, locale=locale):
        expect(page.locator("#gk-send")).to_have_text(send)
        expect(page.locator("#gk-new")).to_have_text(new)
        expect(page.locator(".example")).to_have_text(examples)


def test_an_example_is_asked_by_a_click_and_english_is_answered_in_english(browser: Browser, served: Served) -> None:
    for page in open_page(browser, served.url, locale="en-US"):
        page.locator(".example").first.click()
        expect(page.locator(".gk-question")).to_have_text(EXAMPLES["en"][0])
        answer = page.locator(".gk-answer")
        expect(answer).to_contain_text("received 3 applications in 2023 [1]")
        expect(answer.locator(".gk-sources summary")).to_have_text("Sources (1)")


def test_each_tab_has_its_own_conversation_and_a_new_one_starts_empty(browser: Browser, served: Served) -> None:
    for first in open_page(browser, served.url, locale="zh-CN"):
        second = first.context.new_page()
        second.goto(served.url, wait_until="commit")
        expect(second.locator(".example")).to_have_count(
            2, timeout=30_000
        )  # opened later, it would go on where the first left off
        ask(first, "现在几轮？")
        ask(first, "现在几轮？")
        ask(second, "现在几轮？")
        expect(first.locator(".gk-answer > p")).to_have_text(["此前已有 0 轮。", "此前已有 1 轮。"])
        expect(second.locator(".gk-answer > p")).to_have_text("此前已有 0 轮。")
        first.locator("#gk-new").click()
        expect(first.locator(".gk-answer")).to_have_count(0)
        expect(first.locator(".example")).to_have_count(2)
        ask(first, "现在几轮？")
        expect(first.locator(".gk-answer > p")).to_have_text("此前已有 0 轮。")


def test_text_of_reports_and_readers_is_never_markup(page: Page) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    question = f"恶意 {HOSTILE}"
    ask(page, question)
    expect(page.locator(".gk-question")).to_have_text(question)
    page.locator(".gk-source").click()
    lit = page.locator("#gk-panel mark")
    expect(lit.first).to_be_visible()
    assert "".join(lit.all_text_contents()) == HOSTILE
    expect(page.locator(".gk-answer > p").first).to_contain_text(HOSTILE)
    assert page.locator("#gk-chat :is(img, script, a:not(.gk-mark, .gk-source))").count() == 0
    assert page.locator("#gk-panel :is(img, script, a:not(.gk-report))").count() == 0
    assert page.evaluate("window.attacked") is None
    assert {urlsplit(url).hostname for url in requested if url.startswith("http")} == {"127.0.0.1"}


def test_unusable_questions_are_refused_in_words_and_kept_for_mending(page: Page) -> None:
    box, notice = page.locator("#gk-question textarea"), page.locator("#gk-notice")
    page.locator("#gk-send").click()
    expect(notice).to_have_text("请先输入问题。")
    box.fill("长" * 501)
    page.locator("#gk-send").click()
    expect(notice).to_contain_text("501")
    expect(box).to_have_value("长" * 501)
    expect(page.locator(".gk-question")).to_have_count(0)
    ask(page, "今天天气怎么样")
    expect(notice).to_be_hidden()
    expect(page.locator(".gk-status")).to_have_text("不在年度报告范围内")


def test_a_bot_that_breaks_costs_the_reader_one_line(page: Page, served: Served) -> None:
    ask(page, "出错")
    expect(page.locator(".gk-answer")).to_contain_text("系统内部出错")
    assert "on fire" not in page.content()
    assert "RuntimeError: the index is on fire" in served.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_never_scrolls_sideways(browser: Browser, served: Served, scheme: str) -> None:
    for page in open_page(browser, served.url, locale="zh-CN", viewport={"width": 360, "height": 740}, color_scheme=scheme):
        ask(page, "青溪镇2023年收到多少件申请？")
        ask(page, "哪些乡镇2023年收到过申请？")
        page.locator(".gk-source").last.click()
        expect(page.locator("#gk-panel .gk-lit")).to_be_visible()
        overflowing = (
            "[document.documentElement, ...document.querySelectorAll('#gk-chat, #gk-chat .bubble-wrap, .gk-answer, #gk-panel')]"
        )
        widths = page.evaluate(f"{overflowing}.map(element => element.scrollWidth - element.clientWidth)")
        assert widths
        assert max(widths) <= 0


def test_neither_browser_nor_server_leaves_loopback(browser: Browser, served: Served) -> None:
    with browser.new_context(locale="zh-CN") as context:
        addresses: list[str] = []
        problems: list[str] = []
        page = context.new_page()
        page.on("request", lambda request: addresses.append(request.url))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.goto(served.url, wait_until="commit")
        ask(page, "青溪镇2023年收到多少件申请？")
        page.locator(".gk-source").first.click()
        expect(page.locator("#gk-panel .gk-lit")).to_be_visible()
        web_hosts = {urlsplit(address).hostname for address in addresses if address.startswith(("http", "ws"))}
        assert web_hosts == {urlsplit(served.url).hostname}
        # A request that the content security policy stopped is an error on the console.
        assert problems == []
    assert OUTSIDE not in served.log.read_text(encoding="utf-8")
