"""The guard in conftest.py refuses what leaves this machine, and nothing else."""

from __future__ import annotations

import socket

import pytest


def test_a_foreign_host_is_refused_and_noted(refused_hosts: list[str]) -> None:
    with pytest.raises(OSError, match="may not reach"):
        socket.create_connection(("example.com", 80), timeout=1)
    with socket.socket() as sock, pytest.raises(OSError, match="may not reach"):
        sock.connect(("192.0.2.1", 80))
    assert refused_hosts == ["example.com", "192.0.2.1"]
    refused_hosts.clear()


def test_loopback_is_let_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=1) as client:
        assert client.getpeername() == server.getsockname()
