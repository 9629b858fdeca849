"""A whole report as a page of its own: its text, its tables as in the form, what its checks found, the cited place lit.

Every character of the report is escaped; the page needs no script. Knows nothing of routes or of answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape

from gkbot.answer import Language
from index.form import Form, Table, load_form
from index.report import Cell, Chapter, Report, Span, State, Status
from index.review import review_report
from index.tables.labels import load_labels
from index.wording import normalise_label, split_sentences
from ui.check import write_broken
from ui.form_table import WORDS_ABOVE, draw_table
from ui.html import html_page
from ui.labels import say_of_report

CONTACT = ("address", "phone", "fax", "postcode", "email", "website")


@dataclass(frozen=True, slots=True)
class Lit:
    """What is shown lit: the characters `span` of the text; where they are a row of the form, `locator` names one cell of it."""

    span: Span | None = None
    locator: str = ""


def report_page(report: Report, uid: str, language: Language, lit: Lit, prefix: str = "") -> str:
    """The page of a report as an HTML document; each cell has its key as id, each sentence s<start>, the lit place "lit"."""
    page = _Page(report, language, lit)
    links = {"all": f"{prefix}/reports", "json": f"{prefix}/api/reports/{uid}", "text": f"{prefix}/reports/{uid}/text"}
    anchors = "".join(f'<a href="{href}">{escape(say_of_report(language, key))}</a>' for key, href in links.items())
    chapters = "".join(part for chapter in report.chapters for part in page.chapter(chapter))
    body = f"<nav>{anchors}</nav><main>{page.heading()}{page.findings()}{chapters}</main>"
    return html_page(f"{report.organisation.full} {report.year or ''}".strip(), body, language, prefix)


@dataclass(frozen=True)
class _Page:
    report: Report
    language: Language
    lit: Lit

    def heading(self) -> str:
        """The title, and what the report says of its body."""
        region, contact = self.report.region, self.report.contact
        facts = {
            "organisation": self.report.organisation.full,
            "year": self.report.year,
            "region": "".join(dict.fromkeys(filter(None, (region.province, region.city, region.county)))),
            "edition": self.report.edition,
            **{name: getattr(contact, name) for name in CONTACT},
            "file": self.report.file,
        }
        rows = "".join(
            f'<dt>{escape(say_of_report(self.language, name))}</dt><dd lang="zh-CN">{escape(str(fact))}</dd>'
            for name, fact in facts.items()
            if fact
        )
        return f'<h1 lang="zh-CN">{escape(self.report.title)}</h1><dl>{rows}</dl>'

    def findings(self) -> str:
        """What in the report disagrees, with both values; how many checks hold where nothing does."""
        told = "\n".join(write_broken(review_report(self.report), self.language))
        if told:
            return f'<aside class="gk-findings">{escape(told)}</aside>'
        counted = Counter(check.status for check in self.report.checks)
        if not counted:
            return ""
        sound = say_of_report(self.language, "sound", held=counted[Status.HOLDS], open=counted[Status.NOT_CHECKABLE])
        return f'<p class="gk-sound">{escape(sound)}</p>'

    def chapter(self, chapter: Chapter) -> Iterator[str]:
        """Its heading and text, and each table of the form where it stands in the text."""
        if chapter.number:
            yield f'<h2 id="c{chapter.number}" lang="zh-CN">{escape(chapter.heading)}</h2>'
        at = chapter.start
        for span, table in self._tables(chapter):
            yield from self._text(at, span.start)
            yield f'<div class="gk-scroll" tabindex="0" lang="zh-CN">{draw_table(table, self._draw_cell)}</div>'
            at = span.end
        yield from self._text(at, chapter.end)

    # ---- tables ----

    @cached_property
    def _form(self) -> Form | None:
        return load_form(self.report.edition) if self.report.edition else None

    @cached_property
    def _cells(self) -> dict[str, Cell]:
        return {cell.key: cell for cell in self.report.cells}

    @cached_property
    def _lit_row(self) -> list[str]:
        """The keys of the cells that stand within the lit place."""
        lit = self.lit.span
        return [cell.key for cell in self.report.cells if lit and lit.start <= cell.row.start and cell.row.end <= lit.end]

    @cached_property
    def _lit_cells(self) -> list[str]:
        assert self._form is not None or not self._lit_row
        return [key for key in self._lit_row if self._form and self._form.locate(key) == self.lit.locator] or self._lit_row

    def _tables(self, chapter: Chapter) -> list[tuple[Span, Table]]:
        """The tables of the form that begin in this chapter, each with the place it takes in the text, in their order."""
        found = []
        for table in self._form.tables if self._form else ():
            rows = [cell.row for cell in self.report.cells if cell.key.startswith(f"{table.key}.")]
            first = min((row.start for row in rows), default=-1)
            if chapter.start <= first < chapter.end:
                found.append((Span(self._heads_start(table, chapter.start, first), max(row.end for row in rows)), table))
        return sorted(found, key=lambda pair: pair[0].start)

    def _heads_start(self, table: Table, low: int, first: int) -> int:
        """Where the column heads above a table's first row begin: the lines of nothing but words of the form."""
        labels = load_labels(str(self.report.edition), table.key)
        heads = {column.label for row in table.rows for column in row.columns} | WORDS_ABOVE
        words = labels.groups | {normalise_label(head) for head in heads}
        for line in reversed(self.report.text[low:first].splitlines(keepends=True)):
            told = normalise_label(line)
            if told and not any(told in word or word in told for word in words):
                break
            first -= len(line)
        return first

    def _draw_cell(self, key: str, columns: int) -> str:
        cell = self._cells.get(key)
        state = cell.state.value if cell else "missing"
        lit = "lit" if key in self._lit_cells else "lit-row" if key in self._lit_row else ""
        anchor = '<a id="lit"></a>' if key in self._lit_cells[:1] else ""
        names = " ".join(f"gk-{name}" for name in (state, lit) if name)
        words = "" if state in (State.NUMBER, State.DASH) else f' title="{escape(say_of_report(self.language, state))}"'
        width = f' colspan="{columns}"' if columns > 1 else ""
        return f'<td id="{key}" class="{names}"{width}{words}>{anchor}{escape(cell.raw.strip()) if cell else ""}</td>'

    # ---- text ----

    def _text(self, start: int, end: int) -> Iterator[str]:
        """The lines of a stretch of text as paragraphs."""
        for line in self.report.text[start:end].splitlines(keepends=True):
            if line.strip():
                yield f'<p lang="zh-CN">{"".join(self._sentences(start, start + len(line)))}</p>'
            start += len(line)

    def _sentences(self, start: int, end: int) -> Iterator[str]:
        for left, right in split_sentences(self.report.text[start:end]):
            yield f'<span id="s{start + left}">{self._lit_text(start + left, start + right)}</span>'

    def _lit_text(self, start: int, end: int) -> str:
        text, lit = self.report.text, self.lit.span
        if lit is None or lit.end <= start or lit.start >= end or self._lit_row:
            return escape(text[start:end])
        low, high = max(start, lit.start), min(end, lit.end)
        anchor = ' id="lit"' if not text[lit.start : low].strip() else ""
        return f"{escape(text[start:low])}<mark{anchor}>{escape(text[low:high])}</mark>{escape(text[high:end])}"
