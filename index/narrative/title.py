"""The title of a report: which lines ahead of chapter one are it, and the body and year it names.

Pages put breadcrumbs, metadata and links to other years' reports around it; dumps run it together with what follows. Knows
nothing of kinds of bodies or of places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.wording import fold, read_numeral

YEAR = r"(?P<year>(?:19|20)\d{2}|[二2][〇○零0O][〇○零一二三四五六七八九0-9]{2})"
_REPORT = r"(?:的)?(?:政府)?(?:信息公开|政务公开)(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报|总结)"
_REMARK = r"(?:\([^()]*\))?"
_TITLES = (
    re.compile(rf"^(?P<before>.*?){YEAR}年?度?(?P<after>.*?){_REPORT}{_REMARK}$"),
    re.compile(rf"^(?P<before>.*?)(?P<after>){_REPORT}\({YEAR}年?度?\)$"),
    re.compile(
        rf"^(?P<before>.*?)(?P<after>)(?:政府)?(?:信息公开|政务公开)(?:工作)?(?:情况)?的?{YEAR}年?年?度?(?:工作)?的?(?:报告|年报|总结){_REMARK}$"
    ),
    # The year may stand elsewhere only; then the name has to end as those of bodies do.
    re.compile(rf"^(?P<before>.{{2,}}?[局委办厅院府会镇乡道处心站园区署队所室司校团])(?P<after>)(?P<year>){_REPORT}{_REMARK}$"),
)
_FILE_ENDING = re.compile(r"\.(?:docx?|wps|pdf|txt|html?)$", re.IGNORECASE)
_YEAR_LINE = re.compile(rf"\({YEAR}年?度?\)")
_TITLE_END = re.compile(r"(?:报告|年报|总结)\s*(?:\([^()]*\))?[》*]*$")
_TITLE_LINES = 4
_LONGEST_LINE = 80
_NOT_IN_TITLE = re.compile(r"[。,;:!?>]")
_PART = re.compile(r"[^\n|\t]+")
_QUOTED = re.compile(r"《(?P<title>[^《》。\n]{6,60}?(?:报告|年报))》")
_AT_HEAD = re.compile(r"[ #*]*(?P<title>[^。,;:!?>\s]{6,60}?(?:报告|年报))(?=\s)")
# Words of the page around a report, which run into its title where line breaks are lost.
_CHROME = re.compile(
    r"首页|位置|索引|来源|发布|日期|时间|浏览|访问|字号|网站|门户|栏目|专栏|打印|分享|导航|正文|上一|下一|附件|信息名称|标题|"
    r"文号|主题|分类|\d{2,}|现公布|现将"
)
# Ends of names that are no names yet, and lines that hold nothing but a place: the rest stands on the next line.
_BARE_END = re.compile(
    r"(?:党政|综合)?(?:管理委员会|管委会|委员会|(?:街道)?办事处|人民政府(?:办公厅|办公室)?|政府办公室|办公厅|办公室|行政服务中心|服务中心)"
)
_PLACE_LINE = re.compile(r"[一-鿿]{1,10}(?:省|自治区|市|自治州|[县区旗盟镇乡]|街道)")
# Columns of a site are called so, and seldom a body.
_COLUMN = re.compile(r"年报|信息公开|政务公开")


@dataclass(frozen=True, slots=True)
class Title:
    """The title as one line, where it stands, and what it says: the body's name ("" when it does not) and the year."""

    text: str
    start: int
    end: int
    organisation: str
    year: int | None


def find_title(text: str, before: int) -> Title | None:
    """The title ahead of `before`, joined over as many lines as it needs; None when there is none.

    One that names body and year is better than one that does not, and the nearest to the report better than those above it.
    """
    best: Title | None = None
    for title in (*_find_quoted(text, before), *_find_lines(text, before)):
        if best is None or _rank(title) >= _rank(best):
            best = title
    return best


def _rank(title: Title) -> tuple[bool, bool]:
    return title.year is not None, bool(title.organisation)


def _find_lines(text: str, before: int) -> Iterator[Title]:
    """Titles that are lines of their own, cells, or the beginning of a line that runs on."""
    parts = [match for match in _PART.finditer(fold(text[:before])) if match.group().strip()]
    for last, part in enumerate(parts):
        if len(part.group()) <= _LONGEST_LINE and _TITLE_END.search(_FILE_ENDING.sub("", part.group().strip())):
            # The year may stand on a line below.
            end = last + 1 + any(_YEAR_LINE.fullmatch("".join(below.group().split())) for below in parts[last + 1 : last + 2])
            title = _join_lines(text, parts[max(0, end - _TITLE_LINES) : end])
        else:
            head = _AT_HEAD.match(part.group())
            title = head and _parse(text, part.start() + head.start("title"), part.start() + head.end("title"))
        if title:
            yield title


def _join_lines(text: str, parts: list[re.Match[str]]) -> Title | None:
    """The title these lines end with: the last, or with those above it that the body's name is in."""
    nameless: Title | None = None
    named: Title | None = None
    for first in reversed(range(len(parts))):
        title = _parse(text, parts[first].start(), parts[-1].end())
        if title is None or _CHROME.search(title.organisation):
            # Where blanks part the title from what stands before it on the line, it begins behind one of them.
            title = _parse_tail(text, parts[first], parts[-1].end())
        elif _COLUMN.search(title.organisation):
            title = _parse_tail(text, parts[first], parts[-1].end()) or title
        if title is None or not title.organisation:
            nameless = nameless or title
            continue
        above = "".join(parts[first - 1].group().split()) if first else ""
        named = named or title
        if not _BARE_END.fullmatch(title.organisation) and not _begins_name(above, title.organisation):
            return title
    return named or nameless


def _begins_name(above: str, name: str) -> bool:
    """Whether the line above a title is the place its body's name begins with."""
    return bool(_PLACE_LINE.fullmatch(above)) and not name.startswith(above)


def _parse_tail(text: str, part: re.Match[str], end: int) -> Title | None:
    for blank in re.finditer(r"\s+|>", part.group()):
        title = _parse(text, part.start() + blank.end(), end)
        if title is not None and not _CHROME.search(title.organisation) and not _COLUMN.search(title.organisation):
            return title
    return None


def _find_quoted(text: str, before: int) -> Iterator[Title]:
    """Titles that the preface quotes (现发布《某县某镇2022年政府信息公开工作年度报告》)."""
    for match in _QUOTED.finditer(text[:before]):
        title = _parse(text, match.start("title"), match.end("title"))
        if title is not None and title.organisation and title.year:
            yield title


def _parse(text: str, start: int, end: int) -> Title | None:
    joined = _FILE_ENDING.sub("", re.sub(r"\s", "", fold(text[start:end])).lstrip("#*《").rstrip("*》"))
    if _NOT_IN_TITLE.search(joined):
        return None
    match = next((found for found in (pattern.match(joined) for pattern in _TITLES) if found), None)
    if match is None:
        return None
    name = clean_name(match["before"]) or clean_name(match["after"])
    start += len(text[start:end]) - len(text[start:end].lstrip())
    verbatim = re.sub(r"\s", "", text[start:end]).lstrip("#*《").rstrip("*》")
    return Title(
        verbatim, start, start + len(text[start:end].rstrip()), name, read_numeral(match["year"]) if match["year"] else None
    )


def clean_name(text: str) -> str:
    """The name of a body as a title gives it, without 关于, 的 and quotation marks around it."""
    return re.sub(r"^(?:【[^】]*】|关于|发布)+|(?:关于|开展|的)$", "", text.strip("《》“”\"' ")).strip()
