"""The administration page: for administrators only, uploads checked and read, failures with reasons, builds with a way back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sample_index import samples
from toy_bot import ToyBot

pytest.importorskip("gradio", reason="needs gradio")
from fastapi.testclient import TestClient

from index.storage.home import Home
from index.storage.manifest import read_manifest
from ui.settings import Settings
from ui.web.passwords import make_line
from ui.web.server import create_api
from ui.web.uploads import LONGEST_NAME, UPLOADS, UploadError, Uploads, check_name, write_upload

if TYPE_CHECKING:
    from playwright.sync_api import Browser

USER = ("wang", "swordfish")
FIRST, SECOND = samples()[0], samples()[1]


@pytest.fixture
def settings(tmp_path: Path, home: Path) -> Settings:
    (tmp_path / "users").write_text(make_line(*USER, log_cost=4), encoding="utf-8")
    return Settings(home=home, auth=f"password:{tmp_path / 'users'}", max_file_mb=1)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_api(ToyBot(), settings), follow_redirects=False, headers={"Accept-Language": "en"}) as client:
        yield client


def upload(client: TestClient, *files: tuple[str, bytes]) -> tuple[int, str]:
    """Uploads, waits until all is read, and gives the status and the page then."""
    answer = client.post("/admin/upload", files=[("files", file) for file in files], auth=USER)
    while client.get("/admin/progress", auth=USER).json()["busy"]:
        pass
    return answer.status_code, answer.text or client.get("/admin", auth=USER).text


def test_nobody_unknown_sees_or_does_anything(client: TestClient, home: Path) -> None:
    for path in ("/admin", "/admin/progress"):
        assert client.get(path).status_code == 401
    assert client.post("/admin/upload", files=[("files", ("a.txt", b"x"))]).status_code == 401
    assert client.post("/admin/rollback").status_code == 401
    assert not home.exists()


def test_without_a_login_there_is_no_administration(home: Path) -> None:
    with TestClient(create_api(ToyBot(), Settings(home=home))) as client:
        refused = client.get("/admin")
    assert refused.status_code == 403
    assert "GKBOT_AUTH" in refused.text


def test_a_page_of_another_origin_can_do_nothing(client: TestClient) -> None:
    refused = client.post("/admin/rollback", auth=USER, headers={"Origin": "https://evil.example"})
    assert refused.status_code == 403


def test_the_page_runs_only_our_script(client: TestClient) -> None:
    page = client.get("/admin", auth=USER)
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert re.findall(r"<script[^>]*>", page.text) == ['<script src="/static/admin.js">']
    assert client.get("/static/admin.js").status_code == 200


def test_reports_are_uploaded_replaced_and_taken_back(client: TestClient, home: Path) -> None:
    status, page = upload(client, (FIRST.file, FIRST.text.encode()))
    assert status == 303
    assert "1 reports read: 1 new" in page
    bad = "<b>bad.txt"
    status, page = upload(client, (SECOND.file, SECOND.text.encode()), (bad, "今天天气很好。".encode()))
    assert "2 reports read: 1 new" in page
    assert "&lt;b&gt;bad.txt" in page
    assert "<b>bad" not in page
    assert "neither a title" in page
    assert sorted(path.name for path in (home / UPLOADS).iterdir()) == sorted([FIRST.file, SECOND.file])
    current = Home(home).current()
    assert current is not None
    assert set(read_manifest(current).files) == {FIRST.file, SECOND.file}
    assert client.post("/admin/rollback", auth=USER).status_code == 303
    assert Home(home).current() != current
    refused = client.post("/admin/rollback", auth=USER)
    assert refused.status_code == 409
    assert "no older build" in refused.text


def test_what_cannot_be_read_at_all_is_told_and_not_kept(client: TestClient, home: Path) -> None:
    status, page = upload(client, ("a.txt", b"\0\1\2"))
    assert status == 303
    assert "none of the 1 files could be read" in page
    assert list((home / UPLOADS).iterdir()) == []
    assert Home(home).current() is None


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.exe", b"MZ", "no reader"),
        (".htaccess", b"x", "no name of a report"),
        ("a.txt", b"", "is empty"),
        ("a.txt", bytes((1 << 20) + 1), "limit of 1 MB"),
    ],
)
def test_a_file_that_is_no_report_is_refused_and_none_is_kept(
    client: TestClient, home: Path, name: str, content: bytes, told: str
) -> None:
    status, page = upload(client, (FIRST.file, FIRST.text.encode()), (name, content))
    assert status == 422
    assert told in page
    assert list((home / UPLOADS).iterdir()) == []


def test_an_upload_over_all_limits_is_refused_before_it_is_read(client: TestClient, home: Path) -> None:
    status, _ = upload(client, ("a.txt", bytes(5 << 20)))
    assert status == 413
    assert not home.exists()


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("C:\\a\\b.txt", "b.txt"),
        ("../../b.txt", "b.txt"),
        ("a/b.txt", "b.txt"),
        ("红\x1b头.docx", "红_x1b头.docx"),
        (" b.PDF", "b.PDF"),
    ],
)
def test_a_name_is_that_of_a_file_in_the_folder(given: str, name: str) -> None:
    assert check_name(given) == name


@pytest.mark.parametrize("given", ["", "/", "..", ".txt", "~$a.docx", "a", "a.exe", "a.txt/", "长" * LONGEST_NAME + ".txt"])
def test_a_name_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(UploadError):
        check_name(given)


def test_a_name_given_twice_is_refused(tmp_path: Path) -> None:
    def give() -> Iterator[bytes]:
        yield b"x"

    pieces = give()
    write_upload(tmp_path, "a.txt", lambda _: next(pieces, b""), 10)
    with pytest.raises(UploadError, match="twice"):
        write_upload(tmp_path, "x/a.txt", lambda _: b"", 10)


def test_feedback_is_listed_newest_first_and_escaped(client: TestClient, home: Path) -> None:
    home.mkdir()
    lines = [{"time": f"2024-01-0{day}", "vote": "up", "question": f"q{day}<i>", "answer": "a", "remark": "r"} for day in (1, 2)]
    (home / "feedback.jsonl").write_text("\n".join(["{", "[]", *map(json.dumps, lines)]), encoding="utf-8")
    page = client.get("/admin", auth=USER).text
    assert page.index("q2&lt;i&gt;") < page.index("q1&lt;i&gt;")
    assert "<i>" not in page


def test_progress_is_told_while_files_are_read(settings: Settings) -> None:
    from ui.web.admin_page import Admin, say_progress

    uploads = Uploads(settings)
    admin = Admin(Home(settings.home), uploads, "wang", "en", "")
    seen: set[str] = set()
    with uploads.staged() as folder:
        pieces = iter([FIRST.text.encode(), b""])
        uploads.take([write_upload(folder, FIRST.file, lambda _: next(pieces), 1 << 20)])
    while uploads.is_busy:
        seen.add(say_progress(admin).partition(":")[0])
    assert {"beginning…", "reading 1 files"} <= seen
    assert say_progress(admin) == ""
    assert uploads.last is not None
    assert uploads.last.error is None


# ---- In a browser ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.browser
def test_a_report_is_uploaded_asked_about_and_rolled_back(browser: Browser, settings: Settings, tmp_path: Path) -> None:
    from threading import Thread

    from playwright.sync_api import expect
    from sample_index import embedder

    from gkbot.bot import IndexedBot
    from ui.web.server import address_of, create_app, open_server

    reports = [tmp_path / sample.file for sample in (FIRST, SECOND)]
    for path, sample in zip(reports, (FIRST, SECOND), strict=True):
        path.write_text(sample.text, encoding="utf-8")
    bot = IndexedBot(Home(settings.home), embedder)
    server, listening = open_server(create_app(bot, settings), "127.0.0.1", 0)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    url, asked = address_of(listening), f"{SECOND.organisation}{SECOND.year}年新收多少件申请？"
    try:
        with browser.new_context(locale="en") as context:
            page = context.new_page()

            def send(path: Path) -> None:
                page.get_by_label("Files").set_input_files(path)
                page.get_by_role("button", name="Upload and index").click()
                expect(page.get_by_text("build", exact=False).filter(has_text="answers now").last).to_be_visible(timeout=60_000)
                expect(page.locator("#last")).to_be_visible(timeout=60_000)

            def ask() -> str:
                answer = context.request.post(f"{url}/api/ask", data={"question": asked})
                return str(answer.json()["status"])

            page.goto(f"{url}/admin")
            page.get_by_label("Name").fill(USER[0])
            page.get_by_label("Password").fill(USER[1])
            page.get_by_role("button", name="Log in").click()
            send(reports[0])
            assert ask() == "no_data"
            send(reports[1])
            expect(page.get_by_text("2 reports read: 1 new")).to_be_visible(timeout=60_000)
            assert ask() == "answered"
            with context.expect_page() as opened:
                page.evaluate("window.open('/?lang=zh')")
            chat = opened.value
            box = chat.locator("#gk-question textarea")
            expect(box).to_be_visible(timeout=30_000)
            box.fill(asked)
            box.press("Enter")
            expect(chat.get_by_text(f"{SECOND.cells['T3.new.total']}件").first).to_be_visible(timeout=30_000)
            page.get_by_role("button", name="Go back one build").click()
            expect(page.get_by_role("button", name="Go back one build")).to_have_count(0)
            assert ask() == "no_data"
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()
        bot.close()
