"""What `gkbot check` prints: a review of each report, in Chinese or English. The words are in check_labels.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Template
from typing import Any

from gkbot.answer import Language
from index.checks.equations import Gap, equations, find_gap
from index.checks.metrics import FEES, METRICS, REVIEW_OR_SUIT
from index.checks.omissions import Finding
from index.checks.sums import add_cells
from index.form import EDITIONS, load_form
from index.narrative.early_chapters import FIRST_YEAR_OF_FORM
from index.report import Check, Report, Span, State, Status
from index.review import Review, count_states
from ui.reasons import say_reason
from ui.shell.check_places import cell_labels, headings_at

QUOTE_WIDTH = 90  # characters of a quote shown; the whole of it is in --json
LABELS_SHOWN = 3
_METRIC_LABELS = {metric.code: metric.label for metric in (*METRICS, FEES, REVIEW_OR_SUIT)}
_REMARK = re.compile(r"（[^（）]{4,}）")
_STATES = (State.NUMBER, State.BLANK, State.DASH, State.UNREADABLE)
_BOUNDS = {"2021": {"": "bound_issued"}, "2019": {"": "bound_published", "total": "bound_total"}}


@cache
def _read_words() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("check_labels.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Words:
    """The phrases of one language."""

    language: Language

    def say(self, key: str, **values: object) -> str:
        phrase: str = _read_words()[self.language][key]
        return Template(phrase).substitute(values)

    def metric(self, code: str) -> str:
        """What a check of text against table is about."""
        own: Mapping[str, str] = _read_words()[self.language].get("metrics", {})
        return own.get(code) or _METRIC_LABELS.get(code, code)


def write_reviews(reviews: Sequence[Review], language: Language) -> Iterator[str]:
    """The lines that tell of all files, a blank line between two, and one that sums up where there are several."""
    words = _Words(language)
    for at, review in enumerate(reviews):
        if at:
            yield ""
        yield from _write_review(review, words)
    if len(reviews) > 1:
        fine = sum(review.is_fine for review in reviews)
        failed = sum(review.report is None for review in reviews)
        yield ""
        yield words.say("total", files=len(reviews), fine=fine, failed=failed, broken=len(reviews) - fine - failed)


def tell_broken(review: Review, report: Report, language: Language) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every check of a report that does not hold: a line that says so, and the lines that say where its values stand."""
    return _Page(review, report, _Words(language)).tell_broken()


def tell_suspect(review: Review, report: Report, language: Language) -> str:
    """The line on the one cell that would set all equations right; empty where there is none."""
    return _Page(review, report, _Words(language)).tell_suspect()


def say_check(check: Check, edition: str | None, language: Language) -> str:
    """What a check with two values compares, and both of them, in a line."""
    words, values = _Words(language), {"left": check.left, "right": check.right}
    family = check.code.partition(".")[0]
    if check.code == "X-parts":
        return words.say("parts", **values)
    if family.startswith("X-"):
        unit = "万元" if check.code == FEES.code else "件"
        return words.say("text_table", label=words.metric(check.code), unit=unit, **values)
    row, column = short_labels(edition, check.cells[-1])
    if family == "Y-1":
        return words.say("years", column=column, **values)
    number = family[-1] if family.startswith("T3") else "4"
    return words.say(f"equation_{number}", row=row, column=column, **values)


def short_labels(edition: str | None, key: str) -> tuple[str, str]:
    """The labels of a cell's row and column without the form's remarks in brackets."""
    row, column = cell_labels(edition or EDITIONS[0], key)
    return _REMARK.sub("", row), _REMARK.sub("", column)


def _write_review(review: Review, words: _Words) -> Iterator[str]:
    yield review.file
    if review.report is None:
        yield f"  {words.say('unreadable_file', reason=say_reason(review.failure, words.language))}"
        return
    page = _Page(review, review.report, words)
    yield f"  {page.heading()}"
    for section in (page.tables, page.broken, page.missing, page.hints, page.open):
        lines = list(section())
        if lines:
            yield ""
            yield from (f"  {line}" for line in lines)
    yield ""
    yield f"  {page.summary()}"


