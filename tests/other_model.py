"""A tiny model of another kind, made here, taken through index and answer: `python tests/other_model.py WORK REPORT`.

Run apart from the tests, all of it in one interpreter, because torch takes seconds to import and transformers leaves warnings
and settings behind. Reads WORK/texts.json, writes what happened to WORK/said.json.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import BertConfig, BertModel, BertTokenizer

from index.errors import ModelError
from index.search.embedding import SHIPPED_MODEL, Embedder, SentenceTransformerEmbedder, load_embedder
from ui.cli import main

QUESTION = "有哪些问题"


def make_model(work: Path, characters: str) -> str:
    """The folder of a model with one layer over single characters, with a prompt for questions."""
    torch.manual_seed(0)
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set(characters) - set(" \n\t\r"))]
    config = BertConfig(vocab_size=len(tokens), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64)
    BertModel(config).save_pretrained(work / "bert")
    BertTokenizer({token: n for n, token in enumerate(tokens)}, model_max_length=256).save_pretrained(work / "bert")
    modules = [Transformer(str(work / "bert")), Pooling(32)]
    SentenceTransformer(modules=modules, prompts={"query": "问", "document": ""}).save(str(work / "tiny"))
    return str(work / "tiny")


def describe(embedder: Embedder, texts: list[str]) -> dict[str, Any]:
    """The vectors of the texts, the first of them as a question last, and what the embedder says of itself."""
    rows = np.vstack([embedder.encode(texts), embedder.encode_query(texts[0])])
    return {"id": embedder.id, "dimensions": embedder.dimensions, "empty": embedder.encode([]).shape, "rows": rows.tolist()}


def refuse(spec: str) -> str:
    """What is said of a spec that leads to no model."""
    try:
        return load_embedder(spec).id
    except ModelError as error:
        return str(error)


def run(*command: str) -> dict[str, Any]:
    """What the command line prints."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(command)
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


def take_through(work: Path, report: Path) -> dict[str, Any]:
    """Vectors, refusals, then the command line with the tiny model and with the shipped one."""
    texts = json.loads((work / "texts.json").read_text(encoding="utf-8"))
    tiny = make_model(work, "".join(texts) + report.read_text(encoding="utf-8"))
    said: dict[str, Any] = {
        "shipped": describe(SentenceTransformerEmbedder(str(SHIPPED_MODEL)), texts),
        "tiny": describe(load_embedder(tiny), texts),
        "plain query": describe(load_embedder(tiny, query_prefix=""), texts),
        "passage prefix": describe(load_embedder(tiny, passage_prefix="文", device="cpu"), texts),
        "refused": [refuse(str(work)), refuse("no-such-owner/no-such-model")],
    }
    os.environ |= {"GKBOT_HOME": str(work / "home"), "GKBOT_EMBEDDING_MODEL": tiny}
    said["index"], said["ask"] = run("index", str(report)), run("ask", QUESTION)
    said["manifest"] = json.loads(next((work / "home").glob("builds/*/manifest.json")).read_text(encoding="utf-8"))
    del os.environ["GKBOT_EMBEDDING_MODEL"]
    said["ask with the shipped model"] = run("ask", QUESTION)
    return said


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / "said.json").write_text(json.dumps(take_through(folder, Path(sys.argv[2]))), encoding="utf-8")
