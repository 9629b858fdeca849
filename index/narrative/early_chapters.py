"""The chapters of reports before the official form, whatever they are: numbered headings in their order.

A chapter gets the number of the form's chapter on the same subject (主动公开 is 2, 问题 is 5), so that it is found by what it is
about; others count from 7 on. Knows nothing of tables but that their rows are no headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.document import Document, Paragraph
from index.narrative.chapters import LONGEST_HEADING, find_report_end
from index.report import Chapter, Span
from index.wording import fold, read_numeral

FIRST_YEAR_OF_FORM = 2019

_NUMBERED = re.compile(
    r"^[ \t#*]*(?:第([一二三四五六七八九十]{1,3})(?:部分|章)|([一二三四五六七八九十]{1,3})[、.])[ :]*(?P<title>\S.*)$"
)
_INSIDE_SENTENCE = re.compile(r"[。;!?]|[,:].{12,}")
_SUBJECTS = (
    r"总体(?:推进|进展|工作)?情况|基本情况|概述|概况",
    r"主动公开",
    r"依申请公开|依申请.{0,6}办理",
    r"复议|诉讼",
    r"问题|不足|改进|下一步|打算",
    r"其[他它](?:需要)?|需要?(?:说明|报告)的?.{0,4}事项",
)
_FIRST_OTHER = 7
_FEWEST = 3


def find_early_chapters(document: Document, title: str, title_end: int, table: Span | None) -> tuple[Chapter, ...]:
    """Chapter 0 and the numbered chapters, each up to the next; none when there are not even three of them.

    `table` is where a statistics table stands, whose rows are numbered like chapters.
    """
    headings = list(_find_headings(document, title_end, table))
    if len(headings) < _FEWEST:
        return ()
    text = document.text
    chapters = [Chapter(0, title, title_end, _rstrip(text, title_end, headings[0].start))]
    free = _FIRST_OTHER
    taken: set[int] = set()
    for at, heading in enumerate(headings):
        last = at + 1 == len(headings)
        end = find_report_end(text, heading.end) if last else headings[at + 1].start
        if last and table is not None and table.start > heading.end:
            end = min(end, table.start)
        words = text[heading.start : heading.end]
        number = next((n for n, subject in enumerate(_SUBJECTS, 1) if n not in taken and re.search(subject, words)), None)
        if number is None:
            number, free = free, free + 1
        taken.add(number)
        start = min(end, heading.end + len(text[heading.end : end]) - len(text[heading.end : end].lstrip(" 。:：\n")))
        chapters.append(Chapter(number, words, start, _rstrip(text, start, end)))
    return tuple(chapters)


def _find_headings(document: Document, after: int, table: Span | None) -> Iterator[Span]:
    """The heading lines 一、 二、 三、 in their order; one number may be left out, one that comes again is no heading."""
    expected = 1
    for start, line in _lines_of_text(document):
        inside = table is not None and table.start <= start < table.end
        match = _NUMBERED.match(fold(line))
        if match is None or inside or start < after or len(line.strip()) > LONGEST_HEADING:
            continue
        number = read_numeral(match[1] or match[2])
        if _INSIDE_SENTENCE.search(match["title"].rstrip("。:")) or not expected <= number <= expected + 1:
            continue
        expected = number + 1
        left = len(line) - len(line.lstrip(" \t#*"))
        yield Span(start + left, start + len(line.rstrip(" 。:：*")))


def _lines_of_text(document: Document) -> Iterator[tuple[int, str]]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            for line in re.finditer(r"[^\n]+", document.text[block.start : block.end]):
                yield block.start + line.start(), line.group()


def _rstrip(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())
