"""Every way a made-up report can be written: format, layout, what the layout loses, and what the machine must have for it.

A format more is a line of WRITINGS. Knows nothing of reading or of judging.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pdf_pages
import writers_html
import writers_office
import writers_text
from pdf_pages import Style
from written_report import CONTENTS, EDITIONS, WrittenReport


@dataclass(frozen=True, slots=True)
class Writing:
    """One format in one layout; `write` gives the file it wrote into a folder.

    With `drops_blanks` an empty cell leaves nothing behind; with `loose` labels and numbers stand apart, or characters have to be
    recognised: there a reader may give up a row but must not guess. `missing` says what the machine lacks for it, if anything;
    `is_slow` ones take seconds, so they are tried with these `contents` and `editions` only.
    """

    name: str
    suffix: str
    write: Callable[[WrittenReport, Path], Path]
    drops_blanks: bool = False
    loose: bool = False
    is_slow: bool = False
    contents: tuple[str, ...] = tuple(CONTENTS)
    editions: tuple[str, ...] = EDITIONS
    missing: Callable[[], str] = lambda: ""


def _texts() -> Iterator[Writing]:
    for name, layout in writers_text.LAYOUTS.items():
        write = partial(writers_text.write_text, layout=name)
        yield Writing(f"text: {name}", layout.suffix, write, drops_blanks=layout.drops_blanks, loose=layout.loose)
    for name, (encoding, line_end) in writers_text.ENCODINGS.items():
        write = partial(writers_text.write_text, layout="trailing pipes", encoding=encoding, line_end=line_end)
        yield Writing(f"text: {name}", ".txt", write)


def _pages() -> Iterator[Writing]:
    for name, layout in writers_html.LAYOUTS.items():
        write = partial(writers_html.write_html, layout=name)
        yield Writing(f"html: {name}", layout.suffix, write, drops_blanks=layout.drops_blanks)


def _word_files() -> Iterator[Writing]:
    for name in writers_office.LAYOUTS:
        yield Writing(f"docx: {name}", ".docx", partial(writers_office.write_docx, layout=name))


def _lacks_office() -> str:
    return "" if writers_office.find_office() else "no LibreOffice on this machine"


def _converted_files() -> Iterator[Writing]:
    for number, suffix in enumerate(writers_office.CONVERTED):
        write = partial(_write_converted, suffix=suffix)
        editions = (EDITIONS[number % 2],)
        yield Writing(suffix, f".{suffix}", write, is_slow=True, contents=("gappy",), editions=editions, missing=_lacks_office)


def _write_converted(report: WrittenReport, folder: Path, suffix: str) -> Path:
    return writers_office.convert([writers_office.write_docx(report, folder)], suffix, folder)[0]


STYLES = {
    "thin bars": Style(),
    "strokes": Style(rules="strokes", values="lower", running_head="青屿市政府信息公开工作年度报告"),
    "no rules": Style(rules="none"),
    "narrow columns": pdf_pages.narrow(Style()),
    "rows kept whole": Style(cut=False, page_number="第{}页"),
}
QUICK_STYLES = ("thin bars", "narrow columns")


def _lacks(module: str) -> str:
    return "" if find_spec(module) else f"{module} is not installed"


def _pdf_files() -> Iterator[Writing]:
    lacks = partial(_lacks, "pdfplumber")
    for name, style in STYLES.items():
        write = partial(_write_pdf, style=style)
        # Without rules a blank cell is nothing but a gap.
        yield Writing(
            f"pdf: {name}",
            ".pdf",
            write,
            drops_blanks=style.rules == "none",
            loose=style.rules == "none",
            is_slow=name not in QUICK_STYLES,
            contents=("unbalanced", "gappy"),
            missing=lacks,
        )


def _write_pdf(report: WrittenReport, folder: Path, style: Style) -> Path:
    return pdf_pages.write_pdf(report, folder / f"{report.name}.pdf", style)


WRITINGS = (*_texts(), *_pages(), *_word_files(), *_converted_files(), *_pdf_files())
