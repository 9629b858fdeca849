"""A model's part in an answer: a second look at what the rules did not understand, and better words for what was found.

Whatever goes wrong with the model, the answer made without it stands, with a note.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import TYPE_CHECKING

import prompts
from gkbot.answer import Answer, Note
from gkbot.collection import Collection
from gkbot.events import Event, Stage
from gkbot.explain import explain_plan
from gkbot.language.models import LanguageModel, Message
from gkbot.language.planning import is_unsure, planning_prompt, propose_plan
from gkbot.language.trouble import ModelTrouble
from gkbot.language.wording import can_be_worded, with_trouble, word_answer, wording_prompts
from gkbot.plan import Plan

if TYPE_CHECKING:
    from gkbot.chain import Planned


def speak(
    model: LanguageModel, planned: Planned, found: Answer, collection: Collection, look_up: Callable[[Planned], Answer]
) -> Generator[Event, None, Answer]:
    """Yields what happens; returns the Answer: `found`, or what a Plan of the model's finds where that finds nothing, worded."""
    deadline, answer = model.deadline(), found
    if is_unsure(planned.plan, found):
        yield Stage("understanding")
        asked = planned.asked
        try:
            plan = propose_plan(model, asked["question"], asked.get("history") or (), planned.plan, collection, deadline)
        except ModelTrouble as trouble:
            yield Stage("writing")
            return with_trouble(found, trouble)
        if plan and plan != planned.plan:
            yield Stage("looking_up")
            again = look_up(replace(planned, plan=plan))
            answer = _planned_by_model(again, plan, model) if again.status == "answered" and again.citations else found
    yield Stage("writing")
    if can_be_worded(answer):
        answer = yield from word_answer(model, answer, collection, deadline)
    return answer


def show_prompts(planned: Planned, found: Answer, collection: Collection, characters: int) -> list[list[Message]]:
    """The messages that a model would be sent first for a question: to plan it, to word what was found, or none."""
    asked = planned.asked
    shown = []
    if is_unsure(planned.plan, found):
        shown.append(planning_prompt(asked["question"], asked.get("history") or (), planned.plan))
    return shown + (wording_prompts(found, collection, characters) if can_be_worded(found) else [])


def _planned_by_model(answer: Answer, plan: Plan, model: LanguageModel) -> Answer:
    told = prompts.say(answer.language, "model_planned", understood=explain_plan(plan))
    return answer.model_copy(update={"model": model.name, "notes": (*answer.notes, Note(code="model_planned", text=told))})
