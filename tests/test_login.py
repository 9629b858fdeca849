"""Who may come in: users of a password file or of a trusted proxy, administrators alone to administration, nobody by a trick."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Annotated

import pytest
from toy_bot import ToyBot

pytest.importorskip("gradio", reason="needs gradio")
from apps import make_app
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Route

from ui.bot import Bot
from ui.settings import Settings, SettingsError
from ui.web.login import COOKIE, FAILURES_PER_MINUTE, require_admin
from ui.web.passwords import make_line
from ui.web.server import create_api

PORTAL = "https://portal.example"
PAGE = {"Accept": "text/html"}
QUICK = 4  # a hash that costs next to nothing
USERS = {"li": "open sesame", "wang": "swordfish"}


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("users") / "users"
    path.write_text("\n".join(make_line(*user, log_cost=QUICK) for user in USERS.items()), encoding="utf-8")
    return path


@contextmanager
def serving(
    make: Callable[[Bot, Settings], FastAPI] = create_api,
    base: str = "http://bot.example",
    address: str = "192.0.2.7",
    **settings: object,
) -> Iterator[TestClient]:
    """The application with an administration page, asked from `address`."""
    app = make(ToyBot(), Settings(questions_per_minute=0, **settings))  # type: ignore[arg-type]

    def administrate(name: Annotated[str, Depends(require_admin)]) -> str:
        return f"welcome, {name}"

    app.get("/behind")(administrate)
    app.router.routes.sort(key=lambda route: not isinstance(route, Route))  # before what is mounted at /
    with TestClient(app, base_url=base, client=(address, 1), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def shared_client(users: Path) -> Iterator[TestClient]:
    with serving(
        make_app, auth=f"password:{users}", auth_chat=True, admins="li", embed_origins=PORTAL, api_origins=PORTAL
    ) as client:
        yield client


@pytest.fixture
def client(shared_client: TestClient) -> Iterator[TestClient]:
    """Everything behind a login; nobody is logged in yet."""
    yield shared_client
    shared_client.cookies.clear()


def log_in(client: TestClient, name: str = "li", password: str | None = None, to: str = "", **headers: str) -> str:
    """Log in; gives where the browser is sent."""
    form = {"name": name, "password": USERS.get(name, "") if password is None else password, "next": to}
    response = client.post("/login", data=form, headers=headers)
    assert response.status_code == 303, response.text
    return response.headers["location"]


@pytest.mark.parametrize(
    "path",
    ["/", "/embed/", "/reports", "/api/docs", "/config", "/gradio_api/info", "/static/page.js", "/admin", "/no/such/page"],
)
def test_a_browser_that_nobody_knows_is_led_to_the_login_and_back(client: TestClient, path: str) -> None:
    refused = client.get(f"{path}?lang=en", headers=PAGE)
    assert refused.status_code == 303
    page = client.get(refused.headers["location"])
    assert page.status_code == 200
    (to,) = re.findall(r'name="next" value="([^"]*)"', page.text)
    assert log_in(client, to=to) == f"{path}?lang=en"


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/ask"), ("GET", "/api/reports"), ("POST", "/gradio_api/queue/join"), ("GET", "/config"), ("GET", "/embed")],
)
def test_a_program_that_nobody_knows_is_told_what_is_wanted(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, path)
    assert (response.status_code, response.json()["status"]) == (401, 401)
    assert response.headers["www-authenticate"].startswith("Basic ")
    assert response.json()["request_id"] == response.headers["x-request-id"]
    assert "frame-ancestors" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/static/../api/reports", "/login/../api/reports", "/login%2f..%2fapi/reports", "//api/reports"]
)
def test_no_way_of_writing_a_path_leads_past_the_login(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 401


def test_what_the_login_page_and_other_pages_need_is_open(client: TestClient) -> None:
    page = client.get("/login").text
    links = re.findall(r'(?:href|src)="([^"]+)"', page)
    assert links
    for path in (*links, "/embed.js", "/healthz"):
        assert client.get(path).status_code == 200
    assert "script" not in page


def test_a_session_opens_the_chat_and_the_api_until_it_is_closed(client: TestClient) -> None:
    log_in(client)
    assert client.get("/").status_code == client.get("/config").status_code == 200
    assert client.post("/api/ask", json={"question": "几轮"}).json()["status"] == "answered"
    stolen = client.cookies[COOKIE]
    assert client.post("/logout").headers["location"] == "/login"
    assert COOKIE not in client.cookies
    client.cookies[COOKIE] = stolen
    assert client.get("/config").status_code == 401


def test_programs_send_name_and_password_with_each_question(client: TestClient) -> None:
    question = {"question": "几轮"}
    assert client.post("/api/ask", json=question, auth=("li", USERS["li"])).status_code == 200
    for wrong in (("li", "x"), ("nobody", "x")):
        assert client.post("/api/ask", json=question, auth=wrong).status_code == 401
    for header in ("Basic", "Basic !", "Basic bGk=", "Bearer x", f"Basic {'/' * 4}"):
        assert client.post("/api/ask", json=question, headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_cookie_is_closed_to_scripts_and_other_sites_and_kept_off_plain_http(users: Path, scheme: str) -> None:
    with serving(base=f"{scheme}://bot.example", auth=f"password:{users}", root_path="/gk") as client:
        response = client.post("/gk/login", data={"name": "li", "password": USERS["li"]})
        cookie = SimpleCookie(response.headers["set-cookie"])[COOKIE]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/gk/")
        assert bool(cookie["secure"]) is (scheme == "https")


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "evil", ""]
)
def test_the_login_sends_nobody_elsewhere(client: TestClient, to: str) -> None:
    assert log_in(client, to=to) == "/"


@pytest.mark.parametrize("hostile", ['"><script>alert(1)</script>', "' onfocus='alert(1)"])
def test_the_login_page_shows_what_it_was_sent_as_text(client: TestClient, hostile: str) -> None:
    for page in (client.get("/login", params={"next": hostile}), client.post("/login", data={"name": "x", "next": hostile})):
        assert "<script" not in page.text
        assert re.search(r'name="next" value="[^"<>\']*">', page.text)


def test_a_host_that_a_stranger_names_stands_in_no_page(client: TestClient) -> None:
    log_in(client)
    assert "evil.example" not in client.get("/config", headers={"X-Forwarded-Host": "evil.example"}).text


def test_a_wrong_password_is_told_without_saying_what_was_wrong(client: TestClient) -> None:
    pages = [client.post("/login", data={"name": name, "password": "x"}) for name in ("li", "nobody")]
    assert {page.status_code for page in pages} == {401}
    assert pages[0].text == pages[1].text
    assert "用户名或密码不对" in pages[0].text


def test_who_guesses_has_to_wait_and_who_knows_does_not(users: Path) -> None:
    with serving(auth=f"password:{users}") as client:
        for _ in range(FAILURES_PER_MINUTE + 1):
            log_in(client)
        client.cookies.clear()
        assert client.get("/behind", auth=("wang", USERS["wang"])).status_code == 200
        for _ in range(FAILURES_PER_MINUTE):
            assert client.post("/login", data={"name": "li", "password": "x"}).status_code == 401
        refused = client.post("/login", data={"name": "li", "password": USERS["li"]})
        assert refused.status_code == client.get("/behind", auth=("li", "x")).status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert client.get("/behind", auth=("wang", USERS["wang"])).status_code == 200


def test_a_password_that_changes_ends_its_sessions(tmp_path: Path) -> None:
    path = tmp_path / "users"
    path.write_text(make_line("li", USERS["li"], log_cost=QUICK), encoding="utf-8")
    with serving(auth=f"password:{path}") as client:
        log_in(client)
        assert client.get("/behind").status_code == 200
        path.write_text(f"{make_line('li', 'another', log_cost=QUICK)}\n", encoding="utf-8")
        assert client.get("/behind").status_code == 401
        path.unlink()
        assert client.get("/behind").status_code == 503


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://bot.example.evil.example"},
        {"Origin": "http://bot.example:8080"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://bot.example"},
        {"Origin": PORTAL},  # may call the API, and do no more
    ],
)
def test_a_page_of_another_origin_does_nothing_in_a_users_name(client: TestClient, headers: dict[str, str]) -> None:
    log_in(client)
    for path in ("/login", "/logout", "/gradio_api/queue/join"):
        assert client.post(path, headers=headers).status_code == 403
    asked = client.post("/api/ask", json={"question": "几轮"}, headers=headers)
    assert asked.status_code == (200 if headers == {"Origin": PORTAL} else 403)
    assert client.get("/config").status_code == 200  # still logged in


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://bot.example"}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Sec-Fetch-Site": "none"}],
)
def test_our_own_pages_and_programs_may(client: TestClient, headers: dict[str, str]) -> None:
    log_in(client, **headers)
    assert client.post("/api/ask", json={"question": "几轮"}, headers=headers).status_code == 200


def test_administration_without_a_login_says_how_to_set_one() -> None:
    with serving() as client:
        assert client.get("/api/docs").status_code == 200
        for headers in ({}, PAGE):
            refused = client.get("/behind", headers=headers)
            assert refused.status_code == 403
            assert "GKBOT_AUTH" in refused.text
        assert client.post("/login").status_code == 404


def test_only_administrators_administrate(client: TestClient) -> None:
    log_in(client, "li")
    assert client.get("/behind").json() == "welcome, li"
    log_in(client, "wang")
    assert client.get("/config").status_code == 200
    assert client.get("/behind").status_code == 403


def test_without_a_list_of_administrators_every_user_of_the_file_is_one_and_the_chat_is_open(users: Path) -> None:
    with serving(auth=f"password:{users}") as client:
        assert client.get("/api/docs").status_code == 200
        assert client.get("/behind", headers=PAGE).headers["location"] == "/login?next=%2Fbehind"
        assert client.get("/behind", auth=("wang", USERS["wang"])).status_code == 200


def test_a_proxy_is_believed_and_nobody_else() -> None:
    user = {"X-Forwarded-User": "li"}
    settings: dict[str, object] = {"auth": "header:X-Forwarded-User", "auth_chat": True, "proxies": "10.1.0.0/16"}
    with serving(address="10.1.2.3", admins="li", **settings) as client:
        assert client.get("/api/docs", headers=user).status_code == 200
        assert client.get("/behind", headers=user).json() == "welcome, li"
        assert client.get("/behind", headers={"X-Forwarded-User": "wang"}).status_code == 403
        assert client.get("/api/docs").status_code == client.get("/api/docs", headers=PAGE).status_code == 401
        assert client.get("/api/docs", headers=[("X-Forwarded-User", "li"), ("X-Forwarded-User", "wang")]).status_code == 401  # type: ignore[arg-type]
        assert client.get("/login").status_code == 401
    for stranger in ("10.2.0.1", "127.0.0.1", "192.0.2.7"):
        with serving(address=stranger, admins="li", **settings) as client:
            spoofed = {**user, "X-Forwarded-For": "10.1.2.3", "X-Real-IP": "10.1.2.3", "Forwarded": "for=10.1.2.3"}
            assert client.get("/api/docs", headers=spoofed).status_code == 401
    with serving(address="10.1.2.3", **settings) as client:
        assert client.get("/behind", headers=user).status_code == 403  # a proxy may let in everybody: administrators are named


def test_addresses_and_scheme_are_taken_from_listed_proxies_only(users: Path) -> None:
    forwarded = {"X-Forwarded-For": "198.51.100.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    for address, believed in (("127.0.0.1", True), ("192.0.2.7", False)):
        with serving(address=address, auth=f"password:{users}") as client:
            response = client.post("/login", data={"name": "li", "password": USERS["li"]}, headers=forwarded)
            assert bool(SimpleCookie(response.headers["set-cookie"])[COOKIE]["secure"]) is believed


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"auth": "password:/no/such/file"}, "the password file /no/such/file cannot be read"),
        ({"auth_chat": True}, "GKBOT_AUTH does not say how to know them"),
    ],
)
def test_a_login_that_cannot_be_is_told_before_anything_is_served(settings: dict[str, object], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        create_api(ToyBot(), Settings(**settings))  # type: ignore[arg-type]
