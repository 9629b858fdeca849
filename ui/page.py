"""The Gradio chat: a conversation a tab, its labels in the browser's language. Knows nothing of routes or headers.

Importing this module imports Gradio (4 s), so only the server does, when it starts.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any, cast

import gradio as gr

from gkbot.answer import Answer, Language
from gkbot.chain import QUESTION_LIMIT
from ui.bot import HISTORY_LIMIT, Bot
from ui.labels import LANGUAGES, page_labels, page_language, say
from ui.message import answer_message, failure_message, question_message

log = logging.getLogger(__name__)

QUEUE_LIMIT = 32
ANSWERED_AT_ONCE = 4

SYSTEM_FONTS = ("system-ui", "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "sans-serif")
MONOSPACE_FONTS = ("ui-monospace", "Consolas", "monospace")


@dataclass(frozen=True)
class Conversation:
    """What one browser tab has said: `messages` as shown, `answers` as the bot needs them for follow-ups."""

    messages: tuple[dict[str, str], ...] = ()
    answers: tuple[Answer, ...] = ()

    def with_question(self, question: str) -> Conversation:
        return replace(self, messages=(*self.messages, {"role": "user", "content": question_message(question)}))

    def with_reply(self, html: str) -> Conversation:
        return replace(self, messages=(*self.messages, {"role": "assistant", "content": html}))

    def with_answer(self, answer: Answer, bot: Bot) -> Conversation:
        reply = answer_message(answer, bot.context, anchor=f"gk-{len(self.messages)}")
        return replace(self.with_reply(reply), answers=(*self.answers, answer)[-HISTORY_LIMIT:])


def find_problem(question: str, language: Language) -> str | None:
    """Why a question cannot be asked, in words for the reader; None when it can."""
    if not question:
        return say(language, "empty_question")
    if len(question) > QUESTION_LIMIT:
        return say(language, "long_question", length=len(question), limit=QUESTION_LIMIT)
    return None


def take_turn(bot: Bot, question: str, conversation: Conversation, language: Language) -> Conversation:
    """The conversation with the bot's answer to `question`, which already stands in it; a bot that breaks costs one line."""
    try:
        answer = bot.ask(question, history=conversation.answers)
        return conversation.with_answer(answer, bot)
    except Exception:  # whatever the bot stumbles over, the reader is owed a sentence and the operator a traceback
        log.exception("no answer to %r", question)
        return conversation.with_reply(failure_message(language))


def _labels() -> gr.I18n:
    return gr.I18n(**{language: dict(page_labels(language)) for language in LANGUAGES})


def build_page(bot: Bot, *, compact: bool = False) -> gr.Blocks:
    """The chat over `bot`, ready to be mounted with `page_settings()`; `compact` leaves out the heading, for a small frame."""
    label = _labels()
    # Gradio translates every label but the title of the document.
    title = " · ".join(page_labels(language)["title"] for language in LANGUAGES)
    page = gr.Blocks(title=title, fill_height=True, analytics_enabled=False)
    with page:
        conversation = gr.State(Conversation())
        with gr.Row(elem_id="gk-head", elem_classes="gk-compact" if compact else None):
            with gr.Column(scale=1, min_width=0, visible=not compact):
                gr.Markdown(label("title"), elem_id="gk-title")
                gr.Markdown(label("subtitle"), elem_id="gk-subtitle")
            new = gr.Button(label("new"), elem_id="gk-new", size="sm", scale=0, min_width=0)
        chat = gr.Chatbot(
            label=label("conversation"),
            elem_id="gk-chat",
            show_label=False,
            container=False,
            layout="bubble",
            scale=1,
            height=None,
            buttons=[],
            # Typed as a string, and translated in the browser like every other label.
            placeholder=cast(str, label("try")),
            latex_delimiters=[],
            feedback_options=None,
            allow_file_downloads=False,
        )
        # Not gr.HTML, which evaluates its template in the browser: the content security policy forbids that.
        notice = gr.Markdown(visible=False, elem_id="gk-notice")
        with gr.Row(elem_id="gk-ask"):
            box = gr.Textbox(
                label=label("question"),
                placeholder=label("placeholder"),
                show_label=False,
                container=False,
                lines=1,
                max_lines=6,
                autofocus=not compact,
                scale=1,
                min_width=0,
                elem_id="gk-question",
            )
            send = gr.Button(label("send"), variant="primary", elem_id="gk-send", scale=0, min_width=88)
        _wire(page, bot, conversation, chat, notice, box, send, new)
    page.queue(max_size=QUEUE_LIMIT, default_concurrency_limit=ANSWERED_AT_ONCE, api_open=False)
    return page


def _wire(
    page: gr.Blocks,
    bot: Bot,
    conversation: gr.State,
    chat: gr.Chatbot,
    notice: gr.Markdown,
    box: gr.Textbox,
    send: gr.Button,
    new: gr.Button,
) -> None:
    def ask(typed: str, so_far: Conversation, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        language = page_language(request)
        question = typed.strip()
        problem = find_problem(question, language)
        if problem:
            yield gr.skip(), gr.skip(), gr.skip(), gr.update(value=problem, visible=True)
            return
        asked = so_far.with_question(question)
        yield list(asked.messages), gr.skip(), "", gr.update(visible=False)
        done = take_turn(bot, question, asked, language)
        yield list(done.messages), done, gr.skip(), gr.skip()

    def ask_example(so_far: Conversation, chosen: gr.SelectData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        yield from ask(chosen.value["text"], so_far, request)

    def show_examples(request: gr.Request) -> Any:
        language = page_language(request)
        return gr.update(examples=[{"text": question} for question in bot.examples(language)])

    outputs = [chat, conversation, box, notice]
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    asking = gr.on([box.submit, send.click], ask, [box, conversation], outputs, **private)
    choosing = chat.example_select(ask_example, [conversation], outputs, **private)
    new.click(lambda: ([], Conversation(), "", gr.update(visible=False)), None, outputs, cancels=[asking, choosing], **private)

    def ask_first(so_far: Conversation, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        question = request.query_params.get("q")
        if question:
            yield from ask(question, so_far, request)
        else:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()

    page.load(show_examples, None, chat, **private).then(ask_first, [conversation], outputs, **private)


def _theme() -> gr.themes.Base:
    """System fonts and quiet colours, dark enough (light enough in the dark) to read: 4.5 to 1 and better."""
    theme = gr.themes.Base(primary_hue="blue", neutral_hue="gray", radius_size="sm", font=SYSTEM_FONTS, font_mono=MONOSPACE_FONTS)
    return theme.set(
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        input_background_fill="white",
        input_border_width="1px",
        input_border_color="*neutral_400",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_600",
    )


def page_settings() -> dict[str, Any]:
    """How the page is mounted: our look and words, and none of Gradio's ways of sharing, recording or uploading."""
    return {
        "theme": _theme(),
        "css_paths": Path(str(resources.files("ui").joinpath("page.css"))),
        "i18n": _labels(),
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": False,
        "enable_monitoring": False,
        # The page takes no files: nothing larger than a byte gets past the upload route.
        "max_file_size": 1,
    }
