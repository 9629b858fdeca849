"""A tiny cross-encoder, made here and loaded as a reranker: `python tests/tiny_reranker.py WORK` writes WORK/said.json.

Run apart from the tests, because torch takes seconds to import and transformers leaves warnings and settings behind.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]

import torch  # noqa: E402
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer  # noqa: E402

from gkbot.passages.reranking import CrossReranker  # noqa: E402
from index.errors import ModelError  # noqa: E402

TEXTS = ["组织培训两期", "本年度没有诉讼", "网站更新不及时"]


def make_model(folder: Path) -> None:
    """A cross-encoder with one layer over single characters."""
    torch.manual_seed(0)
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set("".join(TEXTS)))]
    config = BertConfig(vocab_size=len(tokens), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, num_labels=1)
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer({token: n for n, token in enumerate(tokens)}, model_max_length=128).save_pretrained(folder)


def main(work: Path) -> None:
    """Score with the model, and ask for one that isn't there."""
    make_model(work / "cross")
    scores = CrossReranker(str(work / "cross")).scores("培训了几期", TEXTS)
    (work / "empty").mkdir()
    try:
        CrossReranker(str(work / "empty")).scores("培训了几期", TEXTS)
        refused = ""
    except ModelError as error:
        refused = str(error)
    (work / "said.json").write_text(json.dumps({"scores": scores, "refused": refused}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
