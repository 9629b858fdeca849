"""The numbers of a made-up body, year after year: every cell of the 2021 form, with its equations kept.

Knows nothing of words or layouts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from index.form import cell_key, load_form

Cells = dict[str, int | float]

FORM = "2021"
INSIDE = ("new", "carried_in", "total", "carried_out")
# How often a kind of applicant or a result is met, relative to the others; what is not named has weight 1.
APPLICANTS = {"natural": 60, "business": 14, "legal_service": 4, "other": 2}
RESULTS = {
    "granted": 40,
    "partial": 12,
    "denied_third_party": 4,
    "denied_internal": 3,
    "unable_not_held": 24,
    "unable_no_ready": 6,
}


@dataclass(frozen=True, slots=True)
class Scale:
    """The usual yearly counts of a kind of body: applications, table 2's numbers, fees in 万元."""

    size: float
    licences: float
    penalties: float
    norms: int
    fees: float


def make_years(rng: Random, scale: Scale, years: int) -> Iterator[Cells]:
    """The cells of successive years: what one year carries out the next carries in, valid documents follow on."""
    # A third of the bodies never gets an application, as in life.
    size = scale.size * rng.lognormvariate(0, 0.7) if rng.random() > 0.33 else 0
    carried = _spread(rng, round(size * rng.uniform(0, 0.08)))
    valid = rng.randint(0, 4 * scale.norms)
    for _ in range(years):
        cells = _proactive(rng, scale, valid) | _applications(rng, size, carried) | _disputes(rng, size)
        carried = Counter({column: int(cells[cell_key("T3", "carried_out", column)]) for column in _applicants()})
        valid = int(cells["T2.norms.valid"])
        yield cells


def _proactive(rng: Random, scale: Scale, valid: int) -> Cells:
    issued = rng.randint(0, scale.norms)
    repealed = rng.randint(0, min(valid, 3))
    return {
        "T2.rules.issued": 0,
        "T2.rules.repealed": 0,
        "T2.rules.valid": 0,
        "T2.norms.issued": issued,
        "T2.norms.repealed": repealed,
        "T2.norms.valid": valid + issued - repealed,
        "T2.licences.decisions": _about(rng, scale.licences),
        "T2.penalties.decisions": _about(rng, scale.penalties),
        "T2.coercion.decisions": _about(rng, scale.penalties / 15),
        "T2.fees.amount_wan_yuan": _plain(round(scale.fees * rng.uniform(0, 1.6), 2)),
    }


def _applications(rng: Random, size: float, carried: Mapping[str, int]) -> Cells:
    new = _spread(rng, _about(rng, size))
    results = [row.key for row in load_form(FORM).table("T3").rows if row.key not in INSIDE]
    weights = [RESULTS.get(key, 1) for key in results]
    rows: dict[str, Mapping[str, int]] = {"new": new, "carried_in": carried}
    pending: dict[str, int] = {}
    outcome: dict[str, Counter[str]] = {key: Counter() for key in results}
    for column in _applicants():
        open_cases = new[column] + carried[column]
        pending[column] = sum(rng.random() < 0.06 for _ in range(open_cases))
        for key in rng.choices(results, weights, k=open_cases - pending[column]):
            outcome[key][column] += 1
    rows |= outcome | {"carried_out": pending}
    rows["total"] = {column: sum(outcome[key][column] for key in results) for column in _applicants()}
    cells: Cells = {}
    for key, row in rows.items():
        cells |= {cell_key("T3", key, column): row.get(column, 0) for column in _applicants()}
        cells[cell_key("T3", key, "total")] = sum(row.get(column, 0) for column in _applicants())
    return cells


def _disputes(rng: Random, size: float) -> Cells:
    cells: Cells = {}
    for row, share in (("review", 0.04), ("suit_direct", 0.01), ("suit_after", 0.01)):
        count = _about(rng, size * share)
        results = Counter(rng.choices(("upheld", "corrected", "other", "pending"), (6, 2, 1, 1), k=count))
        cells |= {cell_key("T4", row, key): results[key] for key in ("upheld", "corrected", "other", "pending")}
        cells[cell_key("T4", row, "total")] = count
    return cells


def _applicants() -> list[str]:
    return [column.key for column in load_form(FORM).table("T3").rows[0].columns if column.key != "total"]


def _spread(rng: Random, count: int) -> Counter[str]:
    columns = _applicants()
    return Counter(rng.choices(columns, [APPLICANTS.get(key, 1) for key in columns], k=count))


def _about(rng: Random, usual: float) -> int:
    """A count near `usual`, never below 0."""
    return round(usual * rng.uniform(0.5, 1.6) + rng.uniform(-0.4, 0.4)) if usual else 0


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number
