"""Which edition of the form tables follow, by the labels that only one of them has. Knows nothing of values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise

from index.form import EDITIONS, load_form
from index.tables.cells import Line, holds_value
from index.tables.labels import CLOSE, SHORTEST_FUZZY, closeness
from index.wording import normalise_label, squeeze


def decide_edition(lines: Iterable[Line], text: str = "") -> str | None:
    """The edition whose own labels the tables carry; None when no table of the form is there.

    Where no cell is such a label, the whole text is asked: labels may be run together in one.
    """
    rows = list(lines)
    labels = Counter(normalise_label(cell.raw) for line in rows for cell in line if cell.raw)
    edition = _edition_with_most(labels, lambda label, own: label in own) or _edition_with_most(labels, _is_like)
    if edition is not None:
        return edition
    if sum(1 for row in load_form(EDITIONS[0]).table("T3").rows if normalise_label(row.label) in labels) < 3:
        return _edition_of_review(labels)
    return find_edition(text) or _edition_of_applications(rows, labels)


def find_edition(text: str) -> str | None:
    """The edition whose own labels a text has most of, wherever they stand in it; None without any."""
    bare = squeeze(text)
    scores = {edition: sum(bare.count(squeeze(label)) for label in load_form(edition).signature) for edition in EDITIONS}
    best = max(EDITIONS, key=lambda edition: scores[edition])
    return best if scores[best] else None


def _edition_with_most(labels: Counter[str], is_own: Callable[[str, frozenset[str]], bool]) -> str | None:
    """The edition with the most labels of its own among these; None without any."""
    scores = {edition: sum(n for label, n in labels.items() if is_own(label, _own_labels(edition))) for edition in EDITIONS}
    best = max(EDITIONS, key=lambda edition: scores[edition])
    return best if scores[best] else None


def _is_like(label: str, own: Iterable[str]) -> bool:
    return len(label) > SHORTEST_FUZZY and closeness(label, own) >= CLOSE


def _edition_of_applications(lines: Iterable[Line], labels: Iterable[str]) -> str:
    """Without table 2 the row 其他处理 tells: only the later form parts it into three, only the earlier has numbers in it."""
    form = load_form("2021").table("T3")
    later = {normalise_label(form.row(key).label) for key in ("other_no_correction", "other_no_fee")}
    if any(_is_like(label, later) for label in labels):
        return "2021"
    other = normalise_label(load_form("2019").table("T3").row("other").label)
    pairs = (pair for line in lines for pair in pairwise(cell for cell in line if cell.raw))
    return "2019" if any(normalise_label(label.raw) == other and holds_value(value) for label, value in pairs) else "2021"


def _edition_of_review(labels: Counter[str]) -> str | None:
    """Table 4 is alike in both editions; read alone, it is taken as the current one's."""
    return EDITIONS[0] if {"未经复议直接起诉", "复议后起诉"} <= labels.keys() else None


@cache
def _own_labels(edition: str) -> frozenset[str]:
    form = load_form(edition)
    also = {also for table in form.tables for row in table.rows for column in row.columns for also in column.also}
    return frozenset(normalise_label(label) for label in form.signature) | frozenset(normalise_label(label) for label in also)
