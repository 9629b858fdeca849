"""The folder that ships: weights as int8 with a scale a token, tokenizer, sentence-transformers' description, card.

The layout is model2vec's ("embeddings" times "weights"), which sentence_transformers reads into float32.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from string import Template

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from index.training.judge import Judgement

# The names that sentence-transformers 6 gives its modules; older releases cannot load them.
MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding",
    },
    {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.base.modules.normalize.Normalize"},
]
CONFIG = {
    "model_type": "SentenceTransformer",
    "prompts": {"query": "", "document": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}
CARD = "README.md"
WORLD_READABLE = 0o644


def write_model(folder: Path, name: str, tokenizer: Tokenizer, vectors: npt.NDArray[np.float32]) -> None:
    """Writes all but the card into the folder, made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, scales = quantise(vectors)
    # One key only: safetensors writes several in any order, and the file would differ from one training to the next.
    save_file({"embeddings": rows, "weights": scales}, folder / "model.safetensors", metadata={"name": name})
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    _write_json(folder / "modules.json", MODULES)
    _write_json(folder / "config_sentence_transformers.json", CONFIG)
    for file in folder.iterdir():
        if file.is_file():
            file.chmod(WORLD_READABLE)  # safetensors writes 0600, which a service account can't read


def quantise(vectors: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Rows as whole numbers from -127 to 127 and the factor that brings each row back."""
    scales = np.abs(vectors).max(axis=1) / 127
    rows = np.divide(vectors, scales[:, None], out=np.zeros_like(vectors), where=scales[:, None] > 0)
    return np.rint(rows).astype(np.int8), scales.astype(np.float32)


def write_card(folder: Path, *, judgements: Sequence[Judgement], **facts: object) -> None:
    """Writes README.md, the model card: the template's words with the facts and figures of this training."""
    template = Template(files("index.training").joinpath("card.md").read_text(encoding="utf-8"))
    rows = [
        f"| {one.name} | {one.paragraphs:,} | {one.questions:,} | {one.dimensions} "
        f"| {one.recall_at_1:.1%} | {one.recall_at_5:.1%} |"
        for one in judgements
    ]
    size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file() and file.name != CARD)
    text = template.substitute(facts, figures="\n".join(rows), megabytes=f"{size / 1e6:.1f}")
    (folder / CARD).write_text(text, encoding="utf-8")
    (folder / CARD).chmod(WORLD_READABLE)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
