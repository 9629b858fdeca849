"""Numbers come out of a build as they went in, with the cells that prove them, and each kind of nothing stays what it is."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
from sample_index import odd_store, sample_collection, sample_store, samples
from sample_questions import rate_of, total_of

from gkbot.collection import Listed, load_collection
from gkbot.facts import Facts, Value
from gkbot.plan import MeasureRef, Scope
from gkbot.words.lexicon import ORGANISATION_COLUMNS, load_lexicon
from index.form import load_form
from index.report import State, Status
from index.sample.reports import Sample


@cache
def by_file() -> dict[str, Sample]:
    return {sample.file: sample for sample in samples()}


def values(key: str, column: str | None = None) -> list[tuple[Sample, Value]]:
    """The measure in every made-up report, beside the report's truth."""
    found = Facts(sample_store()).values(sample_collection().reports, MeasureRef(key=key, column=column))
    return [(by_file()[value.report.file], value) for value in found]


SINGLE = [
    (key, column)
    for key, measure in load_lexicon().measures.items()
    for column in (None, *(c.key for r in load_form("2021").tables for row in r.rows for c in row.columns))
    if len(measure.cell_keys("2021", column)) == 1 and not measure.per and (column is None or measure.dimension)
]


def test_single_cells_are_the_numbers_printed() -> None:
    seen = set()
    for key, column in dict.fromkeys(SINGLE):
        (cell,) = load_lexicon().measures[key].cell_keys("2021", column)
        seen.add(cell)
        for sample, value in values(key, column):
            assert (value.state, value.number) == (State.NUMBER, sample.cells[cell]), f"{cell} in {sample.file}"
            assert (value.cells, value.blanks) == ((cell,), 0)
    assert len(seen) > 190


@pytest.mark.parametrize(
    ("key", "total"),
    [
        ("denied", "denied"),
        ("unable", "unable"),
        ("refused", "refused"),
        ("other_handling", "other"),
        ("suits", "suits"),
        ("handled", "handled"),
    ],
)
def test_sums_of_cells_add_up(key: str, total: str) -> None:
    for sample, value in values(key):
        assert value.number == total_of(sample, total)
        assert sum(sample.cells[cell] for cell in value.cells) == value.number


def test_legal_persons_are_the_sum_of_their_kinds() -> None:
    for sample, value in values("new", "legal_persons"):
        assert value.number == sum(sample.cells[f"T3.new.{column}"] for column in ORGANISATION_COLUMNS)


@pytest.mark.parametrize("key", ["denial_rate", "conclusion_rate", "disclosure_rate", "natural_share"])
def test_rates_are_shares_and_undefined_over_nothing(key: str) -> None:
    states = set()
    for sample, value in values(key):
        rate = rate_of(sample, key)
        states.add(value.state)
        if rate is None:
            assert (value.state, value.number) == ("undefined", None)
        else:
            assert value.number == pytest.approx(float(rate))
            assert Fraction(int(value.numerator or 0), int(value.denominator or 1)) == rate
    assert states == {State.NUMBER, "undefined"}


def test_values_come_in_the_order_asked_for() -> None:
    reports = sample_collection().reports
    for order in (reports, reports[::-1], reports[5:2:-1], ()):
        found = Facts(sample_store()).values(order, MeasureRef(key="new"))
        assert tuple(value.report for value in found) == order


# ---- Each kind of nothing ------------------------------------------------------------------------------------------------


def odd(body: str, key: str, column: str | None = None) -> Value:
    (report,) = _odd_report(body)
    return Facts(odd_store()).values([report], MeasureRef(key=key, column=column))[0]


def _odd_report(body: str) -> tuple[Listed, ...]:
    return load_collection(odd_store().engine).reports_in(Scope(organisations=(f"青屿市{body}",)))


@pytest.mark.parametrize(
    ("body", "key", "column", "state", "number"),
    [
        ("岚桥局", "new", None, State.NUMBER, 3),
        ("望鹭局", "new", None, State.NUMBER, 0),
        ("砚石局", "new", None, State.BLANK, None),
        ("听澜局", "new", None, State.DASH, None),
        ("栖云局", "new", None, State.UNREADABLE, None),
        ("榆荫局", "new", None, "missing", None),
        ("渡口局", "new", None, State.NUMBER, 5),
        ("渡口局", "fees", None, "not_counted", None),
        ("岚桥局", "fee_items", None, "not_counted", None),
        ("望鹭局", "natural_share", None, "undefined", None),
        ("枫桥局", "new", "business", State.BLANK, None),
    ],
)
def test_each_kind_of_nothing_stays_what_it_is(body: str, key: str, column: str | None, state: str, number: int | None) -> None:
    value = odd(body, key, column)
    assert (value.state, value.number) == (state, number)


def test_a_blank_in_a_sum_counts_as_nothing_and_is_counted() -> None:
    value = odd("砚石局", "handled")
    assert (value.state, value.number, value.blanks) == (State.NUMBER, 0, 1)
    value = odd("枫桥局", "new", "legal_persons")
    assert (value.state, value.number, value.blanks) == (State.NUMBER, 0, 1)


def test_an_unreadable_cell_in_a_sum_makes_the_sum_unreadable() -> None:
    assert odd("栖云局", "handled").state == State.UNREADABLE
    assert odd("栖云局", "new", "legal_persons").state == State.UNREADABLE


# ---- Checks and figures --------------------------------------------------------------------------------------------------


def test_broken_checks_are_those_of_the_reports_made_wrong_on_purpose() -> None:
    broken: dict[str, set[str]] = {}
    for check in Facts(sample_store()).checks(sample_collection().reports):
        if check.status is Status.BROKEN:
            broken.setdefault(check.report.file, set()).add(check.code[:2])
    wrong = {sample.file: sample.defect for sample in samples() if sample.defect}
    assert broken.keys() == wrong.keys()
    assert all((codes == {"X-"}) is (wrong[file] == "text_table") for file, codes in broken.items())


def test_a_check_of_text_against_table_has_both_values_and_both_places() -> None:
    told = 0
    for sample in (s for s in samples() if s.defect == "text_table"):
        report = next(r for r in sample_collection().reports if r.file == sample.file)
        (check,) = (c for c in Facts(sample_store()).checks([report]) if c.status is Status.BROKEN)
        assert (check.left, check.right) == (sample.figures["applications"], sample.cells["T3.new.total"])
        assert check.cells == ("T3.new.total",)
        text = sample_store().text(report.id)
        assert all(str(sample.figures["applications"]) in text[start:end] for start, end in check.places)
        told += 1
    assert told


def test_figures_are_of_the_reports_asked_for_and_stand_in_their_sentences() -> None:
    reports = sample_collection().reports[:4]
    figures = Facts(sample_store()).figures(reports)
    assert {f.report for f in figures} == set(reports)
    for f in figures:
        assert f.sentence_start <= f.start < f.end <= f.sentence_end
        assert f.value == int(f.value)
