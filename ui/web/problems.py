"""Refusals, each with the id under which the server's log knows the request: problem details (RFC 9457), a page for a browser.

Knows nothing of routes.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from html import escape
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gkbot.errors import BotError, QuestionError
from index.errors import GkbotIndexError
from ui.labels import page_language, say_of_refusal, say_of_report
from ui.web.html import html_page, html_response

log = logging.getLogger(__name__)
REQUEST_ID = "x-request-id"


class RequestIds:
    """Gives every request an id, sends it back as X-Request-Id, and answers 500 with it where `app` breaks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = scope.setdefault("state", {})["request_id"] = uuid.uuid4().hex[:12]
        started = False

        async def send_with_id(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception:
            log.exception("request %s: %s %s broke", request_id, scope["method"], scope["path"])
            if started:
                raise
            told = f"an error inside the server, which its log has under {request_id}"
            await problem(HTTPStatus.INTERNAL_SERVER_ERROR, told, request_id)(scope, receive, send_with_id)


def problem(status: int, detail: str, request_id: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A response of this status whose body says in `detail` what is wrong and how to go on."""
    body = {"title": HTTPStatus(status).phrase, "status": int(status), "detail": detail, "request_id": request_id}
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


def wants_page(request: HTTPConnection) -> bool:
    """Whether a browser asks for something to show."""
    return request.scope.get("method") == "GET" and "text/html" in request.headers.get("accept", "")


def refusal(request: HTTPConnection, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """What to answer a request that is refused: a page where one is wanted, else problem details."""
    request_id = request.scope.get("state", {}).get("request_id", "")
    if not wants_page(request):
        return problem(status, detail, request_id, headers)
    language = page_language(request)
    prefix = request.scope.get("root_path", "")
    links = {"chat": f"{prefix}/", "all": f"{prefix}/reports"}
    anchors = "".join(f'<a href="{href}">{escape(say_of_report(language, key))}</a>' for key, href in links.items())
    body = (
        f"<nav>{anchors}</nav><main><h1>{escape(say_of_refusal(language, 'title'))}</h1><p>{status} {escape(detail)}</p>"
        f"<p>{escape(say_of_refusal(language, 'id', id=request_id))}</p></main>"
    )
    page = html_page(say_of_refusal(language, "title"), body, language, prefix)
    return html_response(page, status, headers)


async def refuse(error: HTTPException, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request with the refusal that was raised."""
    await refusal(HTTPConnection(scope), error.status_code, str(error.detail), error.headers)(scope, receive, send)


def answer_with_problems(app: FastAPI) -> None:
    """Make every refusal of `app`'s own routes a problem detail."""

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        return refusal(request, error.status_code, str(error.detail), error.headers)

    @app.exception_handler(RequestValidationError)
    def not_valid(request: Request, error: RequestValidationError) -> Response:
        told = "; ".join(f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors())
        return refusal(request, HTTPStatus.UNPROCESSABLE_ENTITY, told)

    @app.exception_handler(QuestionError)
    def not_a_question(request: Request, error: QuestionError) -> Response:
        return refusal(request, HTTPStatus.UNPROCESSABLE_ENTITY, str(error))

    @app.exception_handler(GkbotIndexError)
    @app.exception_handler(BotError)
    def no_answer(request: Request, error: Exception) -> Response:
        return refusal(request, HTTPStatus.SERVICE_UNAVAILABLE, str(error))
