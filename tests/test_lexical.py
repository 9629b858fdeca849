"""Lexical search: what counts as a token, and that the index on disk ranks by them."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from index.search.lexical import Postings, keys_of, rarity, tokens
from index.search.ranges import Ranges

TEXTS = ["全年没有收到申请。", "云山县水务局公开信息12,345条", "GOV.cn 网站每日更新", "", "!!!"]
ALL, NOTHING = (0, len(TEXTS)), Ranges.join([], [])


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


def score(postings: Postings, query: str, *spans: tuple[int, int], texts: int = len(TEXTS)) -> list[float]:
    """The BM25 scores of the texts in these spans."""
    counted = Counter(tokens(query))
    keys = keys_of(counted)
    rare = rarity(postings.holding(keys, NOTHING), texts)
    factors = {at: times * rare[at] for at, times in enumerate(counted.values())}
    return postings.scores(factors, keys, Ranges.join(*zip(*spans, strict=True))).tolist()


def test_a_name_no_dictionary_has_finds_its_text() -> None:
    scores = score(Postings.of(TEXTS), "山县水", ALL)
    assert scores.index(max(scores)) == 1
    assert len(scores) == len(TEXTS)


@pytest.mark.parametrize("spans", [[(2, 4)], [(0, 1), (2, 3)], [(i, i + 1) for i in range(0, 24, 2)], [(3, 3)]])
def test_ranges_of_rows_are_scored_as_all_rows_are(spans: list[tuple[int, int]]) -> None:
    """A few ranges are sliced, many are gathered."""
    texts = TEXTS * 5
    postings = Postings.of(texts)
    every = score(postings, "申请 gov.cn 公开", (0, len(texts)), texts=len(texts))
    assert max(every) > 0
    found = score(postings, "申请 gov.cn 公开", *spans, texts=len(texts))
    assert found == [every[i] for start, end in spans for i in range(start, end)]


def test_a_score_is_bm25s() -> None:
    postings = Postings.of(["公文 公文 来信", "来信"])
    counted = Counter(tokens("公文 公文 来信"))  # the pair counts as a word, too
    share = {token: n / (n + 1.5 * (0.25 + 0.75 * counted.total() / 400)) for token, n in counted.items()}
    one, both = math.log(1 + 1.5 / 1.5), math.log(1 + 0.5 / 2.5)
    wanted = {"公文": 2 * one, "公": one, "文": one, "来信": 2 * both, "来": both, "信": both}
    assert score(postings, "公文来信", (0, 1), texts=2)[0] < sum(
        wanted[token] * share[token] for token in wanted
    )  # 文来 is in none
    assert score(postings, "公文 来信", (0, 1), texts=2) == pytest.approx([sum(wanted[t] * share[t] for t in wanted)], rel=1e-5)


@pytest.mark.parametrize("query", ["", "？", "龘"])
def test_a_query_that_shares_nothing_scores_nothing(query: str) -> None:
    assert score(Postings.of(TEXTS), query, ALL) == [0.0] * len(TEXTS)


@pytest.mark.parametrize("texts", [[], ["", "。"]])
def test_texts_without_any_token_make_lists_that_find_nothing(tmp_path: Path, texts: list[str]) -> None:
    Postings.of(texts).write(tmp_path)
    assert score(Postings.open(tmp_path), "公开", (0, 2)) == [0.0, 0.0]


def test_rows_that_are_gone_do_not_make_a_token_common() -> None:
    postings, keys = Postings.of(TEXTS * 5), keys_of(["申请", "gov.cn", "龘"])
    assert postings.holding(keys, NOTHING).tolist() == [5, 5, 0]
    assert postings.holding(keys, Ranges.join([0, 7], [3, 8])).tolist() == [4, 3, 0]


def test_lists_of_parts_put_together_are_the_lists_of_all() -> None:
    texts = [*TEXTS, "公开栏", *TEXTS]
    parts = [(Postings.of(texts[:3]), 0), (Postings.of(texts[3:4]), 3), (Postings.of(texts[4:]), 4)]
    together, whole = Postings.concatenate(parts), Postings.of(texts)
    for name in Postings.__slots__:
        assert np.array_equal(getattr(together, name), getattr(whole, name)), name


def test_the_lists_are_mapped_not_read(tmp_path: Path) -> None:
    Postings.of(TEXTS).write(tmp_path)
    assert isinstance(Postings.open(tmp_path).rows.base, np.memmap)


def test_lists_that_are_not_whole_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Postings.open(tmp_path)
    Postings.of(TEXTS).write(tmp_path)
    np.save(tmp_path / "weights.npy", np.load(tmp_path / "weights.npy")[:-1])
    with pytest.raises(ValueError, match="do not fit together"):
        Postings.open(tmp_path)


def test_more_texts_than_a_row_number_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.search.lexical.MOST_ROWS", 2)
    with pytest.raises(ValueError, match="5 texts, expected 2 at most"):
        Postings.of(TEXTS)


def test_the_same_texts_give_the_same_files_in_every_process(tmp_path: Path) -> None:
    program = f"from pathlib import Path; from index.search.lexical import Postings; Postings.of({TEXTS!r}).write(Path('.'))"
    root = str(Path(__file__).parents[1])
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": root}
        subprocess.run([sys.executable, "-c", program], cwd=tmp_path / seed, env=environment, check=True)
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / seed).iterdir()} for seed in ("1", "2"))
    assert first == second
