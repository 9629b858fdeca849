"""Which lines of running text belong to one paragraph: files break paragraphs at a fixed width, or anywhere.

Knows nothing of tables or of reports.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

HEADING_LENGTH = 45
_NEARLY_FULL = 0.8
_SENTENCE_OVER = tuple("。！？!?")
_CLAUSE_OVER = tuple("；：;:")
_PUNCTUATED = re.compile(r"[，。；：、,;:]")
_NEW_ITEM = re.compile(r"^\s*(?:第?[一二三四五六七八九十]+[、.．是]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}\s*[、.．](?!\d))")
_INDENT = re.compile(r"(?:\u3000|[ \xa0]{2,})")

# A line of this many characters may be one broken off at the margin; shorter ones say nothing of the width.
_LONG = 15
_ENOUGH = 6
_SHARE = 0.3
_SLACK = 2.5


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a file breaks its lines: the length of the longest, and the width it fills them to, if it does."""

    longest: int
    width: float | None
    measure: Callable[[str], float]

    def is_full(self, line: str) -> bool:
        """Whether a line ends where all of them have to."""
        return self.width is not None and self.measure(line.rstrip()) >= self.width - _SLACK


def find_wrapping(lines: Sequence[str]) -> Wrapping:
    """How these lines of running text are broken."""
    longest = max(map(len, lines), default=0)
    found = [(width, share, measure) for measure in (len, _columns) for width, share in [_usual_width(lines, measure)]]
    width, share, measure = max(found, key=lambda one: one[1])
    return Wrapping(longest, width if share >= _SHARE else None, measure)


def _columns(line: str) -> float:
    """The width of a line as shown: a Latin letter or digit takes half the room of a Chinese character."""
    return sum(0.5 if char < "\u2e80" and char not in "“”‘’—…·" else 1.0 for char in line)


def _usual_width(lines: Sequence[str], measure: Callable[[str], float]) -> tuple[float, float]:
    """The width most long lines are filled to, and the share of them that are."""
    widths = [measure(line.rstrip()) for line in lines if len(line.strip()) >= _LONG]
    if len(widths) < _ENOUGH:
        return 0.0, 0.0
    usual = Counter(int(width) for width in widths).most_common(1)[0][0]
    return usual + 1.0, sum(1 for width in widths if usual - 1 <= width < usual + 2) / len(widths)


def runs_on(before: str, after: str, *, is_first: bool, wrapping: Wrapping) -> bool:
    """Whether `after` goes on with the paragraph that `before` is the last line of (and `is_first`, the only one so far)."""
    before = before.rstrip()
    if before.endswith(_SENTENCE_OVER) or _NEW_ITEM.match(after) or (_INDENT.match(after) and not _INDENT.match(before)):
        return False
    is_full = wrapping.is_full(before)
    if before.endswith(_CLAUSE_OVER) and not is_full:
        return False
    if is_full or not is_first or _is_left_open(before):
        return True
    # A first line without punctuation is a title or heading.
    if not _PUNCTUATED.search(before):
        return False
    # So is a short numbered one, unless the file breaks its lines about there.
    is_short = len(before) <= HEADING_LENGTH and len(before) < wrapping.longest * _NEARLY_FULL
    return not (_NEW_ITEM.match(before) and is_short and "。" not in before)


def _is_left_open(line: str) -> bool:
    """Whether a bracket or quotation mark of a line is closed only on a later one."""
    return any(line.count(opening) > line.count(closing) for opening, closing in ("《》", "（）", "“”", "〔〕"))
