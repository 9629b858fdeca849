"""English words that the thesaurus does not know find the Chinese that reports write for them."""

from __future__ import annotations

import pytest

from gkbot.passages.matching import content_of, held
from gkbot.words.glossary import in_chinese, load_glossary, with_chinese


@pytest.mark.parametrize(
    ("form", "plain"),
    [
        ("burdens", "burden"),
        ("reduces", "reduce"),
        ("reducing", "reduce"),
        ("planned", "plan"),
        ("subsidies", "subsidy"),
        ("rectified", "rectify"),
        ("insurance's", "insurance"),
    ],
)
def test_inflected_forms_are_found_under_the_plain_word(form: str, plain: str) -> None:
    assert in_chinese(form) == load_glossary()[plain]


def test_a_word_that_no_glossary_has_stands_for_itself() -> None:
    assert in_chinese("zhangdian") == ()
    assert with_chinese("zhangdian") == "zhangdian"


def test_an_english_question_holds_what_a_chinese_sentence_says() -> None:
    pieces = content_of("how is the burden of insurance reduced?")
    assert held(pieces, "减轻了社会保险方面的负担") == frozenset(pieces)


def test_all_entries_are_lower_case_words_with_words_of_two_characters_at_least() -> None:
    for word, said in load_glossary().items():
        assert word == word.lower()
        assert said
        assert all(len(one) > 1 for one in said)
