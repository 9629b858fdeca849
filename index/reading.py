"""Reads one file into a Report; this is the whole recipe, each step in a module of its own."""

from __future__ import annotations

from pathlib import Path

from index.chapters import find_chapters, find_headings, narrative
from index.checks import run_checks
from index.contact import read_contact, read_period
from index.errors import UnreadableReport
from index.figures import find_figures
from index.organisation import find_title, make_organisation
from index.passages import cut_passages
from index.readers import read_document
from index.regions import read_region
from index.report import Period, Report
from index.tables import align_tables


def read_report(path: Path, file: str) -> Report:
    """The report in a file, recorded under the name `file`; UnreadableReport when the file is no such report."""
    # 1) the file's text, paragraphs and grids
    document = read_document(path, file)
    text = document.text

    # 2) its title and chapters
    headings = find_headings(text)
    body = headings[0].start if headings else len(text)
    title = find_title(text, body)
    chapters = find_chapters(text, title.end if title else 0, title.text if title else "")
    paragraphs = tuple(narrative(document, chapters))

    # 3) the cells of the form
    aligned = align_tables(document, chapters)
    if title is None and not headings and not aligned.cells:
        raise UnreadableReport(
            f"{file}: not a 政府信息公开工作年度报告, neither a title, a chapter nor a table of one is in it; "
            "leave the file out or check that its text is complete"
        )

    # 4) who reports, from where, on which year
    contact = read_contact(running for _, running in paragraphs)
    period = read_period(running for _, running in paragraphs)
    organisation = make_organisation(title.organisation if title else "", text)
    overview = text[: next((chapter.end for chapter in chapters if chapter.number == 1), body)]
    region = read_region(organisation.full, contact.address, overview)

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
        figures=figures,
        passages=cut_passages(paragraphs, text),
        checks=run_checks(aligned.edition, aligned.cells, figures, text, year),
        warnings=document.warnings + _list_warnings(organisation.full, year) + aligned.warnings,
    )


def _year_of(period: Period | None) -> int | None:
    return int(period.end[:4]) if period else None


def _list_warnings(name: str, year: int | None) -> tuple[str, ...]:
    gaps = (("no organisation found in the title", not name), ("no year found in title or period", year is None))
    return tuple(text for text, is_gap in gaps if is_gap)
