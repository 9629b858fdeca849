"""How fast reports are read and how much of them, by format: run as `python tests/benchmarks/bench_reading.py`.

The same made-up reports in every format, read by gkbot and, for comparison, dumped by the usual general tools where these are
installed (`pip install 'gkbot[bench]'`). Of a dump a row counts as found when its label and its values stand in one row in
their order; nothing is asked about which column is which, so the comparison favours the dumps.
"""

from __future__ import annotations

import logging
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import pdf_pages  # noqa: E402
import writers_html  # noqa: E402
import writers_office  # noqa: E402
import writers_text  # noqa: E402
from judge_reading import judge_cells  # noqa: E402
from written_report import EDITIONS, WrittenReport, make_report  # noqa: E402

from index.errors import UnreadableReport  # noqa: E402
from index.form import cell_key, load_form  # noqa: E402
from index.reading import read_report  # noqa: E402
from index.wording import normalise_label  # noqa: E402

REPORTS = 10
# Recognising characters takes seconds a page.
SCANS = 1
SMALL = pdf_pages.Style(size=10.5, table_size=9.0, margin=45.0, table_width=505.0)
Rows = list[list[str]]
Dump = Callable[[Path], Rows]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by the name it is printed under, how reports are written in it, how many, and in which style on paper."""

    name: str
    write: Callable[[Sequence[WrittenReport], Path], list[Path]]
    reports: int = REPORTS
    style: pdf_pages.Style | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What was read: how many reports of one format, on how many pages, with how many cells."""

    name: str
    reports: int
    pages: int
    cells: int


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool for comparison: `module` must be installed, `suffixes` are the formats it is tried on."""

    name: str
    module: str
    suffixes: tuple[str, ...]
    dump: Dump


def dump_by_markitdown(path: Path) -> Rows:
    """The rows of pipe tables in markitdown's Markdown; for PDF its lines cut at blanks."""
    from markitdown import MarkItDown

    # Bold numbers come with asterisks, cut numbers with some inside.
    text = MarkItDown().convert(path).text_content.replace("*", "")
    return [re.split(r"\s*\|\s*", line) if "|" in line else line.split() for line in text.splitlines()]


def dump_by_pandas(path: Path) -> Rows:
    """The rows of every table pandas.read_html finds."""
    import pandas

    tables = pandas.read_html(path, keep_default_na=False)
    return [[_as_text(value) for value in row] for table in tables for row in table.to_numpy().tolist()]


def _as_text(value: object) -> str:
    """A column with an empty cell comes back as floats; 12.0 was 12."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def dump_by_pdfplumber(path: Path) -> Rows:
    """The rows of every table pdfplumber finds with its own settings."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        return [[cell or "" for cell in row] for page in document.pages for table in page.extract_tables() for row in table]


TOOLS = (
    Tool("markitdown", "markitdown", (".html", ".docx", ".pdf"), dump_by_markitdown),
    Tool("pandas.read_html", "pandas", (".html",), dump_by_pandas),
    Tool("pdfplumber tables", "pdfplumber", (".pdf",), dump_by_pdfplumber),
)


def _each(write: Callable[[WrittenReport, Path], Path]) -> Callable[[Sequence[WrittenReport], Path], list[Path]]:
    return lambda reports, folder: [write(report, folder) for report in reports]


def _converted(suffix: str) -> Callable[[Sequence[WrittenReport], Path], list[Path]]:
    def write(reports: Sequence[WrittenReport], folder: Path) -> list[Path]:
        return writers_office.convert([writers_office.write_docx(report, folder) for report in reports], suffix, folder)

    return write


def list_formats() -> Iterator[Format]:
    """The formats this machine can write."""
    yield Format("text, cell a line", _each(lambda report, folder: writers_text.write_text(report, folder, "tabs")))
    yield Format("text, pipe rows", _each(lambda report, folder: writers_text.write_text(report, folder, "trailing pipes")))
    yield Format("text, out of a PDF", _each(lambda report, folder: writers_text.write_text(report, folder, "page text")))
    yield Format("html, plain", _each(lambda report, folder: writers_html.write_html(report, folder, "plain")))
    yield Format("html, portal page", _each(lambda report, folder: writers_html.write_html(report, folder, "portal word")))
    yield Format("docx", _each(writers_office.write_docx))
    yield Format("pdf", _each(lambda report, folder: pdf_pages.write_pdf(report, folder / f"{report.name}.pdf")))
    if find_spec("rapidocr") is None:
        print("rapidocr is not installed: scans not measured")
    else:
        yield Format("pdf, scanned", _each(_write_scan), SCANS, SMALL)
    if writers_office.find_office() is None:
        print("no LibreOffice on this machine: its pdf, doc and odt not measured")
        return
    yield Format("pdf, by LibreOffice", _converted("pdf"))
    yield Format("doc", _converted("doc"))
    yield Format("odt", _converted("odt"))


