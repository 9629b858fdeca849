"""The list of reports as a page: a form to narrow it down, a row a report, pages of a fixed length. Knows nothing of routes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gkbot.answer import Language
from gkbot.collection import Listed
from ui.labels import say_kind, say_of_report
from ui.web.browse import column_heads, filter_form, page_links
from ui.web.html import html_page
from ui.web.report_filter import COLUMNS, ReportFilter


def report_list(
    found: Sequence[Listed], asked: ReportFilter, every: Sequence[Listed], language: Language, prefix: str = ""
) -> str:
    """The page of the reports `found` among `every` one: those that `asked` wants to see of them, with links to the others."""
    path = f"{prefix}/reports"
    rows = "".join(f"<tr>{_row(report, language, prefix)}</tr>" for report in asked.page(asked.in_order(found)))
    title = escape(say_of_report(language, "all"))
    body = (
        f'<nav><a href="{prefix}/">{escape(say_of_report(language, "chat"))}</a>'
        f'<a href="{prefix}/findings">{escape(say_of_report(language, "all_findings"))}</a></nav>'
        f"<main><h1>{title}</h1>{filter_form(path, asked, every, language)}"
        f"<p>{escape(say_of_report(language, 'count', count=len(found)))}</p>"
        f'<div class="gk-scroll" tabindex="0" role="region" aria-label="{title}"><table class="gk-list"><thead><tr>'
        f"{column_heads(path, asked, COLUMNS, language, COLUMNS)}</tr></thead><tbody>{rows}</tbody></table></div>"
        f"{page_links(path, len(found), asked, language)}</main>"
    )
    return html_page(say_of_report(language, "all"), body, language, prefix)


def _row(report: Listed, language: Language, prefix: str) -> str:
    name = f'<a href="{prefix}/reports/{escape(report.uid)}" lang="zh-CN">{escape(report.organisation)}</a>'
    rest = (report.year, say_kind(language, report.kind), "".join(dict.fromkeys(report.regions)), report.file)
    return f"<td>{name}</td>" + "".join(f"<td>{escape(str(fact or ''))}</td>" for fact in rest)
