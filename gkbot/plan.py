"""The Plan: a closed, validated description of what to look up for a question, made by rules or proposed by a model.

It names measures, bodies, years and conditions, never SQL, code, paths or addresses; it round-trips through JSON.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from gkbot.answer import Frozen, Language
from gkbot.words.lexicon import load_lexicon

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
# Topics of a question about what is indexed; the rest are the lexicon's.
OF_THE_INDEX = ("bodies", "regions", "courtesy", "period", "blanks")
Kind = Literal["park", "bureau", "government", "township", "subdistrict", "service_centre", "other"]
ContactField = Literal["address", "phone", "fax", "postcode", "email", "website"]


class MeasureRef(Frozen):
    """A measure of the lexicon with its dimension: an applicant type (T3), a result (T4) or an action (T2), or None."""

    key: str
    column: str | None = None

    @model_validator(mode="after")
    def _is_known(self) -> MeasureRef:
        measure = load_lexicon().measures.get(self.key)
        if measure is None:
            raise ValueError(f"no measure {self.key!r} in the lexicon")
        if self.column is not None and self.column not in measure.dimensions:
            raise ValueError(
                f"measure {self.key} has no column {self.column!r}: {', '.join(sorted(measure.dimensions)) or 'none'}"
            )
        return self


class Condition(Frozen):
    """A filter on a measure's value: against a number in the measure's unit (a ratio for rates), the reports' average, the
    value of the year before, that of the body in focus, or the `other` measure of the same report; a multiple of what it is
    compared with where `times` says so. With `year` it is a filter on the body's report on that year."""

    measure: MeasureRef
    operator: Operator
    value: float
    against: Literal["number", "average", "before", "body", "measure"] = "number"
    other: MeasureRef | None = None
    times: float = 1
    year: int | None = None


class Scope(Frozen):
    """Whose reports: bodies by full name, kinds, regions (any of province, city, county) and years; empty means all.

    `without` are bodies, kinds and regions that are left out."""

    organisations: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    without: tuple[str, ...] = ()


class Plan(Frozen):
    """What to look up and how to say it. `unknown` are bodies the question names that no report here belongs to.

    `guessed` pairs a name as it was typed with the body it was taken for. A share is taken `of` a measure. `any_of`: one of
    the conditions met is enough; with `spell`, a body must meet them in so many years running, 0 for each of its years.
    `place` asks for one place of a rank (2 for the second-highest), `focus` for the places of these bodies, `absent` for the
    bodies without a report, `group` for what regions or kinds give together; `unheard` are words of the question that the plan
    does not take into account. `also` are topics asked for beside the first."""

    ask: Ask
    language: Language
    scope: Scope = Scope()
    measures: tuple[MeasureRef, ...] = ()
    conditions: tuple[Condition, ...] = ()
    spell: Annotated[int, Field(ge=0)] | None = None
    fields: tuple[ContactField, ...] = ()
    of: MeasureRef | None = None
    operation: Literal["difference", "share", "sum", "rank"] | None = None
    by: tuple[Literal["applicant", "outcome"], ...] = ()
    topic: str | None = None
    also: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    query: str = ""
    expansion: str = ""
    descending: bool = True
    limit: Annotated[int, Field(ge=1)] | None = None
    place: Annotated[int, Field(ge=1)] | None = None
    any_of: bool = False
    group: Literal["province", "city", "region", "kind"] | None = None
    absent: bool = False
    focus: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    guessed: tuple[tuple[str, str], ...] = ()
    ambiguous: bool = False
    assumed_years: tuple[int, ...] = ()

    @field_validator("topic", "also", "terms")
    @classmethod
    def _is_known(cls, given: str | tuple[str, ...] | None, info: ValidationInfo) -> str | tuple[str, ...] | None:
        lexicon = load_lexicon()
        known = {"topic": (*OF_THE_INDEX, *lexicon.topics), "also": lexicon.topics, "terms": lexicon.terms}[str(info.field_name)]
        words = given if isinstance(given, tuple) else (given,) if given is not None else ()
        unknown = [word for word in words if word not in known]
        if unknown:
            raise ValueError(f"the lexicon has no {unknown[0]!r}")
        return given
