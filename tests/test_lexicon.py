"""The lexicon fits the form: its measures count cells that exist, together all of them; its words match and are said twice."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise, product
from typing import Any, get_args

import pytest

from gkbot.answer import Language
from gkbot.compose.breakdown import APPLICANTS
from gkbot.plan import ContactField, Plan
from gkbot.understanding.hearing import SLOTS
from gkbot.words.lexicon import ENGLISH_COLUMNS, ENGLISH_ROWS, HAN, ORGANISATION_COLUMNS, _words, column_label, fold, load_lexicon
from index.bodies.organisation import KINDS
from index.form import EDITIONS, load_form

LEXICON = load_lexicon()
DATA: dict[str, Any] = tomllib.loads((files("gkbot.words") / "lexicon.toml").read_text(encoding="utf-8"))
DIMENSIONS = {name: tuple(columns) for name, columns in DATA["columns"].items()} | {None: (None,)}
WORDS = [(slot, key, word) for slot, key, words in _words(DATA) for word in words]
PLAIN = re.compile(rf"[{HAN}]+|[a-z]+(?: [a-z]+)*")


def columns_of(key: str) -> tuple[str | None, ...]:
    """Every column a question can ask a measure for; None takes the measure's own."""
    dimension = LEXICON.measures[key].dimension
    columns = {
        "applicant": (*APPLICANTS, "legal_persons"),
        "result": DIMENSIONS["result"],
        "action": ("issued", "repealed", "valid"),
    }
    return (None, *columns.get(dimension or "", ()))


# ---- Measures and the form -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", LEXICON.measures)
def test_a_measure_counts_cells_that_exist(key: str) -> None:
    """Each edition that a measure names cells for has all of them, in one column at least; so do its divisors."""
    measure = LEXICON.measures[key]
    assert any(measure.cells.values()), "counts nothing in any edition"
    for edition, column in product(EDITIONS, columns_of(key)):
        known = set(load_form(edition).cell_keys())
        assert set(measure.cell_keys(edition, column)) <= known
        assert set(measure.per_keys(edition, column)) <= known
    shared = [e for e in EDITIONS if measure.cells[e] and any(measure.cell_keys(e, c) for c in columns_of(key))]
    own = measure.cells["2021"] != measure.cells["2019"]
    assert "2021" in shared or own


@pytest.mark.parametrize(
    "edition",
    [
        "2021",
        pytest.param(
            "2019", marks=pytest.mark.xfail(strict=True, reason="table 2 of 2019 can only be asked for fees and procurement")
        ),
    ],
)
def test_every_cell_of_the_form_can_be_asked_for(edition: str) -> None:
    """A cell that no measure counts could never be answered."""
    reached = {
        cell
        for key in LEXICON.measures
        for column in columns_of(key)
        for cell in LEXICON.measures[key].cell_keys(edition, column)
    }
    assert set(load_form(edition).cell_keys()) - reached == set()


@pytest.mark.parametrize("key", [key for key, measure in LEXICON.measures.items() if measure.per])
def test_a_rate_tells_its_formula_in_both_languages(key: str) -> None:
    measure = LEXICON.measures[key]
    assert set(measure.formulas) == set(get_args(Language))
    assert all("÷" in measure.formulas["zh"] or "/" in text for text in measure.formulas.values())


@pytest.mark.parametrize("key", LEXICON.measures)
def test_a_measure_is_labelled_in_both_languages_with_the_official_term_in_english(key: str) -> None:
    labels = LEXICON.measures[key].labels
    assert set(labels) == set(get_args(Language))
    assert re.search(f"[{HAN}]", labels["zh"])
    assert re.search("[a-z]", labels["en"])


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_column_is_labelled_in_both_languages(edition: str) -> None:
    for table in load_form(edition).tables:
        for column in {column.key for row in table.rows for column in row.columns}:
            assert column_label(table.key, column, edition, "zh")
            assert re.search(f"[a-z0-9].*[{HAN}]", column_label(table.key, column, edition, "en"))
    assert column_label("T3", "legal_persons", edition, "zh") == "法人或其他组织"


def test_english_names_of_rows_and_columns_are_of_the_form() -> None:
    rows = {row.key for edition in EDITIONS for table in load_form(edition).tables for row in table.rows}
    columns = {c.key for edition in EDITIONS for table in load_form(edition).tables for r in table.rows for c in r.columns}
    assert set(ENGLISH_ROWS) <= rows
    assert set(ENGLISH_COLUMNS) <= columns | {"legal_persons"}


def test_legal_persons_are_every_applicant_but_natural_persons() -> None:
    columns = [column.key for column in load_form("2021").table("T3").rows[0].columns]
    assert list(ORGANISATION_COLUMNS) == [column for column in columns if column not in ("natural", "total")]
    assert set(APPLICANTS) == set(columns) - {"total"}


@pytest.mark.parametrize("dimension", ["applicant", "result", "action"])
def test_every_key_of_a_dimension_is_a_column_of_the_form(dimension: str) -> None:
    table = {"applicant": "T3", "result": "T4", "action": "T2"}[dimension]
    known = {column.key for edition in EDITIONS for row in load_form(edition).table(table).rows for column in row.columns}
    assert set(DIMENSIONS[dimension]) <= known | {"legal_persons"}


