"""Where on a web page the article is: the container editors' systems put it in, or where the text is; and what names it.

Knows nothing of tables, of the official form or of reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

Element = Any

# Containers of the content management systems that government sites run on.
_IDS = (
    "zoom ivs_content webeditorview article articlecontent article_content article-content content_article contentarea",
    "content contenttext conzoom ucap-content bt_content news_content newscontent vsb_content textzoom zoomcon mainbody txt",
)
_CLASSES = (
    "trs_editor trs_ueditor custom_unionstyle article-content article_content articlecontent article-body article_con",
    "article-con xxgk_content xxgk-content xxgkcontent detail-content detail_content details-content detailcontent",
    "news_content news-content newscontent news_conent_two_text content_article bt_content bt-content pages_content",
    "page_content pages-content conttxt contxt con_text v_news_content wp_articlecontent ueditor nr_content text_content",
    "textcontent main-content zwxl-article easysite-news-text j-fontcontent ewb-article-info gz_content zoom info-content",
)
_TAGS = ("article main",)
_DROPPED = (
    "script style noscript template iframe frame frameset object embed applet svg math canvas audio video map input",
    "select textarea button datalist del rt rp rtc head nav",
)
ID_NAMES, CLASS_NAMES, TAGS, DROPPED = (
    frozenset(word for line in lines for word in line.split()) for lines in (_IDS, _CLASSES, _TAGS, _DROPPED)
)

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)

_LEAST_SHARE = 0.5  # of the page's text, for a container known by its name
_MOST_SHARE = 0.8  # of an element's text, for one inside it to be the content
_NEARLY_ALL = 0.95
_PART = 0.1  # of the largest container's text, for another to hold a part of the article
_SAMPLE = 20_000  # characters
_SENTENCE = re.compile(r"[，、][^\n]*。")
_ITEM = re.compile(r"^\s*[（(]?[一二三四五六七八九十]+[、）)]", re.MULTILINE)
_NUMBER_LINE = re.compile(r"^\s*[\d.,]+\s*$", re.MULTILINE)
_ROW = 5
_LEAD = 600  # characters in which an article names itself
_LONGEST_META = 120
_META = re.compile(
    r"索\s*引\s*号|发\s*[布文]\s*(?:机\s*[构关]|单\s*位)|制\s*发\s*机\s*关|公\s*开\s*(?:主\s*体|单\s*位|责\s*任\s*部\s*门)|"
    r"责\s*任\s*部\s*门|所\s*属\s*机\s*构|信\s*息\s*来\s*源|来\s*源\s*[:：]"
)
_SITE_BORDER = re.compile(r"[_|｜<>]|\s[-—–－]+\s?|[-—–－]{1,2}(?=\D)")
_CONTROL = dict.fromkeys((*range(9), 11, *range(14, 32), 127))
_XML_HEAD = re.compile(r"\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Content:
    """The element that holds the article, and what the page says of it elsewhere: lines, or the cells of a row."""

    element: Element
    ahead: tuple[str | tuple[str, ...], ...]


def parse_page(text: str) -> Element | None:
    """The root of a page, repaired as browsers do; None when there is nothing on it, ValueError when it is nested too deeply."""
    text = _XML_HEAD.sub("", text.translate(_CONTROL), count=1)
    # The length of a file is bounded, so the parser's narrower bounds, which pages from Word go beyond, are lifted.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        page = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, etree.ParserError):
        return None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise ValueError("nested too deeply")
    return page


def is_shown(element: Element) -> bool:
    """Whether a visitor can see an element, as far as it says itself."""
    if element.tag in DROPPED:
        return False
    return not (element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")))


def find_content(page: Element) -> Content:
    """The article on a page; the whole body where nothing marks it off."""
    body = page.find("body")
    body = page if body is None else body
    weights = _weigh(body)
    element = _find_container(weights, body)
    if element is None:
        element = _descend(body, weights)
    lead = _squeeze("".join(_texts(element, _LEAD)))
    named = [title for title in _titles(page) if _squeeze(title) not in lead]
    ahead: list[str | tuple[str, ...]] = [*_find_meta(body, element)]
    return Content(element, (*ahead, *dict.fromkeys(named)))


def _weigh(body: Element) -> dict[Element, int]:
    """How many characters each element shows outside links."""
    elements = [element for element in body.iter() if isinstance(element.tag, str)]
    weights: dict[Element, int] = dict.fromkeys(elements, 0)
    for element in reversed(elements):
        if not is_shown(element) or element.tag == "a":
            continue
        inner = sum(weights.get(child, 0) + _length(child.tail) for child in element)
        weights[element] = inner + _length(element.text)
    return weights


def _length(text: str | None) -> int:
    return len(_squeeze(text)) if text else 0


def _find_container(weights: dict[Element, int], body: Element) -> Element | None:
    """The container known by its name that holds the article, or what holds all of those it is parted into."""
    known = [element for element in weights if _is_container(element) and _is_within_shown(element)]
    most = max((weights[element] for element in known), default=0)
    if not most or most < _LEAST_SHARE * weights[body]:
        return None
    # Of containers in one another the innermost: the outer ones also hold what stands around the article.
    best = [element for element in known if weights[element] >= _NEARLY_ALL * most][-1]
    kin = {*best.iterancestors(), *best.iter()}
    parts = [best, *(element for element in known if element not in kin and weights[element] >= _PART * most)]
    shared = set.intersection(*({part, *part.iterancestors()} for part in parts))
    return next(element for element in (best, *best.iterancestors()) if element in shared)


def _is_container(element: Element) -> bool:
    if element.tag in TAGS or element.get("id", "").lower() in ID_NAMES:
        return True
    return not CLASS_NAMES.isdisjoint(element.get("class", "").lower().split())


def _descend(body: Element, weights: dict[Element, int]) -> Element:
    """The innermost element with all the article in it: what stands beside it has no sentence, item or row of numbers."""
    element = body
    while True:
        heaviest = max(element, key=lambda child: weights.get(child, 0), default=None)
        if heaviest is None or weights.get(heaviest, 0) < _MOST_SHARE * weights[element] or heaviest.tag in ("table", "p", "pre"):
            return element
        if any(_is_article(child) for child in element if child is not heaviest) or _SENTENCE.search(element.text or ""):
            return element
        element = heaviest


def _is_article(element: Element) -> bool:
    if not isinstance(element.tag, str) or not is_shown(element):
        return False
    text = "\n".join(_texts(element, _SAMPLE)) + "\n" + (element.tail or "")
    return bool(_SENTENCE.search(text) or _ITEM.search(text)) or len(_NUMBER_LINE.findall(text)) >= _ROW


def _titles(page: Element) -> Iterator[str]:
    """What the page calls the article: in its metadata, in a heading, in the window's title without the site's name."""
    for meta in page.iter("meta"):
        if meta.get("name", "").lower() in ("articletitle", "article-title", "og:title"):
            yield _tidy(meta.get("content", ""))
    for heading in page.iter("h1"):
        yield _tidy("".join(_texts(heading, _LEAD)))
    for title in page.iter("title"):
        parts = [part.strip() for part in _SITE_BORDER.split(_tidy("".join(title.itertext())))]
        yield next((part for part in parts if re.search(r"报告|年报", part)), parts[0])


def _find_meta(body: Element, content: Element) -> Iterator[str | tuple[str, ...]]:
    """The rows and lines outside the content that say who published it."""
    passed = set(content.iter()) | set(content.iterancestors())
    said = ""
    for element in body.iter("tr", "li", "p", "div", "dd", "span"):
        if element in passed:
            continue
        text = _tidy("".join(_texts(element, _LONGEST_META + 1)))
        if len(text) > _LONGEST_META or not _META.search(text) or text in said or not _is_within_shown(element):
            continue
        said += text + "\n"
        cells = tuple(_tidy("".join(_texts(cell, _LONGEST_META))) for cell in element.iter("td", "th"))
        yield cells if len(cells) > 1 else text


def _is_within_shown(element: Element) -> bool:
    return all(is_shown(outer) for outer in element.iterancestors())


def _texts(element: Element, most: int) -> Iterator[str]:
    """The text shown in an element, up to about `most` characters."""
    length = 0
    stack: list[tuple[Element | None, str | None]] = [(element, None)]
    while stack and length < most:
        inner, text = stack.pop()
        if text:
            length += len(text)
            yield text
        if inner is None or not isinstance(inner.tag, str) or not is_shown(inner):
            continue
        for child in reversed(inner):
            stack.append((None, child.tail))
            stack.append((child, None))
        stack.append((None, inner.text))


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _squeeze(text: str) -> str:
    return "".join(text.split())
