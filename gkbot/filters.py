"""Filters that stand beside a question (years, regions, kinds, bodies): put into its Plan where the question leaves them open.

What the question itself names stays as it is; the notes say which filters were used and which had to give way.
"""

from __future__ import annotations

from collections.abc import Iterable

import prompts
from gkbot.answer import Language, Note
from gkbot.collection import Collection
from gkbot.plan import Plan, Scope

WHOSE = ("organisations", "regions", "kinds")
NAMED_UP_TO = 8  # values in a note
NOT_OF_REPORTS = ("refuse", "definition")


def apply_filters(plan: Plan, filters: Scope, collection: Collection) -> tuple[Plan, tuple[Note, ...]]:
    """The Plan within the filters and what there is to say about them; filters that are empty change and say nothing."""
    filters = filters.model_copy(update={"regions": tuple(collection.regions.get(place, place) for place in filters.regions)})
    wanted = {name: getattr(filters, name) for name in (*WHOSE, "years") if getattr(filters, name)}
    if not wanted or plan.ask in NOT_OF_REPORTS:
        return plan, ()
    used = {name: values for name, values in wanted.items() if not getattr(plan.scope, name)}
    whose = {name: values for name, values in used.items() if name in WHOSE}
    names_a_body = bool(plan.scope.organisations or plan.unknown)
    if names_a_body or _empties(plan.scope, whose, collection):
        used = {name: values for name, values in used.items() if name not in WHOSE}
    scope = plan.scope.model_copy(update=used)
    given_way = [
        value
        for name, values in wanted.items()
        if name not in used and not _holds(scope, name, values, collection)
        for value in values
    ]
    notes = (
        _note(plan.language, "note_filtered", [v for values in used.values() for v in values]),
        _note(plan.language, "note_filter_overruled", given_way),
    )
    return plan.model_copy(update={"scope": scope}), tuple(note for note in notes if note)


def _empties(scope: Scope, filters: dict[str, tuple[str, ...]], collection: Collection) -> bool:
    """Whether the filters leave none of the bodies that the question is about."""
    anytime = scope.model_copy(update={"years": ()})
    narrowed = anytime.model_copy(update=filters)
    return bool(filters and collection.reports_in(anytime) and not collection.reports_in(narrowed))


def _holds(scope: Scope, name: str, values: tuple[str | int, ...], collection: Collection) -> bool:
    """Whether a filter that was not used would leave out nothing of what the question is about."""
    own = collection.reports_in(scope)
    if name == "years":
        return set(scope.years) <= set(values)
    within = {report.id for report in collection.reports_in(Scope.model_validate({name: values}))}
    return bool(own) and within.issuperset(report.id for report in own)


def _note(language: Language, key: str, values: Iterable[str | int]) -> Note | None:
    said = [_say_value(language, value) for value in values]
    if not said:
        return None
    if len(said) > NAMED_UP_TO:
        said = [*said[:NAMED_UP_TO], "…"]
    return Note(code=key.removeprefix("note_"), text=prompts.say(language, key, values=prompts.say(language, "comma").join(said)))


def _say_value(language: Language, value: str | int) -> str:
    """A kind by what it is called; years and names are what they are."""
    kind = f"kind_{value}"
    return prompts.say(language, kind).strip() if kind in prompts.phrases(language) else str(value)
