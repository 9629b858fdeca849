"""Who asks, by a password file or by the word of a trusted proxy, and which doors are open to whom.

    async def admin_page(name: Annotated[str, Depends(require_admin)]) -> Response: ...

Knows nothing of what lies behind the doors.
"""

from __future__ import annotations

import base64
import binascii
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Protocol
from urllib.parse import urlencode

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.settings import Settings, SettingsError
from ui.web.guards import inner_path
from ui.web.passwords import PasswordError, PasswordFile
from ui.web.problems import refuse, wants_page

log = logging.getLogger(__name__)

COOKIE = "gkbot_session"
SESSION_SECONDS = 12 * 3600
SESSIONS_KEPT = 10_000
FAILURES_PER_MINUTE = 10  # of one address
# What is open where the chat is not: what the log-in page and the pages of others that embed the chat are made of.
OPEN_PATHS = ("/healthz", "/embed.js", "/favicon.ico", "/static/pages.css", "/static/icon.svg")
LOGIN = "/login"
HOW_TO_SET = (
    "administration needs a login: set GKBOT_AUTH to password:FILE (gkbot password NAME >> FILE adds a user), "
    "or to header:NAME of the header in which a proxy of GKBOT_PROXIES names the user"
)


class Login(Protocol):
    """A way to know who asks."""

    challenge: Mapping[str, str]  # the headers of a refusal that asks who it is

    def user_of(self, request: HTTPConnection) -> str | None:
        """The name of who asks, None for nobody known; may take its time. Raises HTTPException where there is no trying again."""
        ...


class HeaderLogin:
    """Believes the header in which the proxy names the user; `ui.web.proxies` drops it from everybody else's requests."""

    challenge: Mapping[str, str] = {}

    def __init__(self, header: str) -> None:
        self.header = header

    def user_of(self, request: HTTPConnection) -> str | None:
        """The user that the proxy names."""
        names = request.headers.getlist(self.header)
        return names[0].strip() or None if len(names) == 1 else None


@dataclass(frozen=True, slots=True)
class _Session:
    name: str
    line: str  # of the password file; a session ends when the password changes
    ends: float


class PasswordLogin:
    """Names and passwords from a file: once for a session, which a cookie names, or by HTTP Basic with each request."""

    challenge: Mapping[str, str] = {"WWW-Authenticate": 'Basic realm="gkbot", charset="UTF-8"'}

    def __init__(self, passwords: PasswordFile) -> None:
        self._passwords = passwords
        self._sessions: dict[str, _Session] = {}
        self._lock = Lock()
        self._counted = MemoryStorage()
        self._failures = FixedWindowRateLimiter(self._counted)
        self._allowed = RateLimitItemPerMinute(FAILURES_PER_MINUTE)

    def user_of(self, request: HTTPConnection) -> str | None:
        """The user of the session, or of the HTTP Basic credentials."""
        session = self._sessions.get(request.cookies.get(COOKIE, ""))
        if session and session.ends > time.monotonic() and self._passwords.line(session.name) == session.line:
            return session.name
        credentials = _basic(request.headers.get("authorization", ""))
        if credentials is None:
            return None
        known = self._passwords.remembers(*credentials) or self.check(*credentials, _address(request))
        return credentials[0] if known else None

    def check(self, name: str, password: str, address: str) -> bool:
        """Whether the password is right; raises HTTPException 429 for an address with too many wrong ones."""
        # Counted before it is looked at, so that many at once count as many; what is right is taken back.
        if not self._failures.hit(self._allowed, address):
            wait = max(1, round(self._failures.get_window_stats(self._allowed, address).reset_time - time.time()))
            told = f"too many failed log-ins from this address: try again in {wait} s"
            raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, told, {"Retry-After": str(wait)})
        if self._passwords.check(name, password):
            self._counted.decr(self._allowed.key_for(address))
            return True
        log.warning("log-in as %r from %s failed", name, address)
        return False

    def open_session(self, name: str, password: str, request: HTTPConnection) -> str | None:
        """The value of the cookie for a new session; None for a wrong password. Raises as `check` does."""
        if not self.check(name, password, _address(request)):
            return None
        token = secrets.token_urlsafe(32)
        with self._lock:
            now = time.monotonic()
            kept = [(key, session) for key, session in self._sessions.items() if session.ends > now][-SESSIONS_KEPT:]
            session = _Session(name, str(self._passwords.line(name)), now + SESSION_SECONDS)
            self._sessions = {**dict(kept), token: session}
        return token

    def close_session(self, request: HTTPConnection) -> None:
        """End the session of who asks."""
        with self._lock:
            self._sessions.pop(request.cookies.get(COOKIE, ""), None)


