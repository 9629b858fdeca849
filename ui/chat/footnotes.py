"""An answer as plain text with its sources as footnotes, to be pasted into a letter. Knows nothing of HTML."""

from __future__ import annotations

import re

from gkbot.answer import Answer, Citation
from ui.chat.sources import place_text
from ui.labels import say

LONGEST_QUOTE = 200  # characters
_MARKDOWN = re.compile(r"\*\*|^> ?|^#+ ", re.MULTILINE)
_BLANKS = re.compile(r"\s+")


def footnoted_text(answer: Answer) -> str:
    """The question, the answer without its Markdown, the notes it does not hold, and a line for each source."""
    text = _MARKDOWN.sub("", answer.answer).strip()
    parts = [answer.question, text, *(note.text for note in answer.notes if note.text not in text)]
    if answer.citations:
        parts += ["", *(_footnote(answer, citation) for citation in answer.citations)]
    return "\n".join(parts)


def _footnote(answer: Answer, citation: Citation) -> str:
    quote = _BLANKS.sub(" ", citation.quote).strip()
    if len(quote) > LONGEST_QUOTE:
        quote = quote[:LONGEST_QUOTE] + "…"
    place = place_text(citation, answer.language)
    return say(answer.language, "footnote", n=citation.n, place=place, quote=quote, file=citation.file)
