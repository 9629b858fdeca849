"""The list of reports as a page: a form to narrow it down, a row a report, pages of a fixed length. Knows nothing of routes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from gkbot.answer import Language
from gkbot.collection import Listed
from ui.html import html_page
from ui.labels import say_kind, say_of_report
from ui.report_filter import ReportFilter

COLUMNS = ("organisation", "year", "kind", "region", "file")


def report_list(found: Sequence[Listed], asked: ReportFilter, language: Language, prefix: str = "") -> str:
    """The page of the reports `found`: those that `asked` wants to see of them, with links to what is before and after."""
    head = "".join(f'<th scope="col">{escape(say_of_report(language, column))}</th>' for column in COLUMNS)
    rows = "".join(f"<tr>{_row(report, language, prefix)}</tr>" for report in asked.page(found))
    body = (
        f"<main><h1>{escape(say_of_report(language, 'all'))}</h1>{_form(asked, language, prefix)}"
        f"<p>{escape(say_of_report(language, 'count', count=len(found)))}</p>"
        f'<div class="gk-scroll" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        f"{_pages(len(found), asked, language, prefix)}</main>"
    )
    return html_page(say_of_report(language, "all"), body, language, prefix)


def _row(report: Listed, language: Language, prefix: str) -> str:
    name = f'<a href="{prefix}/reports/{escape(report.uid)}" lang="zh-CN">{escape(report.organisation)}</a>'
    rest = (report.year, say_kind(language, report.kind), "".join(dict.fromkeys(report.regions)), report.file)
    return f"<td>{name}</td>" + "".join(f"<td>{escape(str(fact or ''))}</td>" for fact in rest)


def _form(asked: ReportFilter, language: Language, prefix: str) -> str:
    told = {"search": asked.search, "year": " ".join(map(str, asked.year)), "region": " ".join(asked.region)}
    fields = "".join(
        f'<label>{escape(say_of_report(language, name))} <input name="{name}" value="{escape(value)}"></label>'
        for name, value in told.items()
    )
    return f'<form action="{prefix}/reports">{fields}<button>{escape(say_of_report(language, "narrow"))}</button></form>'


def _pages(count: int, asked: ReportFilter, language: Language, prefix: str) -> str:
    links = []
    for key, offset in (("before", asked.offset - asked.limit), ("after", asked.offset + asked.limit)):
        if 0 <= offset < count or -asked.limit < offset < 0:
            query = urlencode(asked.model_copy(update={"offset": max(0, offset)}).model_dump(exclude_defaults=True), doseq=True)
            links.append(f'<a href="{prefix}/reports?{escape(query)}">{escape(say_of_report(language, key))}</a>')
    return f"<nav>{''.join(links)}</nav>" if links else ""
