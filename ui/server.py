"""Our own web application: health, headers and Gradio's chat below it, and the server that runs it. Knows nothing of answers."""

from __future__ import annotations

import socket
from collections.abc import Callable
from importlib import resources
from typing import TYPE_CHECKING

from ui.bot import Bot
from ui.offline import stay_offline

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

# An open page holds an event stream that never ends by itself; after this many seconds a stopping server cuts it.
SECONDS_TO_STOP = 3


def create_app(bot: Bot, *, root_path: str = "") -> FastAPI:
    """The application over `bot`: GET /healthz, GET /page.js and the chat at /, below `root_path` behind a proxy."""
    stay_offline()

    import gradio
    from fastapi import FastAPI
    from fastapi.middleware.cors import CORSMiddleware

    from ui.headers import BelowPrefix, FirstScript, SecurityHeaders
    from ui.page import build_page, page_settings

    prefix = root_path.rstrip("/")
    # FastAPI's own documentation pages load their scripts from a CDN.
    app = FastAPI(title="gkbot", docs_url=None, redoc_url=None, openapi_url=None)
    _add_routes(app, bot)
    app.add_middleware(FirstScript, src=f"{prefix}/page.js")
    # Without a CORS rule of the parent, Gradio would answer any origin, with credentials.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(SecurityHeaders)
    if prefix:
        app.add_middleware(BelowPrefix, prefix=prefix)
    gradio.mount_gradio_app(app, build_page(bot), path="/", root_path=prefix or None, **page_settings())
    return app


def _add_routes(app: FastAPI, bot: Bot) -> None:
    from fastapi import Response

    @app.get("/healthz")
    def healthz() -> dict[str, str | None]:
        return {"status": "ok", "build": bot.build_id()}

    script = resources.files("ui").joinpath("page.js").read_bytes()

    @app.get("/page.js")
    def page_script() -> Response:
        return Response(script, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def open_server(app: FastAPI, host: str, port: int) -> tuple[uvicorn.Server, socket.socket]:
    """A server for `app` and its listening socket (port 0: any free one), for `server.run(sockets=[listening])`.

    Raises OSError where the address is taken or not ours.
    """
    import uvicorn

    listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=SECONDS_TO_STOP)
    return uvicorn.Server(config), listening


def address_of(listening: socket.socket) -> str:
    """The URL under which a listening socket is reached."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run_server(app: FastAPI, host: str, port: int, announce: Callable[[str], None] = print) -> None:
    """Serve `app` until stopped; `announce` gets the URL once it listens. Raises OSError as `open_server` does."""
    server, listening = open_server(app, host, port)
    with listening:
        announce(address_of(listening))
        server.run(sockets=[listening])
