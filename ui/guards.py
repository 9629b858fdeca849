"""What a request may cost: the size of its body, and how many questions an address may ask a minute. Plain ASGI.

Knows nothing of what is asked.
"""

from __future__ import annotations

import time
from http import HTTPStatus

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.problems import problem

BODY_LIMIT = 1 << 20  # bytes
# Where questions come in: our own API, and the queue behind Gradio's chat.
QUESTION_PATHS = ("/api/ask", "/gradio_api/queue/join")


class BodyLimit:
    """Refuses requests whose body is over `limit` bytes, whether its length was announced or not."""

    def __init__(self, app: ASGIApp, limit: int = BODY_LIMIT) -> None:
        self.app = app
        self.limit = limit
        self.told = f"the body is over {limit} bytes: ask in fewer words, or with a shorter history"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        announced = dict(scope.get("headers", ())).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > self.limit:
            await _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, self.told, scope, receive, send)
            return
        taken = 0

        async def receive_some() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.limit:
                # Raised where the body is being read, inside `app`, which makes a response of it.
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, self.told)
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


def _is_question(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] == "POST" and str(scope["path"]).endswith(QUESTION_PATHS)


async def _refuse(
    status: HTTPStatus, detail: str, scope: Scope, receive: Receive, send: Send, headers: dict[str, str] | None = None
) -> None:
    request_id = scope.get("state", {}).get("request_id", "")
    await problem(status, detail, request_id, headers)(scope, receive, send)
