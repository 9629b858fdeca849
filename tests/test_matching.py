"""What a query is about: content words count, empty and asking words do not, synonyms stand for each other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkbot.passages.matching import COMMON_WEIGHT, asked_units, content_of, coverage, fits_unit, held, kind_of_unit
from gkbot.words.thesaurus import load_thesaurus

TEXTS = st.text(alphabet="举办培训班几期参加人次政策解读信息公开的了是多少网站2023abc，。 |", max_size=40)


def words(query: str) -> set[str]:
    return {word for piece in content_of(query) for word in piece.words}


@pytest.mark.parametrize("query", ["", "请问多少？", "有哪些情况", "是什么", "怎么样", "一共几件"])
def test_asking_words_alone_have_no_content(query: str) -> None:
    assert content_of(query) == ()
    assert coverage(content_of(query), "全年举办培训班三期") == 0


def test_pairs_of_characters_numbers_and_latin_words_are_content() -> None:
    assert {"培训", "led", "2023"} <= words("led培训2023")


def test_what_the_thesaurus_knows_is_one_piece() -> None:
    (piece,) = content_of("微信公众号")
    assert coverage((piece,), "通过公众号推送信息") == 1
    assert coverage((piece,), "通过公示栏公开信息") == 0


def test_words_that_stand_everywhere_weigh_less() -> None:
    common = "承办"
    assert common in load_thesaurus().common
    weights = {word: piece.weight for piece in content_of(f"{common}培训") for word in piece.words}
    assert weights["培训"] == 1.0
    assert content_of(common)[0].weight == COMMON_WEIGHT


@settings(deadline=None)  # the first example reads the thesaurus
@given(query=TEXTS, text=TEXTS)
def test_coverage_is_a_share_that_more_text_never_lowers(query: str, text: str) -> None:
    pieces = content_of(query)
    share = coverage(pieces, text)
    assert 0 <= share <= 1
    assert coverage(pieces, text + query) >= share
    assert held(pieces, text) <= set(pieces)


@given(query=TEXTS)
def test_a_chinese_query_is_held_by_a_text_with_its_words(query: str) -> None:
    pieces = content_of(query)
    text = "".join(piece.words[0] for piece in pieces)
    assert held(pieces, text) == set(pieces)


def test_latin_words_are_found_in_either_case() -> None:
    assert coverage(content_of("ppt"), "制作PPT解读材料") == 1


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ("办了几期培训班", {"期"}),
        ("培训多少人", {"人"}),
        ("聘请多少名监督员", {"人"}),
        ("几期？多少人？", {"期", "人"}),
        ("百分之几", {"%"}),
        ("how many people came", {"人"}),
        ("how many times", {"次"}),
        ("how many training courses", {"期", "次"}),
        ("how many people took training courses", {"人"}),
        ("有什么问题", set()),
    ],
)
def test_the_unit_asked_for_is_heard(query: str, units: set[str]) -> None:
    assert asked_units(query) == units


@pytest.mark.parametrize(
    ("unit", "asked", "fits"),
    [
        ("条", "多少条", True),
        ("篇", "多少条", True),
        ("件", "几份", True),
        ("人", "多少条", False),
        ("条", "多少人", False),
        ("名", "多少人", True),
        ("万元", "多少元", False),
        ("期", "什么培训", True),
    ],
)
def test_loose_units_stand_for_each_other_and_strict_ones_do_not(unit: str, asked: str, fits: bool) -> None:
    assert fits_unit(unit, asked_units(asked)) is fits


@pytest.mark.parametrize("before", ["请问", "我想了解", "麻烦查下", "我们想知道一下", "请帮我查一下"])
def test_words_before_a_question_are_no_content(before: str) -> None:
    assert content_of(f"{before}有什么不足") == content_of("有什么不足")


def test_texts_are_counted_together_and_readers_apart() -> None:
    assert kind_of_unit("篇") == kind_of_unit("条") != kind_of_unit("人") == kind_of_unit("名")


def test_person_times_are_persons() -> None:
    assert asked_units("培训多少人次") == {"人"}
    assert fits_unit("人次", asked_units("培训多少人"))
