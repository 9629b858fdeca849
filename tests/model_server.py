"""A real HTTP server on loopback that speaks the OpenAI chat protocol and says what a script tells it to.

It streams, answers with JSON or tool calls, fails, dawdles, breaks off and never ends, as asked; it keeps what it was sent.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

PAUSE = 0.02  # seconds between the chunks of what never ends


@dataclass(frozen=True)
class Said:
    """What the model says to a request: `text` in chunks of `size` characters, or an HTTP status, or bytes that are no reply.

    `wait` seconds pass before anything comes. `breaks` ends the connection after the text without a word, `endless` says the text
    again and again. `arguments` call the tool that was offered.
    """

    text: str = ""
    size: int = 7
    status: int = 200
    wait: float = 0.0
    raw: bytes = b""
    finish: str | None = "stop"
    refusal: str = ""
    breaks: bool = False
    endless: bool = False
    arguments: str = ""


Script = Callable[[dict[str, Any]], Said]


@dataclass
class ModelServer:
    """A running server; `script` may be changed between requests, `requests` are their bodies in order, with the key sent."""

    url: str
    script: Script
    requests: list[dict[str, Any]] = field(default_factory=list)
    stopping: Event = field(default_factory=Event)


@contextmanager
def serve_model(script: Script = lambda request: Said("好的。")) -> Iterator[ModelServer]:
    """A server on a free port of loopback for as long as it is needed."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.requests.append(body | {"key": self.headers.get("Authorization", "")})
            said = model.script(body)
            model.stopping.wait(said.wait)
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked has had enough
                self._answer(said, body)
            self.close_connection = True

        def _answer(self, said: Said, body: dict[str, Any]) -> None:
            if said.raw or said.status != 200:
                told = said.raw or json.dumps({"error": {"message": said.text, "type": "error", "code": said.status}}).encode()
                self._head("application/json", said.status)
                self.wfile.write(told)
            elif body.get("stream"):
                self._head("text/event-stream")
                for chunk in _chunks(said, model.stopping):
                    self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                    self.wfile.flush()
                if not said.breaks:
                    self.wfile.write(b"data: [DONE]\n\n")
            else:
                self._head("application/json")
                whole = json.dumps(_whole(said, body)).encode()
                self.wfile.write(whole[: len(whole) // 2] if said.breaks else whole)

        def _head(self, content: str, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content)
            self.send_header("Connection", "close")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    model = ModelServer(f"http://127.0.0.1:{server.server_port}/v1", script)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield model
    finally:
        model.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _chunks(said: Said, stopping: Event) -> Iterator[dict[str, Any]]:
    yield _chunk({"role": "assistant", "content": ""})
    while True:
        for at in range(0, len(said.text), said.size):
            yield _chunk({"content": said.text[at : at + said.size]})
        if not said.endless or stopping.wait(PAUSE):
            break
    if said.refusal:
        yield _chunk({"refusal": said.refusal})
    if said.finish and not said.breaks:
        yield _chunk({}, said.finish)


def _chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
    return {"id": "c", "object": "chat.completion.chunk", "created": int(time.time()), "model": "scripted", "choices": choices}


def _whole(said: Said, body: dict[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": said.text or None, "refusal": said.refusal or None}
    if said.arguments and body.get("tools"):
        function = {"name": body["tools"][0]["function"]["name"], "arguments": said.arguments}
        message |= {"tool_calls": [{"id": "t", "type": "function", "function": function}], "content": None}
    elif said.arguments:
        message["content"] = said.arguments
    choices = [{"index": 0, "message": message, "finish_reason": said.finish}]
    return {"id": "c", "object": "chat.completion", "created": int(time.time()), "model": "scripted", "choices": choices}


def prompt_of(request: dict[str, Any]) -> str:
    """All that a request says to the model."""
    return "\n".join(str(message["content"]) for message in request["messages"])


def is_plan(request: dict[str, Any]) -> bool:
    """Whether a request asks for a plan."""
    return "查询计划" in prompt_of(request) or "query plan" in prompt_of(request)


def in_turn(replies: Sequence[Said]) -> Script:
    """A script that says one thing after the other, the last again and again."""
    left = list(replies)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]
