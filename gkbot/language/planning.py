"""A Plan proposed by a model where the rules are unsure: in a closed form, then resolved and checked like any other.

What the rules did understand of whom and when a question asks about stays; a model fills in what they left open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

import prompts
from gkbot.answer import Answer, Language
from gkbot.collection import Collection
from gkbot.compose import BY_NUMBERS
from gkbot.language.models import LanguageModel, Message
from gkbot.language.spelling import squeeze
from gkbot.language.stated import stated_in
from gkbot.language.trouble import ModelTrouble
from gkbot.plan import Ask, Condition, ContactField, Kind, MeasureRef, Operator, Plan, Scope
from gkbot.understanding.naming import name_bodies
from gkbot.words.lexicon import ENGLISH_COLUMNS, fold, load_lexicon, rate_key

BEFORE_UP_TO = 3  # questions of the conversation
NEED_NO_MEASURE = frozenset(("check",))


class Closed(BaseModel):
    """A part of a proposal: nothing else may stand in it, and nothing may be missing."""

    model_config = ConfigDict(extra="forbid")


class ProposedMeasure(Closed):
    """A measure of the lexicon, with its column or null."""

    key: str
    column: str | None


class ProposedCondition(Closed):
    """A filter on a measure's value."""

    measure: ProposedMeasure
    operator: Operator
    value: float


class Proposal(Closed):
    """The query plan of a question."""

    ask: Ask
    bodies: list[str]
    regions: list[str]
    kinds: list[Kind]
    years: list[int]
    measures: list[ProposedMeasure]
    conditions: list[ProposedCondition]
    fields: list[ContactField]
    topic: str | None
    query: str
    descending: bool
    limit: int | None


class Unusable(Exception):
    """Why a proposal is no Plan for this question, in words for the model."""


def is_unsure(plan: Plan, answer: Answer) -> bool:
    """Whether the rules may have missed what was asked: they found nothing, or words of the question are left over."""
    if plan.unknown or plan.topic == "courtesy":
        return False  # no model knows of a report that is not there
    if plan.ask == "figure" and plan.unheard:
        return False  # the form does not know a limit that was understood
    return answer.status in ("not_stated", "out_of_scope") or bool(plan.unheard)


def propose_plan(
    model: LanguageModel, question: str, history: Sequence[Answer], rules: Plan, collection: Collection, deadline: float
) -> Plan | None:
    """The Plan that a model makes of a question, None where it makes none; one that cannot be used is asked for again, once.

    Raises ModelTrouble.
    """
    messages = planning_prompt(question, history, rules)
    for _ in range(2):
        reply = model.propose(messages, Proposal, deadline)
        reason = reply.reason
        if reply.form:
            if reply.form.ask == "refuse":
                return None
            try:
                return resolve(reply.form, question, rules, collection)
            except Unusable as unusable:
                reason = str(unusable)
        _, again = prompts.prompt(rules.language, "plan_again", reason=reason)
        messages = [*messages, ("ai", reply.text or "{}"), ("human", again)]
    raise ModelTrouble("garbage")


def planning_prompt(question: str, history: Sequence[Answer], rules: Plan) -> list[Message]:
    """The messages that ask for the Plan of a question."""
    lexicon, language = load_lexicon(), rules.language
    before = [answer.question for answer in history[-BEFORE_UP_TO:]]
    columns = sorted({column for measure in lexicon.measures.values() for column in measure.dimensions} & ENGLISH_COLUMNS.keys())
    system, user = prompts.prompt(
        language,
        "plan",
        question=question,
        before=" / ".join(before) or "-",
        kinds=", ".join(get_args(Kind)),
        columns=", ".join(columns),
        fields=", ".join(get_args(ContactField)),
        topics=", ".join(f"{key} {topic.labels[language]}" for key, topic in lexicon.topics.items()),
        measures="\n".join(f"{key} {label}" for label, key in _measures_by_label(language).items()),
    )
    return [("system", system), ("human", user)]


def _measures_by_label(language: Language) -> dict[str, str]:
    """The measures to choose from, each once; the rates that follow from one are what `share` asks for."""
    measures = load_lexicon().measures
    derived = {rate_key(key) for key in measures}
    labels: dict[str, str] = {}
    for key, measure in measures.items():
        if key not in derived:
            labels.setdefault(measure.labels[language], key)
    return labels


def resolve(proposal: Proposal, question: str, rules: Plan, collection: Collection) -> Plan:
    """The Plan of a proposal, its names looked up in the index; Unusable where something in it is not there or was not asked."""
    if proposal.ask in BY_NUMBERS and proposal.ask not in NEED_NO_MEASURE and not proposal.measures:
        raise Unusable(f"{proposal.ask} needs a measure")
    parts: dict[str, Any] = {
        "ask": proposal.ask,
        "language": rules.language,
        "scope": _scope(proposal, question, rules, collection),
        "guessed": rules.guessed,
        "assumed_years": rules.assumed_years,
        "fields": proposal.fields,
        "topic": proposal.topic or None,
        "query": fold(proposal.query) or rules.query or fold(question),
        "expansion": rules.expansion,
        "descending": proposal.descending,
        "limit": proposal.limit,
        "focus": rules.focus,
    }
    try:
        measures = [_measure(one) for one in proposal.measures]
        conditions = [Condition(measure=_measure(c.measure), operator=c.operator, value=c.value) for c in proposal.conditions]
        return Plan.model_validate(parts | {"measures": measures, "conditions": conditions})
    except ValidationError as error:
        raise Unusable(str(error.errors()[0]["msg"])) from error


def _measure(proposed: ProposedMeasure) -> MeasureRef:
    return MeasureRef(key=proposed.key, column=proposed.column or None)


def _scope(proposal: Proposal, question: str, rules: Plan, collection: Collection) -> Scope:
    """Whose reports of which years: as the rules understood, and as proposed where they heard nobody and no year."""
    scope, said = rules.scope, squeeze(question)
    invented = [name for name in (*proposal.bodies, *proposal.regions) if not squeeze(name) or squeeze(name) not in said]
    if invented:
        raise Unusable(f"the question does not name {invented[0]!r}")
    told = {int(number.value) for number in stated_in(question).numbers if number.value == int(number.value)}
    if set(proposal.years) - told - set(scope.years):
        raise Unusable(f"the question does not name the year {min(set(proposal.years) - told - set(scope.years))}")
    found: dict[str, Any] = {}
    if not (scope.organisations or scope.regions or scope.kinds):
        named = name_bodies(fold(" ".join((*proposal.bodies, *proposal.regions))), " ".join(proposal.bodies), collection)
        if named.unknown:
            raise Unusable(f"there is no report of {named.unknown[0]!r}")
        found = {"organisations": named.bodies, "regions": named.regions, "kinds": () if named.bodies else tuple(proposal.kinds)}
    return scope.model_copy(update=found | {"years": scope.years or tuple(sorted(set(proposal.years)))})
