"""What a browser asked of the network, all of it: Chromium's own log of its requests and look-ups, read afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from browsing import QUIET_FLAGS
from playwright.sync_api import Browser, sync_playwright

# What Chromium does for itself with no page asking: it is kept from it, or told to do it at a closed port of this machine.
OWN_AFFAIRS = [
    "--disable-features=AutofillServerCommunication,NetworkTimeServiceQuerying,OptimizationHints,MediaRouter,Translate",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--component-updater=url-source=http://127.0.0.1:9/",
    "--gaia-url=http://127.0.0.1:9/",
    "--google-base-url=http://127.0.0.1:9/",
]
LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}


@contextmanager
def recording(chromium: str, log: Path) -> Iterator[Browser]:
    """A browser that writes down in `log` whatever it sends, for its pages or for itself; the log is whole when it has closed."""
    flags = [*QUIET_FLAGS, *OWN_AFFAIRS, f"--log-net-log={log}"]
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium, args=flags) as browser:
        yield browser


def hosts_asked(log: Path) -> set[str]:
    """The hosts of every request that was made or looked up; data and the browser's own pages have none."""
    record: dict[str, Any] = json.loads(log.read_text(encoding="utf-8"))
    asked = set()
    for event in record["events"]:
        params = event.get("params", {})
        if "url" in params:
            asked.add(urlsplit(params["url"]).hostname or "")
        if "host" in params:
            asked.add(urlsplit(str(params["host"])).hostname or str(params["host"]).rpartition(":")[0])
    return asked - {""}
