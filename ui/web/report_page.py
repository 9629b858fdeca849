"""A whole report as a page of its own: its text, its tables as in the form, what its checks found, the cited place lit.

Every character of the report is escaped; the page needs no script. Knows nothing of routes or of answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from urllib.parse import quote

from gkbot.answer import Language
from index.form import Form, Table, load_form
from index.report import Cell, Chapter, Check, Report, Span, State, Status
from index.review import review_report
from index.tables.labels import load_labels
from index.wording import normalise_label, split_sentences
from ui.labels import say_of_report
from ui.shell.check import say_check, tell_broken, tell_suspect
from ui.web.finding_places import Side, find_sides
from ui.web.form_table import WORDS_ABOVE, draw_table
from ui.web.html import html_page

BORDERS = " \t\r\n\u3000|+-:"  # what a line is made of that only draws a table
STRETCH = re.compile(r"(\d{1,9}):(\d{1,9})")
CONTACT = ("address", "phone", "fax", "postcode", "email", "website")


@dataclass(frozen=True, slots=True)
class Lit:
    """What is shown lit: the characters `span` of the text; where they are a row of the form, `locator` names one cell of it.

    Or the cells of these keys, or the two sides of the `finding`th check that does not hold (from 1).
    """

    span: Span | None = None
    locator: str = ""
    cells: tuple[str, ...] = ()
    finding: int = 0


def read_places(places: Sequence[str]) -> Lit:
    """What the places of an answer's Proof light up; of several stretches of text the first."""
    spans = [Span(int(found[1]), int(found[2])) for found in map(STRETCH.fullmatch, places) if found]
    cells = tuple(place for place in places if not STRETCH.fullmatch(place))
    return Lit(spans[0] if spans and not cells else None, cells=cells)


def report_page(report: Report, uid: str, language: Language, lit: Lit, prefix: str = "") -> str:
    """The page of a report as an HTML document; each cell has its key as id, each sentence s<start>.

    The lit place has the id "lit"; of a finding's two, "left" and "right".
    """
    address = f"{prefix}/reports/{quote(uid, safe='')}"
    page = _Page(report, language, lit, address)
    links = {
        "all": f"{prefix}/reports",
        "all_findings": f"{prefix}/findings",
        "json": f"{prefix}/api/reports/{quote(uid, safe='')}",
        "text": f"{address}/text",
        "original": f"{address}/file",
    }
    anchors = "".join(f'<a href="{href}">{escape(say_of_report(language, key))}</a>' for key, href in links.items())
    chapters = "".join(part for chapter in report.chapters for part in page.chapter(chapter))
    body = f"<nav>{anchors}</nav><main>{page.heading()}{page.findings()}{chapters}</main>"
    return html_page(f"{report.organisation.full} {report.year or ''}".strip(), body, language, prefix)


def quote_lit(report: Report, lit: Lit) -> str:
    """The characters of the text that are lit; of cells the rows they stand in."""
    rows = {cell.key: cell.row for cell in report.cells}
    spans = dict.fromkeys(rows[key] for key in lit.cells if key in rows) or ([lit.span] if lit.span else [])
    return "\n".join(report.text[span.start : span.end] for span in spans)


def name_lit(report: Report, lit: Lit) -> str:
    """What the form calls the lit cells; of a stretch of text its chapter's heading."""
    if lit.cells and report.edition:
        return "; ".join(map(load_form(report.edition).locate, lit.cells))
    start = lit.span.start if lit.span else -1
    return next((chapter.heading for chapter in report.chapters if chapter.start <= start < chapter.end), "")


def cited_section(report: Report, language: Language, lit: Lit) -> str:
    """As HTML the chapter in which a lit place stands, and that alone; the whole report where no chapter holds it."""
    page = _Page(report, language, lit)
    start = page.start_lit()
    chapters = [chapter for chapter in report.chapters if chapter.start <= start < chapter.end] or report.chapters
    return "".join(part for chapter in chapters for part in page.chapter(chapter))


