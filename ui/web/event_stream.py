"""The events of answering a question as server-sent events: `stage`, `token`, `answer`, and `error` where answering breaks."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator

from gkbot.answer import Answer
from gkbot.errors import BotError
from gkbot.events import Event, Stage
from index.errors import GkbotIndexError

log = logging.getLogger(__name__)


def event_stream(events: Iterable[Event], request_id: str) -> Iterator[str]:
    """Each event as an `event:` and a `data:` line of JSON; a failure ends them with the event `error`, like a problem detail."""
    try:
        for event in events:
            yield _as_text(event)
    except (BotError, GkbotIndexError) as error:
        yield _sent("error", {"detail": str(error), "request_id": request_id})
    except Exception:  # the answer's status is out already: all that is left is to say so
        log.exception("request %s broke while it was being answered", request_id)
        told = f"an error inside the server, which its log has under {request_id}"
        yield _sent("error", {"detail": told, "request_id": request_id})


def _as_text(event: Event) -> str:
    if isinstance(event, Answer):
        return f"event: answer\ndata: {event.model_dump_json()}\n\n"
    return _sent("stage", {"stage": event.name}) if isinstance(event, Stage) else _sent("token", {"text": event.text})


def _sent(name: str, data: dict[str, str]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
