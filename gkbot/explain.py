"""A Plan said in a sentence, so that people see how their question was understood."""

from __future__ import annotations

import prompts
from gkbot.compose.draft import measure_text, number_text
from gkbot.lexicon import load_lexicon
from gkbot.plan import Plan, Scope


def explain_plan(plan: Plan) -> str:
    """What a plan looks up, of which measures, for whom, when and under which conditions, in the question's language."""
    language = plan.language
    parts = [prompts.say(language, f"ask_{plan.ask}")]
    parts += _part(plan, "explain_measures", [measure_text(ref, language) for ref in plan.measures])
    parts += _part(plan, "explain_fields", [prompts.say(language, f"field_{field}") for field in plan.fields])
    topic = load_lexicon().topics.get(plan.topic or "")
    parts += _part(plan, "explain_topic", [topic.labels[language]] if topic else [])
    parts += _part(plan, "explain_scope", _scope(plan.scope, language))
    conditions = [f"{measure_text(c.measure, language)} {c.operator} {number_text(c.value)}" for c in plan.conditions]
    parts += _part(plan, "explain_conditions", conditions)
    parts += _part(plan, "explain_unknown", list(plan.unknown))
    return prompts.say(language, "separator").join(parts) + prompts.say(language, "stop")


def _part(plan: Plan, key: str, values: list[str]) -> list[str]:
    return [prompts.say(plan.language, key, values=prompts.say(plan.language, "comma").join(values))] if values else []


def _scope(scope: Scope, language: str) -> list[str]:
    kinds = [prompts.say(language, f"kind_{kind}") for kind in scope.kinds]
    return [*scope.organisations, *scope.regions, *kinds, *map(str, scope.years)] or [prompts.say(language, "scope_all")]
