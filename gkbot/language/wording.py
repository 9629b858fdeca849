"""An answer in a model's words: what the reports were found to say, told in sentences that the guard has let through.

The facts stay those found without the model: citations, table, chart and coverage are not touched.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from itertools import groupby

import prompts
from gkbot.answer import Answer, Language, Note
from gkbot.collection import Collection
from gkbot.events import Text
from gkbot.explain import explain_plan
from gkbot.language.cleaning import without_thoughts
from gkbot.language.evidence import Evidence, gather_evidence, in_parts
from gkbot.language.guard import Guard
from gkbot.language.models import LanguageModel, Message
from gkbot.language.trouble import ModelTrouble
from gkbot.plan import Plan

QUOTE = ">"
GLOSSES = ("gloss_terms", "gloss_numbers")  # what stands under a quote in English
FEWEST_KEPT = 0.5  # of a model's sentences; of a text that was mostly invented the rest is not worth much
REPORTS_TOLD = 0.5  # of the reports, more than which the text must speak of
PARTS_UP_TO = 4  # prompts for one answer, before their points are combined
PART_AT_MOST = 0.6  # of a prompt's characters, for the points of the parts to fit into one prompt, too


def can_be_worded(answer: Answer) -> bool:
    """Whether an answer tells in quotes what reports say; sentences made from tables stay as they are."""
    return answer.status == "answered" and answer.table is None and any(map(_is_quote, answer.answer.split("\n")))


def word_answer(model: LanguageModel, answer: Answer, collection: Collection, deadline: float) -> Generator[Text, None, Answer]:
    """Yields the text as the guard lets it through; returns the Answer, unchanged but for a note where nothing came of it."""
    evidence = gather_evidence(answer.citations, collection, characters=model.choice.characters * PARTS_UP_TO)
    guard = Guard(evidence, collection, answer.language)
    try:
        pieces = model.stream(_messages(model, answer, evidence, collection, deadline), deadline)
        text = ""
        for passed in guard.read(without_thoughts(pieces)):
            text += passed
            yield Text(passed)
        if not _answers(guard, evidence):
            declined = any(_not_stated(answer.language) in sentence for sentence in guard.left_out)
            raise ModelTrouble("no_answer" if declined else "unsupported")
    except ModelTrouble as trouble:
        return with_trouble(answer, trouble)
    told = "\n\n".join(filter(None, (text, _told_beside(answer))))
    notes = answer.notes
    if guard.left_out:
        left_out = prompts.say(answer.language, "model_left_out")
        notes = (*notes, Note(code="model_left_out", text=left_out))
    return answer.model_copy(update={"answer": told, "model": model.name, "notes": notes})


def with_trouble(answer: Answer, trouble: ModelTrouble) -> Answer:
    """The answer with a note that the model had no part in it, and why; said once."""
    note = Note(code="model_not_used", text=prompts.say(answer.language, f"model_{trouble.code}"))
    return answer if note in answer.notes else answer.model_copy(update={"notes": (*answer.notes, note)})


def wording_prompts(answer: Answer, collection: Collection, characters: int) -> list[list[Message]]:
    """The messages that would be sent to word an answer: one prompt, or one for each part of what was found."""
    evidence = gather_evidence(answer.citations, collection, characters=characters * PARTS_UP_TO)
    return [_word(answer, part) for part in _parts(evidence, characters)]


def _messages(
    model: LanguageModel, answer: Answer, evidence: Sequence[Evidence], collection: Collection, deadline: float
) -> list[Message]:
    """What asks for the text: over all the evidence where it fits into one prompt, else over the points made of each part."""
    parts = _parts(evidence, model.choice.characters)
    if len(parts) == 1:
        return _word(answer, parts[0])
    points = []
    for part in parts:
        reply = without_thoughts(model.stream(_word(answer, part), deadline))
        points += "".join(Guard(part, collection, answer.language).read(reply)).split("\n")
    told = "\n".join(_quoted(point=point) for point in points if point.strip())
    return _as_messages(answer, "combine", points=told)


def _parts(evidence: Sequence[Evidence], characters: int) -> list[list[Evidence]]:
    whole = sum(len(one.text) for one in evidence)
    return [list(evidence)] if whole <= characters else in_parts(evidence, int(characters * PART_AT_MOST))


def _word(answer: Answer, evidence: Sequence[Evidence]) -> list[Message]:
    reports = [list(group) for _, group in groupby(evidence, key=lambda one: one.report)]
    lines = [
        _quoted(
            organisation=quotes[0].organisation,
            year=quotes[0].year,
            quotes=[{"n": one.n, "section": one.section, "text": one.text} for one in quotes],
        )
        for quotes in reports
    ]
    return _as_messages(answer, "word", evidence="\n".join(lines), not_stated=_not_stated(answer.language))


def _as_messages(answer: Answer, name: str, **values: str) -> list[Message]:
    understood = explain_plan(Plan.model_validate(answer.plan))
    system, user = prompts.prompt(answer.language, name, question=answer.question, understood=understood, **values)
    return [("system", system), ("human", user)]


def _quoted(**values: object) -> str:
    """A line of JSON: no text of a report can end its own quotation."""
    return json.dumps(values, ensure_ascii=False)


def _not_stated(language: Language) -> str:
    """What a model is to say when the quotes do not answer."""
    return prompts.say(language, "model_not_stated")


def _answers(guard: Guard, evidence: Sequence[Evidence]) -> bool:
    """Whether what was let through is most of what the model said, and speaks of most reports."""
    if len(guard.kept) < FEWEST_KEPT * (len(guard.kept) + len(guard.left_out)) or not guard.kept:
        return False
    report_of = {one.n: one.report for one in evidence}
    told = {report_of[n] for passed in guard.kept for n in passed.marks}
    return len(told) > REPORTS_TOLD * len(set(report_of.values()))


def _is_quote(line: str) -> bool:
    return line.startswith(QUOTE)


def _told_beside(answer: Answer) -> str:
    """The lines of an answer that neither quote a report nor lead to a quote: which reports say nothing of it."""
    glosses = tuple(prompts.phrases("en")[key].partition("$")[0] for key in GLOSSES)
    lines = answer.answer.split("\n")
    pairs = zip(lines, [*lines[1:], ""], strict=True)
    return "\n".join(
        line for line, after in pairs if not (_is_quote(line) or _is_quote(after) or line.startswith(glosses)) and line.strip()
    )
