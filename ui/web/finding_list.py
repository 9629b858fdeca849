"""Which reports contradict themselves, as a page and as rows for a spreadsheet: both values of each finding and where they stand.

Knows nothing of routes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Literal

from gkbot.answer import Language
from gkbot.collection import Listed
from gkbot.findings import Finding
from ui.labels import say_of_report
from ui.shell.check import say_check, short_labels
from ui.web.browse import Choices, address, column_heads, filter_form, page_links
from ui.web.finding_places import Side, find_sides, finding_links
from ui.web.html import html_page
from ui.web.report_filter import ReportFilter

Family = Literal["", "table", "text", "years"]
# By what the code of a check begins with.
FAMILIES: Mapping[str, Family] = {"T": "table", "X": "text", "Y": "years"}
COLUMNS = ("organisation", "year", "finding", "left", "right")
SHEET_COLUMNS = (
    "report", "file", "organisation", "year", "code", "finding", "left", "left_place", "right", "right_place", "other_file",
)  # fmt: skip


class FindingFilter(ReportFilter):
    """The same for findings, and of which family: within a table, text against table, year against year."""

    family: Family = ""

    def those(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings of that family, as the filter sorts them."""
        kept = [f for f in findings if not self.family or FAMILIES[f.check.code[0]] == self.family]
        order = {report.id: at for at, report in enumerate(self.in_order([finding.report for finding in kept]))}
        return sorted(kept, key=lambda finding: order[finding.report.id])


def finding_list(
    found: Sequence[Finding], asked: FindingFilter, every: Sequence[Listed], language: Language, prefix: str = ""
) -> str:
    """The page of the findings `found` in `every` report: those that `asked` wants to see, with links to both places."""
    path = f"{prefix}/findings"
    families: Choices = {family: say_of_report(language, f"family_{family}") for family in FAMILIES.values()}
    rows = "".join(f"<tr>{_row(finding, language, prefix)}</tr>" for finding in asked.page(found))
    title = escape(say_of_report(language, "all_findings"))
    counts = {"count": len(found), "reports": len({finding.report.id for finding in found})}
    downloads = "".join(
        f'<a href="{escape(address(f"{path}.{ending}", asked, offset=0))}">{ending.upper()}</a>' for ending in ("csv", "xlsx")
    )
    body = (
        f'<nav><a href="{prefix}/">{escape(say_of_report(language, "chat"))}</a>'
        f'<a href="{prefix}/reports">{escape(say_of_report(language, "all"))}</a></nav>'
        f"<main><h1>{title}</h1>{filter_form(path, asked, every, language, {'family': families})}"
        f'<p class="gk-line">{escape(say_of_report(language, "found", **counts))} {downloads}</p>'
        f'<div class="gk-scroll" tabindex="0" role="region" aria-label="{title}"><table class="gk-list"><thead><tr>'
        f"{column_heads(path, asked, COLUMNS, language, COLUMNS[:2])}</tr></thead><tbody>{rows}</tbody></table></div>"
        f"{page_links(path, len(found), asked, language)}</main>"
    )
    return html_page(say_of_report(language, "all_findings"), body, language, prefix)


def _row(finding: Finding, language: Language, prefix: str) -> str:
    report, check = finding.report, finding.check
    name = f'<a href="{prefix}/reports/{escape(report.uid)}" lang="zh-CN">{escape(report.organisation)}</a>'
    links = zip((check.left, check.right), finding_links(finding, prefix), _places(finding, language), strict=True)
    values = "".join(f"<td>{_value(value, link)}<br><small>{escape(place)}</small></td>" for value, link, place in links)
    said = escape(say_check(check, report.edition, language))
    return f"<td>{name}</td><td>{report.year or ''}</td><td>{said}</td>{values}"


def _value(value: int | float | None, link: str) -> str:
    return f'<a href="{escape(link)}">{value}</a>' if link else str(value)


def finding_rows(found: Sequence[Finding], language: Language) -> Iterator[tuple[str | int | float | None, ...]]:
    """The findings as rows of SHEET_COLUMNS."""
    for finding in found:
        report, check = finding.report, finding.check
        said = say_check(check, report.edition, language)
        left, right = _places(finding, language)
        whose = (report.uid, report.file, report.organisation, report.year)
        yield *whose, check.code, said, check.left, left, check.right, right, check.other_file


def _places(finding: Finding, language: Language) -> tuple[str, str]:
    """Where the two values stand, in words."""
    check, edition = finding.check, finding.report.edition
    left, right = find_sides(check, edition)
    if check.other_file:
        left = Side(check.other_cells)
    told = tuple(_place(side, edition, language) for side in (left, right))
    return told[0], told[1] or told[0]


def _place(side: Side, edition: str | None, language: Language) -> str:
    if side.spans:
        return say_of_report(language, "in_text")
    if not side.cells:
        return ""
    table = say_of_report(language, side.cells[0].partition(".")[0])
    if len(side.cells) == 1:
        return f"{table} {' / '.join(short_labels(edition, side.cells[0]))}"
    return f"{table} {say_of_report(language, 'cells', count=len(side.cells))}"
