"""The exam of a build: questions made from its own cells, and the fixed ones of its owner, each with the answer that is right.

Knows nothing of builds being made or switched.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError
from sqlalchemy import Row, func, select

import prompts
from gkbot.answer import Answer, AnswerStatus, Frozen
from gkbot.chain import QUESTION_LIMIT, Steps
from gkbot.errors import BotError
from gkbot.plan import MeasureRef, Plan
from gkbot.words.lexicon import Measure, load_lexicon
from index.report import State
from index.storage import schema
from index.storage.gate import ChangedAnswer
from index.storage.store import Store

SAMPLE = 24  # reports asked about; half of them those that came last
TOLD = 3  # wrong answers that are told of

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_MARK = re.compile(r"\[\d+\]")


class FixedQuestion(Frozen):
    """A line of exam.jsonl: a question and what its answer must say, a number or a text, or must be, an answer's `status`.

    Without either it is only watched: told of when its answer changes.
    """

    question: Annotated[str, Field(min_length=1, max_length=QUESTION_LIMIT)]
    expect: int | float | str | None = None
    status: AnswerStatus | None = None

    def flaw(self, answer: Answer) -> str | None:
        """What is wrong with an answer, None when nothing is."""
        if self.status is not None and answer.status != self.status:
            return f"is {answer.status}, expected {self.status}"
        if self.expect is not None and not _says(answer, self.expect):
            return f"does not say {self.expect}"
        return None


@dataclass(frozen=True, slots=True)
class CellQuestion:
    """A question about one cell of a report, made from what stands there."""

    question: str
    measure: str
    organisation: str
    year: int
    report: str
    number: int | float

    def flaw(self, answer: Answer) -> str | None:
        """What is wrong with an answer; None, too, when the question was taken for another one: that is no fault of the build."""
        plan = Plan.model_validate(answer.plan)
        asked = plan.ask, plan.measures, plan.scope.organisations, plan.scope.years
        if asked != ("lookup", (MeasureRef(key=self.measure),), (self.organisation,), (self.year,)):
            return None
        if answer.status == "answered" and all(cited.value is None for cited in answer.citations):
            return None  # told in the report's words
        if not any(cited.report == self.report and cited.value == self.number for cited in answer.citations):
            return f"does not cite {self.number} from the report"
        return None if self.number in _stated(answer) else f"does not say {self.number}"


ExamQuestion = FixedQuestion | CellQuestion


@dataclass(frozen=True, slots=True)
class Marked:
    """How an exam came out: questions asked, what is wrong as (question, answer, why), and the fixed ones' changed answers."""

    asked: int
    wrong: tuple[tuple[str, str, str], ...]
    changed: tuple[ChangedAnswer, ...]

    def describe_wrong(self) -> str:
        """The wrong answers in one line."""
        told = "; ".join(f"“{question}”: the answer {why} but “{_short(answer)}”" for question, answer, why in self.wrong[:TOLD])
        rest = f"; and {len(self.wrong) - TOLD} more" if len(self.wrong) > TOLD else ""
        return f"{len(self.wrong)} of {self.asked} exam questions are answered wrongly: {told}{rest}"


def read_fixed(path: Path) -> tuple[FixedQuestion, ...]:
    """The questions in a JSON lines file, none where there is no file; BotError, one line, for a line that is no question."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise BotError(f"{path} cannot be read: {error}") from error
    return tuple(_parse(path, number, line) for number, line in enumerate(lines, 1) if line.strip())


def _parse(path: Path, number: int, line: str) -> FixedQuestion:
    try:
        return FixedQuestion.model_validate(json.loads(line))
    except (ValueError, ValidationError) as error:
        expected = '{"question": "...", "expect": 3} or {"question": "...", "expect": "..."}'
        raise BotError(f"{path} line {number} is no exam question ({str(error).splitlines()[0]}): expected {expected}") from error


def sit_exam(
    new: Steps,
    fixed: Sequence[FixedQuestion],
    before: Steps | None = None,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Marked:
    """Ask a build the fixed questions and those made from its cells, and the build before the fixed ones; `tell` gets counts."""
    questions: list[ExamQuestion] = [*fixed, *make_questions(new.store)]
    wrong: list[tuple[str, str, str]] = []
    changed: list[ChangedAnswer] = []
    for done, question in enumerate(questions):
        tell(done, len(questions))
        answer = _ask(new, question.question)
        if (flaw := question.flaw(answer)) is not None:
            wrong.append((question.question, answer.answer, flaw))
        if before is not None and isinstance(question, FixedQuestion):
            old = _ask(before, question.question)
            if (old.status, old.answer) != (answer.status, answer.answer):
                changed.append(ChangedAnswer(question.question, old.answer, answer.answer))
    tell(len(questions), len(questions))
    return Marked(len(questions), tuple(wrong), tuple(changed))


def _ask(steps: Steps, question: str) -> Answer:
    return steps.answer(steps.understand({"question": question}))


def make_questions(store: Store, count: int = SAMPLE) -> Iterator[CellQuestion]:
    """Questions about one filled cell each of at most `count` reports: the last that came in, and others evenly spread."""
    for report in _choose_reports(store, count):
        places = store.cell_places(report.id)
        filled = [
            (measure, places[key].number)
            for measure, key in _single_cells(report.edition)
            if key in places and places[key].state is State.NUMBER
        ]
        if filled:
            # Another cell of each report, the same in every run.
            measure, number = filled[int(report.uid, 16) % len(filled)]
            label = measure.labels["zh"]
            question = prompts.say("zh", "exam_cell", organisation=report.organisation, year=report.year, label=label)
            assert number is not None
            yield CellQuestion(question, measure.key, report.organisation, report.year, report.uid, number)


def _choose_reports(store: Store, count: int) -> list[Row[Any]]:
    r = schema.reports.c
    # Of two bodies of one name the question would not say which is meant.
    alone = select(func.max(r.id)).where(r.year.is_not(None), r.edition.is_not(None)).group_by(r.organisation, r.year)
    with store.engine.connect() as connection:
        ids = sorted(connection.scalars(alone.having(func.count() == 1)))
        last, others = ids[-(count // 2) :], ids[: -(count // 2)]
        chosen = {*last, *others[:: max(1, len(others) // (count - count // 2))][:count]}
        query = select(r.id, r.uid, r.organisation, r.year, r.edition).where(r.id.in_(chosen)).order_by(r.id)
        return list(connection.execute(query))


def _single_cells(edition: str) -> list[tuple[Measure, str]]:
    """The measures that are one cell of an edition each, with its key."""
    found = ((measure, measure.cell_keys(edition)) for measure in load_lexicon().measures.values() if not measure.per)
    return [(measure, keys[0]) for measure, keys in found if len(keys) == 1]


def _says(answer: Answer, expected: int | float | str) -> bool:
    if isinstance(expected, str):
        return _folded(expected) in _folded(answer.answer)
    return expected in _stated(answer) or any(cited.value == expected for cited in answer.citations)


def _stated(answer: Answer) -> set[float]:
    """The numbers in an answer's text."""
    return {float(number.replace(",", "")) for number in _NUMBER.findall(_MARK.sub("", answer.answer))}


def _folded(text: str) -> str:
    return re.sub(r"[\s*]+|\[\d+\]", "", unicodedata.normalize("NFKC", text)).casefold()


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else f"{line[:120]}…"
