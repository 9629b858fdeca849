"""Passages cut into sentences, each with its place, the point of a list it belongs to, and what is said before it.

Knows nothing of questions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from gkbot.passages.retrieve import Found

Zone = Literal["", "problems", "measures"]

POINT = re.compile(
    r"[一二三四五六七八九十]{1,2}(?:是|要|方面|、)|第[一二三四五六七八九十][,，、]|(?:首先|其次|再次|此外|最后)[,，]|[(（](?:[一二三四五六七八九十]|\d{1,2})[)）]|\d{1,2}[.、．](?!\d)|[①-⑳]"
)
_CUT = re.compile(
    rf"(?<=[。！？!?])(?![”’」』）)])|(?<=[；;])|\n|(?<=[：:，,])(?=[一二三四五六七八九十]是)|(?<=[。；;：:])(?={POINT.pattern})"
)
# Where chapter five turns from problems to improvements, and what begins it.
_TURN = re.compile(
    "改进(?:情况|措施|举措|工作|方向|方面)|(?:针对|对于)(?:上述|以上|存在|这些)|下一步|下步|整改(?:措施|情况|方向)|进行整改|将(?:进一步|继续|从以下|重点|着力)"
)
_PROBLEMS = re.compile("问题|不足|差距|困难|短板")
PROBLEM_CHAPTER = 5
SCENE = 2  # sentences


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence (or a clause ended by ；) of a report at `start:end`, with the headings above it.

    `scene` is what it is said among: the whole point of a list, else the two sentences before it in its paragraph.

    Sentences of one point of a list (一是…。…。) share `point`, its number within the passage; 0 stands outside a list. `list_of`
    is the same for all points of a list, and for the sentence that leads to it (主要有：), whose `point` is 0.
    """

    report_id: int
    chapter: int
    headings: tuple[str, ...]
    text: str
    start: int
    end: int
    scene: str
    point: int
    list_of: int
    zone: Zone


def cut_sentences(passages: Sequence[Found], text_of: Callable[[int], str]) -> list[Sentence]:
    """The sentences of passages, by report and in the order of the text; `text_of` gives the text of a report by its id."""
    sentences: list[Sentence] = []
    zone: Zone = ""
    list_of = 0
    last: Found | None = None
    for found in sorted(passages, key=lambda f: (f.report_id, f.start)):
        follows = last is not None and (last.report_id, last.headings) == (found.report_id, found.headings)
        if last is None or (last.report_id, last.chapter) != (found.report_id, found.chapter):
            zone = "problems" if found.chapter == PROBLEM_CHAPTER else ""
        zone = _zone(" ".join(found.headings[1:]), zone)
        point = sentences[-1].point if follows and sentences else 0
        if not point:
            list_of += 1
        scene: list[str] = []
        for text, start, end in _pieces(found, text_of(found.report_id)):
            zone = _zone_of_text(text, zone)
            if POINT.match(text):
                point += 1
            elif point and _new_paragraph(found, text):
                point, list_of, scene = 0, list_of + 1, []
            sentences.append(
                Sentence(
                    found.report_id,
                    found.chapter,
                    found.headings,
                    text,
                    start,
                    end,
                    "".join(scene[-SCENE:]),
                    point,
                    list_of,
                    zone,
                )
            )
            scene.append(text)
        last = found
    return _among_their_points(sentences)


def _among_their_points(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences with the whole of their point as scene, where they are of a list."""
    told: dict[tuple[int, int], str] = defaultdict(str)
    for s in sentences:
        told[s.list_of, s.point] += s.text
    return [replace(s, scene=told[s.list_of, s.point]) if s.point else s for s in sentences]


def _zone(heading: str, zone: Zone) -> Zone:
    """The zone that a heading below chapter five opens."""
    if not zone or not heading:
        return zone
    if _TURN.search(heading) and not _PROBLEMS.search(heading.partition("改进")[0]):
        return "measures"
    return "problems" if _PROBLEMS.search(heading) else zone


def _zone_of_text(text: str, zone: Zone) -> Zone:
    return "measures" if zone and _TURN.search(text) else zone


def _new_paragraph(found: Found, text: str) -> bool:
    """Whether a text begins a line of its passage, which ends the list before it."""
    return f"\n{text}" in found.text


def _pieces(found: Found, report_text: str) -> Iterator[tuple[str, int, int]]:
    """The pieces of a passage with their places in the report's text, which may break lines where the passage doesn't."""
    places = [at for at in range(found.start, found.end) if not report_text[at].isspace()]
    cuts = [0, *(m.end() for m in _CUT.finditer(found.text) if m.end()), len(found.text)]
    passed = 0
    for left, right in pairwise(cuts):
        text = found.text[left:right].strip()
        if text:
            length = len("".join(text.split()))
            yield text, places[passed], places[passed + length - 1] + 1
            passed += length