def test_kinds_contacts_and_topics_are_known_elsewhere() -> None:
    assert set(DATA["kinds"]) <= set(KINDS)
    assert set(DATA["contact"]) - {"all"} == set(get_args(ContactField))
    assert all(set(topic.chapters) <= set(range(7)) and topic.chapters for topic in LEXICON.topics.values())
    assert all(set(topic.labels) == set(get_args(Language)) for topic in LEXICON.topics.values())
    assert all(set(texts) == set(get_args(Language)) for texts in LEXICON.terms.values())


# ---- Words ---------------------------------------------------------------------------------------------------------------


def test_understanding_listens_to_every_slot_there_is() -> None:
    assert {slot for slot, _, _ in LEXICON.words} == set(SLOTS)


def test_a_word_compiles_and_never_matches_nothing() -> None:
    assert [word for _, _, word in WORDS if re.compile(word).fullmatch("")] == []


# An alternative that only looks longer, by its look-ahead, is tried first and matches less.
CUT_SHORT = {("ask", "compare", "比较")}
# The same words in another ask of the slot take the place; only one of two overlapping marks stays.
OUTDONE = {("ask", "value", "百分之几")}
KNOWN = {
    **dict.fromkeys(CUT_SHORT, "alternatives are tried by the length of their pattern, not of what they match"),
    **dict.fromkeys(OUTDONE, "asks share a slot, so that of two which overlap the second is not heard"),
}


def test_a_plain_word_finds_itself() -> None:
    """Alone and in running text; a word whose letters are folded away could never be heard."""
    plain = [w for w in WORDS if PLAIN.fullmatch(w[2]) and w not in KNOWN]
    assert len(plain) > 200
    assert [w for w in plain if not _finds_itself(*w)] == []


@pytest.mark.parametrize("word", [pytest.param(w, marks=pytest.mark.xfail(strict=True, reason=why)) for w, why in KNOWN.items()])
def test_a_plain_word_finds_itself_too(word: tuple[str, str, str]) -> None:
    assert _finds_itself(*word)


def _finds_itself(slot: str, key: str, word: str) -> bool:
    texts = [fold(text) for text in (word, f"2023年，{word}，", f"the {word} ?")]
    found = [[text[m.start : m.end] for m in LEXICON.find(text, [slot]) if m.key == key] for text in texts]
    return fold(word) == word and found == [[word]] * len(texts)


def _meanings() -> Iterator[tuple[str, set[tuple[str, str]]]]:
    words: dict[str, set[tuple[str, str]]] = {}
    for slot, key, word in WORDS:
        words.setdefault(word, set()).add((slot, key))
    yield from words.items()


@pytest.mark.xfail(strict=True, reason="百分之几 is a share and a value, 各多少 a breakdown and a value: only one is heard")
def test_a_word_means_one_thing_in_its_slot() -> None:
    several = {word: keys for word, keys in _meanings() if len({slot for slot, _ in keys}) < len(keys)}
    assert several == {}


def test_english_words_stand_alone() -> None:
    assert LEXICON.find("listen to the newest parking", ["ask", "kind", "negation"]) == []


def test_the_longest_word_of_a_slot_wins_and_marks_stand_in_the_order_of_the_text() -> None:
    marks = LEXICON.find(fold("行政复议后又被起诉的，行政许可、行政处罚"), ["measure"])
    assert [mark.start for mark in marks] == sorted(mark.start for mark in marks)
    assert not any(a.end > b.start for a, b in pairwise(marks))
    rate = LEXICON.find("不予公开率", ["measure"])
    assert [mark.key for mark in rate] == ["denial_rate"]


def test_only_the_slots_asked_for_are_marked() -> None:
    assert {mark.slot for mark in LEXICON.find("哪些园区的行政许可", ["kind"])} == {"kind"}


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("２０２３年　行政许可", "2023年行政许可"),
        ("行 政 许 可", "行政许可"),
        ("樟山局 2023 report 里的 phone", "樟山局2023 report里的phone"),
        ("  How   MANY\nrequests? ", "how many requests?"),
        ("（七）总计", "(七)总计"),
    ],
)
def test_folding_levels_width_case_and_space(typed: str, folded: str) -> None:
    assert fold(typed) == folded
    assert fold(folded) == folded


def test_literals_are_chinese_words_and_most_of_them_are_found_by_their_patterns() -> None:
    assert all(re.fullmatch(f"[{HAN}]{{2,}}", literal) for literal in LEXICON.literals)
    lost = [literal for literal in LEXICON.literals if not any(pattern.search(literal) for _, _, pattern in LEXICON.words)]
    assert set(lost) <= set(DATA["pinyin"]["words"])


def test_breakdowns_and_asks_are_what_a_plan_can_hold() -> None:
    asked = set(Plan.model_fields["ask"].annotation.__args__)  # type: ignore[union-attr]
    parts = {"value", "share", "rank_desc", "rank_asc"}
    assert set(DATA["asks"]) - parts <= asked
