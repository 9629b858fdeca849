"""The ways people go, over a real index: nothing leaves this machine on any of them, and every page is open to every reader."""

from __future__ import annotations

import base64
import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="needs the playwright package (extra dev)")
from browsing import Served, hosting, open_page, serving
from conftest import BROWSERS
from net_record import LOOPBACK, hosts_asked, recording
from playwright.sync_api import Browser, FrameLocator, Page, expect
from readme_blocks import fenced
from sample_index import sample_home, samples
from serve_toy import OUTSIDE

from ui.web.passwords import make_line

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME, PASSWORD = "li", "open sesame"
PAGES: dict[str, str] = {}


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    with hosting(PAGES) as url:
        yield url


@pytest.fixture(scope="module")
def served(portal: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The index of the made-up reports, with users; pages of the portal may frame it."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "users").write_text(make_line(NAME, PASSWORD), encoding="utf-8")
    settings = {"HOME": str(sample_home().path), "AUTH": f"password:{folder / 'users'}", "EMBED_ORIGINS": portal}
    with serving(folder / "server.log", "serve_index.py", **settings) as running:
        PAGES["/"] = fenced("README.md", "html").replace("https://bot.example", running.url)
        yield running


@pytest.fixture(scope="module")
def broken_report(served: Served) -> str:
    """The path of a report that contradicts itself."""
    wrong = next(sample for sample in samples() if sample.defect)
    with urllib.request.urlopen(f"{served.url}/api/reports?limit=1000", timeout=10) as response:
        listed = json.load(response)["reports"]
    return next(f"/reports/{report['id']}" for report in listed if report["file"] == wrong.file)


def question(language: str = "zh") -> str:
    sample = next(sample for sample in samples() if sample.cells["T3.new.total"] and not sample.defect)
    if language == "zh":
        return f"{sample.organisation}{sample.year}年新收多少件申请？"
    return f"How many applications did {sample.organisation} receive in {sample.year}?"


def ask(page: Page | FrameLocator, asked: str) -> None:
    """Ask, and open the first source of the answer."""
    answers = page.locator(".gk-answer a.gk-mark")
    page.locator("#gk-question textarea").fill(asked, timeout=30_000)
    page.locator("#gk-send").click()
    answers.first.click(timeout=30_000)


def go_everywhere(browser: Browser, served: Served, portal: str, report: str) -> None:
    """Every journey there is: questions, sources, reports, findings, downloads, log-in, the frame in another page, the API."""
    for locale, language in (("zh-CN", "zh"), ("en-GB", "en")):
        for page in open_page(browser, f"{served.url}/", locale=locale):
            ask(page, question(language))
            page.goto(f"{served.url}/reports")
            page.locator("select[name=kind]").select_option(index=1)
            page.get_by_role("button").click()
            page.locator("tbody a").first.click()
            expect(page.locator("h1")).to_be_visible()
            page.goto(f"{served.url}{report}?finding=1#left")
            expect(page.locator("#left")).to_be_attached()
            with page.expect_download():
                page.locator('a[href$="/file"]').click()
            page.goto(f"{served.url}/findings")
            page.locator("tbody td:nth-child(4) a").first.click()
            expect(page.locator("#left")).to_be_attached()
            page.goto(f"{served.url}/findings")
            with page.expect_download():
                page.locator('a[href*=".csv"]').click()
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        for password, path in (("wrong", "/login"), (PASSWORD, "/")):
            page.goto(f"{served.url}/login", wait_until="commit")
            page.locator("input[name=name]").fill(NAME)
            page.locator("input[name=password]").fill(password)
            page.get_by_role("button").click()
            page.wait_for_url(f"{served.url}{path}", wait_until="commit")
        page.goto(f"{served.url}/api/docs")
        expect(page.locator(".opblock").first).to_be_visible()
        page.goto(portal)
        page.get_by_role("button").click()
        ask(page.frame_locator("iframe"), question())


def test_nothing_leaves_this_machine_on_any_journey(served: Served, portal: str, broken_report: str, tmp_path: Path) -> None:
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    with recording(chromium, tmp_path / "net.json") as browser:
        go_everywhere(browser, served, portal, broken_report)
    asked = hosts_asked(tmp_path / "net.json")
    assert "127.0.0.1" in asked
    assert asked <= LOOPBACK
    assert OUTSIDE not in served.log.read_text(encoding="utf-8")


def test_the_record_would_show_what_leaves(tmp_path: Path) -> None:
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    page_with_picture = {"/": '<!doctype html><img src="http://outside.invalid/x.png" alt="">'}
    with hosting(page_with_picture) as url, recording(chromium, tmp_path / "net.json") as browser:
        browser.new_page().goto(url)
    assert hosts_asked(tmp_path / "net.json") - LOOPBACK == {"outside.invalid"}


# ---- open to every reader ---------------------------------------------------------------------------------------------------


def find_violations(page: Page) -> list[str]:
    """What axe-core finds of serious or critical violations in a page and its frames."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python (extra dev)")
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


schemes = pytest.mark.parametrize("scheme", ["light", "dark"])


@schemes
@pytest.mark.parametrize("path", ["/", "/embed/"])
def test_the_chat_is_open_to_every_reader(browser: Browser, served: Served, scheme: str, path: str) -> None:
    for page in open_page(browser, f"{served.url}{path}", locale="zh-CN", color_scheme=scheme):
        assert find_violations(page) == []
        ask(page, question())
        assert find_violations(page) == []


@schemes
def test_the_pages_are_open_to_every_reader(browser: Browser, served: Served, scheme: str, broken_report: str) -> None:
    known = {"Authorization": f"Basic {base64.b64encode(f'{NAME}:{PASSWORD}'.encode()).decode()}"}
    ours = ("/reports", "/findings", broken_report, f"{broken_report}?finding=1#left", "/login", "/reports/nothing", "/admin")
    with browser.new_context(locale="zh-CN", color_scheme=scheme, extra_http_headers=known) as context:  # type: ignore[arg-type]
        page = context.new_page()
        for path in ours:
            page.goto(f"{served.url}{path}")
            assert page.locator("main h1").count() == 1
            assert find_violations(page) == []


def test_the_widget_in_another_page_is_open_to_every_reader(browser: Browser, served: Served, portal: str) -> None:
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        page.goto(portal)
        assert find_violations(page) == []
        page.get_by_role("button").click()
        expect(page.frame_locator("iframe").locator("#gk-question textarea")).to_be_visible(timeout=30_000)
        assert find_violations(page) == []


@pytest.mark.parametrize("path", ["/reports", "/findings", "report", "/login"])
def test_no_page_scrolls_sideways_on_a_phone(browser: Browser, served: Served, path: str, broken_report: str) -> None:
    with browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(f"{served.url}{broken_report if path == 'report' else path}")
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
