"""Training the embedding model: what it reads, and that a small run gives a usable model, the same one every time."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.search.embedding import load_embedder
from index.training.corpus import Article, MissingCorpus, QuestionSet, cut_statute, read_articles, read_question_set
from index.training.folder import quantise
from index.training.glossary import Entry, english_pieces, read_glossary
from index.training.judge import judge
from index.training.pairs import PairSource, cut_clauses
from index.training.parts import find_parts
from index.training.vocabulary import YEARS, count_pieces, train_tokenizer

ROOT = Path(__file__).parents[1]
STATUTE = """# 云栖县河道条例

2031年1月1日 通过

<!-- INFO END -->

## 第一章　总则

第一条 为了保护河道，制定本条例。

第二条　本条例适用于下列河道：

（一）云栖河；

## 第二章　处罚

第三条之一 向河道倾倒垃圾的，处五百元罚款。
"""
SUBJECTS = ("河道", "公园", "图书馆", "学校", "市场", "道路", "渔船", "果园", "档案", "广场")
ACTS = ("应当定期检查", "由县人民政府管理", "每年修缮一次", "不得擅自占用", "实行登记制度", "向社会公开")


def test_statute_is_cut_into_articles_under_their_chapter() -> None:
    articles = [(article.heading, article.text) for article in cut_statute(STATUTE)]
    assert articles == [
        ("云栖县河道条例", "2031年1月1日 通过"),
        ("云栖县河道条例 第一章　总则", "为了保护河道，制定本条例。"),
        ("云栖县河道条例 第一章　总则", "本条例适用于下列河道：\n（一）云栖河；"),
        ("云栖县河道条例 第二章　处罚", "向河道倾倒垃圾的，处五百元罚款。"),
    ]


def test_statute_without_articles_is_cut_by_length() -> None:
    pieces = list(cut_statute("# 标准\n" + "\n".join("甲" * 100 for _ in range(7))))
    assert [len(piece.text.replace("\n", "")) for piece in pieces] == [300, 300, 100]


def test_clauses_together_are_the_text() -> None:
    text = "为了保护河道，制定本条例。\n是，本条例适用于下列河道：云栖河；渔"
    clauses = cut_clauses(text)
    assert "".join(clauses) == text
    assert all(len(clause) > 4 for clause in clauses[:-1])


def test_frequent_runs_are_counted_within_words_only() -> None:
    counts = count_pieces(["政府信息公开，ABC2031"] * 20)
    assert counts["信息公开"] == counts["信息"] == counts["公"] == counts["abc"] == counts["2031"] == 20
    assert not any(piece in counts for piece in ("开,", "开a", "c2", "信息公开a"))


def test_vocabulary_holds_every_character_and_whole_years() -> None:
    texts = make_texts(300)
    tokenizer = train_tokenizer(texts, 260)
    vocabulary = tokenizer.get_vocab()
    assert len(vocabulary) <= 260
    assert {character for text in texts for character in text if character.isalnum()} <= vocabulary.keys()
    assert set(YEARS) <= vocabulary.keys()
    assert tokenizer.encode("２０３１年，图书馆").tokens[0] == "2031"
    assert "图书馆" in vocabulary


def test_a_piece_used_more_often_is_likelier() -> None:
    tokenizer = train_tokenizer(["甲乙，丙丁"] * 50 + ["乙丙"] * 20 + ["丁"], 200)
    likeliness = dict(map(tuple, json.loads(tokenizer.to_str())["model"]["vocab"]))
    assert likeliness["甲乙"] > likeliness["乙丙"] > likeliness["1949"]


def test_english_words_are_pieces_and_what_is_added_to_them_apart() -> None:
    glossary = (Entry(("policy",), ("政策",)), Entry(("people's congress",), ("人大",)), Entry(("the",), ()))
    tokenizer = train_tokenizer(make_texts(300), 300, english_pieces(glossary))
    assert tokenizer.encode("The policies, people's Congress").tokens == ["the", "polic", "ies", "people", "s", "congress"]


def test_glossary_tells_english_words_by_chinese_ones() -> None:
    entries = read_glossary()
    assert all(word and word.replace("'", "").replace("-", "").replace(" ", "").isalpha() for e in entries for word in e.english)
    assert all(not word.isascii() for entry in entries for word in entry.chinese)
    assert len(entries) == len(set(entries))


def test_an_english_word_points_where_its_chinese_words_point() -> None:
    glossary = (Entry(("park",), ("公园",)), Entry(("library park",), ("图书馆",)), Entry(("the",), ()))
    tokenizer = train_tokenizer(make_texts(300), 400, english_pieces(glossary))
    vocabulary = tokenizer.get_vocab()
    weights = np.random.default_rng(0).normal(size=(len(vocabulary), 64))
    weights[[vocabulary[word] for word in ("park", "library", "the")]] = 0  # as words never trained are, almost
    vectors = find_parts(tokenizer, glossary) @ weights
    chinese = {word: vectors[tokenizer.encode(word).ids].sum(axis=0) for word in ("公园", "图书馆")}
    np.testing.assert_allclose(vectors[vocabulary["park"]], chinese["公园"], rtol=1e-5)
    np.testing.assert_allclose(vectors[vocabulary["library"]], chinese["图书馆"], rtol=1e-5)
    assert not vectors[vocabulary["the"]].any()


def test_some_queries_are_put_in_english() -> None:
    glossary = (*(Entry((f"thing{chr(97 + n)}",), (word,)) for n, word in enumerate((*SUBJECTS, *ACTS))), Entry(("the",), ()))
    articles = [Article("", text) for text in make_texts(200)]
    questions = QuestionSet("made up", ("公园应当定期检查，每年修缮一次。",), ("公园怎么管理？",), (0,))
    tokenizer = train_tokenizer([article.text for article in articles], 600, english_pieces(glossary))
    batch = PairSource(tokenizer, articles, [questions], glossary, np.random.default_rng(0)).draw_statutes(100)
    asked = [tokenizer.decode(query.tolist()) for query in batch.queries]
    english = [query for query in asked if "thing" in query]
    assert 5 <= len(english) <= 40
    assert any("the" in query.split() for query in english)
    assert not any(word in query for query in english for word in SUBJECTS)


def test_judgements_are_of_the_first_dimensions(shipped_like: QuestionSet) -> None:
    found = judge(load_embedder(), shipped_like, (256, 64))
    assert [one.dimensions for one in found] == [256, 64]
    assert all(one.recall_at_1 == one.recall_at_5 == 1 for one in found)


@pytest.fixture
def shipped_like() -> QuestionSet:
    """Two paragraphs so unlike that a few dimensions tell them apart."""
    paragraphs = ("本机关未收取信息处理费。", "全年举办业务培训班两期，参加人员八十人次。")
    return QuestionSet("made up", paragraphs, ("怎么收费？", "培训了多少人员？"), (0, 1))


def test_quantised_rows_keep_their_direction_and_zeros() -> None:
    vectors = np.random.default_rng(0).normal(size=(50, 256)).astype(np.float32)
    vectors[7] = 0
    rows, scales = quantise(vectors)
    assert rows.dtype == np.int8
    np.testing.assert_allclose(rows * scales[:, None], vectors, atol=float(np.abs(vectors).max()) / 254 + 1e-6)
    assert not rows[7].any()


def test_missing_corpus_is_one_line_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(MissingCorpus, match="statutes") as caught:
        read_articles(tmp_path)
    assert "\n" not in str(caught.value)


def make_texts(count: int) -> list[str]:
    chance = random.Random(0)
    return [
        f"{chance.choice(SUBJECTS)}{chance.choice(ACTS)}，{chance.choice(SUBJECTS)}{chance.choice(ACTS)}。" for _ in range(count)
    ]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A made-up corpus: one regulation, thirty statutes, and question sets under the names the recipe knows."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "regulation_2019.md").write_text(STATUTE, encoding="utf-8")
    texts = make_texts(600)
    with gzip.open(folder / "statutes.jsonl.gz", "wt", encoding="utf-8") as file:
        for number in range(30):
            lines = "\n".join(f"第{n + 1}条 {text}" for n, text in enumerate(texts[number * 20 : number * 20 + 20]))
            file.write(json.dumps({"path": f"条例/{number}.md", "text": f"# 第{number}号条例\n{lines}"}) + "\n")
    paragraphs = [
        {"context": f"{subject}{act}。", "qas": [{"question": f"{subject}怎么管理？"}]}
        for subject in SUBJECTS
        for act in ACTS[:1]
    ]
    for name in ("cmrc_trial", "cmrc_dev", "xquad_zh", "xquad_en"):
        with gzip.open(folder / f"{name}.json.gz", "wt", encoding="utf-8") as file:
            json.dump({"data": [{"paragraphs": paragraphs}]}, file)
    return folder


def test_question_set_pairs_each_question_with_its_paragraph(corpus: Path) -> None:
    questions = read_question_set(corpus, "cmrc_trial")
    assert len(questions.questions) == len(questions.answers) == len(SUBJECTS)
    assert all(
        questions.paragraphs[row][:2] == asked[:2] for asked, row in zip(questions.questions, questions.answers, strict=True)
    )


@pytest.mark.slow
def test_training_twice_gives_the_same_model_that_finds_its_paragraphs(corpus: Path, tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from index.training.__main__ import Recipe, train
recipe = Recipe(tokens=3000, dimensions=16, cuts=(8,), steps=40, batch=64, sets=("cmrc_trial",))
train(Path(sys.argv[1]), Path(sys.argv[2]), recipe)
"""
    folders = [tmp_path / "first", tmp_path / "second"]
    for number, folder in enumerate(folders):
        environment = {**os.environ, "PYTHONHASHSEED": str(number)}
        subprocess.run([sys.executable, "-c", code, str(corpus), str(folder)], cwd=ROOT, env=environment, check=True, timeout=120)
    for name in ("model.safetensors", "tokenizer.json", "modules.json", "config_sentence_transformers.json"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name
        assert (folders[0] / name).stat().st_mode & 0o004
    assert "$" not in (folders[0] / "README.md").read_text(encoding="utf-8")
    vectors = load_embedder(str(folders[0])).encode([f"{subject}怎么管理" for subject in SUBJECTS])
    passages = load_embedder(str(folders[1])).encode([f"{subject}应当定期检查。" for subject in SUBJECTS])
    assert ((vectors @ passages.T).argmax(axis=1) == np.arange(len(SUBJECTS))).mean() >= 0.8
