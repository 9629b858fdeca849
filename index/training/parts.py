"""What an English word's vector is made of beside its own: of the vectors of the Chinese words it stands for.

A row a token, a column a part, as a sparse matrix: `parts @ weights` are the vectors that are shipped. So an English word goes
wherever its Chinese words go, those too that no training question names. Knows nothing of training.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from tokenizers import Tokenizer

from index.training.glossary import Entry, split_words, stem_of


def find_parts(tokenizer: Tokenizer, glossary: Sequence[Entry]) -> sparse.csr_matrix:
    """The parts of every token with their weights: itself by 1, and for an English word its Chinese ones."""
    size = tokenizer.get_vocab_size()
    rows, columns, weights = zip(*_translations(tokenizer, glossary), strict=True)
    translations = sparse.csr_matrix((np.array(weights, dtype=np.float32), (rows, columns)), shape=(size, size))
    return (sparse.identity(size, dtype=np.float32, format="csr") + translations).tocsr()


def _translations(tokenizer: Tokenizer, glossary: Sequence[Entry]) -> Iterator[tuple[int, int, float]]:
    """For each English word the tokens of all its Chinese words, as long together as one of them is likely to be."""
    vocabulary = tokenizer.get_vocab(with_added_tokens=False)
    chinese: dict[str, dict[str, None]] = {}
    for entry in sorted(glossary, key=lambda entry: min(len(split_words(phrase)) for phrase in entry.english)):
        for phrase in entry.english:
            words = split_words(phrase)
            for word in words:
                # Of new york only york needs it: new says more in entries of its own.
                if len(words) == 1 or word not in chinese:
                    chinese.setdefault(word, {}).update(dict.fromkeys(entry.chinese))
    stems = {stem: chinese[word] for word in chinese if (stem := stem_of(word)) and stem not in chinese}
    for word, translations in (chinese | stems).items():
        for translation in translations:
            for column in tokenizer.encode(translation, add_special_tokens=False).ids:
                yield vocabulary[word], column, len(translations) ** -0.5
