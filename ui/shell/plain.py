"""An Answer as plain text for a terminal."""

from __future__ import annotations

from gkbot.answer import Answer

QUOTE_WIDTH = 160  # characters of a quote shown; the whole of it is in --json


def plain_answer(answer: Answer) -> str:
    """The answer, its notes and its numbered sources, one a line."""
    lines = [answer.answer.replace("**", "")]
    lines += [f"※ {note.text}" for note in answer.notes if note.text not in answer.answer]
    if answer.citations:
        lines.append("")
    for c in answer.citations:
        quote = " ".join(c.quote.split())
        quote = quote if len(quote) <= QUOTE_WIDTH else quote[:QUOTE_WIDTH] + "…"
        place = " · ".join(dict.fromkeys((f"{c.organisation} {c.year or ''}".strip(), c.section, c.locator, c.file)))
        lines.append(f"[{c.n}] {place}: {quote}")
    return "\n".join(lines)
