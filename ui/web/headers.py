"""What our server adds around every route, Gradio's included: security headers, our script at the head of pages, the prefix.

Plain ASGI, so that an event stream passes through piece by piece. Knows nothing of routes.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    # Gradio's page starts from inline scripts and styles; nothing in it needs eval.
    "script-src": "'self' 'unsafe-inline' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}

POLICY = "Content-Security-Policy"
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class SecurityHeaders:
    """Sets SECURITY_HEADERS on every response of `app`, errors too, and a policy unless the response brings a stricter one.

    Only pages of the origins `framed_by` (and our own, where there are any) may frame a response.
    """

    def __init__(self, app: ASGIApp, framed_by: Sequence[str] = ()) -> None:
        self.app = app
        self.policy = "; ".join(f"{directive} {sources}" for directive, sources in CONTENT_SECURITY_POLICY.items())
        self.frame_ancestors = "frame-ancestors " + " ".join(("'self'", *framed_by) if framed_by else ("'none'",))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(SECURITY_HEADERS)
                headers[POLICY] = f"{headers.get(POLICY, self.policy)}; {self.frame_ancestors}"
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


GRADIO_PAGE = b"window.gradio_config"


class FirstScript:
    """Puts the script at `src` first into the head of Gradio's pages.

    Gradio inserts scripts of ours only after it has settled the page's language.
    """

    def __init__(self, app: ASGIApp, src: str) -> None:
        self.app = app
        self.tag = f'<head><script src="{src}"></script>'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message | None = None
        body = b""

        async def send_page(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_html(message):
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                if GRADIO_PAGE in body:
                    body = body.replace(b"<head>", self.tag, 1)
                MutableHeaders(scope=start)["Content-Length"] = str(len(body))
                await send(start)
                await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, send_page if scope["type"] == "http" and scope["method"] == "GET" else send)


def _is_html(message: Message) -> bool:
    headers = MutableHeaders(scope=message)
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers


class BelowPrefix:
    """Tells `app` that it is reached below `prefix`, whether the proxy in front passes the prefix on or cuts it off."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self.prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            path = scope["path"]
            below = path == self.prefix or path.startswith(f"{self.prefix}/")
            scope = {**scope, "root_path": self.prefix, "path": path if below else self.prefix + path}
        await self.app(scope, receive, send)
