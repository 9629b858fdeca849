"""What a report should say and does not, and what in it looks left over from another year or form.

Only for reports of the official form; knows nothing of numbers that disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from index.form import EDITIONS, load_form
from index.narrative.chapters import CORES
from index.narrative.early_chapters import FIRST_YEAR_OF_FORM
from index.report import Report, Span
from index.wording import fold, split_sentences

FIRST_YEAR_OF_2021_FORM = 2021
_FEE = re.compile(r"处理费|收费|收取[^,;。]{0,12}费")
_NOTICE_2019 = re.compile(r"(?:《[^《》]{0,90}》\s*[（(]?\s*)?国办公开办函\s*[〔\[(]\s*2019\s*[〕\])]\s*60\s*号")
_WORK_POINTS = re.compile(r"《[^《》]{0,60}?(20\d\d)年[^《》]{0,30}工作要点[^《》]{0,12}》")
# A sentence that begins with a year speaks of that year's work; one that names two compares them.
_OPENING_YEAR = re.compile(r"^(?:截至|截止)?(20\d\d)年(?:度|底)?(?![\d\s]*月)")
_PLANNED = re.compile(r"将|计划|下一步|拟")
_REMEDIED = re.compile(r"已.{0,12}(?:整改|解决|改正|落实)")  # last year's problems, done with
_FROM_THEN_ON = re.compile(r"^20\d\d年(?:度)?(?:起|以来|至|到|-|修订|印发|出台|制定)")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is missing (`is_missing`) or may be left over; `values` fill in its words, `place` is where it stands."""

    code: str
    is_missing: bool
    values: Mapping[str, str] = field(default_factory=dict)
    place: Span | None = None


def find_omissions(report: Report) -> tuple[Finding, ...]:
    """What a report of the form lacks, then what in it may be left over; none for reports from before the form."""
    if report.year is not None and report.year < FIRST_YEAR_OF_FORM:
        return ()
    return (*_find_missing(report), *_find_leftovers(report))


def _find_missing(report: Report) -> Iterator[Finding]:
    contact = report.contact
    found = {chapter.number for chapter in report.chapters}
    for code, is_missing in (
        ("organisation", not report.organisation.full),
        ("year", report.year is None),
        ("period", report.period is None),
        ("contact", not (contact.phone or contact.email or contact.address)),
    ):
        if is_missing:
            yield Finding(code, True)
    for number in range(1, len(CORES) + 1):
        if number not in found:
            yield Finding("chapter", True, {"number": str(number)})
    tables = {cell.key.partition(".")[0] for cell in report.cells}
    for table in load_form(report.edition or EDITIONS[0]).tables:
        if table.key not in tables:
            yield Finding("table", True, {"table": table.key, "title": table.title})
    if _lacks_fee_statement(report):
        yield Finding("fee", True)


def _lacks_fee_statement(report: Report) -> bool:
    """Whether chapter six of a report on 2021 or later leaves out what was charged for handling information."""
    last = next((chapter for chapter in report.chapters if chapter.number == len(CORES)), None)
    due = report.year is not None and report.year >= FIRST_YEAR_OF_2021_FORM
    return due and last is not None and not _FEE.search(report.text[last.start : last.end])


def _find_leftovers(report: Report) -> Iterator[Finding]:
    year = report.year
    if year is None:
        return
    if year >= FIRST_YEAR_OF_2021_FORM:
        match = _NOTICE_2019.search(report.text)
        if match:
            yield Finding("outdated_notice", False, {}, Span(*match.span()))
        if report.edition == "2019":
            yield Finding("outdated_form", False)
    elif report.edition == "2021":
        yield Finding("later_form", False)
    if report.period is not None and (report.period.start[:4], report.period.end[:4]) != (str(year), str(year)):
        yield Finding("period_year", False, {"start": report.period.start, "end": report.period.end}, report.period.place)
    for match in _WORK_POINTS.finditer(report.text):
        if int(match[1]) < year:
            yield Finding("work_points", False, {"year": match[1]}, Span(*match.span()))
    yield from _find_other_years(report, year)


def _find_other_years(report: Report, year: int) -> Iterator[Finding]:
    """Sentences that begin with another year than the report's, as they stay behind when last year's text is copied."""
    for passage in report.passages:
        text = report.text[passage.start : passage.end]
        for start, end in split_sentences(text):
            sentence = fold(text[start:end])
            match = _OPENING_YEAR.match(sentence)
            if match is None or int(match[1]) == year or str(year) in sentence:
                continue
            if _FROM_THEN_ON.match(sentence) or _REMEDIED.search(sentence):
                continue
            if int(match[1]) > year and (passage.chapter >= 5 or _PLANNED.search(sentence)):
                continue
            yield Finding("other_year", False, {"year": match[1]}, Span(passage.start + start, passage.start + end))
