"""What a right answer to a question of the bank holds, and what is wrong with a given one.

Numbers are folded as whole numbers, as a grader would. Knows nothing of how questions are made or answered.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from gkbot.answer import Answer

Language = Literal["zh", "en"]
Row = tuple[str, int]  # organisation, year

ANSWERED = frozenset({"answered"})
NOTHING = frozenset({"no_data", "not_stated", "out_of_scope"})
CLARIFIED = frozenset({"clarify", "answered"})

NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?%?(?![\d%])")
MARK = re.compile(r"\[\d+\]")
YES = re.compile("^(?:有|是|收到|对|成立|一致|yes)", re.IGNORECASE)
NO = re.compile("^(?:没|无|未|否|不|no)", re.IGNORECASE)
# Numbering of lines and labels, and the unit of amounts: no statements.
ORDINAL = re.compile(r"(?m)^\d+\. |\d[.．](?=[一-鿿])|\(10000 yuan\)")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a right answer holds; what is None is not judged.

    Each of `numbers` stands in the answer ("12.5%|12.50%" leaves a choice); `only` says that no other number may.
    `files` are the reports that may be cited, at least one of them unless empty. `rows` are just the reports listed,
    `leading` those at the head of the table with their values. `words` stand in the answer, each a choice of several.
    """

    statuses: frozenset[str] = ANSWERED
    numbers: tuple[str, ...] = ()
    only: bool = False
    allowed: frozenset[str] = frozenset()
    files: frozenset[str] | None = None
    rows: frozenset[Row] | None = None
    leading: frozenset[tuple[str, int, float]] | None = None
    words: tuple[str, ...] = ()
    yes: bool | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a kind with its expectation; `before` are the questions of the conversation it continues, oldest first."""

    kind: str
    language: Language
    question: str
    expected: Expected
    before: tuple[str, ...] = ()
    noise: str = ""


def fold(text: str) -> str:
    """NFKC, without thousands commas; blanks are left, so that numbers stay apart."""
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", unicodedata.normalize("NFKC", text))


def numbers_in(text: str) -> list[str]:
    """The numbers of a text, whole, without citation marks."""
    return NUMBER.findall(fold(MARK.sub(" ", text)))


def find_fault(asked: Asked, answer: Answer, texts: Mapping[str, str], years: Collection[int]) -> str:
    """What is wrong with an answer, in a few words, or "" when it is right; `texts` are the reports by file, squeezed."""
    expected = asked.expected
    if answer.status not in expected.statuses:
        return f"status {answer.status}, plan {answer.plan['ask']}"
    if answer.language != asked.language:
        return f"language {answer.language}"
    said = fold(_spoken(answer))
    return (
        _find_wrong_numbers(expected, answer, said, years)
        or _find_wrong_words(expected, answer, said)
        or _find_wrong_proof(expected, answer, texts)
        or _find_wrong_rows(expected, answer)
    )


def _spoken(answer: Answer) -> str:
    """What an answer says, without its marks and without what its notes say again."""
    text = answer.answer
    for note in answer.notes:
        text = text.replace(note.text, " ")
    return MARK.sub(" ", text)


def _find_wrong_numbers(expected: Expected, answer: Answer, said: str, years: Collection[int]) -> str:
    everything = numbers_in(answer.answer)
    missing = [entry for entry in expected.numbers if not set(entry.split("|")) & set(everything)]
    if missing:
        return f"lacks {missing}, plan {answer.plan['ask']}"
    if not expected.only:
        return ""
    known = {option for entry in expected.numbers for option in entry.split("|")} | expected.allowed | set(map(str, years))
    other = [number for number in NUMBER.findall(ORDINAL.sub(" ", said)) if number not in known]
    return f"says {other} besides {list(expected.numbers)}, plan {answer.plan['ask']}" if other else ""


def _find_wrong_words(expected: Expected, answer: Answer, said: str) -> str:
    bare = re.sub(r"\s", "", fold(answer.answer)).lower()
    for entry in expected.words:
        if not any(re.sub(r"\s", "", fold(option)).lower() in bare for option in entry.split("|")):
            return f"does not say {entry}, plan {answer.plan['ask']}"
    if expected.yes is not None:
        right, wrong = (YES, NO) if expected.yes else (NO, YES)
        start = said.strip()
        if not right.search(start) or wrong.search(start):
            return f"begins {start[:12]!r}, expected {'yes' if expected.yes else 'no'}, plan {answer.plan['ask']}"
    return ""


def _find_wrong_proof(expected: Expected, answer: Answer, texts: Mapping[str, str]) -> str:
    cited = {citation.file.rsplit("/", 1)[-1] for citation in answer.citations}
    if expected.files is not None:
        foreign = cited - expected.files
        if foreign:
            return f"cites {sorted(foreign)[:2]}, plan {answer.plan['ask']}"
        if expected.files and not cited:
            return f"cites nothing, plan {answer.plan['ask']}"
    for citation in answer.citations:
        quote = squeeze(citation.quote)
        if not quote or quote not in texts[citation.file.rsplit("/", 1)[-1]]:
            return f"quote not in {citation.file}: {citation.quote[:30]!r}"
    return ""


def _find_wrong_rows(expected: Expected, answer: Answer) -> str:
    table = answer.table.rows if answer.table else ()
    if expected.rows is not None:
        found: set[tuple[object, ...]] = (
            {row[:2] for row in table} if table else {(c.organisation, c.year) for c in answer.citations}
        )
        if not expected.rows:
            # That nobody matches may be proved by the rows that say so.
            return f"lists {sorted(found)[:3]}, expected none" if answer.coverage is None or answer.coverage.matched else ""
        if found != expected.rows:
            lacks, more = sorted(expected.rows - found)[:2], sorted(found - expected.rows, key=str)[:2]
            return f"lists {len(found)}: lacks {lacks}, has {more}, plan {answer.plan['ask']}"
    if expected.leading is not None:
        head = {(row[0], row[1], row[2]) for row in table[: len(expected.leading)] if len(row) > 2}
        wanted = {*expected.leading}
        if head != wanted:
            return f"leads with {sorted(head, key=str)[:2]}, expected {sorted(wanted)[:2]}, plan {answer.plan['ask']}"
    return ""


def squeeze(text: str) -> str:
    """A text without white space, for comparing quotes."""
    return re.sub(r"\s+", "", text)


def find_unproven(answer: Answer, names: Collection[str]) -> str:
    """The numbers, years and names of bodies in an answer that nothing beside it shows, or ""."""
    evidence = _evidence(answer)
    shown = {_float(number) for number in NUMBER.findall(fold(evidence))}
    # A rate stands in a table as 0.4706 and in the answer as 47.06%.
    rates = {
        round(100 * float(cell), 2)
        for row in (answer.table.rows if answer.table else ())
        for cell in row[2:]
        if isinstance(cell, float)
    }
    said = ORDINAL.sub(" ", MARK.sub(" ", fold(answer.answer)))
    numbers = [n for n in NUMBER.findall(said) if _float(n) not in shown and not (n.endswith("%") and _float(n) in rates)]
    strangers = [name for name in names if name in answer.answer and name not in evidence]
    return "; ".join(filter(None, (f"numbers {numbers[:5]}" if numbers else "", f"bodies {strangers[:3]}" if strangers else "")))


def _evidence(answer: Answer) -> str:
    """Everything an answer shows beside its text, as text."""
    cited = [
        " ".join((c.quote, c.organisation, c.locator, c.section, str(c.year), "" if c.value is None else str(c.value)))
        for c in answer.citations
    ]
    table = [str(cell) for row in ((answer.table.columns, *answer.table.rows) if answer.table else ()) for cell in row]
    coverage = [answer.coverage.model_dump_json()] if answer.coverage else []
    return "\n".join(
        (*cited, *table, *coverage, *(note.text for note in answer.notes), json.dumps(answer.plan, ensure_ascii=False))
    )


def _float(number: str) -> float:
    return float(number.rstrip("%"))
