"""The Answer: what every face of gkbot shows, the same object in `--json`, `--batch`, over HTTP and on the page.

Knows nothing of how an answer is found.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["zh", "en"]
AnswerStatus = Literal["answered", "clarify", "not_stated", "no_data", "out_of_scope"]


class Frozen(BaseModel):
    """Base of everything that crosses the bot's border: immutable, and closed against unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(Frozen):
    """Where a statement stands: `quote` is verbatim the characters `start:end` of the report's extracted text.

    `section` is the chapter heading (or form table), `locator` the row and column or heading path, `value` the cell's
    number where a cell is cited (件, 万元 for 行政事业性收费).
    """

    n: int
    report: str
    organisation: str
    year: int | None
    file: str
    section: str
    locator: str
    quote: str
    start: int
    end: int
    value: int | float | None = None


class Note(Frozen):
    """What a careful clerk would add; `code` is stable (text_table_conflict, broken_check, blank, approximate, computed ...)."""

    code: str
    text: str


# Where a value of a table stands: a report's id, then cells of the form ("T3.new.total") or characters of its text ("120:156").
Proof = tuple[str, ...]


class AnswerTable(Frozen):
    """Rows behind a list, sum or comparison; every row is as long as `columns`.

    `sources` has a row for each row, with the proof of each value or None where a value stands in no one report; or no rows.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]
    sources: tuple[tuple[Proof | None, ...], ...] = ()


class Chart(Frozen):
    """What to draw: a bar or line for each label, all in one unit (件, 万元, %)."""

    kind: Literal["bar", "line"]
    title: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    unit: str


class Coverage(Frozen):
    """For lists and sums: how many reports matched, out of how many looked at, and which had no number to look at, and why.

    Their cell is `blank` (or a dash), `unreadable` or `missing` (no table, or one that doesn't count it); a rate is `undefined`.
    """

    matched: int
    looked_at: int
    blank: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()


class Answer(Frozen):
    """A question answered: Markdown with [1] marks, the citations behind the marks, and how it came about."""

    id: str
    question: str
    language: Language
    status: AnswerStatus
    answer: str
    plan: dict[str, Any]
    citations: tuple[Citation, ...] = ()
    table: AnswerTable | None = None
    chart: Chart | None = None
    notes: tuple[Note, ...] = ()
    coverage: Coverage | None = None
    build: str | None = None
    model: str | None = None
    seconds: float = 0.0
