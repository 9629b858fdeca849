"""Cuts the narrative into passages: one sub-item （一）… each, long ones at sentence borders, with the headings above them.

Knows nothing of retrieval; lengths are characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.report import Chapter, Passage
from index.wording import RunningText, fold, split_sentences

LONGEST = 400
SHORTEST = 80

_SUB_ITEM = re.compile(r"^\([一二三四五六七八九十]+\)")
_INNER_MARK = re.compile(r"[。；：;:]")
_HEADING_LENGTH = 60
_POINT = re.compile(r"^(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]+[,、]|\d{1,2}[.、](?!\d))")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph or a part of one; `begins_point` where an enumeration's next point (二是…) begins."""

    text: str
    start: int
    end: int
    begins_point: bool = False


def cut_passages(narrative: Iterable[tuple[Chapter, RunningText]], document_text: str) -> tuple[Passage, ...]:
    """The passages of a report's narrative, in order; `text` has one line a paragraph, `start:end` is verbatim."""
    passages: list[Passage] = []
    for chapter, headings, pieces in _group_by_heading(narrative):
        for packed in (packed for run in _part_at_tables(pieces, document_text) for packed in _pack(run)):
            text = "\n".join(piece.text for piece in packed)
            passages.append(Passage(chapter.number, headings, text, packed[0].start, packed[-1].end))
    return tuple(passages)


def _group_by_heading(
    narrative: Iterable[tuple[Chapter, RunningText]],
) -> Iterator[tuple[Chapter, tuple[str, ...], list[_Piece]]]:
    """The pieces under each sub-item, with the path of headings above them."""
    groups: list[tuple[Chapter, str, list[_Piece]]] = []
    alone: dict[int, RunningText] = {}
    for chapter, running in narrative:
        heading = _read_item_heading(running.text)
        if heading or not groups or groups[-1][0] != chapter:
            groups.append((chapter, heading or "", []))
        if heading != running.text.rstrip("。：:"):
            groups[-1][2].extend(_pieces_of(running))
        else:
            alone[len(groups) - 1] = running
    for number, (chapter, item, pieces) in enumerate(groups):
        # （一）本年度没有收取信息处理费。 is all the item says, not the heading of nothing.
        said = _pieces_of(alone[number]) if not pieces and number in alone and alone[number].text.endswith("。") else pieces
        if said:
            yield chapter, tuple(filter(None, (chapter.heading, item))), said


def _read_item_heading(text: str) -> str | None:
    """The heading a paragraph is or begins with: （一）主动公开情况, alone or with the text running on behind it."""
    if not _SUB_ITEM.match(fold(text)):
        return None
    if len(text) <= _HEADING_LENGTH and not _INNER_MARK.search(text.rstrip("。：:")):
        return text.rstrip("。：:")
    return re.split(r"[，。；：,;:]", text)[0][:_HEADING_LENGTH]


def _pieces_of(running: RunningText) -> list[_Piece]:
    if len(running.text) > LONGEST:
        return _split_long(running)
    place = running.place(0, len(running.text))
    return [_Piece(running.text, place.start, place.end)]


def _split_long(running: RunningText) -> list[_Piece]:
    """The sentences of a long paragraph; those that end in ； are parted too where the whole sentence is too long."""
    pieces: list[_Piece] = []
    for start, end in split_sentences(running.text):
        for left, right in _split_clauses(running.text, start, end):
            place = running.place(left, right)
            text = running.text[left:right]
            pieces.append(_Piece(text, place.start, place.end, bool(_POINT.match(fold(text)))))
    return pieces


def _split_clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if end - start <= LONGEST:
        yield start, end
        return
    at = start
    while end - at > LONGEST:
        window = text[at : at + LONGEST]
        cut = max(window.rfind(mark) for mark in "；;") + 1 or max(window.rfind(mark) for mark in "，,、") + 1 or LONGEST
        yield at, at + cut
        at += cut
    yield at, end


def _part_at_tables(pieces: list[_Piece], document_text: str) -> Iterator[list[_Piece]]:
    """Runs of pieces with nothing but white space between them; a table parts what stands before and behind it."""
    run: list[_Piece] = []
    for piece in pieces:
        if run and document_text[run[-1].end : piece.start].strip():
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _pack(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """Neighbouring pieces together up to LONGEST; a break is put before a new point rather than within one."""
    packs: list[list[_Piece]] = []
    for piece in pieces:
        current = packs[-1] if packs else []
        size = sum(len(kept.text) for kept in current)
        is_break = piece.begins_point and size >= LONGEST // 2
        if not current or is_break or size + len(piece.text) > LONGEST:
            packs.append([piece])
        else:
            current.append(piece)
    if len(packs) > 1 and sum(len(piece.text) for piece in packs[-1]) < SHORTEST:
        tail = packs.pop()
        packs[-1].extend(tail)
    yield from packs