def _write_scan(report: WrittenReport, folder: Path) -> Path:
    return pdf_pages.write_scan_pdf(report, folder / f"{report.name}.pdf", style=SMALL)


def main() -> None:
    """Prints a line for every format and tool."""
    logging.disable(logging.WARNING)
    reports = [make_report(edition, "full", number) for number in range(REPORTS // len(EDITIONS)) for edition in EDITIONS]
    print(f"{len(reports)} reports; pages are those of the report on paper, for formats without pages, too")
    for tool in TOOLS:
        if find_spec(tool.module) is None:
            print(f"{tool.name} is not installed: left out (pip install 'gkbot[bench]')")
    print(f"{'format':<20} {'read by':<18} {'cells right':>16} {'wrong':>6} {'seconds':>8} {'reports/s':>10} {'ms/page':>8}")
    for form in list_formats():
        with tempfile.TemporaryDirectory() as folder:
            measure(form, reports[: form.reports], Path(folder))


def measure(form: Format, reports: Sequence[WrittenReport], folder: Path) -> None:
    """Prints gkbot's figures and those of every tool that takes the format."""
    paths = form.write(reports, folder)
    work = Work(
        form.name,
        len(reports),
        sum(len(pdf_pages.lay_out(report, form.style)) for report in reports),
        sum(len(report.cells) for report in reports),
    )
    _warm_up(paths[0])
    started = time.perf_counter()
    verdicts = [_judge(path, report) for path, report in zip(paths, reports, strict=True)]
    seconds = time.perf_counter() - started
    _print_line(work, "gkbot", sum(right for right, _ in verdicts), seconds, sum(wrong for _, wrong in verdicts))
    for tool in TOOLS:
        if paths[0].suffix not in tool.suffixes or find_spec(tool.module) is None:
            continue
        tool.dump(paths[0])
        started = time.perf_counter()
        dumps = [tool.dump(path) for path in paths]
        seconds = time.perf_counter() - started
        found = sum(count_found(rows, report) for rows, report in zip(dumps, reports, strict=True))
        _print_line(work, tool.name, found, seconds, None)


def _warm_up(path: Path) -> None:
    """Libraries are imported on first use; that is start-up, not reading."""
    try:
        read_report(path, path.name)
    except UnreadableReport as error:
        print(error)


def _judge(path: Path, report: WrittenReport) -> tuple[int, int]:
    try:
        counts = judge_cells(read_report(path, path.name), report.cells).counts
    except UnreadableReport:
        return 0, 0
    return counts["right"], counts["wrong"]


def count_found(rows: Rows, report: WrittenReport) -> int:
    """How many cells of the report stand in rows that have a row's label and end with its values in order."""
    comparable = [([normalise_label(cell) for cell in row], [cell.strip() for cell in row if cell.strip()]) for row in rows]
    found = 0
    for table in load_form(report.edition).tables:
        if table.key == "T4":
            values = [report.cells[cell_key(table.key, row.key, column.key)].raw for row in table.rows for column in row.columns]
            found += len(values) if any(filled == values for _, filled in comparable) else 0
            continue
        for row in table.rows:
            label = normalise_label(row.label)
            values = [report.cells[cell_key(table.key, row.key, column.key)].raw for column in row.columns]
            found += len(values) if any(label in labels and _ends_with(filled, values) for labels, filled in comparable) else 0
    return found


def _ends_with(filled: list[str], values: list[str]) -> bool:
    """A cell merged sideways may be repeated by the dump, so repetitions of the last value do not count."""
    while len(filled) > len(values) and filled[-1] == filled[-2]:
        filled = filled[:-1]
    return filled[-len(values) :] == values


def _print_line(work: Work, tool: str, right: int, seconds: float, wrong: int | None) -> None:
    print(
        f"{work.name:<20} {tool:<18} {right:>7} of {work.cells:>5} {'' if wrong is None else wrong:>6} {seconds:>8.2f} "
        f"{work.reports / seconds:>10.2f} {1000 * seconds / work.pages:>8.1f}"
    )


if __name__ == "__main__":
    main()
