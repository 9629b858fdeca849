"""What a request may cost and where it may come from: the size of its body, questions a minute and at once, origins. Plain ASGI.

Knows nothing of what is asked.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.web.problems import refuse

BODY_LIMIT = 1 << 20  # bytes
# Where questions come in: our own API, and the queue behind Gradio's chat.
QUESTION_PATHS = ("/api/ask", "/gradio_api/queue/join")
QUESTIONS_AT_ONCE = 64
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class BodyLimit:
    """Refuses requests whose body is over `limit` bytes, announced or not; the paths in `larger` may have more."""

    def __init__(self, app: ASGIApp, limit: int = BODY_LIMIT, larger: Mapping[str, int] | None = None) -> None:
        self.app = app
        self.limit = limit
        self.larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = self.larger.get(inner_path(scope), self.limit) if scope["type"] == "http" else self.limit
        way_out = "send fewer files at once" if limit > self.limit else "ask in fewer words, or with a shorter history"
        told = f"the body is over {limit} bytes: {way_out}"
        announced = dict(scope.get("headers", ())).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > limit:
            await _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told, scope, receive, send)
            return
        taken = 0

        async def receive_some() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                # Raised where the body is being read, inside `app`, which makes a response of it.
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told)
            return message

        await self.app(scope, receive_some if scope["type"] == "http" else receive, send)


class QuestionLimit:
    """Refuses questions of an address that has asked `per_minute` within the last minute; 0 refuses none."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self.app = app
        self.item = RateLimitItemPerMinute(per_minute) if per_minute else None
        self.limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.item is None or not _is_question(scope):
            await self.app(scope, receive, send)
            return
        address = scope["client"][0] if scope.get("client") else ""
        if self.limiter.hit(self.item, address):
            await self.app(scope, receive, send)
            return
        wait = max(1, round(self.limiter.get_window_stats(self.item, address).reset_time - time.time()))
        told = f"more than {self.item.amount} questions a minute from this address: try again in {wait} s"
        await _refuse(HTTPStatus.TOO_MANY_REQUESTS, told, scope, receive, send, {"Retry-After": str(wait)})


class QuestionsAtOnce:
    """Refuses questions to the API while `limit` of them are being answered; the chat has a queue of its own."""

    def __init__(self, app: ASGIApp, limit: int = QUESTIONS_AT_ONCE) -> None:
        self.app = app
        self.limit = limit
        self.open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_question(scope) or not str(scope["path"]).endswith("/api/ask"):
            await self.app(scope, receive, send)
            return
        if self.open >= self.limit:
            told = f"the queue is full: {self.limit} questions are being answered; try again in a few seconds"
            await _refuse(HTTPStatus.SERVICE_UNAVAILABLE, told, scope, receive, send, {"Retry-After": "5"})
            return
        self.open += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.open -= 1


class SameOrigin:
    """Refuses what a page of another origin wants done in a visitor's name; pages of `origins` may call the API.

    As in Go's CrossOriginProtection: browsers tell where a request comes from by Sec-Fetch-Site, older ones and those on plain
    http by Origin; programs tell neither and act in nobody else's name.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str] = ()) -> None:
        self.app = app
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope.get("method") in SAFE_METHODS or self._may_come(scope):
            await self.app(scope, receive, send)
            return
        told = (
            "a page of another origin may not do this: GKBOT_API_ORIGINS lists those whose pages may call the API; "
            "a proxy in front has to pass on the Host that the browser named, its port too"
        )
        await _refuse(HTTPStatus.FORBIDDEN, told, scope, receive, send)

    def _may_come(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        origin, site = headers.get("origin", "").lower(), headers.get("sec-fetch-site")
        if origin in self.origins and inner_path(scope).startswith("/api/"):
            return True
        if site is not None:
            return site in ("same-origin", "none")
        return not origin or origin.partition("://")[2] == headers.get("host", "").lower()


def inner_path(scope: Scope) -> str:
    """The path of a request without the prefix that the application is reached below."""
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))


def _is_question(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] == "POST" and str(scope["path"]).endswith(QUESTION_PATHS)


async def _refuse(
    status: HTTPStatus, detail: str, scope: Scope, receive: Receive, send: Send, headers: dict[str, str] | None = None
) -> None:
    await refuse(HTTPException(status, detail, headers), scope, receive, send)
