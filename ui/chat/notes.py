"""What a careful clerk adds to an answer, as safe HTML, each kind of note with its own heading and colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

from gkbot.answer import Language, Note
from ui.chat.markdown import text_html
from ui.labels import say

# In the order they are shown: what may mislead most comes first.
KINDS: Mapping[str, frozenset[str]] = {
    "conflict": frozenset({"text_table_conflict", "broken_check"}),
    "lack": frozenset(
        {"blank", "unreadable", "undefined", "approximate", "missing_years", "unknown_body", "editions", "indicators"}
    ),
    "reading": frozenset({"guessed_body", "assumed_year", "unheard", "filtered", "filter_overruled"}),
    "computed": frozenset({"computed", "carried_in"}),
}
OTHER = "other"
ORDER = (*KINDS, OTHER)


def kind_of(code: str) -> str:
    """Which kind of note a code is: one of KINDS, or other."""
    return next((kind for kind, codes in KINDS.items() if code in codes), OTHER)


def notes_html(notes: Sequence[Note], language: Language, links: Mapping[int, str]) -> str:
    """The notes set apart from the answer, a block for each kind, their marks [n] leading to `links[n]`; empty without notes."""
    ordered = sorted(notes, key=lambda note: ORDER.index(kind_of(note.code)))
    return "".join(_block(kind, list(group), language, links) for kind, group in groupby(ordered, lambda n: kind_of(n.code)))


def _block(kind: str, notes: Sequence[Note], language: Language, links: Mapping[int, str]) -> str:
    items = "".join(f"<li>{text_html(note.text, links)}</li>" for note in notes)
    heading = escape(say(language, f"note_{kind}"))
    return f'<aside class="gk-notes gk-{kind}"><p class="gk-label">{heading}</p><ul>{items}</ul></aside>'
