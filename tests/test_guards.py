"""Each guard lets through what it should and tells clearly why not; it costs nothing once a request is done."""

from __future__ import annotations

import asyncio

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from ui.web.guards import QuestionsAtOnce

LIMIT = 3


def test_more_questions_than_can_be_answered_at_once_are_told_to_come_again() -> None:
    async def ask_together() -> tuple[list[httpx.Response], httpx.Response, httpx.Response]:
        done = asyncio.Event()

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            if Request(scope).url.path == "/api/ask":
                await done.wait()
            await PlainTextResponse("answered")(scope, receive, send)

        transport = httpx.ASGITransport(QuestionsAtOnce(answer, LIMIT))
        async with httpx.AsyncClient(transport=transport, base_url="http://bot.example") as client:
            asked = [asyncio.create_task(client.post("/api/ask")) for _ in range(LIMIT)]
            await asyncio.sleep(0.05)
            refused, other = await client.post("/api/ask"), await client.get("/reports")
            done.set()
            answered = [await question for question in asked]
            return [*answered, await client.post("/api/ask")], refused, other

    answered, refused, other = asyncio.run(ask_together())
    assert {response.text for response in answered} == {"answered"}
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert "the queue is full: 3 questions are being answered" in refused.json()["detail"]
    assert other.text == "answered"


def test_a_question_that_breaks_leaves_its_place_to_the_next() -> None:
    async def break_down(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("on fire")

    async def ask(guard: QuestionsAtOnce) -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(guard, raise_app_exceptions=False)) as client:
            return (await client.post("http://bot.example/api/ask")).status_code

    guard = QuestionsAtOnce(break_down, 1)
    assert [asyncio.run(ask(guard)) for _ in range(3)] == [500] * 3
