"""One turn of a conversation as safe HTML: the question, what is being done, the answer, or why there is none.

Knows nothing of Gradio's page. Every message is a single line of HTML that begins with a block element: the chat reads messages
as Markdown, and Markdown hands such a line through whole, so no character of a report can start a list, a link or a formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from gkbot.answer import Answer, Coverage, Language
from ui.chat.chart import chart_html
from ui.chat.data_table import table_html
from ui.chat.feedback import REMARK_LIMIT
from ui.chat.footnotes import footnoted_text
from ui.chat.markdown import markdown_html
from ui.chat.notes import notes_html
from ui.chat.sources import links, sources_html
from ui.labels import LANGUAGE_TAGS, say, say_status


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a message stands: the path the application is reached below, and whether readers may judge answers."""

    prefix: str = ""
    feedback: bool = True


def question_message(question: str) -> str:
    """The reader's question as they typed it."""
    return _in_one_line(f'<div class="gk-question">{escape(question)}</div>')


def stage_message(stage: str, language: Language, text: str = "") -> str:
    """What is being done for an answer on its way, and as much of its text as there is."""
    words = escape(say(language, f"stage_{stage}"))
    return _in_one_line(f'<div class="gk-pending">{markdown_html(text, {})}<p class="gk-stage">{words}</p></div>')


def failure_message(language: Language, reason: str = "failed", **values: object) -> str:
    """A line for the reader when there is no answer; where it was our fault, what happened stands in the server's log."""
    return _in_one_line(
        f'<div class="gk-answer gk-failed"><p class="gk-status">{escape(say(language, reason, **values))}</p></div>'
    )


def answer_message(answer: Answer, where: Surroundings) -> str:
    """The answer with its chart, table, coverage, notes and sources, and what can be done with it."""
    language = answer.language
    targets = links(answer.citations, where.prefix)
    address = f"{where.prefix}/answers/{answer.id}"
    parts = [
        _status_html(answer),
        markdown_html(_without_notes(answer), targets),
        chart_html(answer.chart, language) if answer.chart else "",
        table_html(answer.table, language, where.prefix, f"{address}/table") if answer.table else "",
        _coverage_html(answer.coverage, language) if answer.coverage else "",
        notes_html(answer.notes, language, targets),
        sources_html(answer.citations, language, where.prefix),
        _tools_html(answer, address, feedback=where.feedback),
    ]
    return _in_one_line(f'<div class="gk-answer" lang="{LANGUAGE_TAGS[language]}">{"".join(parts)}</div>')


def _without_notes(answer: Answer) -> str:
    """The answer's Markdown less the lines that only repeat a note: on the page the notes stand in a place of their own."""
    notes = {note.text for note in answer.notes}
    return "\n".join(line for line in answer.answer.split("\n") if line.strip() not in notes)


def _status_html(answer: Answer) -> str:
    words = say_status(answer.language, answer.status)
    return f'<p class="gk-status">{escape(words)}</p>' if words else ""


def _coverage_html(coverage: Coverage, language: Language) -> str:
    sentences = [say(language, "coverage", looked_at=coverage.looked_at, matched=coverage.matched)]
    for key in ("missing", "unreadable", "blank", "undefined"):
        names = getattr(coverage, key)
        if names:
            sentences.append(say(language, key, names=say(language, "list_separator").join(names)))
    return f'<p class="gk-coverage">{escape(" ".join(sentences))}</p>'


def _tools_html(answer: Answer, address: str, *, feedback: bool) -> str:
    """Copying and, where it is wanted, judging; page.js makes them work."""

    def words(key: str) -> str:
        return escape(say(answer.language, key))

    tools = f'<button type="button" class="gk-button gk-copy" value="{words("copied")}">{words("copy")}</button>'
    if feedback:
        tools += (
            f'<form class="gk-feedback" action="{escape(address)}/feedback">'
            f'<button type="button" class="gk-button gk-vote" value="up">{words("vote_up")}</button>'
            f'<button type="button" class="gk-button gk-vote" value="down">{words("vote_down")}</button>'
            f'<span class="gk-remark" hidden><input type="text" maxlength="{REMARK_LIMIT}" placeholder="{words("remark")}"'
            f' title="{words("remark")}">'
            f'<button type="submit" class="gk-button">{words("send_remark")}</button></span>'
            f'<span class="gk-thanks" role="status" hidden>{words("thanks")}</span></form>'
        )
    return f'<div class="gk-tools">{tools}</div><pre class="gk-plain" hidden>{escape(footnoted_text(answer))}</pre>'


def _in_one_line(html: str) -> str:
    return html.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")
