"""How the lexicon's measures relate to each other. Knows nothing of questions or of what is in an index."""

from __future__ import annotations

from gkbot.lexicon import load_lexicon
from gkbot.plan import MeasureRef


def whole_of(ref: MeasureRef) -> MeasureRef:
    """What a measure is a share of: the same row's total for a column, all results for an outcome, all on hand for the rest."""
    measure = load_lexicon().measures[ref.key]
    if ref.column and measure.table in ("T3", "T4"):
        return MeasureRef(key=ref.key)
    if measure.table == "T3" and ref.key not in ("new", "carried_in", "carried_out", "handled", "total"):
        return MeasureRef(key="total")
    return MeasureRef(key="handled") if measure.table == "T3" else ref
