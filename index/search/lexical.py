"""Lexical search: BM25 over words, single characters and character pairs together, kept as memory-mapped files.

The three kinds together won the trial by twenty points over pairs alone: characters and pairs reach the names of bodies
that no dictionary has. A pair that is also a word counts twice, which is part of the mix that won. Knows nothing of
reports: a text is its row number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_OTHER = rf"(?:(?![{_CHINESE}])[^\W_])+"
# A run of Chinese characters; or a Latin word or number as a whole, with the dots and hyphens inside it (160.5964, e-mail).
_RUN = re.compile(rf"(?P<chinese>[{_CHINESE}]+)|{_OTHER}(?:[.'\-]{_OTHER})*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MARK = "rows"  # how many texts there are; written last, and there even when bm25s has nothing to index


def tokens(text: str) -> list[str]:
    """The tokens of a text: words, characters and pairs of its Chinese, lower-case words and numbers of the rest."""
    normal = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).lower())
    found: list[str] = []
    for run in _RUN.finditer(normal):
        found.extend(_chinese_tokens(run[0]) if run["chinese"] else (run[0],))
    return found


def _chinese_tokens(run: str) -> list[str]:
    import rjieba

    return [*rjieba.cut(run), *run, *(run[i : i + 2] for i in range(len(run) - 1))]


def write_lexical(folder: Path, texts: Iterable[str]) -> None:
    """Write the index of the texts, in their order, into a folder (made when it is not there)."""
    import bm25s  # type: ignore[import-untyped]

    # Numbered here in order of appearance: bm25s numbers tokens in the order of a set, another one in every process.
    vocabulary: dict[str, int] = {}
    numbered = [[vocabulary.setdefault(token, len(vocabulary)) for token in tokens(text)] for text in texts]
    folder.mkdir(parents=True, exist_ok=True)
    if vocabulary:
        ranking = bm25s.BM25()
        ranking.index((numbered, vocabulary), create_empty_token=False, show_progress=False)
        ranking.save(folder, show_progress=False)
    (folder / _MARK).write_text(f"{len(numbered)}\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Lexical:
    """An opened index; `count` is the number of its texts. Any number of threads may ask it."""

    count: int
    _ranking: Any  # bm25s.BM25 (untyped), or None when no text has a token

    @classmethod
    def open(cls, folder: Path) -> Lexical:
        """The index in a folder, its arrays mapped, not read; FileNotFoundError when it is not whole."""
        count = int((folder / _MARK).read_text(encoding="utf-8"))
        if not (folder / "params.index.json").is_file():
            return cls(count, None)
        import bm25s

        return cls(count, bm25s.BM25.load(folder, mmap=True, show_progress=False))

    @property
    def indexed(self) -> int:
        """How many rows the arrays really have, 0 when no text has a token; differs from `count` when files are mixed up."""
        return int(self._ranking.scores["num_docs"]) if self._ranking else 0

    def scores(self, query: str, rows: Sequence[int] | NDArray[np.int64] | None = None) -> NDArray[np.float32]:
        """The BM25 score of each of the rows for the query, or of every text, in order; 0 where no token is shared."""
        import numpy as np

        known = self._ranking.get_tokens_ids(tokens(query)) if self._ranking else []
        if not known:
            return np.zeros(self.count if rows is None else len(rows), dtype=np.float32)
        scores: NDArray[np.float32] = self._ranking.get_scores_from_ids(known)
        return scores if rows is None else scores[np.asarray(rows, dtype=np.int64)]
