"""A file of questions answered one by one, conversations kept apart by `followup_of`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from gkbot.answer import Answer, Language
from gkbot.errors import BotError, QuestionError
from index.errors import GkbotIndexError
from ui.bot import Bot


def answer_batch(bot: Bot, path: Path, language: Language | None = None) -> Iterator[tuple[str, bool]]:
    """One JSON line an Answer, in the file's order, with whether it went well; else it is {"id", "error"}.

    A line is {"id", "question", "followup_of"?}; `followup_of` names an earlier id whose conversation it continues.
    Raises QuestionError when the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # not splitlines: U+2028 may stand in a question
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"cannot read {path}: {error}") from error
    conversations: dict[str, list[Answer]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        id_ = str(number)
        try:
            asked = json.loads(line)
            id_ = str(asked["id"])
            before = asked.get("followup_of")
            if before is not None and str(before) not in conversations:
                raise QuestionError(f"line {number} of {path}: followup_of {before!r} is no earlier id that was answered")
            history, question = conversations.get(str(before), []), asked["question"]
            if not isinstance(question, str):
                raise TypeError("question is no text")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            yield _failure(id_, f"line {number} of {path} is not {{id, question}}: {error!r}"), False
            continue
        except BotError as error:
            yield _failure(id_, str(error)), False
            continue
        try:
            answer = bot.ask(question, history, language).model_copy(update={"id": id_})
        except BotError as error:
            yield _failure(id_, str(error)), False
        except GkbotIndexError:  # nothing can be answered: no build, or one of another model
            raise
        except Exception as error:  # whatever one question trips over, the others are asked
            yield _failure(id_, f"line {number} of {path} could not be answered: {error!r}"), False
        else:
            conversations[id_] = [*history, answer]
            yield answer.model_dump_json(), True


def _failure(id_: str, reason: str) -> str:
    return json.dumps({"id": id_, "error": reason}, ensure_ascii=False)
