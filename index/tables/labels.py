"""The row labels of the form made comparable, so that a label is found in whatever spelling a report has it.

Knows nothing of documents or of cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from index.form import Row, load_form
from index.wording import normalise_label

CLOSE = 0.8
SHORTEST_FUZZY = 4
_CLEAR_LEAD = 0.08


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a table, made comparable: each row's own, and those of the groups, which carry no values."""

    rows: tuple[tuple[Row, frozenset[str]], ...]
    groups: frozenset[str]


@cache
def load_labels(edition: str, key: str) -> Labels:
    """The labels of the table "T2", "T3" or "T4" of an edition."""
    table = load_form(edition).table(key)
    rows = tuple((row, frozenset(normalise_label(label) for label in (row.label, *row.also))) for row in table.rows)
    return Labels(rows, frozenset(normalise_label(row.group) for row in table.rows if row.group) | {"本年度办理结果"})


def match_row(labels: Labels, text: str, done: set[str]) -> Row | None:
    """The row of that label, if it is not `done`: by the same words, or by the one row that is clearly the closest."""
    exact = next((row for row, own in labels.rows if text in own and row.key not in done), None)
    if exact is not None or len(text) < SHORTEST_FUZZY or text in labels.groups:
        return exact
    ranked = sorted(((closeness(text, own), at) for at, (_, own) in enumerate(labels.rows)), reverse=True)
    best, at = ranked[0]
    # 不予公开 is nearer to 予以公开 than to any other row, so groups compete too, and the lead must be clear.
    rival = max(ranked[1][0], closeness(text, labels.groups))
    row = labels.rows[at][0]
    return row if best >= CLOSE and best - rival >= _CLEAR_LEAD and row.key not in done else None


def closeness(text: str, labels: Iterable[str]) -> float:
    """How alike a text and the nearest of these labels are, from 0 to 1."""
    return max((SequenceMatcher(None, text, label, autojunk=False).ratio() for label in labels), default=0.0)
