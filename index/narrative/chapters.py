"""Finds the six chapters of a report by number and core words, in their fixed order, and the running text inside them.

Knows nothing of tables: the numbered row labels of table 3 (一、本年新收…) are no headings, since they lack the core words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.document import Document, Paragraph
from index.report import Chapter
from index.wording import RunningText, fold, join_lines

# What the heading of each chapter says, whatever stands around it (edition, year and office vary the wording).
CORES = (
    r"总体(?:推进|进展|工作)?情况|基本情况|概述|概况",
    r"主动公开(?:政府信息)?(?:工作)?的?情况",
    r"收到和处理(?:政府)?信息公开申请的?情况|依申请公开(?:政府信息)?的?(?:办理)?情况",
    r"行政复议.{0,10}行政诉讼(?:的?情况)?",
    r"存在的?(?:主要)?(?:困难和?)?问题(?:.{0,6}?改进(?:情况|措施|举措|意见|方向|工作)?)?(?:情况)?",
    r"(?:其[他它])?需要?(?:报告|说明)的?其?[他它]?(?:的)?事项",
)
# What it may also say where it stands under its own number at the beginning of a line.
_WIDE_CORES = (
    CORES[0],
    r"主动公开(?:政府信息)?(?:工作)?的?(?:有关|主要)?情况|(?:政府)?信息主动公开(?:的?情况)?",
    r"(?:收到|受理|接收)(?:和|及|与)?(?:处理|办理)(?:政府)?信息公开申请|(?:政府)?信息公开申请的?(?:收到|受理|接收|办理|处理)[^。;\n]{0,8}|依申请公开[^。;\n]{0,8}",
    r"(?:行政)?复议[^。;\n]{0,10}诉讼[^。;\n]{0,6}",
    r"(?:存在的?(?:主要)?|主要的?)(?:困难和?)?(?:问题|不足)[^。;\n]{0,16}",
    r"其[他它](?:需要?)?(?:报告|说明)?的?(?:事项|情况)|需要?(?:报告|说明)的?其?[他它]?(?:事项|情况)",
)
NUMERALS = "一二三四五六"
_FORMAL_NUMERALS = "壹贰叁肆伍陆"
_ROMAN_NUMERALS = "ⅠⅡⅢⅣⅤⅥ"
LONGEST_HEADING = 48
_LONGEST_CHROME = 40
_LONGEST_META = 100
_PREFIX = r"[^。;\n|]{0,24}?"
_NO_LIST = r"(?!\s*[;,、]|等|和|及)"
_BARE_PREFIX = r"(?:行政机关|政府信息公开(?:工作)?|本机关|因政府信息公开工作被申请)?"
# A half-width question mark ends lines of web forms (还没有账号?), not sentences of a report.
_SENTENCE_OVER = re.compile(r"[。！？；][”’\"')）]*$|^无$")

# Words of the web page around a report; a line after the last sentence that holds one ends the report.
_CHROME = re.compile(
    r"登录|注册|账号|密码|分享|打印|关闭|扫一扫|二维码|上一篇|下一篇|上一条|下一条|附件|版权|ICP|公网安备|网站标识码|网站地图|联系我们|"
    r"主办|承办|返回|顶部|浏览|访问量|责任编辑|信息来源|来源:|字号|收藏|微信|微博|朗读|首页|适老|无障碍|智能问答|新媒体矩阵|友情链接|相关"
)
_META = re.compile(
    r"发布(?:日期|时间|机构)|索\s*引\s*号|文\s*号|有\s*效\s*性|成文日期|主题词?:|日期:|时间:|作者:|编辑:|^\d{4}-\d{1,2}-\d{1,2}"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of chapter `number`, at `start:end`."""

    number: int
    start: int
    end: int


def find_chapters(text: str, title_start: int, title: str) -> tuple[Chapter, ...]:
    """Chapter 0 (from the title to the first heading) and those of the six that are found, each ending where the next begins."""
    headings = find_headings(text)
    first = headings[0].start if headings else len(text)
    chapters = [Chapter(0, title, title_start, _rstrip(text, title_start, first))]
    for at, heading in enumerate(headings):
        last = at + 1 == len(headings)
        end = find_report_end(text, heading.end) if last else headings[at + 1].start
        start = heading.end + len(text[heading.end : end]) - len(text[heading.end : end].lstrip(" 。:：\n"))
        start = min(start, end)
        chapters.append(Chapter(heading.number, text[heading.start : heading.end], start, _rstrip(text, start, end)))
    return tuple(chapters)


