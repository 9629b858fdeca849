"""What a proxy in front says of a request, believed of listed proxies and of nobody else. Plain ASGI."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

# What uvicorn and Gradio would take from a request.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "x-real-ip")


class Proxies:
    """Takes address and scheme of a request from the headers of the `trusted` proxies; of others these headers are dropped.

    So is `user_header`, in which a proxy names the user it has let in: what is left of it after this can be believed.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[str], user_header: str = "") -> None:
        self.app = app
        self.behind = ProxyHeadersMiddleware(app, list(trusted))  # type: ignore[arg-type]  # uvicorn types ASGI in its own words
        self.dropped = {name.lower().encode() for name in (*FORWARDED, user_header)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        peer = scope["client"][0] if scope.get("client") else ""
        if peer in self.behind.trusted_hosts:
            await self.behind(scope, receive, send)  # type: ignore[arg-type]
            return
        headers = [(name, value) for name, value in scope["headers"] if name not in self.dropped]
        await self.app({**scope, "headers": headers}, receive, send)
