"""Serves the index of GKBOT_HOME on a free port and prints the URL; an index may be missing there, and may come later."""

from __future__ import annotations

from gkbot.bot import IndexedBot
from index.storage.home import Home
from ui.settings import load_settings, open_embedder
from ui.web.server import create_app, run_server


def main() -> None:
    settings = load_settings()
    bot = IndexedBot(Home(settings.home), lambda: open_embedder(settings))
    run_server(create_app(bot, settings), "127.0.0.1", 0, announce=lambda url: print(url, flush=True))


if __name__ == "__main__":
    main()
