"""English words and the Chinese words they stand for, as glossary.txt tells them. Knows nothing of tokens or vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

SUFFIXES = ("s", "es", "d", "ed", "ing", "ies", "ied", "er", "ers", "ly")
DROPPED = "ey"  # last letters that some suffixes take away: manage, managing; policy, policies


@dataclass(frozen=True, slots=True)
class Entry:
    """English words or phrases of one meaning, and the Chinese words for it; without any, they are words that say nothing."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]


def read_glossary() -> tuple[Entry, ...]:
    """The entries of glossary.txt, in its order."""
    lines = files(__package__).joinpath("glossary.txt").read_text(encoding="utf-8").splitlines()
    halves = [line.split("=") for line in lines if line and not line.startswith("#")]
    return tuple(Entry(tuple(word.strip() for word in english.split("|")), tuple(chinese.split())) for english, chinese in halves)


def english_pieces(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The words of the entries, what is left of them before a suffix, and the suffixes, each once."""
    words = dict.fromkeys(word for entry in entries for phrase in entry.english for word in split_words(phrase))
    return tuple(dict.fromkeys((*words, *filter(None, map(stem_of, words)), *SUFFIXES)))


def stem_of(word: str) -> str:
    """What some suffixes leave of a word; empty where none takes a letter away."""
    return word[:-1] if word[-1] in DROPPED and len(word) > 4 else ""


def split_words(phrase: str) -> list[str]:
    """The words of an English phrase, cut at blanks, hyphens and apostrophes, as the tokenizer cuts them."""
    return phrase.replace("-", " ").replace("'", " ").split()
