"""Sentence vectors: the model that ships with gkbot, or any other the owner names, behind one `Embedder`.

A static model is read with tokenizers and numpy alone, because torch takes seven seconds to import. Knows nothing of
passages, indexes or questions.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

SHIPPED_MODEL = Path(__file__).parents[1] / "model"

# Texts gathered into one array of token vectors: about 100 tokens a text and 1 KB a token keep it near 25 MB.
CHUNK = 256
STATIC_MODULES = ("StaticEmbedding", "Normalize")
HUB_NAME = re.compile(r"\w([\w.-]*\w)?(/\w([\w.-]*\w)?)?")
ENCODING: dict[str, Any] = {"normalize_embeddings": True, "show_progress_bar": False, "convert_to_numpy": True}
WAY_OUT = "name a sentence-transformers folder or hub model, or leave the setting empty for the model that ships with gkbot"


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their likeness; `id` names the model and its exact weights."""

    @property
    def id(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Float32 array (texts, dimensions), rows of length 1; a text without any known token, as "", is a row of zeros."""
        ...

    def encode_query(self, text: str) -> Vectors:
        """The vector (dimensions) of a question, which some models put otherwise than a passage."""
        ...


@dataclass(frozen=True, slots=True)
class StaticEmbedder:
    """A static model in memory: the vector of a text is the mean of its tokens' vectors, brought to length 1."""

    id: str
    tokenizer: Tokenizer
    weights: Vectors

    @classmethod
    def read(cls, folder: Path) -> StaticEmbedder:
        """The model of a folder that `is_static`; raises ModelError when files are missing, damaged or do not fit together."""
        from safetensors import SafetensorError

        tokenizer_file, weights_file = folder / "tokenizer.json", folder / "model.safetensors"
        try:
            tokenizer = _read_tokenizer(tokenizer_file)
            name, weights = _read_weights(weights_file)
            digest = hashlib.sha256(weights_file.read_bytes() + tokenizer_file.read_bytes()).hexdigest()
        except (OSError, ValueError, KeyError, SafetensorError) as error:
            raise ModelError(f"cannot read the embedding model in {folder}: {_one_line(error)}; {WAY_OUT}") from error
        if tokenizer.get_vocab_size() > len(weights):
            raise ModelError(
                f"the embedding model in {folder} has {tokenizer.get_vocab_size()} tokens but {len(weights)} vectors: "
                "tokenizer.json and model.safetensors are of two models"
            )
        return cls(f"{name or folder.resolve().name}@{digest[:12]}", tokenizer, weights)

    @property
    def dimensions(self) -> int:
        return int(self.weights.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Float32 array (texts, dimensions), rows of length 1; a text without any token, as "", is a row of zeros."""
        sums = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), CHUNK):
            self._add_token_vectors(texts[start : start + CHUNK], sums[start : start + CHUNK])
        return unit_rows(sums)

    def encode_query(self, text: str) -> Vectors:
        """The vector (dimensions) of a question: that of any text."""
        vector: Vectors = self.encode([text])[0]
        return vector

    def _add_token_vectors(self, texts: Sequence[str], sums: Vectors) -> None:
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        for row, encoding in zip(sums, encodings, strict=True):
            # A sum points where the mean points, and the length is brought to 1 afterwards.
            np.sum(self.weights[encoding.ids], axis=0, out=row)


class SentenceTransformerEmbedder:
    """Any model that the sentence_transformers library loads, from a folder or by its hub name."""

    def __init__(
        self, spec: str, *, query_prefix: str | None = None, passage_prefix: str | None = None, device: str | None = None
    ) -> None:
        """Loads the model, torch included (seconds); raises ModelError when it can't be had.

        A prefix left None is the one the model's own configuration names, if any.
        """
        self._model = _load_sentence_transformer(spec, device)
        self._query_prefix = query_prefix
        self._passage_prefix = passage_prefix
        # Passages with another prefix have other vectors: an index of theirs is another model's.
        said = (self._model.prompts.get("document") if passage_prefix is None else passage_prefix) or ""
        self.id = f"{Path(spec).name}@{_state_digest(self._model, said)}"
        self.dimensions = int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Float32 array (texts, dimensions), rows of length 1; whether "" gives zeros is the model's own affair."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = self._model.encode_document(list(texts), prompt=self._passage_prefix, **ENCODING)
        return np.asarray(vectors, dtype=np.float32)

    def encode_query(self, text: str) -> Vectors:
        """The vector (dimensions) of a question, with the prefix for questions."""
        vectors = self._model.encode_query([text], prompt=self._query_prefix, **ENCODING)
        return np.asarray(vectors[0], dtype=np.float32)


def load_embedder(
    spec: str | None = None,
    *,
    query_prefix: str | None = None,
    passage_prefix: str | None = None,
    device: str | None = None,
) -> Embedder:
    """The embedder for a setting: None is the shipped model, else a folder or a hub name ("BAAI/bge-small-zh-v1.5").

    Prefixes and device ("cpu", "cuda:1") are for models that sentence_transformers loads. Raises ModelError with one line when
    the spec leads to no model.
    """
    plain = query_prefix is passage_prefix is device is None
    folder = Path(spec).expanduser() if spec else SHIPPED_MODEL
    if folder.is_dir() and plain and is_static(folder):
        return StaticEmbedder.read(folder)
    if not folder.is_dir() and (folder.exists() or not HUB_NAME.fullmatch(str(spec))):
        raise ModelError(f"no embedding model at {spec}: expected a folder or a hub name such as owner/model; {WAY_OUT}")
    name = str(folder) if folder.is_dir() else str(spec)
    return SentenceTransformerEmbedder(name, query_prefix=query_prefix, passage_prefix=passage_prefix, device=device)


def is_static(folder: Path) -> bool:
    """Whether the folder's modules.json describes a static embedding with nothing behind it but normalisation."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
        places = [module["path"] for module in modules]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False  # no such description: sentence_transformers has the last word on what the folder is
    return kinds in ([STATIC_MODULES[0]], list(STATIC_MODULES)) and places[0] == ""


def unit_rows(vectors: Vectors) -> Vectors:
    """The same rows at length 1; rows of zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit


def _read_tokenizer(path: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    text = path.read_text(encoding="utf-8")
    try:
        tokenizer = Tokenizer.from_str(text)
    except Exception as error:  # tokenizers raises bare Exception for whatever is wrong with the file
        raise ValueError(f"{path.name} is not a tokenizer: {error}") from error
    tokenizer.no_padding()  # as sentence_transformers does
    return tokenizer


def _read_weights(path: Path) -> tuple[str | None, Vectors]:
    """The model's name, if the file gives one, and its token vectors as float32.

    Two layouts: "embedding.weight" of sentence_transformers, and "embeddings" of model2vec with an optional factor a
    token in "weights" (ours: int8 rows with their scales) and an optional "mapping" from token to row.
    """
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        name = (file.metadata() or {}).get("name")
        if "embedding.weight" in file.keys():  # noqa: SIM118 (not a dict)
            return name, file.get_tensor("embedding.weight").astype(np.float32)
        tensors: dict[str, Any] = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    vectors: Vectors = tensors["embeddings"].astype(np.float32)
    if "mapping" in tensors:
        vectors = vectors[tensors["mapping"]]
    if "weights" in tensors:
        vectors = vectors * tensors["weights"].astype(np.float32)[:, None]
    return name, vectors


def _load_sentence_transformer(spec: str, device: str | None) -> SentenceTransformer:
    local = Path(spec).is_dir()
    if local:
        # Read when huggingface_hub is first imported; without it even a local folder is looked up at the hub.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # it would draw over what a command prints
    try:
        return SentenceTransformer(spec, local_files_only=local, device=device)
    except Exception as error:  # config, weights, network and remote code fail with errors of five libraries
        raise ModelError(f"cannot load the embedding model {spec}: {_one_line(error)}; {WAY_OUT}") from error


def _state_digest(model: SentenceTransformer, passage_prefix: str) -> str:
    import torch

    digest = hashlib.sha256(passage_prefix.encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    tokenizer: Any = getattr(model, "tokenizer", None)  # an image model has none
    tokenizer = getattr(tokenizer, "backend_tokenizer", tokenizer)
    digest.update(tokenizer.to_str().encode() if hasattr(tokenizer, "to_str") else b"")
    return digest.hexdigest()[:12]


def _one_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(" .:") if lines else type(error).__name__
