"""The table of an answer as rows for a spreadsheet, beside each number its source: report, place and quote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from gkbot.answer import AnswerTable, Language, Proof
from index.report import Report
from ui.labels import say
from ui.sheet import Row
from ui.web.report_page import name_lit, quote_lit, read_places

QUOTED_UP_TO = 2_000  # rows; of more only report and place are told, since a quote takes reading the whole report
SOURCE = ("report", "file", "place", "quote")


def rows_with_sources(
    table: AnswerTable, language: Language, find_report: Callable[[str], Report]
) -> tuple[Sequence[str], Iterator[Row]]:
    """The columns and rows; after the table's own, for each column whose values have a source, four that say which.

    A report that `find_report` no longer has (KeyError) is told by its id.
    """
    proven = [at for at in range(len(table.columns)) if any(row[at] for row in table.sources)]
    heads = [f"{table.columns[at]} – {say(language, f'source_{part}')}" for at in proven for part in SOURCE]
    quoted = len(table.rows) <= QUOTED_UP_TO
    # Rows of one report stand together, and are at most a few.
    find = lru_cache(maxsize=8)(find_report)

    def rows() -> Iterator[Row]:
        sources = table.sources or [()] * len(table.rows)
        for row, proofs in zip(table.rows, sources, strict=True):
            told = [part for at in proven for part in _source(proofs[at], find if quoted else None)]
            yield (*row, *told)

    return [*table.columns, *heads], rows()


def _source(proof: Proof | None, find: Callable[[str], Report] | None) -> tuple[str | None, ...]:
    if proof is None:
        return (None,) * len(SOURCE)
    uid, *places = proof
    try:
        report = find(uid) if find else None
    except KeyError:
        report = None
    if report is None:
        return uid, None, "; ".join(places), None
    lit = read_places(places)
    return uid, report.file, name_lit(report, lit), quote_lit(report, lit).strip()
