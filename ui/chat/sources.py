"""Where a statement of an answer stands, as addresses of report pages and as the list of sources below the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote, urlencode

from gkbot.answer import Citation, Language, Proof
from ui.labels import say
from ui.web.report_page import read_places

SHOWN_OPEN = 6  # a longer list of sources stays closed: every mark in the text opens its own


def report_link(citation: Citation, prefix: str = "") -> str:
    """Where the report page shows the cited place lit; `prefix` is the path the application is reached below."""
    place = {"start": citation.start, "end": citation.end, "at": citation.locator}
    return _link(citation.report, urlencode(place), prefix)


def proof_link(proof: Proof, prefix: str = "") -> str:
    """Where the report page shows the place of a value of a table lit."""
    uid, *places = proof
    lit = read_places(places)
    place = [("start", lit.span.start), ("end", lit.span.end)] if lit.span else [("cell", key) for key in lit.cells]
    return _link(uid, urlencode(place), prefix)


def _link(uid: str, query: str, prefix: str) -> str:
    return f"{prefix}/reports/{quote(uid, safe='')}?{query}#lit"


def links(citations: Sequence[Citation], prefix: str = "") -> Mapping[int, str]:
    """The address behind each mark [n]."""
    return {citation.n: report_link(citation, prefix) for citation in citations}


def place_text(citation: Citation, language: Language) -> str:
    """Whose report on which year, which section, which row and column or heading."""
    year = say(language, "no_year") if citation.year is None else say(language, "year", year=citation.year)
    parts = (f"{citation.organisation} {year}", citation.section, citation.locator)
    return " · ".join(dict.fromkeys(filter(None, parts)))


def sources_html(citations: Sequence[Citation], language: Language, prefix: str = "") -> str:
    """The numbered sources, each a link to its place; empty without citations."""
    if not citations:
        return ""
    items = "".join(
        f'<li><a class="gk-source" href="{escape(report_link(citation, prefix))}"><span class="gk-number">[{citation.n}]</span> '
        f'<span lang="zh-CN">{escape(place_text(citation, language))}</span></a></li>'
        for citation in citations
    )
    shown = " open" if len(citations) <= SHOWN_OPEN else ""
    heading = escape(say(language, "sources", count=len(citations)))
    return f'<details class="gk-sources"{shown}><summary>{heading}</summary><ol>{items}</ol></details>'
