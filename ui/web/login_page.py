"""The log-in page and what its form does: a session opened, a session closed. Knows nothing of passwords or doors."""

from __future__ import annotations

from html import escape
from http import HTTPStatus
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from gkbot.answer import Language
from ui.labels import page_labels, page_language, say_of_login
from ui.web.html import html_page, html_response
from ui.web.login import COOKIE, LOGIN, SESSION_SECONDS, PasswordLogin


def make_login_router(login: PasswordLogin, prefix: str = "") -> APIRouter:
    """The routes of the log-in page: GET and POST /login, POST /logout; `prefix` is what links begin with."""
    router = APIRouter(include_in_schema=False)

    def page(language: Language, to: str, problem: str = "", status: int = HTTPStatus.OK, **headers: str) -> HTMLResponse:
        return html_response(_login_page(language, to, problem, prefix), status, headers)

    @router.get(LOGIN)
    def show(request: Request) -> Response:
        return page(page_language(request), request.query_params.get("next", ""))

    @router.post(LOGIN)
    async def enter(request: Request) -> Response:
        language = page_language(request)
        typed = {key: values[0] for key, values in parse_qs((await request.body()).decode(errors="replace")).items()}
        name, password, to = (typed.get(key, "") for key in ("name", "password", "next"))
        try:
            token = await run_in_threadpool(login.open_session, name, password, request)
        except HTTPException as refused:
            headers = dict(refused.headers or {})
            return page(language, to, say_of_login(language, "wait"), refused.status_code, **headers)
        if token is None:
            return page(language, to, say_of_login(language, "wrong"), HTTPStatus.UNAUTHORIZED)
        response = RedirectResponse(_own_address(to, prefix), HTTPStatus.SEE_OTHER)
        response.set_cookie(
            COOKIE, token, SESSION_SECONDS, path=f"{prefix}/", secure=request.url.scheme == "https", httponly=True, samesite="lax"
        )
        return response

    @router.post("/logout")
    def leave(request: Request) -> Response:
        login.close_session(request)
        response = RedirectResponse(f"{prefix}{LOGIN}", HTTPStatus.SEE_OTHER)
        response.delete_cookie(COOKIE, path=f"{prefix}/")
        return response

    return router


def _own_address(to: str, prefix: str) -> str:
    """`to` where it is a path of ours, else the chat: nobody is sent elsewhere by a link to the log-in page."""
    # Browsers take a backslash for a slash, and two of them for the beginning of a host; they drop tabs and line ends.
    is_path = to.startswith(f"{prefix}/") and not to.startswith("//") and "\\" not in to and to.isprintable()
    return to if is_path else f"{prefix}/"


def _login_page(language: Language, to: str, problem: str, prefix: str) -> str:
    def say(key: str) -> str:
        return escape(say_of_login(language, key))

    told = f'<p class="gk-findings" role="alert">{escape(problem)}</p>' if problem else ""
    form = (
        f'<form class="gk-login" method="post" action="{escape(prefix)}{LOGIN}">'
        f'<input type="hidden" name="next" value="{escape(to)}">'
        f'<label>{say("name")} <input name="name" autocomplete="username" autofocus required></label>'
        f'<label>{say("password")} <input name="password" type="password" autocomplete="current-password" required></label>'
        f"<button>{say('enter')}</button></form>"
    )
    app = escape(page_labels(language)["title"])
    body = f"<main><p>{app}</p><h1>{say('title')}</h1>{told}{form}</main>"
    return html_page(say_of_login(language, "title"), body, language, prefix)
