"""The tokenizer: a Unigram vocabulary found in the training texts, the same one every time.

The trainer of the tokenizers library was not used: it gave another vocabulary at every run. Knows nothing of vectors.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from math import log

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "[UNK]"
LONGEST = 4  # characters; longer pieces swallow words that are asked for alone (政府信息公开 / 信息公开)
WORD_COUNT = 1000  # of every given word: more than any way to spell it with smaller pieces
SEEDS = 150_000
SEED_COUNT = 12
YEARS = tuple(str(year) for year in range(1949, 2050))
WORD = re.compile(r"[^\W_]+")
# A run of letters of one script or of digits is one word to cut; punctuation carries nothing a mean could keep.
NOT_TEXT = r"[^\p{L}\p{N}\p{M}]+"
RUN = r"\p{N}+|[a-z]+"
PIECES_OF_RUN = re.compile(r"\d+|[a-z]+|[^\da-z]+")


def train_tokenizer(texts: Sequence[str], size: int, words: Sequence[str] = ()) -> Tokenizer:
    """A tokenizer of at most `size` pieces: every character of the texts, the most used pairs, and the words given."""
    # 1) candidates: frequent runs of characters
    counts = count_pieces(texts)
    characters = sorted((piece for piece in counts if len(piece) == 1), key=lambda piece: (-counts[piece], piece))
    seeds = [piece for piece in counts if len(piece) > 1]
    seeds.sort(key=lambda piece: (-counts[piece] * len(piece), piece))
    kept = [*seeds[:SEEDS], *YEARS]
    # 2) cut the texts with what is left, count what was used, keep the most used, again with fewer
    for limit in (SEEDS, 80_000, 50_000, size, size):
        kept = _most_used(counts, kept, limit - len(characters) - len(words) - 1)
        pieces = dict.fromkeys((*characters, *kept))
        tokenizer = build_tokenizer({piece: counts[piece] for piece in pieces} | dict.fromkeys(words, WORD_COUNT))
        counts = Counter(dict.fromkeys(pieces, 0))
        counts.update(_used_pieces(tokenizer, texts))
    return tokenizer


def build_tokenizer(counts: dict[str, int]) -> Tokenizer:
    """A Unigram tokenizer whose piece probabilities follow the counts (plus one); token 0 is the unknown."""
    total = log(sum(counts.values()) + len(counts))
    scored = [(piece, round(log(count + 1) - total, 4)) for piece, count in counts.items()]
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, -99.0), *scored], unk_id=0))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(NOT_TEXT), "removed"), pre_tokenizers.Split(Regex(RUN), "isolated")]
    )
    return tokenizer


def count_pieces(texts: Sequence[str]) -> Counter[str]:
    """How often each character, and each longer run that can be frequent, stands inside a word run of the texts."""
    runs = [
        run
        for text in texts
        for word in WORD.findall(unicodedata.normalize("NFKC", text).lower())
        for run in PIECES_OF_RUN.findall(word)
    ]
    counts = Counter(character for run in runs for character in run)
    shorter = {piece for piece, count in counts.items() if count >= SEED_COUNT}
    for length in range(2, LONGEST + 1):
        # A run is frequent only if both its shorter halves are: the rare ones, most of all, need not be held in memory.
        longer = Counter(
            piece
            for run in runs
            for piece in (run[start : start + length] for start in range(len(run) - length + 1))
            if piece[1:] in shorter and piece[:-1] in shorter
        )
        shorter = {piece for piece, count in longer.items() if count >= SEED_COUNT}
        counts.update({piece: longer[piece] for piece in shorter})
    return counts


def _most_used(counts: Counter[str], pieces: Sequence[str], limit: int) -> list[str]:
    years = set(YEARS)  # always pieces: a year cut in two would match other years by half
    others = sorted((piece for piece in pieces if piece not in years), key=lambda piece: (-counts[piece], piece))
    return [*YEARS, *others[: limit - len(YEARS)]]


def _used_pieces(tokenizer: Tokenizer, texts: Sequence[str]) -> Counter[str]:
    used: Counter[int] = Counter()
    for start in range(0, len(texts), 1000):
        # By their ids: some versions of the library leave the pieces themselves empty in a fast batch.
        for encoding in tokenizer.encode_batch_fast(list(texts[start : start + 1000]), add_special_tokens=False):
            used.update(encoding.ids)
    del used[0]
    pieces = {row: piece for piece, row in tokenizer.get_vocab().items()}
    return Counter({pieces[row]: count for row, count in used.items()})
