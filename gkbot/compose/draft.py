"""An answer being written: numbered citations, notes and phrases; every composer writes into one Draft.

Knows how to prove a statement, not what to state.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from sqlalchemy import select

import prompts
from gkbot.answer import Answer, AnswerStatus, AnswerTable, Chart, Citation, Coverage, Language, Note
from gkbot.collection import Collection, Listed
from gkbot.facts import Value
from gkbot.plan import MeasureRef, Plan
from gkbot.words.lexicon import column_label, load_lexicon
from index.form import EDITIONS, load_form
from index.report import State
from index.storage import schema
from index.storage.store import Places, Store

ROWS_UP_TO = 3
LINES_UP_TO = 50  # reports of a list that get a line and a mark each
FIRST_LINES = 10  # reports of a longer list that do; the table holds all of them
MARK = re.compile(r" ?\[\d+\]")
ONE = re.compile(r"(?<![\d.,])1 (report|application|check|part|cell)s\b")  # one of what a phrase has in the plural
# What Markdown would make a link, an image or a tag of where a report is quoted: gkbot itself writes none.
ACTIVE = re.compile(r"(?<=\])\(|<(?=[A-Za-z/!?])")
ENGLISH_UNITS = {"件": "", "万元": " (10,000 yuan)", "%": "%"}


class Draft:
    """Collects what an answer will hold; `finish` makes the Answer."""

    def __init__(self, plan: Plan, store: Store, collection: Collection) -> None:
        self.plan = plan
        self.language = plan.language
        self.collection = collection
        self.lines: list[str] = []
        self.notes: list[Note] = []
        self.table: AnswerTable | None = None
        self.coverage: Coverage | None = None
        self.chart: Chart | None = None
        self._store = store
        self._citations: list[Citation] = []
        self._marks: dict[tuple[int, int, int], int] = {}
        self._texts: dict[int, str] = {}
        self._places: dict[int, Places] = {}
        self._chapters: dict[int, list[tuple[int, str, int, int]]] = {}

    # ---- words ----

    def say(self, key: str, **values: object) -> str:
        """A phrase in the language of the question."""
        said = prompts.say(self.language, key, **values)
        return said if self.language == "zh" else ONE.sub(r"1 \1", said)

    def join(self, parts: Iterable[str], by: str = "comma") -> str:
        """Parts joined by the language's comma, separator or period."""
        return self.say(by).join(parts)

    def write(self, key: str, **values: object) -> None:
        """Add a line made of a phrase."""
        self.lines.append(self.say(key, **values))

    def sentence(self, text: str) -> None:
        """Add a line that is a whole sentence."""
        self.lines.append(text if text.endswith(("。", ".", "：", ":")) else text + self.say("stop"))

    def note(self, code: str, key: str, **values: object) -> None:
        """Add a note once."""
        note = Note(code=code, text=self.say(key, **values))
        if note not in self.notes:
            self.notes.append(note)

    def note_computed(self, formula: str) -> None:
        """Note how a number came about: a formula of cited numbers, with what it gives."""
        self.note("computed", "note_computed", formula=formula)

    def report(self, report: Listed) -> str:
        """A report as it is named in a sentence."""
        key = "report" if report.year else "report_no_year"
        return self.say(key, organisation=report.organisation, **({"year": report.year} if report.year else {}))

    def label(self, ref: MeasureRef, edition: str | None = None) -> str:
        """A measure as it is named in a sentence, with its dimension where one was asked for."""
        return measure_text(ref, self.language, edition)

    def amount(self, number: int | float | None, unit: str) -> str:
        """A number with its unit: 136件, 96171.6万元; in English without a counting word."""
        plain = number_text(number)
        if self.language == "zh":
            return f"{plain}{unit}"
        return plain + ENGLISH_UNITS.get(unit, f" {unit}" if unit else "")

    def value_text(self, value: Value) -> str:
        """The number of a value with the unit of its measure; a rate as a percentage."""
        if value.denominator is not None and value.number is not None:
            return percent_text(value.number)
        return self.amount(value.number, self.unit(value.measure, value.report.edition))

    def unit(self, ref: MeasureRef, edition: str | None) -> str:
        """The unit of a measure's first cell in an edition of the form."""
        return _unit(ref, edition or "2021")

    def scope_text(self) -> str:
        """The plan's filters in words: 2023年园区, before 报告; in English (2023, parks), after reports."""
        scope = self.plan.scope
        years = self.join(map(str, scope.years)) + ("年" if self.language == "zh" else "") if scope.years else ""
        kinds = self.join(self.say(f"kind_{kind}").strip() for kind in scope.kinds)
        regions = self.join(scope.regions)
        if self.language == "zh":
            return f"{years}{regions}{kinds}"
        told = ", ".join(filter(None, (years, regions, kinds)))
        return f" ({told})" if told else ""

    def draw(
        self, kind: Literal["bar", "line"], ref: MeasureRef, points: Sequence[tuple[str, int | float]], edition: str | None
    ) -> None:
        """Describe a chart of a measure, where there are two points or more to draw."""
        if len(points) < 2:
            return
        rate = bool(load_lexicon().measures[ref.key].per)
        labels, values = zip(*points, strict=True)
        unit = "%" if rate else self.unit(ref, edition)
        drawn = tuple(round(100 * value, 2) if rate else value for value in values)
        self.chart = Chart(kind=kind, title=self.label(ref, edition), labels=labels, values=drawn, unit=unit)

    # ---- proof ----

    def cite_cells(self, report: Listed, keys: Sequence[str]) -> str:
        """The marks that prove cells of a report, one for each table row they stand in.

        Of more than ROWS_UP_TO rows only those that are not zero are cited, or all of them as one piece of the table.
        """
        places = self._cell_places(report)
        rows: dict[tuple[int, int], list[str]] = {}
        for key in keys:
            place = places.get(key)
            if place:
                rows.setdefault((place.row.start, place.row.end), []).append(key)
        if len(rows) > ROWS_UP_TO:
            telling = {
                span: here
                for span, here in rows.items()
                if any(places[key].number or places[key].state is State.UNREADABLE for key in here)
            }
            rows = telling or {(min(rows)[0], max(rows)[1]): list(keys)}
        marks = []
        for (start, end), here in rows.items():
            single = len(here) == 1
            locator = " ".join(dict.fromkeys(self._locator(report, key, single=single) for key in here[:ROWS_UP_TO]))
            marks.append(self.cite(report, start, end, locator=locator, value=places[here[0]].number if single else None))
        return "".join(marks)

    def cell_numbers(self, report: Listed, keys: Sequence[str]) -> dict[str, int | float]:
        """The numbers that stand in cells of a report, those without one left out."""
        places = self._cell_places(report)
        return {key: number for key in keys if key in places and (number := places[key].number) is not None}

    def cell_text(self, report: Listed, key: str) -> str:
        """What stands in a cell, as it was written."""
        return self._cell_places(report)[key].raw

    def foresee(self, reports: Iterable[Listed]) -> None:
        """Fetch in one go what citing these reports takes."""
        wanted = [report.id for report in reports if report.id not in self._places]
        if wanted:
            self._places |= self._store.places(wanted)
            self._fetch_texts([report_id for report_id in wanted if report_id not in self._texts])
            self._fetch_chapters([report_id for report_id in wanted if report_id not in self._chapters])

    def _cell_places(self, report: Listed) -> Places:
        self.foresee([report])
        return self._places[report.id]

    def title_mark(self, report: Listed) -> str:
        """The mark of the report's title, with the preface after it where there is one: where a contact would stand."""
        end = next((end for number, _, _, end in self.chapters(report.id) if number == 0), 0) or len(report.title)
        lead = self.raw(report, 0, end)
        return self.cite(report, len(lead) - len(lead.lstrip()), len(lead.rstrip()))

    def marks(self, parts: Iterable[str]) -> str:
        """Several marks as one, each number once."""
        return "".join(dict.fromkeys(MARK.findall("".join(parts))))

    def _locator(self, report: Listed, key: str, *, single: bool) -> str:
        told = load_form(report.edition or "2021").locate(key)
        return told if single else told.rpartition(" / ")[0]

    def cite(self, report: Listed, start: int, end: int, *, locator: str = "", value: int | float | None = None) -> str:
        """The mark of a citation of the characters start:end of a report; the same place is cited once."""
        key = (report.id, start, end)
        if key not in self._marks:
            text = self.text(report.id)
            section = self._section(report.id, start)
            n = self._marks[key] = len(self._citations) + 1
            self._citations.append(
                Citation(
                    n=n,
                    report=report.uid,
                    organisation=report.organisation,
                    year=report.year,
                    file=report.file,
                    section=section,
                    locator=locator or self._heading(report.id, start) or section,
                    quote=text[start:end],
                    start=start,
                    end=end,
                    value=value,
                )
            )
        mark = f"[{self._marks[key]}]"
        return mark if self.language == "zh" else f" {mark}"

    def text_of(self, report: Listed, start: int, end: int) -> str:
        """The characters start:end of a report's text, white space folded for reading."""
        return " ".join(self.raw(report, start, end).split())

    def raw(self, report: Listed, start: int, end: int | None) -> str:
        """The characters start:end of a report's text, verbatim."""
        return self.text(report.id)[start:end]

    def text(self, report_id: int) -> str:
        """The extracted text of a report, read once."""
        if report_id not in self._texts:
            self._fetch_texts([report_id])
        return self._texts[report_id]

    def _fetch_texts(self, report_ids: Sequence[int]) -> None:
        self._texts |= self._store.texts(report_ids)

    def _heading(self, report_id: int, at: int) -> str:
        """The headings below the chapter's under which a place of the narrative stands, or nothing."""
        c = schema.passages.c
        query = select(c.headings).where(c.report_id == report_id, c.start <= at, c.end > at)
        with self._store.engine.connect() as connection:
            found = connection.scalar(query)
        return " › ".join(json.loads(found)[1:]) if found else ""

    def _section(self, report_id: int, at: int) -> str:
        for number, heading, start, end in self.chapters(report_id):
            if start <= at < end:
                return heading if number else self.say("chapter_0")
        return self.say("chapter_0")

    def chapters(self, report_id: int) -> list[tuple[int, str, int, int]]:
        """The chapters of a report as (number, heading, start, end)."""
        if report_id not in self._chapters:
            self._fetch_chapters([report_id])
        return self._chapters[report_id]

    def _fetch_chapters(self, report_ids: Sequence[int]) -> None:
        c = schema.chapters.c
        query = select(c.report_id, c.number, c.heading, c.start, c.end).where(c.report_id.in_(report_ids)).order_by(c.number)
        self._chapters |= {report_id: [] for report_id in report_ids}
        with self._store.engine.connect() as connection:
            for report_id, *chapter in connection.execute(query):
                self._chapters[report_id].append(tuple(chapter))

    # ---- the end ----

    def finish(self, question: str, status: AnswerStatus) -> Answer:
        """The Answer; the caller adds id, seconds and model."""
        return Answer(
            id="",
            question=question,
            language=self.language,
            status=status,
            answer=ACTIVE.sub(r"\\\g<0>", "\n".join(self.lines)),
            plan=self.plan.model_dump(mode="json"),
            citations=tuple(self._citations),
            table=self.table,
            notes=tuple(self.notes),
            coverage=self.coverage,
            chart=self.chart,
            build=self._store.build_id,
        )


def measure_text(ref: MeasureRef, language: Language, edition: str | None = None) -> str:
    """A measure with its dimension: 行政规范性文件（本年废止件数）."""
    measure = load_lexicon().measures[ref.key]
    label = measure.labels[language]
    if ref.column is None:
        return label
    edition = edition or next(e for e in EDITIONS if measure.cells[e])
    return prompts.say(language, "column", label=label, column=column_label(measure.table, ref.column, edition, language))


@cache
def _unit(ref: MeasureRef, edition: str) -> str:
    keys = load_lexicon().measures[ref.key].cell_keys(edition, ref.column)
    if not keys:
        return ""
    table, row, column = keys[0].split(".")
    rows = load_form(edition).table(table).rows
    return next(c.unit for r in rows if r.key == row for c in r.columns if c.key == column)


def number_text(number: int | float | None) -> str:
    """A number as people write it: 136, 96171.6, never 136.0."""
    if number is None:
        return "—"
    return f"{number:.10g}" if isinstance(number, float) else str(number)


def percent_text(ratio: float) -> str:
    """A ratio as a percentage with at most two decimals: 100%, 47.06%."""
    return f"{ratio * 100:.2f}".rstrip("0").rstrip(".") + "%"
