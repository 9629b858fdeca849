"""The Plan: a closed, validated description of what to look up for a question, made by rules or proposed by a model.

It names measures, bodies, years and conditions, never SQL, code, paths or addresses; it round-trips through JSON.
"""

from __future__ import annotations

from typing import Literal

from gkbot.answer import Frozen, Language

Ask = Literal[
    "lookup",  # values of measures for the reports in scope
    "list",  # the reports that meet the conditions
    "count",  # how many reports meet them
    "sum",
    "average",
    "rank",
    "compare",
    "trend",  # a measure over the years
    "share",  # a part of a measure against its total
    "change",  # a measure against the year before
    "breakdown",  # one measure split by applicant type or by outcome
    "yes_no",
    "check",  # do the numbers agree with each other and with the text
    "contact",
    "metadata",  # which reports there are, what period they cover
    "definition",  # what a term of the form means
    "figure",  # a number that only the narrative states
    "passage",  # everything else: the report's own words
    "refuse",  # not a question about the reports
]
Operator = Literal["=", "!=", ">", ">=", "<", "<="]
ContactField = Literal["address", "phone", "postcode", "email", "website"]


class MeasureRef(Frozen):
    """A measure of the lexicon with its dimension: an applicant type (T3), a result (T4) or an action (T2), or None."""

    key: str
    column: str | None = None


class Condition(Frozen):
    """A filter on a measure's value: against a number in the measure's unit (a ratio for rates), the reports' average, the
    value of the year before or that of the body in focus."""

    measure: MeasureRef
    operator: Operator
    value: float
    against: Literal["number", "average", "before", "body"] = "number"


class Scope(Frozen):
    """Whose reports: bodies by full name, kinds, regions (any of province, city, county) and years; empty means all.

    `without` are bodies, kinds and regions that are left out."""

    organisations: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    without: tuple[str, ...] = ()


class Plan(Frozen):
    """What to look up and how to say it. `unknown` are bodies the question names that no report here belongs to.

    `guessed` pairs a name as it was typed with the body it was taken for. A share is taken `of` a measure. `any_of`: one of
    the conditions met is enough; with `spell`, a body must meet them in so many years running, 0 for each of its years.
    `place` asks for one place of a rank (2 for the second-highest), `focus` for the places of these bodies, `absent` for the
    bodies without a report, `group` for what regions or kinds
    give together; `unheard` are words of the question that the plan does not take into account."""

    ask: Ask
    language: Language
    scope: Scope = Scope()
    measures: tuple[MeasureRef, ...] = ()
    conditions: tuple[Condition, ...] = ()
    spell: int | None = None
    fields: tuple[ContactField, ...] = ()
    of: MeasureRef | None = None
    operation: Literal["difference", "share", "sum", "rank"] | None = None
    by: tuple[Literal["applicant", "outcome"], ...] = ()
    topic: str | None = None
    terms: tuple[str, ...] = ()
    query: str = ""
    expansion: str = ""
    descending: bool = True
    limit: int | None = None
    place: int | None = None
    any_of: bool = False
    group: Literal["province", "city", "region", "kind"] | None = None
    absent: bool = False
    focus: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    guessed: tuple[tuple[str, str], ...] = ()
    ambiguous: bool = False
    assumed_years: tuple[int, ...] = ()
