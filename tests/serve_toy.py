"""Serves the toy bot on a free port and prints the URL; any step of this process off loopback is refused and logged."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from time import sleep

from toy_bot import ToyBot

from gkbot.answer import Answer, Language
from gkbot.events import Event
from gkbot.plan import Scope

LOOPBACK = {"127.0.0.1", "::1", "localhost", "", None}
PAUSE = 0.5  # seconds
OUTSIDE = "left loopback:"


def refuse_outside(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: raises on name look-ups and connections to anything but this machine."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if host not in LOOPBACK:
        print(OUTSIDE, host, file=sys.stderr, flush=True)
        raise OSError(f"{event} to {host} refused")


class PatientBot(ToyBot):
    """Takes its time between two events where the question says 慢."""

    def stream(
        self, question: str, history: Sequence[Answer] = (), language: Language | None = None, filters: Scope | None = None
    ) -> Iterator[Event]:
        for event in super().stream(question, history, language, filters):
            yield event
            if "慢" in question:
                sleep(PAUSE)


def main() -> None:
    sys.addaudithook(refuse_outside)
    from ui.settings import Settings
    from ui.web.server import create_app, run_server

    run_server(create_app(PatientBot(), Settings()), "127.0.0.1", 0, announce=lambda url: print(url, flush=True))


if __name__ == "__main__":
    main()
