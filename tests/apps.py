"""The application for the tests that ask it in their own process."""

from __future__ import annotations

import gc

from fastapi import FastAPI

from ui.bot import Bot
from ui.settings import Settings
from ui.web.server import create_app


def make_app(bot: Bot, settings: Settings) -> FastAPI:
    """The application, without what Gradio leaves lying about."""
    app = create_app(bot, settings)
    # Gradio leaves event loops behind. Collected while pytest parses a module they make CPython 3.11 fail (SystemError: AST
    # constructor recursion depth mismatch), so they go now.
    gc.collect()
    return app
