"""Over the five sample reports: with a model, honest or lying, every question of the bank has the facts that it has without."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from bank_judge import find_unproven
from model_server import Said, Script, is_plan, prompt_of, serve_model
from sample_index import SEEDS, embedder, seed_home

from gkbot.answer import Answer
from gkbot.bot import IndexedBot
from gkbot.language.models import LanguageModel, ModelChoice

QUESTIONS = sorted((SEEDS.parents[1] / "questions").glob("*.jsonl"))
LIES = "共收到申请98765件[1]。1999年，北京市海淀区人民政府也有这些问题[1]。详见 http://evil.example/ [1]。"
NO_PLAN = json.dumps(
    {"ask": "refuse", "bodies": [], "regions": [], "kinds": [], "years": [], "measures": [], "conditions": [], "fields": []}
    | {"topic": None, "query": "", "descending": True, "limit": None}
)

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not QUESTIONS, reason=f"no questions beside {SEEDS}")]


def honest(request: dict[str, Any]) -> Said:
    """Says the first sentence of every quote with its mark, and sees no other plan."""
    if is_plan(request):
        return Said(arguments=NO_PLAN)
    quotes = [quote for line in prompt_of(request).split("\n") if line.startswith("{") for quote in json.loads(line)["quotes"]]
    return Said("\n".join(f"{re.split('[。；]', quote['text'])[0]}[{quote['n']}]。" for quote in quotes))


def lying(request: dict[str, Any]) -> Said:
    """Invents figures, years, bodies and links around what is true, and plans that are none."""
    return Said(arguments='{"ask": "everything"}') if is_plan(request) else Said(f"{honest(request).text}\n{LIES}")


@pytest.fixture(scope="module")
def plain() -> Iterator[list[Answer]]:
    bot = IndexedBot(seed_home(), embedder)
    yield list(converse(bot))
    bot.close()


def converse(bot: IndexedBot) -> Iterator[Answer]:
    """The answers to all questions of the bank, follow-ups after what they follow."""
    answered: dict[str, list[Answer]] = {}
    for path in QUESTIONS:
        for line in path.read_text(encoding="utf-8").splitlines():
            asked = json.loads(line)
            before: Sequence[Answer] = answered.get(asked.get("followup_of") or "", [])
            answer = bot.ask(asked["question"], before)
            answered[asked["id"]] = [*before, answer]
            yield answer


@pytest.mark.parametrize("script", [honest, lying])
def test_a_model_changes_no_fact(script: Script, plain: list[Answer]) -> None:
    with serve_model(script) as server:
        bot = IndexedBot(seed_home(), embedder, LanguageModel(ModelChoice("openai:scripted", url=server.url, seconds=30)))
        try:
            with_model = list(converse(bot))
        finally:
            bot.close()
        assert server.requests
    worded = 0
    for ours, theirs in zip(plain, with_model, strict=True):
        facts = {"id", "question", "language", "status", "plan", "citations", "table", "chart", "coverage", "build"}
        assert theirs.model_dump(include=facts) == ours.model_dump(include=facts), ours.question
        if theirs.model is None:
            assert theirs.answer == ours.answer
            continue
        worded += 1
        assert not find_unproven(theirs, []), theirs.answer
        assert not re.search("98765|1999|海淀|evil|http", theirs.answer)
    assert worded > (10 if script is honest else 0)
