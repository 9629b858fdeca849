"""What kind of answer a question wants (a number, a time, a reason, somebody ...) and whether a sentence holds one.

Knows nothing of what the question is about.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gkbot.passages.matching import Piece, held, tells_number
from gkbot.passages.sentences import Zone

CLAUSE_END = re.compile("[，,；;。、]")
NONE = re.compile("[未无零]|没有")


@dataclass(frozen=True, slots=True)
class Want:
    """A kind of answer: `asked` finds it in a folded question, `told` in a sentence that gives one (None: any sentence may).

    What is `strict` must be told; a `zone` is a part of chapter five; a `manner` is how something is told, whatever it is.
    """

    name: str
    asked: re.Pattern[str]
    told: re.Pattern[str] | None
    strict: bool
    zone: bool
    manner: bool


@cache
def load_wants() -> tuple[Want, ...]:
    """The shipped kinds of answers."""
    data = tomllib.loads((files(__package__) / "wants.toml").read_text(encoding="utf-8"))
    return tuple(
        Want(
            name,
            re.compile("|".join(entry["asked"])),
            re.compile("|".join(entry["told"])) if "told" in entry else None,
            entry.get("strict", False),
            entry.get("zone", False),
            entry.get("manner", False),
        )
        for name, entry in data.items()
    )


def wants_of(question: str) -> tuple[Want, ...]:
    """The kinds of answer a folded question wants; none for what may be told in any way."""
    return tuple(want for want in load_wants() if want.asked.search(question))


def without_wants(question: str) -> str:
    """A folded question without the words that say what kind of answer it wants: what it is about."""
    for want in load_wants():
        question = want.asked.sub(" ", question)
    return question


def asked_zone(question: str, topic: str | None) -> Zone:
    """The part of chapter five that a question is about: what is wrong, or what will be done; neither as a rule."""
    zones = [topic, *(want.name for want in wants_of(question) if want.zone)]
    return (
        "problems"
        if "problems" in zones[:1]
        else "measures"
        if "measures" in zones
        else "problems"
        if "problems" in zones
        else ""
    )


def fits(wants: Sequence[Want], sentence: str) -> float:
    """The share of the wanted kinds that a sentence holds; 0.5 where nothing particular is wanted."""
    told = [bool(want.told.search(sentence)) for want in wants if want.told]
    return sum(told) / len(told) if told else 0.5


def lacks_strict(wants: tuple[Want, ...], sentence: str, pieces: Iterable[Piece], units: frozenset[str]) -> bool:
    """Whether something strict is wanted that a sentence doesn't hold.

    A number must stand in a clause about the pieces, and be of the units asked for unless it is said that there is none.
    """
    strict = [want for want in wants if want.strict and want.told]
    about = " ".join(clause for clause in CLAUSE_END.split(sentence) if held(tuple(pieces), clause))

    def is_told(want: Want) -> bool:
        if want.name != "number":
            return bool(want.told and want.told.search(sentence))
        return bool(want.told and want.told.search(about)) and (tells_number(about, units) or bool(NONE.search(about)))

    return bool(strict) and not any(map(is_told, strict))
