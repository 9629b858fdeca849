"""A Plan said in a sentence, so that people see how their question was understood."""

from __future__ import annotations

import prompts
from gkbot.answer import Language
from gkbot.compose.draft import measure_text, number_text, percent_text
from gkbot.plan import Condition, Plan, Scope
from gkbot.words.lexicon import load_lexicon
from index.bodies.organisation import KINDS


def explain_plan(plan: Plan) -> str:
    """What a plan looks up, of which measures, for whom, when and under which conditions, in the question's language."""
    language = plan.language
    parts = [prompts.say(language, f"ask_{plan.ask}")]
    parts += _part(plan, "explain_measures", [measure_text(ref, language) for ref in plan.measures])
    parts += _part(plan, "explain_fields", [prompts.say(language, f"field_{field}") for field in plan.fields])
    topic = load_lexicon().topics.get(plan.topic or "")
    parts += _part(plan, "explain_topic", [topic.labels[language]] if topic else [])
    parts += _part(plan, "explain_scope", _scope(plan.scope, language))
    parts += _part(plan, "explain_without", [_name(word, language) for word in plan.scope.without])
    parts += _part(plan, "explain_terms", list(plan.terms))
    parts += _part(
        plan, "explain_by", [prompts.say(language, "by_outcome" if by == "outcome" else "by_applicant") for by in plan.by]
    )
    parts += _conditions(plan)
    parts += _part(plan, "explain_order", _order(plan))
    parts += _part(plan, "explain_focus", list(plan.focus) if plan.ask == "rank" else [])
    parts += _part(plan, "explain_unknown", list(plan.unknown))
    parts += _part(plan, "explain_unheard", list(plan.unheard))
    return prompts.say(language, "separator").join(parts) + prompts.say(language, "stop")


def _conditions(plan: Plan) -> list[str]:
    said = [_condition(c, plan) for c in plan.conditions]
    joined = prompts.say(plan.language, "or" if plan.any_of else "and").join(said)
    spell = []
    if plan.spell is not None:
        spell = [
            prompts.say(plan.language, "spell_years", count=plan.spell)
            if plan.spell
            else prompts.say(plan.language, "spell_each")
        ]
    return _part(plan, "explain_conditions", [joined] if joined else []) + _part(plan, "explain_spell", spell)


def _condition(condition: Condition, plan: Plan) -> str:
    said = f"{measure_text(condition.measure, plan.language)} {condition.operator} {_limit(condition, plan)}"
    said += f" × {number_text(condition.times)}" if condition.times != 1 else ""
    return prompts.say(plan.language, "condition_of_year", year=condition.year, condition=said) if condition.year else said


def _limit(condition: Condition, plan: Plan) -> str:
    if condition.against == "body":
        return prompts.say(plan.language, "comma").join(plan.focus)
    if condition.other:
        return measure_text(condition.other, plan.language)
    if condition.against != "number":
        return prompts.say(plan.language, "against_before" if condition.against == "before" else "against_average")
    rate = bool(load_lexicon().measures[condition.measure.key].per)
    return percent_text(condition.value) if rate else number_text(condition.value)


def _order(plan: Plan) -> list[str]:
    if plan.ask != "rank":
        return []
    said = [prompts.say(plan.language, "descending" if plan.descending else "ascending")]
    said += [prompts.say(plan.language, "order_change")] if plan.operation == "difference" else []
    said += [prompts.say(plan.language, "order_place", place=plan.place)] if plan.place else []
    return said + ([prompts.say(plan.language, "order_limit", limit=plan.limit)] if plan.limit else [])


def _name(word: str, language: Language) -> str:
    """A body's name as it is, a kind's in the language."""
    return prompts.say(language, f"kind_{word}").strip() if word in KINDS else word


def _part(plan: Plan, key: str, values: list[str]) -> list[str]:
    return [prompts.say(plan.language, key, values=prompts.say(plan.language, "comma").join(values))] if values else []


def _scope(scope: Scope, language: str) -> list[str]:
    kinds = [prompts.say(language, f"kind_{kind}") for kind in scope.kinds]
    return [*scope.organisations, *scope.regions, *kinds, *map(str, scope.years)] or [prompts.say(language, "scope_all")]
