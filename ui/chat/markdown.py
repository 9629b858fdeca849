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

# A line below a list that is none of its own would otherwise become a part of its last item.
LIST_END = re.compile(r"^((?:[-*]|\d+\.) .*)\n(?=\S)(?!(?:[-*]|\d+\.) )", re.MULTILINE)
MARK = re.compile(r"\[([0-9]{1,4})\]")
NOT_UNDERSTOOD = ["html_block", "html_inline", "link", "image", "autolink", "reference"]


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable(NOT_UNDERSTOOD)
    parser.add_render_rule("text", _render_text)
    parser.add_render_rule("list_item_open", _render_item)
    return parser


def _render_text(_renderer: object, tokens: Any, position: int, _options: object, env: Any) -> str:
    return text_html(tokens[position].content, env["targets"])


def _render_item(_renderer: object, tokens: Any, position: int, _options: object, _env: Any) -> str:
    # The number as it was written: in a rank, two that share the second place are both second.
    number = tokens[position].info
    return f'<li value="{int(number)}">' if number else "<li>"


def text_html(text: str, targets: Mapping[int, str]) -> str:
    """Plain `text` escaped, each mark [n] in it a link to the address `targets[n]`."""

    def link(mark: re.Match[str]) -> str:
        target = targets.get(int(mark[1]))
        return f'<a class="gk-mark" href="{escape(target)}">{mark[0]}</a>' if target else mark[0]

    # Escaping touches neither brackets nor digits, so the marks are still there to be found afterwards.
    return MARK.sub(link, escape(text))


def markdown_html(text: str, targets: Mapping[int, str]) -> str:
    """`text` as HTML in which each mark [n] links to the address `targets[n]`; a mark without target stays text."""
    html: str = _parser().render(LIST_END.sub(r"\1\n\n", text), {"targets": targets})
    return html
