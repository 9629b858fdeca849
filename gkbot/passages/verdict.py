"""Whether sentences say yes or no to a question that asks for it, and neither where that is not sure.

Knows nothing of how it is worded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from gkbot.passages.answering import ENOUGH, Rated
from gkbot.passages.matching import Piece, content_of, held
from gkbot.words.wants import without_wants

ASKS = re.compile(r"有没有|有无|是否|是不是|[吗嘛][?？]*$|没有?[?？]*$|^\W*(?:did|does|do|is|are|was|were|has|have)\b")
ASKS_MORE = re.compile(
    r"多少|几|怎|什么|啥|哪|谁|为何|如何|还是|,|，|\b(?:how|what|which|who|when|where|why|or|and (?:did|does|was|were|is|are))\b"
)
TURNED = re.compile(r"没|不|未|\bnot\b|n['’]t\b|\bno\b|\bnever\b|\bwithout\b")
QUESTION_WORD = re.compile("有没有|是不是|(?<=.)没有?[?？]*$")
NOT = re.compile(
    "未(?!来|成年)|没有|没(?!收)|无(?!障碍|论|线|偿|人|纸)|不(?!断|仅|同|动产|定期|定时|少于|予|得|良|锈)|零(?!星|售)|(?<!\\d)0[件条起元次]"
)
TO_COME = re.compile("将(?!.{0,8}纳入)|拟|计划|下一步|今后|探索|力争|要求|规定|原则")
CLAUSE = re.compile("[，,；;。：:！!]")
SURE = 0.8  # probability of the best sentence


def verdict_of(question: str, rated: Sequence[Rated]) -> bool | None:
    """Whether the sentences of one report that answer a folded question say yes to it, or no; None where that is not sure."""
    asked = QUESTION_WORD.sub(" ", question)
    if not ASKS.search(question) or ASKS_MORE.search(asked) or TURNED.search(asked):
        return None
    telling = tuple(piece for piece in content_of(without_wants(question)) if piece.weight >= 1)
    answering = [r for r in rated if r.probability >= ENOUGH]
    if not telling or max((r.probability for r in answering), default=0.0) < SURE:
        return None
    said = {_says(question, telling, r) for r in answering if held(telling, r.sentence.text) == frozenset(telling)}
    said -= {"nothing"}
    verdict = said.pop() if len(said) == 1 else None
    return verdict == "yes" if verdict in ("yes", "no") else None


def _says(question: str, telling: tuple[Piece, ...], r: Rated) -> Literal["yes", "no", "unsure", "nothing"]:
    """What one sentence says; a problem or a plan that is not put as a no says nothing of what was done."""
    text = r.sentence.text
    about = [clause for clause in CLAUSE.split(text) if held(telling, clause)]
    if any(NOT.search(clause) for clause in about):
        return "no" if NOT.search(about[-1]) else "unsure"
    if r.sentence.zone:
        return "nothing"
    sure = not NOT.search(text) and not TO_COME.search(text) and _in_own_words(question, telling, text)
    return "yes" if sure else "unsure"


def _in_own_words(question: str, telling: tuple[Piece, ...], text: str) -> bool:
    """Whether a text says what a Chinese question names in its own words: the director is one of the leaders, not any."""
    if question.isascii():
        return True
    return all(any(word in question and word in text for word in piece.words) for piece in telling)
