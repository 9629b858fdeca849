"""The Gradio chat: a conversation a tab, its labels in the browser's language. Knows nothing of routes or headers.

Importing this module imports Gradio (4 s), so only the server does, when it starts.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import gradio as gr

from gkbot.answer import Language
from gkbot.plan import Scope
from index.errors import GkbotIndexError, NoBuild
from ui.bot import Bot
from ui.chat import filters
from ui.chat.conversation import Conversation, restore, save
from ui.chat.filters import Chosen
from ui.chat.message import Surroundings
from ui.chat.turn import find_problem, take_turn
from ui.labels import LANGUAGES, page_labels, page_language, say
from ui.web.shelf import Shelf

log = logging.getLogger(__name__)

QUEUE_LIMIT = 32
ANSWERED_AT_ONCE = 4

SYSTEM_FONTS = ("system-ui", "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "sans-serif")
MONOSPACE_FONTS = ("ui-monospace", "Consolas", "monospace")
# What of an address makes no other page of it.
NOT_OF_THE_DOOR = ("lang", "__theme", "host")

Updates = tuple[Any, ...]


@dataclass(frozen=True)
class Parts:
    """The parts of the page that its events read and change."""

    conversation: gr.State
    kept: gr.BrowserState
    chat: gr.Chatbot
    notice: gr.Markdown
    box: gr.Textbox
    send: gr.Button
    new: gr.Button
    drawer: gr.Accordion
    filters: list[Any]  # the fields that narrow down which reports are asked, in the order `filters.chosen` takes them


def _labels() -> gr.I18n:
    return gr.I18n(**{language: dict(page_labels(language)) for language in LANGUAGES})


def build_page(bot: Bot, shelf: Shelf, where: Surroundings, *, compact: bool = False) -> gr.Blocks:
    """The chat over `bot`, ready to be mounted with `page_settings()`; `compact` leaves out the heading, for a small frame."""
    label = _labels()
    # Gradio translates every label but the title of the document.
    title = " · ".join(page_labels(language)["title"] for language in LANGUAGES)
    page = gr.Blocks(title=title, fill_height=True, analytics_enabled=False)
    with page:
        new = _head(label, compact=compact)
        drawer, fields = _filters(label)
        chat = gr.Chatbot(
            label=label("conversation"),
            elem_id="gk-chat",
            show_label=False,
            container=False,
            layout="bubble",
            scale=1,
            height=None,
            # Gradio would show the end of a long answer: answers.js shows its beginning.
            autoscroll=False,
            buttons=[],
            # Typed as a string, and translated in the browser like every other label.
            placeholder=cast(str, label("try")),
            latex_delimiters=[],
            feedback_options=None,
            allow_file_downloads=False,
        )
        # Not gr.HTML, which evaluates its template in the browser: the content security policy forbids that.
        notice = gr.Markdown(visible=False, elem_id="gk-notice")
        box, send = _question(label, compact=compact)
        # The secret protects nothing, since the browser has it; left out, a restarted server could not read what it kept before.
        kept = gr.BrowserState(storage_key="gkbot-embed" if compact else "gkbot", secret="gkbot")
        parts = Parts(gr.State(Conversation()), kept, chat, notice, box, send, new, drawer, fields)
        _wire(page, bot, shelf, where, parts)
    page.queue(max_size=QUEUE_LIMIT, default_concurrency_limit=ANSWERED_AT_ONCE, api_open=False)
    return page


def _head(label: gr.I18n, *, compact: bool) -> gr.Button:
    with gr.Row(elem_id="gk-head", elem_classes="gk-compact" if compact else None):
        with gr.Column(scale=1, min_width=0, visible=not compact):
            gr.Markdown(label("title"), elem_id="gk-title")
            gr.Markdown(label("subtitle"), elem_id="gk-subtitle")
        # page.js opens the page in the other language, or goes to the list of reports.
        gr.Button(label("reports"), elem_id="gk-reports", size="sm", scale=0, min_width=0, visible=not compact)
        gr.Button(label("other_language"), elem_id="gk-language", size="sm", scale=0, min_width=0)
        return gr.Button(label("new"), elem_id="gk-new", size="sm", scale=0, min_width=0)


def _filters(label: gr.I18n) -> tuple[gr.Accordion, list[Any]]:
    """The drawer with its fields; what they offer is put in when the page is opened."""
    several: dict[str, Any] = {"multiselect": True, "allow_custom_value": True, "choices": [], "min_width": 120}
    with gr.Accordion(cast(str, label("filters")), open=False, elem_id="gk-filters") as drawer, gr.Row():
        years = gr.Dropdown(label=label("filter_year"), elem_id="gk-filter-year", **several)
        regions = gr.Dropdown(label=label("filter_region"), elem_id="gk-filter-region", **several)
        kinds = gr.Dropdown(label=label("filter_kind"), elem_id="gk-filter-kind", **several)
        body = gr.Textbox(label=label("filter_body"), elem_id="gk-filter-body", max_lines=1, min_width=120)
    return drawer, [years, regions, kinds, body]


def _question(label: gr.I18n, *, compact: bool) -> tuple[gr.Textbox, gr.Button]:
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
    return box, send


def _wire(page: gr.Blocks, bot: Bot, shelf: Shelf, where: Surroundings, parts: Parts) -> None:
    def ask(request: gr.Request, question: str, so_far: Conversation, *fields: Any) -> Iterator[Updates]:
        language, question, narrowed = page_language(request), question.strip(), filters.chosen(*fields)
        scope = narrowed.scope(bot) if question else Scope()
        problem = find_problem(question, language) if scope else say(language, "no_such_body", body=narrowed.body)
        if problem or scope is None:
            yield gr.skip(), gr.skip(), gr.skip(), gr.update(value=problem, visible=True), gr.skip()
            return
        yield from answer(question, so_far.with_question(question), scope, request)

    def answer(question: str, asked: Conversation, scope: Scope, request: gr.Request) -> Iterator[Updates]:
        yield list(asked.messages), gr.skip(), "", gr.update(visible=False), gr.skip()
        latest = asked
        for latest in take_turn(bot, question, asked, page_language(request), scope, shelf, where):
            yield list(latest.messages), gr.skip(), gr.skip(), gr.skip(), gr.skip()
        yield gr.skip(), latest, gr.skip(), gr.skip(), save(latest, _door(request))

    def ask_example(request: gr.Request, example: gr.SelectData, so_far: Conversation, *fields: Any) -> Iterator[Updates]:
        yield from ask(request, example.value["text"], so_far, *fields)

    def ask_first(request: gr.Request, so_far: Conversation, *fields: Any) -> Iterator[Updates]:
        """The question that the address asks, unless the conversation is one that was restored."""
        if so_far.messages or not request.query_params.get("q"):
            yield (gr.skip(),) * 5
        else:
            yield from ask(request, request.query_params["q"], so_far, *fields)

    def open_page(request: gr.Request, kept: object) -> Updates:
        language = page_language(request)
        conversation = restore(kept, _door(request), shelf, where)
        try:
            examples, fields, told = bot.examples(language), _open_filters(bot, request), None
        except NoBuild:
            examples, fields, told = [], (gr.skip(),) * 5, say(language, "no_index")
        except GkbotIndexError:
            log.exception("the index cannot be opened")
            examples, fields, told = [], (gr.skip(),) * 5, say(language, "index_trouble")
        chat = gr.update(value=list(conversation.messages), examples=[{"text": question} for question in examples])
        return chat, conversation, gr.update(value=told, visible=bool(told)), *fields

    def retitle(request: gr.Request, *fields: Any) -> Any:
        return _title_drawer(filters.chosen(*fields), page_language(request))

    def start_anew() -> Updates:
        return [], Conversation(), "", gr.update(visible=False), {}

    inputs = [parts.conversation, *parts.filters]
    outputs = [parts.chat, parts.conversation, parts.box, parts.notice, parts.kept]
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    asking = gr.on([parts.box.submit, parts.send.click], ask, [parts.box, *inputs], outputs, **private)
    choosing = parts.chat.example_select(ask_example, inputs, outputs, **private)
    # Past the queue, which is for questions: what waits in it, and how many come a minute, is limited.
    at_once = private | {"queue": False}
    parts.new.click(start_anew, None, outputs, cancels=[asking, choosing], **at_once)
    gr.on([field.input for field in parts.filters], retitle, parts.filters, parts.drawer, **at_once)
    opened = [parts.chat, parts.conversation, parts.notice, parts.drawer, *parts.filters]
    page.load(open_page, parts.kept, opened, **at_once).then(ask_first, inputs, outputs, **private)


def _open_filters(bot: Bot, request: gr.Request) -> Updates:
    """The drawer's title and its fields, with what the index offers and the address presets."""
    language, on = page_language(request), filters.preset(request.query_params)
    there = filters.offered(bot, language)
    return (
        _title_drawer(on, language),
        gr.update(choices=list(there.years), value=list(on.years)),
        gr.update(choices=list(there.regions), value=list(on.regions)),
        gr.update(choices=list(there.kinds), value=list(on.kinds)),
        gr.update(value=on.body),
    )


def _title_drawer(on: Chosen, language: Language) -> Any:
    return gr.update(label=on.title(language), elem_classes=["gk-on"] if on != Chosen() else [])


def _door(request: gr.Request) -> str:
    """What tells pages apart that must not share a conversation: two frames of one host page, each with its own question."""
    return urlencode(sorted((name, value) for name, value in request.query_params.items() if name not in NOT_OF_THE_DOOR))


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
        "css_paths": Path(str(resources.files("ui").joinpath("static", "page.css"))),
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
