"""Lets through of a model's text only what its evidence shows, sentence by sentence, as it streams.

A sentence stays when every number, date, document, body and place in it stands in the quotes it cites, and its words are
theirs; a sentence marked wrongly or not at all gets the mark of the quote that shows it, or goes. Asks no model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gkbot.answer import Language
from gkbot.collection import Collection
from gkbot.language.cleaning import list_item, plain, points_elsewhere
from gkbot.language.evidence import Evidence, together
from gkbot.language.stated import stated_in
from gkbot.language.strangers import find_strangers
from gkbot.passages.matching import content_of, held
from gkbot.words.lexicon import HAN

LONGEST_SENTENCE = 600  # characters; what goes on longer is no sentence
MARK = re.compile(
    r"\s*[\[【［]\s*\^?(?:来源|资料|证据|source|evidence|citation)?"
    r"\s*(\d{1,4}(?:\s*[,，、;；-]\s*\^?\d{1,4})*)?\s*[\]】］]",
    re.IGNORECASE,
)
# The end of a line, or of a sentence: its sign, closing quotes, the marks behind it, and one character more, so that no
# mark that has not come whole is parted from its sentence.
_END = re.compile(
    r"(?:[。！？!?]+|(?<!\bNo)(?<!\bArt)(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)(?<!\bapprox)(?<![A-Z])\.(?=[\s\[【\"”’)]))"
    r"[”’」』\"')）]*(?:[ \t]*[\[【［][^\]】］\n]{0,40}[\]】］])*(?=[ \t]*(?:\n|[^\s\[【［”’」』\"')）]))|\n+"
)
# Of a sentence's own words, how much a quote must hold when the sentence names it, and when it does not.
MARKED, UNMARKED = 0.34, 0.5
FAR_BEHIND = 0.6  # of the best quote's share, below which a mark is taken for another's
NEARLY = 0.8  # of the best quote's share, for another that is taken for it because it shows more


@dataclass(frozen=True, slots=True)
class Passed:
    """A sentence that was let through: its text without marks, and the numbers of the quotes that show it."""

    text: str
    marks: tuple[int, ...]


class Guard:
    """Reads a model's text in pieces and gives back what may be shown; knows what it kept and what it left out."""

    def __init__(self, evidence: Sequence[Evidence], collection: Collection, language: Language) -> None:
        self.kept: list[Passed] = []
        self.left_out: list[str] = []
        self._evidence = {one.n: one for one in evidence}
        self._collection = collection
        self._language = language
        self._held = ""
        self._layout = ""

    def read(self, pieces: Iterable[str]) -> Iterator[str]:
        """What may be shown of a text that comes in pieces, a sentence or line at a time."""
        for piece in pieces:
            self._held += piece
            yield from self._passed(ended=False)
        yield from self._passed(ended=True)

    def check(self, sentence: str) -> Passed | None:
        """A sentence with the marks that it should have, or None where nothing shows it."""
        cited = [int(n) for mark in MARK.finditer(sentence) for n in _numbers_of(mark[1] or "")]
        text = MARK.sub("", sentence).strip()
        if not re.search(rf"[{HAN}A-Za-z]{{2}}", text) or len(text) > LONGEST_SENTENCE:
            return None
        marked = [self._evidence[n] for n in dict.fromkeys(cited) if n in self._evidence]
        holds = bool(marked) and self._shows(marked, text, MARKED)
        others = [one for one in self._evidence.values() if one not in marked]
        if holds and self._share(marked, text) >= FAR_BEHIND * max((self._share([one], text) for one in others), default=0):
            return Passed(text, tuple(one.n for one in marked))
        found = self._find(text)
        if found:
            return Passed(text, (found.n,))
        return Passed(text, tuple(one.n for one in marked)) if holds else None

    def _passed(self, *, ended: bool) -> Iterator[str]:
        while (end := _END.search(self._held)) or len(self._held) > 2 * LONGEST_SENTENCE:
            at = end.end() if end else len(self._held)
            sentence, self._held = self._held[:at], self._held[at:]
            yield from self._shown(sentence)
        if ended:
            rest, self._held = self._held, ""
            yield from self._shown(rest)

    def _shown(self, raw: str) -> Iterator[str]:
        """A sentence as it is shown, laid out as the text had it; nothing when it is left out."""
        is_item, bare = list_item(raw)
        if is_item and (self._layout or not self.kept):
            self._layout = "\n- "
        sentence = plain(bare)
        if sentence:
            passed = None if points_elsewhere(bare) else self.check(sentence)
            if passed is None:
                self.left_out.append(sentence)
            elif passed.text not in {one.text for one in self.kept}:
                lead = self._layout.lstrip("\n") if not self.kept else self._layout or (" " if self._language == "en" else "")
                self.kept.append(passed)
                self._layout = ""
                yield lead + _marked(passed, self._language)
        if raw.endswith("\n"):
            self._layout = "\n\n"

    def _shows(self, evidence: Sequence[Evidence], text: str, share: float) -> bool:
        """Whether quotes state and name all that a sentence does, and hold enough of its words."""
        own = _without_names(text, evidence)
        if stated_in(own).lacks(together(evidence)) or self._share(evidence, own) < share:
            return False
        return not find_strangers(text, evidence, self._collection)

    def _find(self, text: str) -> Evidence | None:
        """The one quote that shows a sentence best; None where none does."""
        own = {one.n: _without_names(text, [one]) for one in self._evidence.values()}
        shares = sorted(((self._share([one], own[one.n]), -one.n) for one in self._evidence.values()), reverse=True)
        for share, n in shares:
            if share < max(UNMARKED, NEARLY * shares[0][0]):
                break
            if self._shows([self._evidence[-n]], text, UNMARKED):
                return self._evidence[-n]
        return None

    def _share(self, evidence: Sequence[Evidence], text: str) -> float:
        """How much of a sentence's words quotes hold, 0 to 1; words that no thesaurus can put into Chinese do not count."""
        pieces = tuple(p for p in content_of(text.lower()) if len(p.words) > 1 or re.search(f"[{HAN}]", p.words[0]))
        if not pieces:
            return MARKED if self._language == "en" else 0.0
        found = held(pieces, " ".join(f"{one.text} {one.section}".lower() for one in evidence))
        return sum(p.weight for p in found) / sum(p.weight for p in pieces)


def _without_names(text: str, evidence: Sequence[Evidence]) -> str:
    """A sentence without the names of the bodies it cites, which may hold a number and say nothing of what they did."""
    for name in sorted({name for one in evidence for name in one.names}, key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def _numbers_of(told: str) -> Iterator[str]:
    """The numbers of a mark: [1], [1, 3], [1-3]."""
    for part in re.split(r"[,，、;；]", told):
        ends = [end.strip(" ^") for end in part.split("-")]
        if len(ends) == 2 and all(end.isdigit() for end in ends) and 0 <= int(ends[1]) - int(ends[0]) < 10:
            yield from map(str, range(int(ends[0]), int(ends[1]) + 1))
        else:
            yield from (end for end in ends if end.isdigit())


def _marked(passed: Passed, language: Language) -> str:
    """A sentence with its marks before its last sign."""
    bare = re.sub(r"[\s。.!！?？；;，,：:]+$", "", passed.text)
    sign = passed.text[len(bare) :].strip()[:1] or ("。" if language == "zh" else ".")
    marks = "".join(f"[{n}]" for n in passed.marks)
    return f"{bare}{' ' if language == 'en' else ''}{marks}{sign}"
