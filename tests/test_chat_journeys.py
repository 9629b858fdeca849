"""Longer ways through the page in a real browser, over an index of made-up reports: what a reader does with answers."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

pytest.importorskip("playwright.sync_api", reason="needs the playwright package (extra dev)")
from browsing import Served, open_page, serving
from playwright.sync_api import Browser, Locator, Page, expect
from sample_index import sample_collection, sample_home

from ui.chat.feedback import FILE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RANK = "2023年哪个单位收到的申请最多？"
CELL = "墨渡县政府2023年收到几件申请？"
PROSE = "墨渡县政府2023年存在哪些问题？"
TREND = "{}历年收到申请数量的变化趋势"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    log = tmp_path_factory.mktemp("served") / "server.log"
    with serving(log, "serve_index.py", HOME=str(sample_home().path), QUESTIONS_PER_MINUTE="0") as server:
        yield server


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    yield from open_page(browser, served.url, locale="zh-CN", viewport={"width": 1360, "height": 900})


def ask(page: Page, question: str) -> Locator:
    answers = page.locator(".gk-answer")
    before = answers.count()
    page.locator("#gk-question textarea").fill(question)
    page.locator("#gk-send").click()
    expect(answers).to_have_count(before + 1, timeout=30_000)
    return answers.last


@pytest.mark.parametrize(
    ("locale", "question"), [("zh-CN", CELL), ("en-GB", "How many applications did 墨渡县人民政府 receive in 2023?")]
)
def test_a_number_leads_to_its_cell_in_both_languages(browser: Browser, served: Served, locale: str, question: str) -> None:
    for page in open_page(browser, served.url, locale=locale):
        answer = ask(page, question)
        mark = answer.locator("a.gk-mark").first
        mark.click()
        lit = page.locator("#gk-panel td.gk-lit")
        expect(lit).to_be_in_viewport()
        said = re.sub(r"\[\d+\]", "", answer.locator("p").first.inner_text())
        assert lit.inner_text() in re.findall(r"\d+", said)
        ground = "element => getComputedStyle(element).backgroundColor"
        assert lit.evaluate(ground) != page.locator("#gk-panel td:not(.gk-lit, .gk-lit-row)").first.evaluate(ground)


def test_a_sentence_opens_lit_within_its_section(page: Page) -> None:
    answer = ask(page, PROSE)
    quoted = answer.locator("blockquote").first.inner_text()
    answer.locator("a.gk-mark").first.click()
    lit = page.locator("#gk-panel mark")
    expect(lit.first).to_be_in_viewport()
    plain = re.compile(r"[\s\[\]\d]")
    assert plain.sub("", quoted)[:30] in plain.sub("", "".join(lit.all_text_contents()))
    expect(page.locator("#gk-panel h2").last).to_contain_text("存在的主要问题")


def test_downloads_hold_the_numbers_of_the_page_each_with_its_source(page: Page) -> None:
    answer = ask(page, RANK)
    shown = [row.locator("td").all_inner_texts() for row in answer.locator(".gk-data tbody tr").all()]
    rows: dict[str, list[list[str]]] = {}
    for kind in ("CSV", "XLSX"):
        with page.expect_download() as download:
            answer.get_by_role("link", name=kind).click()
        content = Path(download.value.path()).read_bytes()
        assert download.value.suggested_filename == f"2023年哪个单位收到的申请最多.{kind.lower()}"
        if kind == "CSV":
            rows[kind] = [*csv.reader(io.StringIO(content.decode("utf-8-sig")))]
        else:
            sheet = load_workbook(io.BytesIO(content)).active
            assert sheet is not None
            rows[kind] = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows["CSV"] == rows["XLSX"]
    head, *body = rows["CSV"]
    assert [row[:3] for row in body] == shown
    for row in body:
        source = dict(zip(head[3:], row[3:], strict=True))
        assert source["本年新收政府信息公开申请 – 文件"].endswith((".txt", ".docx", ".html", ".pdf", ".htm", ".doc"))
        assert row[2] in re.findall(r"\d+", source["本年新收政府信息公开申请 – 原文"])


def test_a_table_sorts_by_each_column_and_its_numbers_lead_to_their_cells(page: Page) -> None:
    answer = ask(page, RANK)
    column = answer.locator(".gk-data tbody td:nth-child(3)")
    numbers = [int(text) for text in column.all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)
    sort = answer.get_by_role("button", name="本年新收政府信息公开申请")
    sort.click()
    assert [int(text) for text in column.all_inner_texts()] == sorted(numbers)
    expect(answer.locator("th").nth(2)).to_have_attribute("aria-sort", "ascending")
    sort.click()
    assert [int(text) for text in column.all_inner_texts()] == numbers
    column.locator("a").first.click()
    expect(page.locator("#gk-panel td.gk-lit")).to_have_text(str(numbers[0]))


def test_ranks_and_trends_are_drawn_with_every_value(page: Page) -> None:
    body = next(body for body in sample_collection().bodies.values() if len(body.years) > 2)
    trend = ask(page, TREND.format(body.full))
    values = trend.locator(".gk-data tbody td:nth-child(3)").all_inner_texts()
    assert len(values) == len(body.years)
    assert trend.locator("svg .gk-point").all_text_contents() == values
    expect(trend.locator("svg path.gk-line")).to_be_visible()
    rank = ask(page, RANK)
    numbers = rank.locator(".gk-data tbody td:nth-child(3)").all_inner_texts()
    assert rank.locator(".gk-bar-value").all_inner_texts() == numbers[:30]
    lengths = [box["width"] for box in (bar.bounding_box() for bar in rank.locator(".gk-bar").all()) if box]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > 100


def test_a_conversation_survives_a_reload_in_either_language_and_goes_on(page: Page) -> None:
    ask(page, CELL)
    first = page.locator(".gk-answer").inner_text()
    page.reload(wait_until="commit")
    expect(page.locator(".gk-answer")).to_have_count(1, timeout=30_000)
    assert page.locator(".gk-answer").inner_text() == first
    page.locator("#gk-language").click()
    expect(page.locator("#gk-send")).to_have_text("Ask", timeout=30_000)
    expect(page.locator(".gk-answer")).to_have_count(1, timeout=30_000)
    expect(ask(page, "那2022年呢？")).to_contain_text("墨渡县人民政府2022年")
    page.locator("#gk-new").click()
    expect(page.locator(".gk-answer")).to_have_count(0)
    page.reload(wait_until="commit")
    expect(page.locator("#gk-send")).to_have_text("Ask", timeout=30_000)
    expect(page.locator(".example").first).to_be_visible()
    expect(page.locator(".gk-answer")).to_have_count(0)
    assert page.context.cookies() == []


def test_filters_narrow_an_answer_show_that_they_are_on_and_give_way_to_the_question(page: Page) -> None:
    page.locator("#gk-filters button").first.click()
    page.get_by_label("年份").click()
    page.get_by_role("option", name="2022").click()
    page.keyboard.press("Escape")
    expect(page.locator("#gk-filters")).to_contain_text("筛选（已启用）：2022年")
    answer = ask(page, "哪个单位收到的申请最多？")
    assert set(answer.locator(".gk-data tbody td:nth-child(2)").all_inner_texts()) == {"2022"}
    expect(answer.locator(".gk-reading")).to_contain_text("按页面上的筛选作答：2022")
    expect(ask(page, RANK).locator(".gk-reading")).to_contain_text("筛选条件2022没有用上")


def test_copying_takes_the_sources_along(browser: Browser, served: Served) -> None:
    context = {"locale": "zh-CN", "permissions": ["clipboard-read", "clipboard-write"]}
    for page in open_page(browser, served.url, **context):
        answer = ask(page, CELL)
        answer.get_by_role("button", name="复制").click()
        expect(answer.get_by_role("button", name="已复制")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(CELL)
        assert re.search(r"^\[1\] 墨渡县人民政府 2023年 · .*“.+”（文件：.+）$", copied, re.MULTILINE)


def test_a_judgement_with_its_remark_is_kept(page: Page) -> None:
    answer = ask(page, CELL)
    answer.get_by_role("button", name="有问题").click()
    answer.get_by_placeholder("可补充说明").fill("应写明受理总量")
    answer.get_by_role("button", name="提交").click()
    expect(answer.get_by_role("status")).to_have_text("已记录，谢谢。")
    expect(answer.get_by_placeholder("可补充说明")).to_be_hidden()
    lines = (sample_home().path / FILE).read_text(encoding="utf-8").splitlines()
    told = json.loads(lines[-1])
    assert (told["question"], told["vote"], told["remark"]) == (CELL, "down", "应写明受理总量")


def test_the_keyboard_alone_asks_opens_a_source_and_comes_back(page: Page) -> None:
    page.locator("#gk-question textarea").focus()
    page.keyboard.type(CELL)
    page.keyboard.press("Enter")
    mark = page.locator(".gk-answer a.gk-mark").first
    expect(mark).to_be_visible(timeout=30_000)
    for _ in range(40):
        if mark.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#gk-panel td.gk-lit")).to_be_visible()
    assert page.evaluate("document.activeElement.closest('#gk-panel') !== null")
    page.keyboard.press("Escape")
    expect(page.locator("#gk-panel")).to_be_hidden()
    expect(mark).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_a_source_is_a_sheet_that_keeps_the_keyboard(browser: Browser, served: Served, scheme: str) -> None:
    for page in open_page(browser, served.url, locale="zh-CN", viewport={"width": 375, "height": 720}, color_scheme=scheme):
        ask(page, RANK).locator("a.gk-mark").first.click()
        panel = page.get_by_role("dialog")
        expect(panel.locator("td.gk-lit")).to_be_in_viewport()
        box = panel.bounding_box()
        assert box
        assert (box["x"], box["width"], box["y"] + box["height"]) == (0, 375, 720)
        for _ in range(6):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('#gk-panel') !== null")
        assert page.evaluate("document.documentElement.scrollWidth") == 375
        dark = panel.evaluate(
            "element => getComputedStyle(element).backgroundColor.match(/\\d+/g).slice(0, 3).every(v => v < 60)"
        )
        assert dark == (scheme == "dark")


def test_too_many_questions_are_refused_in_words_and_the_conversation_stays(browser: Browser, tmp_path: Path) -> None:
    limits = {"HOME": str(sample_home().path), "QUESTIONS_PER_MINUTE": "2"}
    with serving(tmp_path / "server.log", "serve_index.py", **limits) as limited:
        for page in open_page(browser, limited.url, locale="zh-CN"):
            ask(page, CELL)
            page.locator("#gk-question textarea").fill(RANK)
            page.locator("#gk-send").click()
            expect(page.get_by_text("提问过于频繁，请一分钟后再试。")).to_be_visible()
            expect(page.locator(".gk-answer")).to_be_in_viewport()
            expect(page.locator("#gk-question textarea")).to_have_value(RANK)


def test_without_an_index_the_page_says_so(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "server.log", "serve_home.py", HOME=str(tmp_path / "home")) as empty:
        for page in open_page(browser, empty.url, locale="zh-CN"):
            expect(page.locator("#gk-notice")).to_contain_text("还没有可供查询的报告")
            expect(ask(page, CELL)).to_contain_text("还没有可供查询的报告")
