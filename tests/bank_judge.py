"""What a right answer to a question of the bank holds, and what is wrong with a given one.

Numbers are folded as whole numbers, as a grader would. Knows nothing of how questions are made or answered.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
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
# An article of the Regulation or a row of the form, said by a definition, which is marked as no statement of a report.
ARTICLE = re.compile(r"(?:Arts?\.|row) ?\d+(?:\(\d+\))?|第\d+条")
CONFLICTS = frozenset({"text_table_conflict", "broken_check"})
LABEL = re.compile(r"\([^()]*[^\d\s()+−÷.%][^()]*\)")  # what stands in brackets after a term says what it counts
INNER = re.compile(r"\(([^()]*)\)")
ROUNDED = 0.0051
# Numbering of lines and labels, and the unit of amounts: no statements.
ORDINAL = re.compile(r"(?m)^\d+\. |\d[.．](?=[一-鿿])|\(10000 yuan\)")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a right answer holds; what is None is not judged.

    Each of `numbers` stands in the answer ("12.5%|12.50%" leaves a choice); `only` says that no other number may.
    `files` are the reports that may be cited, at least one of them unless empty. `rows` are just the reports listed,
    `leading` those at the head of the table with their values. `words` stand in the answer, each a choice of several.
    `quoting` (a choice, too) stands in every quote: what a term means may be shown where any report uses it.
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
    quoting: str = ""


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
        if not any(option in quote for option in expected.quoting.split("|")):
            return f"quotes {citation.quote[:30]!r}, without {expected.quoting}"
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
    shown = _numbers_shown(answer, evidence)
    said = fold(MARK.sub(" ", answer.answer))
    for pattern in (ORDINAL, ARTICLE):
        said = pattern.sub(" ", said)
    numbers = [n for n in NUMBER.findall(said) if _plain(n) not in shown]
    strangers = [name for name in names if name in answer.answer and name not in evidence]
    return "; ".join(filter(None, (f"numbers {numbers[:5]}" if numbers else "", f"bodies {strangers[:3]}" if strangers else "")))


def _evidence(answer: Answer) -> str:
    """What an answer shows beside its text, as text: citations, table, coverage, plan."""
    cited = [
        " ".join((c.quote, c.organisation, c.locator, c.section, str(c.year), "" if c.value is None else str(c.value)))
        for c in answer.citations
    ]
    table = [str(cell) for row in ((answer.table.columns, *answer.table.rows) if answer.table else ()) for cell in row]
    coverage = [answer.coverage.model_dump_json()] if answer.coverage else []
    return "\n".join((*cited, *table, *coverage, json.dumps(answer.plan, ensure_ascii=False)))


def _numbers_shown(answer: Answer, evidence: str) -> set[str]:
    """The numbers of the evidence, and those that the answer's formulas make of them."""
    shown = {_plain(number) for number in NUMBER.findall(fold(evidence))}
    rows = answer.table.rows if answer.table else ()
    # A rate stands in a table as 0.4706 and in the answer as 47.06%.
    shown |= {_plain(f"{round(100 * cell, 2)}%") for row in rows for cell in row[2:] if isinstance(cell, float)}
    # A table shows how many rows it has, and how many of each year and of each result.
    for kinds in ([None for _ in rows], [row[1] for row in rows], [row[-1] for row in rows]):
        shown |= set(map(_plain, Counter(kinds).values()))
    sums = _sums(rows)
    for note in answer.notes:
        if note.code == "computed":
            shown |= _follow(re.split("[：:]", fold(note.text))[-1], shown, sums)
        elif note.code in CONFLICTS:
            # A broken equation's two sides are sums of the cells it cites, a text's number stands in its quote.
            shown |= {_plain(number) for number in NUMBER.findall(fold(note.text))}
    return shown


def _sums(rows: Sequence[Sequence[object]]) -> set[str]:
    """The sums of a table's columns of numbers, of all rows and of those of each year."""
    years = {row[1] for row in rows if len(row) > 2}
    parts = [rows, *([row for row in rows if row[1] == year] for year in years)]
    columns = [[row[at] for row in part] for part in parts for at in range(2, min(map(len, part), default=0))]
    return {_plain(round(sum(n for n in column if isinstance(n, int | float)), 6)) for column in columns}


def _follow(formula: str, shown: set[str], sums: set[str]) -> set[str]:
    """The results of a formula (label = 4 ÷ (5 + 0) = 80%) where its terms are shown and the arithmetic is right."""
    found: set[str] = set()
    for left, right in pairwise(LABEL.sub("", formula).split(" = ")):
        result = right.strip()
        if "..." in left:  # too many terms to write down: the table has them all
            found |= {_plain(result)} & sums
            continue
        parts = {part: _calculate(part) for part in INNER.findall(left)}
        if None in parts.values() or any(_plain(term) not in shown | found for term in NUMBER.findall(left)):
            continue
        plain = left
        for part, value in parts.items():
            plain = plain.replace(f"({part})", f"{value:.10g}")
        value = _calculate(plain)
        scale = 100 if "%" in result and "%" not in left else 1
        if value is not None and abs(scale * value - float(result.rstrip("%"))) < ROUNDED:
            found |= {_plain(result), _plain(result.rstrip("%")), *map(_plain, parts.values())}
    return found


def _calculate(terms: str) -> float | None:
    """A sum, a difference or a quotient; None for anything else."""
    numbers = [float(number.rstrip("%")) for number in NUMBER.findall(terms)]
    signs = re.sub(r"[\d.%\s]", "", terms)
    if not numbers or len(signs) != len(numbers) - 1 or len(set(signs)) > 1:
        return None
    if signs in ("÷", "−"):
        first, second = numbers
        return first - second if signs == "−" else first / second if second else None
    return sum(numbers) if not signs or signs[0] == "+" else None


def _plain(number: object) -> str:
    """A number as it is compared: 12.50 and 12.5 are one, 12% is not 12."""
    text = str(number)
    return f"{float(text.rstrip('%')):.10g}{'%' if text.endswith('%') else ''}"
