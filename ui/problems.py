"""Refusals as problem details (RFC 9457), each with the id under which the server's log knows the request.

Knows nothing of routes.
"""

from __future__ import annotations

import logging
import uuid
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gkbot.errors import BotError, QuestionError
from index.errors import GkbotIndexError

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


def problem(status: int, detail: str, request_id: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """A response of this status whose body says in `detail` what is wrong and how to go on."""
    body = {"title": HTTPStatus(status).phrase, "status": int(status), "detail": detail, "request_id": request_id}
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


def answer_with_problems(app: FastAPI) -> None:
    """Make every refusal of `app`'s own routes a problem detail."""

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, str(error.detail), request.state.request_id, dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    def not_valid(request: Request, error: RequestValidationError) -> JSONResponse:
        told = "; ".join(f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors())
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, told, request.state.request_id)

    @app.exception_handler(QuestionError)
    def not_a_question(request: Request, error: QuestionError) -> JSONResponse:
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), request.state.request_id)

    @app.exception_handler(GkbotIndexError)
    @app.exception_handler(BotError)
    def no_answer(request: Request, error: Exception) -> JSONResponse:
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error), request.state.request_id)
