"""A Plan goes through JSON unchanged, and lets nothing in that it does not know."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gkbot.plan import Ask, Condition, ContactField, Kind, MeasureRef, Operator, Plan, Scope
from gkbot.words.lexicon import load_lexicon
from index.bodies.organisation import KINDS

WORDS = st.text(max_size=12)
SEVERAL = st.lists(WORDS, max_size=3).map(tuple)
MEASURES = st.sampled_from(sorted(load_lexicon().measures)).flatmap(
    lambda key: st.builds(
        MeasureRef, key=st.just(key), column=st.sampled_from([None, *sorted(load_lexicon().measures[key].dimensions)])
    )
)
CONDITIONS = st.builds(
    Condition,
    measure=MEASURES,
    operator=st.sampled_from(get_args(Operator)),
    value=st.floats(-1e9, 1e9, allow_nan=False),
    against=st.sampled_from(["number", "average", "before", "body"]),
)
SCOPES = st.builds(
    Scope,
    organisations=SEVERAL,
    kinds=st.lists(st.sampled_from(get_args(Kind)), max_size=3).map(tuple),
    regions=SEVERAL,
    years=st.lists(st.integers(2000, 2049), max_size=4).map(tuple),
    without=SEVERAL,
)
PLANS = st.builds(
    Plan,
    ask=st.sampled_from(get_args(Ask)),
    language=st.sampled_from(["zh", "en"]),
    scope=SCOPES,
    measures=st.lists(MEASURES, max_size=3).map(tuple),
    conditions=st.lists(CONDITIONS, max_size=2).map(tuple),
    fields=st.lists(st.sampled_from(get_args(ContactField)), max_size=3).map(tuple),
    operation=st.sampled_from([None, "difference", "share", "sum", "rank"]),
    by=st.lists(st.sampled_from(["applicant", "outcome"]), max_size=2).map(tuple),
    topic=st.sampled_from([None, *load_lexicon().topics]),
    terms=st.lists(st.sampled_from(sorted(load_lexicon().terms)), max_size=3).map(tuple),
    any_of=st.booleans(),
    absent=st.booleans(),
    spell=st.none() | st.integers(0, 9),
    place=st.none() | st.integers(1, 99),
    focus=SEVERAL,
    unheard=SEVERAL,
    query=WORDS,
    expansion=WORDS,
    descending=st.booleans(),
    limit=st.none() | st.integers(1, 99),
    unknown=SEVERAL,
    guessed=st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
    ambiguous=st.booleans(),
    assumed_years=st.lists(st.integers(2000, 2049), max_size=2).map(tuple),
)
SMALLEST: dict[str, Any] = {"ask": "lookup", "language": "zh"}


@given(plan=PLANS)
def test_a_plan_goes_through_json_unchanged(plan: Plan) -> None:
    assert Plan.model_validate_json(plan.model_dump_json()) == plan
    assert Plan.model_validate(json.loads(json.dumps(plan.model_dump(mode="json")))) == plan


def test_ask_and_language_are_all_a_plan_needs() -> None:
    plan = Plan.model_validate(SMALLEST)
    assert plan.scope == Scope()
    assert (plan.measures, plan.conditions, plan.unknown, plan.limit) == ((), (), (), None)


@pytest.mark.parametrize(
    "change",
    [
        {"ask": "delete"},
        {"ask": None},
        {"language": "fr"},
        {"sql": "select 1"},
        {"operation": "eval"},
        {"by": ["region"]},
        {"fields": ["pager"]},
        {"limit": "all"},
        {"scope": {"files": ["/etc/passwd"]}},
        {"scope": {"years": ["2023; drop table reports"]}},
        {"measures": [{"key": "new", "cell": "T3.new.total"}]},
        {"measures": ["new"]},
        {"conditions": [{"measure": {"key": "new"}, "operator": "like", "value": 1}]},
        {"conditions": [{"measure": {"key": "new"}, "operator": ">", "value": "many"}]},
        {"conditions": [{"measure": {"key": "new"}, "operator": ">"}]},
    ],
    ids=json.dumps,
)
def test_unknown_fields_and_values_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Plan.model_validate(SMALLEST | change)


@pytest.mark.parametrize("lacking", SMALLEST)
def test_a_plan_without_ask_or_language_is_refused(lacking: str) -> None:
    with pytest.raises(ValidationError):
        Plan.model_validate({key: value for key, value in SMALLEST.items() if key != lacking})


def test_a_plan_cannot_be_changed() -> None:
    plan = Plan.model_validate(SMALLEST)
    with pytest.raises(ValidationError):
        plan.ask = "refuse"
    with pytest.raises(ValidationError):
        plan.scope.years = (2023,)
    assert hash(plan.scope) == hash(Scope())


@pytest.mark.parametrize(
    "change",
    [
        {"measures": [{"key": "bribes"}]},
        {"measures": [{"key": "new", "column": "dragons"}]},
        {"measures": [{"key": "licences", "column": "natural"}]},
        {"of": {"key": "bribes"}},
        {"scope": {"kinds": ["castle"]}},
        {"topic": "weather"},
        {"ask": "definition", "terms": ["dragons"]},
        {"limit": -3},
        {"place": 0},
    ],
    ids=json.dumps,
)
def test_what_is_closed_by_the_lexicon_is_refused_too(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Plan.model_validate(SMALLEST | change)


def test_the_kinds_of_a_scope_are_those_a_body_can_have() -> None:
    assert get_args(Kind) == KINDS
