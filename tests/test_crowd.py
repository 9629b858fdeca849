"""Two hundred who ask at once: each is answered or told clearly to come again, and the server stays as large as it was."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

pytest.importorskip("playwright.sync_api", reason="needs the playwright package (extra dev)")
from browsing import Served, serving
from sample_index import sample_home, samples

from ui.web.guards import QUESTIONS_AT_ONCE

pytestmark = pytest.mark.slow

CROWD = 200
ROUNDS = 4
MORE_MEMORY = 100 << 20  # bytes that a server may grow by once it has met a crowd; an answer held back by each is far more


@pytest.fixture(params=[0, 60], ids=["no limit", "60 a minute"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Served, int]]:
    settings = {"HOME": str(sample_home().path), "QUESTIONS_PER_MINUTE": str(request.param)}
    with serving(tmp_path / "server.log", "serve_index.py", **settings) as running:
        yield running, request.param


def ask_together(url: str) -> list[tuple[int, dict[str, object], str | None]]:
    """What each of the crowd gets: status, body, when to come again."""
    together = Barrier(CROWD)
    questions = [f"{s.organisation}{s.year}年新收多少件申请？" for s in samples()] + [
        "哪些机关2023年没有收到申请？",
        "存在哪些主要问题？",
    ]

    def ask(number: int) -> tuple[int, dict[str, object], str | None]:
        body = json.dumps({"question": questions[number % len(questions)]}).encode()
        request = urllib.request.Request(f"{url}/api/ask", body, {"Content-Type": "application/json"})
        together.wait()
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return response.status, json.load(response), None
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.load(refused), refused.headers["retry-after"]

    with ThreadPoolExecutor(CROWD) as crowd:
        return list(crowd.map(ask, range(CROWD)))


def memory(pid: int) -> int:
    """The resident bytes of a process."""
    status = Path(f"/proc/{pid}/status")
    if not status.is_file():
        pytest.skip("the memory of another process is read from /proc")
    (line,) = [line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) << 10


def test_a_crowd_is_answered_or_refused_clearly_and_costs_no_memory(served: tuple[Served, int]) -> None:
    running, limit = served
    sizes = []
    for _ in range(ROUNDS):
        got = ask_together(running.url)
        sizes.append(memory(running.pid))
        statuses = Counter(status for status, _, _ in got)
        assert statuses.keys() <= {200, 429, 503}
        assert limit or statuses[200] >= QUESTIONS_AT_ONCE
        assert not limit or statuses[200] <= limit
        for status, body, retry_after in got:
            if status == 200:
                assert body["status"] in ("answered", "clarify", "not_stated", "no_data")
            else:
                assert int(retry_after or 0) >= 1
                assert "try again" in str(body["detail"])
        with urllib.request.urlopen(f"{running.url}/healthz", timeout=10) as response:
            assert response.status == 200
    print(f"statuses {dict(statuses)}, MB after each round {[size >> 20 for size in sizes]}")
    assert sizes[-1] - sizes[0] < MORE_MEMORY
