"""An answer's Markdown as safe HTML. Knows nothing of sources beyond where a mark leads.

Only what lays out text is understood: emphasis, lists, headings, quotations, code and tables. Raw HTML, links and images
stay the characters they are, since the text may carry words of a report or of a reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MARK = re.compile(r"\[([0-9]{1,4})\]")
NOT_UNDERSTOOD = ["html_block", "html_inline", "link", "image", "autolink", "reference"]


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable(NOT_UNDERSTOOD)
    parser.add_render_rule("text", _render_text)
    return parser


def _render_text(_renderer: object, tokens: Any, position: int, _options: object, env: Any) -> str:
    return text_html(tokens[position].content, env["targets"])


def text_html(text: str, targets: Mapping[int, str]) -> str:
    """Plain `text` escaped, each mark [n] in it a link to the element id `targets[n]`."""

    def link(mark: re.Match[str]) -> str:
        target = targets.get(int(mark[1]))
        return f'<a class="gk-mark" href="#{target}">{mark[0]}</a>' if target else mark[0]

    # Escaping touches neither brackets nor digits, so the marks are still there to be found afterwards.
    return MARK.sub(link, escape(text))


def markdown_html(text: str, targets: Mapping[int, str]) -> str:
    """`text` as HTML in which each mark [n] links to the element id `targets[n]`; a mark without target stays text."""
    html: str = _parser().render(text, {"targets": targets})
    return html
