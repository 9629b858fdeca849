"""A report as data: who reports, on which year, and every cell, figure, passage and check, each with its place in the text.

Places are `start`/`end` character offsets into `Report.text`. Knows nothing of files, databases or questions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """How a cell was filled in; only `number` carries a value."""

    NUMBER = "number"
    BLANK = "blank"
    DASH = "dash"
    UNREADABLE = "unreadable"


class Status(StrEnum):
    """How a check came out."""

    HOLDS = "holds"
    BROKEN = "broken"
    NOT_CHECKABLE = "not_checkable"


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `start:end` of the report's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of the form: `key` is "T3.new.total", `number` in the form's unit (件, 万元), `row` the place of its row."""

    key: str
    raw: str
    state: State
    number: int | float | None
    start: int
    end: int
    row: Span


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number of a statistics table before the official form: `path` is its row's label under those of the rows it is part of.

    `name` is that label without numbering, `column` the heading of the number's column, `row` the place of its row.
    """

    path: tuple[str, ...]
    name: str
    unit: str
    column: str
    raw: str
    state: State
    number: int | float | None
    start: int
    end: int
    row: Span


@dataclass(frozen=True, slots=True)
class Figure:
    """A number stated in the narrative: `counts` says of what, in the report's words; `sentence` is where it stands.

    `value_max` is set for a range (2-3名); `approximate` for 余, 约, 多. A figure said in words (未收到申请) has value 0.
    """

    value: int | float
    value_max: int | float | None
    unit: str
    counts: str
    approximate: bool
    chapter: int
    start: int
    end: int
    sentence: Span


@dataclass(frozen=True, slots=True)
class Check:
    """One equation or cross-check: `left` and `right` are the two values compared, `cells` and `places` where they stand.

    `other_cells` stand in the report on the year before, the file `other_file`.
    """

    code: str
    status: Status
    detail: str
    left: int | float | None = None
    right: int | float | None = None
    cells: tuple[str, ...] = ()
    places: tuple[Span, ...] = ()
    other_file: str | None = None
    other_cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """The reporting body: `full` from the title, `kind` one of KINDS in organisation.py, `aliases` other names for it."""

    full: str
    kind: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """Province, city (prefecture) and county with their official endings; None where neither text nor the divisions say."""

    province: str | None = None
    city: str | None = None
    county: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """What the report says about reaching the body, verbatim; `place` is the sentence that says it.

    `phone_normalised` has the same numbers as they are dialled: area code, hyphen, number (0533-2867267), several after 、.
    """

    address: str | None = None
    phone: str | None = None
    postcode: str | None = None
    email: str | None = None
    website: str | None = None
    place: Span | None = None
    website_place: Span | None = None
    fax: str | None = None
    phone_normalised: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The statistics period a report states, ISO dates, with the sentence that says it."""

    start: str
    end: str
    place: Span


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter (0 is the title and preface); `start:end` is its body without the heading line.

    1 to 6 are the six of the official form. In an earlier report these numbers go to the chapters on the same subjects, and
    what the form has no chapter for counts from 7 on.
    """

    number: int
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of narrative under one heading, about 80-400 characters; `headings` is the path above it."""

    chapter: int
    headings: tuple[str, ...]
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Report:
    """One organisation's annual report on one year; `edition` is "2021", "2019" or None when no table shows it."""

    file: str
    text: str
    title: str
    organisation: Organisation
    region: Region
    year: int | None
    edition: str | None
    contact: Contact = field(default_factory=Contact)
    period: Period | None = None
    chapters: tuple[Chapter, ...] = ()
    cells: tuple[Cell, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    figures: tuple[Figure, ...] = ()
    passages: tuple[Passage, ...] = ()
    checks: tuple[Check, ...] = ()
    warnings: tuple[str, ...] = ()
