"""The embedder: what vectors it promises, whose vectors they are, and what a bad setting says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from index.errors import ModelError
from index.sample.reports import write_samples
from index.search.embedding import CHUNK, SHIPPED_MODEL, StaticEmbedder, is_static, load_embedder

ROOT = Path(__file__).parents[1]
TEXTS = [
    "2031年，本机关共收到政府信息公开申请12件。",
    "存在的主要问题：公开渠道不够丰富，业务人员水平有待提高。",
    "存在哪些问题？",
    "",
    "，。！？",
    "How many applications were received?",
    "Ａ１２　全角与㎡",
    "云栖县\n财政局\t办公室",
    "公开" * 3000,
]
STATIC = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
NORMALIZE = "sentence_transformers.base.modules.normalize.Normalize"


@pytest.fixture(scope="module")
def shipped() -> StaticEmbedder:
    embedder = load_embedder()
    assert isinstance(embedder, StaticEmbedder)
    return embedder


@pytest.fixture
def toy_folder(tmp_path: Path) -> Path:
    """A static model of three tokens on two axes: 甲 points east, 乙 north, and the unknown nowhere."""
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "甲": 1, "乙": 2}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    save_file({"embedding.weight": np.array([[0, 0], [1, 0], [0, 1]], dtype=np.float32)}, tmp_path / "model.safetensors")
    write_modules(tmp_path, STATIC, NORMALIZE)
    return tmp_path


def write_modules(folder: Path, *types: str) -> None:
    modules = [{"idx": n, "name": str(n), "path": "" if n == 0 else f"{n}_Module", "type": kind} for n, kind in enumerate(types)]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")


def test_shipped_model_gives_float32_rows_of_length_one(shipped: StaticEmbedder) -> None:
    vectors = shipped.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), shipped.dimensions)
    assert vectors.dtype == np.float32
    worded = [bool(text.strip("，。！？")) for text in TEXTS]
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), np.where(worded, 1.0, 0.0), atol=1e-6)


def test_no_texts_give_no_rows(shipped: StaticEmbedder) -> None:
    assert shipped.encode([]).shape == (0, shipped.dimensions)


def test_a_text_has_the_same_vector_alone_and_among_others(shipped: StaticEmbedder) -> None:
    many = [f"第{number}条 {TEXTS[number % len(TEXTS)]}" for number in range(2 * CHUNK + 3)]
    together = shipped.encode(many)
    for row in (0, CHUNK - 1, CHUNK, 2 * CHUNK + 2):
        np.testing.assert_allclose(shipped.encode([many[row]])[0], together[row], atol=1e-6)


@pytest.mark.parametrize(
    ("question", "passage", "other"),
    [
        ("公开工作还有哪些不足？", "存在的主要问题：信息公开的深度和广度有待加强。", "本机关无行政事业性收费。"),
        ("组织了几次培训", "全年举办业务培训班两期，参加人员八十人次。", "申请人可以通过邮寄方式提交申请表。"),
        ("怎么收费", "依申请提供政府信息收取信息处理费。", "加强组织领导，明确责任分工。"),
    ],
)
def test_a_question_is_nearer_to_what_answers_it(shipped: StaticEmbedder, question: str, passage: str, other: str) -> None:
    asked, right, wrong = shipped.encode([question, passage, other])
    assert asked @ right > asked @ wrong


def test_shipped_model_fits_the_package(shipped: StaticEmbedder) -> None:
    files = [file for file in SHIPPED_MODEL.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= 12_000_000
    assert all(file.stat().st_mode & 0o004 for file in files), "a service account must be able to read the model"
    assert shipped.dimensions == 256
    assert shipped.tokenizer.get_vocab_size() <= 32_768
    assert shipped.id.startswith("gkbot-static-256@")


def test_reading_the_shipped_model_does_not_import_torch() -> None:
    code = (
        "import sys; from index.search.embedding import load_embedder; load_embedder().encode(['公开'])\n"
        "assert not {'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_a_static_vector_is_the_mean_of_its_tokens(toy_folder: Path) -> None:
    embedder = load_embedder(str(toy_folder))
    assert isinstance(embedder, StaticEmbedder)
    vectors = embedder.encode(["甲", "乙乙", "甲乙", "甲甲甲乙?", "?"])
    expected = [[1, 0], [0, 1], [0.5**0.5, 0.5**0.5], [3 / 10**0.5, 1 / 10**0.5], [0, 0]]
    np.testing.assert_allclose(vectors, expected, atol=1e-6)


def test_id_changes_with_weights_and_tokenizer_and_not_with_place(
    toy_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first = load_embedder(str(toy_folder)).id
    moved = tmp_path_factory.mktemp("elsewhere") / toy_folder.name
    shutil.copytree(toy_folder, moved)
    assert load_embedder(str(moved)).id == first
    save_file({"embedding.weight": np.eye(3, 2, dtype=np.float32)}, moved / "model.safetensors")
    reweighted = load_embedder(str(moved)).id
    assert reweighted != first
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "丙": 1, "乙": 2}, unk_token="[UNK]"))
    tokenizer.save(str(moved / "tokenizer.json"))
    assert load_embedder(str(moved)).id not in (first, reweighted)


def test_model2vec_layout_with_mapping_and_factors_is_read(toy_folder: Path) -> None:
    tensors = {
        "embeddings": np.array([[0, 0], [2, 0], [0, 100]], dtype=np.int8),
        "mapping": np.array([0, 2, 1]),
        "weights": np.array([1, 0.01, 0.5], dtype=np.float32),
    }
    save_file(tensors, toy_folder / "model.safetensors")
    embedder = load_embedder(str(toy_folder))
    assert isinstance(embedder, StaticEmbedder)
    np.testing.assert_allclose(embedder.weights, [[0, 0], [0, 1], [1, 0]], atol=1e-6)


@pytest.mark.parametrize(
    ("types", "static"),
    [
        ((STATIC,), True),
        ((STATIC, NORMALIZE), True),
        (("sentence_transformers.models.StaticEmbedding",), True),
        ((STATIC, "sentence_transformers.base.modules.dense.Dense"), False),
        (("sentence_transformers.base.modules.transformer.Transformer", NORMALIZE), False),
        ((), False),
    ],
)
def test_only_a_static_embedding_and_nothing_more_is_static(tmp_path: Path, types: tuple[str, ...], static: bool) -> None:
    write_modules(tmp_path, *types)
    assert is_static(tmp_path) is static


def damage_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")


def damage_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"\x08\x00\x00\x00\x00\x00\x00\x00notjson!")


def remove_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def remove_rows(folder: Path) -> None:
    save_file({"embedding.weight": np.ones((2, 2), dtype=np.float32)}, folder / "model.safetensors")


def rename_tensor(folder: Path) -> None:
    save_file({"something": np.ones((3, 2), dtype=np.float32)}, folder / "model.safetensors")


@pytest.mark.parametrize("harm", [damage_tokenizer, damage_weights, remove_weights, remove_rows, rename_tensor])
def test_a_spoilt_static_folder_is_one_line(toy_folder: Path, harm) -> None:  # type: ignore[no-untyped-def]
    harm(toy_folder)
    with pytest.raises(ModelError) as caught:
        load_embedder(str(toy_folder))
    assert str(toy_folder) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("spec", ["/no/such/folder", "./nowhere", "~/nowhere/at/all", __file__, "owner/model/more", "a model"])
def test_a_spec_that_leads_nowhere_is_one_line_with_the_way_out(spec: str) -> None:
    with pytest.raises(ModelError, match="expected a folder or a hub name") as caught:
        load_embedder(spec)
    assert spec in str(caught.value)
    assert "\n" not in str(caught.value)


def run_apart(code: str, *arguments: str) -> str:
    """The output of the code in a fresh, offline interpreter: torch and transformers leave warnings and settings behind."""
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=120).stdout


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a fresh, offline interpreter with torch says: torch and transformers leave warnings and settings behind."""
    work = tmp_path_factory.mktemp("apart")
    (report,) = write_samples(work / "reports", 1)
    (work / "texts.json").write_text(json.dumps(TEXTS), encoding="utf-8")
    command = [sys.executable, str(ROOT / "tests" / "other_model.py"), str(work), str(report)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stderr[-2000:]
    said: dict[str, Any] = json.loads((work / "said.json").read_text(encoding="utf-8"))
    return said


def test_sentence_transformers_gives_the_shipped_model_the_same_vectors(shipped: StaticEmbedder, apart: dict[str, Any]) -> None:
    theirs = apart["shipped"]
    np.testing.assert_allclose(theirs["rows"], np.vstack([shipped.encode(TEXTS), shipped.encode_query(TEXTS[0])]), atol=1e-5)
    assert theirs["id"].startswith("model@")
    assert (theirs["dimensions"], theirs["empty"]) == (256, [0, 256])


def test_what_sentence_transformers_cannot_load_is_one_line(apart: dict[str, Any]) -> None:
    lines = apart["refused"]
    assert "no-such-owner/no-such-model" in lines[1]
    assert all("name a sentence-transformers folder" in line and "\n" not in line for line in lines)


def test_prefixes_are_the_models_own_unless_others_are_set(apart: dict[str, Any]) -> None:
    own, plain, prefixed = (np.array(apart[name]["rows"]) for name in ("tiny", "plain query", "passage prefix"))
    assert own.shape == (len(TEXTS) + 1, 32)
    np.testing.assert_allclose(np.linalg.norm(own, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(plain[-1], plain[0], atol=1e-5)  # without a prefix a question is a text like any other
    assert np.abs(own[-1] - own[0]).max() > 1e-3
    np.testing.assert_allclose(own[:-1], plain[:-1], atol=1e-5)
    assert np.abs(own[0] - prefixed[0]).max() > 1e-3


def test_only_a_prefix_of_passages_makes_another_model(apart: dict[str, Any]) -> None:
    assert apart["tiny"]["id"] == apart["plain query"]["id"]
    assert apart["tiny"]["id"] != apart["passage prefix"]["id"]
    assert apart["tiny"]["id"].startswith("tiny@")


def test_another_model_indexes_and_answers_and_no_other_is_taken(apart: dict[str, Any]) -> None:
    assert apart["index"]["code"] == 0, apart["index"]
    assert apart["manifest"]["model"] == {"id": apart["tiny"]["id"], "dimensions": 32}
    assert apart["ask"]["code"] == 0
    assert "> " in apart["ask"]["out"]  # a passage, quoted
    refused = apart["ask with the shipped model"]
    assert refused["code"] == 1
    assert refused["err"].count("\n") == 1
    assert apart["tiny"]["id"] in refused["err"]
    assert "gkbot index" in refused["err"]