@dataclass(frozen=True, slots=True)
class _Page:
    """One report's review in words."""

    review: Review
    report: Report
    words: _Words

    def heading(self) -> str:
        """Who reports on which year, by which form."""
        say, report = self.words.say, self.report
        organisation = report.organisation.full or say("no_organisation")
        if report.edition is not None:
            form = say("edition", edition=report.edition)
        elif report.year is not None and report.year < FIRST_YEAR_OF_FORM:
            form = say("early", year=report.year)
        else:
            form = say("no_edition")
        return say("heading", organisation=organisation, year=report.year or say("no_year")) + form

    def tables(self) -> Iterator[str]:
        """How many cells of each table were read, and what kept the others from it."""
        say = self.words.say
        yield say("tables")
        if self.report.indicators:
            yield f"  {say('indicators', count=sum(i.number is not None for i in self.report.indicators))}"
        elif self.report.year is None or self.report.year >= FIRST_YEAR_OF_FORM:
            yield from (f"  {line}" for line in self._table_lines())
        yield f"  {say('figures', count=len(self.report.figures))}"
        lost = [self._name_cell(cell.key) for cell in self.report.cells if cell.state is State.UNREADABLE]
        if lost:
            yield f"  {say('unreadable_cells', cells=self._shorten(lost))}"

    def _table_lines(self) -> Iterator[str]:
        say = self.words.say
        titles = {table.key: table.title for table in load_form(self.report.edition or EDITIONS[0]).tables}
        for key, counts in count_states(self.report).items():
            named = {"table": say(f"table_{key}"), "title": titles[key]}
            if counts is None:
                yield say("table_none", **named)
            elif set(counts) == {State.NUMBER}:
                yield say("table_full", count=counts.total(), **named)
            else:
                said = (say(f"state_{state.value}", count=counts[state]) for state in _STATES if counts[state])
                yield say("table_partly", count=counts.total(), states=say("separator").join(said), **named)

    def broken(self) -> Iterator[str]:
        """Every check that does not hold, with both values and where they stand."""
        told = list(self.tell_broken())
        if told:
            yield self.words.say("broken", count=len(told))
        for at, (line, places) in enumerate(told, 1):
            yield f"  {at}. {line}"
            yield from (f"     {place}" for place in places)
        if self.tell_suspect():
            yield f"  {self.tell_suspect()}"

    def tell_broken(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The same a check at a time: the line on it, and those on its places."""
        for check in self.review.checks:
            if check.status is Status.BROKEN:
                yield say_check(check, self.report.edition, self.words.language), tuple(self._say_places(check))

    def tell_suspect(self) -> str:
        """Which one cell, if it alone is wrong, would set all equations right; empty where there is none."""
        suspect = self.review.suspect
        if suspect is None:
            return ""
        row, column = self._labels(suspect.key)
        return self.words.say("suspect", row=row, column=column, number=suspect.number, expected=suspect.expected)

    def _say_places(self, check: Check) -> Iterator[str]:
        say = self.words.say
        for place in check.places:
            yield say("where_text", place=self._path(place.start), quote=self._quote(place, check.left))
        if check.cells:
            table = say(f"table_{check.cells[0].partition('.')[0]}")
            yield say("where_cells", table=table, cells=self._list_cells(check))
        if check.other_file:
            row, column = self._labels(check.other_cells[0])
            cells = say("cell", row=row, column=column, value=check.left)
            yield say("where_other", file=check.other_file, cells=cells)

    def _list_cells(self, check: Check) -> str:
        """The cells that hold a number but 0, with their values; the one cell itself where it is alone."""
        if len(check.cells) == 1:
            row, column = self._labels(check.cells[0])
            return self.words.say("cell", row=row, column=column, value=self._value(check.cells[0])[1])
        values = {key: self._value(key) for key in check.cells}
        told = [key for key, (number, _) in values.items() if number] or list(check.cells[:1])
        labels = {key: self._name_in(check, key) for key in told}
        shown = self.words.say("comma").join(self.words.say("cells", label=labels[key], value=values[key][1]) for key in told)
        rest = [number for key, (number, _) in values.items() if key not in told]
        return shown + (self.words.say("more_blank" if None in rest else "more") if rest else "")

    def _value(self, key: str) -> tuple[int | float | None, str]:
        """A cell's number and what it says; a blank total of table 3 has what its columns add up to."""
        cells = {cell.key: cell for cell in self.report.cells}
        cell = cells[key]
        if cell.number is not None or cell.raw:
            return cell.number, cell.raw
        total = add_cells((key,), cells)
        return (total.value, self.words.say("added_up", value=total.value)) if total else (None, self.words.say("blank"))

    def _name_in(self, check: Check, key: str) -> str:
        """A cell's name among those of one check: only what they do not share."""
        row, column = self._labels(key)
        shared_row = len({other.split(".")[1] for other in check.cells}) == 1
        shared_column = len({other.split(".")[2] for other in check.cells}) == 1
        return column if shared_row else row if shared_column else f"{row}／{column}"

    def missing(self) -> Iterator[str]:
        """What the form asks for and the report does not have."""
        yield from self._list_findings("missing", [f for f in self.review.findings if f.is_missing], [])

    def hints(self) -> Iterator[str]:
        """What may be left over from another year or form, and what is unusual in the numbers."""
        remarks = [check for check in self.review.checks if check.code.startswith("W-")]
        yield from self._list_findings("hint", [f for f in self.review.findings if not f.is_missing], remarks)

    def _list_findings(self, kind: str, findings: Sequence[Finding], remarks: Sequence[Check]) -> Iterator[str]:
        if findings or remarks:
            yield self.words.say("missing" if kind == "missing" else "hints", count=len(findings) + len(remarks))
        for finding in findings:
            yield f"  - {self._say_finding(kind, finding)}"
            if finding.place is not None:
                quote = self._quote(finding.place)
                yield f"    {self.words.say('where_text', place=self._path(finding.place.start), quote=quote)}"
        for check in remarks:
            yield f"  - {self._say_remark(check)}"
            for place in check.places:
                quote = self._quote(place, check.left)
                yield f"    {self.words.say('where_text', place=self._path(place.start), quote=quote)}"

    def _say_finding(self, kind: str, finding: Finding) -> str:
        values: dict[str, object] = {"year": self.report.year, "own": self.report.year, **finding.values}
        if finding.code == "chapter":
            values["heading"] = _CHAPTERS[int(finding.values["number"]) - 1]
        if finding.code == "table":
            values["table"] = self.words.say(f"table_{finding.values['table']}")
        return self.words.say(f"{kind}_{finding.code}", **values)

    def _say_remark(self, check: Check) -> str:
        say = self.words.say
        if check.code == "W-share":
            return say("remark_share", left=check.left, right=check.right)
        row, column = self._labels(check.cells[0])
        if check.code.startswith("W-T2."):
            which = check.code.split(".")[2] if check.code.count(".") == 2 else ""
            what = say(_BOUNDS[self.report.edition or EDITIONS[0]][which], row=row)
            return say("remark_bound", what=what, left=check.left, right=check.right)
        values = {"row": row, "column": column, "value": check.left, "raw": self._value(check.cells[0])[1]}
        return say(f"remark_{check.code.removeprefix('W-')}", **values)

    def open(self) -> Iterator[str]:
        """What cannot be checked and why, alike ones together."""
        groups: dict[tuple[str, str], list[str]] = {}
        single: list[str] = []
        cells = {cell.key: cell for cell in self.report.cells}
        by_code = {equation.code: equation for equation in equations(self.report.edition)} if self.report.edition else {}
        for check in self._open_checks():
            if check.code in by_code:
                gap = find_gap(by_code[check.code], cells) or Gap.BLANK_TOTAL
                row, column = self._labels(check.cells[-1])
                family = check.code[3] if check.code.startswith("T3") else "4"
                label = row if family in "34" else column
                groups.setdefault((self.words.say(f"open_{family}"), self.words.say(f"gap_{gap.name}")), []).append(label)
            elif check.code.startswith("Y-1"):
                column = self._labels(check.cells[0])[1]
                key = (self.words.say("open_years"), self.words.say("gap_years"))
                groups.setdefault(key, []).append(column)
            else:
                label = self.words.metric(check.code)
                single.append(self.words.say("open_text", label=label, left=check.left))
        if groups or single:
            yield self.words.say("open", count=sum(map(len, groups.values())) + len(single))
        for (what, reason), labels in groups.items():
            told = {"what": what, "reason": reason, "count": len(labels), "labels": self._shorten(labels)}
            yield f"  - {self.words.say('open_item', **told)}"
        yield from (f"  - {line}" for line in single)

    def _open_checks(self) -> list[Check]:
        not_told_elsewhere = (check for check in self.review.checks if check.code != "blank" and not check.code.startswith("W-"))
        return [check for check in not_told_elsewhere if check.status is Status.NOT_CHECKABLE]

    def summary(self) -> str:
        """How many checks hold and how many do not."""
        told = [check for check in self.review.checks if check.code != "blank" and not check.code.startswith("W-")]
        counts = {status: sum(check.status is status for check in told) for status in Status}
        if not told:
            return self.words.say("nothing_checked")
        if counts[Status.HOLDS] == len(told):
            return self.words.say("all_fine", total=len(told))
        holds, broken, open_ = (counts[status] for status in (Status.HOLDS, Status.BROKEN, Status.NOT_CHECKABLE))
        return self.words.say("summary", total=len(told), holds=holds, broken=broken, open=open_)

    # places and names

    def _labels(self, key: str) -> tuple[str, str]:
        return short_labels(self.report.edition, key)

    def _name_cell(self, key: str) -> str:
        return "／".join(self._labels(key))

    def _shorten(self, labels: Sequence[str]) -> str:
        shown = self.words.say("comma").join(dict.fromkeys(labels[:LABELS_SHOWN]))
        return shown + (self.words.say("and_more") if len(labels) > LABELS_SHOWN else "")

    def _path(self, at: int) -> str:
        return " ".join(headings_at(self.report, at)) or self.words.say("preface")

    def _quote(self, place: Span, number: int | float | None = None) -> str:
        """The words of a place; of long ones the part around a number."""
        quote = "".join(self.report.text[place.start : place.end].split())
        if len(quote) <= QUOTE_WIDTH:
            return quote
        found = re.search(rf"(?<!\d){re.escape(str(number))}(?!\d)", quote)
        start = max(0, min(found.start() - QUOTE_WIDTH // 2, len(quote) - QUOTE_WIDTH)) if found else 0
        end = start + QUOTE_WIDTH
        return ("……" if start else "") + quote[start:end] + ("……" if end < len(quote) else "")


_CHAPTERS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
