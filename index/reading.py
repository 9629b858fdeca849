"""Reads one file into a Report; this is the whole recipe, each step in a module of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from index.bodies.organisation import find_stated_names, make_organisation
from index.bodies.regions import read_region
from index.checks.equations import run_checks
from index.errors import UnreadableReport
from index.narrative.chapters import find_chapters, find_headings, narrative
from index.narrative.contact import read_contact, read_period
from index.narrative.early_chapters import FIRST_YEAR_OF_FORM, find_early_chapters
from index.narrative.figures import find_figures
from index.narrative.passages import cut_passages
from index.narrative.title import Title, find_title
from index.readers import read_document
from index.report import Chapter, Period, Report, Span
from index.tables.flattened import restore_tables
from index.tables.grids import align_tables
from index.tables.indicators import read_indicators, table_span
from index.wording import RunningText


def read_report(path: Path, file: str) -> Report:
    """The report in a file, recorded under the name `file`; UnreadableReport when the file is no such report."""
    # 1) the file's text, paragraphs and grids, those of the form also where only their text is left
    document = restore_tables(read_document(path, file))
    text = document.text

    # 2) its title and chapters
    headings = find_headings(text)
    body = headings[0].start if headings else len(text)
    title = find_title(text, body)
    preface = title.end if title else 0
    chapters = find_chapters(text, preface, title.text if title else "")

    # 3) the cells of the form, or what a report had before there was one
    aligned = align_tables(document, chapters)
    indicators = () if aligned.cells else read_indicators(document)
    if title is None and not headings and not aligned.cells and not indicators:
        raise UnreadableReport(
            f"{file}: not a 政府信息公开工作年度报告, neither a title, a chapter nor a table of one is in it; "
            "leave the file out or check that its text is complete"
        )
    table = table_span(indicators)
    is_early = not aligned.cells and _is_before_form(title, narrative(document, chapters), bool(indicators))
    if is_early:
        chapters = find_early_chapters(document, title.text if title else "", preface, table) or chapters
    paragraphs = tuple((chapter, running) for chapter, running in narrative(document, chapters) if not _lies_in(running, table))

    # 4) who reports, from where, on which year
    contact = read_contact(running for _, running in paragraphs)
    period = read_period(running for _, running in paragraphs)
    names = find_stated_names(text, preface, min((chapter.start for chapter in chapters[1:]), default=body))
    name = title.organisation if title and title.organisation else next(iter(names), "")
    longer = next((stated for stated in names if stated.endswith(name) and stated != name), "")
    organisation = make_organisation(name, text, longer)
    overview = text[: next((chapter.end for chapter in chapters if chapter.number == 1), body)]
    region = read_region(longer or name, contact.address, overview, path=file, website=contact.website)

    # 5) the narrative's figures and passages, and whether all of it agrees
    figures = find_figures(paragraphs)
    year = title.year if title and title.year else _year_of(period)
    return Report(
        file=file,
        text=text,
        title=title.text if title else "",
        organisation=organisation,
        region=region,
        year=year,
        edition=aligned.edition,
        contact=contact,
        period=period,
        chapters=chapters,
        cells=aligned.cells,
        indicators=indicators,
        figures=figures,
        passages=cut_passages(paragraphs, text),
        checks=run_checks(aligned.edition, aligned.cells, figures, text, year),
        warnings=document.warnings + _list_warnings(organisation.full, year) + (() if is_early else aligned.warnings),
    )


def _is_before_form(title: Title | None, paragraphs: Iterable[tuple[Chapter, RunningText]], has_indicators: bool) -> bool:
    """Whether the report is on a year before the form, by title or period; by its statistics table when neither says a year."""
    year = title.year if title and title.year else _year_of(read_period(running for _, running in paragraphs))
    return has_indicators if year is None else year < FIRST_YEAR_OF_FORM


def _lies_in(running: RunningText, table: Span | None) -> bool:
    return table is not None and table.start <= running.offsets[0] < table.end


def _year_of(period: Period | None) -> int | None:
    return int(period.end[:4]) if period else None


def _list_warnings(name: str, year: int | None) -> tuple[str, ...]:
    gaps = (("no organisation found", not name), ("no year found in title or period", year is None))
    return tuple(text for text, is_gap in gaps if is_gap)
