"""The right numbers of the question bank, worked out from the cells that the reports were written from.

Knows nothing of how they are asked for.
"""

from __future__ import annotations

from bank_reports import BankReport, Number

GROUNDS = ("state_secret", "law", "safety", "third_party", "internal", "process", "case_file", "query")
ORGANISATIONS = ("business", "research", "public_welfare", "legal_service", "other")
GROUP_ROWS = {
    "denied": tuple(f"denied_{ground}" for ground in GROUNDS),
    "unable": ("unable_not_held", "unable_no_ready", "unable_unclear"),
    "refused": ("refused_petition", "refused_duplicate", "refused_publication", "refused_mass", "refused_confirm"),
}


def cells_of(measure: str, edition: str) -> tuple[str, ...]:
    """The cells that add up to a measure: "new", "denied", "suits", or a cell's own key."""
    if measure.startswith("T"):
        return (measure,)
    if measure in GROUP_ROWS:
        return tuple(f"T3.{row}.total" for row in GROUP_ROWS[measure])
    if measure == "other":
        rows = ("other",) if edition == "2019" else ("other_no_correction", "other_no_fee", "other_misc")
        return tuple(f"T3.{row}.total" for row in rows)
    if measure == "organisations":
        return tuple(f"T3.new.{column}" for column in ORGANISATIONS)
    return {
        "suits": ("T4.suit_direct.total", "T4.suit_after.total"),
        "handled": ("T3.new.total", "T3.carried_in.total"),
        "review": ("T4.review.total",),
        "licences": ("T2.licences.decisions",),
        "penalties": ("T2.penalties.decisions",),
        "coercion": ("T2.coercion.decisions",),
        "norms.issued": ("T2.norms.issued",),
        "norms.repealed": ("T2.norms.repealed",),
    }.get(measure) or (f"T3.{measure}.total",)


def value_of(report: BankReport, measure: str) -> Number | None:
    """The number of a measure in a report, None where it is blank, not counted, or its table is missing."""
    keys = cells_of(measure, report.edition)
    if any(key not in report.cells for key in keys):
        return None
    numbers = [report.cells[key] for key in keys]
    return None if all(number is None for number in numbers) else tidy(sum(number or 0 for number in numbers))


def rate_of(report: BankReport, name: str) -> tuple[Number, Number] | None:
    """Numerator and denominator of a rate, None where one of them is not there."""
    parts = {
        "conclusion": ("total", "handled"),
        "disclosure": ("disclosed", "total"),
        "denial": ("denied", "total"),
        "natural": ("T3.new.natural", "new"),
        "carry": ("carried_out", "handled"),
    }[name]
    numbers = [
        _add(value_of(report, "granted"), value_of(report, "partial")) if part == "disclosed" else value_of(report, part)
        for part in parts
    ]
    return None if None in numbers else (numbers[0] or 0, numbers[1] or 0)


def _add(one: Number | None, two: Number | None) -> Number | None:
    return None if one is None or two is None else one + two


def tidy(number: Number) -> Number:
    """A sum without the dust of floating point."""
    number = round(number, 6)
    return int(number) if number == int(number) else number


def plain(number: Number) -> str:
    """A number as it is written: 136, 43.2."""
    return f"{tidy(number):.10g}" if isinstance(tidy(number), float) else str(tidy(number))


def rounded(number: float, sign: str = "") -> str:
    """A quotient with two decimals, or with one: "47.06%|47.1%"."""
    return "|".join(dict.fromkeys(f"{plain(round(number, digits))}{sign}" for digits in (2, 1)))


def percent(part: Number, whole: Number) -> str:
    """A share as a percentage, with a choice of decimals."""
    return rounded(100 * part / whole, "%")
