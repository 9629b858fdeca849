"""Lexical search: what counts as a token, and that the index on disk ranks by them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.search.lexical import Lexical, tokens, write_lexical

TEXTS = ["全年没有收到申请。", "云山县水务局公开信息12,345条", "GOV.cn 网站每日更新", "", "!!!"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_lexical(tmp_path / "lexical", TEXTS)
    return tmp_path / "lexical"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12,345.6万", ["12345.6", "万", "万"]),
        ("１２３件", ["123", "件", "件"]),
        ("E-mail Gov.CN!", ["e-mail", "gov.cn"]),
        ("5G网", ["5g", "网", "网"]),
        ("1,23,456", ["1", "23456"]),
        ("，。 \n", []),
    ],
)
def test_latin_words_and_numbers_are_whole_lower_case_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_chinese_gives_words_characters_and_pairs() -> None:
    found = tokens("公开信息")
    assert {"公开", "信息", "公", "开", "信", "息", "开信"} == set(found)
    assert found.count("公开") == 2  # as a word and as a pair


def test_pairs_do_not_reach_over_punctuation() -> None:
    assert "开信" not in tokens("公开，信息")


def test_a_name_no_dictionary_has_finds_its_text(folder: Path) -> None:
    scores = Lexical.open(folder).scores("山县水")
    assert scores.argmax() == 1
    assert scores.dtype == np.float32
    assert len(scores) == len(TEXTS)


def test_rows_are_scored_in_the_order_asked(folder: Path) -> None:
    lexical = Lexical.open(folder)
    every = lexical.scores("申请 gov.cn")
    assert every[0] > 0
    assert every[2] > 0
    assert lexical.scores("申请 gov.cn", [2, 3, 0]).tolist() == every[[2, 3, 0]].tolist()


@pytest.mark.parametrize("query", ["", "？", "龘"])
def test_a_query_that_shares_nothing_scores_nothing(folder: Path, query: str) -> None:
    assert Lexical.open(folder).scores(query).tolist() == [0.0] * len(TEXTS)


@pytest.mark.parametrize("texts", [[], ["", "。"]])
def test_texts_without_any_token_make_an_index_that_finds_nothing(tmp_path: Path, texts: list[str]) -> None:
    write_lexical(tmp_path, texts)
    lexical = Lexical.open(tmp_path)
    assert lexical.count == len(texts)
    assert lexical.scores("公开").tolist() == [0.0] * len(texts)


def test_the_arrays_are_mapped_not_read(folder: Path) -> None:
    assert isinstance(Lexical.open(folder)._ranking.scores["data"], np.memmap)


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Lexical.open(tmp_path)


def test_the_same_texts_give_the_same_files_in_every_process(tmp_path: Path) -> None:
    program = f"from pathlib import Path; from index.search.lexical import write_lexical; write_lexical(Path('.'), {TEXTS!r})"
    root = str(Path(__file__).parents[1])
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": root}
        subprocess.run([sys.executable, "-c", program], cwd=tmp_path / seed, env=environment, check=True)
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / seed).iterdir()} for seed in ("1", "2"))
    assert first == second