@dataclass(frozen=True)
class _Page:
    report: Report
    language: Language
    lit: Lit
    address: str = ""  # of the whole page; without one there are no links to places of it

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
        """What in the report disagrees, with links to both places; how many checks hold where nothing does."""
        if self._broken:
            review = review_report(self.report)
            told = zip(self._broken, tell_broken(review, self.report, self.language), strict=True)
            items = "".join(f"<li>{self._finding(check, line, places)}</li>" for check, (line, places) in told)
            suspect = escape(tell_suspect(review, self.report, self.language))
            title = escape(say_of_report(self.language, "findings", count=len(self._broken)))
            rest = f"<p>{suspect}</p>" if suspect else ""
            return f'<aside class="gk-findings" aria-label="{title}"><p>{title}</p><ol>{items}</ol>{rest}</aside>'
        counted = Counter(check.status for check in self.report.checks if _is_equation(check))
        if not counted:
            return ""
        sound = say_of_report(self.language, "sound", held=counted[Status.HOLDS], open=counted[Status.NOT_CHECKABLE])
        return f'<p class="gk-sound">{escape(sound)}</p>'

    def _finding(self, check: Check, line: str, places: Sequence[str]) -> str:
        """A check that does not hold: both values with links to their places here, and the places in words."""
        number = self._broken.index(check) + 1
        sides = find_sides(check, self.report.edition)
        links = "".join(
            f' <a href="{self.address}?finding={number}#{name}">{escape(say_of_report(self.language, f"show_{name}"))}</a>'
            for name, side in zip(("left", "right"), sides, strict=True)
            if self.address and (side.cells or side.spans)
        )
        return f"{escape(line)}{links}" + "".join(f"<br><small>{escape(place)}</small>" for place in places)

    def checks(self, table: Table) -> str:
        """What the checks of a table say: how many hold, each that does not with its place, and all of them to open."""
        checks = [c for c in self.report.checks if _is_equation(c) and c.cells and c.cells[0].startswith(f"{table.key}.")]
        if not checks:
            return ""
        counted = Counter(check.status for check in checks)
        counts = {"held": counted[Status.HOLDS], "broken": counted[Status.BROKEN], "open": counted[Status.NOT_CHECKABLE]}
        summary = escape(say_of_report(self.language, "checked", count=len(checks), **counts))
        items = "".join(
            f"<li>{self._finding(check, say_check(check, self.report.edition, self.language), ())}</li>"
            for check in checks
            if check.status is Status.BROKEN
        )
        lines = "".join(f"<li>{self._check(check)}</li>" for check in checks)
        broken = f"<ul>{items}</ul>" if items else ""
        return (
            f'<aside class="gk-checks" aria-label="{escape(table.title)}"><p>{summary}</p>{broken}'
            f"<details><summary>{escape(say_of_report(self.language, 'every_check'))}</summary><ul>{lines}</ul></details></aside>"
        )

    def _check(self, check: Check) -> str:
        if check.status is Status.NOT_CHECKABLE:
            return f'– <span lang="zh-CN">{escape(check.detail)}</span>'
        mark = "✓" if check.status is Status.HOLDS else "✗"
        return f"{mark} {escape(say_check(check, self.report.edition, self.language))}"

    @cached_property
    def _broken(self) -> list[Check]:
        return [check for check in self.report.checks if check.status is Status.BROKEN]

    def chapter(self, chapter: Chapter) -> Iterator[str]:
        """Its heading and text, and each table of the form where it stands in the text."""
        if chapter.number:
            yield f'<h2 id="c{chapter.number}" lang="zh-CN">{escape(chapter.heading)}</h2>'
        at = chapter.start
        for span, table in self._tables(chapter):
            yield from self._text(at, span.start)
            drawn = draw_table(table, self._draw_cell)
            scrolled = (
                f'<div class="gk-scroll" tabindex="0" role="region" aria-label="{escape(table.title)}" lang="zh-CN">{drawn}</div>'
            )
            yield f'<div class="gk-checked">{scrolled}{self.checks(table)}</div>'
            at = span.end
        yield from self._text(at, chapter.end)

    # ---- tables ----

    @cached_property
    def _form(self) -> Form | None:
        return load_form(self.report.edition) if self.report.edition else None

    @cached_property
    def _cells(self) -> dict[str, Cell]:
        return {cell.key: cell for cell in self.report.cells}

    def start_lit(self) -> int:
        """Where the lit place begins; -1 where none is."""
        starts = [self._cells[key].row.start for key in self.lit.cells if key in self._cells]
        return min(starts, default=self.lit.span.start if self.lit.span else -1)

    @cached_property
    def _lit_row(self) -> list[str]:
        """The keys of the cells that stand in the rows of the lit cells, or within the lit place."""
        if self.lit.cells:
            rows = {self._cells[key].row for key in self.lit.cells if key in self._cells}
            return [cell.key for cell in self.report.cells if cell.row in rows]
        lit = self.lit.span
        return [cell.key for cell in self.report.cells if lit and lit.start <= cell.row.start and cell.row.end <= lit.end]

    @cached_property
    def _lit_places(self) -> dict[str, Side]:
        """What is lit, by the id that its first place gets."""
        if 0 < self.lit.finding <= len(self._broken):
            sides = find_sides(self._broken[self.lit.finding - 1], self.report.edition)
            return dict(zip(("left", "right"), sides, strict=True))
        if self.lit.cells:
            return {"lit": Side(tuple(key for key in self.lit.cells if key in self._cells))}
        if self._lit_row:
            assert self._form is not None
            one = tuple(key for key in self._lit_row if self._form.locate(key) == self.lit.locator)
            return {"lit": Side(one or tuple(self._lit_row))}
        return {"lit": Side(spans=(self.lit.span,) if self.lit.span else ())}

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
        lit = next((name for name, side in self._lit_places.items() if key in side.cells), "")
        shown = f"lit gk-{lit}" if lit else "lit-row" if key in self._lit_row else ""
        anchor = f'<a id="{lit}"></a>' if lit and key == self._lit_places[lit].cells[0] else ""
        names = " ".join(f"gk-{name}" for name in (state, shown) if name)
        words = "" if state in (State.NUMBER, State.DASH) else f' title="{escape(say_of_report(self.language, state))}"'
        width = f' colspan="{columns}"' if columns > 1 else ""
        return f'<td id="{key}" class="{names}"{width}{words}>{anchor}{escape(cell.raw.strip()) if cell else ""}</td>'

    # ---- text ----

    def _text(self, start: int, end: int) -> Iterator[str]:
        """The lines of a stretch of text as paragraphs."""
        for line in self.report.text[start:end].splitlines(keepends=True):
            if line.strip(BORDERS):
                yield f'<p lang="zh-CN">{"".join(self._sentences(start, start + len(line)))}</p>'
            start += len(line)

    def _sentences(self, start: int, end: int) -> Iterator[str]:
        for left, right in split_sentences(self.report.text[start:end]):
            yield f'<span id="s{start + left}">{self._lit_text(start + left, start + right)}</span>'

    def _lit_text(self, start: int, end: int) -> str:
        """A stretch of text, escaped, with what of it is lit marked."""
        text = self.report.text
        for name, side in self._lit_places.items():
            for at, span in enumerate(side.spans):
                low, high = max(start, span.start), min(end, span.end)
                if low < high:
                    is_first = at == 0 and not text[span.start : low].strip()
                    anchor = f' id="{name}"' if is_first else ""
                    lit = f'<mark class="gk-{name}"{anchor}>{escape(text[low:high])}</mark>'
                    return f"{escape(text[start:low])}{lit}{escape(text[high:end])}"
        return escape(text[start:end])


def _is_equation(check: Check) -> bool:
    """Whether a check compares two values, not a remark on cells that are blank or odd."""
    return check.code != "blank" and not check.code.startswith("W-")
