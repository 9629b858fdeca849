"""What every test gets: a home directory of its own, no settings from outside, and no network beyond this machine."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class NetworkRefused(OSError):
    """A test reached for a host that is not this machine."""


def _is_local(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name is None:
        return True
    return isinstance(name, str) and (name in ("", "localhost", "::1", "0.0.0.0", "::") or name.startswith("127."))


@pytest.fixture(scope="session", autouse=True)
def _network_guard() -> Iterator[list[str]]:
    """Refuse connections and name look-ups beyond loopback and Unix sockets; yields what was refused.

    Only Python's own sockets are seen: a library that brings its own (uvloop, Rust) is held by the offline settings alone.
    """
    refused: list[str] = []
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(host: object) -> None:
        if not _is_local(host):
            refused.append(str(host))
            raise NetworkRefused(f"tests may not reach {host!r}")

    def check_address(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            check(address[0])

    def guarded_connect(sock: socket.socket, address: Any) -> None:
        check_address(sock, address)
        connect(sock, address)

    def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
        check_address(sock, address)
        return connect_ex(sock, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
        check(host)
        return getaddrinfo(host, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield refused


@pytest.fixture(autouse=True)
def refused_hosts(_network_guard: list[str]) -> Iterator[list[str]]:
    """The hosts this test was refused; a test that leaves any there fails, even when the library hid the error."""
    _network_guard.clear()
    yield _network_guard
    assert not _network_guard, f"reached for the network: {', '.join(_network_guard)}"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This test's own GKBOT_HOME, not there yet; every other GKBOT_ variable is gone."""
    for name in [name for name in os.environ if name.startswith("GKBOT_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    monkeypatch.setenv("GKBOT_HOME", str(folder))
    return folder


@pytest.fixture(scope="module", autouse=True)
def _clear_away() -> Iterator[None]:
    """Collect what applications leave: Gradio's event loops, freed while a later test parses, break CPython's parser."""
    yield
    if "gradio" in sys.modules:
        gc.collect()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports and their gold data that lies beside the repository on some machines."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"no {folder.name}/ folder beside the repository")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """An installed Chromium, with a profile of its own."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("no Chromium on this machine")
    from browsing import QUIET_FLAGS
    from playwright.sync_api import sync_playwright

    with (
        TemporaryDirectory() as profile,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=QUIET_FLAGS, env={**os.environ, "HOME": profile}) as launched,
    ):
        yield launched
