"""The question bank: questions of every kind about the reports of `bank_reports.py`, answers worked out from the same numbers.

Knows nothing of how questions are understood or answered.
"""

from __future__ import annotations

from collections.abc import Sequence

from bank_judge import Asked
from bank_many_reports import ask_comparisons, ask_lists, ask_ranks, ask_sums, ask_trends
from bank_one_report import (
    ask_blanks,
    ask_breakdowns,
    ask_checks,
    ask_groups_and_rates,
    ask_proactive,
    ask_shares,
    ask_suits,
    ask_values,
    ask_yes_no,
)
from bank_reports import BankReport
from bank_speech import Bank
from bank_words import (
    ask_ambiguous,
    ask_collection,
    ask_contacts,
    ask_definitions,
    ask_figures,
    ask_in_pinyin,
    ask_nothing,
    ask_onwards,
    ask_passages,
)

ASKERS = (
    ask_values,
    ask_suits,
    ask_proactive,
    ask_blanks,
    ask_groups_and_rates,
    ask_shares,
    ask_breakdowns,
    ask_lists,
    ask_sums,
    ask_ranks,
    ask_comparisons,
    ask_trends,
    ask_yes_no,
    ask_checks,
    ask_contacts,
    ask_figures,
    ask_passages,
    ask_collection,
    ask_nothing,
    ask_ambiguous,
    ask_definitions,
    ask_onwards,
    ask_in_pinyin,
)


def make_questions(reports: Sequence[BankReport], *, seed: int = 0) -> list[Asked]:
    """All questions about these reports, the same for the same seed, none twice."""
    bank = Bank(reports, seed)
    asked = {(a.before, a.question): a for ask in ASKERS for a in ask(bank)}
    return list(asked.values())
