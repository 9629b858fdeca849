"""Chinese for English words that the thesaurus does not know, read from glossary.toml.

Knows single words only: what they mean together, and which of them say nothing, is the thesaurus's job.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

LATIN_WORD = re.compile(r"[a-z][a-z-]+")
# The ends of inflected forms and what stands there in the plain one.
ENDINGS = (
    ("'s", ""),
    ("ies", "y"),
    ("ied", "y"),
    ("es", ""),
    ("s", ""),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
)


@cache
def load_glossary() -> Mapping[str, tuple[str, ...]]:
    """The shipped glossary: an English word in its plain form, and the Chinese words for it."""
    data = tomllib.loads((files(__package__) / "glossary.toml").read_text(encoding="utf-8"))
    return {word: tuple(said.split("|")) for word, said in data.items()}


def in_chinese(word: str) -> tuple[str, ...]:
    """The Chinese words for a lower-case English one in whatever form; empty where there is none."""
    glossary = load_glossary()
    return next((glossary[form] for form in _plain_forms(word) if form in glossary), ())


def with_chinese(text: str) -> str:
    """A text with the Chinese words for its English ones after it."""
    return " ".join([text, *(said for word in LATIN_WORD.findall(text) for said in in_chinese(word))])


def _plain_forms(word: str) -> Iterator[str]:
    yield word
    for ending, plain in ENDINGS:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            yield stem + plain
            if stem[-2:-1] == stem[-1:]:
                yield stem[:-1]  # planned, planning
