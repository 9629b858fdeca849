"""The table of an answer as safe HTML: its columns sort, each number leads to its place, the whole is there to download."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import repeat

from gkbot.answer import AnswerTable, Language, Proof
from ui.chat.sources import proof_link
from ui.labels import say

ROWS_SHOWN_OPEN = 20
ROWS_SHOWN = 500  # more would be slow to show; the downloads have them all

Value = str | int | float | None


def table_html(table: AnswerTable, language: Language, prefix: str = "", downloads: str = "") -> str:
    """The first ROWS_SHOWN rows; `downloads` is the address of the files less their ending, none are offered without."""
    head = "".join(
        f'<th scope="col"><button type="button" class="gk-sort">{escape(name)}</button></th>' for name in table.columns
    )
    sources: Sequence[Sequence[Proof | None]] = table.sources or [tuple(repeat(None, len(table.columns)))] * len(table.rows)
    rows = zip(table.rows[:ROWS_SHOWN], sources, strict=False)
    body = "".join(f"<tr>{''.join(map(_cell_html, row, proofs, repeat(prefix)))}</tr>" for row, proofs in rows)
    shown = " open" if len(table.rows) <= ROWS_SHOWN_OPEN else ""
    cut = say(language, "rows_cut", shown=ROWS_SHOWN) if len(table.rows) > ROWS_SHOWN else ""
    return (
        f'<details class="gk-data"{shown}><summary>{escape(say(language, "rows", count=len(table.rows)) + cut)}</summary>'
        f'<div class="gk-scroll" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
        f"{_downloads_html(language, downloads) if downloads else ''}</details>"
    )


def _downloads_html(language: Language, address: str) -> str:
    said = escape(say(language, "download"))
    links = "".join(
        f'<a class="gk-button" href="{escape(address)}.{kind}" download>{kind.upper()}</a>' for kind in ("csv", "xlsx")
    )
    return f'<p class="gk-downloads">{said} {links}</p>'


def _cell_html(value: Value, proof: Proof | None, prefix: str) -> str:
    shown = escape(value_text(value))
    if proof is not None and shown:
        shown = f'<a class="gk-proof" href="{escape(proof_link(proof, prefix))}">{shown}</a>'
    return f'<td class="gk-figure">{shown}</td>' if isinstance(value, int | float) else f"<td>{shown}</td>"


def value_text(value: Value) -> str:
    """A value as it is read: whole numbers without a decimal point, nothing for None."""
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return "" if value is None else str(value)
