"""A second look at the best passages, by a cross-encoder that the owner names.

Knows nothing of indexes; what was found is given in order, with the texts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

RERANKED = 20  # passages
WAY_OUT = "name a folder or hub model of sentence-transformers' CrossEncoder in GKBOT_RERANKER, or leave the setting empty"


class Reranker(Protocol):
    """Tells how well texts answer a question."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """A number for each text, 0 to 1, higher where it answers better."""
        ...


class CrossReranker:
    """A cross-encoder of sentence_transformers, loaded at the first question; ModelError, one line, when it cannot be."""

    def __init__(self, spec: str, device: str | None = None) -> None:
        self._spec, self._device = spec, device
        self._model: CrossEncoder | None = None

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """The cross-encoder's score of each text."""
        if not texts:
            return []
        if self._model is None:
            self._model = _load(self._spec, self._device)
        pairs: Any = [(question, text) for text in texts]
        predicted = self._model.predict(pairs, show_progress_bar=False)
        return [1 / (1 + math.exp(-min(max(float(score), -50.0), 50.0))) for score in predicted]


def _load(spec: str, device: str | None) -> CrossEncoder:
    import os

    local = Path(spec).expanduser().is_dir()
    if local:
        # Read when huggingface_hub is first imported; without it even a local folder is looked up at the hub.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import CrossEncoder

    name = str(Path(spec).expanduser()) if local else spec
    try:
        model: CrossEncoder = CrossEncoder(name, device=device, local_files_only=local, num_labels=1)
    except Exception as error:  # config, weights and network fail with errors of several libraries
        lines = str(error).strip().splitlines()
        told = lines[0].rstrip(" .:") if lines else type(error).__name__
        raise ModelError(f"cannot load the reranker {spec}: {told}; {WAY_OUT}") from error
    return model
