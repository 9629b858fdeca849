"""The conditions of an English question: more than 20 requests but none granted, between 2 and 10.

Each condition belongs to the measure of its own clause; a clause that says nothing of its own goes on with what was said
before it. Knows nothing of bodies and years.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from gkbot.plan import Condition, MeasureRef, Operator
from gkbot.understanding.hearing import Heard
from gkbot.words.lexicon import Mark, load_lexicon

_ENGLISH = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
WORDS: dict[str, int] = {
    **{word: i for i, word in enumerate(_ENGLISH, 1)},
    **{"a single": 1, "a dozen": 12, "twenty": 20, "fifty": 50, "a hundred": 100, "one hundred": 100, "a thousand": 1000},
}
COUNT = "|".join([r"\d[\d,]*(?:\.\d+)?", *sorted(WORDS, key=len, reverse=True)])
UNIT = "[件条份起宗万元个%]*"
NUMBER = re.compile(rf" ?({COUNT})(?![\w.]*年)")
RANGES = re.compile(rf"(?:between|from) ({COUNT}) (?:and|to) ({COUNT})")
PERCENT = re.compile(r"(\d+(?:\.\d+)?) ?(?:%|percent|per cent)")
MORE = re.compile(
    r"\b(?:more|higher|larger|increas\w*|improv\w*|ris(?:e|es|en|ing)|rose|gr[eo]w\w*|growth|climb\w*|jump\w*"
    r"|surg\w*|soar\w*|spik\w*|went up|gone up)\b"
)
FEWER = re.compile(
    r"\b(?:fewer|less|lower|smaller|decreas\w*|declin\w*|fall(?:en|ing|s)?|fell|drop\w*|shr[aiu]nk"
    r"|plung\w*|plummet\w*|slump\w*|went down|gone down)\b"
)
AFTER_NUMBER: tuple[tuple[Operator, re.Pattern[str]], ...] = (
    (">=", re.compile(rf"({COUNT}) ?{UNIT}(?: ?\+| \w* ?or more| or above| and above| or over| and up)")),
    ("<=", re.compile(rf"({COUNT}) ?{UNIT}(?: \w* ?or (?:fewer|less)| or below| and below)")),
)
CLAUSE = re.compile(r"[,;，；。、]|(?<![a-z])(?:but|and|while|yet|whereas|although|though|however|or|nor|with|without)(?![a-z])")
TURNS = re.compile(r"but|yet|while|whereas|although|though|however|with|without")
VERB_FIRST = re.compile(
    r"\W*(?:also |still |then |who |which |that )*(?:had|has|have|received?|got|made|grant|issu|did"
    r"|do|was|were|refus|carr|repeal|den|reject"
    r"|publish|charg)"
)


def read_number(text: str) -> int | float | None:
    """The number that digits or a word stand for, None for another word."""
    if text in WORDS:
        return WORDS[text]
    plain = text.replace(",", "")
    return float(plain) if "." in plain else int(plain) if plain.isdigit() else None


@dataclass(slots=True)
class _Clause:
    """A part of the question: its measures, and what it says of their values."""

    start: int
    end: int
    link: str
    keys: list[str] = field(default_factory=list)
    said: list[tuple[Operator, float]] = field(default_factory=list)


def find_conditions(heard: Heard, measures: tuple[MeasureRef, ...]) -> dict[str, Any]:
    """The parts of a Plan that filter reports by measures: `conditions` and `any_of`; above zero where nothing is said."""
    turn = _turn(heard)
    if turn:
        against = (Condition(measure=ref, operator=turn, value=0, against="before") for ref in measures)
        return {"conditions": tuple(against), "any_of": False}
    clauses = _clauses(heard, {ref.key for ref in measures})
    said: dict[str, list[tuple[Operator, float]]] = {}
    before: list[tuple[Operator, float]] = [(">", 0.0)]
    last: list[str] = []
    for clause in clauses:
        if not clause.keys:
            if clause.said and last:
                # between the measure and its number stands a comma: requests, more than 5 of them
                for key in last:
                    said[key] = clause.said
            elif clause.said:
                before = clause.said
            continue
        inherits = (
            not clause.said
            and last
            and not TURNS.match(clause.link)
            and not VERB_FIRST.match(heard.text[clause.start : clause.end])
        )
        values = clause.said or (before if inherits or not last else [(">", 0.0)])
        for key in clause.keys:
            said[key] = values
        before, last = values, clause.keys
    conditions = tuple(
        Condition(measure=ref, operator=operator, value=value / 100 if _is_rate(ref) else value)
        for ref in measures
        for operator, value in said.get(ref.key, before)
    )
    positive = all((c.operator, c.value) == (">", 0) for c in conditions)
    joined = re.search(r"(?<![a-z])(?:both|and (?:also )?(?:had|has|have|received|got|made|were|was|did))(?![a-z])", heard.text)
    return {"conditions": conditions, "any_of": positive and len(conditions) > 1 and not joined}


def rises_or_falls(heard: Heard) -> Operator | None:
    """Which way a question in English picks reports by how a number changed: more in 2023 than in 2022, saw an increase."""
    return _turn(heard) if heard.language == "en" else None


def _turn(heard: Heard) -> Operator | None:
    years = heard.years.years
    two = len(years) == 2 and years[1] - years[0] == 1
    if not (two or heard.slot("change")) or heard.named.bodies:
        return None
    more, fewer = MORE.search(heard.text), FEWER.search(heard.text)
    return ">" if more else "<" if fewer else None


def _is_rate(ref: MeasureRef) -> bool:
    """Whether a measure is a ratio, which people compare in per cent."""
    return bool(load_lexicon().measures[ref.key].per)


def _clauses(heard: Heard, wanted: set[str]) -> list[_Clause]:
    text = heard.text
    ranges = [(m.start(), m.end()) for m in RANGES.finditer(text)]
    cuts = [m for m in CLAUSE.finditer(text) if not any(a <= m.start() < b for a, b in ranges) and not _inside(heard.marks, m)]
    starts, links = [0, *(m.end() for m in cuts)], ["", *(m.group() for m in cuts)]
    ends = [*(m.start() for m in cuts), len(text)]
    clauses = [_Clause(*parts) for parts in zip(starts, ends, links, strict=True)]
    for clause in clauses:
        clause.keys = [key for key in _keys(heard.marks, clause) if key in wanted]
        clause.said = _said(heard, clause)
    return clauses


def _inside(marks: tuple[Mark, ...], cut: re.Match[str]) -> bool:
    return any(m.slot in ("measure", "applicant") and m.start < cut.start() and cut.end() < m.end for m in marks)


def _keys(marks: tuple[Mark, ...], clause: _Clause) -> list[str]:
    keys = [
        ("norms" if m.key == "documents" else m.key)
        for m in marks
        if m.slot in ("measure", "generic") and clause.start <= m.start < clause.end
    ]
    return list(dict.fromkeys(keys))


def _said(heard: Heard, clause: _Clause) -> list[tuple[Operator, float]]:
    """What a clause says of a value: a range, a comparison with a number, a bare negation."""
    text = heard.text[clause.start : clause.end]
    found = RANGES.search(text)
    if found:
        low, high = (read_number(part) for part in filter(None, found.groups()))
        return [(">=", float(low or 0)), ("<=", float(high or 0))]
    for operator, pattern in AFTER_NUMBER:
        after = pattern.search(text)
        if after:
            return [(operator, float(read_number(after.group(1)) or 0))]
    said: list[tuple[Operator, float]] = []
    for mark in heard.marks:
        number = NUMBER.match(heard.text, mark.end) if mark.slot == "comparison" else None
        if number and clause.start <= mark.start < clause.end:
            said.append((mark.key, float(read_number(number.group(1)) or 0)))  # type: ignore[arg-type]
    if said:
        return said
    percent = PERCENT.search(text)
    if percent:
        return [("=", float(read_number(percent.group(1)) or 0))]
    negated = clause.link in ("without", "nor") or any(
        m.slot == "negation" and m.start < clause.end and m.end > clause.start for m in heard.marks
    )
    return [("=", 0.0)] if negated else []
