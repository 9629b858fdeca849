"""An Answer's citations and notes as safe HTML: what opens under an answer to prove it. Knows nothing of the page around.

Report text is never changed here, only escaped and wrapped: the text content of a drawn context is before + quote + after.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import quote, urlencode

from gkbot.answer import Citation, Language, Note
from ui.labels import say
from ui.markdown import text_html

Context = tuple[str, str, str]


@dataclass(frozen=True)
class Layout:
    """How a text parts the rows and cells of its tables; `first_is_cell`: what precedes a row's first gap is a cell too."""

    row_end: re.Pattern[str]
    cell_end: re.Pattern[str]
    first_is_cell: bool


CELL_A_LINE = Layout(re.compile(r"(\n(?:[ \r]*\n)+)"), re.compile(r"((?:^|\n)\t)"), first_is_cell=False)
CELL_A_TAB = Layout(re.compile(r"(\n)"), re.compile(r"(\t)"), first_is_cell=True)

# A list of a thousand bodies cites a thousand rows; the surroundings of the first ones are enough to carry to a browser.
CONTEXTS_SHOWN = 60


def source_id(anchor: str, number: int) -> str:
    """The element id of source `number` in the message named `anchor`."""
    return f"{anchor}-source-{number}"


def sources_html(
    citations: Sequence[Citation], context_of: Callable[[Citation], Context], language: Language, anchor: str
) -> str:
    """The numbered sources, each closed until opened: its quote lit within its section; empty without citations."""
    if not citations:
        return ""
    panels = []
    for position, citation in enumerate(citations):
        context = context_of(citation) if position < CONTEXTS_SHOWN else ("", citation.quote, "")
        panels.append(_source_html(citation, context, language, source_id(anchor, citation.n)))
    return f'<section class="gk-sources"><p class="gk-label">{escape(say(language, "sources"))}</p>{"".join(panels)}</section>'


def _source_html(citation: Citation, context: Context, language: Language, element_id: str) -> str:
    year = say(language, "no_year") if citation.year is None else say(language, "year", year=citation.year)
    place = " · ".join(
        dict.fromkeys(part for part in (f"{citation.organisation} {year}", citation.section, citation.locator) if part)
    )
    facts = [say(language, "file", file=citation.file)]
    if citation.value is not None:
        facts.insert(0, say(language, "value", value=citation.value))
    address, words = escape(report_link(citation)), escape(say(language, "open_report"))
    link = f'<a class="gk-report" href="{address}" target="_blank" rel="noopener">{words}</a>'
    return (
        f'<details class="gk-source" id="{escape(element_id)}">'
        f'<summary><span class="gk-number">[{citation.n}]</span> <span lang="zh-CN">{escape(place)}</span></summary>'
        f'<div class="gk-context" lang="zh-CN">{context_html(*context)}</div>'
        f'<p class="gk-facts">{escape(" · ".join(facts))} · {link}</p></details>'
    )


def report_link(citation: Citation) -> str:
    """Where the report page shows the cited place lit, relative to the application's root."""
    place = {"start": citation.start, "end": citation.end, "at": citation.locator}
    return f"reports/{quote(citation.report, safe='')}?{urlencode(place)}#lit"


def context_html(before: str, quote: str, after: str) -> str:
    """The quote lit inside its surroundings, rows of a table drawn as lines of cells."""
    layout = CELL_A_LINE if _has_cell_a_line(before + quote + after) else CELL_A_TAB
    # A quoted row may begin with its first cell's text: the tab before it then opens that cell, not one of its own.
    opened = layout is CELL_A_LINE and before.endswith("\t")
    drawn_before, follows_row = _draw(before[:-1] if opened else before, layout)
    if opened:
        drawn_before += '<span class="gk-gap-row">\t</span>'
    drawn_quote, follows_row = _draw(quote, replace(layout, first_is_cell=layout.first_is_cell or opened), follows_row)
    drawn_after, _ = _draw(after, layout, follows_row)
    return f'{drawn_before}<mark class="gk-lit">{drawn_quote}</mark>{drawn_after}'


def _has_cell_a_line(text: str) -> bool:
    """Whether the file writes each cell on a line of its own after a tab, with a blank line between rows."""
    return "\n\t" in text and not re.search(r"[^\n]\t", text)


def _draw(text: str, layout: Layout, follows_row: bool = False) -> tuple[str, bool]:
    """`text` with its rows drawn, and whether it ends in one; a row is a block, so the line ends after it show nothing."""
    drawn: list[str] = []
    for position, part in enumerate(layout.row_end.split(text)):
        if position % 2:
            drawn.append(f'<span class="gk-gap-row">{part}</span>' if follows_row else part)
        elif part.strip("\n\r") and "\t" in part:
            drawn.append(_draw_row(part, layout))
            follows_row = True
        elif part:
            drawn.append(escape(part))
            follows_row = False
    return "".join(drawn), follows_row


def _draw_row(row: str, layout: Layout) -> str:
    # The white space between cells stays in the text, where copying and searching find it; the style sheet makes it narrow.
    first, *rest = layout.cell_end.split(row)
    cells = [f'<span class="gk-gap">{gap}</span>{_draw_cell(cell)}' for gap, cell in zip(rest[::2], rest[1::2], strict=True)]
    if layout == CELL_A_TAB or (first and layout.first_is_cell):
        cells.insert(0, _draw_cell(first))
        first = ""
    return f'{escape(first)}<span class="gk-row">{"".join(cells)}</span>'


def _draw_cell(cell: str) -> str:
    return f'<span class="gk-cell">{escape(cell)}</span>'


def notes_html(notes: Sequence[Note], language: Language, targets: Mapping[int, str]) -> str:
    """What a careful clerk adds, set apart from the answer, its marks [n] leading to `targets[n]`; empty without notes."""
    if not notes:
        return ""
    items = "".join(
        f'<li class="gk-note-{re.sub(r"[^a-z0-9_]", "", note.code)}">{text_html(note.text, targets)}</li>' for note in notes
    )
    return f'<aside class="gk-notes"><p class="gk-label">{escape(say(language, "notes"))}</p><ul>{items}</ul></aside>'
