"""How the lexicon's measures relate to each other. Knows nothing of questions or of what is in an index."""

from __future__ import annotations

from collections.abc import Sequence

from gkbot.plan import MeasureRef
from gkbot.words.lexicon import load_lexicon, rate_key


def whole_of(ref: MeasureRef) -> MeasureRef:
    """What a measure is a share of: the same row's total for a column, all results for an outcome, all on hand for the rest."""
    measure = load_lexicon().measures[ref.key]
    if ref.column and measure.table in ("T3", "T4"):
        return MeasureRef(key=ref.key)
    if measure.table == "T3" and ref.key not in ("new", "carried_in", "carried_out", "handled", "total"):
        return MeasureRef(key="total")
    return MeasureRef(key="handled") if measure.table == "T3" else ref


def rate_of(ref: MeasureRef) -> MeasureRef:
    """The rate that a count is asked for as a share: an outcome of all results, a column of its row; else the count itself."""
    measures = load_lexicon().measures
    named = RATES.get(ref)
    if named or rate_key(ref.key) not in measures:
        return named or ref
    if ref.column is None and whole_of(ref) in (ref, MeasureRef(key="handled")):
        return ref  # all of its own kind
    return MeasureRef(key=rate_key(ref.key), column=ref.column)


# Rates with a name of their own.
RATES = {
    MeasureRef(key="new", column="natural"): MeasureRef(key="natural_share"),
    MeasureRef(key="denied"): MeasureRef(key="denial_rate"),
    MeasureRef(key="unable"): MeasureRef(key="unable_rate"),
    MeasureRef(key="carried_out"): MeasureRef(key="carry_rate"),
    MeasureRef(key="review", column="corrected"): MeasureRef(key="review_corrected_rate"),
}


def can_add(refs: Sequence[MeasureRef]) -> bool:
    """Whether several measures can be added: counts of one unit, none of them part of another, each a single number."""
    lexicon = load_lexicon()
    measures = [lexicon.measures[ref.key] for ref in refs]
    cells = [cell for ref, measure in zip(refs, measures, strict=True) for cell in measure.cell_keys("2021", ref.column)]
    whole = all(not m.per and (ref.column or m.dimension != "action") for ref, m in zip(refs, measures, strict=True))
    units = {lexicon.measures[ref.key].table == "T2" and ref.key == "fees" for ref in refs}
    apart = not any(whole_of(part) == ref for part in refs for ref in refs if part != ref)
    return whole and apart and len(units) == 1 and len(set(cells)) == len(cells)
