"""One turn of a conversation as safe HTML: the question, the answer, or why there is none. Knows nothing of Gradio's page.

Every message is a single line of HTML that begins with a block element: the chat reads messages as Markdown, and Markdown
hands such a line through whole, so no character of a report can start a list, a link or a formula.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from gkbot.answer import Answer, AnswerTable, Citation, Coverage, Language
from ui.labels import LANGUAGE_TAGS, say, say_status
from ui.markdown import markdown_html
from ui.sources import Context, notes_html, source_id, sources_html

ROWS_SHOWN_OPEN = 20


def question_message(question: str) -> str:
    """The reader's question as they typed it."""
    return _in_one_line(f'<div class="gk-question">{escape(question)}</div>')


def failure_message(language: Language) -> str:
    """One line for the reader when the bot broke; what happened stands in the server's log."""
    return _in_one_line(f'<div class="gk-answer"><p class="gk-status">{escape(say(language, "failed"))}</p></div>')


def answer_message(answer: Answer, context_of: Callable[[Citation], Context], anchor: str) -> str:
    """The answer, its table, coverage, notes and sources; `anchor` names the message uniquely on the page."""
    language = answer.language
    targets = {citation.n: source_id(anchor, citation.n) for citation in answer.citations}
    parts = [
        _status_html(answer),
        markdown_html(_without_notes(answer), targets),
        _table_html(answer.table, language) if answer.table else "",
        _coverage_html(answer.coverage, language) if answer.coverage else "",
        notes_html(answer.notes, language, targets),
        sources_html(answer.citations, context_of, language, anchor),
    ]
    return _in_one_line(f'<div class="gk-answer" lang="{LANGUAGE_TAGS[language]}">{"".join(parts)}</div>')


def _without_notes(answer: Answer) -> str:
    """The answer's Markdown less the lines that only repeat a note: on the page the notes stand in a place of their own."""
    notes = {note.text for note in answer.notes}
    return "\n".join(line for line in answer.answer.split("\n") if line.strip() not in notes)


def _status_html(answer: Answer) -> str:
    words = say_status(answer.language, answer.status)
    return f'<p class="gk-status">{escape(words)}</p>' if words else ""


def _table_html(table: AnswerTable, language: Language) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    body = "".join(f"<tr>{''.join(_cell_html(value) for value in row)}</tr>" for row in table.rows)
    shown = " open" if len(table.rows) <= ROWS_SHOWN_OPEN else ""
    return (
        f'<details class="gk-data"{shown}><summary>{escape(say(language, "rows", count=len(table.rows)))}</summary>'
        f'<div class="gk-scroll" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>'
    )


def _cell_html(value: str | int | float | None) -> str:
    if isinstance(value, str) or value is None:
        return f"<td>{escape(value or '')}</td>"
    shown = int(value) if value == int(value) else value
    return f'<td class="gk-figure">{shown}</td>'


def _coverage_html(coverage: Coverage, language: Language) -> str:
    sentences = [say(language, "coverage", looked_at=coverage.looked_at, matched=coverage.matched)]
    for key in ("missing", "unreadable", "blank", "undefined"):
        names = getattr(coverage, key)
        if names:
            sentences.append(say(language, key, names=say(language, "list_separator").join(names)))
    return f'<p class="gk-coverage">{escape(" ".join(sentences))}</p>'


def _in_one_line(html: str) -> str:
    return html.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")