def find_headings(text: str) -> tuple[Heading, ...]:
    """The chapter headings in their order; each is looked for after the one before it, and a missing one is passed over."""
    folded = fold(text)
    found: list[Heading] = []
    after = 0
    for number in range(1, len(CORES) + 1):
        heading = _find_heading(folded, number, after)
        if heading is not None:
            found.append(heading)
            after = heading.end
    return tuple(found)


def _find_heading(folded: str, number: int, after: int) -> Heading | None:
    for pattern in _heading_patterns(number):
        match = pattern.search(folded, after)
        if match is not None:
            return Heading(number, match.start("heading"), _heading_end(folded, match))
    return None


def _heading_patterns(number: int) -> Iterator[re.Pattern[str]]:
    """From the surest to the loosest: the right number, any number, no number but a line of its own, the right one in a line."""
    core, wide = _over_lines(CORES[number - 1]), _over_lines(_WIDE_CORES[number - 1])
    own = f"{NUMERALS[number - 1]}{_FORMAL_NUMERALS[number - 1]}{_ROMAN_NUMERALS[number - 1]}"
    mark = r"[ ]*[、.,:: ][ ]*"
    right = rf"(?:(?:[{own}]|0?{number}){mark}|第[{own}{number}](?:部分|章)(?:{mark})?)"
    other = rf"(?:[{NUMERALS}七八]{mark}|第[{NUMERALS}七八](?:部分|章)(?:{mark})?)"
    for numeral, words in ((right, core), (right, wide), (other, core)):
        yield re.compile(rf"^[ \t#*]*(?P<heading>{numeral}{_PREFIX}(?P<core>{words}))", re.MULTILINE)
    yield re.compile(rf"^[ \t#*]*(?P<heading>\([{own}{number}]\)[ ]*{_BARE_PREFIX}(?P<core>{core}))[ 。:*]*$", re.MULTILINE)
    yield re.compile(rf"^[ #*]*(?P<heading>{_BARE_PREFIX}(?P<core>{core}))[ 。:*]*$", re.MULTILINE)
    # Text without line breaks; what goes on with a list (一、总体情况;二、…) only names the chapters.
    yield re.compile(rf"(?<=[\s。;|])(?P<heading>{right}{_PREFIX}(?P<core>(?>{core}))){_NO_LIST}")
    yield re.compile(rf"(?P<heading>{NUMERALS[number - 1]}、{_BARE_PREFIX}(?P<core>(?>{core}))){_NO_LIST}")


def _over_lines(core: str) -> str:
    """The words with a line break allowed between any two characters."""
    return re.sub(r"(?<=[一-鿿])(?=[一-鿿(])(?![^\[]*\])", r"\\n?", core)


def _heading_end(folded: str, match: re.Match[str]) -> int:
    """The end of the heading: of its line, or of its core words where running text follows on the same line."""
    start = match.start("heading")
    line_end = folded.find("\n", match.end())
    line_end = len(folded) if line_end < 0 else line_end
    rest = folded[match.end() : line_end].strip()
    if line_end - start <= LONGEST_HEADING and not re.search(r"[。,;:]\s*\S|\S。", rest):
        return start + len(folded[start:line_end].rstrip(" \t。:*"))
    return match.end()


def find_report_end(text: str, start: int) -> int:
    """Where the last chapter ends: before the trailing lines of the web page (login box, footer) around the report."""
    lines = [(match.start(), match.group().strip()) for match in re.finditer(r"[^\n]+", text[start:])]
    tail = len(lines)
    while tail and not _SENTENCE_OVER.search(lines[tail - 1][1]):
        tail -= 1
    for at, line in lines[tail:]:
        if len(line) <= _LONGEST_CHROME and _CHROME.search(fold(line)):
            return start + at
    return len(text)


def narrative(document: Document, chapters: tuple[Chapter, ...]) -> Iterator[tuple[Chapter, RunningText]]:
    """The running text of each chapter, paragraph by paragraph, with headings, title, tables and page chrome left out.

    Between title and preface a page may say when it was published and how to print it; that is left out too.
    """
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    for chapter in chapters:
        for paragraph in paragraphs:
            start, end = max(paragraph.start, chapter.start), min(paragraph.end, chapter.end)
            if start >= end:
                continue
            running = join_lines(document.text, start, end)
            if running.text and not (chapter.number == 0 and _is_chrome(running.text)):
                yield chapter, running


def _is_chrome(text: str) -> bool:
    return len(text) <= _LONGEST_META and "。" not in text and bool(_CHROME.search(fold(text)) or _META.search(fold(text)))


def _rstrip(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" \t\r\n　\xa0#*"))
