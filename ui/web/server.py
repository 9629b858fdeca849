"""Our own web application: the API, the pages of reports and Gradio's chat, each guarded, and the server that runs it.

Knows nothing of answers.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.bot import Bot
from ui.offline import stay_offline
from ui.settings import Settings

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

# An open page holds an event stream that never ends by itself; after this many seconds a stopping server cuts it.
SECONDS_TO_STOP = 3
UPLOAD_FILES = 4  # of the largest size that come in one request


def create_app(bot: Bot, settings: Settings) -> FastAPI:
    """The application over `bot`: the chat at /, compact at /embed, and the routes of `create_api`, as the settings say.

    Raises SettingsError where a password file cannot be used.
    """
    app = create_api(bot, settings)

    import gradio

    from ui.chat.message import Surroundings
    from ui.chat.page import build_page, page_settings
    from ui.web.answers import make_answers_router
    from ui.web.shelf import Shelf

    prefix = settings.root_path.rstrip("/")
    shelf, where = Shelf(), Surroundings(prefix, feedback=settings.feedback)
    app.include_router(make_answers_router(shelf, bot.report, settings.home if settings.feedback else None))
    for path, compact in (("/embed", True), ("/", False)):  # what is mounted at / takes every path that is left
        page = build_page(bot, shelf, where, compact=compact)
        gradio.mount_gradio_app(app, page, path=path, root_path=prefix + path.rstrip("/") or None, **page_settings())
    return app


def create_api(bot: Bot, settings: Settings) -> FastAPI:
    """The application without the chat: API and pages of reports, and every guard; raises as `create_app` does."""
    stay_offline()

    from fastapi.middleware.cors import CORSMiddleware
    from fastapi_offline import FastAPIOffline

    from ui.web.admin import UPLOAD, make_admin_router
    from ui.web.api import make_router
    from ui.web.guards import BodyLimit, QuestionLimit, QuestionsAtOnce, SameOrigin
    from ui.web.headers import BelowPrefix, FirstScript, SecurityHeaders
    from ui.web.login import HeaderLogin, LoginGuard, PasswordLogin, open_doors
    from ui.web.login_page import make_login_router
    from ui.web.problems import RequestIds, answer_with_problems
    from ui.web.proxies import Proxies

    prefix = settings.root_path.rstrip("/")
    # FastAPI's own documentation page loads its scripts from a CDN, this one from here.
    docs = {"docs_url": "/api/docs", "static_url": "/api/docs/static", "openapi_url": "/api/openapi.json", "redoc_url": None}
    app = FastAPIOffline(title="gkbot", **docs)
    app.include_router(make_router(bot, prefix))
    app.include_router(make_admin_router(settings, prefix))
    doors = app.state.doors = open_doors(settings, prefix)
    if isinstance(doors.login, PasswordLogin):
        app.include_router(make_login_router(doors.login, prefix))
    answer_with_problems(app)
    # The last added is the first to see a request.
    app.add_middleware(FirstScript, src=f"{prefix}/static/page.js")
    app.add_middleware(QuestionsAtOnce)
    app.add_middleware(QuestionLimit, per_minute=settings.questions_per_minute)
    app.add_middleware(BodyLimit, larger={UPLOAD: UPLOAD_FILES * settings.max_file_mb << 20})
    if settings.auth_chat:
        app.add_middleware(LoginGuard, doors=doors)
    app.add_middleware(SameOrigin, origins=settings.api_origins)
    # Without a CORS rule of the parent, Gradio would answer any origin, with credentials.
    app.add_middleware(CORSMiddleware, allow_origins=settings.api_origins, allow_methods=["GET", "POST"], allow_headers=["*"])
    app.add_middleware(RequestIds)
    app.add_middleware(SecurityHeaders, framed_by=settings.embed_origins)
    if prefix:
        app.add_middleware(BelowPrefix, prefix=prefix)
    user_header = doors.login.header if isinstance(doors.login, HeaderLogin) else ""
    app.add_middleware(Proxies, trusted=settings.proxies, user_header=user_header)
    return app


def open_server(app: FastAPI, host: str, port: int) -> tuple[uvicorn.Server, socket.socket]:
    """A server for `app` and its listening socket (port 0: any free one), for `server.run(sockets=[listening])`.

    Raises OSError where the address is taken or not ours.
    """
    import uvicorn

    listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    # Whose headers are believed the application decides itself.
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, proxy_headers=False, timeout_graceful_shutdown=SECONDS_TO_STOP
    )
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