def _basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, encoded = authorization.partition(" ")
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if colon and scheme.lower() == "basic" else None


def _address(request: HTTPConnection) -> str:
    return request.client.host if request.client else ""


@dataclass(frozen=True)
class Doors:
    """Who may come in: `login` knows who asks (None: nobody can be known), `admins` may administrate (None: all it knows)."""

    login: Login | None
    admins: frozenset[str] | None
    prefix: str

    async def require_user(self, request: HTTPConnection) -> str:
        """The name of who asks; HTTPException where nobody known does: the way to the log-in page for a browser, or 401."""
        assert self.login is not None
        try:
            name = await run_in_threadpool(self.login.user_of, request)
        except PasswordError as error:
            log.error("%s", error)
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "log-in is out of order: the server's log says why") from error
        if name is not None:
            return name
        if isinstance(self.login, PasswordLogin) and wants_page(request):
            raise HTTPException(HTTPStatus.SEE_OTHER, "log in first", {"Location": self._login_address(request)})
        who = "a name and password" if isinstance(self.login, PasswordLogin) else "a user named by the proxy in front"
        raise HTTPException(HTTPStatus.UNAUTHORIZED, f"this needs {who}", dict(self.login.challenge))

    async def require_admin(self, request: HTTPConnection) -> str:
        """The name of the administrator who asks; HTTPException for everybody else, or where no login is set at all."""
        if self.login is None:
            raise HTTPException(HTTPStatus.FORBIDDEN, HOW_TO_SET)
        name = await self.require_user(request)
        if self.admins is not None and name not in self.admins:
            raise HTTPException(HTTPStatus.FORBIDDEN, f"{name} may not administrate: GKBOT_ADMINS lists who may")
        return name

    def _login_address(self, request: HTTPConnection) -> str:
        query = f"?{request.url.query}" if request.url.query else ""
        return f"{self.prefix}{LOGIN}?{urlencode({'next': self.prefix + inner_path(request.scope) + query})}"


def open_doors(settings: Settings, prefix: str) -> Doors:
    """The doors as the settings have them; SettingsError where the password file cannot be used."""
    way, _, what = settings.auth.partition(":")
    admins = frozenset(settings.admins) or None
    if way == "header":
        # Whom the proxy lets in is its own affair, and may be everybody: none of them administrates unless named.
        return Doors(HeaderLogin(what), frozenset(settings.admins), prefix)
    if way == "password":
        passwords = PasswordFile(Path(what).expanduser())
        try:
            passwords.line("")
        except PasswordError as error:
            raise SettingsError(f"setting auth: {error}") from error
        return Doors(PasswordLogin(passwords), admins, prefix)
    if settings.auth_chat:
        raise SettingsError("setting auth_chat: only users may ask, and GKBOT_AUTH does not say how to know them")
    return Doors(None, admins, prefix)


async def require_admin(request: Request) -> str:
    """A dependency for routes of administration: gives the administrator's name, refuses everybody else."""
    doors: Doors = request.app.state.doors
    return await doors.require_admin(request)


class LoginGuard:
    """Lets nobody pass to `app` whom `doors` does not know, but for OPEN_PATHS and the log-in page."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self.app = app
        self.doors = doors
        self.open = {*OPEN_PATHS, LOGIN} if isinstance(doors.login, PasswordLogin) else set(OPEN_PATHS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or inner_path(scope) in self.open:
            await self.app(scope, receive, send)
            return
        try:
            await self.doors.require_user(HTTPConnection(scope))
        except HTTPException as refusal:
            await refuse(refusal, scope, receive, send)
        else:
            await self.app(scope, receive, send)
