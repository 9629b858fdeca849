"""The frame of our own pages: head, style sheet, language. Knows nothing of what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse

from gkbot.answer import Language
from ui.labels import LANGUAGE_TAGS

# In our own pages nothing runs: they are HTML and one style sheet.
PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'"


def html_page(title: str, body: str, language: Language, prefix: str = "") -> str:
    """An HTML document around `body`, which is HTML; `prefix` is the path the application is reached below."""
    return (
        f'<!doctype html><html lang="{LANGUAGE_TAGS[language]}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f'<link rel="stylesheet" href="{prefix}/static/pages.css"><link rel="icon" href="{prefix}/static/icon.svg"></head>'
        f"<body>{body}</body></html>"
    )


def html_response(html: str, status: int = 200, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """A document as a response under PAGE_POLICY."""
    return HTMLResponse(html, status, headers={"Content-Security-Policy": PAGE_POLICY, **(headers or {})})
